"""The demo agency for tests: loaded once per engine and session, then copied for each test that asks for it."""

from datetime import UTC, date, datetime

from models.database import Dialect, open_database
from tests.engines import PostgresEngine, SqliteEngine, Urls
from workflows.demo.loading import load_demo
from workflows.development import mark_demo

TODAY = date(2026, 8, 20)
"""The reference date: a Thursday, in the middle of the open quarter's submission window."""

NOW = datetime(2026, 8, 20, 3, 0, tzinfo=UTC)
"""10:00 in Jakarta on that day."""

Loaded = dict[Dialect, Urls]


async def loaded_demo(engine: SqliteEngine | PostgresEngine, dialect: Dialect, known: Loaded) -> Urls:
    """Give the demo of an engine to be copied, closed; load it if the session hasn't yet."""
    if dialect not in known:
        urls = await engine.migrated()
        database = await open_database(urls.serving)
        await load_demo(database, TODAY)
        await database.transaction(mark_demo)
        await database.close()
        known[dialect] = urls
    return known[dialect]
