"""What is stored and what is shown, beside what the model says."""

from typing import Any

import httpx

from tests.faults.stateful.judging import predicate
from tests.faults.stateful.sending import Ids, post
from tests.faults.stateful.town import Town
from tests.worlds import World

SHOWN = "{ appraisal(id: $id) { state version selfAppraisal recommendation resultRating behaviourRating predicate } }"
SAME = ("state", "version", "plan_version", "route", "self_appraisal", "recommendation", "result_rating", "behaviour_rating")
"""What is called the same in the row and in the model."""
LOOK = f"query ($id: ID!) {SHOWN}"


async def look(client: httpx.AsyncClient, world: World, town: Town, ids: Ids, who: str, subject: str) -> None:
    """Compare what somebody is shown of an appraisal: nothing that is hidden from them, and everything else."""
    body = await post(client, world.token(who), LOOK, {"id": ids.appraisals[subject]})
    assert "errors" not in body, body
    one, expected = town.appraisals[subject], None
    if town.sees(subject, who):
        rated = who != one.person or one.delivered
        expected = {
            "state": one.state,
            "version": one.version,
            "selfAppraisal": one.self_appraisal if who == one.person or one.state != "DRAFT" else None,
            "recommendation": one.recommendation if rated else None,
            "resultRating": one.result_rating if rated else None,
            "behaviourRating": one.behaviour_rating if rated else None,
            "predicate": predicate(one) if rated else None,
        }
    assert body["data"]["appraisal"] == expected, f"{who} looks at {subject}: {town}"


async def compare(world: World, town: Town, ids: Ids) -> None:
    """Compare every appraisal, line, cycle, employee, key and the number of events with the model."""
    names = {str(one.employee_id): who for who, one in world.members.items()}
    names["None"] = ""
    await _appraisals(world, town, ids, names)
    await _lines(world, town, ids, names)
    employees = await world.all("SELECT id, version, name FROM employee")
    assert {names[str(row["id"])]: (row["version"], row["name"]) for row in employees} == {
        who: (version, town.names[who]) for who, version in town.employees.items()
    }
    cycle = await world.one("SELECT state, version FROM appraisal_cycle WHERE id = :id", id=world.cycle_id)
    assert (cycle["state"], cycle["version"]) == (town.cycle_state, town.cycle_version)
    planned = await world.all("SELECT starts_on FROM appraisal_cycle WHERE state = 'PLANNED'")
    assert sorted(str(row["starts_on"]) for row in planned) == sorted(map(str, town.planned))
    counted = await world.one("SELECT (SELECT COUNT(*) FROM event) AS events, (SELECT COUNT(*) FROM idempotency_record) AS keys")
    stored = (counted["events"], counted["keys"])
    assert stored == (town.events, len(town.keys)), f"stored {stored}, the model has {town.events} events and {len(town.keys)} keys"


async def _appraisals(world: World, town: Town, ids: Ids, names: dict[str, str]) -> None:
    subjects = {one.removeprefix("apr_"): name for name, one in ids.appraisals.items()}
    rows = await world.all(
        "SELECT a.*, p.version AS plan_version, (SELECT COUNT(*) FROM feedback f WHERE f.appraisal_id = a.id) AS overall"
        " FROM appraisal a JOIN performance_plan p ON p.id = a.plan_id"
    )
    assert len(rows) == len(town.appraisals)
    for row in rows:
        subject = subjects[str(row["id"])]
        assert _stored(row, names) == _modelled(town, subject), subject
    realised = await world.all("SELECT appraisal_id, indicator_lineage_id AS lineage FROM realisation")
    found = {(subjects[str(row["appraisal_id"])], f"ind_{row['lineage']}") for row in realised}
    expected = {(subject, ids.indicators[name]) for subject, one in town.appraisals.items() for name in one.realised}
    assert found == expected, f"realised beside the model {found ^ expected}: {town}"


def _stored(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    people = {part: names[str(row[f"{part}_id"])] for part in ("appraiser", "approver", "absence_submitter")}
    same = (
        "state",
        "version",
        "plan_version",
        "route",
        "self_appraisal",
        "recommendation",
        "result_rating",
        "behaviour_rating",
        "predicate",
    )
    return {
        **people,
        **{name: row[name] for name in same},
        "overall": bool(row["overall"]),
        "resubmit": row["resubmit_to"] and str(row["resubmit_to"]),
        "delivered": row["delivered_at"] is not None,
        "voided": row["voided_at"] is not None,
    }


def _modelled(town: Town, subject: str) -> dict[str, Any]:
    one = town.appraisals[subject]
    return {
        "appraiser": one.appraiser or "",
        "approver": one.approver or "",
        "absence_submitter": one.absent_by or "",
        **{name: getattr(one, name) for name in (*SAME, "overall", "delivered", "voided")},
        "predicate": predicate(one),
        "resubmit": one.resubmit and str(one.resubmit),
    }


async def _lines(world: World, town: Town, ids: Ids, names: dict[str, str]) -> None:
    subjects = {one.removeprefix("asg_"): name for name, one in ids.assignments.items()}
    rows = await world.all(
        "SELECT assignment_id, appraiser_id, approver_id, route FROM reporting_line"
        " WHERE valid_from <= :today AND (valid_to IS NULL OR valid_to > :today)",
        today=town.today,
    )
    found = {
        subjects[str(row["assignment_id"])]: (names[str(row["appraiser_id"])], names[str(row["approver_id"])], row["route"])
        for row in rows
        if str(row["assignment_id"]) in subjects
    }
    for subject in town.appraisals:
        appraiser, approver, route = town.line(subject)
        told, expected = found[subject], (appraiser or "", approver or "", route)
        assert told == expected, f"the line of {subject} is {told}, the model says {expected}: {town}"
