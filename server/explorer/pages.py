"""The project's own pages, as the explorer shows them: the README and what is in ``docs/``, and nothing else."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from server.explorer.places import ROOT


@cache
def pages() -> Mapping[str, Path]:
    """Give the pages by name. What isn't here isn't served, so no name leads anywhere else."""
    return {path.name: path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if path.is_file()}


@cache
def titles() -> tuple[dict[str, str], ...]:
    """Give each page's name and its title: its first heading."""
    return tuple({"name": name, "title": _title(path)} for name, path in pages().items())


def _title(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((line.removeprefix("# ").strip() for line in lines if line.startswith("# ")), path.stem)
