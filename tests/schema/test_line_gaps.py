"""The queue of lines in which somebody is missing, with its suggestions, and the repair of many at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from models.database import Database
from models.limits import BULK_ROWS
from models.vocabulary import AppraisalState
from tests.schema.calling import Calls, codes
from tests.worlds import NOW, TEN_CHARS, make_world
from workflows.lines.storing import rebuild

TODAY = date(2026, 3, 10)
GAPS = """query ($filter: LineGapFilter) { linesWithoutAppraiser(filter: $filter) { totalCount edges { node {
  assignment { id employee { id } } appraiser { id } approver { id } because { part step message }
  suggestions { candidate message appraiser { id } approver { id } } } } } }"""
LEADERLESS = "query ($filter: OrgUnitFilter) { orgUnits(filter: $filter) { totalCount edges { node { code } } } }"
EVERYBODY = (
    "employee",
    "planner",
    "supervisor",
    "approver",
    "mayor",
    "colleague",
    "stranger",
    "hr",
    "auditor",
    "leader",
    "operator",
    "foreigner",
)


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter, the lines as its posts tell them."""
    world = await make_world(database)
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    return Calls(world)


async def leaves(calls: Calls, who: str) -> None:
    """Let somebody's post be vacant from today on."""
    await calls.done("hr", "endAssignment", {"id": f"asg_{calls.world.members[who].assignment_id}", "validTo": TODAY.isoformat()})


async def gaps(calls: Calls, who: str = "hr", **filters: Any) -> dict[str, dict[str, Any]]:
    """Read the queue as somebody: its lines by whose they are."""
    body = await calls.post(who, GAPS, {"filter": filters or None})
    assert "errors" not in body, body["errors"]
    found = body["data"]["linesWithoutAppraiser"]
    names = {calls.world.employee(one): one for one in calls.world.members}
    lines = {names[edge["node"]["assignment"]["employee"]["id"]]: edge["node"] for edge in found["edges"]}
    assert found["totalCount"] == len(lines)
    return lines


def suggested(calls: Calls, line: Mapping[str, Any]) -> list[tuple[str, str, str | None]]:
    """Give a line's suggestions: why, who would appraise, who would approve."""
    names = {calls.world.employee(one): one for one in calls.world.members}
    return [
        (one["candidate"], names[one["appraiser"]["id"]], names[one["approver"]["id"]] if one["approver"] else None)
        for one in line["suggestions"]
    ]


async def test_the_queue_is_empty_where_everybody_has_somebody(calls: Calls) -> None:
    """A mayor has nobody above, an auditor from outside isn't appraised, who decides alone needs no approver: none of them is a gap."""
    for who in EVERYBODY:
        assert await gaps(calls, who) == {}, who
    assert (await calls.post("hr", LEADERLESS, {"filter": {"withoutLeader": True}}))["data"]["orgUnits"]["totalCount"] == 0


async def test_a_vacant_post_leaves_its_people_in_the_queue(calls: Calls) -> None:
    world = calls.world
    await leaves(calls, "supervisor")
    found = await gaps(calls)
    assert set(found) == {"employee", "colleague"}
    for line in found.values():
        assert line["appraiser"] is None
        assert {one["step"] for one in line["because"] if one["part"] == "APPRAISER"} == {"POST_VACANT"}
        assert all(one["message"] for one in line["because"])
        assert suggested(calls, line) == [("SUPERIOR_UNIT_LEADER", "approver", None), ("SUPERIOR_UNIT_LEADER", "mayor", None)]
    seen = {who: set(await gaps(calls, who)) for who in EVERYBODY}
    both = {"employee", "colleague"}
    assert seen == {
        **{who: set() for who in EVERYBODY},
        "employee": {"employee"},
        "colleague": {"colleague"},
        "approver": both,
        "mayor": both,
        "hr": both,
        "auditor": both,
        "leader": both,
    }
    units = (await calls.post("hr", LEADERLESS, {"filter": {"withoutLeader": True}}))["data"]["orgUnits"]
    assert units == {"totalCount": 1, "edges": [{"node": {"code": "testing"}}]}
    led = (await calls.post("hr", LEADERLESS, {"filter": {"withoutLeader": False}}))["data"]["orgUnits"]["totalCount"]
    assert led == 3
    for given, expected in (
        ({"unitId": f"unt_{world.units['transport']}"}, both),
        ({"unitId": f"unt_{world.units['planning']}"}, set()),
        ({"missing": "APPRAISER"}, both),
        ({"missing": "APPROVER"}, set()),
        ({"positionKinds": ["EXECUTOR"]}, both),
        ({"positionKinds": ["SUPERVISORY"]}, set()),
        ({"assignmentKinds": ["DEFINITIVE"]}, both),
        ({"assignmentKinds": ["ACTING"]}, set()),
    ):
        assert set(await gaps(calls, **given)) == expected, given


async def test_who_appraised_before_is_suggested_while_in_service(calls: Calls) -> None:
    """After the leaders; an absent one isn't; nor is somebody whom the employee would be the superior of."""
    world = calls.world
    start = {"kind": "DEFINITIVE", "validFrom": TODAY.isoformat(), "employeeId": world.employee("supervisor")}
    await leaves(calls, "supervisor")
    await calls.done("hr", "startAssignment", {**start, "positionId": f"pos_{world.positions['stranger']}"})
    line = (await gaps(calls))["employee"]
    assert suggested(calls, line)[-1] == ("PREVIOUS_APPRAISER", "supervisor", None)
    away = {"employeeId": world.employee("supervisor"), "kind": "SICK", "validFrom": TODAY.isoformat()}
    await calls.done("hr", "recordAbsence", away)
    assert [one[1] for one in suggested(calls, (await gaps(calls))["employee"])] == ["approver", "mayor"]


async def test_an_acting_officer_above_is_told_as_one(calls: Calls) -> None:
    """The section's head is gone and the office's too, but somebody acts there."""
    world = calls.world
    await leaves(calls, "approver")
    await leaves(calls, "supervisor")
    acts = {"kind": "ACTING", "validFrom": TODAY.isoformat(), "employeeId": world.employee("planner")}
    await calls.done("hr", "startAssignment", {**acts, "positionId": f"pos_{world.positions['approver']}"})
    assert suggested(calls, (await gaps(calls))["employee"]) == [
        ("ACTING_OFFICER", "planner", None),
        ("SUPERIOR_UNIT_LEADER", "mayor", None),
    ]


async def test_a_missing_approver_is_somebody_above_the_appraiser(calls: Calls) -> None:
    world = calls.world
    await leaves(calls, "approver")
    found = await gaps(calls, missing="APPROVER")
    # The head who left is still to be appraised for the quarter, and so is the section's head, whose appraiser is missing.
    assert set(found) == {"employee", "colleague"}
    assert set(await gaps(calls, missing="APPRAISER")) == {"supervisor"}
    assert suggested(calls, found["employee"]) == [("SUPERIOR_UNIT_LEADER", "supervisor", "mayor")]
    one = found["employee"]
    given = {
        "assignmentId": one["assignment"]["id"],
        "appraiserId": one["suggestions"][0]["appraiser"]["id"],
        "approverId": one["suggestions"][0]["approver"]["id"],
        "validFrom": TODAY.isoformat(),
        "documentNumber": "SPT 1/2026",
    }
    await calls.done("hr", "setLine", given)
    assert set(await gaps(calls, missing="APPROVER")) == {"colleague"}
    assert world.now == NOW


async def test_a_line_of_an_ended_assignment_is_a_gap_while_an_appraisal_waits(calls: Calls) -> None:
    world = calls.world
    await world.bring("employee", AppraisalState.APPROVED)
    for who in ("employee", "colleague", "supervisor"):
        await leaves(calls, who)
    assert set(await gaps(calls)) == {"colleague"}


async def test_many_lines_are_set_at_once_each_with_its_own_outcome(calls: Calls) -> None:
    """A malformed id is refused alone, and so is what isn't permitted; the others are done, in the order given."""
    world = calls.world

    def item(who: str, **more: Any) -> dict[str, Any]:
        return {
            "assignmentId": f"asg_{world.members[who].assignment_id}",
            "appraiserId": world.employee("planner"),
            "validFrom": TODAY.isoformat(),
            "documentNumber": "SPT 2/2026",
            **more,
        }

    items = [item("employee"), item("colleague", assignmentId="?"), item("hr"), item("stranger", appraiserId="emp_1"), item("colleague")]
    before = await calls.stored()
    for who in ("supervisor", "employee", "auditor", "leader", "operator"):
        results = (await calls.call(who, "setLines", {"items": items}))["results"]
        assert [one["refusal"]["code"] for one in results] == ["NOT_PERMITTED", "INVALID", "NOT_PERMITTED", "INVALID", "NOT_PERMITTED"], who
    results = (await calls.call("foreigner", "setLines", {"items": items}))["results"]
    assert [one["refusal"]["code"] for one in results] == ["NOT_FOUND", "INVALID", "NOT_FOUND", "INVALID", "NOT_FOUND"]
    assert await calls.stored() == before
    given = {"items": items, "idempotencyKey": "banyak-1"}
    results = (await calls.call("hr", "setLines", given))["results"]
    assert [one["refusal"] and (one["refusal"]["code"], codes(one["refusal"])) for one in results] == [
        None,
        ("INVALID", [("MALFORMED_ID", "input.items.1.assignmentId")]),
        ("NOT_PERMITTED", [("OWN_RECORD", None)]),
        ("INVALID", [("MALFORMED_ID", "input.items.3.appraiserId")]),
        None,
    ]
    assert [one["employee"] and one["employee"]["id"] for one in results][::4] == [world.employee("employee"), world.employee("colleague")]
    again = (await calls.call("hr", "setLines", given))["results"]
    assert [one["replayed"] for one in again] == [True, False, False, False, True]
    assert [one["event"] and one["event"]["id"] for one in again] == [one["event"] and one["event"]["id"] for one in results]
    body = await calls.answer("hr", "setLines", {"items": [item("employee")] * (BULK_ROWS + 1)})
    assert body["errors"][0]["extensions"]["code"] == "TOO_MANY_IDS"


async def test_a_malformed_id_fails_its_item_alone_in_every_bulk(calls: Calls) -> None:
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    mine = await calls.subject("employee")
    extra: Sequence[tuple[str, str, dict[str, Any]]] = (
        ("approveAppraisals", "approver", {}),
        ("returnAppraisals", "supervisor", {"reason": TEN_CHARS}),
        (
            "reviewAppraisals",
            "supervisor",
            {
                "resultRating": "MEETS",
                "behaviourRating": "MEETS",
                "feedback": [{"about": "OVERALL", "text": "Baik."}],
                "confirmResults": True,
            },
        ),
    )
    for field, who, more in extra:
        results = (await calls.call(who, field, {"items": [{**mine, **more, "id": "?"}, {**mine, **more}]}))["results"]
        assert (results[0]["refusal"]["code"], codes(results[0]["refusal"])) == ("INVALID", [("MALFORMED_ID", "input.items.0.id")]), field
        assert (results[1]["refusal"] is None) is (field == "returnAppraisals"), field


async def test_the_first_suggestions_repair_a_whole_unit(calls: Calls) -> None:
    world = calls.world
    await leaves(calls, "supervisor")
    given = {"unitId": f"unt_{world.units['transport']}", "documentNumber": "SPT 3/2026"}
    before = await calls.stored()
    for who in ("approver", "employee", "stranger", "auditor", "leader", "operator"):
        results = (await calls.call(who, "setSuggestedLines", given))["results"]
        assert [(one["refusal"]["code"], codes(one["refusal"])) for one in results] == [("NOT_PERMITTED", [("ROLE_REQUIRED", None)])], who
    assert (await calls.call("foreigner", "setSuggestedLines", given))["results"] == []
    assert await calls.stored() == before
    assert (await calls.call("hr", "setSuggestedLines", {**given, "unitId": f"unt_{world.units['planning']}"}))["results"] == []
    results = (await calls.call("hr", "setSuggestedLines", given))["results"]
    assert [one["refusal"] for one in results] == [None, None]
    assert {one["employee"]["id"] for one in results} == {world.employee("employee"), world.employee("colleague")}
    assert await gaps(calls) == {}
    rows = await world.all("SELECT appraiser_id FROM hand_set_line")
    assert {str(row["appraiser_id"]) for row in rows} == {str(world.members["approver"].employee_id)}
    assert (await calls.call("hr", "setSuggestedLines", given))["results"] == [], "sent again it does what is left"


async def test_suggestions_take_the_same_statements_for_one_line_and_for_many(database: Database) -> None:
    world = await make_world(database, clerks=20)
    calls = Calls(world)
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    await leaves(calls, "supervisor")
    sent = []
    for first in (1, 20):
        document = (
            f"{{ linesWithoutAppraiser(first: {first}) {{ edges {{ node {{ suggestions {{ candidate appraiser {{ id }} }} }} }} }} }}"
        )
        found = (await calls.post("hr", document))["data"]["linesWithoutAppraiser"]["edges"]
        assert len(found) == first
        assert all(edge["node"]["suggestions"] for edge in found)
        sent.append(calls.statements)
    assert sent[0] == sent[1]
