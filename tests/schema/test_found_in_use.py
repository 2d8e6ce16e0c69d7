"""Ways round a rule that somebody found by using the product, each closed for good; through HTTP, on both engines."""

from typing import Any

import pytest

from models.database import Database
from models.vocabulary import AppraisalState
from tests.schema.calling import Calls, codes
from tests.worlds import TEN_CHARS, make_world

# A NUL, a bell, a zero-width space, a byte-order mark, a joiner alone, a turn of the reading order.
INVISIBLE = ["\u0000", "\u0007\u0007", "\u200b" * 30, "\ufeff", "\u200d", "\u202e\u202c"]


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database, complete=("employee",)))


def said(refusal: dict[str, Any]) -> list[str]:
    """Give the codes of a refusal's reasons."""
    return [code for code, _ in codes(refusal)]


async def given(calls: Calls, **more: Any) -> dict[str, Any]:
    """Give the input of a move of the employee's appraisal at its present version."""
    return {"id": calls.world.appraisal("employee"), "expectedVersion": await calls.world.version("employee"), **more}


@pytest.mark.parametrize("text", INVISIBLE)
async def test_feedback_that_shows_nothing_is_missing(calls: Calls, text: str) -> None:
    """An appraisal was reviewed and approved as POOR with a NUL for feedback: the guard had seen a text that was then cleaned away."""
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    feedback = [{"about": "OVERALL", "text": text}]
    asked = await given(calls, resultRating="ABOVE", behaviourRating="BELOW", feedback=feedback, confirmResults=True)
    refusal = await calls.refused("supervisor", "reviewAppraisal", asked)
    assert (refusal["code"], said(refusal)) == ("BLOCKED", ["FEEDBACK_MISSING"])
    assert (await calls.world.row("employee"))["state"] == "SUBMITTED"
    items = [{name: value for name, value in asked.items() if name != "dryRun"}]
    many = await calls.call("supervisor", "reviewAppraisals", {"items": items})
    assert many["results"][0]["refusal"]["code"] == "BLOCKED"


@pytest.mark.parametrize("text", INVISIBLE)
async def test_a_reason_and_a_self_appraisal_that_show_nothing_are_missing(calls: Calls, text: str) -> None:
    """Twenty zero-width spaces are twenty characters, and no reason."""
    refusal = await calls.refused("employee", "submitAppraisal", await _without_self_appraisal(calls, text))
    assert said(refusal) == ["SELF_APPRAISAL_MISSING"]
    await calls.done("employee", "editAppraisal", await given(calls, selfAppraisal="Tercapai."))
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    refusal = await calls.refused("supervisor", "returnAppraisal", await given(calls, reason=text * 20))
    assert (refusal["code"], said(refusal)) == ("BLOCKED", ["REASON_REQUIRED"])


async def _without_self_appraisal(calls: Calls, text: str) -> dict[str, Any]:
    await calls.done("employee", "editAppraisal", await given(calls, selfAppraisal=text))
    return await given(calls)


async def test_nobody_appoints_themselves(calls: Calls) -> None:
    """An admin made herself Plh of the head, rated others, and shortened her own line; lines and roles alone had been guarded."""
    world = calls.world
    start = {"employeeId": world.employee("hr"), "positionId": f"pos_{world.positions['supervisor']}", "kind": "DAILY_ACTING"}
    before = await world.all("SELECT id, version FROM employee ORDER BY id")
    for field, asked in (
        ("startAssignment", {**start, "validFrom": "2026-03-10", "validTo": "2026-03-13"}),
        ("recordLegalStatus", {"employeeId": world.employee("hr"), "status": "STUDY_ASSIGNMENT", "validFrom": "2026-03-10"}),
        ("endAssignment", {"id": f"asg_{world.members['hr'].assignment_id}", "validTo": "2026-03-20"}),
    ):
        refusal = await calls.refused("hr", field, asked)
        assert (refusal["code"], said(refusal)) == ("NOT_PERMITTED", ["OWN_RECORD"]), field
    assert await world.all("SELECT id, version FROM employee ORDER BY id") == before


async def test_an_event_names_the_post_in_which_somebody_decided(calls: Calls) -> None:
    """A Plh's review stood in the history under the post that had no say in it."""
    world = calls.world
    leave = {"employeeId": world.employee("supervisor"), "kind": "LEAVE", "validFrom": "2026-03-10", "validTo": "2026-03-13"}
    await calls.done("hr", "recordAbsence", leave)
    acting = {"employeeId": world.employee("stranger"), "positionId": f"pos_{world.positions['supervisor']}", "kind": "DAILY_ACTING"}
    await calls.done("hr", "startAssignment", {**acting, "validFrom": "2026-03-10", "validTo": "2026-03-13"})
    await world.bring("employee", AppraisalState.SUBMITTED)
    asked = await given(
        calls, resultRating="MEETS", behaviourRating="MEETS", feedback=[{"about": "OVERALL", "text": "Baik."}], confirmResults=True
    )
    await calls.done("stranger", "reviewAppraisal", asked)
    document = "query ($id: ID!) { appraisal(id: $id) { history(last: 1) { edges { node { action actor { position unit } } } } } }"
    body = await calls.post("auditor", document, {"id": world.appraisal("employee")})
    node = body["data"]["appraisal"]["history"]["edges"][0]["node"]
    assert node == {"action": "REVIEW", "actor": {"position": "Jabatan supervisor", "unit": "Unit testing"}}


async def test_extensions_have_an_end_that_was_meant(calls: Calls) -> None:
    """A slip in the year held a window open for eight thousand years, and an approved appraisal got a new version."""
    world = calls.world
    cycle = {"kind": "SUBMISSION", "scope": "CYCLE", "cycleId": world.cycle, "until": "9999-12-31", "reason": TEN_CHARS}
    refusal = await calls.refused("hr", "grantExtension", cycle)
    assert (refusal["code"], said(refusal)) == ("INVALID", ["DATE_OUT_OF_RANGE"])
    await world.bring("employee", AppraisalState.APPROVED)
    version = await world.version("employee")
    own = {"kind": "DECISION", "scope": "APPRAISAL", "appraisalId": world.appraisal("employee"), "until": "2026-05-01"}
    refusal = await calls.refused("hr", "grantExtension", {**own, "reason": TEN_CHARS})
    assert refusal["code"] == "BLOCKED"
    assert await world.version("employee") == version


async def test_a_negative_zero_is_a_zero(calls: Calls) -> None:
    """The row said -0.0000 and its event 0, so that replaying the events gave another row."""
    indicator = (await calls.world.indicators("employee"))[0]
    found = await calls.world.one("SELECT id FROM indicator WHERE lineage_id = :key ORDER BY id DESC LIMIT 1", key=indicator)
    asked = {"realisations": [{"indicatorId": f"ind_{found['id']}", "value": "-0"}]}
    await calls.done("employee", "editAppraisal", await given(calls, **asked))
    document = "query ($id: ID!) { appraisal(id: $id) { realisations { value } } }"
    body = await calls.post("employee", document, {"id": calls.world.appraisal("employee")})
    assert sorted(one["value"] for one in body["data"]["appraisal"]["realisations"]) == ["0", "1250"]
    body = await calls.answer("employee", "editAppraisal", await given(calls, realisations=[{"indicatorId": "x", "value": "１２"}]))
    assert body["errors"][0]["extensions"]["code"] == "BAD_VALUE"


async def test_nothing_waits_in_a_closed_cycle(calls: Calls) -> None:
    """The first items of an inbox were those of last quarter, with which nobody could do anything."""
    count = "{ viewer { inbox { totalCount } } appraisals(filter: { waitingForMe: true }) { totalCount } }"
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    before = (await calls.post("supervisor", count))["data"]
    version = await calls.world.one("SELECT version FROM appraisal_cycle WHERE id = :id", id=calls.world.cycle_id)
    await calls.done("hr", "closeCycle", {"id": calls.world.cycle, "expectedVersion": version["version"], "reason": TEN_CHARS})
    after = (await calls.post("supervisor", count))["data"]
    assert before["viewer"]["inbox"]["totalCount"] == before["appraisals"]["totalCount"] > 0
    assert after == {"viewer": {"inbox": {"totalCount": 0}}, "appraisals": {"totalCount": 0}}


async def test_what_creates_leaves_its_refusal_too(calls: Calls) -> None:
    """An attempt to plan a cycle without the right left no trace, since there was no cycle yet to hang it on."""
    plan = {"name": "Triwulan II 2026", "kind": "QUARTERLY", "startsOn": "2026-04-01", "endsOn": "2026-07-01"}
    refusal = await calls.refused("employee", "planCycle", plan)
    assert refusal["code"] == "NOT_PERMITTED"
    kept = await calls.world.all("SELECT subject_type, action FROM refused_attempt")
    assert [(row["subject_type"], row["action"]) for row in kept] == [("AGENCY", "PLAN")]
    await calls.done("hr", "planCycle", plan)
    refusal = await calls.refused("hr", "planCycle", plan)
    assert (refusal["code"], said(refusal)) == ("INVALID", ["DUPLICATE"])


async def test_a_revoked_role_is_gone_from_the_answer(calls: Calls) -> None:
    """A role that was granted and revoked on one day was answered as if it went on."""
    world = calls.world
    granted = await calls.done("hr", "grantRole", {"employeeId": world.employee("planner"), "role": "OPERATOR", "validFrom": "2026-03-10"})
    grant_id = granted["grant"]["id"]
    revoked = await calls.done("hr", "revokeRole", {"id": grant_id})
    assert revoked["grant"] is None
    body = await calls.post("hr", "query ($id: ID!) { node(id: $id) { id } }", {"id": grant_id})
    assert body["data"] == {"node": None}
