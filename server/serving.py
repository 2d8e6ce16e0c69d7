"""Listening: the API on one socket, ``/metrics`` on another, until a signal; then what was begun is finished."""

import asyncio
import gc
import socket
import sys
from threading import Thread
from wsgiref.simple_server import WSGIServer

import uvicorn
from prometheus_client import CollectorRegistry, start_http_server
from starlette.applications import Starlette

from models.database import open_database
from server.app import create_app
from server.connections import protocol
from server.logs import set_up_logs
from server.settings import PREFIX, Settings, WrongSetting, address_of

BACKLOG = 2048
COLLECT_AFTER = 10_000
"""How many more objects must be alive before Python looks for cycles among them; its own 700 are passed many times in one page of 50."""


class Announcing(uvicorn.Server):
    """A server that says where it is once it answers."""

    def __init__(self, config: uvicorn.Config, sentences: str) -> None:
        super().__init__(config)
        self.sentences = sentences

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then write the sentences to standard output."""
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(self.sentences)
            sys.stdout.flush()


def serve(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM, finish what was begun within ``drain_seconds``, and give the exit code.

    Raises:
        WrongSetting: an address or port that can't be listened on.
    """
    set_up_logs(settings.log_level)
    asyncio.run(_reach(settings))
    app = create_app(settings)
    listening = _listen(settings.host, settings.port, "PORT")
    metrics, thread = _serve_metrics(settings, app.state.metrics.registry)
    spare_collections()
    server = Announcing(configured(app, settings), greeting(settings))
    try:
        server.run(sockets=[listening])
    finally:
        metrics.shutdown()
        thread.join()
        listening.close()
    return 0 if server.started else 1


async def _reach(settings: Settings) -> None:
    """Open the database once before anything listens, so that one that isn't there is one line and not a failed start."""
    await (await open_database(settings.database_url, limits=settings.limits)).close()


def spare_collections() -> None:
    """Set the built app aside from Python's garbage collector, and let it look through what came later less often.

    Schema, models and catalogues stay for the process's life; looked through again and again, they took half of a page's CPU time.
    """
    gc.collect()
    gc.freeze()
    # Whether a full look is worth its time is measured by how much the last one kept: without this one, all that has just been set aside.
    gc.collect()
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])


def greeting(settings: Settings) -> str:
    """Give the sentences that a person reads when the server answers; with the development issuer also who there is, and how to be them."""
    address = settings.address
    lines = [f"Kinerja answers on {address}"]
    if settings.dev_issuer:
        from server.explorer.words import personas_said

        lines += ["Personas of the demo:", *(f"  {who:<11}{what}" for who, what in personas_said("en").items())]
        lines += ["A token for one of them:  .venv/bin/kinerja token --as employee", f"The explorer:             {address}/"]
    return "\n".join(lines) + "\n"


def configured(app: Starlette, settings: Settings) -> uvicorn.Config:
    """Say how the HTTP server runs ``app``."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        http=protocol(
            connections=settings.client_connections, head_seconds=settings.head_seconds, idle_seconds=settings.keep_alive_seconds
        ),
        ws="none",
        lifespan="on",
        # Who the client is, is settled by our own middleware, which reads from the right and only what trusted proxies say.
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=round(settings.keep_alive_seconds),
        timeout_graceful_shutdown=round(settings.drain_seconds),
    )


def _listen(host: str, port: int, variable: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise WrongSetting(f"{PREFIX}{variable}: can't listen on {address_of(host, port)}: {error.strerror}") from None


def _serve_metrics(settings: Settings, registry: CollectorRegistry) -> tuple[WSGIServer, Thread]:
    host, port = settings.metrics_bind
    try:
        return start_http_server(port, host, registry)
    except OSError as error:
        raise WrongSetting(f"{PREFIX}METRICS_PORT: can't listen on {address_of(host, port)}: {error.strerror}") from None
