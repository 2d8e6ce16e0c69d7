"""Who is enough to make a proposed line law: a superior without a named approver, else an admin whom it doesn't name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.database import Database
from models.vocabulary import Role
from tests.schema.calling import Calls, codes
from tests.schema.test_line_proposals import DONE, NODE, NOT_ABOVE, TODAY, Proposals, asked, outcome
from tests.worlds import make_world
from workflows.lines.storing import rebuild


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter, the lines as its posts tell them."""
    world = await make_world(database)
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    return Calls(world)


async def test_nobody_decides_their_own_line_or_proposal_by_a_role(calls: Calls) -> None:
    """An admin is an employee, and may be the one who is proposed; then another admin decides."""
    world = calls.world
    world.members["leader"] = replace(world.members["leader"], roles=(Role.AGENCY_LEADER, Role.AGENCY_ADMIN))
    own = Proposals(calls, about="hr")
    about_hr = await own.propose("hr")
    refused = await calls.refused("hr", *asked("ACCEPT", about_hr))
    assert (refused["code"], codes(refused)) == ("NOT_PERMITTED", [("OWN_RECORD", None), ("PROPOSED_BY_SAME_PERSON", None)])
    by_planner = await own.propose("planner")
    refused = await calls.refused("hr", *asked("REJECT", by_planner))
    assert codes(refused) == [("OWN_RECORD", None)]
    await calls.done("leader", *asked("ACCEPT", about_hr))
    named = await Proposals(calls, named="hr").propose("hr")
    for action, besides in (("ACCEPT", [("OWN_RECORD", None)]), ("REJECT", [])):
        refused = await calls.refused("hr", *asked(action, named))
        assert codes(refused) == [("PROPOSED_BY_SAME_PERSON", None), *besides], "the one who is proposed, and admin, and has proposed it"
    await calls.done("leader", *asked("ACCEPT", named))


@pytest.mark.parametrize(("named", "outcome_of"), [("supervisor", DONE), ("approver", DONE), ("mayor", DONE), ("planner", NOT_ABOVE)])
async def test_who_leads_the_employees_unit_or_one_above_may_accept(calls: Calls, named: str, outcome_of: tuple[str, str | None]) -> None:
    """Colleague sits in the unit that supervisor leads, under approver's office, in mayor's city; planner leads a unit beside them."""
    world = calls.world
    if named == "supervisor":
        line = {"assignmentId": f"asg_{world.members['colleague'].assignment_id}", "appraiserId": world.employee("stranger")}
        await calls.done("hr", "setLine", {**line, "validFrom": TODAY.isoformat(), "documentNumber": "SPT 5/2026"})
    proposal = await Proposals(calls, about="colleague", named=named).propose("colleague")
    before = await calls.stored()
    payload = await calls.call(named, *asked("ACCEPT", proposal))
    assert outcome(payload) == outcome_of
    assert (await calls.stored() == before) is (outcome_of != DONE)


async def test_a_colleague_in_the_unit_is_not_above(calls: Calls) -> None:
    proposal = await Proposals(calls, named="colleague").propose("employee")
    before = await calls.stored()
    refused = await calls.refused("colleague", *asked("ACCEPT", proposal))
    assert (refused["code"], codes(refused)) == ("BLOCKED", [("APPRAISER_NOT_ABOVE", "appraiser")])
    assert await calls.stored() == before


async def test_who_leads_counts_on_the_first_proposed_day(calls: Calls) -> None:
    """Planner acts for the supervisor of the employee's unit, though not any more on the later proposal's first day."""
    world = calls.world
    position = f"pos_{world.positions['supervisor']}"
    ends = (TODAY + timedelta(days=20)).isoformat()
    start = {"employeeId": world.employee("planner"), "positionId": position, "kind": "ACTING", "validFrom": TODAY.isoformat()}
    await calls.done("hr", "startAssignment", {**start, "validTo": ends})
    proposals = Proposals(calls)
    first = await proposals.propose("employee")
    await calls.done("planner", *asked("ACCEPT", first))
    later = await proposals.propose("employee")
    refused = await calls.refused("planner", *asked("ACCEPT", later))
    assert (refused["code"], codes(refused)) == ("BLOCKED", [("APPRAISER_NOT_ABOVE", "appraiser")])


async def test_who_acts_in_the_employees_own_post_is_not_above(calls: Calls) -> None:
    world = calls.world
    position = f"pos_{world.positions['supervisor']}"
    start = {"employeeId": world.employee("planner"), "positionId": position, "kind": "ACTING", "validFrom": TODAY.isoformat()}
    await calls.done("hr", "startAssignment", start)
    proposal = await Proposals(calls, about="supervisor").propose("supervisor")
    assert codes(await calls.refused("planner", *asked("ACCEPT", proposal))) == [("APPRAISER_NOT_ABOVE", "appraiser")]


@pytest.mark.parametrize(("named", "more"), [("approver", []), ("colleague", [("APPRAISER_NOT_ABOVE", "appraiser")])])
async def test_a_named_approver_needs_an_admin(calls: Calls, named: str, more: list[tuple[str, str | None]]) -> None:
    """Two friends don't become appraiser and approver by the word of one of them, not even where one leads a unit above."""
    proposal = await Proposals(calls, named=named).propose("employee", approverId=calls.world.employee("planner"))
    before = await calls.stored()
    refused = await calls.refused(named, *asked("ACCEPT", proposal))
    assert (refused["code"], codes(refused)) == ("BLOCKED", [("APPROVER_NEEDS_ADMIN", "approver"), *more])
    assert refused["reasons"][0]["whoCan"] == [{"relation": None, "role": "AGENCY_ADMIN", "employee": None}]
    assert await calls.stored() == before
    told = (await calls.post(named, NODE, {"id": proposal["id"]}))["data"]["node"]["availableActions"]
    assert {one["action"]: (one["allowed"], [reason["code"] for reason in one["reasons"]]) for one in told} == {
        "ACCEPT": (False, ["APPROVER_NEEDS_ADMIN", *(code for code, _ in more)]),
        "REJECT": (True, []),
        "WITHDRAW": (False, ["RELATION_REQUIRED"]),
    }
    refused = await calls.refused("planner", *asked("ACCEPT", proposal))
    assert (refused["code"], codes(refused)) == ("NOT_PERMITTED", [("RELATION_REQUIRED", None)]), "the one named as approver"
    await calls.done("hr", *asked("ACCEPT", proposal))
    line = await calls.world.one("SELECT appraiser_id, approver_id FROM hand_set_line")
    assert [str(line[part]) for part in ("appraiser_id", "approver_id")] == [
        str(calls.world.members[one].employee_id) for one in (named, "planner")
    ]


@pytest.mark.parametrize(
    ("named", "code", "expected"),
    [
        ({"appraiserId": "hr"}, "BLOCKED", [("APPRAISER_NOT_ABOVE", "appraiser")]),
        ({"appraiserId": "approver", "approverId": "hr"}, "NOT_PERMITTED", [("OWN_RECORD", None)]),
    ],
)
async def test_an_admin_whom_it_names_does_not_accept_it_by_that_role(
    calls: Calls, named: dict[str, str], code: str, expected: list[tuple[str, str | None]]
) -> None:
    world = calls.world
    world.members["leader"] = replace(world.members["leader"], roles=(Role.AGENCY_LEADER, Role.AGENCY_ADMIN))
    proposal = await Proposals(calls).propose("employee", **{name: world.employee(who) for name, who in named.items()})
    before = await calls.stored()
    refused = await calls.refused("hr", *asked("ACCEPT", proposal))
    assert (refused["code"], codes(refused)) == (code, expected)
    told = (await calls.post("hr", NODE, {"id": proposal["id"]}))["data"]["node"]["availableActions"]
    assert (told[0]["action"], told[0]["allowed"]) == ("ACCEPT", False)
    assert [one["code"] for one in told[0]["reasons"]] == [code for code, _ in expected]
    assert await calls.stored() == before
    await calls.done("leader", *asked("ACCEPT", proposal))


@pytest.mark.parametrize("part", ["appraiserId", "approverId"])
async def test_an_admin_does_not_set_a_line_that_names_themselves(calls: Calls, part: str) -> None:
    """Another admin does, and who is named has no more say in it than anybody."""
    world = calls.world
    world.members["leader"] = replace(world.members["leader"], roles=(Role.AGENCY_LEADER, Role.AGENCY_ADMIN))
    line = {
        "assignmentId": f"asg_{world.members['employee'].assignment_id}",
        "appraiserId": world.employee("planner"),
        "validFrom": TODAY.isoformat(),
        "documentNumber": "SPT 6/2026",
        part: world.employee("hr"),
    }
    before = await calls.stored()
    refused = await calls.refused("hr", "setLine", line)
    assert (refused["code"], codes(refused)) == ("NOT_PERMITTED", [("OWN_RECORD", f"input.{part}")])
    [many] = (await calls.call("hr", "setLines", {"items": [line]}))["results"]
    assert (many["refusal"]["code"], codes(many["refusal"])) == ("NOT_PERMITTED", [("OWN_RECORD", f"input.{part}")])
    assert await calls.stored() == before
    await calls.done("leader", "setLine", line)


async def test_sentences_name_the_proposed_appraiser(calls: Calls) -> None:
    """Who appraises today is told that somebody else decides, not that it takes the appraiser."""
    proposal = await Proposals(calls).propose("supervisor")
    refused = await calls.refused("supervisor", *asked("ACCEPT", proposal))
    assert [one["message"] for one in refused["reasons"]] == ["Only this person can do this: Proposed appraiser or Agency administrator."]
