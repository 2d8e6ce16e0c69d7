"""Windows, returns, extensions and late flags through HTTP, as tables written by hand: midnights, weekends and holidays of the agency.

The world's quarter: submission from Sunday 1 March 2026 until the end of Friday 10 April, decisions until the end of Monday 20 April.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.database import Connection, Database
from models.people import Holiday
from models.vocabulary import AppraisalAction, AppraisalState, Role, VoidKind
from tests.schema.calling import Calls, codes
from tests.worlds import TEN_CHARS, done, make_world, review_inputs
from workflows.facts import Inputs

LATE = "query($id: ID!) { appraisal(id: $id) { late heldBy { id } } }"


def at(moment: str) -> datetime:
    """Read an instant in UTC, written without its zone."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


async def late(calls: Calls, of: str, who: str = "hr") -> Any:
    """Ask whether an appraisal is late."""
    body = await calls.post(who, LATE, {"id": calls.world.appraisal(of)})
    return body["data"]["appraisal"]["late"]


async def refused_codes(calls: Calls, who: str) -> list[str]:
    """Let somebody submit their own; give the codes of what stood against it, none when it went through."""
    payload = await calls.call(who, "submitAppraisal", await calls.subject(who))
    return [] if payload["refusal"] is None else [code for code, _ in codes(payload["refusal"])]


# Zone, the last instant before the window, its first, its last, and the first after it.
MIDNIGHTS = [
    ("Asia/Jakarta", "2026-02-28T16:59:59.999999", "2026-02-28T17:00:00", "2026-04-10T16:59:59.999999", "2026-04-10T17:00:00"),
    ("Asia/Makassar", "2026-02-28T15:59:59.999999", "2026-02-28T16:00:00", "2026-04-10T15:59:59.999999", "2026-04-10T16:00:00"),
    ("Asia/Jayapura", "2026-02-28T14:59:59.999999", "2026-02-28T15:00:00", "2026-04-10T14:59:59.999999", "2026-04-10T15:00:00"),
]


@pytest.mark.parametrize(("zone", "before", "first", "last", "after"), MIDNIGHTS, ids=[row[0] for row in MIDNIGHTS])
async def test_a_window_opens_and_closes_at_the_agencys_midnight(
    database: Database, zone: str, before: str, first: str, last: str, after: str
) -> None:
    """Counted in UTC or in Jakarta's time, an office in Jayapura would lose the last two hours, or have two too many."""
    calls = Calls(await make_world(database, zone=zone))
    for moment, is_late, expected in (
        (before, False, ["WINDOW_NOT_OPEN"]),
        (after, True, ["WINDOW_CLOSED"]),
        (first, False, []),
        (last, False, []),
    ):
        calls.world.now = at(moment)
        assert await late(calls, "employee") is is_late, moment
        assert await refused_codes(calls, "employee") == expected, moment
        if not expected:
            await calls.done("employee", "withdrawAppraisal", await calls.subject("employee"))
    calls.world.now = at(last)
    assert await refused_codes(calls, "colleague") == []
    calls.world.now = at(after)
    refusal = await calls.refused("colleague", "withdrawAppraisal", await calls.subject("colleague"))
    assert (refusal["code"], codes(refusal)) == ("BLOCKED", [("WINDOW_CLOSED", "cycle.submissionTo")])


# When it is returned (UTC; Jakarta is seven hours ahead), the holidays, and the first day on which it can't be submitted any more.
RETURNS: list[tuple[str, str, Sequence[date], str]] = [
    ("Tuesday: Wednesday, Thursday, Friday", "2026-03-10T13:00", (), "2026-03-14"),
    ("the last moment of Tuesday", "2026-03-10T16:59:59", (), "2026-03-14"),
    ("the first moment of Wednesday: Thursday, Friday, Monday", "2026-03-10T17:00", (), "2026-03-17"),
    ("Thursday: Friday, Monday, Tuesday", "2026-03-12T13:00", (), "2026-03-18"),
    ("Friday: Monday, Tuesday, Wednesday", "2026-03-13T02:00", (), "2026-03-19"),
    ("Saturday counts like Friday", "2026-03-14T02:00", (), "2026-03-19"),
    ("Sunday counts like Friday", "2026-03-15T02:00", (), "2026-03-19"),
    ("Friday, holidays on Monday and Thursday", "2026-03-13T02:00", (date(2026, 3, 16), date(2026, 3, 19)), "2026-03-21"),
    ("Friday, a holiday on Saturday takes nothing", "2026-03-13T02:00", (date(2026, 3, 14),), "2026-03-19"),
    ("the last Thursday: Friday, Monday, Tuesday", "2026-04-09T02:00", (), "2026-04-15"),
    ("the last Friday, a holiday on Monday", "2026-04-10T02:00", (date(2026, 4, 13),), "2026-04-17"),
    ("the Saturday after the window", "2026-04-11T02:00", (), "2026-04-16"),
]


@pytest.mark.parametrize(("moment", "holidays", "until"), [row[1:] for row in RETURNS], ids=[row[0] for row in RETURNS])
async def test_a_return_gives_three_working_days(database: Database, moment: str, holidays: Sequence[date], until: str) -> None:
    """Returned on a Friday before a holiday, three calendar days would be none; and a return never shortens the window."""
    calls = Calls(await make_world(database, complete=("employee",)))
    rows = [Holiday(agency_id=calls.world.agency_id, day=day, name="Libur") for day in holidays]

    async def insert(conn: Connection) -> None:
        await conn.insert(rows)

    await database.transaction(insert)
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    calls.world.now = at(moment)
    body = await calls.answer(
        "supervisor",
        "returnAppraisal",
        {**await calls.subject("employee"), "reason": TEN_CHARS},
        selection="{ appraisal { state resubmitTo } refusal { code } }",
    )
    assert body["data"]["returnAppraisal"] == {"appraisal": {"state": "DRAFT", "resubmitTo": until}, "refusal": None}
    ends = at(f"{max(until, '2026-04-11')}T00:00") - (at("2026-03-11T00:00") - at("2026-03-10T17:00"))
    calls.world.now = ends
    assert await late(calls, "employee") is True
    assert await refused_codes(calls, "employee") == ["WINDOW_CLOSED"]
    calls.world.now = ends - (ends.resolution)
    assert await late(calls, "employee") is False
    assert await refused_codes(calls, "employee") == []


async def test_a_second_return_takes_no_day_away(database: Database) -> None:
    """Returned on Thursday and, after a second submission, with a day's less left: each return gives days, none takes them."""
    calls = Calls(await make_world(database, complete=("employee",)))
    given = []
    for moment in ("2026-04-10T02:00", "2026-04-10T03:00", "2026-04-13T02:00"):
        await calls.world.bring("employee", AppraisalState.SUBMITTED)
        calls.world.now = at(moment)
        await calls.done("supervisor", "returnAppraisal", {**await calls.subject("employee"), "reason": TEN_CHARS})
        given.append(str((await calls.world.row("employee"))["resubmit_to"]))
    assert given == ["2026-04-16", "2026-04-16", "2026-04-17"]


# Scope, unit or appraisal, who grants it, and who can submit in the evening of 30 April; the extension ends with that day.
EXTENSIONS = [
    ("APPRAISAL", "employee", "hr", {"employee"}),
    ("UNIT", "testing", "hr", {"employee", "colleague"}),
    ("UNIT", "transport", "hr", {"employee", "colleague"}),
    ("UNIT", "planning", "hr", {"stranger"}),
    ("UNIT", "city", "hr", {"employee", "colleague", "stranger"}),
    ("CYCLE", None, "hr", {"employee", "colleague", "stranger"}),
    ("CYCLE", None, "leader", {"employee", "colleague", "stranger", "hr"}),
]
EVERYBODY = ("employee", "colleague", "stranger", "hr")


def extension(calls: Calls, kind: str, scope: str, target: str | None) -> dict[str, Any]:
    """Give the input of an extension until the end of 30 April."""
    world = calls.world
    given: dict[str, Any] = {"kind": kind, "scope": scope, "until": "2026-05-01", "reason": TEN_CHARS}
    if scope == "APPRAISAL":
        assert target is not None
        return {**given, "appraisalId": world.appraisal(target)}
    return {**given, "cycleId": world.cycle, "unitId": f"unt_{world.units[target]}" if target else None}


@pytest.mark.parametrize(("scope", "target", "granter", "who"), EXTENSIONS)
async def test_an_extension_holds_for_whom_it_covers_and_never_for_its_granter(
    database: Database, scope: str, target: str | None, granter: str, who: set[str]
) -> None:
    """An admin who holds a window open for a unit must not hold it open for themselves, nor for the unit next door."""
    calls = Calls(await make_world(database, complete=EVERYBODY))
    calls.world.members["leader"].roles = (Role.AGENCY_ADMIN,)
    calls.world.now = at("2026-04-20T02:00")
    assert {one: await refused_codes(calls, one) for one in EVERYBODY} == {one: ["WINDOW_CLOSED"] for one in EVERYBODY}
    payload = await calls.done(granter, "grantExtension", extension(calls, "SUBMISSION", scope, target))
    assert payload["event"]["action"] == "GRANT_EXTENSION"
    calls.world.now = at("2026-04-30T17:00")
    assert {one: await refused_codes(calls, one) for one in EVERYBODY} == {one: ["WINDOW_CLOSED"] for one in EVERYBODY}
    assert {one: await late(calls, one) for one in EVERYBODY} == dict.fromkeys(EVERYBODY, True)
    calls.world.now = at("2026-04-30T16:59:59.999999")
    assert {one for one in EVERYBODY if not await late(calls, one)} == who
    told = {one: await refused_codes(calls, one) for one in EVERYBODY}
    assert told == {one: [] if one in who else ["WINDOW_CLOSED"] for one in EVERYBODY}


async def test_a_decisions_extension_opens_no_submission(database: Database) -> None:
    """The two windows are two: more time for superiors is none for employees; and it moves their late flag."""
    calls = Calls(await make_world(database))
    await calls.world.bring("colleague", AppraisalState.SUBMITTED)
    calls.world.now = at("2026-04-20T17:00")
    assert await late(calls, "colleague") is True
    await calls.done("hr", "grantExtension", extension(calls, "DECISION", "UNIT", "testing"))
    assert await late(calls, "colleague") is False
    assert await refused_codes(calls, "employee") == ["WINDOW_CLOSED"]
    calls.world.now = at("2026-04-30T16:59:59.999999")
    assert await late(calls, "colleague") is False
    calls.world.now = at("2026-04-30T17:00")
    assert await late(calls, "colleague") is True


# State, the last instant at which it isn't late, and the first at which it is; None where it never is.
LATENESS = [
    ("DRAFT", "2026-04-10T16:59:59.999999", "2026-04-10T17:00:00"),
    ("SUBMITTED", "2026-04-20T16:59:59.999999", "2026-04-20T17:00:00"),
    ("REVIEWED", "2026-04-20T16:59:59.999999", "2026-04-20T17:00:00"),
    ("APPROVED", "2026-12-31T16:59:59.999999", None),
    ("VOIDED", "2026-12-31T16:59:59.999999", None),
]


@pytest.mark.parametrize(("state", "in_time", "behind"), LATENESS)
async def test_late_is_a_flag_and_no_lock(database: Database, state: str, in_time: str, behind: str | None) -> None:
    """Flagged a day early, a superior is blamed for nothing; locked out when late, an employee gets no appraisal at all."""
    calls = Calls(await make_world(database, complete=("employee",)))
    if state == "VOIDED":
        done(await calls.world.act("hr", "employee", AppraisalAction.VOID, Inputs(reason=TEN_CHARS, void_kind=VoidKind.DUPLICATE)))
    else:
        await calls.world.bring("employee", AppraisalState(state))
    calls.world.now = at(in_time)
    assert await late(calls, "employee") is False
    if behind is None:
        return
    calls.world.now = at(behind)
    assert await late(calls, "employee") is True
    found = await calls.post("hr", "{ appraisals(filter: {late: true}) { edges { node { id } } } }")
    assert calls.world.appraisal("employee") in [edge["node"]["id"] for edge in found["data"]["appraisals"]["edges"]]
    if state == "SUBMITTED":
        done(await calls.world.act("supervisor", "employee", AppraisalAction.REVIEW, review_inputs()))
    if state != "DRAFT":
        done(await calls.world.act("approver", "employee", AppraisalAction.APPROVE))
        assert await late(calls, "employee") is False


async def test_what_was_submitted_in_absence_is_withdrawn_only_by_who_could_submit_it(database: Database) -> None:
    """Suspended, they could take back what the admin submitted and not submit it again: an appraisal that nobody can go on with."""
    calls = Calls(await make_world(database, complete=("employee",)))
    given = {"employeeId": calls.world.employee("employee"), "validFrom": "2026-03-10"}
    await calls.done("hr", "recordLegalStatus", {**given, "status": "SUSPENDED"})
    await calls.done("hr", "submitAppraisalInAbsence", {**await calls.subject("employee"), "reason": TEN_CHARS})
    refusal = await calls.refused("employee", "withdrawAppraisal", await calls.subject("employee"))
    assert (refusal["code"], codes(refusal)) == ("BLOCKED", [("LEGAL_STATUS", "employee.legalStatus")])
    calls.world.now = at("2026-03-16T02:00")
    await calls.done("hr", "recordLegalStatus", {**given, "status": "ACTIVE", "validFrom": "2026-03-16"})
    await calls.done("employee", "withdrawAppraisal", await calls.subject("employee"))
    assert await refused_codes(calls, "employee") == []
