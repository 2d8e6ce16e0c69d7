"""The rule of two persons where one person is several things, by hand and through HTTP: it is about people, not about roles or posts.

Each case is asked twice: of ``availableActions`` and of the mutation, which must say the same.
"""

from datetime import timedelta
from typing import Any

import pytest

from models.database import Database
from models.vocabulary import AppraisalState, ApprovalRoute, Role
from tests.schema.calling import Calls, codes
from tests.worlds import NOW, TEN_CHARS, make_world

AVAILABLE = "query($id: ID!) { appraisal(id: $id) { availableActions { action allowed reasons { code } } } }"
REVIEW = {
    "resultRating": "MEETS",
    "behaviourRating": "MEETS",
    "confirmResults": True,
    "feedback": [{"about": "OVERALL", "text": "Bekerja dengan baik."}],
}
FIELDS: dict[str, tuple[str, dict[str, Any]]] = {
    "SUBMIT": ("submitAppraisal", {}),
    "SUBMIT_IN_ABSENCE": ("submitAppraisalInAbsence", {"reason": TEN_CHARS}),
    "WITHDRAW": ("withdrawAppraisal", {}),
    "RETURN": ("returnAppraisal", {"reason": TEN_CHARS}),
    "REVIEW": ("reviewAppraisal", REVIEW),
    "RECALL": ("recallAppraisal", {"reason": TEN_CHARS}),
    "APPROVE": ("approveAppraisal", {}),
    "VOID": ("voidAppraisal", {"reason": TEN_CHARS, "kind": "DUPLICATE"}),
}


async def forbidden(calls: Calls, who: str, of: str, action: str, code: str) -> None:
    """Show that somebody is refused an action as one and the same person, by preview and mutation, and that nothing changes."""
    body = await calls.post(who, AVAILABLE, {"id": calls.world.appraisal(of)})
    [cell] = [one for one in body["data"]["appraisal"]["availableActions"] if one["action"] == action]
    assert cell == {"action": action, "allowed": False, "reasons": [{"code": code}]}
    before = await calls.stored()
    field, inputs = FIELDS[action]
    refusal = await calls.refused(who, field, {**await calls.subject(of), **inputs})
    assert (refusal["code"], codes(refusal)) == ("NOT_PERMITTED", [(code, None)])
    assert await calls.stored() == before
    assert (await calls.attempts())[-1] == (who, action, "NOT_PERMITTED")


async def act(calls: Calls, who: str, of: str, action: str) -> str:
    """Let somebody carry out an action that is allowed, and give the state that it led to."""
    body = await calls.post(who, AVAILABLE, {"id": calls.world.appraisal(of)})
    [cell] = [one for one in body["data"]["appraisal"]["availableActions"] if one["action"] == action]
    assert cell == {"action": action, "allowed": True, "reasons": []}
    field, inputs = FIELDS[action]
    payload = await calls.done(who, field, {**await calls.subject(of), **inputs})
    state: str = payload["appraisal"]["state"]
    return state


async def line(calls: Calls, appraiser: str, approver: str) -> None:
    """Set by delegation, from today on, who appraises and approves the employee; a second admin does it."""
    world = calls.world
    world.members["leader"].roles = (Role.AGENCY_ADMIN,)
    given = {
        "assignmentId": f"asg_{world.members['employee'].assignment_id}",
        "appraiserId": world.employee(appraiser),
        "approverId": world.employee(approver),
        "validFrom": world.actor("leader").today.isoformat(),
        "documentNumber": "SP/1",
    }
    await calls.done("leader", "setLine", given)


async def absent(database: Database, route: ApprovalRoute = ApprovalRoute.SUPERIOR) -> Calls:
    """Bring the employee's appraisal to SUBMITTED by the admin, in the employee's absence."""
    calls = Calls(await make_world(database, route=route, complete=("employee",)))
    calls.world.now = NOW + timedelta(days=40)
    assert await act(calls, "hr", "employee", "SUBMIT_IN_ABSENCE") == "SUBMITTED"
    return calls


async def test_who_submitted_in_absence_does_not_review(database: Database) -> None:
    """An admin who submits for somebody, is made their appraiser and reviews has written the whole appraisal alone."""
    calls = await absent(database)
    await line(calls, "hr", "approver")
    await forbidden(calls, "hr", "employee", "REVIEW", "SUBMITTED_BY_SAME_PERSON")
    # Giving it back decides nothing; what the employee then submits is the employee's.
    assert await act(calls, "hr", "employee", "RETURN") == "DRAFT"
    assert await act(calls, "employee", "employee", "SUBMIT") == "SUBMITTED"
    assert await act(calls, "hr", "employee", "REVIEW") == "REVIEWED"
    assert await act(calls, "approver", "employee", "APPROVE") == "APPROVED"


async def test_who_submitted_in_absence_does_not_approve(database: Database) -> None:
    """Also two steps later, made the appraiser's superior: neither approved nor sent back by whoever submitted it."""
    calls = await absent(database)
    await line(calls, "supervisor", "hr")
    assert await act(calls, "supervisor", "employee", "REVIEW") == "REVIEWED"
    await forbidden(calls, "hr", "employee", "APPROVE", "SUBMITTED_BY_SAME_PERSON")
    await forbidden(calls, "hr", "employee", "RETURN", "SUBMITTED_BY_SAME_PERSON")
    await line(calls, "supervisor", "approver")
    assert await act(calls, "approver", "employee", "APPROVE") == "APPROVED"


async def test_who_submitted_in_absence_does_not_approve_on_the_short_route(database: Database) -> None:
    """Where the appraiser approves, one who submitted and was made appraiser after the review would decide alone."""
    calls = await absent(database, ApprovalRoute.APPRAISER)
    assert await act(calls, "supervisor", "employee", "REVIEW") == "REVIEWED"
    await line(calls, "hr", "approver")
    body = await calls.post("hr", "query($id: ID!) { appraisal(id: $id) { appraiser { id } } }", {"id": calls.world.appraisal("employee")})
    assert body["data"]["appraisal"]["appraiser"]["id"] == calls.world.employee("supervisor"), "the review pinned its appraiser"
    await forbidden(calls, "hr", "employee", "APPROVE", "RELATION_REQUIRED")
    assert await act(calls, "supervisor", "employee", "RECALL") == "SUBMITTED"
    await forbidden(calls, "hr", "employee", "REVIEW", "SUBMITTED_BY_SAME_PERSON")
    await forbidden(calls, "hr", "employee", "APPROVE", "SUBMITTED_BY_SAME_PERSON")


async def test_a_reviewer_who_becomes_approver_approves_nothing_of_their_own(database: Database) -> None:
    """Promoted between review and approval, the same person would be both pairs of eyes; recalled and reviewed by another, they may."""
    calls = Calls(await make_world(database, complete=("employee",)))
    assert await act(calls, "employee", "employee", "SUBMIT") == "SUBMITTED"
    assert await act(calls, "supervisor", "employee", "REVIEW") == "REVIEWED"
    await line(calls, "planner", "supervisor")
    await forbidden(calls, "supervisor", "employee", "APPROVE", "REVIEWED_BY_SAME_PERSON")
    await forbidden(calls, "supervisor", "employee", "RETURN", "REVIEWED_BY_SAME_PERSON")
    await forbidden(calls, "approver", "employee", "APPROVE", "RELATION_REQUIRED")
    assert await act(calls, "supervisor", "employee", "RECALL") == "SUBMITTED"
    assert await act(calls, "planner", "employee", "REVIEW") == "REVIEWED"
    assert await act(calls, "supervisor", "employee", "APPROVE") == "APPROVED"


@pytest.mark.parametrize("who", ["hr", "supervisor"])
async def test_a_role_gives_nothing_over_ones_own_record(database: Database, who: str) -> None:
    """An admin who voids, submits in absence or extends their own appraisal appraises themselves; other people's they may."""
    calls = Calls(await make_world(database))
    world = calls.world
    world.members[who].roles = (Role.AGENCY_ADMIN, Role.AUDITOR, Role.AGENCY_LEADER)
    world.now = NOW + timedelta(days=40)
    await forbidden(calls, who, who, "VOID", "OWN_RECORD")
    await forbidden(calls, who, who, "SUBMIT_IN_ABSENCE", "OWN_RECORD")
    given = {"kind": "SUBMISSION", "scope": "APPRAISAL", "until": "2026-05-01", "reason": TEN_CHARS}
    own = await calls.refused(who, "grantExtension", {**given, "appraisalId": world.appraisal(who)})
    assert (own["code"], codes(own)) == ("NOT_PERMITTED", [("OWN_RECORD", None)])
    line = {"assignmentId": f"asg_{world.members[who].assignment_id}", "appraiserId": world.employee("planner")}
    own = await calls.refused(who, "setLine", {**line, "validFrom": "2026-04-19", "documentNumber": "SP/1"})
    assert (own["code"], codes(own)) == ("NOT_PERMITTED", [("OWN_RECORD", None)])
    own = await calls.refused(who, "grantRole", {"employeeId": world.employee(who), "role": "AUDITOR", "validFrom": "2026-04-19"})
    assert (own["code"], codes(own)) == ("NOT_PERMITTED", [("OWN_RECORD", None)])
    await calls.done(who, "grantExtension", {**given, "appraisalId": world.appraisal("colleague")})
    assert await act(calls, who, "colleague", "VOID") == "DRAFT"
    assert await act(calls, who, "employee", "SUBMIT_IN_ABSENCE") == "SUBMITTED"


async def test_an_appraiser_acting_for_their_superior_is_still_one_person(database: Database) -> None:
    """Acting in the post above, the supervisor stands in both posts of the line: the one above that approves what they reviewed."""
    calls = Calls(await make_world(database, complete=("employee",)))
    world = calls.world
    await world.bring("employee", AppraisalState.REVIEWED)
    leave = {"employeeId": world.employee("approver"), "kind": "LEAVE", "validFrom": "2026-03-10", "validTo": "2026-03-20"}
    await calls.done("hr", "recordAbsence", leave)
    acting = {"employeeId": world.employee("supervisor"), "positionId": f"pos_{world.positions['approver']}", "kind": "DAILY_ACTING"}
    await calls.done("hr", "startAssignment", {**acting, "validFrom": "2026-03-10", "validTo": "2026-03-20"})
    query = "query($id: ID!) { appraisal(id: $id) { appraiser { id } approver { id } } }"
    body = await calls.post("hr", query, {"id": world.appraisal("employee")})
    assert body["data"]["appraisal"] == {"appraiser": {"id": world.employee("supervisor")}, "approver": {"id": world.employee("mayor")}}
    await forbidden(calls, "supervisor", "employee", "APPROVE", "RELATION_REQUIRED")
    assert await act(calls, "mayor", "employee", "APPROVE") == "APPROVED"


async def test_an_employee_acting_as_their_own_superior_decides_nothing_of_their_own(database: Database) -> None:
    """Acting for the absent supervisor, an employee would appraise themselves: the line goes to whoever stands above the post."""
    calls = Calls(await make_world(database))
    world = calls.world
    await world.bring("employee", AppraisalState.SUBMITTED)
    await world.bring("colleague", AppraisalState.SUBMITTED)
    leave = {"employeeId": world.employee("supervisor"), "kind": "LEAVE", "validFrom": "2026-03-10", "validTo": "2026-03-20"}
    await calls.done("hr", "recordAbsence", leave)
    acting = {"employeeId": world.employee("employee"), "positionId": f"pos_{world.positions['supervisor']}", "kind": "DAILY_ACTING"}
    await calls.done("hr", "startAssignment", {**acting, "validFrom": "2026-03-10", "validTo": "2026-03-20"})
    await forbidden(calls, "employee", "employee", "REVIEW", "RELATION_REQUIRED")
    await forbidden(calls, "employee", "employee", "RETURN", "RELATION_REQUIRED")
    assert await act(calls, "employee", "colleague", "REVIEW") == "REVIEWED"
    assert await act(calls, "approver", "employee", "REVIEW") == "REVIEWED"
    await forbidden(calls, "approver", "employee", "APPROVE", "RELATION_REQUIRED")
    assert await act(calls, "mayor", "employee", "APPROVE") == "APPROVED"
    assert await act(calls, "approver", "colleague", "APPROVE") == "APPROVED"
