"""A server that imports answers others in between: how much is done at once is counted, between two turns of another task on the loop."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from tests.workflows.import_runs import make_agency, run
from tests.workflows.rosters import roster
from workflows import events
from workflows.importing.ledger import EVENTS_AT_ONCE
from workflows.importing.portions import PORTION_ROWS
from workflows.importing.roster import RosterChanges
from workflows.lines import storing
from workflows.lines.computing import compute_lines
from workflows.lines.loading import PAGE_ROWS

PEOPLE = 1_200


class Heartbeat:
    """A task that wants a turn all the time; ``most`` is the most of each kind of work that was done between two of its turns."""

    def __init__(self) -> None:
        self.since: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()

    async def beat(self) -> None:
        """Take turns until cancelled."""
        while True:
            for kind, count in self.since.items():
                self.most[kind] = max(self.most[kind], count)
            self.since.clear()
            await asyncio.sleep(0)

    def counting(self, kind: str, function: Any, size: Any = lambda result: 1) -> Any:
        """Wrap a function, so that what it does counts."""

        def counted(*args: Any, **more: Any) -> Any:
            result = function(*args, **more)
            self.since[kind] += size(result)
            self.whole[kind] += size(result)
            return result

        return counted


async def test_little_is_done_between_two_turns_of_others(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading and checking are done in a thread; comparing, telling in events and computing lines a portion at a time."""
    heart = Heartbeat()
    monkeypatch.setattr(events, "_rows", heart.counting("events", events._rows))
    monkeypatch.setattr(RosterChanges, "_employee", heart.counting("people", RosterChanges._employee))
    monkeypatch.setattr(storing, "compute_lines", heart.counting("lines", compute_lines, len))
    agency = await make_agency(database)
    files = await asyncio.to_thread(roster, tmp_path, PEOPLE)
    task = asyncio.create_task(heart.beat())
    outcome = await run(database, agency, files)
    await asyncio.sleep(0)
    task.cancel()
    assert (outcome.written, outcome.errors) == (True, 0)
    assert (heart.whole["people"], heart.whole["lines"]) == (PEOPLE, 2 * PEOPLE)
    # A person and an employee each, 48 units with 240 posts.
    assert heart.whole["events"] == 2 * PEOPLE + 48 + 240
    assert heart.most["people"] <= PORTION_ROWS
    assert heart.most["events"] <= EVENTS_AT_ONCE
    # Two lines for each assignment of a page.
    assert heart.most["lines"] <= 2 * PAGE_ROWS
