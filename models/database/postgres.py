"""PostgreSQL: a pool for transactions and one for reads, with bounded waiting on both."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

import asyncpg

from models.base import Row
from models.database.columns import postgres_value, storage_type
from models.database.connection import Connection, Sent
from models.database.errors import GUARD_PREFIX, Busy, ConstraintKind, GuardFailure, IntegrityFailure, StatementFailure, Unavailable
from models.database.runner import Conflict, Database, Limits, Work

T = TypeVar("T")

MINIMUM_VERSION = 15

MANY_ROWS = 100
"""From how many rows on an insert has the checks of foreign keys and guards planned anew."""

_KINDS: dict[str, ConstraintKind] = {"23505": "unique", "23503": "foreign_key", "23514": "check", "23502": "not_null"}
_AGAIN = ("40001", "40P01")
_DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
_WAITED = ("55P03", "57014", "53300")
# Connection exceptions, the server going or coming, no room on its disk or in its memory, its files unreadable.
_GONE = ("08", "57P", "53100", "53200", "58")
# How much longer than the server's own limit a statement is waited for, after which nobody is there any more.
_BEYOND = 3.0


class PostgresConnection(Connection):
    """A connection to PostgreSQL, taken from a pool."""

    dialect = "postgres"

    def __init__(self, driver: Any) -> None:
        super().__init__()
        self._driver = driver

    def _stored(self, value: object) -> object:
        return postgres_value(value)

    async def _rows(self, sql: str, values: Sequence[object]) -> list[dict[str, Any]]:
        return [dict(record) for record in await self._send(self._driver.fetch, sql, values)]

    async def _change(self, sql: str, values: Sequence[object]) -> int:
        count = str(await self._send(self._driver.execute, sql, values)).rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def _send(self, method: Callable[..., Awaitable[Any]], sql: str, values: Sequence[object]) -> Any:
        async with self._turn:
            self._sending()
            try:
                return await method(sql, *values)
            except _DRIVER_ERRORS as error:
                _end_if_silent(self._driver, error)
                raise _translated(error) from None

    async def explain(self, sent: Sent) -> list[str]:
        """See ``Connection.explain``."""
        return [str(row["QUERY PLAN"]) for row in await self._rows(f"EXPLAIN {sent.text}", sent.values)]

    async def run(self, sql: str) -> None:
        """Run one statement without parameters; see ``Connection.run``."""
        async with self._turn:
            try:
                await self._driver.execute(sql)
            except _DRIVER_ERRORS as error:
                raise _translated(error) from None

    async def _insert(self, model: type[Row], rows: Sequence[Row]) -> None:
        # One array a column: the text, and so the prepared statement, is the same for any number of rows.
        forms = [(name, model._meta.fields_map[name].to_db_value) for name in model._meta.fields_db_projection]
        values = [[postgres_value(to_db_value(getattr(row, name), row)) for row in rows] for name, to_db_value in forms]
        await self._insert_columns(_inserting(model), values, len(rows))

    async def _insert_stored(self, model: type[Row], rows: Sequence[Sequence[object]]) -> None:
        await self._insert_columns(_inserting(model, stored=True), [list(column) for column in zip(*rows, strict=True)], len(rows))

    async def _insert_columns(self, sql: str, values: Sequence[object], rows: int) -> None:
        if rows >= MANY_ROWS:
            # A session keeps the plans by which keys and guards are checked. Made while tables were nearly empty, they read by any index,
            # in a growing table all of the agency's rows for each new one; statistics, which would mend that, come after the commit.
            await self.run("DISCARD PLANS")
        await self._change(sql, values)


@cache
def _inserting(model: type[Row], *, stored: bool = False) -> str:
    projection = model._meta.fields_db_projection
    columns = ", ".join(f'"{column}"' for column in projection.values())
    types = (storage_type(model._meta.fields_map[name], "postgres") for name in projection)
    arrays = ", ".join(f"CAST({_given(n, kind) if stored else f'${n}'} AS {kind}[])" for n, kind in enumerate(types, 1))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT * FROM unnest({arrays})'


def _given(number: int, kind: str) -> str:
    # As SQLite stores it: truths are numbers, and what is no number is text. The server reads them faster than this process would.
    return f"CAST(${number} AS {'integer' if kind in ('integer', 'boolean') else 'text'}[])"


class PostgresDatabase(Database):
    """A PostgreSQL database, reached directly or through pgbouncer (then ``statement_cache=0``)."""

    dialect = "postgres"

    def __init__(self, limits: Limits, writers: Any, readers: Any) -> None:
        super().__init__(limits)
        self._writers = writers
        self._readers = readers

    @classmethod
    async def open(cls, url: str, limits: Limits) -> "PostgresDatabase":
        """Connect; RuntimeError if the server is older than 15, the driver's exception if it can't be reached."""
        settings = {
            "application_name": "kinerja",
            "timezone": "UTC",
            "lock_timeout": str(int(limits.busy_seconds * 1000)),
            "statement_timeout": str(int(limits.statement_seconds * 1000)),
            "idle_in_transaction_session_timeout": str(int(limits.idle_in_transaction_seconds * 1000)),
        }

        async def pool(size: int, **more: str) -> Any:
            return await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                statement_cache_size=limits.statement_cache,
                # The server ends a statement by itself; this is for a server that can't, since nothing of it arrives any more.
                command_timeout=limits.statement_seconds + _BEYOND if limits.statement_seconds else None,
                # Nothing here changes a session beyond its transaction, so the usual reset would be a round trip for nothing.
                reset=_leave_as_it_is,
                server_settings={**settings, **more},
            )

        writers = await pool(limits.write_connections)
        try:
            await _check_version(writers)
            readers = await pool(limits.read_connections, default_transaction_read_only="on")
        except BaseException:
            await writers.close()
            raise
        return cls(limits, writers, readers)

    async def read(self, work: Work[T], *, snapshot: bool = False) -> T:
        """Run ``work`` on a read connection; see ``Database.read``."""
        driver = await self._acquire(self._readers)
        conn = PostgresConnection(driver)
        try:
            if not snapshot:
                return await work(conn)
            async with driver.transaction(isolation="repeatable_read", readonly=True):
                return await work(conn)
        finally:
            conn.end()
            await _release(self._readers, driver)

    def connections(self) -> dict[str, tuple[int, int]]:
        """Tell how many connections are free and in use; see ``Database.connections``."""
        used = {name: pool.get_size() - pool.get_idle_size() for name, pool in (("read", self._readers), ("write", self._writers))}
        sizes = {"read": self.limits.read_connections, "write": self.limits.write_connections}
        return {name: (sizes[name] - used[name], used[name]) for name in used}

    async def _transact(self, work: Work[T]) -> T:
        driver = await self._acquire(self._writers)
        conn = PostgresConnection(driver)
        try:
            async with driver.transaction():
                try:
                    return await work(conn)
                finally:
                    conn.end()
        except _DRIVER_ERRORS as error:
            _end_if_silent(driver, error)
            raise _translated(error) from None
        finally:
            await _release(self._writers, driver)

    async def _acquire(self, pool: Any) -> Any:
        try:
            return await pool.acquire(timeout=self.limits.busy_seconds)
        except TimeoutError:
            # Before OSError, which it is.
            raise Busy("all connections are in use") from None
        except _DRIVER_ERRORS as error:
            raise _translated(error) from None

    async def _close(self) -> None:
        for pool in (self._readers, self._writers):
            try:
                async with asyncio.timeout(self.limits.drain_seconds):
                    await pool.close()
            except TimeoutError:
                pool.terminate()


def _end_if_silent(driver: Any, error: Exception) -> None:
    # The driver would first ask a silent server to cancel, on a new connection, and let everything that follows wait for its answer.
    if isinstance(error, TimeoutError):
        driver.terminate()


async def _release(pool: Any, driver: Any) -> None:
    # What can't be given back in time is closed by the pool, which then makes a new one; the outcome is known by now.
    with suppress(*_DRIVER_ERRORS):
        await pool.release(driver, timeout=_BEYOND)


async def _leave_as_it_is(_: Any) -> None:
    return


async def _check_version(pool: Any) -> None:
    async with pool.acquire() as driver:
        major = driver.get_server_version().major
    if major < MINIMUM_VERSION:
        raise RuntimeError(f"PostgreSQL {major} is too old: {MINIMUM_VERSION} or newer")


def _translated(error: Exception) -> Exception:
    code = getattr(error, "sqlstate", None) or ""
    message = str(getattr(error, "message", None) or error)
    if message.startswith(GUARD_PREFIX):
        return GuardFailure(message.removeprefix(GUARD_PREFIX))
    if code in _AGAIN:
        return Conflict(message)
    if code in _WAITED:
        return Busy("waited too long for a lock or a statement")
    if code.startswith(_GONE) or isinstance(error, OSError) or (isinstance(error, asyncpg.InterfaceError) and "clos" in message):
        return Unavailable(f"{code or type(error).__name__}: the database can't be reached")
    if code.startswith("23"):
        return IntegrityFailure(_KINDS.get(code, "other"), getattr(error, "constraint_name", None), message)
    if isinstance(error, asyncpg.exceptions.DataError | asyncpg.InterfaceError):
        return StatementFailure("a value doesn't fit its column")
    return StatementFailure(f"{code or type(error).__name__}: {message}")
