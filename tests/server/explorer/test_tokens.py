"""Tokens of the demo are given to the explorer's own page on this machine, and to nobody else."""

from collections.abc import AsyncIterator

import httpx
import pytest

from server.app import create_app
from tests.conftest import client_of
from tests.demo_agency import NOW
from tests.engines import Urls

ASKED = {"persona": "employee"}


@pytest.fixture
async def explorer(demo: Urls) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app over a demo with its issuer on."""
    async with client_of(create_app(demo.settings(dev_issuer=True), clock=lambda: NOW)) as made:
        yield made


def said(answer: httpx.Response) -> tuple[int, str]:
    """Give a refusal's status and code; no token may be in it."""
    assert "token" not in answer.json()
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


async def test_a_persona_is_had_by_name(explorer: httpx.AsyncClient) -> None:
    answer = await explorer.post("/explorer/token", json=ASKED, headers={"Origin": "http://127.0.0.1:8000"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    asked = {"query": "{ viewer { roles { role } employee { id } } }"}
    seen = await explorer.post("/graphql", json=asked, headers={"Authorization": f"Bearer {answer.json()['token']}"})
    assert seen.json()["data"]["viewer"]["employee"]["id"].startswith("emp_")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Origin": "http://localhost:3000"}, (403, "OTHER_ORIGIN")),
        ({"Origin": "http://127.0.0.1:8001"}, (403, "OTHER_ORIGIN")),
        ({"Origin": "https://127.0.0.1:8000"}, (403, "OTHER_ORIGIN")),
        ({"Origin": "https://example.org"}, (403, "OTHER_ORIGIN")),
        ({"Origin": "null"}, (403, "OTHER_ORIGIN")),
        ({"Host": "kinerja.example.org"}, (403, "LOOPBACK_ONLY")),
        ({"X-Forwarded-For": "127.0.0.1"}, (403, "LOOPBACK_ONLY")),
        ({"Content-Type": "text/plain"}, (415, "NOT_JSON")),
        ({"Content-Type": "application/x-www-form-urlencoded"}, (415, "NOT_JSON")),
    ],
)
async def test_not_for_others(explorer: httpx.AsyncClient, headers: dict[str, str], expected: tuple[int, str]) -> None:
    """The accident: any page that is open in the browser reads what a persona may read."""
    assert said(await explorer.post("/explorer/token", json=ASKED, headers=headers)) == expected


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "BAD_REQUEST")),
        (b"employee", (400, "BAD_REQUEST")),
        (b"[]", (400, "BAD_REQUEST")),
        (b'{"persona": 1}', (400, "BAD_REQUEST")),
        (b'{"persona": "employee", "more": "' + b"x" * 1_000 + b'"}', (400, "BAD_REQUEST")),
        (b'{"persona": "director"}', (404, "UNKNOWN_PERSONA")),
        (b'{"persona": "198001012005011001"}', (404, "UNKNOWN_PERSONA")),
    ],
)
async def test_what_is_no_persona_is_told(explorer: httpx.AsyncClient, body: bytes, expected: tuple[int, str]) -> None:
    answer = await explorer.post("/explorer/token", content=body, headers={"Content-Type": "application/json", "Accept-Language": "en"})
    assert said(answer) == expected
    assert answer.json()["errors"][0]["message"][-1] == "."


async def test_none_without_the_development_issuer(demo: Urls) -> None:
    async with client_of(create_app(demo.settings(), clock=lambda: NOW)) as client:
        assert said(await client.post("/explorer/token", json=ASKED)) == (403, "NO_DEMO")
        assert (await client.get("/explorer/start")).json()["personas"] == []


async def test_none_over_a_database_that_is_no_demo(urls: Urls) -> None:
    async with client_of(create_app(urls.settings(dev_issuer=True), clock=lambda: NOW)) as client:
        assert said(await client.post("/explorer/token", json=ASKED)) == (403, "NO_DEMO")
        assert (await client.get("/explorer/start")).json()["personas"] == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_not_by_get(explorer: httpx.AsyncClient) -> None:
    assert (await explorer.get("/explorer/token", params=ASKED)).status_code == 405
