"""A server that imports answers others in between: what costs time is done in another thread, and of the rest how much is done at once is
counted, between two turns of another task on the loop.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from models.database.connection import Connection
from models.rehearsal import COPIED_ROWS, PERFORMED_ROWS, Rehearsal
from tests.workflows.import_runs import counts, csv_files, make_agency, run
from tests.workflows.rosters import nip, roster
from workflows import events
from workflows.importing import running
from workflows.importing.roster import RosterChanges
from workflows.importing.staging import Staging
from workflows.lines import storing

PEOPLE = 1_200
ELSEWHERE = {"rows read", "checks", "rows copied", "people compared", "events told", "lines computed", "problems gathered"}


class Heartbeat:
    """A task that wants a turn all the time; ``most`` is the most of each kind of work that was done between two of its turns."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.since: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()
        self.elsewhere: Counter[str] = Counter()

    async def beat(self) -> None:
        """Take turns until cancelled."""
        while True:
            for kind, count in self.since.items():
                self.most[kind] = max(self.most[kind], count)
            self.since.clear()
            await asyncio.sleep(0)

    def count(self, kind: str, size: int) -> None:
        """Count work, as the loop's own where it is done in the loop's thread."""
        self.whole[kind] += size
        if threading.get_ident() == self.thread:
            self.since[kind] += size
        else:
            self.elsewhere[kind] += size

    def counting(self, kind: str, function: Any, size: Any = lambda result, args: 1) -> Any:
        """Wrap a function, so that what it does counts."""

        def counted(*args: Any, **more: Any) -> Any:
            result = function(*args, **more)
            self.count(kind, size(result, args))
            return result

        return counted

    def counting_rows(self, kind: str, method: Any, size: Any) -> Any:
        """Wrap a method of connections; the rows that it takes or brings count where the connection is the shared database's."""

        async def counted(conn: Connection, *args: Any) -> Any:
            result = await method(conn, *args)
            if not isinstance(conn, Rehearsal):
                self.count(kind, size(result, args))
            return result

        return counted


async def test_little_is_done_between_two_turns_of_others(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading, checking, comparing, telling in events and computing lines are done elsewhere; rows come and go a statement at a time."""
    heart = Heartbeat()
    wrapped = [
        (events, "_rows", "events told", lambda result, args: 1),
        (RosterChanges, "_employee", "people compared", lambda result, args: 1),
        (storing, "compute_lines", "lines computed", lambda result, args: len(result)),
        (running, "read_row", "rows read", lambda result, args: 1),
        (running, "check", "checks", lambda result, args: 1),
        (Staging, "problems", "problems gathered", lambda result, args: 1),
        (Rehearsal, "take", "rows copied", lambda result, args: len(args[2])),
    ]
    agency = await make_agency(database)
    await run(database, agency, await asyncio.to_thread(roster, tmp_path, PEOPLE))
    for owner, name, kind, size in wrapped:
        monkeypatch.setattr(owner, name, heart.counting(kind, getattr(owner, name), size))

    def given(_: object, args: Sequence[Any]) -> int:
        return len(args[1])

    def brought(result: Sequence[Any], _: object) -> int:
        return len(result)

    monkeypatch.setattr(Connection, "insert_stored", heart.counting_rows("rows written", Connection.insert_stored, given))
    monkeypatch.setattr(Connection, "fetch", heart.counting_rows("rows fetched", Connection.fetch, brought))
    before = await counts(database)
    # As many again come: what is known is copied and compared, and new rows are written.
    header = "nip,nama,jenis_pegawai,kode_jabatan,jenis_penugasan,tmt\n"
    rows = "".join(f"{nip(n)},Nama {n},PNS,U{n % 48}.1,Definitif,2024-01-02\n" for n in range(PEOPLE, 2 * PEOPLE))
    task = asyncio.create_task(heart.beat())
    outcome = await run(database, agency, csv_files(header + rows))
    await asyncio.sleep(0)
    task.cancel()
    assert (outcome.written, outcome.errors) == (True, 0)
    assert set(heart.elsewhere) == ELSEWHERE
    assert not ELSEWHERE & heart.most.keys(), "in the loop's own thread"
    after = await counts(database)
    fresh = sum(after[table] - before[table] for table in after)
    # Nobody of these has a grade, so that the tables counted are all that are written.
    assert after["employee"] == 2 * before["employee"]
    assert heart.whole["rows written"] == fresh
    assert heart.whole["people compared"] == PEOPLE
    assert heart.whole["rows copied"] > 2 * PEOPLE
    assert 0 < heart.most["rows written"] <= PERFORMED_ROWS
    assert 0 < heart.most["rows fetched"] <= COPIED_ROWS
