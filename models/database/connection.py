"""One open connection as the code above sees it: plain SQL with named placeholders, and a client for the ORM."""

import asyncio
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from tortoise.backends.base.client import TransactionContext

from models.base import Row
from models.database import columns
from models.database.binding import bind
from models.database.columns import Dialect
from models.database.errors import TooMuchRead
from models.database.orm import LABEL, OrmClient


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as the driver got it, with its values in order."""

    text: str
    values: Sequence[object]


@dataclass
class Tally:
    """How many statements were sent since a point, and how many rows they brought; BEGIN, COMMIT and savepoints don't count.

    Once more than ``most`` rows have come, whoever reads gets TooMuchRead. ``sent`` keeps what was fetched, where somebody looks at that.
    """

    statements: int = 0
    rows: int = 0
    most: int | None = None
    sent: list["Sent"] | None = None


_tallies: ContextVar[tuple[Tally, ...]] = ContextVar("kinerja_statement_tallies", default=())


@contextmanager
def counting(most: int | None = None) -> Iterator[Tally]:
    """Count every statement sent in this block, on any connection, transactions' own tasks included; stop it after ``most`` rows."""
    tally = Tally(most=most)
    token = _tallies.set((*_tallies.get(), tally))
    try:
        yield tally
    finally:
        _tallies.reset(token)


@contextmanager
def recording() -> Iterator[list[Sent]]:
    """Keep every statement that is fetched in this block, on any connection."""
    sent: list[Sent] = []
    token = _tallies.set((*_tallies.get(), Tally(sent=sent)))
    try:
        yield sent
    finally:
        _tallies.reset(token)


def told_rows(count: int) -> None:
    """Count rows that came within others, as lists made by the database; TooMuchRead as for rows that come one by one."""
    for tally in _tallies.get():
        tally.rows += count
        if tally.most is not None and tally.rows > tally.most:
            raise TooMuchRead(tally.rows)


class Connection(OrmClient):
    """A connection inside ``Database.transaction`` or ``Database.read``; usable until that ends, then RuntimeError.

    Usable from several tasks, one statement at a time. Every method raises a ``StorageFailure`` where the
    database refuses. ``statements`` counts what was sent on this object.
    """

    dialect: Dialect

    def __init__(self) -> None:
        super().__init__(connection_name=LABEL)
        self.statements = 0
        self._turn = asyncio.Lock()
        self._ended = False
        self.savepoints = 0

    async def fetch(self, sql: str, params: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """Run one statement and give its rows as the driver gives them; ``decode`` turns values into Python's."""
        text, values = bind(sql, params or {}, self.dialect)
        for tally in _tallies.get():
            if tally.sent is not None:
                tally.sent.append(Sent(text, values))
        return self._came(await self._rows(text, values))

    @abstractmethod
    async def explain(self, sent: Sent) -> list[str]:
        """Give the database's own plan of a statement, a line a step, without running it."""

    async def execute(self, sql: str, params: Mapping[str, object] | None = None) -> int:
        """Run one statement; give how many rows it changed itself, triggers not counted."""
        text, values = bind(sql, params or {}, self.dialect)
        return await self._change(text, values)

    async def insert(self, rows: Sequence[Row]) -> None:
        """Insert rows of one model in one statement (more only beyond the engine's limit of parameters); ValueError if mixed."""
        if not rows:
            return
        model = type(rows[0])
        if any(type(row) is not model for row in rows):
            raise ValueError("rows of one model at a time")
        await self._insert(model, rows)
        for row in rows:
            row._saved_in_db = True

    async def insert_stored(self, model: type[Row], rows: Sequence[Sequence[object]]) -> None:
        """Insert rows of a model given as SQLite stores them, each with all columns in the model's order, in one statement."""
        if rows:
            await self._insert_stored(model, rows)

    def decode(self, model: type[Row], column: str, value: object) -> Any:
        """Turn a driver's value of a column into its Python value; KeyError for a column the model hasn't."""
        return columns.decode(model, column, value)

    @abstractmethod
    async def run(self, sql: str) -> None:
        """Run one statement without parameters, for schema changes and savepoints; it isn't counted."""

    def end(self) -> None:
        """Refuse every later statement: a task that outlives its transaction must not write into the next one."""
        self._ended = True

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, list[dict[str, Any]]]:
        """Run a statement of the ORM; give the number of rows it changed or returned, and the rows."""
        text, stored = self._numbered(query), [self._stored(value) for value in values or ()]
        if text.startswith(("UPDATE", "DELETE", "INSERT")):
            return await self._change(text, stored), []
        rows = self._came(await self._rows(text, stored))
        return len(rows), rows

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """Run a query of the ORM; give its rows."""
        return (await self.execute_query(query, values))[1]

    async def execute_insert(self, query: str, values: list[Any]) -> None:
        """Run an INSERT of the ORM."""
        await self.execute_query(query, values)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """Run a statement of the ORM once for each list of values."""
        for each in values:
            await self.execute_query(query, each)

    async def execute_script(self, query: str) -> None:
        """Refuse: RuntimeError; schema changes are migrations."""
        raise RuntimeError("scripts are run by the migrations only")

    def _in_transaction(self) -> TransactionContext:
        return Savepoint(self)

    def _sending(self) -> None:
        if self._ended:
            raise RuntimeError("this connection's transaction or read has ended")
        self.statements += 1
        for tally in _tallies.get():
            tally.statements += 1

    def _came(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        told_rows(len(rows))
        return rows

    def _numbered(self, query: str) -> str:
        return query

    @abstractmethod
    def _stored(self, value: object) -> object: ...

    @abstractmethod
    async def _rows(self, sql: str, values: Sequence[object]) -> list[dict[str, Any]]: ...

    @abstractmethod
    async def _change(self, sql: str, values: Sequence[object]) -> int: ...

    @abstractmethod
    async def _insert(self, model: type[Row], rows: Sequence[Row]) -> None: ...

    @abstractmethod
    async def _insert_stored(self, model: type[Row], rows: Sequence[Sequence[object]]) -> None: ...


class Savepoint(TransactionContext):
    """``async with Savepoint(conn)``: what fails inside is undone, what was before stays; not for concurrent tasks."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self.name = ""

    async def ensure_connection(self) -> None:
        """Do nothing: the connection is open."""

    async def __aenter__(self) -> Any:
        """Set the savepoint."""
        self.conn.savepoints += 1
        self.name = f"kinerja_{self.conn.savepoints}"
        await self.conn.run(f"SAVEPOINT {self.name}")
        return self.conn

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        """Release it, or roll back to it."""
        if exc_type is not None:
            await self.conn.run(f"ROLLBACK TO SAVEPOINT {self.name}")
        await self.conn.run(f"RELEASE SAVEPOINT {self.name}")
