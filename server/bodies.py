"""Bodies: read within a bounded time, at a least rate, and never unpacked."""

import asyncio
from collections import deque
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.answers import turned_away

LEAST_BYTES_A_SECOND = 16 * 1024
"""A body may take its time: what the setting gives to every body, and a second more for each of these many bytes that came."""


class SlowBody(Exception):
    """A body came slower than it may."""


class Bodies:
    """ASGI middleware around whatever reads a body.

    A compressed body is answered 415: a few kilobytes of it could hold gigabytes. A body that comes too slowly is answered 408 and its
    connection closed, so that nobody can hold a place by sending a byte now and then.
    """

    def __init__(self, app: ASGIApp, *, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        encodings = ",".join(Headers(scope=scope).getlist("content-encoding"))
        if any(one.strip().lower() not in ("", "identity") for one in encodings.split(",")):
            await turned_away(scope, "UNSUPPORTED_ENCODING", headers={"Accept-Encoding": "identity"})(scope, receive, send)
            return
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, _timed(receive, self.seconds), answer)
        except SlowBody:
            if begun:
                raise
            await turned_away(scope, "BODY_TOO_SLOW", headers={"Connection": "close"})(scope, receive, send)


def _timed(receive: Receive, seconds: float) -> Receive:
    came = 0
    ended = False
    until: float | None = None

    async def timed() -> Message:
        nonlocal came, ended, until
        if ended:
            return await receive()
        loop = asyncio.get_running_loop()
        if until is None:
            until = loop.time() + seconds
        try:
            async with asyncio.timeout_at(until + came / LEAST_BYTES_A_SECOND):
                message = await receive()
        except TimeoutError:
            raise SlowBody from None
        came += len(message.get("body", b""))
        ended = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return timed


@dataclass(frozen=True, slots=True)
class Ahead:
    """A body that was read ahead: ``receive`` gives it again, and then what comes after.

    ``whole``: nothing of it is still to come. ``gone``: the client went before it was whole.
    """

    receive: Receive
    whole: bool
    gone: bool = False


async def read_ahead(receive: Receive, most: int) -> Ahead:
    """Read a body until it is whole or has more than ``most`` bytes.

    Raises:
        SlowBody: from ``receive``.
    """
    read: deque[Message] = deque()
    came = 0
    whole = False
    while not whole and came <= most:
        message = await receive()
        if message["type"] != "http.request":
            return Ahead(receive, whole=False, gone=True)
        read.append(message)
        came += len(message.get("body", b""))
        whole = not message.get("more_body", False)

    async def again() -> Message:
        return read.popleft() if read else await receive()

    return Ahead(again, whole)
