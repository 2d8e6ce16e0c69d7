"""A server in a process of its own that can be made to die at a chosen place: ``python -m tests.faults.failing MOMENT PLACE``.

Its clock stands at MOMENT. After SIGUSR1 it kills itself as ``kill -9`` would, at PLACE: ``statement:N``, before the Nth statement sent in
a transaction from then on, or ``commit:N``, after the Nth commit from then on and before anybody is told of it. ``-`` is nowhere.
"""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from models.database import Connection, Database
from models.database.postgres import PostgresConnection
from models.database.sqlite import SqliteConnection
from server.app import create_app
from server.logs import set_up_logs
from server.serving import Announcing, configured, spare_collections
from server.settings import read_settings
from tests.engines import Urls

STARTING_SECONDS = 60
PLENTY = {"KINERJA_RATE_POINTS": "1000000000", "KINERJA_RATE_REFILL": "1000000000"}
"""A load from one address is what a rate limit is for; here it would only stand in the way."""


@dataclass
class _Fault:
    kind: str
    countdown: int
    armed: bool = False

    def passed(self, kind: str) -> None:
        """Die if this is the place."""
        if not self.armed or kind != self.kind:
            return
        self.countdown -= 1
        if self.countdown == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _plant(fault: _Fault) -> None:
    inside: set[int] = set()

    def planted_sending(original: Callable[[Any], None]) -> Callable[[Any], None]:
        def sending(conn: Connection) -> None:
            if id(conn) in inside:
                fault.passed("statement")
            original(conn)

        return sending

    for kind in (SqliteConnection, PostgresConnection):
        kind._sending = planted_sending(kind._sending)  # type: ignore[method-assign, assignment]
    original = Database.transaction

    async def transaction(self: Database, work: Callable[[Connection], Awaitable[Any]]) -> Any:
        async def marked(conn: Connection) -> Any:
            inside.add(id(conn))
            try:
                return await work(conn)
            finally:
                inside.discard(id(conn))

        result = await original(self, marked)
        fault.passed("commit")
        return result

    Database.transaction = transaction  # type: ignore[method-assign]


@dataclass(frozen=True)
class Server:
    """A server that answers at ``address`` until it dies or is ended."""

    process: Process
    address: str

    def tell(self, sign: signal.Signals) -> None:
        """Send a signal, by the number: the library's way looks for the end of the child first, and may take it from who waits for it."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, sign)

    async def end(self, sign: signal.Signals = signal.SIGKILL) -> int:
        """End it; give the exit code."""
        self.tell(sign)
        return await self.ended()

    async def ended(self) -> int:
        """Wait until it has ended by itself; give the exit code."""
        await asyncio.wait_for(self.process.communicate(), STARTING_SECONDS)
        assert self.process.returncode is not None
        return self.process.returncode


async def start(urls: Urls, now: datetime, place: str = "-", *, log: Path | None = None, **more: str) -> Server:
    """Start a server over a database, with the development issuer; ``log`` gets its standard error, ``more`` are settings."""
    return await launch(urls, "tests.faults.failing", (now.isoformat(), place), log=log, **({"KINERJA_DEV_ISSUER": "1"} | more))


async def launch(urls: Urls, module: str, given: Sequence[str], *, log: Path | None = None, **more: str) -> Server:
    """Start the server of a module, which tells its address on its standard output, and wait until it listens."""
    settings = {"KINERJA_DATABASE_URL": urls.serving, "KINERJA_LOG_LEVEL": "INFO", **PLENTY, **more}
    with (log or Path(os.devnull)).open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *given), env=os.environ | settings, stdout=PIPE, stderr=errors
        )
    assert process.stdout is not None
    address = (await asyncio.wait_for(process.stdout.readline(), STARTING_SECONDS)).decode().strip()
    assert address, f"the server ended with {await process.wait()}"
    return Server(process, address)


def _main(moment: str, place: str) -> None:
    kind, _, count = place.partition(":")
    fault = _Fault(kind, int(count or 0))
    _plant(fault)
    now = datetime.fromisoformat(moment)
    settings = read_settings()
    set_up_logs(settings.log_level)
    app = create_app(settings, clock=lambda: now)
    spare_collections()
    signal.signal(signal.SIGUSR1, lambda *_: setattr(fault, "armed", True))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Announcing(configured(app, settings), f"http://127.0.0.1:{listening.getsockname()[1]}\n").run([listening])


if __name__ == "__main__":
    _main(*sys.argv[1:])
