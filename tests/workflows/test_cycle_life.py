"""A cycle's whole life: opened, opened again, broken off between chunks and gone on with, closed, opened once more."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from models.database import Connection, Database
from models.vocabulary import AppraisalState
from tests.schema.calling import Calls, codes
from tests.worlds import TEN_CHARS, World, done, make_world
from workflows.actions.opening import job_of, open_chunk, open_cycle

SECOND = {
    "name": "Triwulan II 2026",
    "kind": "QUARTERLY",
    "startsOn": "2026-04-01",
    "endsOn": "2026-07-01",
    "submissionFrom": "2026-04-01",
}
# By hand: the civil servants of the town who hold a post; the mayor is none.
STAFF = {"approver", "supervisor", "employee", "colleague", "planner", "stranger", "hr"}


class Broken(Exception):
    """The process died here."""


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database))


async def named(calls: Calls, cycle: UUID) -> dict[str, Any]:
    """Give the input that names a cycle at its present version."""
    row = await calls.world.one("SELECT version FROM appraisal_cycle WHERE id = :id", id=cycle)
    return {"id": f"cyc_{cycle}", "expectedVersion": int(row["version"])}


async def planned(calls: Calls, kind: str = "QUARTERLY") -> UUID:
    """Plan a second quarter; of another kind, since the same one twice is a mistake."""
    payload = await calls.done("hr", "planCycle", {**SECOND, "kind": kind})
    return UUID(payload["cycle"]["id"].removeprefix("cyc_"))


async def of_cycle(world: World, cycle: UUID) -> dict[str, Any]:
    """Give what a cycle holds: whose appraisals with state and version, whose results of the opening, and how many events there are."""
    who = {str(one.employee_id): name for name, one in world.members.items()}
    rows = await world.all("SELECT employee_id, state, version FROM appraisal WHERE cycle_id = :id", id=cycle)
    results = await world.all("SELECT employee_id, outcome FROM opening_result WHERE cycle_id = :id", id=cycle)
    sql = "SELECT e.action FROM event e JOIN appraisal a ON a.id = e.subject_id WHERE a.cycle_id = :id"
    plans = await world.all("SELECT id FROM performance_plan")
    return {
        "appraisals": sorted((who[str(row["employee_id"])], row["state"], row["version"]) for row in rows),
        "results": sorted((who[str(row["employee_id"])], row["outcome"]) for row in results),
        "events": dict(Counter(str(row["action"]) for row in await world.all(sql, id=cycle))),
        "plans": len(plans),
    }


async def in_chunks(world: World, cycle: UUID, size: int, *, breaks: bool = False) -> int:
    """Work through the newest job in chunks of a size; tell how many there were. Broken, each is tried once in vain at its very end."""
    job = await world.database.read(lambda conn: job_of(conn, world.agency_id, cycle))
    assert job is not None
    today = world.actor("hr").today
    chunks = 0

    async def dying(conn: Connection) -> None:
        await open_chunk(conn, job, world.now, today, size)
        raise Broken

    while True:
        if breaks:
            before = await of_cycle(world, cycle)
            with pytest.raises(Broken):
                await world.database.transaction(dying)
            assert await of_cycle(world, cycle) == before, "a chunk that breaks leaves nothing"
        if not await world.database.transaction(lambda conn: open_chunk(conn, job, world.now, today, size)):
            return chunks
        chunks += 1


async def test_opening_broken_off_in_every_chunk_gives_the_same(database: Database, calls: Calls) -> None:
    """A crash in the middle must neither lose a chunk nor create one twice: some would have no appraisal, or two."""
    whole, broken = await planned(calls), await planned(calls, "SEMESTER")
    for cycle in (whole, broken):
        done(await open_cycle(database, calls.world.actor("hr"), cycle, 1))
    # Nobody works on the two jobs here; while they run, a cycle is neither opened once more nor closed.
    again = await calls.refused("hr", "closeCycle", {**await named(calls, whole), "reason": TEN_CHARS})
    assert (again["code"], codes(again)) == ("BLOCKED", [("TRY_AGAIN", "opening")])
    again = await calls.refused("hr", "openCycle", await named(calls, whole))
    assert (again["code"], codes(again)) == ("BLOCKED", [("TRY_AGAIN", "opening")])
    assert await in_chunks(calls.world, whole, 200) == 1
    expected = await of_cycle(calls.world, whole)
    assert expected["appraisals"] == sorted((one, "DRAFT", 1) for one in STAFF)
    assert expected["results"] == sorted((one, "CREATED") for one in STAFF)
    assert expected["events"] == {"OPEN_APPRAISAL": 7}
    assert await in_chunks(calls.world, broken, 2, breaks=True) == 4
    assert await of_cycle(calls.world, broken) == expected
    jobs = await calls.world.all("SELECT state, total, done FROM opening_job ORDER BY id")
    assert [(row["state"], row["total"], row["done"]) for row in jobs] == [("DONE", 7, 7)] * 3


async def test_opening_again_takes_newcomers_and_touches_nobody_else(database: Database, calls: Calls) -> None:
    """Opened for a newcomer, a cycle that began anew would throw away what the others wrote; and what was voided stays voided."""
    world = calls.world
    await world.bring("employee", AppraisalState.SUBMITTED)
    void = {**await calls.subject("colleague"), "reason": TEN_CHARS, "kind": "WRONG_OPENING"}
    await calls.done("hr", "voidAppraisal", void)
    before = await of_cycle(world, world.cycle_id)
    again = await calls.done("hr", "openCycle", await named(calls, world.cycle_id))
    assert (again["cycle"]["state"], again["event"]["action"]) == ("OPEN", "OPEN")
    await calls.openings.idle()
    after = await of_cycle(world, world.cycle_id)
    assert after == {**before, "results": sorted((one, "EXISTS") for one in STAFF)}

    given = {"employeeId": world.employee("mayor"), "positionId": f"pos_{world.positions['stranger']}", "kind": "ACTING"}
    await calls.done("hr", "startAssignment", {**given, "validFrom": "2026-03-10"})
    newcomer = {"employeeId": world.employee("auditor"), "positionId": f"pos_{world.positions['stranger']}", "kind": "DEFINITIVE"}
    await calls.done("hr", "startAssignment", {**newcomer, "validFrom": "2026-03-10"})
    await calls.done("hr", "openCycle", await named(calls, world.cycle_id))
    await calls.openings.idle()
    assert await of_cycle(world, world.cycle_id) == after, "an elected mayor and an outside auditor are no civil servants"
    second = {"employeeId": world.employee("planner"), "positionId": f"pos_{world.positions['hr']}", "kind": "ACTING"}
    await calls.done("hr", "startAssignment", {**second, "validFrom": "2026-03-10"})
    await calls.done("hr", "openCycle", await named(calls, world.cycle_id))
    await calls.openings.idle()
    last = await of_cycle(world, world.cycle_id)
    assert last["appraisals"] == sorted([*after["appraisals"], ("planner", "DRAFT", 1)])
    assert last["results"] == sorted([*after["results"], ("planner", "CREATED")])
    assert last["events"] == {**after["events"], "OPEN_APPRAISAL": 8}
    assert last["plans"] == after["plans"] + 1


@asynccontextmanager
async def closed(calls: Calls) -> AsyncIterator[None]:
    """Keep the quarter closed for a while."""
    world = calls.world
    await calls.done("hr", "closeCycle", {**await named(calls, world.cycle_id), "reason": TEN_CHARS})
    yield
    await calls.done("hr", "reopenCycle", {**await named(calls, world.cycle_id), "reason": TEN_CHARS})


async def test_a_closed_cycle_allows_no_action_and_no_edit(calls: Calls) -> None:
    """After closing, figures are reported: one late action would make the report untrue. Reopened, all goes on where it stood."""
    world = calls.world
    await world.bring("employee", AppraisalState.SUBMITTED)
    moves = {"reason": TEN_CHARS}
    feedback = [{"about": "OVERALL", "text": "Baik."}]
    review = {"resultRating": "MEETS", "behaviourRating": "MEETS", "confirmResults": True, "feedback": feedback}
    plan = await world.one("SELECT version FROM performance_plan WHERE id = :id", id=world.members["colleague"].plan_id)
    parts = {"id": world.plan("colleague"), "expectedVersion": int(plan["version"]), "results": [{"title": "Hasil lain", "kind": "MAIN"}]}
    extend = {"kind": "SUBMISSION", "until": "2026-05-01", "reason": TEN_CHARS}

    async def asked(only: str) -> list[tuple[str, str, dict[str, Any]]]:
        mine, others = await calls.subject("employee"), await calls.subject("colleague")
        return {
            "SUBMITTED": [
                ("colleague", "submitAppraisal", others),
                ("colleague", "editAppraisal", {**others, "selfAppraisal": "Lain."}),
                ("employee", "withdrawAppraisal", mine),
                ("supervisor", "returnAppraisal", {**mine, **moves}),
                ("supervisor", "reviewAppraisal", {**mine, **review}),
                ("supervisor", "editAppraisal", {**mine, "resultRating": "ABOVE"}),
                ("hr", "voidAppraisal", {**mine, **moves, "kind": "DIED"}),
                ("hr", "grantExtension", {**extend, "scope": "APPRAISAL", "appraisalId": world.appraisal("colleague")}),
                ("hr", "grantExtension", {**extend, "scope": "CYCLE", "cycleId": world.cycle}),
            ],
            "REVIEWED": [
                ("supervisor", "recallAppraisal", {**mine, **moves}),
                ("approver", "returnAppraisal", {**mine, **moves}),
                ("approver", "approveAppraisal", mine),
            ],
        }[only]

    for state in ("SUBMITTED", "REVIEWED"):
        async with closed(calls):
            tried = await asked(state)
            before = await calls.stored()
            for who, field, given in tried:
                refusal = await calls.refused(who, field, given)
                assert (refusal["code"], codes(refusal)) == ("BLOCKED", [("CYCLE_NOT_OPEN", "cycle.state")]), field
            assert await calls.stored() == before
            if state == "SUBMITTED":
                refusal = await calls.refused("colleague", "editPlan", parts)
                assert (refusal["code"], codes(refusal)) == ("BLOCKED", [("PART_NOT_EDITABLE", "input.results")])
                nothing = await calls.refused("colleague", "editPlan", {**parts, "results": []})
                assert (nothing["code"], codes(nothing)) == ("INVALID", [("VALUE_REQUIRED", "input")])
        if state == "SUBMITTED":
            await calls.done("supervisor", "reviewAppraisal", {**await calls.subject("employee"), **review})
    await calls.done("approver", "approveAppraisal", await calls.subject("employee"))


async def test_closing_tells_how_many_are_undecided_and_needs_no_reason_without_any(calls: Calls) -> None:
    """Six of seven undecided need a reason of real length; with none left, closing needs none; closed stays closed until reopened."""
    world = calls.world
    await world.bring("employee", AppraisalState.APPROVED)
    for given, code in (({}, "UNDECIDED_APPRAISALS"), ({"reason": "  pendek  "}, "UNDECIDED_APPRAISALS")):
        refusal = await calls.refused("hr", "closeCycle", {**await named(calls, world.cycle_id), **given})
        assert (refusal["code"], codes(refusal)) == ("BLOCKED", [(code, "input.reason")])
        assert "6" in refusal["reasons"][0]["message"]
    for who in STAFF - {"employee", "hr"}:
        await calls.done("hr", "voidAppraisal", {**await calls.subject(who), "reason": TEN_CHARS, "kind": "EXEMPT"})
    world.members["leader"].roles = world.members["hr"].roles
    await calls.done("leader", "voidAppraisal", {**await calls.subject("hr"), "reason": TEN_CHARS, "kind": "EXEMPT"})
    payload = await calls.done("hr", "closeCycle", await named(calls, world.cycle_id))
    assert (payload["cycle"]["state"], payload["event"]["reason"]) == ("CLOSED", None)
    for field in ("closeCycle", "openCycle"):
        refusal = await calls.refused(
            "hr",
            field,
            {**await named(calls, world.cycle_id), "reason": TEN_CHARS} if field == "closeCycle" else await named(calls, world.cycle_id),
        )
        assert (refusal["code"], refusal["possibleActions"]) == ("ILLEGAL_TRANSITION", ["REOPEN"])
    short = await calls.refused("hr", "reopenCycle", {**await named(calls, world.cycle_id), "reason": "pendek"})
    assert short["code"] == "BLOCKED"
    again = await calls.done("hr", "reopenCycle", {**await named(calls, world.cycle_id), "reason": TEN_CHARS})
    assert (again["cycle"]["state"], again["event"]["action"]) == ("OPEN", "REOPEN")


async def test_opening_is_idempotent_under_its_key(calls: Calls) -> None:
    """A client that lost the answer and asks again must not begin a second run."""
    cycle = await planned(calls)
    given = {**await named(calls, cycle), "idempotencyKey": "buka-1"}
    first = await calls.done("hr", "openCycle", given)
    await calls.openings.idle()
    again = await calls.done("hr", "openCycle", given)
    await calls.openings.idle()
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again["event"] == first["event"]
    jobs = await calls.world.all("SELECT id FROM opening_job WHERE cycle_id = :id", id=cycle)
    assert len(jobs) == 1
    assert (await of_cycle(calls.world, cycle))["events"] == {"OPEN_APPRAISAL": 7}
