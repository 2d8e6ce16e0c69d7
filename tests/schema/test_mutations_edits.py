"""Plans and appraisals edited through HTTP: what is left out stays, null empties, and a part that isn't one's own is refused."""

from typing import Any

import pytest

from models.database import Database
from models.vocabulary import AppraisalState
from tests.schema.calling import Calls, codes
from tests.worlds import make_world


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database))


async def plan(calls: Calls, of: str) -> dict[str, Any]:
    """Give the input that names the plan of ``of`` at its present version."""
    row = await calls.world.one("SELECT version FROM performance_plan WHERE id = :id", id=calls.world.members[of].plan_id)
    return {"id": calls.world.plan(of), "expectedVersion": int(row["version"])}


RESULT = {
    "title": "Terlayaninya pengujian",
    "indicators": [{"title": "Jumlah kendaraan", "targetValue": "1200", "targetUnit": "kendaraan"}],
}


async def test_a_plan_is_written_by_employee_and_appraiser(calls: Calls) -> None:
    """Each their part: added, changed by id, taken out; an empty expectation is removed."""
    made = (await calls.done("stranger", "editPlan", {**await plan(calls, "stranger"), "results": [RESULT, {**RESULT, "title": "Kedua"}]}))[
        "plan"
    ]
    assert [one["title"] for one in made["results"]] == ["Terlayaninya pengujian", "Kedua"]
    first, second = made["results"]
    edits = [
        {"id": first["id"], "title": "Lebih jelas", "indicators": [{"id": first["indicators"][0]["id"], "targetText": "12 bulan"}]},
        {"id": second["id"], "remove": True},
    ]
    changed = (await calls.done("stranger", "editPlan", {**await plan(calls, "stranger"), "results": edits}))["plan"]
    assert [(one["title"], len(one["indicators"])) for one in changed["results"]] == [("Lebih jelas", 1)]
    for text, shown in (("Santun.", [{"value": "HARMONIOUS", "text": "Santun."}]), (None, [])):
        given = {**await plan(calls, "stranger"), "expectations": [{"value": "HARMONIOUS", "text": text}]}
        assert (await calls.done("planner", "editPlan", given))["plan"]["expectations"] == shown


async def test_each_part_of_a_plan_has_its_writer(calls: Calls) -> None:
    """Both parts in the wrong hands are told at once; the wrong state, an unknown row and an empty edit are told too."""
    subject = await plan(calls, "employee")
    expectation = {"expectations": [{"value": "LOYAL", "text": "Setia."}]}
    refusal = await calls.refused("employee", "editPlan", {**subject, **expectation, "results": [RESULT]})
    assert (refusal["code"], codes(refusal)) == ("NOT_PERMITTED", [("RELATION_REQUIRED", "input.expectations")])
    unknown = await calls.refused("employee", "editPlan", {**subject, "results": [{"id": calls.world.cycle, "title": "x"}]})
    assert (unknown["code"], codes(unknown)) == ("INVALID", [("UNKNOWN_REFERENCE", "input.results.0.id")])
    empty = await calls.refused("employee", "editPlan", subject)
    assert (empty["code"], codes(empty)) == ("INVALID", [("VALUE_REQUIRED", "input")])
    stale = await calls.refused("employee", "editPlan", {**subject, "expectedVersion": 1, "results": [RESULT]})
    assert (stale["code"], stale["currentVersion"]) == ("STALE", subject["expectedVersion"])
    hidden = await calls.refused("stranger", "editPlan", {**subject, "results": [RESULT]})
    assert hidden["code"] == "NOT_FOUND"
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    before = await calls.stored()
    late = await calls.refused("employee", "editPlan", {**subject, "results": [RESULT]})
    assert (late["code"], codes(late)) == ("BLOCKED", [("PART_NOT_EDITABLE", "input.results")])
    assert await calls.stored() == before


async def test_copying_needs_a_plan_to_copy_from(calls: Calls) -> None:
    """In a first year there is none."""
    refusal = await calls.refused("stranger", "copyFromLast", await plan(calls, "stranger"))
    assert (refusal["code"], codes(refusal)) == ("INVALID", [("NO_SOURCE", "input.id")])


PARTS = (
    "{ appraisal { selfAppraisal realisations { value text dataSource } feedback { about text } resultRating predicate } refusal { code } }"
)


async def parts(calls: Calls, who: str, given: dict[str, Any]) -> dict[str, Any]:
    """Edit the appraisal of ``employee`` and give its parts as ``who`` then sees them."""
    body = await calls.answer(who, "editAppraisal", {**await calls.subject("employee"), **given}, selection=PARTS)
    payload = body["data"]["editAppraisal"]
    assert payload["refusal"] is None
    shown: dict[str, Any] = payload["appraisal"]
    return shown


async def test_left_out_stays_and_null_empties(calls: Calls) -> None:
    """Realisations are merged by indicator, feedback is replaced as a whole."""
    indicators = await calls.world.all(
        "SELECT i.id FROM indicator i JOIN plan_revision r ON r.id = i.revision_id WHERE r.plan_id = :plan ORDER BY i.id",
        plan=calls.world.members["employee"].plan_id,
    )
    one = {"indicatorId": f"ind_{indicators[0]['id']}", "value": "1300.5"}
    shown = await parts(calls, "employee", {"realisations": [one]})
    assert sorted(each["value"] for each in shown["realisations"]) == ["1250", "1300.5"]
    assert shown["selfAppraisal"] == "Semua target tercapai."
    assert (await parts(calls, "employee", {"selfAppraisal": None}))["selfAppraisal"] is None
    assert len((await parts(calls, "employee", {"realisations": [{"indicatorId": one["indicatorId"]}]}))["realisations"]) == 1
    await parts(calls, "employee", {"realisations": [one], "selfAppraisal": "Tercapai."})
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    rated = {"resultRating": "ABOVE", "behaviourRating": "ABOVE", "feedback": [{"about": "OVERALL", "text": "Baik."}]}
    assert (await parts(calls, "supervisor", rated))["predicate"] == "VERY_GOOD"
    kept = await parts(calls, "supervisor", {"resultRating": None})
    assert (kept["resultRating"], kept["predicate"], kept["feedback"]) == (None, None, [{"about": "OVERALL", "text": "Baik."}])
    value = [{"about": "VALUE", "value": "LOYAL", "text": "Setia."}]
    assert (await parts(calls, "supervisor", {"feedback": value}))["feedback"] == [{"about": "VALUE", "text": "Setia."}]
    assert (await parts(calls, "supervisor", {"feedback": None}))["feedback"] == []


async def test_each_part_of_an_appraisal_has_its_writer_and_state(calls: Calls) -> None:
    """The employee may not rate, the appraiser not yet; the reasons name the parts and who may."""
    subject = await calls.subject("employee")
    before = await calls.stored()
    refusal = await calls.refused("employee", "editAppraisal", {**subject, "resultRating": "ABOVE", "recommendation": "Naik."})
    expected = [("RELATION_REQUIRED", "input.resultRating"), ("RELATION_REQUIRED", "input.recommendation")]
    assert (refusal["code"], codes(refusal)) == ("NOT_PERMITTED", expected)
    assert refusal["reasons"][0]["whoCan"][0]["employee"]["id"] == calls.world.employee("supervisor")
    early = await calls.refused("supervisor", "editAppraisal", {**subject, "resultRating": "ABOVE"})
    assert (early["code"], codes(early)) == ("BLOCKED", [("PART_NOT_EDITABLE", "input.resultRating")])
    assert await calls.stored() == before
    assert await calls.attempts() == [("employee", "EDIT_APPRAISAL", "NOT_PERMITTED"), ("supervisor", "EDIT_APPRAISAL", "BLOCKED")]
