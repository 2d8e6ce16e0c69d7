"""The figures as a file for programs and a table for people."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "benchmarks"
OPENING, CLOSING = "<!-- figures -->\n", "<!-- /figures -->\n"


def write(found: Mapping[str, Any], folder: Path) -> str:
    """Write ``latest.json`` and the table in ``README.md``; give the table."""
    table = rendered(found)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "latest.json").write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    page = folder / "README.md"
    if page.exists():
        head, _, rest = page.read_text(encoding="utf-8").partition(OPENING)
        page.write_text(f"{head}{OPENING}\n{table}\n{CLOSING}{rest.partition(CLOSING)[2]}", encoding="utf-8")
    return table


def rendered(found: Mapping[str, Any]) -> str:
    """Give the table in Markdown: medians, with the lowest and highest round in brackets."""
    machine = found["machine"]
    rows = [
        f"Measured {found['measuredAt'][:10]} on {machine['cores']} cores ({machine['architecture']}), Python {machine['python']},"
        f" SQLite {machine['sqlite']}, load at the end {machine['load']}.",
        "",
        "| request | engine | statements | server CPU, ms | by hand, ms | ratio | writes a second |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in found["cases"]:
        by_hand = one["statementsByHand"]
        counted = f"{one['statements']}" if by_hand == one["statements"] else f"{one['statements']} (by hand {by_hand})"
        hand, ratio = (_told(one["byHandCpuMs"], 2), _told(one["ratio"], 1)) if one["statements"] else ("", "")
        writes = _told(one["writesASecond"], 0) if one["writes"] else ""
        rows.append(f"| `{one['name']}` | {one['engine']} | {counted} | {_told(one['serverCpuMs'], 2)} | {hand} | {ratio} | {writes} |")
    return "\n".join(rows) + "\n"


def _told(spread: Mapping[str, float], digits: int) -> str:
    return f"{spread['median']:.{digits}f} ({spread['low']:.{digits}f}–{spread['high']:.{digits}f})"
