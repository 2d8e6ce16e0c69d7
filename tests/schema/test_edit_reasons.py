"""Why something was edited or planned, kept in its event, and as hidden as what it speaks of."""

from typing import Any

import pytest

from models.database import Database
from models.vocabulary import AppraisalAction, AppraisalState
from tests.schema.calling import Calls, codes
from tests.worlds import make_world, review_inputs

WHY = "Disesuaikan dengan hasil rapat."
RESULT = {"title": "Terlayaninya pengujian", "indicators": [{"title": "Jumlah kendaraan", "targetText": "1200 kendaraan"}]}
CYCLE = {"name": "Triwulan II 2026", "kind": "QUARTERLY", "startsOn": "2026-04-01", "endsOn": "2026-07-01"}
HISTORY = """query($id: ID!) { historyEvents(filter: {subject: $id}, last: 1) { edges { node {
  action reason changes { path } } } } }"""
TOO_LONG = "x" * 2_001


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database))


async def plan(calls: Calls, of: str) -> dict[str, Any]:
    """Give the input that names the plan of ``of`` at its present version."""
    row = await calls.world.one("SELECT version FROM performance_plan WHERE id = :id", id=calls.world.members[of].plan_id)
    return {"id": calls.world.plan(of), "expectedVersion": int(row["version"])}


async def last(calls: Calls, who: str, subject: str) -> tuple[str, str | None, set[str]]:
    """Give action, reason and changed fields of the newest event of a subject as ``who`` sees it."""
    body = await calls.post(who, HISTORY, {"id": subject})
    node = body["data"]["historyEvents"]["edges"][0]["node"]
    return node["action"], node["reason"], {one["path"].split(".")[0] for one in node["changes"]}


async def test_each_edit_keeps_why(calls: Calls) -> None:
    """Cleaned as every text is; left out or blank there is none; too long, it is refused beside what else is wrong."""
    world = calls.world
    edited = await calls.done("stranger", "editPlan", {**await plan(calls, "stranger"), "results": [RESULT], "reason": f"  {WHY}\u200b "})
    assert edited["event"]["action"] == "EDIT_PLAN"
    assert await last(calls, "stranger", world.plan("stranger")) == ("EDIT_PLAN", WHY, {"results", "revisionId"})
    await calls.done("stranger", "editPlan", {**await plan(calls, "stranger"), "results": [{**RESULT, "title": "Lain"}], "reason": " "})
    assert await last(calls, "stranger", world.plan("stranger")) == ("EDIT_PLAN", None, {"results"})
    await calls.done("employee", "editAppraisal", {**await calls.subject("employee"), "selfAppraisal": "Tercapai.", "reason": WHY})
    assert await last(calls, "employee", world.appraisal("employee")) == ("EDIT_APPRAISAL", WHY, {"selfAppraisal"})
    planned = await calls.done("hr", "planCycle", {**CYCLE, "reason": WHY})
    assert (await last(calls, "hr", planned["cycle"]["id"]))[:2] == ("PLAN", WHY)
    before = await calls.stored()
    for who, field, given, others in (
        ("stranger", "editPlan", {**await plan(calls, "stranger"), "results": [{"title": " "}]}, [("TEXT_EMPTY", "input.results.0.title")]),
        ("stranger", "copyFromLast", await plan(calls, "stranger"), [("NO_SOURCE", "input.id")]),
        ("employee", "editAppraisal", await calls.subject("employee"), [("VALUE_REQUIRED", "input")]),
        ("hr", "planCycle", {**CYCLE, "startsOn": "0001-01-01"}, [("DATE_OUT_OF_RANGE", "input.startsOn")]),
    ):
        refusal = await calls.refused(who, field, {**given, "reason": TOO_LONG})
        assert (refusal["code"], set(codes(refusal))) == ("INVALID", {("TEXT_TOO_LONG", "input.reason"), *others})
    assert await calls.stored() == before


async def second_plan(calls: Calls) -> str:
    """Appoint ``employee`` to a second post, open the cycle for it, and give the empty plan that this makes."""
    world = calls.world
    post = {"employeeId": world.employee("employee"), "positionId": f"pos_{world.positions['stranger']}", "kind": "DEFINITIVE"}
    await calls.done("hr", "startAssignment", {**post, "validFrom": "2026-03-01"})
    row = await world.one("SELECT version FROM appraisal_cycle WHERE id = :id", id=world.cycle_id)
    await calls.done("hr", "openCycle", {"id": world.cycle, "expectedVersion": int(row["version"])})
    await calls.openings.idle()
    other = await world.one(
        "SELECT id FROM performance_plan WHERE employee_id = :employee AND id <> :first",
        employee=world.members["employee"].employee_id,
        first=world.members["employee"].plan_id,
    )
    return f"pln_{other['id']}"


async def test_a_copy_keeps_why(calls: Calls) -> None:
    """Into the plan of a second post, from the first one's."""
    into = await second_plan(calls)
    copied = await calls.done("employee", "copyFromLast", {"id": into, "expectedVersion": 1, "reason": WHY})
    assert [one["title"] for one in copied["plan"]["results"]] == ["Terlayaninya pengujian kendaraan", "Tertatanya arsip"]
    assert await last(calls, "employee", into) == ("COPY_FROM_LAST", WHY, {"results", "revisionId"})


async def test_why_is_as_hidden_as_what_was_edited(calls: Calls) -> None:
    """A reason speaks of the rating or the self-appraisal that it was given for: who doesn't see the one doesn't read the other."""
    subject = calls.world.appraisal("employee")
    await calls.done("employee", "editAppraisal", {**await calls.subject("employee"), "selfAppraisal": "Rahasia.", "reason": WHY})
    assert await last(calls, "employee", subject) == ("EDIT_APPRAISAL", WHY, {"selfAppraisal"})
    assert await last(calls, "supervisor", subject) == ("EDIT_APPRAISAL", None, set())
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    await calls.done(
        "supervisor", "editAppraisal", {**await calls.subject("employee"), "resultRating": "BELOW", "reason": "Di bawah target."}
    )
    assert await last(calls, "supervisor", subject) == ("EDIT_APPRAISAL", "Di bawah target.", {"resultRating"})
    assert await last(calls, "auditor", subject) == ("EDIT_APPRAISAL", "Di bawah target.", {"resultRating"})
    assert await last(calls, "employee", subject) == ("EDIT_APPRAISAL", None, set())
    await calls.world.act("supervisor", "employee", AppraisalAction.REVIEW, review_inputs())
    await calls.done("approver", "approveAppraisal", await calls.subject("employee"))
    body = await calls.post("employee", HISTORY.replace("last: 1", "last: 20"), {"id": subject})
    assert "Di bawah target." in [one["node"]["reason"] for one in body["data"]["historyEvents"]["edges"]]
