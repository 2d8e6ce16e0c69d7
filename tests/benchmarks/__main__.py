"""``make bench``: measures on both engines and writes docs/benchmarks. Bounded: a minute or two."""

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvloop

from server.logs import set_up_logs
from tests.benchmarks.measuring import Case, measure
from tests.benchmarks.report import FOLDER, write
from tests.engines import SqliteEngine, postgres_engine


def main() -> int:
    """Measure and write; ``--rounds`` and ``--batch`` say how much."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--batch", type=int, default=20)
    options.add_argument("--engine", choices=("sqlite", "postgres"))
    options.add_argument("--folder", type=Path, default=FOLDER)
    chosen = options.parse_args()
    set_up_logs("CRITICAL")
    cases: list[Case] = []
    if chosen.engine != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            cases += uvloop.run(measure(SqliteEngine(Path(folder)), chosen.rounds, chosen.batch))
    if chosen.engine != "sqlite":
        with postgres_engine() as engine:
            cases += uvloop.run(measure(engine, chosen.rounds, chosen.batch))
    found = {
        "measuredAt": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": _machine(),
        "cases": [one.figures() for one in cases],
    }
    sys.stdout.write(write(found, chosen.folder))
    return 0


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    sys.exit(main())
