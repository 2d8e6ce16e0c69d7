"""Queries that go wrong on the client's side, each over a socket of its own: cancelled, malformed, failing, half read, cut.

``Storm`` sends them at random, a chosen number at a time, and tells how many of each kind there were.
"""

import asyncio
import json
import random
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.faults.load import MUTATIONS

AT_ONCE = 16
GUARD_SECONDS = 60
"""After so long an answer will never come: far beyond every limit of the server's own."""

PAGE = (
    "{ appraisals(first: 50) { edges { node { id state version employee { id name } appraiser { name } availableActions { action allowed }"
    " history(first: 20) { edges { node { id action at version } } } } } } }"
)
MALFORMED = (
    b"",
    b"{",
    b'{"query": "{ viewer"}',
    b'{"query": "{ nothing }"}',
    b'{"query": "{ appraisals(first: \\"many\\") { totalCount } }"}',
    b'{"query": "{ appraisals(first: 5000) { totalCount } }"}',
    b'{"query": "\xff\xfe"}',
    b'{"query": ["{ viewer { id } }"]}',
    b'[{"query": "{ __typename }"}]',
)
FAILING = (
    # A cursor that is none fails while its neighbours run.
    '{ a: appraisals(first: 50) { edges { node { id history(first: 9, after: "x") { edges { node { id } } } } } }'
    " b: historyEvents(first: 50) { edges { node { id action } } } c: appraisals(first: 20) { edges { node { id } } } }",
    '{ viewer { inbox(after: "1~nothing") { edges { node { id } } } } historyEvents(first: 30) { edges { node { id } } } }',
    '{ appraisal(id: "apr_x") { id } b: historyEvents(first: 20) { edges { node { id } } } c: appraisal(id: "emp_1") { id } }',
    '{ historyEvents(first: 10, filter: {fromState: "\\u0000"}) { edges { node { id } } } appraisals(last: 9) { edges { node { id } } } }',
)


@dataclass
class Caller:
    """A connection's two ends."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def cut(self, *, rudely: bool) -> None:
        """Close it, ``rudely`` by a reset."""
        if rudely:
            held: socket.socket = self.writer.get_extra_info("socket")
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()
        else:
            self.writer.close()

    async def answer(self) -> tuple[int, bytes]:
        """Read one whole answer."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return int(head[9:12]), await self.reader.readexactly(length)


@dataclass
class Storm:
    """Sends what goes wrong to a server on ``port``; ``appraisals`` are those that the edits are tried on, with their writers' tokens."""

    port: int
    token: str
    appraisals: list[tuple[str, str]]
    chance: random.Random
    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    async def blow(self, count: int) -> None:
        """Send so many, a few at once; TimeoutError if one of them hangs."""
        left = iter(range(count))
        kinds: tuple[Callable[[], Awaitable[None]], ...] = (
            self.cancelled,
            self.cancelled_command,
            self.malformed,
            self.failing,
            self.half_sent,
            self.half_read,
            self.pipelined,
        )

        async def one() -> None:
            for _ in left:
                kind = self.chance.choice(kinds)
                async with asyncio.timeout(GUARD_SECONDS):
                    # The other side may close first: what counts is that it does something, and is well afterwards.
                    with suppress(ConnectionError, asyncio.IncompleteReadError):
                        await kind()
                self.kinds[kind.__name__] += 1

        await asyncio.gather(*(one() for _ in range(AT_ONCE)))

    async def cancelled(self) -> None:
        """Go away while the query runs."""
        caller = await self._opened()
        caller.writer.write(self._request(_asking(PAGE)))
        await asyncio.sleep(self.chance.uniform(0, 0.1))
        caller.cut(rudely=self.chance.random() < 0.5)

    async def cancelled_command(self) -> None:
        """Go away while a command runs, whether it is done or refused as stale."""
        caller = await self._opened()
        appraisal, token = self.chance.choice(self.appraisals)
        given = {"id": appraisal, "expectedVersion": self.chance.randint(2, 6), "selfAppraisal": f"Pekerjaan {self.chance.random()}."}
        caller.writer.write(self._request(_asking(MUTATIONS["editAppraisal"], {"input": given}), token))
        await asyncio.sleep(self.chance.uniform(0, 0.05))
        caller.cut(rudely=self.chance.random() < 0.5)

    async def malformed(self) -> None:
        """Send what is no query, and hear so."""
        caller = await self._opened()
        caller.writer.write(self._request(self.chance.choice(MALFORMED)))
        await self._told(caller)
        caller.cut(rudely=False)

    async def failing(self) -> None:
        """Ask for fields of which one fails while the others run, and hear which."""
        caller = await self._opened()
        caller.writer.write(self._request(_asking(self.chance.choice(FAILING))))
        await self._told(caller)
        caller.cut(rudely=False)

    async def half_sent(self) -> None:
        """Go away before all is sent."""
        caller = await self._opened()
        request = self._request(_asking(PAGE))
        caller.writer.write(request[: self.chance.randrange(1, len(request))])
        await asyncio.sleep(self.chance.uniform(0, 0.02))
        caller.cut(rudely=self.chance.random() < 0.5)

    async def half_read(self) -> None:
        """Go away in the middle of the answer."""
        caller = await self._opened()
        caller.writer.write(self._request(_asking(PAGE)))
        await caller.reader.read(self.chance.randint(1, 2_000))
        caller.cut(rudely=True)

    async def pipelined(self) -> None:
        """Ask five things at once, and go away after the first answer."""
        caller = await self._opened()
        queries = [self.chance.choice((PAGE, *FAILING)) for _ in range(5)]
        caller.writer.write(b"".join(self._request(_asking(query)) for query in queries))
        await caller.answer()
        caller.cut(rudely=self.chance.random() < 0.5)

    async def _opened(self) -> Caller:
        return Caller(*await asyncio.open_connection("127.0.0.1", self.port))

    async def _told(self, caller: Caller) -> None:
        _, body = await caller.answer()
        self.codes.update(error["extensions"]["code"] for error in json.loads(body)["errors"])

    def _request(self, body: bytes, token: str | None = None) -> bytes:
        return (
            f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token or self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


def _asking(query: str, variables: dict[str, Any] | None = None) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()
