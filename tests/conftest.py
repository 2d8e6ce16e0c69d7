"""What every test may ask for: a database on each engine, settings over it, the app, a client of it."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import cast

import httpx
import pytest
from starlette.applications import Starlette

from models.database import Database, Dialect, open_database
from server.app import create_app
from server.settings import FOR_TESTS, PREFIX, Settings
from tests import gathering
from tests.demo_agency import Loaded, loaded_demo
from tests.engines import ENGINES, PostgresEngine, SqliteEngine, Urls, postgres_engine

# Tuesday, 09:00 in Jakarta.
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Forget the settings of whoever runs the tests; gather the logs, and what else is searched for people at the end."""
    gathering.begin(config)
    for name in [name for name in os.environ if name.startswith(PREFIX) and name not in FOR_TESTS]:
        del os.environ[name]


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> SqliteEngine:
    """SQLite files of this session."""
    return SqliteEngine(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresEngine]:
    """PostgreSQL for this session; where there is none, that is a failure in CI and a skip with the reason elsewhere."""
    running = postgres_engine()
    try:
        engine = running.__enter__()
    except Exception as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL: {error!r}")
    yield engine
    running.__exit__(None, None, None)


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.engine(name=name)) for name in ENGINES])
def engine(request: pytest.FixtureRequest) -> Dialect:
    """The engine of this run of the test."""
    return cast(Dialect, request.param)


@pytest.fixture
def server_of_engine(request: pytest.FixtureRequest, engine: Dialect) -> SqliteEngine | PostgresEngine:
    """What makes databases of the engine."""
    return cast("SqliteEngine | PostgresEngine", request.getfixturevalue(f"{engine}_server"))


@pytest.fixture
async def urls(server_of_engine: SqliteEngine | PostgresEngine, pytestconfig: pytest.Config) -> AsyncIterator[Urls]:
    """A fresh migrated database, closed; its people are looked for in what the programs wrote."""
    made = await server_of_engine.migrated()
    yield made
    if made.dialect == "sqlite":
        await asyncio.to_thread(pytestconfig.stash[gathering.GATHERING].know, made.serving)
    await server_of_engine.remove(made)


@pytest.fixture
async def database(urls: Urls) -> AsyncIterator[Database]:
    """A fresh migrated database, open as the role that serves."""
    opened = await open_database(urls.serving)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def loaded_demos() -> Loaded:
    """The demos that this session has loaded."""
    return {}


@pytest.fixture
async def fresh_demo(
    server_of_engine: SqliteEngine | PostgresEngine, engine: Dialect, loaded_demos: Loaded, pytestconfig: pytest.Config
) -> AsyncIterator[Callable[[], Awaitable[Urls]]]:
    """Gives, as often as it is called, a database with the demo as it stands on ``tests.demo_agency.TODAY``, closed; the test's own."""
    made: list[Urls] = []

    async def copy() -> Urls:
        known = engine in loaded_demos
        demo = await loaded_demo(server_of_engine, engine, loaded_demos)
        if not known and engine == "sqlite":
            await asyncio.to_thread(pytestconfig.stash[gathering.GATHERING].know, demo.serving)
        made.append(await server_of_engine.copied(demo))
        return made[-1]

    yield copy
    for urls in made:
        await server_of_engine.remove(urls)


@pytest.fixture
async def demo(fresh_demo: Callable[[], Awaitable[Urls]]) -> Urls:
    """A database with the demo agency, closed; a copy of the test's own."""
    return await fresh_demo()


@pytest.fixture
def settings(urls: Urls) -> Settings:
    """The settings of a process over a fresh migrated database."""
    return urls.settings()


@pytest.fixture(scope="session")
def scaled() -> Callable[[int], int]:
    """How many of ``whole`` steps a long run (marked ``proof``) takes: all in `make proof`, a fiftieth, at least one, elsewhere."""
    return lambda whole: whole if os.environ.get("KINERJA_PROOF") == "1" else max(1, whole // 50)


@asynccontextmanager
async def client_of(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Run an app's lifespan and give a client of it, without a token."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as made:
        yield made


@pytest.fixture
def app(settings: Settings) -> Starlette:
    """The app over a fresh migrated database, its clock standing at ``NOW``; it runs as soon as ``client`` is asked for."""
    return create_app(settings, clock=lambda: NOW)


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client of ``app``, without a token."""
    async with client_of(app) as made:
        yield made
