"""Proposals, decisions, repairs, absences and vacancies in any order: what each recomputed is what computing everything gives."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from models.database import Connection, Dialect, open_database
from tests.engines import PostgresEngine, SqliteEngine
from tests.schema.calling import Calls
from tests.worlds import NOW, TEN_CHARS, World, make_world
from workflows.lines.storing import rebuild

TODAY = NOW.date()
STEPS, A_TOWN, COMPARED = 2_000, 40, 20
"""Steps in all, and in one town: after so many most posts in it have ended and little more can be done."""
PEOPLE = ("employee", "colleague", "supervisor", "approver", "planner", "stranger", "hr")
KINDS = ("propose", "propose", "decide", "decide", "set", "suggest", "absence", "end")


async def lines_of(conn: Connection) -> list[str]:
    """Give every stored line but for its key."""
    columns = "assignment_id, valid_from, valid_to, appraiser_id, appraiser_assignment_id, approver_id, approver_assignment_id, route, rule"
    return sorted(str(tuple(row.values())) for row in await conn.fetch(f"SELECT {columns}, because FROM reporting_line"))


async def step(calls: Calls, chance: random.Random, number: int) -> tuple[str, int, int]:
    """Try one thing; give what, how many of it were done, and how many refused."""
    world = calls.world
    who, other, third = chance.sample(PEOPLE, 3)
    first = TODAY + timedelta(days=chance.randint(-20, 40))
    days = {
        "validFrom": first.isoformat(),
        "validTo": chance.choice([None, (first + timedelta(days=chance.randint(1, 30))).isoformat()]),
    }
    line = {"assignmentId": f"asg_{world.members[who].assignment_id}", "appraiserId": world.employee(other), **days}
    if chance.random() < 0.3:
        line["approverId"] = world.employee(third)
    kind = chance.choice(KINDS)
    match kind:
        case "propose":
            payloads = [await calls.call(chance.choice([who, other]), "proposeLine", {**line, "reason": TEN_CHARS})]
        case "decide":
            rows = await world.all("SELECT id, version, appraiser_id FROM line_proposal WHERE state = 'PROPOSED' ORDER BY id")
            if not rows:
                return "nothing to decide", 0, 0
            row = chance.choice(rows)
            decision = chance.choice(["ACCEPT", "ACCEPT", "REJECT"])
            given = {"id": f"lpr_{row['id']}", "expectedVersion": row["version"], "decision": decision, "reason": TEN_CHARS}
            named = next((name for name in PEOPLE if str(world.members[name].employee_id) == str(row["appraiser_id"])), other)
            payloads = [await calls.call(chance.choice(["hr", named, other]), "decideLine", given)]
        case "set":
            payloads = (await calls.call("hr", "setLines", {"items": [{**line, "documentNumber": f"SPT {number}"}]}))["results"]
        case "suggest":
            given = {"unitId": f"unt_{world.units['city']}", "documentNumber": f"SPT {number}", "validTo": days["validTo"]}
            payloads = (await calls.call("hr", "setSuggestedLines", given))["results"]
        case "absence":
            payloads = [await calls.call("hr", "recordAbsence", {"employeeId": world.employee(who), "kind": "LEAVE", **days})]
        case _:
            given = {"id": f"asg_{world.members[who].assignment_id}", "validTo": (first + timedelta(days=60)).isoformat()}
            payloads = [await calls.call("hr", "endAssignment", given)]
    done = sum(one["refusal"] is None for one in payloads)
    return kind, done, len(payloads) - done


async def equals_a_rebuild(world: World) -> bool:
    """Tell whether the stored lines are what computing everything gives."""
    stored = await world.database.read(lines_of)
    await world.database.transaction(lambda conn: rebuild(conn, world.agency_id))
    return await world.database.read(lines_of) == stored


@pytest.mark.proof
async def test_lines_equal_a_rebuild_after_any_sequence(
    engine: Dialect, server_of_engine: SqliteEngine | PostgresEngine, scaled: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """In towns that are new each time, compared every so many steps and at the end of each."""
    steps, chance = scaled(STEPS), random.Random(20260310)
    done, refused, compared = Counter[str](), Counter[str](), 0
    for begins in range(0, steps, A_TOWN):
        urls = await server_of_engine.migrated()
        database = await open_database(urls.serving)
        world = await make_world(database)
        await database.transaction(lambda conn, world=world: rebuild(conn, world.agency_id))  # type: ignore[misc]
        calls = Calls(world)
        for number in range(begins, min(begins + A_TOWN, steps)):
            kind, well, ill = await step(calls, chance, number)
            done[kind] += well
            refused[kind] += ill
            if number % COMPARED == COMPARED - 1:
                assert await equals_a_rebuild(world), number
                compared += 1
        assert await equals_a_rebuild(world), begins
        await database.close()
        await server_of_engine.remove(urls)
    assert done.total() >= steps // 4
    assert set(+done) >= (set(KINDS) if steps == STEPS else {"propose", "end"})
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\nsequences on lines on {engine}: {steps} steps, done {dict(done)}, refused {dict(refused)};"
            f" {compared} times compared with a rebuild, 0 differences"
        )
