"""The one place that opens transactions: each is a task of its own behind a shield, retried where that is right, drained at close."""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from models.database.columns import Dialect
from models.database.connection import Connection
from models.database.errors import Busy

T = TypeVar("T")
Work = Callable[[Connection], Awaitable[T]]

_inside: ContextVar[bool] = ContextVar("kinerja_inside_transaction", default=False)


class Conflict(Exception):
    """A deadlock or a serialisation failure: the same work may succeed when run again."""


@dataclass(frozen=True)
class Limits:
    """How long to wait and how much to hold; seconds, and numbers of connections a process."""

    busy_seconds: float = 10.0
    statement_seconds: float = 30.0
    idle_in_transaction_seconds: float = 60.0
    drain_seconds: float = 30.0
    write_connections: int = 5
    read_connections: int = 5
    attempts: int = 6
    statement_cache: int = 512


class Database(ABC):
    """An open database; made by ``open_database``, closed by ``close``, safe to share between tasks."""

    dialect: Dialect

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def transaction(self, work: Work[T]) -> T:
        """Run ``work`` in one transaction and commit; any exception of it rolls back and goes to the caller.

        A cancelled caller doesn't cancel the transaction: it goes on to its commit or rollback. After a deadlock or a serialisation
        failure ``work`` is run again from the start, so it must do nothing but use its connection. Raises ``Busy`` when waiting
        ran out, RuntimeError inside another transaction or after ``close``.
        """
        if _inside.get():
            raise RuntimeError("a transaction inside a transaction")
        return await self._shielded(self._attempts(work))

    @abstractmethod
    async def read(self, work: Work[T], *, snapshot: bool = False) -> T:
        """Run ``work`` on a read connection, which refuses writes and never waits for a writer.

        With ``snapshot`` every statement sees the same moment. Raises ``Busy`` when no connection became free in time.
        """

    @abstractmethod
    def connections(self) -> dict[str, tuple[int, int]]:
        """Tell of each pool, ``read`` and ``write``, how many connections are free and how many in use; from any thread.

        One that isn't made yet but may be counts as free: both together are always the pool's size.
        """

    async def close(self) -> None:
        """Refuse new transactions, wait for those that run (``drain_seconds`` at most), close all connections."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=self.limits.drain_seconds)
        await self._close()

    async def _shielded(self, work: Coroutine[Any, Any, T]) -> T:
        if self._closing:
            work.close()
            raise RuntimeError("the database is closing")
        task = asyncio.get_running_loop().create_task(work)
        self._keep(task)
        return await asyncio.shield(task)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._let_go)

    def _let_go(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Who waits for it gets its exception; where nobody does any more, asyncio would tell the log of a fault that is none.
            task.exception()

    async def _attempts(self, work: Work[T]) -> T:
        _inside.set(True)
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return await self._transact(work)
            except Conflict as conflict:
                if attempt == self.limits.attempts:
                    raise Busy("deadlocks or serialisation failures, again and again") from conflict
                await asyncio.sleep(random.uniform(0.005, 0.02) * 2**attempt)
        raise AssertionError("unreachable: the loop returns or raises")

    @abstractmethod
    async def _transact(self, work: Work[T]) -> T: ...

    @abstractmethod
    async def _close(self) -> None: ...
