"""Working through imports behind the requests: those of one agency one after the other, whichever process does them.

They are begun by ``importRoster``, gone on with at a start, and looked for now and then, since another process may have died. The import is
one transaction of its own, whose events carry the job's mark: after a crash they tell whether it was committed, and if it wasn't it is
done again from the start.
"""

import asyncio
import json
from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import structlog

from models.database import Busy, Database
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
    """One worker a process; ``clock`` gives this moment in UTC. ``store`` holds the uploads and the reports."""

    def __init__(self, database: Database, store: FileStore, clock: Callable[[], datetime]) -> None:
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

        ending = await self._ending_of(job, tell)
        try:
            await self._database.transaction(
                partial(jobs.end, job=job, ending=ending, progress=told[0] if told else None, now=self._clock())
            )
        finally:
            if ending.outcome is not None and ending.outcome.findings is not None:
                ending.outcome.findings.close()
            self.turns.forget(job.id)
        log.info("import_ended", job=str(job.id), state=ending.state.value, attempt=job.attempts)

    async def _ending_of(self, job: ImportJob, tell: Callable[[Progress], None]) -> Ending:
        if job.attempts > 1 and (done := await self._committed(job)) is not None:
            return done
        if job.attempts > jobs.ATTEMPTS:
            return Ending(ImportState.FAILED, stopped_by=ReasonCode.INTERRUPTED)
        actor = await self._database.read(partial(jobs.importer, job=job, now=self._clock()))
        if actor is None:
            return Ending(ImportState.FAILED, stopped_by=ReasonCode.ROLE_REQUIRED)
        files = files_of(job, self.store)
        if not all(isinstance(one.content, Path) and one.content.is_file() for one in files):
            return Ending(ImportState.FAILED, stopped_by=ReasonCode.UPLOAD_GONE)
        wait = FIRST_WAIT_SECONDS
        for left in range(BUSY_TRIES, 0, -1):
            try:
                outcome = await run_import(
                    self._database, actor, files, job.effective, dry_run=job.dry_run, rows=job.rows_taken, progress=tell
                )
                return await self._told(job, outcome, files)
            except Busy:
                if left == 1:
                    return Ending(ImportState.FAILED, stopped_by=ReasonCode.TRY_AGAIN)
                await asyncio.sleep(wait)
                wait *= 2
            except Exception:
                log.exception("import_failed", job=str(job.id))
                # It may have been committed all the same, when what failed came after.
                return await self._committed(job) or Ending(ImportState.FAILED, stopped_by=ReasonCode.INTERRUPTED)
        raise AssertionError("unreachable: the loop returns")

    async def _committed(self, job: ImportJob) -> Ending | None:
        counts = await self._database.read(partial(jobs.written, job=job))
        return Ending(ImportState.DONE, counts=counts) if counts else None

    async def _told(self, job: ImportJob, outcome: ImportOutcome, files: list[ImportFile]) -> Ending:
        state = ImportState.REFUSED if outcome.stopped else ImportState.DONE
        report = bool(outcome.errors or outcome.notices) and outcome.findings is not None
        if report:
            try:
                await self.store.make(job.id, lambda path: write_report(outcome, files, path, job.locale))
            except NoRoom:
                # What was imported stays imported; the problems are told by the API all the same.
                log.warning("report_not_kept", job=str(job.id), exc_info=True)
                report = False
        return Ending(state, outcome, report=report)


def files_of(job: ImportJob, store: FileStore) -> list[ImportFile]:
    """Give a job's files by the names that their sender gave them."""
    names = [str(one["name"]) for one in json.loads(job.files)]
    return [ImportFile(name, store.path(key)) for name, key in zip(names, uploads_of(job.files), strict=True)]
