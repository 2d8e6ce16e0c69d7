"""Two states of this project beside each other: the server's CPU for the same queries, in turns, so that what slows one slows both.

``python -m tests.benchmarks.beside FOLDER`` compares with the clone in FOLDER. Each side serves a town of its own, made by its own code,
over SQLite; the documents are kept by both after the first round, which isn't counted.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from tests.benchmarks.serving import Served, serving
from tests.benchmarks.town import build
from tests.engines import SqliteEngine

CLERKS = 30
"""Half of the people of each side's town, so that the page is full."""
VIEWER = "query Viewer { viewer { employee { id name } actingAs { id } } }"
UNBOUNDED = {"KINERJA_RATE_POINTS": "1000000000", "KINERJA_RATE_REFILL": "1000000000"}
ROOT = Path(__file__).resolve().parents[2]


class Side:
    """One of the two, asked by one client."""

    def __init__(self, folder: Path, *, ours: bool) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder)} | (UNBOUNDED if ours else {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        self.pid = int(told["pid"])
        self.calls: dict[str, dict[str, Any]] = told["calls"]
        self.client = httpx.Client(base_url=told["address"], headers=told["headers"], timeout=60)

    def cpu_ms(self, name: str, times: int) -> float:
        """Ask so often, one after the other; give the server's CPU milliseconds a request."""
        begun = self._cpu_seconds()
        for _ in range(times):
            answer = self.client.post("/graphql", json=self.calls[name]).json()
            assert "errors" not in answer, answer
        return (self._cpu_seconds() - begun) * 1000 / times

    def end(self) -> None:
        """End the server."""
        self.client.close()
        self.process.communicate("", timeout=60)

    def _cpu_seconds(self) -> float:
        return time.clock_gettime((~self.pid << 3) | 2)


async def _serve() -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = await build(SqliteEngine(Path(folder)), CLERKS)
        async with serving(built.urls, built.world.now) as served:
            sys.stdout.write(json.dumps(_told(served, built.page)) + "\n")
            sys.stdout.flush()
            await asyncio.to_thread(sys.stdin.read)


def _told(served: Served, page: Any) -> dict[str, Any]:
    calls = {"page of 50": page.body, "viewer": {"query": VIEWER}}
    return {"address": str(served.client.base_url), "pid": served.process.pid, "headers": page.headers, "calls": calls}


def compare(folder: Path, rounds: int, batch: int) -> str:
    """Compare with the clone in a folder; give a line of a table for each query: both medians, and the median of the rounds' ratios."""
    sides = (Side(folder, ours=False), Side(ROOT, ours=True))
    lines = []
    for name in sides[0].calls:
        found: list[tuple[float, float]] = []
        for turn in range(rounds + 1):
            # Who is first changes, so that neither has the better turn.
            order = sides if turn % 2 else sides[::-1]
            figures = {side: side.cpu_ms(name, batch) for side in order}
            if turn:
                found.append((figures[sides[0]], figures[sides[1]]))
        before, after = (statistics.median(one[at] for one in found) for at in (0, 1))
        ratio = statistics.median(one[1] / one[0] for one in found)
        lines.append(f"| {name} | {before:.2f} | {after:.2f} | {ratio:.2f} |\n")
    for side in sides:
        side.end()
    return "".join(lines)


def main() -> int:
    """Serve one side, or compare both and write the table's lines."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.beside", description=__doc__)
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--serve", action="store_true")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--batch", type=int, default=60)
    chosen = options.parse_args()
    if chosen.serve:
        asyncio.run(_serve())
        return 0
    if chosen.folder is None:
        options.error("which folder?")
    sys.stdout.write(compare(chosen.folder.resolve(), chosen.rounds, chosen.batch))
    return 0


if __name__ == "__main__":
    sys.exit(main())
