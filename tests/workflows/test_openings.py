"""Openings behind the requests: begun when told, gone on with by another process, tried again, and left between two chunks at an end."""

from typing import Any

import pytest

from models.database import Database
from models.vocabulary import CycleKind
from tests.town import FIRST_DAY
from tests.worlds import World, done, make_world
from workflows import openings
from workflows.actions.cycles import CycleDraft, plan_cycle
from workflows.actions.opening import open_chunk, open_cycle
from workflows.openings import Openings


async def left_running(database: Database) -> World:
    """Make a world in which a second cycle was opened by a process that died before it created anything."""
    world = await make_world(database, complete=())
    draft = CycleDraft("Tahun 2026", CycleKind.ANNUAL, FIRST_DAY, FIRST_DAY.replace(year=2027))
    planned = done(await plan_cycle(database, world.actor("hr"), draft))
    assert planned.value is not None
    world.cycle_id = planned.value
    done(await open_cycle(database, world.actor("hr"), world.cycle_id, 1))
    return world


async def standing(world: World) -> tuple[str, int]:
    """Read the job's state and how many appraisals the cycle has."""
    job = await world.one("SELECT state FROM opening_job WHERE cycle_id = :id", id=world.cycle_id)
    rows = await world.all("SELECT id FROM appraisal WHERE cycle_id = :id", id=world.cycle_id)
    return str(job["state"]), len(rows)


async def test_what_a_dead_process_left_goes_on(database: Database) -> None:
    """All seven civil servants with a post; telling it twice, and a second process, change nothing."""
    world = await left_running(database)
    assert await standing(world) == ("RUNNING", 0)
    here, there = (Openings(database, lambda: world.now) for _ in range(2))
    for one in (here, there, here):
        one.begin()
    await here.idle()
    await there.idle()
    assert await standing(world) == ("DONE", 7)


async def test_nothing_is_begun_after_the_end(database: Database) -> None:
    """The job stays for the next start."""
    world = await left_running(database)
    work = Openings(database, lambda: world.now)
    await work.drain()
    work.begin()
    await work.idle()
    assert await standing(world) == ("RUNNING", 0)


async def test_a_chunk_that_fails_is_tried_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it breaks; the second time it is done."""
    world = await left_running(database)
    tried: list[object] = []

    async def breaking(conn: Any, **given: Any) -> bool:
        tried.append(given)
        if len(tried) == 1:
            raise RuntimeError("a lost connection")
        return await open_chunk(conn, **given)

    monkeypatch.setattr(openings, "open_chunk", breaking)
    monkeypatch.setattr(openings, "FIRST_WAIT_SECONDS", 0.001)
    work = Openings(database, lambda: world.now)
    work.begin()
    await work.idle()
    assert await standing(world) == ("DONE", 7)


async def test_after_the_last_try_of_a_chunk_nobody_waits(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried five times with four waits between them; then the job is left as it is, and the others' turn comes at once."""
    world = await left_running(database)
    tried, waited = [], []

    async def breaking(conn: Any, **given: Any) -> bool:
        tried.append(given)
        raise RuntimeError("a lost connection")

    async def waiting(work: Openings, seconds: float) -> bool:
        waited.append(seconds)
        return False

    monkeypatch.setattr(openings, "open_chunk", breaking)
    monkeypatch.setattr(Openings, "_told_to_end", waiting)
    work = Openings(database, lambda: world.now)
    work.begin()
    await work.idle()
    assert (len(tried), waited) == (5, [2.0, 4.0, 8.0, 16.0])
    assert (await standing(world))[0] == "RUNNING"
