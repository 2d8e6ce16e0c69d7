"""What surrounds every request."""

import httpx
import pytest
from starlette.applications import Starlette

from models.database import open_database
from tests.engines import Urls


async def test_says_that_it_is_well(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).text == "ok\n"


async def test_is_ready_over_a_migrated_database(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (200, "ok")


async def test_is_not_ready_without_a_database(
    client: httpx.AsyncClient, app: Starlette, urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = await open_database(urls.serving)
    await gone.close()
    monkeypatch.setattr(app.state, "database", gone)
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable"})


@pytest.mark.parametrize("given", ["0193e1f0-aaaa", "a" * 64])
async def test_keeps_a_well_formed_request_id(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/healthz", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["short", "a" * 65, "with space in it", "198001012005011001<script>"])
async def test_makes_a_request_id_where_none_is_well_formed(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/healthz", headers={"X-Request-Id": given})
    assert len(answer.headers["X-Request-Id"]) == 36
