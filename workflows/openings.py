"""Working through openings of cycles behind the requests.

They are begun by ``openCycle``, gone on with at a start, and left between two chunks at an end.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog

from models.cycles import OpeningJob
from models.database import Connection, Database
from workflows.actions.opening import open_chunk
from workflows.calendar import day_in_zone

ATTEMPTS = 5
"""How often a chunk that fails is tried before its job is left to the next start or the next opening."""

FIRST_WAIT_SECONDS = 2.0
"""How long to wait before the second try; each further wait is twice as long."""

log = structlog.get_logger(__name__)


async def running_jobs(conn: Connection) -> dict[UUID, str]:
    """Find the jobs that have not ended, also those of a process that died, with the time zone of their agency; one statement."""
    rows = await conn.fetch(
        "SELECT j.id, g.time_zone FROM opening_job j JOIN agency g ON g.id = j.agency_id WHERE j.state = 'RUNNING' ORDER BY j.id"
    )
    return {conn.decode(OpeningJob, "id", row["id"]): str(row["time_zone"]) for row in rows}


class Openings:
    """One worker a process over all running jobs, a chunk of each in turn; ``clock`` gives this moment in UTC.

    Another process may work on the same jobs: a chunk is done once, whoever does it.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._worker: asyncio.Task[None] | None = None
        self._asked = False
        self._ending = asyncio.Event()

    def begin(self) -> None:
        """Look for running jobs, now or when the worker has done those it knows; returns at once."""
        self._asked = True
        if self._worker is None or self._worker.done():
            # In a context of its own: what it does is no part of the request that begins it.
            self._worker = asyncio.get_running_loop().create_task(self._work(), context=Context())

    async def idle(self) -> None:
        """Wait until no job is left to do."""
        if self._worker is not None:
            await self._worker

    async def drain(self) -> None:
        """Finish the chunk that has begun and do no other; the jobs go on at the next start."""
        self._ending.set()
        await self.idle()

    async def _work(self) -> None:
        while self._asked and not self._ending.is_set():
            self._asked = False
            try:
                jobs = await self._database.read(running_jobs)
            except Exception:
                log.exception("openings_not_found")
                return
            while jobs and not self._ending.is_set():
                jobs = {job: zone for job, zone in jobs.items() if await self._chunk(job, zone)}

    async def _chunk(self, job: UUID, zone: str) -> bool:
        for attempt in range(1, ATTEMPTS + 1):
            now = self._clock()
            try:
                return await self._database.transaction(partial(open_chunk, job_id=job, now=now, today=day_in_zone(now, zone)))
            except Exception:
                log.exception("opening_chunk_failed", job=str(job), attempt=attempt)
            if attempt < ATTEMPTS and await self._told_to_end(FIRST_WAIT_SECONDS * 2 ** (attempt - 1)):
                break
        return False

    async def _told_to_end(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._ending.wait(), seconds)
        except TimeoutError:
            return False
        return True
