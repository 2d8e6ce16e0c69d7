"""PostgreSQL stopped and started, and its connections cut in both directions: clear answers, recovery without hands, nothing lost."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import pytest

from models.database import open_database
from tests.engines import Urls
from tests.faults.failing import Server, start
from tests.faults.load import Writer, acknowledged, all_there_once, write_once, write_until, writers_of
from tests.faults.outages import Relay, own_postgres
from tests.worlds import World, make_world

OUTAGES, BETWEEN, WRITERS = 5, 200, 8


async def make_writers(urls: Urls) -> tuple[World, list[Writer]]:
    """Make a world and its writers, over a database that is closed again."""
    names = [f"clerk-{number}" for number in range(WRITERS)]
    database = await open_database(urls.serving)
    world = await make_world(database, complete=names, clerks=WRITERS)
    writers = await writers_of(world, names)
    await database.close()
    return world, writers


async def check(urls: Urls, world: World, writers: Sequence[Writer]) -> int:
    """Look for everything that was acknowledged."""
    database = await open_database(urls.serving)
    try:
        return await all_there_once(database, world, writers)
    finally:
        await database.close()


async def told_clearly(server: Server, token: str) -> None:
    """Ask while the database is away: the process is well, says that it isn't ready, and tells who asks to try again."""
    async with httpx.AsyncClient(base_url=server.address, timeout=60) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).json()["database"] == "unreachable"
        answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 503, answer.text
        assert answer.json()["errors"][0]["extensions"]["code"] in ("UNAVAILABLE", "BUSY")
        assert int(answer.headers["retry-after"]) > 0


async def ready(server: Server) -> None:
    """Wait until commands are taken again, with nothing done about it."""
    async with httpx.AsyncClient(base_url=server.address, timeout=60) as client:
        async with asyncio.timeout(60):
            # Each question opens a new connection to the database, if it can.
            while (await client.get("/readyz")).status_code != 200:
                pass


def more(writers: Sequence[Writer], count: int) -> Callable[[], bool]:
    """Tell when so many more are acknowledged, and nothing is unanswered."""
    goal = acknowledged(writers) + count
    return lambda: acknowledged(writers) >= goal


@pytest.mark.proof
async def test_postgres_stopped_and_started(scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It goes as a crash does, while everybody writes, and comes back."""
    async with own_postgres() as outage:
        urls = await outage.engine.migrated()
        world, writers = await make_writers(urls)
        server = await start(urls, world.now, log=tmp_path / "server.log")
        try:
            for _ in range(scaled(OUTAGES)):
                await write_until(writers, server.address, more(writers, scaled(BETWEEN)))
                writing = asyncio.create_task(
                    write_until(writers, server.address, lambda: all(one.unavailable for one in writers), patient=True)
                )
                await asyncio.sleep(0.05)
                await outage.stop()
                await asyncio.wait_for(writing, 120)
                await told_clearly(server, writers[0].token)
                await outage.start()
                await ready(server)
                for one in writers:
                    one.unavailable = 0
            await write_until(writers, server.address, more(writers, scaled(BETWEEN)))
            looked = await check(urls, world, writers)
        finally:
            assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    assert sum(one.gone for one in writers) == 0
    with capsys.disabled():
        print(f"\nPostgreSQL stopped and started {scaled(OUTAGES)} times under load: {looked} acknowledged writes, each there once")  # noqa: T201


@pytest.mark.proof
async def test_connections_cut_in_both_directions(scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cut at once, or first silent in one direction: whoever waits gets an answer in bounded time."""
    async with own_postgres() as outage, Relay(outage.socket).running() as relay:
        urls = await outage.engine.migrated()
        world, writers = await make_writers(urls)
        server = await start(
            relay.through(urls), world.now, log=tmp_path / "server.log", KINERJA_BUSY_SECONDS="2", KINERJA_STATEMENT_SECONDS="1"
        )
        cuts = 0
        try:
            for turn in range(max(3, scaled(3 * OUTAGES))):
                await write_until(writers, server.address, more(writers, scaled(BETWEEN)))
                relay.swallowing = ("", "up", "down")[turn % 3]
                if relay.swallowing:
                    silent = asyncio.create_task(
                        write_until(writers, server.address, lambda: all(one.unavailable for one in writers), patient=True)
                    )
                    await asyncio.wait_for(silent, 120)
                    relay.swallowing = ""
                cuts += relay.cut()
                await ready(server)
                await write_once(writers, server.address)
                for one in writers:
                    one.unavailable = 0
            await write_until(writers, server.address, more(writers, scaled(BETWEEN)))
            looked = await check(urls, world, writers)
        finally:
            assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    assert cuts > 0
    assert relay.swallowed > 0
    assert sum(one.gone for one in writers) == 0
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\nPostgreSQL's connections cut {max(3, scaled(3 * OUTAGES))} times, a third silent upwards and a third downwards before:"
            f" {looked} acknowledged writes, each there once"
        )
