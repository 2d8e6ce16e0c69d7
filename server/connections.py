"""Connections: uvicorn's protocol with the bounds that it lacks, so that no client can hold a connection, or memory, by doing little.

uvicorn's own has no limit for a request's head, neither of its size nor of the time that it takes; nor for the time in which an
answer is fetched, nor for what stands in a chunked body's trailer, which it would add to the request's headers.
"""

import asyncio
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from schema.errors import STATUSES
from schema.execution import told_error
from server.answers import SECURITY_HEADERS
from server.capacity import CROWDED
from workflows.messages import DEFAULT_LOCALE

HEAD_BYTES = 32 * 1024
"""The most that a request's line and headers may take."""
HEADERS = 100
"""The most headers that a request may have."""
PIPELINED = 16
"""The most requests that a client may send ahead of their answers."""
SPARE_CONNECTIONS = 16
"""Connections beyond the limit that are still heard, for a probe of health; all else is answered 503 there."""


class TooMuch(Exception):
    """A request's head is too large, or too many requests are sent ahead."""


def protocol(*, connections: int, head_seconds: float, idle_seconds: float) -> type[asyncio.Protocol]:
    """Give the protocol class for connections with these bounds.

    ``connections``: how many are served; ``head_seconds``: how long a request's head may take; ``idle_seconds``: how long a client may
    leave an answer lying without fetching any of it.
    """
    bounds = (connections, head_seconds, idle_seconds)

    class Configured(Bounded):
        most_connections, head_seconds, idle_seconds = bounds

    return Configured


class Bounded(HttpToolsProtocol):
    """One connection. It looks after itself a few times in every bound, instead of once at a bound's end: one timer for all of them."""

    most_connections: int
    head_seconds: float
    idle_seconds: float

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.head_begun: float | None = None
        self.heads = 0
        self.head_bytes = 0
        self.field_bytes = 0
        self.in_head = True
        self.refused = "BAD_REQUEST"
        self.unsent = 0
        self.unsent_since: float | None = None
        self.watch: asyncio.TimerHandle | None = None
        self.at_work: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Begin; a connection too many is told so, and closed."""
        crowd = len(self.connections)
        if crowd >= self.most_connections:
            self.app_state = {**self.app_state, CROWDED: True}
        super().connection_made(transport)
        self.head_begun = self.loop.time()
        self.watch = self.loop.call_later(self._pause, self._look)
        if crowd >= self.most_connections + SPARE_CONNECTIONS:
            self._answer("OVERLOADED", {"retryAfter": 1})

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self.watch is not None:
            self.watch.cancel()
        if self.at_work is not None and not self.at_work.response_complete:
            # uvicorn tells it to the last request that was sent ahead; the one at work would write into what is closed.
            self.at_work.disconnected = True
            self.at_work.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; what comes between two requests counts as the beginning of a head."""
        if self.transport.is_closing():
            return
        if self.in_head and self.head_begun is None:
            self.head_begun = self.loop.time()
        heads = self.heads
        super().data_received(data)
        if self.in_head and self.heads == heads and not self.transport.is_closing():
            self.head_bytes += len(data)
            if self.head_bytes > HEAD_BYTES:
                self._answer("HEAD_TOO_LARGE")

    def on_message_begin(self) -> None:
        """Begin a request's head."""
        super().on_message_begin()
        self.in_head = True
        self.head_bytes = self.field_bytes = 0
        self.head_begun = self.loop.time()
        if len(self.pipeline) >= PIPELINED:
            raise TooMuch

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header. One that comes after the body is left out: no proxy before us has looked at it."""
        self.field_bytes += len(name) + len(value) + 4
        if self.field_bytes + len(self.url) > HEAD_BYTES or len(self.headers) >= HEADERS:
            self.refused = "HEAD_TOO_LARGE"
            raise TooMuch
        if self.in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """End a request's head, and begin to answer it."""
        self.heads += 1
        self.in_head = False
        self.head_begun = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request."""
        super().on_message_complete()
        self.in_head = True
        self.head_bytes = 0

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self.at_work = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """End an answer; a head that began to come meanwhile has its time from now on."""
        if self.head_begun is not None:
            self.head_begun = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or too much of it."""
        self._answer(self.refused)

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that rests; but not one whose answer is still being fetched."""
        if not self.transport.is_closing() and self.transport.get_write_buffer_size():
            self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
            return
        super().timeout_keep_alive_handler()

    @property
    def _pause(self) -> float:
        return min(self.head_seconds, self.idle_seconds) / 4

    @property
    def _answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request, which uvicorn's own type doesn't say
        return cycle is not None and not cycle.response_complete

    def _look(self) -> None:
        now = self.loop.time()
        self.watch = self.loop.call_later(self._pause, self._look)
        waiting = self.transport.get_write_buffer_size()
        if waiting == 0 or waiting != self.unsent:
            self.unsent, self.unsent_since = waiting, now if waiting else None
        elif self.unsent_since is not None and now - self.unsent_since >= self.idle_seconds:
            self.transport.abort()
            return
        if self.head_begun is None or self._answering or self.transport.is_closing() or now - self.head_begun < self.head_seconds:
            return
        if self.head_bytes:
            self._answer("HEAD_TOO_SLOW")
        else:
            self.transport.close()

    def _answer(self, code: str, params: dict[str, object] | None = None) -> None:
        """Answer without a request, and close; while another answer is being written nothing can be said, so only the latter."""
        if self._answering:
            if self.cycle.response_started:
                self.transport.close()
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        status = HTTPStatus(STATUSES[code])
        error = told_error(code, DEFAULT_LOCALE, params)
        error["extensions"] |= params or {}
        body = orjson.dumps({"errors": [error]})
        headers = {
            **SECURITY_HEADERS,
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Language": DEFAULT_LOCALE,
            "Cache-Control": "no-store",
            "Connection": "close",
            **({"Retry-After": "1"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.transport.write(f"HTTP/1.1 {status.value} {status.phrase}\r\n{head}\r\n".encode() + body)
        self.transport.close()
