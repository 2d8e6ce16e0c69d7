"""A process, from its start to its end."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from models.database import Connection, new_id, open_database
from server.serving import configured
from server.settings import Settings
from tests.engines import Urls


def free_port() -> int:
    """Give a port that nobody listens on, and the one after it neither."""
    while True:
        with socket.socket() as one, socket.socket() as next_one:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                next_one.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@asynccontextmanager
async def serving(urls: Urls, port: int, **more: str) -> AsyncIterator[tuple[Process, str]]:
    """Run ``kinerja serve`` until it answers; give the process and its address."""
    settings = {"KINERJA_DATABASE_URL": urls.serving, "KINERJA_PORT": str(port), "KINERJA_LOG_LEVEL": "INFO", **more}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", env=os.environ | settings, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    try:
        said = await asyncio.wait_for(process.stdout.readline(), 20)
        yield process, said.decode().split()[-1]
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_serves_until_it_is_told_to_stop(urls: Urls) -> None:
    port = free_port()
    async with serving(urls, port) as (process, address), httpx.AsyncClient() as client:
        assert address == f"http://127.0.0.1:{port}"
        assert (await client.get(f"{address}/readyz")).status_code == 200
        metrics = await client.get(f"http://127.0.0.1:{port + 1}/metrics")
        assert 'kinerja_requests_total{method="GET",route="/readyz",status="200"} 1.0' in metrics.text
        assert (await client.get(f"{address}/metrics")).status_code == 404
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        _, written = await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode in (0, -signal.SIGTERM)
        assert all(line.startswith(b"{") for line in written.splitlines())


async def test_a_port_in_use_is_one_line(urls: Urls) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = {"KINERJA_DATABASE_URL": urls.serving, "KINERJA_PORT": str(port)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server", "serve", env=os.environ | settings, stdout=PIPE, stderr=PIPE
        )
        out, err = await asyncio.wait_for(process.communicate(), 20)
    assert (process.returncode, out) == (1, b"")
    assert err.decode().startswith("kinerja: KINERJA_PORT: ")
    assert err.count(b"\n") == 1


async def test_what_was_begun_is_finished(app: Starlette, settings: Settings, urls: Urls) -> None:
    """The accident: a deployment at nine in the morning, and a hundred approvals half done."""
    begun = asyncio.Event()

    async def write(conn: Connection) -> None:
        begun.set()
        await asyncio.sleep(0.5)
        await conn.execute("INSERT INTO installation (id, name, value) VALUES (:id, 'begun', 'finished')", {"id": new_id()})

    async def slow(request: Request) -> Response:
        await request.app.state.database.transaction(write)
        return PlainTextResponse("finished")

    app.router.routes.append(Route("/slow", slow))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(configured(app, settings))
        running = asyncio.create_task(server.serve([listening]))
        async with httpx.AsyncClient() as client:
            asked = asyncio.create_task(client.get(f"http://127.0.0.1:{listening.getsockname()[1]}/slow"))
            await asyncio.wait_for(begun.wait(), 10)
            server.should_exit = True
            answer = await asyncio.wait_for(asked, 10)
        await asyncio.wait_for(running, 10)
    assert (answer.status_code, answer.text) == (200, "finished")
    database = await open_database(urls.serving)
    rows = await database.read(lambda conn: conn.fetch("SELECT value FROM installation WHERE name = 'begun'"))
    await database.close()
    assert rows == [{"value": "finished"}]
