"""A rehearsal: a private database in which a long write is done first, so that the shared one is locked only while its rows are put in.

It holds copies of what the write reads, in SQLite's form whatever the engine, and remembers every write in its order. Nothing here asks
whether what was copied is still so: whoever performs it does, in the same transaction.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from models.base import Row
from models.database import Connection
from models.database.columns import plain, sqlite_value
from models.database.sqlite import SqliteConnection, Thread
from models.ddl import Table, declared_tables, render

CACHE_KIB = 16_384
COPIED_ROWS, PERFORMED_ROWS = 1_000, 500
"""How many rows are copied, and how many are put in, by one statement: who waits for the same event loop waits no longer than for these."""

_READERS: Mapping[str, Callable[[str], object]] = {
    "uuid": UUID,
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "figure": Decimal,
}


class _Here(Thread):
    """An SQLite connection in whatever thread asks, one at a time; its file is unlinked as soon as it is made, and never committed."""

    def __init__(self) -> None:
        super().__init__()
        self.driver = sqlite3.connect("", check_same_thread=False, isolation_level=None, cached_statements=512)
        for pragma in (f"cache_size=-{CACHE_KIB}", "journal_mode=OFF", "synchronous=OFF", "temp_store=FILE"):
            self.driver.execute(f"PRAGMA {pragma}")

    async def send(self, sql: str, values: Sequence[object] = ()) -> tuple[list[dict[str, Any]], int]:
        """Run a statement at once; see ``Thread.send``."""
        cursor = self.driver.execute(sql, values)
        if cursor.description is None:
            return [], cursor.rowcount
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return rows, len(rows)


class Rehearsal(SqliteConnection):
    """A connection to a private database with the tables ``read``, and others that are ``written`` alone; used by one thread at a time.

    Both come in the order in which rows can be put in: what is referred to first. Foreign keys, checks and guards are the shared
    database's; unique rules hold here too.
    """

    def __init__(self, read: Sequence[type[Row]], written: Sequence[type[Row]]) -> None:
        self._here = _Here()
        super().__init__(self._here)
        self._order = (*written, *read)
        self._read = frozenset(read)
        names = {str(model._meta.db_table) for model in read}
        tables = [Table(one.name, one.columns, keys=one.keys) for one in declared_tables("sqlite") if one.name in names]
        for statement in render("sqlite", tables):
            self._here.driver.execute(statement)
        for model in self._order:
            self._here.driver.execute(f'CREATE TABLE "{_kept(model)}" (n INTEGER PRIMARY KEY, {_columns(model)})')
        self._here.driver.execute(
            "CREATE TABLE rehearsed (n INTEGER PRIMARY KEY, kept TEXT, first INTEGER, last INTEGER, sql TEXT, params TEXT)"
        )
        self._rows_kept = dict.fromkeys(self._order, 0)

    def forget(self) -> None:
        """Forget everything."""
        self._here.driver.close()

    def __enter__(self) -> "Rehearsal":
        """Give itself, to be forgotten with the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything."""
        self.forget()

    def __del__(self) -> None:
        """Forget everything with whoever forgot to."""
        self._here.driver.close()

    def take(self, model: type[Row], rows: Sequence[Mapping[str, object]]) -> None:
        """Take rows as another connection gave them, their columns by name; one that is here already stays."""
        columns = list(model._meta.fields_db_projection.values())
        values = [[sqlite_value(row[name]) for name in columns] for row in rows]
        self._here.driver.executemany(f'INSERT OR IGNORE INTO "{model._meta.db_table}" VALUES ({_marks(model)})', values)

    async def execute(self, sql: str, params: Mapping[str, object] | None = None) -> int:
        """Run one statement and remember it; see ``Connection.execute``."""
        changed = await super().execute(sql, params)
        if changed:
            told = json.dumps({name: _told(value) for name, value in (params or {}).items()})
            self._here.driver.execute("INSERT INTO rehearsed (sql, params) VALUES (?, ?)", (sql, told))
        return changed

    async def _insert(self, model: type[Row], rows: Sequence[Row]) -> None:
        forms = [(name, model._meta.fields_map[name].to_db_value) for name in model._meta.fields_db_projection]
        values = [[sqlite_value(to_db_value(getattr(row, name), row)) for name, to_db_value in forms] for row in rows]
        if model in self._read:
            self._here.driver.executemany(f'INSERT INTO "{model._meta.db_table}" VALUES ({_marks(model)})', values)
        self._here.driver.executemany(f'INSERT INTO "{_kept(model)}" ({_columns(model)}) VALUES ({_marks(model)})', values)
        first = self._rows_kept[model] + 1
        self._rows_kept[model] += len(rows)
        written = (model._meta.db_table, first, self._rows_kept[model])
        self._here.driver.execute("INSERT INTO rehearsed (kept, first, last) VALUES (?, ?, ?)", written)

    async def perform(self, conn: Connection, tell: Callable[[int, int], None]) -> None:
        """Do on ``conn`` what was done here, in that order; rows between two statements go in table by table, many at a time.

        ``tell`` hears now and then how many of how many rows and statements are done.

        Raises:
            IntegrityFailure, GuardFailure: what is there isn't what was copied; the transaction must then be rolled back.
        """
        models = {str(model._meta.db_table): model for model in self._order}
        (statements,) = self._here.driver.execute("SELECT COUNT(*) FROM rehearsed WHERE sql IS NOT NULL").fetchone()
        done, total = 0, statements + sum(self._rows_kept.values())

        async def put() -> None:
            nonlocal done
            for model in self._order:
                first, last = waiting.pop(model, (1, 0))
                for start in range(first, last + 1, PERFORMED_ROWS):
                    rows = self._kept_rows(model, start, min(last, start + PERFORMED_ROWS - 1))
                    await conn.insert_stored(model, rows)
                    done += len(rows)
                    tell(done, total)

        waiting: dict[type[Row], tuple[int, int]] = {}
        for kept, first, last, sql, params in self._rehearsed():
            if kept is not None:
                waiting[models[kept]] = (waiting.get(models[kept], (first, last))[0], last)
                continue
            await put()
            await conn.execute(sql, json.loads(params, object_hook=_read))
            done += 1
        await put()
        tell(done, total)

    def _rehearsed(self) -> Iterator[tuple[Any, ...]]:
        first = 0
        while page := self._here.driver.execute(
            "SELECT n, kept, first, last, sql, params FROM rehearsed WHERE n > ? ORDER BY n LIMIT ?", (first, PERFORMED_ROWS)
        ).fetchall():
            first = page[-1][0]
            yield from (one[1:] for one in page)

    def _kept_rows(self, model: type[Row], first: int, last: int) -> list[tuple[object, ...]]:
        sql = f'SELECT {_columns(model)} FROM "{_kept(model)}" WHERE n BETWEEN ? AND ? ORDER BY n'
        return self._here.driver.execute(sql, (first, last)).fetchall()


def _kept(model: type[Row]) -> str:
    return f"kept_{model._meta.db_table}"


def _columns(model: type[Row]) -> str:
    return ", ".join(f'"{name}"' for name in model._meta.fields_db_projection.values())


def _marks(model: type[Row]) -> str:
    return ", ".join("?" * len(model._meta.fields_db_projection))


def _told(value: object) -> object:
    value = plain(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_told(one) for one in value]
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"figure": str(value)} if isinstance(value, Decimal) else value


def _read(told: dict[str, Any]) -> object:
    ((kind, value),) = told.items() if len(told) == 1 else (("", None),)
    return _READERS[kind](value) if kind in _READERS and isinstance(value, str) else told
