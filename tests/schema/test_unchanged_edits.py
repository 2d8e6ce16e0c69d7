"""An edit that finds everything as asked: no version, no event, no row touched, and nobody else's knowledge made stale."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from models.database import Database
from models.vocabulary import AppraisalState
from tests.schema.calling import REFUSAL, Calls
from tests.schema.test_edit_reasons import WHY, plan, second_plan
from tests.worlds import make_world

APPRAISAL = f"{{ appraisal {{ id version }} event {{ id }} replayed unchanged {REFUSAL} }}"
PLAN = f"{{ plan {{ id version }} event {{ id }} replayed unchanged {REFUSAL} }}"


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database))


async def edit(calls: Calls, who: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Edit the appraisal or plan that ``given`` names, and give the payload."""
    field, selection = ("editPlan", PLAN) if given["id"].startswith("pln_") else ("editAppraisal", APPRAISAL)
    body = await calls.answer(who, field, given, selection=selection)
    assert "errors" not in body, body["errors"]
    payload: dict[str, Any] = body["data"][field]
    assert payload["refusal"] is None, payload
    return payload


async def same(calls: Calls, who: str, givens: Sequence[Mapping[str, Any]]) -> None:
    """Send edits that find everything as asked: the record as it is, and nothing else."""
    before = await calls.stored(but=frozenset())
    for given in givens:
        payload = await edit(calls, who, given)
        record = payload.get("plan") or payload["appraisal"]
        assert record == {"id": given["id"], "version": given["expectedVersion"]}
        assert (payload["event"], payload["replayed"], payload["unchanged"]) == (None, False, True)
    assert await calls.stored(but=frozenset()) == before


async def test_the_employees_parts_as_they_are(calls: Calls) -> None:
    """Realisation and self-appraisal as they stand, also written with blanks or zeros more; a reason and a key leave no trace."""
    subject = await calls.subject("employee")
    first, second = await calls.world.indicators("employee")
    saved = {"value": "1250.00", "text": " Tercapai. ", "dataSource": "SIM Uji"}
    realised = [{"indicatorId": f"ind_{one}", **saved} for one in (second, first)]
    await same(
        calls,
        "employee",
        [
            {**subject, "selfAppraisal": "Semua target tercapai. "},
            {**subject, "realisations": realised},
            {**subject, "realisations": []},
            {**subject, "realisations": realised, "selfAppraisal": "Semua target tercapai.", "reason": WHY, "idempotencyKey": "sama"},
        ],
    )
    changed = await edit(calls, "employee", {**subject, "selfAppraisal": "Hampir semua.", "idempotencyKey": "sama"})
    assert (changed["appraisal"]["version"], changed["unchanged"]) == (subject["expectedVersion"] + 1, False)
    assert changed["event"] is not None


async def test_the_appraisers_parts_as_they_are(calls: Calls) -> None:
    """Ratings and feedback as they stand, in any order; one of two that differs makes a version, with that change alone."""
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    feedback = [{"about": "OVERALL", "text": "Baik."}, {"about": "VALUE", "value": "LOYAL", "text": "Setia."}]
    rated = {"resultRating": "ABOVE", "behaviourRating": "MEETS", "recommendation": None, "feedback": feedback}
    await edit(calls, "supervisor", {**await calls.subject("employee"), **rated})
    subject = await calls.subject("employee")
    await same(
        calls,
        "supervisor",
        [
            {**subject, **rated},
            {**subject, "resultRating": "ABOVE"},
            {**subject, "feedback": feedback[::-1]},
            {**subject, "recommendation": "  "},
        ],
    )
    await edit(calls, "supervisor", {**subject, **rated, "behaviourRating": "BELOW"})
    rows = await calls.world.all("SELECT changed_fields FROM event WHERE action = 'EDIT_APPRAISAL' ORDER BY version")
    assert [row["changed_fields"] for row in rows][-1] == "|behaviourRating|predicate|"


async def test_a_plan_as_it_is(calls: Calls) -> None:
    """Results, indicators and expectations as they stand make no revision either, though the one that stands is pinned by the opening."""
    rows = await calls.world.all(
        "SELECT t.lineage_id FROM planned_result t JOIN plan_revision r ON r.id = t.revision_id WHERE r.plan_id = :plan ORDER BY t.ordinal",
        plan=calls.world.members["employee"].plan_id,
    )
    first, _ = await calls.world.indicators("employee")
    named = {"id": f"res_{rows[0]['lineage_id']}", "title": "Terlayaninya pengujian kendaraan", "kind": "MAIN"}
    inner = {**named, "indicators": [{"id": f"ind_{first}", "targetValue": "1200.0", "targetUnit": "kendaraan"}]}
    subject = await plan(calls, "employee")
    await same(calls, "employee", [{**subject, "results": [named]}, {**subject, "results": [inner], "reason": WHY}])
    await same(calls, "supervisor", [{**subject, "expectations": [{"value": "LOYAL", "text": None}]}])


async def test_what_is_unchanged_is_refused_like_everything_else(calls: Calls) -> None:
    """Nobody learns by an edit whether they have guessed what stands there: right, version and state are asked first."""
    subject = await calls.subject("employee")
    same_text = {"selfAppraisal": "Semua target tercapai."}
    for who, given, code in (
        ("supervisor", {**subject, **same_text}, "NOT_PERMITTED"),
        ("stranger", {**subject, **same_text}, "NOT_FOUND"),
        ("employee", {**subject, **same_text, "expectedVersion": 1}, "STALE"),
    ):
        assert (await calls.refused(who, "editAppraisal", given))["code"] == code
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    late = await calls.refused("employee", "editAppraisal", {**await calls.subject("employee"), **same_text})
    assert late["code"] == "BLOCKED"


async def test_a_copy_with_nothing_left_to_copy(calls: Calls) -> None:
    """The second copy finds every title there."""
    into = await second_plan(calls)
    await calls.done("employee", "copyFromLast", {"id": into, "expectedVersion": 1})
    before = await calls.stored(but=frozenset())
    body = await calls.answer("employee", "copyFromLast", {"id": into, "expectedVersion": 2}, selection=PLAN)
    again = body["data"]["copyFromLast"]
    assert (again["unchanged"], again["event"], again["refusal"], again["plan"]["version"]) == (True, None, None, 2)
    assert await calls.stored(but=frozenset()) == before
