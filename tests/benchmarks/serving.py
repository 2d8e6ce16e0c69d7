"""A server in a process of its own, as ``kinerja serve`` runs it but for its clock, which stands at a moment that is given."""

import asyncio
import os
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
import uvicorn

from server.app import create_app
from server.logs import set_up_logs
from server.serving import configured, spare_collections
from server.settings import read_settings
from tests.engines import Urls

STARTING_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers, and a client of it."""

    process: Process
    client: httpx.AsyncClient

    def cpu_seconds(self) -> float:
        """Give the CPU time that the process has used, user and system, all threads; Linux."""
        # What clock_getcpuclockid(3) gives for another process: its number inverted, above the two bits that name the scheduler's clock.
        return time.clock_gettime((~self.process.pid << 3) | 2)


@asynccontextmanager
async def serving(urls: Urls, now: datetime) -> AsyncIterator[Served]:
    """Serve a demo-marked database on a free port of this machine, with the development issuer, until the block ends."""
    settings = {"KINERJA_DATABASE_URL": urls.serving, "KINERJA_DEV_ISSUER": "1", "KINERJA_LOG_LEVEL": "INFO"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.serving",
        now.isoformat(),
        env=os.environ | settings,
        stdout=PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        address = (await asyncio.wait_for(process.stdout.readline(), STARTING_SECONDS)).decode().strip()
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            yield Served(process, client)
    finally:
        process.terminate()
        await process.wait()


class _Announcing(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in sockets or ():
            sys.stdout.write(f"http://127.0.0.1:{one.getsockname()[1]}\n")
            sys.stdout.flush()


def _main(moment: str) -> None:
    now = datetime.fromisoformat(moment)
    settings = read_settings()
    set_up_logs(settings.log_level)
    app = create_app(settings, clock=lambda: now)
    spare_collections()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        _Announcing(configured(app, settings)).run([listening])


if __name__ == "__main__":
    _main(sys.argv[1])
