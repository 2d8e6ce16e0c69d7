"""How much is taken on at once, and what becomes of the rest."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Scope

from server.bodies import LEAST_BYTES_A_SECOND, Bodies
from server.capacity import CROWDED, Capacity, Lane, Room
from server.metrics import Metrics
from server.requests import Faults, Requests


class Work:
    """Work that goes on until it is let go, with what was seen of it."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.begun: list[str] = []
        self.most = 0
        self.now = 0

    async def answer(self, request: Request) -> Response:
        """Answer with the length of the body, once it is let go."""
        self.begun.append(request.headers.get("X-Request-Id", ""))
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            body = await request.body()
            await self.go.wait()
        finally:
            self.now -= 1
        return PlainTextResponse(str(len(body)))


async def well(request: Request) -> Response:
    """Be well."""
    return PlainTextResponse("ok")


@pytest.fixture
def work() -> Work:
    """Work to be let go."""
    return Work()


@pytest.fixture
def metrics() -> Metrics:
    """The figures of the app."""
    return Metrics()


def app_of(work: Work, metrics: Metrics, room: Room, *, seconds: float = 30, uploads: Room | None = None) -> Starlette:
    """Give an app that does the work in a room."""
    routes: list[BaseRoute] = [
        Route("/work", work.answer, methods=["GET", "POST"]),
        Route("/uploads", work.answer, methods=["POST"]),
        Route("/healthz", well),
    ]
    rooms = {} if uploads is None else {"/uploads": uploads}
    middleware = [
        Middleware(Requests, metrics=metrics, routes=routes),
        Middleware(Faults),
        Middleware(Bodies, seconds=seconds),
        Middleware(Capacity, room=room, rooms=rooms, open_paths=("/healthz",), metrics=metrics, read_ahead=1000),
    ]
    return Starlette(routes=routes, middleware=middleware)


@pytest.fixture
async def client(work: Work, metrics: Metrics) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app with two places at work, three for waiting, and one place for uploads with none for waiting."""
    app = app_of(work, metrics, Room(2, 3, 60), uploads=Room(1, 0, 60, streamed=True))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as made:
        yield made


async def until(turns: int = 50) -> None:
    """Let the loop turn, so that everything that can go on has gone on."""
    for _ in range(turns):
        await asyncio.sleep(0)


def asked(client: httpx.AsyncClient, number: int, path: str = "/work") -> list[asyncio.Task[httpx.Response]]:
    """Begin so many requests, in order."""
    return [asyncio.create_task(client.post(path, headers={"X-Request-Id": f"request-{one}"}, content=b"x")) for one in range(number)]


async def test_two_are_at_work_three_wait_and_the_rest_is_told_to_come_again(
    client: httpx.AsyncClient, work: Work, metrics: Metrics
) -> None:
    tasks = asked(client, 9)
    await until()
    assert (work.begun, [task.done() for task in tasks]) == (["request-0", "request-1"], [False] * 5 + [True] * 4)
    for task in tasks[5:]:
        answer = task.result()
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert answer.json()["errors"][0]["extensions"] == {"code": "OVERLOADED", "retryAfter": 60}
    assert (await client.get("/healthz")).text == "ok"
    work.go.set()
    assert [(await task).status_code for task in tasks[:5]] == [200] * 5
    assert (work.begun, work.most) == ([f"request-{one}" for one in range(5)], 2)
    assert metrics.registry.get_sample_value("kinerja_requests_turned_away_total") == 4
    assert (await client.post("/work", content=b"again")).text == "5"


async def test_a_place_left_is_there_at_once() -> None:
    """The accident: as many clients as there is room for, and one is turned away because the next in the queue hasn't woken up yet."""
    lane = Lane(Room(1, 1, 60))
    assert await lane.enter()
    second = asyncio.create_task(lane.enter())
    await until()
    assert lane.full
    lane.leave()
    third = asyncio.create_task(lane.enter())
    assert await second
    assert not third.done()
    lane.leave()
    assert await third
    lane.leave()
    assert (lane.inside, lane.busy) == (0, False)


async def test_who_waits_too_long_is_told_so_and_the_place_is_free(work: Work, metrics: Metrics) -> None:
    app = app_of(work, metrics, Room(1, 1, 0.05))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        first, second = asked(client, 2)
        assert ((await second).status_code, (await second).headers["Retry-After"]) == (503, "1")
        assert not first.done()
        third = asyncio.create_task(client.get("/work"))
        await until()
        work.go.set()
        assert [(await one).status_code for one in (first, third)] == [200, 200]


async def test_who_goes_while_waiting_leaves_the_queue(work: Work, metrics: Metrics) -> None:
    app = app_of(work, metrics, Room(1, 1, 60))
    gone = asyncio.Event()
    came: list[Message] = [{"type": "http.request", "body": b"x", "more_body": False}]

    async def receive() -> Message:
        if came:
            return came.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    scope: Scope = {"type": "http", "method": "POST", "path": "/work", "headers": [], "query_string": b"", "app": app}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        (first,) = asked(client, 1)
        await until()
        waits = asyncio.create_task(app(scope, receive, send))
        await until()
        assert (await client.post("/work")).status_code == 503
        gone.set()
        await waits
        third = asyncio.create_task(client.post("/work"))
        await until()
        assert not third.done()
        work.go.set()
        assert [(await one).status_code for one in (first, third)] == [200, 200]
    assert len(work.begun) == 2


async def test_a_cancelled_one_gives_its_place_back(client: httpx.AsyncClient, work: Work) -> None:
    """The accident: clients that go take the places with them, and after a day nobody is served."""
    for _ in range(20):
        tasks = asked(client, 5)
        await until()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await until()
    work.go.set()
    assert [answer.status_code for answer in await asyncio.gather(*asked(client, 5))] == [200] * 5


async def test_uploads_have_places_of_their_own(client: httpx.AsyncClient, work: Work) -> None:
    uploads = asked(client, 2, "/uploads")
    await until()
    assert uploads[1].result().status_code == 503
    others = asked(client, 2)
    await until()
    assert work.most == 3
    work.go.set()
    assert [(await one).status_code for one in (uploads[0], *others)] == [200] * 3


async def test_on_a_connection_too_many_only_health_is_answered(work: Work, metrics: Metrics) -> None:
    app = app_of(work, metrics, Room(2, 3, 60))
    work.go.set()

    async def crowded(scope: Scope, receive: object, send: object) -> None:
        await app({**scope, "state": {CROWDED: True}}, receive, send)  # type: ignore[arg-type] # as the transport gives them

    async with httpx.AsyncClient(transport=httpx.ASGITransport(crowded), base_url="http://test") as client:
        assert [(await client.get(path)).status_code for path in ("/work", "/healthz")] == [503, 200]
    assert work.begun == []


async def test_a_body_longer_than_is_read_ahead_comes_whole(client: httpx.AsyncClient, work: Work) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"x" * 100

    work.go.set()
    assert (await client.post("/work", content=parts())).text == "5000"


async def test_a_slow_body_holds_no_place_at_work_and_ends(work: Work, metrics: Metrics) -> None:
    app = app_of(work, metrics, Room(1, 1, 60), seconds=0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(60)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        slowly = asyncio.create_task(client.post("/work", content=slow()))
        await until()
        work.go.set()
        assert (await client.post("/work", content=b"fast")).text == "4"
        answer = await slowly
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (408, "BODY_TOO_SLOW")
    assert answer.headers["Connection"] == "close"
    assert len(work.begun) == 1


async def test_a_long_body_has_longer(work: Work, metrics: Metrics) -> None:
    """Nobody on a slow line is cut off while the bytes come at the least rate."""
    app = app_of(work, metrics, Room(1, 0, 60), seconds=2, uploads=Room(1, 0, 60, streamed=True))

    async def steady() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"x" * LEAST_BYTES_A_SECOND
            await asyncio.sleep(0.6)

    work.go.set()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.post("/uploads", content=steady())
    assert (answer.status_code, answer.text) == (200, str(4 * LEAST_BYTES_A_SECOND))


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "GZIP", "identity, gzip", "x-unknown"])
async def test_a_compressed_body_is_not_unpacked(client: httpx.AsyncClient, work: Work, encoding: str) -> None:
    answer = await client.post("/work", content=b"\x1f\x8b", headers={"Content-Encoding": encoding})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (415, "UNSUPPORTED_ENCODING")
    assert work.begun == []


async def test_identity_is_no_compression(client: httpx.AsyncClient, work: Work) -> None:
    work.go.set()
    assert (await client.post("/work", content=b"abc", headers={"Content-Encoding": "identity"})).text == "3"


async def test_a_fault_gives_the_place_back(metrics: Metrics) -> None:
    async def broken(request: Request) -> Response:
        if request.method == "POST":
            raise ValueError
        return JSONResponse([])

    routes: list[BaseRoute] = [Route("/work", broken, methods=["GET", "POST"])]
    middleware = [
        Middleware(Requests, metrics=metrics, routes=routes),
        Middleware(Faults),
        Middleware(Capacity, room=Room(1, 0, 1), rooms={}, open_paths=(), metrics=metrics),
    ]
    app = Starlette(routes=routes, middleware=middleware)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        assert [(await client.post("/work")).status_code for _ in range(3)] == [500] * 3
        assert (await client.get("/work")).status_code == 200
