"""SQLite: one writer connection a process behind a queue and a ticket, and reads on connections of their own.

Each connection lives in a thread of its own (the standard library's driver), one hop a statement.
"""

import asyncio
import errno
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from models.base import Row
from models.database.binding import numbered_for_sqlite
from models.database.columns import sqlite_value
from models.database.connection import Connection, Sent
from models.database.errors import GUARD_PREFIX, Busy, ConstraintKind, GuardFailure, IntegrityFailure, StatementFailure, Unavailable
from models.database.runner import Database, Limits, Work
from models.database.ticket import Ticket

T = TypeVar("T")

MINIMUM_VERSION = (3, 40, 0)
MAX_PARAMETERS = 32_000
# How many steps of SQLite's machine pass between two looks at the clock: about a millisecond.
STEPS = 100_000

_UNIQUE_RULES = """
SELECT i.name, (SELECT group_concat(c.name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) AS c) AS columns
FROM pragma_index_list(?) AS i WHERE i."unique"
"""

_KINDS: dict[int, ConstraintKind] = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: "unique",
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: "unique",
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: "foreign_key",
    sqlite3.SQLITE_CONSTRAINT_CHECK: "check",
    sqlite3.SQLITE_CONSTRAINT_NOTNULL: "not_null",
}


_GONE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


class Thread:
    """An SQLite connection and the one thread that uses it."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="kinerja-sqlite")
        self._driver: sqlite3.Connection | None = None
        self.reads = False
        self._seconds = 0.0
        self._deadline = 0.0

    async def open(self, path: Path, *, writer: bool, limits: Limits) -> None:
        """Open the file; a reader refuses every write."""
        await self._run(self._open, path, writer, limits)

    async def send(self, sql: str, values: Sequence[object] = ()) -> tuple[list[dict[str, Any]], int]:
        """Run a statement; give its rows and the number it changed itself or, if it returns any, of rows."""
        return await self._run(self._send, sql, values)

    async def send_each(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement that returns nothing once for each of some rows of values."""
        await self._run(self._send_each, sql, rows)

    def interrupt(self) -> None:
        """Stop the statement that is running, if any."""
        if self._driver is not None:
            self._driver.interrupt()

    async def close(self) -> None:
        """Close the connection and its thread."""
        if self._driver is not None:
            await self._run(self._driver.close)
        self._executor.shutdown(wait=False)

    async def _run(self, function: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, function, *args)

    def _open(self, path: Path, writer: bool, limits: Limits) -> None:
        # Names, numbers and ratings that aren't delivered yet: for whoever runs this alone. The files beside it take its mode. Only ever
        # made, never opened when it is there: closing it would drop the locks that SQLite holds on it in this process.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        driver = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=limits.statement_cache)
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute("PRAGMA recursive_triggers=ON")
        driver.execute("PRAGMA trusted_schema=OFF")
        driver.execute(f"PRAGMA busy_timeout={int(limits.busy_seconds * 1000)}")
        driver.execute("PRAGMA cache_size=-16384")
        self.reads = not writer
        if not writer:
            driver.execute("PRAGMA query_only=ON")
        if limits.statement_seconds:
            driver.set_progress_handler(self._late, STEPS)
        self._seconds = limits.statement_seconds
        self._driver = driver

    def _late(self) -> int:
        return time.monotonic() > self._deadline

    def _send(self, sql: str, values: Sequence[object]) -> tuple[list[dict[str, Any]], int]:
        assert self._driver is not None
        self._deadline = time.monotonic() + self._seconds
        cursor = self._driver.execute(sql, values)
        try:
            if cursor.description is None:
                return [], cursor.rowcount
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            return rows, len(rows)
        finally:
            cursor.close()

    def _send_each(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        assert self._driver is not None
        self._deadline = time.monotonic() + self._seconds
        self._driver.executemany(sql, rows).close()


class SqliteConnection(Connection):
    """A connection to SQLite; foreign keys, recursive triggers and WAL are on."""

    dialect = "sqlite"

    def __init__(self, thread: Thread) -> None:
        super().__init__()
        self._thread = thread

    def _numbered(self, query: str) -> str:
        return numbered_for_sqlite(query)

    def _stored(self, value: object) -> object:
        return sqlite_value(value)

    async def _send(self, sql: str, values: Sequence[object]) -> tuple[list[dict[str, Any]], int]:
        self._sending()
        try:
            return await self._thread.send(sql, values)
        except sqlite3.Error as error:
            found = error
        raise await self._failure(found)

    async def _failure(self, error: sqlite3.Error) -> Exception:
        failure, error_code = _translated(error), getattr(error, "sqlite_errorcode", 0)
        if self._thread.reads and error_code == sqlite3.SQLITE_READONLY:
            # Not the file: this connection may not write.
            failure = StatementFailure(str(failure))
        if isinstance(failure, IntegrityFailure) and failure.kind == "unique":
            failure.constraint = await self._unique_name(str(failure))
        return failure

    async def _unique_name(self, message: str) -> str | None:
        # SQLite names the columns; the rule over exactly these bears the name that PostgreSQL would tell.
        subject = message.partition(": ")[2].split(", ")
        table, columns = subject[0].partition(".")[0], [each.partition(".")[2] for each in subject]
        if columns == ["id"]:
            return f"{table}_pkey"
        rows, _ = await self._thread.send(_UNIQUE_RULES, [table])
        return next((row["name"] for row in rows if row["columns"] == ",".join(columns)), None)

    async def _rows(self, sql: str, values: Sequence[object]) -> list[dict[str, Any]]:
        return (await self._send(sql, values))[0]

    async def _change(self, sql: str, values: Sequence[object]) -> int:
        return (await self._send(sql, values))[1]

    async def explain(self, sent: Sent) -> list[str]:
        """See ``Connection.explain``."""
        depths: dict[int, int] = {0: -1}
        told = []
        for row in await self._rows(f"EXPLAIN QUERY PLAN {sent.text}", sent.values):
            depths[row["id"]] = depths.get(row["parent"], -1) + 1
            told.append(f"{'  ' * depths[row['id']]}{row['detail']}")
        return told

    async def run(self, sql: str) -> None:
        """Run one statement without parameters; see ``Connection.run``."""
        try:
            await self._thread.send(sql)
        except sqlite3.Error as error:
            raise _translated(error) from None

    async def _insert(self, model: type[Row], rows: Sequence[Row]) -> None:
        forms = [(name, model._meta.fields_map[name].to_db_value) for name in model._meta.fields_db_projection]
        size = MAX_PARAMETERS // len(forms)
        for start in range(0, len(rows), size):
            chunk = rows[start : start + size]
            values = [sqlite_value(to_db_value(getattr(row, name), row)) for row in chunk for name, to_db_value in forms]
            await self._send(_inserting(model, len(chunk)), values)

    async def _insert_stored(self, model: type[Row], rows: Sequence[Sequence[object]]) -> None:
        self._sending()
        try:
            return await self._thread.send_each(_inserting(model, 1), rows)
        except sqlite3.Error as error:
            found = error
        raise await self._failure(found)


@lru_cache(maxsize=512)
def _inserting(model: type[Row], rows: int) -> str:
    columns = model._meta.fields_db_projection.values()
    group = f"({', '.join('?' * len(columns))})"
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join([group] * rows)}'


class SqliteDatabase(Database):
    """One SQLite file, shared fairly with the other processes that use it through this class."""

    dialect = "sqlite"

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(limits)
        self.path = path
        self._queue = asyncio.Lock()
        self._ticket = Ticket(path)
        self._writer = Thread()
        self._readers: asyncio.LifoQueue[Thread] = asyncio.LifoQueue()
        self._all_readers: list[Thread] = []

    @classmethod
    async def open(cls, path: Path, limits: Limits) -> "SqliteDatabase":
        """Open or make the file.

        RuntimeError if SQLite is older than 3.40; OSError, which names the file, where it can't be read or written, or holds no database.
        """
        if sqlite3.sqlite_version_info < MINIMUM_VERSION:
            raise RuntimeError(f"SQLite {sqlite3.sqlite_version} is too old: 3.40 or newer")
        path.parent.mkdir(parents=True, exist_ok=True)
        _check_writable(path)
        database = cls(path, limits)
        try:
            await database._connect()
        except sqlite3.Error as error:
            await database._close()
            raise OSError(errno.EIO, f"can't be used as a database: {error}", str(path)) from None
        return database

    async def _connect(self) -> None:
        await self._writer.open(self.path, writer=True, limits=self.limits)
        await self._use_wal()
        for _ in range(self.limits.read_connections):
            reader = Thread()
            self._all_readers.append(reader)
            await reader.open(self.path, writer=False, limits=self.limits)
            self._readers.put_nowait(reader)

    async def read(self, work: Work[T], *, snapshot: bool = False) -> T:
        """Run ``work`` on a read connection; see ``Database.read``."""
        try:
            async with asyncio.timeout(self.limits.busy_seconds):
                reader = await self._readers.get()
        except TimeoutError:
            raise Busy("all read connections are in use") from None
        conn = SqliteConnection(reader)
        task = asyncio.get_running_loop().create_task(self._reading(reader, conn, work, snapshot))
        self._keep(task)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            # A task that is done has given its reader to somebody else.
            if not task.done():
                conn.end()
                reader.interrupt()
            raise

    def connections(self) -> dict[str, tuple[int, int]]:
        """Tell how many connections are free and in use; see ``Database.connections``."""
        free, writing = self._readers.qsize(), int(self._queue.locked())
        return {"read": (free, len(self._all_readers) - free), "write": (1 - writing, writing)}

    async def _reading(self, reader: Thread, conn: SqliteConnection, work: Callable[[Connection], Awaitable[T]], snapshot: bool) -> T:
        try:
            if snapshot:
                await reader.send("BEGIN")
            try:
                return await work(conn)
            finally:
                conn.end()
                if snapshot:
                    await reader.send("COMMIT")
        finally:
            self._readers.put_nowait(reader)

    async def _transact(self, work: Work[T]) -> T:
        deadline = asyncio.get_running_loop().time() + self.limits.busy_seconds
        try:
            async with asyncio.timeout_at(deadline):
                await self._queue.acquire()
        except TimeoutError:
            raise Busy("too many writers wait") from None
        try:
            await self._ticket.take(max(0.0, deadline - asyncio.get_running_loop().time()))
            try:
                return await self._with_ticket(work)
            finally:
                self._ticket.give_back()
        finally:
            self._queue.release()

    async def _with_ticket(self, work: Work[T]) -> T:
        try:
            await self._writer.send("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise _translated(error) from None
        conn = SqliteConnection(self._writer)
        try:
            result = await work(conn)
            conn.end()
            await self._writer.send("COMMIT")
        except BaseException as error:
            conn.end()
            await self._undo()
            if isinstance(error, sqlite3.Error):
                raise _translated(error) from None
            raise
        return result

    async def _use_wal(self) -> None:
        # Only a new file needs it, and SQLite doesn't wait for a lock there: two processes that start at once take turns.
        rows, _ = await self._writer.send("PRAGMA journal_mode")
        if rows[0]["journal_mode"] != "wal":
            await self._ticket.take(self.limits.busy_seconds)
            try:
                await self._writer.send("PRAGMA journal_mode=WAL")
            finally:
                self._ticket.give_back()

    async def _undo(self) -> None:
        try:
            await self._writer.send("ROLLBACK")
        except sqlite3.OperationalError:
            # SQLite has rolled back by itself (a full disk, an I/O error): the next BEGIN shows whether it is well.
            return

    async def _close(self) -> None:
        await self._writer.close()
        for reader in self._all_readers:
            await reader.close()
        self._ticket.close()


def _check_writable(path: Path) -> None:
    # SQLite would open it for reading, and the first write would tell. Asked by name, since closing the file would drop SQLite's locks.
    for each in (path.parent, path):
        if each.exists() and not os.access(each, os.W_OK):
            raise PermissionError(errno.EACCES, "can't be written to, which a database needs", str(each))


def _translated(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0)
    message = str(error)
    if message.startswith(GUARD_PREFIX):
        return GuardFailure(message.removeprefix(GUARD_PREFIX))
    if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy("the database file is locked by another program")
    if code & 0xFF == sqlite3.SQLITE_INTERRUPT:
        return Busy("a statement took too long")
    if code & 0xFF in _GONE:
        return Unavailable(f"the database file can't be used: {message}")
    if code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
        return IntegrityFailure(_KINDS.get(code, "other"), _constraint(message), message)
    return StatementFailure(message)


def _constraint(message: str) -> str | None:
    what, _, subject = message.partition(" constraint failed: ")
    return subject if what == "CHECK" else None
