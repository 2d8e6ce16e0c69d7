"""A real server and raw sockets: what is no HTTP, too much of it, or too slow, and that the server is well afterwards."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.answers import SECURITY_HEADERS
from server.app import create_app
from server.connections import HEAD_BYTES, HEADERS, PIPELINED, SPARE_CONNECTIONS
from server.serving import configured
from server.settings import Settings
from tests.engines import SqliteEngine, Urls

STATUS = re.compile(rb"^HTTP/1\.1 (\d{3}) ", re.MULTILINE)
CODE = re.compile(rb'"code":"([A-Z_]+)"')
HOST = b"Host: x\r\n"
WELL = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
ENDING = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
POST = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CLOSING_POST = b"POST /seen HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
BIG = 1_000_000


def settings_of(urls: Urls, **more: object) -> Settings:
    """Give settings with short bounds."""
    return urls.settings(**{"head_seconds": 0.5, "body_seconds": 0.5, "keep_alive_seconds": 1, "drain_seconds": 5, **more})


async def seen(request: Request) -> Response:
    """Answer with the headers that the app sees once it has read the body."""
    body = await request.body()
    return PlainTextResponse(f"{len(body)} {sorted(request.headers.keys())}")


async def big(request: Request) -> Response:
    """Answer with more than any socket's buffers hold."""
    return PlainTextResponse("x" * 30 * BIG)


async def comes_true(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, at most half a minute."""
    for _ in range(1500):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(condition)


@asynccontextmanager
async def listening(settings: Settings) -> AsyncIterator[tuple[int, Starlette, uvicorn.Server]]:
    """Serve an app with two routes more, as the process does; give the port, the app and the server."""
    app = create_app(settings)
    app.router.routes += [Route("/seen", seen, methods=["GET", "POST"]), Route("/big", big)]
    with socket.create_server(("127.0.0.1", 0)) as place:
        server = uvicorn.Server(configured(app, settings))
        running = asyncio.create_task(server.serve([place]))
        try:
            await comes_true(lambda: server.started)
            yield place.getsockname()[1], app, server
        finally:
            server.should_exit = True
            await running


@pytest.fixture
async def port(sqlite_server: SqliteEngine) -> AsyncIterator[int]:
    """The port of a running server."""
    urls = await sqlite_server.migrated()
    async with listening(settings_of(urls)) as (made, _, _):
        yield made
    await sqlite_server.remove(urls)


async def said(port: int, *parts: bytes | float) -> bytes:
    """Send the parts, resting where one is a number, and give all that is answered until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            if isinstance(part, float):
                await asyncio.sleep(part)
            else:
                writer.write(part)
                await writer.drain()
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b"reset"
    finally:
        writer.close()


def outcome(answer: bytes) -> list[str]:
    """Give the statuses with the codes of those that have one."""
    heads = [match.start() for match in STATUS.finditer(answer)] + [len(answer)]
    found = []
    for begin, end in pairwise(heads):
        one = answer[begin:end]
        code = CODE.search(one)
        found.append(one[9:12].decode() + (f" {code[1].decode()}" if code else ""))
    return found


# What is sent, and every answer until the server closes the connection.
TABLE: dict[str, tuple[tuple[bytes | float, ...], list[str]]] = {
    "a request": ((ENDING,), ["200"]),
    "nothing at all": ((), []),
    "nothing but line ends": ((b"\r\n", 0.2, b"\r\n", 0.2, b"\r\n"), ["408 HEAD_TOO_SLOW"]),
    "no HTTP": ((b"\x16\x03\x01\x02\x00\x01\x00",), ["400 BAD_REQUEST"]),
    "a line without a version": ((b"GET /healthz\r\n\r\n",), ["200"]),
    "HTTP/2 without asking": ((b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",), ["400 BAD_REQUEST"]),
    "a header without a colon": ((b"GET / HTTP/1.1\r\nHost x\r\n\r\n",), ["400 BAD_REQUEST"]),
    "a space before the colon": ((b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length : 1\r\n\r\nx",), ["400 BAD_REQUEST"]),
    "a folded header": ((b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",), ["400 BAD_REQUEST"]),
    "a null byte in a header": ((b"GET / HTTP/1.1\r\nHost: x\x00\r\n\r\n",), ["400 BAD_REQUEST"]),
    "a bare line feed in a header": ((b"GET / HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n",), ["400 BAD_REQUEST"]),
    "both lengths": ((POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + ENDING,), ["400 BAD_REQUEST"]),
    "both lengths, the other way round": (
        (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n" + ENDING,),
        ["400 BAD_REQUEST"],
    ),
    "two lengths": ((POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc" + ENDING,), ["400 BAD_REQUEST"]),
    "two lengths in one": ((POST + b"Content-Length: 3, 4\r\n\r\nabc" + ENDING,), ["400 BAD_REQUEST"]),
    "a length with a sign": ((POST + b"Content-Length: +3\r\n\r\nabc" + ENDING,), ["400 BAD_REQUEST"]),
    "a negative length": ((POST + b"Content-Length: -3\r\n\r\nabc" + ENDING,), ["400 BAD_REQUEST"]),
    "a length beyond all numbers": ((POST + b"Content-Length: 99999999999999999999999\r\n\r\n",), ["400 BAD_REQUEST"]),
    "an encoding after chunked": ((POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + ENDING,), ["400 BAD_REQUEST"]),
    "a hidden encoding": ((POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + ENDING,), ["400 BAD_REQUEST"]),
    "a bad chunk": ((POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",), ["400 BAD_REQUEST"]),
    "a chunk beyond all numbers": ((POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n",), ["400 BAD_REQUEST"]),
    "a body shorter than told": ((POST + b"Content-Length: 30\r\n\r\n{}",), ["408 BODY_TOO_SLOW"]),
    "a body longer than told": ((POST + b"Content-Length: 2\r\n\r\n{}{}" + ENDING,), ["400 BAD_REQUEST"]),
    "a body drop by drop": ((POST + b"Content-Length: 30\r\n\r\n", 0.2, b"{", 0.2, b"}", 0.2, b" "), ["408 BODY_TOO_SLOW"]),
    "chunks drop by drop": (
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", 0.2, b"1\r\n{\r\n", 0.2, b"1\r\n}\r\n"),
        ["408 BODY_TOO_SLOW"],
    ),
    "a compressed body": (
        (POST + b"Content-Encoding: gzip\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",),
        ["415 UNSUPPORTED_ENCODING"],
    ),
    "headers drop by drop": ((b"GET / HTTP/1.1\r\n", 0.2, b"A: b\r\n", 0.2, b"C: d\r\n", 0.2, b"E: f\r\n"), ["408 HEAD_TOO_SLOW"]),
    "headers drop by drop after an answer": ((WELL, 0.2, b"GET / HT", 0.2, b"TP/1.1\r\n", 0.2, b"A: b\r\n"), ["200", "408 HEAD_TOO_SLOW"]),
    "half a line": ((b"GET /heal",), ["408 HEAD_TOO_SLOW"]),
    "a rest after an answer": ((WELL,), ["200"]),
    "a header too long": ((b"GET / HTTP/1.1\r\nA: " + b"a" * HEAD_BYTES + b"\r\n\r\n",), ["431 HEAD_TOO_LARGE"]),
    "a header without end": ((b"GET / HTTP/1.1\r\nA: " + b"a" * (HEAD_BYTES // 2), 0.05, b"a" * HEAD_BYTES), ["431 HEAD_TOO_LARGE"]),
    "a path without end": ((b"GET /" + b"a" * (HEAD_BYTES // 2), 0.05, b"a" * HEAD_BYTES), ["431 HEAD_TOO_LARGE"]),
    "a path too long": ((b"GET /" + b"a" * (HEAD_BYTES + 1) + b" HTTP/1.1\r\n" + HOST + b"\r\n",), ["431 HEAD_TOO_LARGE"]),
    "too many headers": ((b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * (HEADERS + 1) + b"\r\n",), ["431 HEAD_TOO_LARGE"]),
    "headers at the bound": ((b"GET /healthz HTTP/1.1\r\nConnection: close\r\n" + b"A: b\r\n" * (HEADERS - 1) + b"\r\n",), ["200"]),
    "a trailer": (
        (CLOSING_POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nAuthorization: Bearer y\r\n\r\n",),
        ["200"],
    ),
    "a trailer too long": (
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nA: " + b"a" * (HEAD_BYTES + 1) + b"\r\n\r\n",),
        ["431 HEAD_TOO_LARGE"],
    ),
    "some requests ahead": ((WELL * 5 + ENDING,), ["200"] * 6),
    "an upgrade": ((b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n",), ["200"]),
    "an upgrade to HTTP/2": ((b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n",), ["200"]),
    "an unknown method": ((b"BREW /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",), ["400 BAD_REQUEST"]),
    "tracing": ((b"TRACE /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",), ["401 UNAUTHENTICATED"]),
    "a tunnel": ((b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",), ["400 BAD_REQUEST"]),
    "another site's address": ((b"GET http://evil.example/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",), ["200"]),
    "a path out of the tree": ((b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",), ["404"]),
}


@pytest.mark.parametrize("name", TABLE)
async def test_every_sender_gets_this_and_the_server_is_well(port: int, name: str) -> None:
    parts, expected = TABLE[name]
    answer = await said(port, *parts)
    assert outcome(answer) == expected, answer[:2000]
    if expected:
        for header, value in SECURITY_HEADERS.items():
            assert answer.lower().count(f"{header}: {value}\r\n".lower().encode()) == len(expected), header
    assert b"\r\nserver:" not in answer.lower()
    assert outcome(await said(port, ENDING)) == ["200"]


async def test_a_trailer_does_not_become_a_header(port: int) -> None:
    """The accident: a proxy forwards what it never looked at, and it stands among the headers that it did look at."""
    (parts, _) = TABLE["a trailer"]
    answer = await said(port, *parts)
    assert b"1 ['connection', 'host', 'transfer-encoding']" in answer


async def test_too_many_requests_ahead_of_their_answers_end_the_connection(port: int) -> None:
    answer = await said(port, WELL * (PIPELINED * 50))
    assert outcome(answer) == ["400 BAD_REQUEST"]
    assert outcome(await said(port, ENDING)) == ["200"]


async def test_an_answer_that_nobody_fetches_is_thrown_away(sqlite_server: SqliteEngine) -> None:
    """The accident: a thousand clients ask for long answers, fetch none of them, and the process ends for want of memory."""
    urls = await sqlite_server.migrated()
    async with listening(settings_of(urls, keep_alive_seconds=0.5)) as (port, _, server):
        with socket.create_connection(("127.0.0.1", port)) as lazy:
            lazy.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            await comes_true(lambda: len(server.server_state.connections) == 1)
            await comes_true(lambda: not server.server_state.connections)
        # Who fetches slowly, but fetches, gets it all.
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=BIG)
        writer.write(b"GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        came = 0
        while part := await reader.read(3 * BIG):
            came += len(part)
            await asyncio.sleep(0.02)
        writer.close()
        assert came > 30 * BIG
    await sqlite_server.remove(urls)


async def test_connections_beyond_the_bound_are_told_to_come_again(sqlite_server: SqliteEngine) -> None:
    urls = await sqlite_server.migrated()
    async with listening(settings_of(urls, client_connections=3, head_seconds=30)) as (port, _, server):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        await comes_true(lambda: len(server.server_state.connections) == 3)
        crowded = await said(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (outcome(crowded), b"retry-after: 5\r\n" in crowded) == (["503 OVERLOADED"], True)
        assert outcome(await said(port, ENDING)) == ["200"]
        spare = [await asyncio.open_connection("127.0.0.1", port) for _ in range(SPARE_CONNECTIONS)]
        await comes_true(lambda: len(server.server_state.connections) == 3 + SPARE_CONNECTIONS)
        closed = await said(port)
        assert (outcome(closed), b"Retry-After: 1\r\n" in closed) == (["503 OVERLOADED"], True)
        for _, writer in held + spare:
            writer.close()
        await comes_true(lambda: not server.server_state.connections)
        assert outcome(await said(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) == ["200"]
    await sqlite_server.remove(urls)


async def test_clients_that_go_in_the_middle_take_nothing_with_them(sqlite_server: SqliteEngine) -> None:
    """The accident: each client that goes takes a connection of the pool along, and after the fifth nobody is answered."""
    urls = await sqlite_server.migrated()
    async with listening(settings_of(urls, requests_at_once=2, requests_waiting=2)) as (port, app, server):
        leave: tuple[bytes, ...] = (
            b"GET / HT",
            POST + b"Content-Length: 30\r\n\r\n{",
            b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n",
        )
        for _ in range(10):
            for part in leave:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(part)
                await asyncio.sleep(0)
                writer.transport.abort()
        await comes_true(lambda: not server.server_state.connections and not server.server_state.tasks)
        registry = app.state.metrics.registry
        assert registry.get_sample_value("kinerja_requests_in_progress") == 0
        assert registry.get_sample_value("kinerja_requests_total", {"method": "GET", "route": "/", "status": "500"}) is None
        for path in (b"/readyz", b"/"):
            assert outcome(await said(port, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) == ["200"]
    await sqlite_server.remove(urls)


async def test_a_client_that_goes_is_told_to_the_request_at_work(sqlite_server: SqliteEngine) -> None:
    """Not only to the last one that it had sent ahead: that at work would write its answer into a closed connection, which is a fault."""
    urls = await sqlite_server.migrated()
    told: list[str] = []

    async def waiting(request: Request) -> Response:
        told.append("begun")
        while (await request.receive())["type"] != "http.disconnect":
            pass
        told.append("gone")
        return PlainTextResponse("nobody hears this")

    async with listening(settings_of(urls)) as (port, app, _):
        app.router.routes.append(Route("/waiting", waiting))
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /waiting HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
        await comes_true(lambda: told == ["begun"])
        writer.transport.abort()
        await comes_true(lambda: len(told) == 2)
        assert told == ["begun", "gone"]
    await sqlite_server.remove(urls)


async def test_a_slow_body_does_not_hold_up_the_end(sqlite_server: SqliteEngine) -> None:
    urls = await sqlite_server.migrated()
    held: list[asyncio.StreamWriter] = []

    async def hold(port: int, part: bytes) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(part)
        held.append(writer)

    begun = asyncio.get_running_loop().time()
    async with listening(settings_of(urls, head_seconds=60, body_seconds=60, keep_alive_seconds=60, drain_seconds=1)) as (port, _, server):
        for part in (b"", b"GET / HT", POST + b"Content-Length: 30\r\n\r\n{", WELL):
            await hold(port, part)
        await comes_true(lambda: len(server.server_state.connections) == 4)
    # Half a minute is what each of them could have taken.
    assert asyncio.get_running_loop().time() - begun < 30
    for writer in held:
        writer.close()
    await sqlite_server.remove(urls)
