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
import pytest

from models.database import open_database
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
async def serving(urls: Urls, port: int) -> AsyncIterator[tuple[Process, str]]:
    """Run ``kinerja serve`` until it answers; give the process and its address."""
    settings = {"KINERJA_DATABASE_URL": urls.serving, "KINERJA_PORT": str(port), "KINERJA_LOG_LEVEL": "INFO"}
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
