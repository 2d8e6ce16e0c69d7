"""What surrounds every request."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from models import migrations
from models.database import Connection, Database, open_database
from server.app import create_app
from server.metrics import Metrics
from tests.conftest import client_of
from tests.engines import PostgresEngine, SqliteEngine, Urls


async def test_says_that_it_is_well(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).text == "ok\n"


async def test_is_ready_over_a_migrated_database(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "migrations": "ok", "guards": "ok"})


async def test_is_not_ready_before_migrations(server_of_engine: SqliteEngine | PostgresEngine) -> None:
    empty = await server_of_engine.empty()
    async with client_of(create_app(empty.settings())) as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "migrations": "pending", "guards": "unknown"})


async def test_is_not_ready_with_other_guards(client: httpx.AsyncClient, urls: Urls) -> None:
    await migrations.migrate(urls.serving, migration_url=urls.settings().migration_url, guards={"sqlite": (), "postgres": ()})
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "migrations": "ok", "guards": "outdated"})


async def test_is_not_ready_over_a_newer_database(client: httpx.AsyncClient, urls: Urls) -> None:
    owner = await open_database(urls.owner)
    await owner.transaction(
        lambda conn: conn.execute("INSERT INTO schema_migration (name, checksum, applied_at) VALUES ('9999_x', '', '')")
    )
    await owner.close()
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "foreign")


async def test_is_not_ready_without_a_database(
    client: httpx.AsyncClient, app: Starlette, urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = await open_database(urls.serving)
    await gone.close()
    monkeypatch.setattr(app.state, "database", gone)
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable", "migrations": "unknown", "guards": "unknown"})


def test_tells_what_the_compiled_executor_left() -> None:
    metrics = Metrics()
    assert metrics.registry.get_sample_value("kinerja_reads_left_total", {"reason": "RequestError"}) is None
    metrics.left.ask = lambda: {"RequestError": 2, "Query.__schema": 1}
    assert metrics.registry.get_sample_value("kinerja_reads_left_total", {"reason": "RequestError"}) == 2
    assert metrics.registry.get_sample_value("kinerja_reads_left_total", {"reason": "Query.__schema"}) == 1


async def test_tells_how_many_connections_are_free(database: Database, urls: Urls) -> None:
    metrics = Metrics()
    metrics.connections.ask = database.connections

    def gauge(pool: str, state: str) -> float | None:
        return metrics.registry.get_sample_value("kinerja_database_connections", {"pool": pool, "state": state})

    go_on, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def hold(conn: Connection) -> None:
        await conn.fetch("SELECT 1 AS one")
        begun.release()
        await go_on.wait()

    writers = 1 if urls.dialect == "sqlite" else 5
    held = [asyncio.create_task(made) for made in (database.read(hold), database.read(hold), database.transaction(hold))]
    for _ in held:
        await begun.acquire()
    assert (gauge("read", "free"), gauge("read", "in_use")) == (3, 2)
    assert (gauge("write", "free"), gauge("write", "in_use")) == (writers - 1, 1)
    go_on.set()
    await asyncio.gather(*held)
    assert (gauge("read", "free"), gauge("read", "in_use")) == (5, 0)
    assert (gauge("write", "free"), gauge("write", "in_use")) == (writers, 0)


@pytest.mark.parametrize("given", ["0193e1f0-aaaa", "a" * 64])
async def test_keeps_a_well_formed_request_id(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/healthz", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] == given


@pytest.mark.parametrize(
    "given", ["short", "a" * 65, "with space in it", "198001012005011001<script>", "198001012005011001", "nip-198001012005011001"]
)
async def test_makes_a_request_id_where_none_is_well_formed(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/healthz", headers={"X-Request-Id": given})
    assert len(answer.headers["X-Request-Id"]) == 36
