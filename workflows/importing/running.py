"""One import from files to an outcome: staged, checked, applied in one transaction that a dry run rolls back.

Rows are held on disk and handled some at a time, so memory doesn't grow with them. What can be found out before the lock is: the checks
run against a snapshot, and count in the transaction as long as the names that they looked at are the same ones there.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Protocol

from models.database import Connection, Database
from workflows.actor import Actor
from workflows.importing.applying import Applying
from workflows.importing.checking import check, leave_out
from workflows.importing.files import ImportFile
from workflows.importing.known import copy_names
from workflows.importing.outcome import ImportOutcome, Progress, RowsTaken, Stage
from workflows.importing.problems import Problems
from workflows.importing.rows import read_row, would_say
from workflows.importing.sources import Source, SourceRow, open_source
from workflows.importing.staging import StagedRow, Staging
from workflows.lines.storing import lock_structure

READ_ROWS = 500
"""How many rows are read and staged together."""
LOOKS = 3
"""How often the checks are run without a lock where others change names meanwhile; after that they are run with it."""


class Keeper(Protocol):
    """Keeps what an import tells, so that it is there if and only if the import is."""

    async def found(self, outcome: ImportOutcome) -> None:
        """Take what was found about the rows, before anything is written; again, if something else turns out to be found."""
        ...

    async def written(self, conn: Connection, outcome: ImportOutcome) -> None:
        """Write what the import did, in its own transaction; ``outcome`` then tells the lock until now."""
        ...


class _RolledBack(Exception):
    def __init__(self, applying: Applying | None) -> None:
        super().__init__()
        self.applying = applying


class _NamesChanged(Exception):
    """Others have changed names since the look without a lock."""


async def run_import(
    database: Database,
    actor: Actor,
    files: Sequence[ImportFile],
    effective: date,
    *,
    dry_run: bool = False,
    rows: RowsTaken = RowsTaken.ALL,
    progress: Callable[[Progress], None] | None = None,
    keeper: Keeper | None = None,
) -> ImportOutcome:
    """Import files into the actor's agency in one transaction; a dry run does the same and rolls it back.

    Changes hold from ``effective`` where a row doesn't say its own day. Nothing is written if any problem stops; with VALID, rows that
    have such a problem are left out together with what depends on them. ``progress`` is called in the caller's loop. What stops shows
    before the transaction where the files alone, or what is known, tell it: a refused file holds no lock. ``keeper`` hears of an import
    that is going to be written. The outcome's ``findings`` are the caller's to close.

    Raises:
        OSError: a file isn't there or can't be read.
        Busy: other writers kept the database too long.
    """
    run = _Run(database, actor, effective, rows, progress or (lambda _: None), keeper)
    sources = await asyncio.to_thread(lambda: [open_source(index, file) for index, file in enumerate(files)])
    run.staging = Staging(sources)
    try:
        return await run.through(sources, dry_run=dry_run)
    except BaseException:
        run.staging.close()
        raise


class _Run:
    """One import: what it works with, and how long it held the lock."""

    staging: Staging

    def __init__(
        self,
        database: Database,
        actor: Actor,
        effective: date,
        rows: RowsTaken,
        tell: Callable[[Progress], None],
        keeper: Keeper | None,
    ) -> None:
        self.database, self.actor, self.effective, self.rows, self.tell, self.keeper = database, actor, effective, rows, tell, keeper
        self.locked_seconds = 0.0
        self.names = ""

    async def through(self, sources: Sequence[Source], *, dry_run: bool) -> ImportOutcome:
        """Read, check and apply, the last as often as rows turn out to be at fault only then."""
        await self._read(sources)
        if any(problem.stops for source in sources for problem in source.problems):
            return self._outcome(sources, written=False)
        await self._look()
        looks = 1
        while not self._stopped():
            try:
                applying = await self._transaction(sources, dry_run=dry_run, look_again=looks >= LOOKS)
            except _NamesChanged:
                looks += 1
                await self._look()
            except _RolledBack as rolled_back:
                if rolled_back.applying is None:
                    break
                if not rolled_back.applying.faults:
                    return self._outcome(sources, written=False, applying=rolled_back.applying)
                if self.rows is RowsTaken.ALL or not leave_out(self.staging):
                    return self._outcome(sources, written=False, applying=rolled_back.applying)
                # What is left has to stand by itself.
                await self._look()
            else:
                return self._outcome(sources, written=True, applying=applying)
        return self._outcome(sources, written=False)

    async def _look(self) -> None:
        """Check against what is known at one moment, without a lock."""
        self.tell(Progress(Stage.CHECKING, 0, None))
        self.names = await self.database.read(self._copy_names, snapshot=True)
        await asyncio.to_thread(check, self.staging, self.effective, self.rows)

    async def _copy_names(self, conn: Connection) -> str:
        return await copy_names(conn, self.actor.agency_id, self.staging, self.effective)

    async def _read(self, sources: Sequence[Source]) -> None:
        total = sum(source.row_count for source in sources)
        self.staging.note(problem for source in sources for problem in source.problems)
        self.tell(Progress(Stage.READING, 0, total))
        done = 0
        for source in sources:
            found = source.rows()
            while count := await asyncio.to_thread(self._stage, found):
                done += count
                self.tell(Progress(Stage.READING, done, total))

    def _stage(self, found: Iterator[SourceRow]) -> int:
        staged = []
        for row in islice(found, READ_ROWS):
            lines, problems = read_row(row)
            said = would_say(row) if not lines else ()
            staged.append(StagedRow(row.place, len(row.sheet.sections) == 1, lines, problems, said))
        self.staging.add(staged)
        return len(staged)

    def _stopped(self) -> bool:
        if self.rows is RowsTaken.ALL:
            return bool(self.staging.value("SELECT EXISTS (SELECT 1 FROM fault WHERE stops)"))
        return not self.staging.has_rows()

    async def _transaction(self, sources: Sequence[Source], *, dry_run: bool, look_again: bool) -> Applying:
        keeper = None if dry_run else self.keeper
        if keeper is not None:
            await keeper.found(self._outcome(sources, written=False))
        started = time.monotonic()

        async def work(conn: Connection) -> Applying:
            nonlocal started
            started = time.monotonic()
            await lock_structure(conn, self.actor.agency_id)
            if await self._copy_names(conn) != self.names:
                if not look_again:
                    raise _NamesChanged
                await asyncio.to_thread(check, self.staging, self.effective, self.rows)
                if self._stopped():
                    raise _RolledBack(None)
                if keeper is not None:
                    await keeper.found(self._outcome(sources, written=False))
            applying = Applying(conn, self.actor, self.staging, self.effective, self.tell)
            await applying.run()
            if applying.faults or dry_run:
                raise _RolledBack(applying)
            if keeper is not None:
                self.locked_seconds = max(self.locked_seconds, time.monotonic() - started)
                await keeper.written(conn, self._outcome(sources, written=True, applying=applying))
            return applying

        try:
            return await self.database.transaction(work)
        finally:
            self.locked_seconds = max(self.locked_seconds, time.monotonic() - started)

    def _outcome(self, sources: Sequence[Source], *, written: bool, applying: Applying | None = None) -> ImportOutcome:
        problems = Problems()
        problems.extend(self.staging.problems())
        return ImportOutcome(
            written=written,
            files=tuple(source.name for source in sources),
            items=tuple(applying.items) if applying else (),
            problems=tuple(problems),
            counts=applying.counts if applying else Counter(),
            taken=self.rows,
            rows=sum(source.row_count for source in sources),
            rejected=int(self.staging.value("SELECT COUNT(DISTINCT place) FROM fault WHERE stops")),
            errors=problems.errors,
            notices=problems.notices,
            locked_ms=round(self.locked_seconds * 1000),
            findings=self.staging,
        )
