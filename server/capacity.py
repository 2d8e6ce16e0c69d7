"""How much is taken on at once: a bounded number of requests at work, a bounded number waiting a bounded time, and 503 for the rest."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from starlette.types import ASGIApp, Receive, Scope, Send

from server.answers import turned_away
from server.bodies import read_ahead
from server.metrics import Metrics

READ_AHEAD = 1024 * 1024
"""Bytes of a body that are read before the request takes a place at work, so that a slow sender holds none."""
CROWDED = "crowded"
"""In a connection's state: there are more connections than are served."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many requests are at work and how many may wait, for how many seconds.

    ``streamed``: a body is read while the request is at work, not before; for bodies that are too large to be held.
    """

    at_once: int
    waiting: int
    seconds: float
    streamed: bool = False


class Lane:
    """A room in use. Places are given in the order in which they were asked for."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.reading = 0
        # At work and waiting. Counted here, since the semaphore's next one is told a turn of the loop before it goes on.
        self.inside = 0
        self._places = asyncio.Semaphore(room.at_once)

    @property
    def busy(self) -> bool:
        """Whether every place is taken."""
        return self._places.locked()

    @property
    def full(self) -> bool:
        """Whether nobody more may wait."""
        return self.inside >= self.room.at_once + self.room.waiting

    async def enter(self) -> bool:
        """Take a place, or give up after the room's seconds; whoever got one calls ``leave``."""
        if self.full:
            return False
        self.inside += 1
        entered = False
        try:
            if not self.busy:
                entered = await self._places.acquire()
            else:
                async with asyncio.timeout(self.room.seconds):
                    entered = await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self.inside -= not entered
        return entered

    def leave(self) -> None:
        """Give the place back."""
        self.inside -= 1
        self._places.release()


class Capacity:
    """ASGI middleware in front of the work.

    ``rooms`` are by path; ``room`` is for all other paths but ``open_paths``, which are always served. Beyond a room's bounds a request
    is answered 503 with ``Retry-After``, before it costs memory or makes the others slower. A client that goes while it waits
    leaves the queue.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        room: Room,
        rooms: Mapping[str, Room],
        open_paths: Sequence[str],
        metrics: Metrics,
        read_ahead: int = READ_AHEAD,
    ) -> None:
        self.app = app
        self.lane = Lane(room)
        self.lanes = {path: Lane(one) for path, one in rooms.items()}
        self.open_paths = frozenset(open_paths)
        self.metrics = metrics
        self.read_ahead = read_ahead

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, perhaps after a while, or answer 503."""
        if scope["type"] != "http" or scope["path"] in self.open_paths:
            await self.app(scope, receive, send)
            return
        lane = self.lanes.get(scope["path"], self.lane)
        streamed = lane.room.streamed
        if scope.get("state", {}).get(CROWDED) or (lane.full if streamed else lane.reading >= lane.room.at_once + lane.room.waiting):
            # The body is still to come, and nobody will wait for it.
            await self._turn_away(lane, scope, receive, send, close=True)
            return
        served = receive
        leaves: Receive | None = None
        if not streamed:
            lane.reading += 1
            try:
                ahead = await read_ahead(receive, self.read_ahead)
            finally:
                lane.reading -= 1
            if ahead.gone:
                return
            served = ahead.receive
            leaves = receive if ahead.whole else None
        entered = await _enter(lane, leaves)
        if entered:
            try:
                await self.app(scope, served, send)
            finally:
                lane.leave()
        elif entered is False:
            await self._turn_away(lane, scope, receive, send, close=streamed)

    async def _turn_away(self, lane: Lane, scope: Scope, receive: Receive, send: Send, *, close: bool) -> None:
        self.metrics.turned_away.inc()
        seconds = ceil(lane.room.seconds)
        headers = {"Retry-After": str(seconds), **({"Connection": "close"} if close else {})}
        await turned_away(scope, "OVERLOADED", params={"retryAfter": seconds}, headers=headers)(scope, receive, send)


async def _enter(lane: Lane, leaves: Receive | None) -> bool | None:
    """Take a place: whether there was one, None if the client left first, which ``leaves`` tells once the body is whole."""
    if leaves is None or not lane.busy:
        return await lane.enter()
    entering, leaving = asyncio.ensure_future(lane.enter()), asyncio.ensure_future(leaves())
    try:
        await asyncio.wait((entering, leaving), return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        if entering.done() and not entering.cancelled() and entering.result():
            lane.leave()
        raise
    finally:
        left = leaving.done()
        leaving.cancel()
        if not entering.done():
            entering.cancel()
    if entering.done() and not entering.cancelled():
        return entering.result()
    # What was cancelled may have got its place in the same turn of the loop.
    try:
        got = await entering
    except asyncio.CancelledError:
        got = False
    if got:
        lane.leave()
    assert left
    return None
