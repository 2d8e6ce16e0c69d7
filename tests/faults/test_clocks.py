"""A running server's clock is set an hour back and a year forward while people write, and two servers are an hour apart.

Windows follow the clock of the moment; orders, keys and what was acknowledged don't.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from models.database import open_database
from tests.engines import Urls
from tests.faults.load import all_there_once
from tests.faults.shifted import Setting
from tests.faults.shifting import (
    HOUR,
    MOMENT,
    RIGHT,
    YEAR,
    Answers,
    Clocks,
    ClockWriter,
    Pager,
    all_in_order,
    clock_writers,
    same_at_both,
    tokens_of,
)
from tests.worlds import NOW, World, make_world

SHIFTS, ANSWERS, WRITERS = 10, 200, 6
NAMES = [f"clerk-{number}" for number in range(WRITERS)]


async def made_world(urls: Urls, now: datetime = MOMENT) -> tuple[World, list[ClockWriter], str]:
    """Make a town with its writers, and give an auditor's token too; the database is closed."""
    database = await open_database(urls.serving)
    world = await make_world(database, now=now, complete=NAMES, clerks=WRITERS)
    writers = await clock_writers(world, NAMES)
    token = (await tokens_of(world, ["auditor"]))["auditor"]
    await database.close()
    return world, writers, token


async def write_on(writers: Sequence[ClockWriter], addresses: Sequence[str], clocks: Clocks, ended: asyncio.Event) -> Answers:
    """Let all write until ``ended``, each command to the next server."""
    answers: Answers = Counter()

    async def go_on(writer: ClockWriter, clients: Sequence[httpx.AsyncClient]) -> None:
        while not ended.is_set():
            await writer.write_by(clients[writer.sent % len(clients)], clocks, answers)

    opened = [httpx.AsyncClient(base_url=one, timeout=60, limits=httpx.Limits(max_connections=None)) for one in addresses]
    try:
        async with asyncio.TaskGroup() as group:
            for writer in writers:
                group.create_task(go_on(writer, opened))
    finally:
        for one in opened:
            await one.aclose()
    return answers


async def enough(writers: Sequence[ClockWriter], count: int) -> None:
    """Wait for so many more answers, done and refused ones: as many by each."""
    await asyncio.gather(*(one.until(one.answered + count // len(writers)) for one in writers))


async def sound(urls: Urls, world: World, writers: Sequence[ClockWriter]) -> int:
    """Look for everything that was acknowledged, in what the servers left."""
    database = await open_database(urls.serving)
    try:
        return await all_there_once(database, world, writers)
    finally:
        await database.close()


@pytest.mark.proof
async def test_a_clock_that_is_set_in_the_middle_of_work(
    urls: Urls, scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten times an hour back and right again and a year forward and right again, two hundred answers each; one of each in `make test`."""
    world, writers, token = await made_world(urls)
    setting, clocks, ended = Setting(tmp_path), Clocks(), asyncio.Event()
    server = await setting.start(urls, MOMENT, log=tmp_path / "server.log", KINERJA_DEV_ISSUER="1")
    pager = Pager(token, [server.address], writers, size=max(20, scaled(100)))
    times, answers_each = scaled(SHIFTS), max(3 * WRITERS, scaled(ANSWERS))
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(write_on(writers, [server.address], clocks, ended))
        paging = group.create_task(pager.walk_until(ended, clocks))
        await enough(writers, answers_each)
        for shift in (-HOUR, RIGHT, YEAR, RIGHT) * times:
            # Nothing is awaited in between: who sends from now on is answered by the new time.
            setting.set(shift)
            clocks.been.append(shift)
            await enough(writers, answers_each)
        ended.set()
    answers, _ = writing.result(), paging.result()
    events = await all_in_order(pager, writers)
    for writer in writers:
        keys = [UUID(event.removeprefix("evt_")) for event in writer.acknowledged.values()]
        assert keys == sorted(set(keys)), "a process makes each key greater than those before, whatever the clock says"
    assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    looked = await sound(urls, world, writers)
    for shift in (-HOUR, YEAR):
        # By hand in EXPECTED; here, that each was really tried.
        assert answers[shift, "editAppraisal", True] >= times
        assert answers[shift, "submitAppraisal", False] + answers[shift, "withdrawAppraisal", False] >= times
        assert not any(answers[shift, name, True] for name in ("submitAppraisal", "withdrawAppraisal"))
    with capsys.disabled():
        done = {name: sum(answers[shift, command, True] for command in COMMANDS) for name, shift in NAMED.items()}
        refused = {name: sum(answers[shift, command, False] for command in COMMANDS) for name, shift in NAMED.items()}
        print(  # noqa: T201 - the proof's line
            f"\nclock set on {urls.dialect}: {times} times an hour back and a year forward under load; done {done}, refused by the window"
            f" {refused}; {looked} acknowledged writes, each there once; {pager.walks} walks through the history, {pager.across} of them"
            f" across a shift, {pager.rows} rows, none missed or told twice; {events} events in one order from both sides"
        )


COMMANDS = ("editAppraisal", "submitAppraisal", "withdrawAppraisal")
NAMED = {"right": RIGHT, "an hour back": -HOUR, "a year on": YEAR}


@pytest.mark.proof
@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_two_servers_an_hour_apart(
    urls: Urls, scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everybody's commands go to both in turn, and each page of the history is asked of the other one."""
    world, writers, token = await made_world(urls, NOW)
    settings = [Setting(tmp_path, "right"), Setting(tmp_path, "behind")]
    settings[1].set(-HOUR)
    servers = [await one.start(urls, NOW, log=tmp_path / "server.log", KINERJA_DEV_ISSUER="1") for one in settings]
    addresses = [one.address for one in servers]
    clocks, ended = Clocks(), asyncio.Event()
    pager = Pager(token, addresses, writers, size=max(20, scaled(100)))
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(write_on(writers, addresses, clocks, ended))
        group.create_task(pager.walk_until(ended, clocks))
        await enough(writers, 5 * max(WRITERS, scaled(ANSWERS)))
        ended.set()
    answers = writing.result()
    repeated = 0
    for _ in range(scaled(SHIFTS)):
        await asyncio.gather(*(same_at_both(writer, addresses) for writer in writers))
        repeated += len(writers)
    events = await all_in_order(pager, writers)
    for server in servers:
        assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    looked = await sound(urls, world, writers)
    assert sum(answers.values()) >= 5 * max(WRITERS, scaled(ANSWERS))
    assert all(done for _, _, done in answers)
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\ntwo servers an hour apart on {urls.dialect}: {looked} acknowledged writes in turn by both, each there once;"
            f" {repeated} commands sent to both at once, each done once; {pager.walks} walks, {pager.rows} rows, each page of the"
            f" other server, none missed or told twice; {events} events in one order from both sides"
        )
