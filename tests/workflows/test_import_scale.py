"""A roster ten times as large takes no more memory: rows are staged on disk and handled some at a time."""

import asyncio
import gc
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from models.database import Database, open_database
from tests.engines import PostgresEngine, SqliteEngine
from tests.workflows.import_runs import counts, make_agency, run
from tests.workflows.rosters import roster

RATIO = 1.3
SMALLEST = 2_000
"""Below this the portions aren't full, so that a larger roster fills memory that is bounded all the same."""


async def _peak(database: Database, folder: Path, people: int) -> tuple[int, int]:
    """Import a roster into an empty database; give the peak in bytes and the lock in milliseconds."""
    agency = await make_agency(database)
    files = await asyncio.to_thread(roster, folder, people)
    gc.collect()
    tracemalloc.start()
    try:
        outcome = await run(database, agency, files)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (outcome.written, outcome.errors) == (True, 0)
    found = await counts(database)
    # Two lines for each: everybody holds their post since 2024, and the units stand since the day of the import.
    assert (found["employee"], found["assignment"], found["reporting_line"]) == (people, people, 2 * people)
    return peak, outcome.locked_ms


@pytest.mark.proof
async def test_ten_times_the_rows_take_no_more_memory(
    server_of_engine: SqliteEngine | PostgresEngine, scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Units and posts grow with the people; what is compared, written and computed of them must not be held at once."""
    sizes = max(SMALLEST, scaled(10_000)), max(2 * SMALLEST, scaled(100_000))
    measured = []
    for people in sizes:
        urls = await server_of_engine.migrated()
        database = await open_database(urls.serving)
        measured.append(await _peak(database, tmp_path, people))
        await database.close()
        await server_of_engine.remove(urls)
    (small, _), (large, locked) = measured
    with capsys.disabled():
        print(  # noqa: T201 - what a long run tried is its result
            f"\nimport: {sizes[0]} and {sizes[1]} people, peaks {small / 1e6:.1f} and {large / 1e6:.1f} MB ({large / small:.2f} ≤ {RATIO}),"
            f" the larger locked for {locked} ms while traced"
        )
    assert large <= RATIO * small
