"""Cycles through HTTP: planned, opened in the background, extended, closed and opened again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import AppraisalState
from tests.schema.calling import Calls, codes
from tests.worlds import NOW, TEN_CHARS, make_world

SECOND = {"name": "Triwulan II 2026", "kind": "QUARTERLY", "startsOn": "2026-04-01", "endsOn": "2026-07-01"}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database))


async def cycle(calls: Calls) -> dict[str, Any]:
    """Give the input that names the open quarter at its present version."""
    row = await calls.world.one("SELECT version FROM appraisal_cycle WHERE id = :id", id=calls.world.cycle_id)
    return {"id": calls.world.cycle, "expectedVersion": int(row["version"])}


async def test_a_cycle_is_planned_and_opened_behind_the_request(calls: Calls) -> None:
    """The mayor is no civil servant; everybody else with a post gets an appraisal."""
    planned = await calls.done("hr", "planCycle", SECOND)
    assert (planned["cycle"]["state"], planned["cycle"]["version"], planned["event"]["action"]) == ("PLANNED", 1, "PLAN")
    subject = {"id": planned["cycle"]["id"], "expectedVersion": 1}
    dry = await calls.done("hr", "openCycle", {**subject, "dryRun": True})
    assert (dry["preview"]["toState"], dry["cycle"]["state"]) == ("OPEN", "PLANNED")
    opened = await calls.done("hr", "openCycle", subject)
    assert (opened["cycle"]["state"], opened["event"]["action"]) == ("OPEN", "OPEN")
    await calls.openings.idle()
    rows = await calls.world.all(
        "SELECT employee_id FROM appraisal WHERE cycle_id = :id", id=UUID(opened["cycle"]["id"].removeprefix("cyc_"))
    )
    with_post = {str(one.employee_id) for who, one in calls.world.members.items() if one.assignment_id and who != "mayor"}
    assert {str(row["employee_id"]) for row in rows} == with_post


async def test_an_opening_that_nobody_began_is_begun_by_the_same_key(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked had gone between the commit and the beginning: sent again, it is worked through, so that the cycle can be closed."""
    planned = await calls.done("hr", "planCycle", SECOND)
    subject = {"id": planned["cycle"]["id"], "expectedVersion": 1, "idempotencyKey": "kunci-buka"}
    with monkeypatch.context() as gone:
        gone.setattr(calls.openings, "begin", lambda: None)
        await calls.done("hr", "openCycle", subject)
    again = await calls.done("hr", "openCycle", subject)
    assert again["replayed"]
    await calls.openings.idle()
    closed = await calls.done("hr", "closeCycle", {"id": planned["cycle"]["id"], "expectedVersion": 2, "reason": TEN_CHARS})
    assert closed["cycle"]["state"] == "CLOSED"


async def test_a_used_key_hides_no_other_refusal(calls: Calls) -> None:
    """What is checked before the key is told first, though the key was used for something else."""
    await calls.done("hr", "planCycle", {**SECOND, "idempotencyKey": "kunci-lama"})
    given = {"kind": "SUBMISSION", "scope": "CYCLE", "cycleId": calls.world.cycle, "until": "2026-03-01", "reason": TEN_CHARS}
    refusal = await calls.refused("hr", "grantExtension", {**given, "idempotencyKey": "kunci-lama"})
    assert (refusal["code"], codes(refusal)) == ("INVALID", [("DATE_ORDER", "input.until")])
    used = await calls.refused("hr", "grantExtension", {**given, "until": "2026-05-01", "idempotencyKey": "kunci-lama"})
    assert used["code"] == "CONFLICT"


async def test_a_population_narrows_an_opening(calls: Calls) -> None:
    """Only the planning board; an unknown unit is told by its place."""
    unit = f"unt_{calls.world.units['planning']}"
    wrong = await calls.refused("hr", "planCycle", {**SECOND, "population": {"units": [unit, calls.world.cycle]}})
    assert (wrong["code"], codes(wrong)) == ("INVALID", [("UNKNOWN_REFERENCE", "input.population.units.1")])
    planned = await calls.done("hr", "planCycle", {**SECOND, "population": {"units": [unit]}})
    await calls.done("hr", "openCycle", {"id": planned["cycle"]["id"], "expectedVersion": 1})
    await calls.openings.idle()
    rows = await calls.world.all("SELECT id FROM appraisal WHERE cycle_id = :id", id=UUID(planned["cycle"]["id"].removeprefix("cyc_")))
    assert len(rows) == 2


async def test_cycles_are_the_admins(calls: Calls) -> None:
    """Nobody else plans, opens, closes or extends one, and nothing changes when they try."""
    subject = await cycle(calls)
    before = await calls.stored()
    tried: list[tuple[str, dict[str, Any]]] = [
        ("planCycle", SECOND),
        ("openCycle", subject),
        ("closeCycle", {**subject, "reason": TEN_CHARS}),
        ("grantExtension", everybody(calls)),
    ]
    for field, given in tried:
        refusal = await calls.refused("approver", field, given)
        assert (refusal["code"], codes(refusal)) == ("NOT_PERMITTED", [("ROLE_REQUIRED", None)])
        assert refusal["reasons"][0]["whoCan"] == [{"relation": None, "role": "AGENCY_ADMIN", "employee": None}]
    foreign = await calls.refused("foreigner", "closeCycle", {**subject, "reason": TEN_CHARS})
    assert foreign["code"] == "NOT_FOUND"
    assert await calls.stored() == before


async def test_closing_with_undecided_ones_needs_a_reason(calls: Calls) -> None:
    """It lists how many; a closed cycle moves nothing until it is opened again, with a reason too."""
    refusal = await calls.refused("hr", "closeCycle", await cycle(calls))
    assert (refusal["code"], codes(refusal)) == ("BLOCKED", [("UNDECIDED_APPRAISALS", "input.reason")])
    closed = await calls.done("hr", "closeCycle", {**await cycle(calls), "reason": TEN_CHARS})
    assert (closed["cycle"]["state"], closed["event"]["reason"]) == ("CLOSED", TEN_CHARS)
    still = await calls.refused("employee", "submitAppraisal", await calls.subject("employee"))
    assert ("CYCLE_NOT_OPEN", "cycle.state") in codes(still)
    edit = await calls.refused("employee", "editAppraisal", {**await calls.subject("employee"), "selfAppraisal": "x"})
    assert codes(edit) == [("CYCLE_NOT_OPEN", "cycle.state")]
    why = await calls.refused("hr", "reopenCycle", await cycle(calls))
    assert (why["code"], codes(why)) == ("BLOCKED", [("REASON_REQUIRED", "input.reason")])
    assert (await calls.done("hr", "reopenCycle", {**await cycle(calls), "reason": TEN_CHARS}))["cycle"]["state"] == "OPEN"
    await calls.done("employee", "submitAppraisal", await calls.subject("employee"))


def everybody(calls: Calls) -> dict[str, Any]:
    """Give the input that holds the submission window open for everybody until May."""
    return {"kind": "SUBMISSION", "scope": "CYCLE", "cycleId": calls.world.cycle, "until": "2026-05-01", "reason": TEN_CHARS}


async def test_an_extension_lets_one_submit_after_the_window(calls: Calls) -> None:
    """For one appraisal: it alone; the one who grants it never for themselves."""
    world = calls.world
    world.now = NOW + timedelta(days=40)
    late = await calls.refused("employee", "submitAppraisal", await calls.subject("employee"))
    assert [one for one, _ in codes(late)] == ["WINDOW_CLOSED"]
    given = {**everybody(calls), "scope": "APPRAISAL", "cycleId": None, "appraisalId": world.appraisal("employee")}
    granted = await calls.done("hr", "grantExtension", {**given, "expectedVersion": await world.version("employee")})
    assert (granted["appraisal"]["id"], granted["cycle"], granted["event"]["action"]) == (
        world.appraisal("employee"),
        None,
        "GRANT_EXTENSION",
    )
    await calls.done("employee", "submitAppraisal", await calls.subject("employee"))
    other = await calls.refused("colleague", "submitAppraisal", await calls.subject("colleague"))
    assert [one for one, _ in codes(other)] == ["WINDOW_CLOSED"]
    own = await calls.refused("hr", "grantExtension", {**given, "appraisalId": world.appraisal("hr")})
    assert (own["code"], codes(own)) == ("NOT_PERMITTED", [("OWN_RECORD", None)])


async def test_an_extension_of_a_unit_reaches_what_is_under_it(calls: Calls) -> None:
    """The transport office's covers its testing unit, not the planning board; wrong inputs are told together."""
    world = calls.world
    world.now = NOW + timedelta(days=40)
    unit = {"scope": "UNIT", "unitId": f"unt_{world.units['transport']}"}
    granted = await calls.done("hr", "grantExtension", {**everybody(calls), **unit})
    assert granted["cycle"]["id"] == world.cycle
    await world.bring("employee", AppraisalState.SUBMITTED)
    outside = await calls.refused("stranger", "submitAppraisal", await calls.subject("stranger"))
    assert "WINDOW_CLOSED" in [one for one, _ in codes(outside)]
    wrong = await calls.refused("hr", "grantExtension", {**everybody(calls), "scope": "UNIT", "reason": "kurang", "until": "2026-01-01"})
    assert wrong["code"] == "INVALID"
    assert codes(wrong) == [("VALUE_REQUIRED", "input.unitId"), ("REASON_TOO_SHORT", "input.reason"), ("DATE_ORDER", "input.until")]
