"""How each connection is set up, as the engine itself says it."""

import asyncio

import pytest

from models.database import Busy, Connection, Dialect, Limits, open_database
from tests.engines import Urls

LIMITS = Limits(busy_seconds=1.5, statement_seconds=0.4, idle_in_transaction_seconds=7.0)

WRITER: dict[Dialect, dict[str, str]] = {
    "sqlite": {
        "journal_mode": "wal",
        "synchronous": "2",
        "foreign_keys": "1",
        "recursive_triggers": "1",
        "busy_timeout": "1500",
        "query_only": "0",
    },
    "postgres": {
        "lock_timeout": "1500ms",
        "statement_timeout": "400ms",
        "idle_in_transaction_session_timeout": "7s",
        "TimeZone": "UTC",
        "transaction_isolation": "read committed",
        "transaction_read_only": "off",
    },
}
READER: dict[Dialect, dict[str, str]] = {
    "sqlite": WRITER["sqlite"] | {"query_only": "1"},
    "postgres": WRITER["postgres"] | {"transaction_read_only": "on"},
}

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"


async def settings(conn: Connection) -> dict[str, str]:
    """Read the settings that matter, as text."""
    word = "PRAGMA" if conn.dialect == "sqlite" else "SHOW"
    rows = {name: await conn.fetch(f"{word} {name}") for name in WRITER[conn.dialect]}
    return {name: str(next(iter(row[0].values()))) for name, row in rows.items()}


async def test_connections_are_set_up(unguarded: Urls) -> None:
    database = await open_database(unguarded.owner, limits=LIMITS)
    assert await database.transaction(settings) == WRITER[database.dialect]
    assert await database.read(settings) == READER[database.dialect]
    await database.close()


async def test_a_statement_may_take_only_so_long(unguarded: Urls) -> None:
    database = await open_database(unguarded.owner, limits=LIMITS)
    for attempt in (database.read, database.transaction):
        began = asyncio.get_running_loop().time()
        with pytest.raises(Busy):
            await attempt(lambda conn: conn.fetch(ENDLESS))
        assert 0.3 <= asyncio.get_running_loop().time() - began <= 1.5
        assert await attempt(lambda conn: conn.fetch("SELECT 1 AS one")) == [{"one": 1}]
    await database.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite://:memory:", "mysql://x", "kinerja.sqlite3"])
async def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite://"):
        await open_database(url)
