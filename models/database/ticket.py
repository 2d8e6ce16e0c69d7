"""Whose turn it is to write, among the processes that share one SQLite file.

SQLite's own busy handler lets one of two tight writers starve. Two lock files beside the database make it a queue: who waits for
the ticket holds the turnstile, so whoever just gave the ticket back can't take it again before the one who waits.
"""

import asyncio
import fcntl
import os
import threading
from pathlib import Path

from models.database.errors import Busy


class Ticket:
    """The right to write to one database file: one holder among all processes, given back by the kernel if the holder dies.

    Not reentrant, one waiter at a time: the process queues its own writers first.
    """

    def __init__(self, database: Path) -> None:
        self._turnstile = _open(database.with_name(database.name + "-turnstile"))
        self._ticket = _open(database.with_name(database.name + "-ticket"))
        self._pending: asyncio.Future[None] | None = None
        self._wanted = False

    async def take(self, seconds: float) -> None:
        """Wait for the ticket, off the loop; ``Busy`` after ``seconds``."""
        self._wanted = True
        if self._pending is None:
            if self._try():
                return
            self._pending = self._wait_in_thread()
        pending = self._pending
        try:
            await asyncio.wait({pending}, timeout=seconds)
        except BaseException:
            self._leave(pending)
            raise
        if not pending.done():
            self._leave(pending)
            raise Busy("another process is writing")
        self._pending = None

    def give_back(self) -> None:
        """Let the next one write."""
        self._wanted = False
        fcntl.flock(self._ticket, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the lock files, unless a thread still waits on one: that one ends with the process."""
        if self._pending is None:
            os.close(self._turnstile)
            os.close(self._ticket)

    def _leave(self, pending: asyncio.Future[None]) -> None:
        self._wanted = False
        if pending.done():
            self._pending = None
            self.give_back()

    def _try(self) -> bool:
        try:
            fcntl.flock(self._turnstile, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        try:
            fcntl.flock(self._ticket, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            fcntl.flock(self._turnstile, fcntl.LOCK_UN)
        return True

    def _wait_in_thread(self) -> asyncio.Future[None]:
        loop = asyncio.get_running_loop()
        taken: asyncio.Future[None] = loop.create_future()

        def arrived() -> None:
            taken.set_result(None)
            if not self._wanted:
                self._pending = None
                self.give_back()

        def wait() -> None:
            fcntl.flock(self._turnstile, fcntl.LOCK_EX)
            try:
                fcntl.flock(self._ticket, fcntl.LOCK_EX)
            finally:
                fcntl.flock(self._turnstile, fcntl.LOCK_UN)
            try:
                loop.call_soon_threadsafe(arrived)
            except RuntimeError:
                fcntl.flock(self._ticket, fcntl.LOCK_UN)

        threading.Thread(target=wait, name="kinerja-ticket", daemon=True).start()
        return taken


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
