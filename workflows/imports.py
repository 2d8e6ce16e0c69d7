"""Working through imports behind the requests: those of one agency one after the other, whichever process does them.

They are begun by ``importRoster``, gone on with at a start, and looked for now and then, since another process may have died. The import is
one transaction, which also ends its job, with counts, problems and report: after a crash it is either there, told in full, or it is done
again from the start.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import structlog

from models.database import Busy, Connection, Database
from models.uploads import ImportJob
from models.vocabulary import ImportState, ReasonCode
from workflows.files import FileStore, NoRoom
from workflows.importing import jobs
from workflows.importing.files import ImportFile
from workflows.importing.jobs import Ending
from workflows.importing.outcome import ImportOutcome, Progress
from workflows.importing.returned import write_report
from workflows.importing.running import run_import
from workflows.importing.turns import Turns
from workflows.uploads import sweep, uploads_of

BUSY_TRIES = 5
"""How often an import that finds the database busy is tried; each wait is twice as long as the one before."""
FIRST_WAIT_SECONDS = 1.0
LOOK_SECONDS = 10.0
"""How often a process looks for imports that another one has left."""
SWEEP_SECONDS = 3_600.0

log = structlog.get_logger(__name__)


class Imports:
    """One worker a process; ``clock`` gives this moment in UTC. ``store`` holds the uploads and the reports.

    ``sweeps`` are done whenever what has expired is swept, each with this moment.
    """

    def __init__(
        self,
        database: Database,
        store: FileStore,
        clock: Callable[[], datetime],
        sweeps: Sequence[Callable[[datetime], Awaitable[int]]] = (),
    ) -> None:
        self._sweeps = sweeps
        self.store = store
        self.turns = Turns(store.folder)
        self._database = database
        self._clock = clock
        self._worker: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._asked = False
        self._ending = False

    def start(self) -> None:
        """Begin, and from now on look for what other processes have left and sweep what has expired, until ``drain``."""
        self._watch = asyncio.get_running_loop().create_task(self._watching(), context=Context())

    def begin(self) -> None:
        """Look for imports, now or when the worker has done those it knows; returns at once."""
        self._asked = True
        if self._worker is None or self._worker.done():
            # In a context of its own: what it does is no part of the request that begins it.
            self._worker = asyncio.get_running_loop().create_task(self._work(), context=Context())

    async def idle(self) -> None:
        """Wait until no import is left that this process could do."""
        if self._worker is not None:
            await self._worker

    async def drain(self, seconds: float) -> None:
        """Begin no other import and give the present one so many seconds; if it isn't done by then it is done anew at the next start."""
        self._ending = True
        tasks = {one for one in (self._watch, self._worker) if one is not None and not one.done()}
        if self._watch is not None:
            self._watch.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for one in late:
                one.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _watching(self) -> None:
        rounds = max(1, round(SWEEP_SECONDS / LOOK_SECONDS))
        turn = 0
        while not self._ending:
            self.begin()
            if turn % rounds == 0:
                try:
                    await sweep(self._database, self.store, self._clock())
                    for each in self._sweeps:
                        await each(self._clock())
                except Exception:
                    log.exception("sweep_failed")
            turn += 1
            await asyncio.sleep(LOOK_SECONDS)

    async def _work(self) -> None:
        while self._asked and not self._ending:
            self._asked = False
            try:
                for agency in await self._database.read(jobs.waiting_agencies):
                    await self._agency(agency)
            except Exception:
                log.exception("imports_not_done")
                return

    async def _agency(self, agency: UUID) -> None:
        with self.turns.of(agency) as taken:
            while taken and not self._ending:
                job = await self._database.transaction(partial(jobs.begin, agency_id=agency, now=self._clock()))
                if job is None:
                    return
                await self._job(job)

    async def _job(self, job: ImportJob) -> None:
        told: list[Progress] = []

        def tell(progress: Progress) -> None:
            told[:] = [progress]
            self.turns.tell(job.id, progress)

        ending = await self._ending_of(job, tell, told)
        try:
            await self._database.transaction(
                partial(jobs.end, job=job, ending=ending, progress=told[0] if told else None, now=self._clock())
            )
        finally:
            if ending.outcome is not None and ending.outcome.findings is not None:
                ending.outcome.findings.close()
            self.turns.forget(job.id)
        log.info("import_ended", job=str(job.id), state=ending.state.value, attempt=job.attempts)

    async def _ending_of(self, job: ImportJob, tell: Callable[[Progress], None], told: list[Progress]) -> Ending:
        if job.attempts > jobs.ATTEMPTS:
            return Ending(ImportState.FAILED, stopped_by=ReasonCode.INTERRUPTED)
        actor = await self._database.read(partial(jobs.importer, job=job, now=self._clock()))
        if actor is None:
            return Ending(ImportState.FAILED, stopped_by=ReasonCode.ROLE_REQUIRED)
        files = files_of(job, self.store)
        if not all(isinstance(one.content, Path) and one.content.is_file() for one in files):
            return Ending(ImportState.FAILED, stopped_by=ReasonCode.UPLOAD_GONE)
        keeping = _Keeping(self, job, files, told)
        wait = FIRST_WAIT_SECONDS
        for left in range(BUSY_TRIES, 0, -1):
            try:
                outcome = await run_import(
                    self._database, actor, files, job.effective, dry_run=job.dry_run, rows=job.rows_taken, progress=tell, keeper=keeping
                )
                return await self._told(job, outcome, files)
            except Busy:
                if left == 1:
                    return Ending(ImportState.FAILED, stopped_by=ReasonCode.TRY_AGAIN)
                await asyncio.sleep(wait)
                wait *= 2
            except Exception:
                log.exception("import_failed", job=str(job.id))
                # It may have been committed all the same, when what failed came after; then it has told so itself, and stays as it is.
                done = await self._database.read(partial(jobs.has_ended, job=job))
                return Ending(ImportState.DONE) if done else Ending(ImportState.FAILED, stopped_by=ReasonCode.INTERRUPTED)
        raise AssertionError("unreachable: the loop returns")

    async def _told(self, job: ImportJob, outcome: ImportOutcome, files: list[ImportFile]) -> Ending:
        if outcome.written:
            return Ending(ImportState.DONE, outcome)
        state = ImportState.REFUSED if outcome.stopped else ImportState.DONE
        return Ending(state, outcome, report=await self.keep_report(job, outcome, files))

    async def keep_report(self, job: ImportJob, outcome: ImportOutcome, files: list[ImportFile]) -> bool:
        """Keep the rows with what was found about them; tell whether there is such a report."""
        if not (outcome.errors or outcome.notices) or outcome.findings is None:
            return False
        try:
            await self.store.make(job.id, lambda path: write_report(outcome, files, path, job.locale))
        except NoRoom:
            # What is imported is imported all the same; the problems are told by the API too.
            log.warning("report_not_kept", job=str(job.id), exc_info=True)
            return False
        return True

    def now(self) -> datetime:
        """Give this moment."""
        return self._clock()


class _Keeping:
    """Ends a job in its import's own transaction; the report is written before, so that it takes no time of the lock."""

    def __init__(self, imports: Imports, job: ImportJob, files: list[ImportFile], told: list[Progress]) -> None:
        self._imports, self._job, self._files, self._told = imports, job, files, told
        self._report = False

    async def found(self, outcome: ImportOutcome) -> None:
        self._report = await self._imports.keep_report(self._job, outcome, self._files)

    async def written(self, conn: Connection, outcome: ImportOutcome) -> None:
        ending = Ending(ImportState.DONE, outcome, report=self._report)
        progress = self._told[0] if self._told else None
        await jobs.end(conn, self._job, ending, progress, self._imports.now())


def files_of(job: ImportJob, store: FileStore) -> list[ImportFile]:
    """Give a job's files by the names that their sender gave them."""
    names = [str(one["name"]) for one in json.loads(job.files)]
    return [ImportFile(name, store.path(key)) for name, key in zip(names, uploads_of(job.files), strict=True)]
