"""Databases for the tests of what is stored: an empty one, and one with tables but without guards, opened with short waits."""

from collections.abc import AsyncIterator

import pytest

from models.database import Database, Limits, open_database
from models.migrations import migrate
from tests.engines import PostgresEngine, SqliteEngine, Urls

SHORT = Limits(busy_seconds=1.0, write_connections=3, read_connections=3)


@pytest.fixture
async def empty(server_of_engine: SqliteEngine | PostgresEngine) -> AsyncIterator[Urls]:
    """A place with nothing in it."""
    made = await server_of_engine.empty()
    yield made
    await server_of_engine.remove(made)


@pytest.fixture
async def unguarded(empty: Urls) -> Urls:
    """A fresh database with all tables and no guards, to be opened as its owner."""
    await migrate(empty.owner)
    return empty


@pytest.fixture
async def impatient(unguarded: Urls) -> AsyncIterator[Database]:
    """A fresh database without guards whose waiting ends after a second."""
    opened = await open_database(unguarded.owner, limits=SHORT)
    yield opened
    await opened.close()
