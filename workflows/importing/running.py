"""One import from files to an outcome: staged, checked, rehearsed, and put into the database in one transaction.

Rows are held on disk and handled some at a time, so memory doesn't grow with them. Everything but the last is done without a lock, over a
copy of what is known at one moment and in a thread of its own; it counts in the transaction as long as nothing of that has changed.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, Protocol, TypeVar

from models.database import Connection, Database, GuardFailure, IntegrityFailure
from models.rehearsal import Rehearsal
from workflows.actor import Actor
from workflows.importing.applying import Applying
from workflows.importing.checking import check, leave_out
from workflows.importing.files import ImportFile
from workflows.importing.known import copy_names
from workflows.importing.outcome import ImportOutcome, Progress, RowsTaken, Stage
from workflows.importing.problems import Problems
from workflows.importing.rows import read_row, would_say
from workflows.importing.snapshot import Mark, copy_agency, mark
from workflows.importing.sources import Source, SourceRow, open_source
from workflows.importing.staging import StagedRow, Staging
from workflows.lines.storing import lock_structure

T = TypeVar("T")
READ_ROWS = 500
"""How many rows are read and staged together."""
LOOKS = 3
"""How often an import is rehearsed without a lock where others change people, units or posts meanwhile; after that with it."""

ASKED_SECONDS = 5.0
"""How often a transaction that waits for a rehearsal asks the database something."""


class Keeper(Protocol):
    """Keeps what an import tells, so that it is there if and only if the import is."""

    async def found(self, outcome: ImportOutcome) -> None:
        """Take what was found about the rows, before anything is written; again, if something else turns out to be found."""
        ...

    async def written(self, conn: Connection, outcome: ImportOutcome) -> None:
        """Write what the import did, in its own transaction; ``outcome`` then tells the lock until now."""
        ...


class _NotWritten(Exception):
    """Rolls the transaction back in which it was found that nothing is to be written."""


class _Changed(Exception):
    """Others have changed what the rehearsal rests on."""


class _GivenUp(Exception):
    """Whoever waited for the rehearsal is gone."""


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
    """Import files into the actor's agency in one transaction; a dry run does the same and stops before it, so that it holds no lock.

    Changes hold from ``effective`` where a row doesn't say its own day. Nothing is written if any problem stops; with VALID, rows that
    have such a problem are left out together with what depends on them. ``progress`` is called in the caller's loop. What stops shows
    before the transaction: a refused file holds no lock. ``keeper`` hears of an import that is going to be written. The outcome's
    ``findings`` are the caller's to close.

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
    started: float

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
        self.given_up = False

    async def through(self, sources: Sequence[Source], *, dry_run: bool) -> ImportOutcome:
        """Read, rehearse and perform, the last two as often as rows turn out to be at fault, or others change what they rest on."""
        await self._read(sources)
        if any(problem.stops for source in sources for problem in source.problems):
            return await self._outcome(sources, written=False)
        looks = 0
        while True:
            looks += 1
            try:
                if looks <= LOOKS or dry_run:
                    applying = await self._unlocked(sources, dry_run=dry_run)
                else:
                    applying = await self._locked(sources)
            except _Changed:
                continue
            except (IntegrityFailure, GuardFailure):
                # A plan of the same year, or a person whom another agency brought in meanwhile: the mark tells of neither.
                if looks > LOOKS:
                    raise
                continue
            if applying is None or not applying.faults:
                return await self._outcome(sources, written=applying is not None and not dry_run, applying=applying)
            if self.rows is RowsTaken.ALL or not leave_out(self.staging):
                return await self._outcome(sources, written=False, applying=applying)
            # What is left has to stand by itself.
            looks = 0

    async def _unlocked(self, sources: Sequence[Source], *, dry_run: bool) -> Applying | None:
        """Rehearse over a copy of one moment, then perform where nothing has changed since; None where the checks stop it."""
        self.tell(Progress(Stage.CHECKING, 0, None))
        rehearsal, copied = await self.database.read(self._copied, snapshot=True)
        with rehearsal:
            applying = await self._rehearsed(rehearsal)
            if applying is None or applying.faults or dry_run:
                return applying
            found = await self._found(sources, applying)

            async def work(conn: Connection) -> None:
                if await mark(conn, self.actor.agency_id) != copied:
                    raise _Changed
                await self._perform(conn, rehearsal, found)

            await self._transaction(work)
            return applying

    async def _locked(self, sources: Sequence[Source]) -> Applying | None:
        """Do the same in one transaction, in which nobody else changes anything."""

        async def work(conn: Connection) -> Applying | None:
            rehearsal, _ = await self._copied(conn)
            with rehearsal:
                applying = await self._kept_alive(conn, self._rehearsed(rehearsal))
                if applying is None or applying.faults:
                    raise _NotWritten(applying)
                await self._perform(conn, rehearsal, await self._found(sources, applying))
                return applying

        try:
            return await self._transaction(work)
        except _NotWritten as none:
            found: Applying | None = none.args[0]
            return found

    async def _copied(self, conn: Connection) -> tuple[Rehearsal, Mark]:
        copied = await mark(conn, self.actor.agency_id)
        return await copy_agency(conn, self.actor.agency_id, self.staging), copied

    async def _rehearsed(self, rehearsal: Rehearsal) -> Applying | None:
        """Check and apply over the copy, in a thread of its own: however long a step takes, it keeps no request waiting."""
        loop = asyncio.get_running_loop()

        def tell(progress: Progress) -> None:
            if self.given_up:
                raise _GivenUp
            loop.call_soon_threadsafe(self.tell, progress)

        async def work() -> Applying | None:
            await copy_names(rehearsal, self.actor.agency_id, self.staging, self.effective)
            check(self.staging, self.effective, self.rows)
            if self._stopped():
                return None
            applying = Applying(rehearsal, self.actor, self.staging, self.effective, tell)
            await applying.run()
            return applying

        done = loop.run_in_executor(None, asyncio.run, work())
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            self.given_up = True
            await asyncio.wait([done])
            raise

    async def _kept_alive(self, conn: Connection, work: Coroutine[Any, Any, T]) -> T:
        """Wait for work inside a transaction: PostgreSQL ends one in which nothing is asked for a while."""
        task = asyncio.ensure_future(work)
        while not (await asyncio.wait([task], timeout=ASKED_SECONDS))[0]:
            await conn.fetch("SELECT 1")
        return await task

    async def _found(self, sources: Sequence[Source], applying: Applying) -> ImportOutcome:
        outcome = await self._outcome(sources, written=False, applying=applying)
        if self.keeper is not None:
            await self.keeper.found(outcome)
        return outcome

    async def _perform(self, conn: Connection, rehearsal: Rehearsal, found: ImportOutcome) -> None:
        await rehearsal.perform(conn, lambda done, total: self.tell(Progress(Stage.WRITING, done, total)))
        if self.keeper is not None:
            locked_ms = round((time.monotonic() - self.started) * 1000)
            await self.keeper.written(conn, replace(found, written=True, locked_ms=locked_ms))

    async def _transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run work while nobody else changes the agency's people and units, and tell for how long that was."""
        self.started = time.monotonic()

        async def locked(conn: Connection) -> T:
            self.started = time.monotonic()
            await lock_structure(conn, self.actor.agency_id)
            return await work(conn)

        try:
            return await self.database.transaction(locked)
        finally:
            self.locked_seconds = max(self.locked_seconds, time.monotonic() - self.started)

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

    async def _outcome(self, sources: Sequence[Source], *, written: bool, applying: Applying | None = None) -> ImportOutcome:
        return await asyncio.to_thread(self._of_all, sources, written, applying)

    def _of_all(self, sources: Sequence[Source], written: bool, applying: Applying | None) -> ImportOutcome:
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
