"""The maintained summary: the same as a recount after whatever was done, on both engines, and as a rebuild makes it."""

import random
from datetime import timedelta
from typing import Any

from models.database import Connection, Database
from tests.schema.activities.reporting import asked, report
from tests.schema.calling import Calls
from tests.worlds import NOW, make_world
from workflows.figures.weeks import differing, kept, rebuild, recount

COMMANDS = 60


async def test_a_rebuild_gives_what_random_commands_kept(database: Database) -> None:
    """Reports singly and in bulk, edits to another day, answers, replies, returns, withdrawals, repeats, refusals."""
    calls = Calls(await make_world(database))
    world, chance = calls.world, random.Random(7)
    there: list[tuple[str, dict[str, Any]]] = []
    done = 0
    for _ in range(COMMANDS):
        world.now += timedelta(hours=chance.randrange(30))
        who = chance.choice(("employee", "colleague"))
        day = (NOW + timedelta(days=chance.randrange(-20, 1))).date().isoformat()
        choice = chance.random()
        if choice < 0.3 or not there:
            given = report(day=day, minutes=chance.choice((None, 30, 90)))
            payload = await calls.call(who, "recordActivity", given)
            await calls.call(who, "recordActivity", given)
            there.append((who, payload["dailyActivity"]))
        elif choice < 0.4:
            items = [report(day=day, text=f"Kegiatan {number}.") for number in range(3)]
            results = (await calls.call(who, "recordActivities", {"items": items}))["results"]
            there += [(who, one["dailyActivity"]) for one in results]
            payload = results[0]
        else:
            place = chance.randrange(len(there))
            owner, activity = there[place]
            action = chance.choice(("EDIT", "WITHDRAW", "REPLY", "ACKNOWLEDGE", "ASK", "RETURN"))
            more = {"day": day, "minutes": chance.choice((None, 15, 45))} if action == "EDIT" else {}
            field, given = asked(action, activity, **more)
            payload = await calls.call(owner if field != "answerActivity" else "supervisor", field, given)
            if payload["refusal"] is None:
                there[place] = (owner, payload["dailyActivity"])
        done += payload["refusal"] is None

    async def look(conn: Connection) -> tuple[Any, Any, int]:
        return await kept(conn, world.agency_id), await recount(conn, world.agency_id), await differing(conn, world.agency_id)

    summary, counted, differs = await database.read(look)
    assert (summary, differs) == (counted, 0)
    [whole] = await world.all(
        "SELECT (SELECT COUNT(*) FROM daily_activity WHERE state <> 'WITHDRAWN') AS n,"
        " (SELECT SUM(minutes) FROM daily_activity WHERE state <> 'WITHDRAWN') AS minutes,"
        " (SELECT COUNT(*) FROM activity_reply WHERE response_days IS NOT NULL) AS answers"
    )
    sums = [sum(getattr(one, name) for one in summary.values()) for name in ("reports", "minutes", "answers")]
    assert sums == [int(whole[name]) for name in ("n", "minutes", "answers")]
    assert min(sums) > 0
    assert len(summary) > 2

    async def spoil(conn: Connection) -> None:
        await conn.execute("UPDATE unit_week SET reports = reports + 1 WHERE week = (SELECT MIN(week) FROM unit_week)")

    await database.transaction(spoil)
    assert (await database.read(look))[2] == 1
    assert await database.transaction(lambda conn: rebuild(conn, world.agency_id)) == 1
    summary, counted, differs = await database.read(look)
    assert (summary, differs) == (counted, 0)
    print(f"\nsummary of weeks: {done} of {COMMANDS} commands done, {len(summary)} units and weeks, as a recount has them")  # noqa: T201 - the proof's line
