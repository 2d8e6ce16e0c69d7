"""What a draft shows that nobody can write any more: what there was when its cycle was closed, or when it was voided.

A plan outlives its cycles. Once figures of a closed quarter are reported, an edit for the next one must not reach back into them.
"""

from datetime import timedelta

import pytest

from models.database import Database, new_id
from models.vocabulary import ActorKind, Role
from tests.schema.calling import Calls
from tests.schema.test_edit_reasons import plan
from tests.worlds import TEN_CHARS, make_world
from workflows.actor import Actor, RoleHeld
from workflows.importing.files import ImportFile
from workflows.importing.running import run_import

SECOND = {"name": "Triwulan II 2026", "kind": "QUARTERLY", "startsOn": "2026-04-01", "endsOn": "2026-07-01"}
SHOWN = """query($id: ID!) { appraisal(id: $id) { plan { revision { ordinal } results { title indicators { title targetValue } } }
  realisations { value indicator { title } } } }"""
FIRST = ["Terlayaninya pengujian kendaraan", "Tertatanya arsip"]


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with two open quarters on the same plans, whose ``world.now`` is the clock."""
    made = Calls(await make_world(database))
    planned = await made.done("hr", "planCycle", SECOND)
    await made.done("hr", "openCycle", {"id": planned["cycle"]["id"], "expectedVersion": 1})
    await made.openings.idle()
    return made


async def second(calls: Calls) -> str:
    """Give the appraisal of ``employee`` in the second quarter."""
    row = await calls.world.one(
        "SELECT id FROM appraisal WHERE employee_id = :employee AND cycle_id <> :cycle",
        employee=calls.world.members["employee"].employee_id,
        cycle=calls.world.cycle_id,
    )
    return f"apr_{row['id']}"


async def shown(calls: Calls, subject: str) -> tuple[int, list[str]]:
    """Give the ordinal and the results of the revision that an appraisal shows to its employee."""
    body = await calls.post("employee", SHOWN, {"id": subject})
    found = body["data"]["appraisal"]["plan"]
    return found["revision"]["ordinal"], [one["title"] for one in found["results"]]


async def add(calls: Calls, *titles: str) -> None:
    """Let the employee add results to their plan."""
    results = [{"title": title, "indicators": [{"title": "Jumlah", "targetText": "1 dokumen"}]} for title in titles]
    await calls.done("employee", "editPlan", {**await plan(calls, "employee"), "results": results})


async def turn(calls: Calls, field: str) -> None:
    """Close the first quarter, or open it again."""
    row = await calls.world.one("SELECT version FROM appraisal_cycle WHERE id = :id", id=calls.world.cycle_id)
    await calls.done("hr", field, {"id": calls.world.cycle, "expectedVersion": int(row["version"]), "reason": TEN_CHARS})


async def test_a_closed_quarter_shows_what_it_was(calls: Calls) -> None:
    """Though the revision isn't pinned and the clock stands still, the edit makes the next one; reopened, the draft shows the newest."""
    first, other = calls.world.appraisal("employee"), await second(calls)
    await add(calls, "Ketiga")
    assert [await shown(calls, one) for one in (first, other)] == [(3, [*FIRST, "Ketiga"])] * 2
    await add(calls, "Keempat")
    assert await shown(calls, first) == (3, [*FIRST, "Ketiga", "Keempat"])
    await turn(calls, "closeCycle")
    before = (await calls.post("employee", SHOWN, {"id": first}))["data"]
    await add(calls, "Kelima")
    await add(calls, "Keenam")
    body = await calls.world.one("SELECT version FROM performance_plan WHERE id = :id", id=calls.world.members["employee"].plan_id)
    assert int(body["version"]) == 6
    assert (await calls.post("employee", SHOWN, {"id": first}))["data"] == before
    assert await shown(calls, other) == (4, [*FIRST, "Ketiga", "Keempat", "Kelima", "Keenam"])
    await turn(calls, "reopenCycle")
    assert await shown(calls, first) == await shown(calls, other)


async def test_what_is_taken_out_later_stays_in_a_closed_quarter(calls: Calls) -> None:
    """A realisation points at its indicator still, though the plan has dropped it."""
    first = calls.world.appraisal("employee")
    await turn(calls, "closeCycle")
    before = (await calls.post("employee", SHOWN, {"id": first}))["data"]["appraisal"]
    assert {one["indicator"]["title"] for one in before["realisations"]} == {"Jumlah kendaraan yang diuji", "Jumlah berkas"}
    row = await calls.world.all(
        "SELECT t.id FROM planned_result t JOIN plan_revision r ON r.id = t.revision_id WHERE r.plan_id = :plan AND r.ordinal = 2",
        plan=calls.world.members["employee"].plan_id,
    )
    gone = [{"id": f"res_{one['id']}", "remove": True} for one in row]
    await calls.done("employee", "editPlan", {**await plan(calls, "employee"), "results": gone})
    assert (await calls.post("employee", SHOWN, {"id": first}))["data"]["appraisal"] == before
    assert await shown(calls, await second(calls)) == (3, [])


@pytest.mark.parametrize("back", [timedelta(), timedelta(hours=1)])
async def test_a_clock_that_stands_or_goes_back_moves_nothing(calls: Calls, back: timedelta) -> None:
    """Written at nine, closed at eight, written at seven: the closed draft shows what was written before it was closed."""
    first, other = calls.world.appraisal("employee"), await second(calls)
    await add(calls, "Ketiga")
    calls.world.now -= back
    await turn(calls, "closeCycle")
    assert await shown(calls, first) == (3, [*FIRST, "Ketiga"])
    calls.world.now -= back
    await add(calls, "Keempat")
    assert await shown(calls, first) == (3, [*FIRST, "Ketiga"])
    assert await shown(calls, other) == (4, [*FIRST, "Ketiga", "Keempat"])


async def test_an_imported_plan_reaches_no_closed_quarter(calls: Calls) -> None:
    """An import writes revisions of its own; on a clock that was set back too."""
    world = calls.world
    first, other = world.appraisal("employee"), await second(calls)
    await turn(calls, "closeCycle")
    world.now -= timedelta(hours=1)
    text = f"nip,tahun,rencana_hasil_kerja,indikator,target_teks\n{world.members['employee'].number},2026,Dari berkas,Jumlah,1 dokumen\n"
    actor = Actor(
        ActorKind.IMPORT,
        world.agency_id,
        None,
        None,
        world.now,
        world.now.date(),
        world.zone,
        f"import-{new_id()}",
        roles=(RoleHeld(Role.AGENCY_ADMIN, None),),
    )
    outcome = await run_import(world.database, actor, [ImportFile("skp.csv", text.encode())], world.now.date())
    assert outcome.written, outcome.problems
    assert await shown(calls, first) == (2, FIRST)
    assert await shown(calls, other) == (3, ["Dari berkas"])


async def test_a_voided_draft_shows_what_it_was(calls: Calls) -> None:
    """It stays readable as it was, while the plan goes on."""
    first, other = calls.world.appraisal("employee"), await second(calls)
    void = {**await calls.subject("employee"), "reason": TEN_CHARS, "kind": "DUPLICATE"}
    await calls.done("hr", "voidAppraisal", void)
    await add(calls, "Ketiga")
    assert await shown(calls, first) == (2, FIRST)
    assert await shown(calls, other) == (3, [*FIRST, "Ketiga"])


async def test_what_is_agreed_later_reaches_no_closed_quarter(calls: Calls) -> None:
    """An amendment begun before the closing and agreed after it: the closed draft shows what was in force, then and on a clock set back."""
    world = calls.world
    first, other = world.appraisal("employee"), await second(calls)
    await calls.done("supervisor", "amendPlan", {**await plan(calls, "employee"), "reason": TEN_CHARS})
    await add(calls, "Ketiga")
    assert [await shown(calls, one) for one in (first, other)] == [(2, FIRST)] * 2
    await turn(calls, "closeCycle")
    world.now -= timedelta(hours=1)
    assert await shown(calls, first) == (2, FIRST)
    await calls.done("employee", "proposePlan", await plan(calls, "employee"))
    await calls.done("supervisor", "agreePlan", await plan(calls, "employee"))
    assert await shown(calls, first) == (2, FIRST)
    assert (await shown(calls, other))[1] == [*FIRST, "Ketiga"]
    await turn(calls, "reopenCycle")
    assert await shown(calls, first) == await shown(calls, other)
