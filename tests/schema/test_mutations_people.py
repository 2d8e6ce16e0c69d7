"""Employees through HTTP: posts, absences, legal status, lines by delegation and roles, and what they do to who appraises whom."""

from datetime import timedelta
from typing import Any

import pytest

from models.database import Database
from tests.schema.calling import Calls, codes
from tests.worlds import TEN_CHARS, make_world


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database))


async def appraiser(calls: Calls) -> str:
    """Read who appraises the employee today, as the employee sees it."""
    document = "query ($id: ID!) { appraisal(id: $id) { appraiser { id } } }"
    body = await calls.post("employee", document, {"id": calls.world.appraisal("employee")})
    found: str = body["data"]["appraisal"]["appraiser"]["id"]
    return found


def post(calls: Calls, who: str) -> str:
    """Give the public id of the post of ``who``."""
    return f"pos_{calls.world.positions[who]}"


async def test_a_plh_of_three_days_appraises_meanwhile(calls: Calls) -> None:
    """While the supervisor is on leave and the colleague acts for them; when the supervisor is back early, they appraise again."""
    world = calls.world
    before = await world.one("SELECT version FROM employee WHERE id = :id", id=world.members["supervisor"].employee_id)
    leave = {"employeeId": world.employee("supervisor"), "kind": "LEAVE", "validFrom": "2026-03-10", "validTo": "2026-03-13"}
    away = await calls.done("hr", "recordAbsence", {**leave, "documentNumber": "CUTI/7", "expectedVersion": before["version"]})
    assert away["employee"] == {"id": world.employee("supervisor"), "version": before["version"] + 1}
    assert (away["absence"]["validFrom"], away["absence"]["validTo"]) == ("2026-03-10", "2026-03-13")
    acting = {"employeeId": world.employee("stranger"), "positionId": post(calls, "supervisor"), "kind": "DAILY_ACTING"}
    started = await calls.done("hr", "startAssignment", {**acting, "validFrom": "2026-03-10", "validTo": "2026-03-13", "reason": TEN_CHARS})
    assert started["event"]["action"] == "START_ASSIGNMENT"
    assert started["event"]["reason"] == TEN_CHARS
    assert await appraiser(calls) == world.employee("stranger")
    back = await calls.done("hr", "endAbsence", {"id": away["absence"]["id"], "validTo": "2026-03-11"})
    assert back["absence"]["validTo"] == "2026-03-11"
    ended = await calls.done("hr", "endAssignment", {"id": started["assignment"]["id"], "validTo": "2026-03-11"})
    assert ended["assignment"] == {**started["assignment"], "validTo": "2026-03-11"}
    world.now = world.now.replace(day=11)
    assert await appraiser(calls) == world.employee("supervisor")


async def test_what_was_recorded_later_is_corrected_after_the_clock_was_set_back(calls: Calls) -> None:
    """An hour back between two commands: what was known is closed at the moment at which it was recorded, and nothing fails."""
    leave = {"employeeId": calls.world.employee("supervisor"), "kind": "LEAVE", "validFrom": "2026-03-10", "validTo": "2026-03-20"}
    away = await calls.done("hr", "recordAbsence", leave)
    calls.world.now -= timedelta(hours=1)
    back = await calls.done("hr", "endAbsence", {"id": away["absence"]["id"], "validTo": "2026-03-12"})
    assert back["absence"]["validTo"] == "2026-03-12"
    rows = await calls.world.all("SELECT recorded_from, recorded_to FROM absence ORDER BY recorded_to IS NULL")
    assert [str(row["recorded_to"]) for row in rows] == [str(rows[0]["recorded_from"]), "None"]
    assert rows[1]["recorded_from"] == rows[0]["recorded_to"]


async def test_two_definitive_posts_are_a_warning(calls: Calls) -> None:
    """It is done all the same."""
    given = {"employeeId": calls.world.employee("employee"), "positionId": post(calls, "stranger"), "kind": "DEFINITIVE"}
    done = await calls.done("hr", "startAssignment", {**given, "validFrom": "2026-03-10"})
    assert done["warnings"] == [{"code": "TWO_DEFINITIVE_POSTS", "path": "input.validFrom"}]


async def test_legal_status_exempts_from_submitting(calls: Calls) -> None:
    """Suspended from today on: the employee can't submit, the admin may in their absence."""
    given = {"employeeId": calls.world.employee("employee"), "status": "SUSPENDED", "validFrom": "2026-03-10"}
    done = await calls.done("hr", "recordLegalStatus", given)
    assert done["legalStatus"]["status"] == "SUSPENDED"
    refusal = await calls.refused("employee", "submitAppraisal", await calls.subject("employee"))
    assert "LEGAL_STATUS" in [code for code, _ in codes(refusal)]
    absent = await calls.done("hr", "submitAppraisalInAbsence", {**await calls.subject("employee"), "reason": TEN_CHARS})
    assert absent["appraisal"]["state"] == "SUBMITTED"


async def test_a_line_by_delegation_is_obeyed_until_it_ends(calls: Calls) -> None:
    """Set and ended; never with the employee as their own appraiser, never one's own, never without a document."""
    world = calls.world
    given = {
        "assignmentId": f"asg_{world.members['employee'].assignment_id}",
        "appraiserId": world.employee("planner"),
        "validFrom": "2026-03-10",
        "documentNumber": "SK/9",
    }
    wrong = await calls.refused("hr", "setLine", {**given, "appraiserId": world.employee("employee"), "documentNumber": " "})
    assert wrong["code"] == "INVALID"
    assert sorted(codes(wrong)) == [("NOT_ANOTHER_PERSON", "input.appraiserId"), ("TEXT_EMPTY", "input.documentNumber")]
    own = await calls.refused("hr", "setLine", {**given, "assignmentId": f"asg_{world.members['hr'].assignment_id}"})
    assert (own["code"], codes(own)) == ("NOT_PERMITTED", [("OWN_RECORD", None)])
    done = await calls.done("hr", "setLine", given)
    assert await appraiser(calls) == world.employee("planner")
    await calls.done("hr", "endLine", {"id": done["line"]["id"], "validTo": "2026-03-11"})
    world.now = world.now.replace(day=11)
    assert await appraiser(calls) == world.employee("supervisor")


async def test_roles_are_granted_and_revoked(calls: Calls) -> None:
    """Over a unit; never to oneself; a grant that hasn't begun is withdrawn."""
    world = calls.world
    given = {
        "employeeId": world.employee("stranger"),
        "role": "AUDITOR",
        "unitId": f"unt_{world.units['testing']}",
        "validFrom": "2026-03-10",
        "validTo": "2026-06-01",
        "documentNumber": "700/9",
    }
    granted = await calls.done("hr", "grantRole", {**given, "idempotencyKey": "kunci-1"})
    assert (granted["grant"]["role"], granted["grant"]["validTo"], granted["event"]["action"]) == ("AUDITOR", "2026-06-01", "GRANT_ROLE")
    again = await calls.done("hr", "grantRole", {**given, "idempotencyKey": "kunci-1"})
    assert (again["replayed"], again["grant"], again["event"]) == (True, granted["grant"], granted["event"])
    twice = await calls.refused("hr", "grantRole", given)
    assert (twice["code"], codes(twice)) == ("INVALID", [("OVERLAP", "input.validFrom")])
    own = await calls.refused("hr", "grantRole", {**given, "employeeId": world.employee("hr")})
    assert (own["code"], codes(own)) == ("NOT_PERMITTED", [("OWN_RECORD", None)])
    ended = await calls.done("hr", "revokeRole", {"id": granted["grant"]["id"], "validTo": "2026-04-01"})
    assert ended["grant"]["validTo"] == "2026-04-01"
    withdrawn = await calls.done("hr", "revokeRole", {"id": granted["grant"]["id"]})
    assert withdrawn["event"]["action"] == "REVOKE_ROLE"


async def test_people_are_the_admins(calls: Calls) -> None:
    """Anybody else is refused with the role that is asked for; what is absent is NOT_FOUND; nothing changes."""
    world = calls.world
    leave = {"employeeId": world.employee("employee"), "kind": "LEAVE", "validFrom": "2026-03-10"}
    before = await calls.stored()
    tried: list[tuple[str, dict[str, Any]]] = [
        ("recordAbsence", leave),
        ("recordLegalStatus", {"employeeId": leave["employeeId"], "status": "DIED", "validFrom": "2026-03-10"}),
        ("grantRole", {"employeeId": leave["employeeId"], "role": "AUDITOR", "validFrom": "2026-03-10"}),
    ]
    for field, given in tried:
        refusal = await calls.refused("supervisor", field, given)
        assert (refusal["code"], [code for code, _ in codes(refusal)]) == ("NOT_PERMITTED", ["ROLE_REQUIRED"])
        assert refusal["reasons"][0]["whoCan"] == [{"relation": None, "role": "AGENCY_ADMIN", "employee": None}]
    assert (await calls.refused("foreigner", "recordAbsence", leave))["code"] == "NOT_FOUND"
    assert (await calls.refused("hr", "endAssignment", {"id": world.cycle, "validTo": "2026-03-11"}))["code"] == "NOT_FOUND"
    stale = await calls.refused("hr", "recordAbsence", {**leave, "expectedVersion": 7})
    assert (stale["code"], stale["currentVersion"]) == ("STALE", 1)
    assert await calls.stored() == before
    assert [action for _, action, _ in await calls.attempts()] == ["RECORD_ABSENCE", "RECORD_LEGAL_STATUS", "GRANT_ROLE"]
