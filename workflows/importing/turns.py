"""Whose turn it is to import for an agency, among the processes that share the folder of uploads, and how far an import is.

Both are files: the kernel gives a turn back when its holder dies, and a process can tell another how far it is while its own
transaction holds the database.
"""

import asyncio
import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

from models.vocabulary import ImportStage
from workflows.importing.outcome import Progress

TOLD_SECONDS = 0.2
"""How often progress is written at most."""


class Turns:
    """The turns and the progress of imports, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told = 0.0

    @contextmanager
    def of(self, agency_id: UUID) -> Iterator[bool]:
        """Take an agency's turn if no process has it, and tell whether it was taken; it ends with the block, or with the process."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._folder / f"import-{agency_id}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(lock)

    def tell(self, job_id: UUID, progress: Progress) -> None:
        """Tell how far a job is; what can't be told stops nothing."""
        now = time.monotonic()
        if now - self._told < TOLD_SECONDS and progress.done != progress.total:
            return
        self._told = now
        path = self._path(job_id)
        with suppress(OSError):
            part = path.with_suffix(f".{os.getpid()}")
            part.write_text(json.dumps([progress.stage.value, progress.done, progress.total]), encoding="utf-8")
            part.replace(path)

    async def heard(self, job_id: UUID) -> Progress | None:
        """Give how far a job is, None if nobody has told."""
        try:
            stage, done, total = json.loads(await asyncio.to_thread(self._path(job_id).read_text, "utf-8"))
        except (OSError, ValueError):
            return None
        return Progress(ImportStage(stage), done, total)

    def forget(self, job_id: UUID) -> None:
        """Forget how far a job is."""
        with suppress(OSError):
            self._path(job_id).unlink(missing_ok=True)

    def _path(self, job_id: UUID) -> Path:
        return self._folder / f"{job_id}.progress"
