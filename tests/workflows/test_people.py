"""Commands on people in a town that is built through ``rebuild``: what they write, what they refuse, and lines that stay right."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from models.database import Connection, Database, new_id
from models.vocabulary import AbsenceKind, AssignmentKind, LegalStatusKind, ReasonCode, RefusalCode, Role
from tests.worlds import NOW, World, done, make_world
from workflows.actions.people import Changed, EmployeeCommand
from workflows.actions.people_assignments import AssignmentDraft, end_assignment, start_assignment
from workflows.actions.people_lines import LineDraft, end_line, set_line
from workflows.actions.people_roles import GrantDraft, RoleEnd, grant_role, revoke_role
from workflows.actions.people_standing import (
    AbsenceDraft,
    LegalStatusDraft,
    end_absence,
    record_absence,
    record_legal_status,
)
from workflows.actor import RoleHeld
from workflows.commands import IdempotencyKey, Outcome
from workflows.lines.explanation import read_because
from workflows.lines.storing import rebuild

PLAIN = EmployeeCommand()
DERIVED = {
    "reporting_line": "assignment_id, employee_id, valid_from, valid_to, appraiser_id, appraiser_assignment_id, approver_id,"
    " approver_assignment_id, route, rule, because",
    "unit_closure": "ancestor_id, descendant_id, depth, valid_from, valid_to",
}


@pytest.fixture
async def world(database: Database) -> World:
    made = await make_world(database)
    await database.transaction(lambda conn: rebuild(conn, made.agency_id))
    return made


async def derived(world: World) -> dict[str, list[str]]:
    """Read the derived tables whole, keys left out."""
    return {
        table: sorted(str(list(row.values())) for row in await world.all(f"SELECT {columns} FROM {table}"))
        for table, columns in DERIVED.items()
    }


async def line(world: World, who: str, on: date) -> tuple[str | None, str | None]:
    """Read who appraises and approves ``who`` on a day, by short names."""
    row = await world.one(
        "SELECT appraiser_id, approver_id FROM reporting_line WHERE assignment_id = :assignment AND valid_from <= :day"
        " AND (valid_to IS NULL OR valid_to > :day)",
        assignment=world.members[who].assignment_id,
        day=on,
    )
    names = {str(one.employee_id): name for name, one in world.members.items()}
    return names.get(str(row["appraiser_id"])), names.get(str(row["approver_id"]))


async def version(world: World, who: str) -> int:
    return int((await world.one("SELECT version FROM employee WHERE id = :id", id=world.members[who].employee_id))["version"])


def refusal(outcome: Outcome[Any]) -> tuple[RefusalCode, list[ReasonCode]]:
    assert outcome.refusal is not None
    return outcome.refusal.code, [one.code for one in outcome.refusal.reasons]


def plh(world: World, start: date, end: date | None) -> AssignmentDraft:
    """The colleague acts for the supervisor."""
    post = world.positions["supervisor"]
    return AssignmentDraft(world.members["colleague"].employee_id, post, AssignmentKind.DAILY_ACTING, start, end, "800/1")


def away(world: World, start: date, end: date | None) -> AbsenceDraft:
    return AbsenceDraft(world.members["supervisor"].employee_id, AbsenceKind.LEAVE, start, end)


async def test_rebuilding_finds_the_lines_that_the_world_wrote_by_hand(database: Database) -> None:
    world = await make_world(database)
    before = list(await world.all("SELECT assignment_id, appraiser_id, approver_id, route FROM reporting_line ORDER BY assignment_id"))
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    after = await world.all("SELECT assignment_id, appraiser_id, approver_id, route FROM reporting_line ORDER BY assignment_id")
    assert [list(row.values()) for row in after] == [list(row.values()) for row in before]


async def test_a_daily_acting_officer_of_three_days_by_two_commands(world: World) -> None:
    hr = world.actor("hr")
    before = await version(world, "colleague")
    done(await record_absence(world.database, hr, away(world, date(2026, 3, 16), date(2026, 3, 19)), PLAIN))
    assert await line(world, "employee", date(2026, 3, 16)) == (None, "approver")
    outcome = done(await start_assignment(world.database, hr, plh(world, date(2026, 3, 16), date(2026, 3, 19)), PLAIN))
    assert await line(world, "employee", date(2026, 3, 15)) == ("supervisor", "approver")
    assert await line(world, "employee", date(2026, 3, 16)) == ("colleague", "approver")
    assert await line(world, "employee", date(2026, 3, 18)) == ("colleague", "approver")
    assert await line(world, "employee", date(2026, 3, 19)) == ("supervisor", "approver")
    assert await line(world, "colleague", date(2026, 3, 16)) == ("approver", "mayor")
    assert await version(world, "colleague") == before + 1
    event = await world.one("SELECT action, version, subject_id, unit_id, changed_fields FROM event WHERE id = :id", id=outcome.event_id)
    assert (event["action"], event["version"], event["changed_fields"]) == ("START_ASSIGNMENT", before + 1, "|assignments|")
    assert str(event["unit_id"]) == str(world.units["testing"])


async def test_every_command_leaves_what_a_rebuild_would_make(world: World) -> None:
    hr, db = world.actor("hr"), world.database
    member = world.members
    started = done(await start_assignment(db, hr, plh(world, date(2026, 3, 16), date(2026, 4, 16)), PLAIN)).value
    absent = done(await record_absence(db, hr, away(world, date(2026, 3, 16), None), PLAIN)).value
    assert started is not None
    assert absent is not None
    status = LegalStatusDraft(member["approver"].employee_id, LegalStatusKind.STUDY_ASSIGNMENT, date(2026, 9, 1))
    assignment, planner = member["employee"].assignment_id, member["planner"].employee_id
    assert assignment is not None
    by_hand = LineDraft(assignment, planner, None, date(2026, 5, 1), None, "800/2")
    steps: list[Callable[[], Awaitable[Outcome[Changed]]]] = [
        lambda: end_assignment(db, hr, started.row_id, date(2026, 3, 20), PLAIN),
        lambda: end_absence(db, hr, absent.row_id, date(2026, 3, 18), PLAIN),
        lambda: record_legal_status(db, hr, status, PLAIN),
        lambda: set_line(db, hr, by_hand, PLAIN),
        lambda: set_line(db, hr, replace(by_hand, appraiser_id=member["stranger"].employee_id, valid_from=date(2026, 6, 1)), PLAIN),
        lambda: end_assignment(db, hr, member["planner"].assignment_id or UUID(int=0), date(2026, 7, 1), PLAIN),
        lambda: end_assignment(db, hr, assignment, date(2026, 8, 1), PLAIN),
    ]
    for step in steps:
        done(await step())
        left = await derived(world)
        keys = await world.all("SELECT id FROM reporting_line ORDER BY id")
        await db.transaction(lambda conn: rebuild(conn, world.agency_id))
        assert await derived(world) == left
        assert [str(row["id"]) for row in await world.all("SELECT id FROM reporting_line ORDER BY id")] == [str(row["id"]) for row in keys]
    assert await line(world, "employee", date(2026, 5, 10)) == ("planner", "mayor")
    # The stranger's superior is the planner until July; then that post is vacant.
    assert await line(world, "employee", date(2026, 6, 10)) == ("stranger", "planner")
    assert await line(world, "employee", date(2026, 7, 10)) == ("stranger", None)
    assert await line(world, "colleague", date(2026, 9, 10)) == ("supervisor", None)


async def test_an_end_keeps_what_was_known(world: World) -> None:
    assignment = world.members["employee"].assignment_id
    assert assignment is not None
    done(await end_assignment(world.database, world.actor("hr"), assignment, date(2026, 5, 1), PLAIN))
    sql = "SELECT id, valid_to, recorded_to FROM assignment WHERE employee_id = :who ORDER BY recorded_to IS NULL"
    known, now = await world.all(sql, who=world.members["employee"].employee_id)
    assert (str(now["id"]), str(now["valid_to"]), now["recorded_to"]) == (str(assignment), "2026-05-01", None)
    assert known["valid_to"] is None
    assert known["recorded_to"] is not None
    again = await end_assignment(world.database, world.actor("hr"), assignment, date(2026, 6, 1), PLAIN)
    assert refusal(again) == (RefusalCode.INVALID, [ReasonCode.ALREADY_ENDED])
    backward = await end_assignment(world.database, world.actor("hr"), assignment, date(2026, 1, 1), PLAIN)
    assert refusal(backward) == (RefusalCode.INVALID, [ReasonCode.DATE_ORDER])


async def test_why_nobody_appraises_is_told(world: World) -> None:
    done(await record_absence(world.database, world.actor("hr"), away(world, date(2026, 3, 16), date(2026, 3, 19)), PLAIN))
    row = await world.one(
        "SELECT because FROM reporting_line WHERE assignment_id = :assignment AND appraiser_id IS NULL",
        assignment=world.members["employee"].assignment_id,
    )
    steps = read_because(row["because"])
    assert [(one.part.value, one.step.value) for one in steps] == [
        ("APPRAISER", "HOLDER_AWAY"),
        ("APPRAISER", "NOBODY_PRESENT"),
        ("APPROVER", "HOLDER"),
        ("ROUTE", "ROUTE_OF_AGENCY"),
    ]
    assert steps[0].employee_id == world.members["supervisor"].employee_id


async def test_two_definitive_posts_are_a_warning_and_the_same_post_twice_an_error(world: World) -> None:
    colleague = world.members["colleague"]
    second = AssignmentDraft(colleague.employee_id, world.positions["stranger"], AssignmentKind.DEFINITIVE, date(2026, 4, 1))
    outcome = done(await start_assignment(world.database, world.actor("hr"), second, PLAIN))
    assert [one.code for one in outcome.warnings] == [ReasonCode.TWO_DEFINITIVE_POSTS]
    again = await start_assignment(world.database, world.actor("hr"), replace(second, valid_from=date(2026, 5, 1)), PLAIN)
    assert refusal(again) == (RefusalCode.INVALID, [ReasonCode.OVERLAP])


async def test_a_legal_status_ends_the_one_before_and_never_a_later_one(world: World) -> None:
    hr, who = world.actor("hr"), world.members["employee"].employee_id
    first = LegalStatusDraft(who, LegalStatusKind.UNPAID_LEAVE, date(2026, 4, 1))
    done(await record_legal_status(world.database, hr, first, PLAIN))
    done(await record_legal_status(world.database, hr, LegalStatusDraft(who, LegalStatusKind.ACTIVE, date(2026, 6, 1)), PLAIN))
    rows = await world.all("SELECT status, valid_from, valid_to FROM legal_status WHERE recorded_to IS NULL ORDER BY valid_from")
    assert [[str(value) for value in row.values()] for row in rows] == [
        ["UNPAID_LEAVE", "2026-04-01", "2026-06-01"],
        ["ACTIVE", "2026-06-01", "None"],
    ]
    early = await record_legal_status(world.database, hr, replace(first, valid_from=date(2026, 3, 1)), PLAIN)
    assert refusal(early) == (RefusalCode.INVALID, [ReasonCode.OVERLAP])
    same = await record_legal_status(world.database, hr, LegalStatusDraft(who, LegalStatusKind.ACTIVE, date(2026, 6, 1)), PLAIN)
    assert refusal(same) == (RefusalCode.INVALID, [ReasonCode.DUPLICATE])
    done(await record_legal_status(world.database, hr, LegalStatusDraft(who, LegalStatusKind.SUSPENDED, date(2026, 6, 1)), PLAIN))
    current = await world.one("SELECT status FROM legal_status WHERE recorded_to IS NULL AND valid_to IS NULL")
    assert current["status"] == "SUSPENDED"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"appraiser": "employee"}, [ReasonCode.NOT_ANOTHER_PERSON]),
        ({"approver": "employee"}, [ReasonCode.NOT_ANOTHER_PERSON]),
        ({"approver": "planner"}, [ReasonCode.NOT_ANOTHER_PERSON]),
        ({"document": " "}, [ReasonCode.TEXT_EMPTY]),
        ({"appraiser": "foreigner"}, [ReasonCode.UNKNOWN_REFERENCE]),
        ({"end": "2026-05-01"}, [ReasonCode.DATE_ORDER]),
    ],
)
async def test_lines_by_hand_that_are_refused(world: World, change: dict[str, str], codes: list[ReasonCode]) -> None:
    member = world.members
    assignment = member["employee"].assignment_id
    assert assignment is not None
    draft = LineDraft(
        assignment,
        member[change.get("appraiser", "planner")].employee_id,
        member[change["approver"]].employee_id if "approver" in change else None,
        date(2026, 5, 1),
        date.fromisoformat(change["end"]) if "end" in change else None,
        change.get("document", "800/2"),
    )
    before = await derived(world)
    assert refusal(await set_line(world.database, world.actor("hr"), draft, PLAIN)) == (RefusalCode.INVALID, codes)
    assert await derived(world) == before
    assert await world.all("SELECT id FROM hand_set_line") == []


async def test_a_line_by_hand_ends_again(world: World) -> None:
    assignment = world.members["employee"].assignment_id
    assert assignment is not None
    draft = LineDraft(assignment, world.members["planner"].employee_id, None, date(2026, 5, 1), None, "800/2")
    made = done(await set_line(world.database, world.actor("hr"), draft, PLAIN)).value
    assert made is not None
    done(await end_line(world.database, world.actor("hr"), made.row_id, date(2026, 6, 1), PLAIN))
    assert await line(world, "employee", date(2026, 5, 31)) == ("planner", "mayor")
    assert await line(world, "employee", date(2026, 6, 1)) == ("supervisor", "approver")


async def test_nobody_decides_their_own_line_or_grant(world: World) -> None:
    hr, own = world.actor("hr"), world.members["hr"]
    assert own.assignment_id is not None
    draft = LineDraft(own.assignment_id, world.members["planner"].employee_id, None, date(2026, 5, 1), None, "800/2")
    assert refusal(await set_line(world.database, hr, draft, PLAIN)) == (RefusalCode.NOT_PERMITTED, [ReasonCode.OWN_RECORD])
    grant = GrantDraft(own.employee_id, Role.AUDITOR, (), date(2026, 5, 1))
    assert refusal(await grant_role(world.database, hr, grant, PLAIN)) == (RefusalCode.NOT_PERMITTED, [ReasonCode.OWN_RECORD])


@pytest.mark.parametrize("who", ["employee", "supervisor", "approver", "mayor", "auditor", "leader", "operator"])
async def test_only_an_admin_changes_people(world: World, who: str) -> None:
    actor, before, events = world.actor(who), await derived(world), len(await world.all("SELECT id FROM event"))
    outcomes = [
        await start_assignment(world.database, actor, plh(world, date(2026, 3, 16), None), PLAIN),
        await record_absence(world.database, actor, away(world, date(2026, 3, 16), None), PLAIN),
        await grant_role(world.database, actor, GrantDraft(world.members["stranger"].employee_id, Role.OPERATOR, (), NOW.date()), PLAIN),
    ]
    assert [refusal(one)[0] for one in outcomes] == [RefusalCode.NOT_PERMITTED] * 3
    assert await derived(world) == before
    assert len(await world.all("SELECT id FROM event")) == events


async def test_another_agencys_admin_finds_nobody(world: World) -> None:
    outcome = await record_absence(world.database, world.actor("foreigner"), away(world, date(2026, 3, 16), None), PLAIN)
    absent = replace(away(world, date(2026, 3, 16), None), employee_id=new_id())
    assert outcome.refusal == (await record_absence(world.database, world.actor("foreigner"), absent, PLAIN)).refusal
    assert refusal(outcome) == (RefusalCode.NOT_FOUND, [])


async def test_an_admin_of_a_unit_stays_inside_it(world: World) -> None:
    """Over the transport office: staff below it, posts below it, grants over it; never the mayor's post or the whole agency."""
    office = replace(world.actor("stranger"), roles=(RoleHeld(Role.AGENCY_ADMIN, world.units["transport"]),))
    done(await start_assignment(world.database, office, plh(world, date(2026, 3, 16), date(2026, 3, 17)), PLAIN))
    upward = replace(plh(world, date(2026, 3, 20), None), position_id=world.positions["mayor"])
    assert refusal(await start_assignment(world.database, office, upward, PLAIN))[0] is RefusalCode.NOT_PERMITTED
    other = AbsenceDraft(world.members["planner"].employee_id, AbsenceKind.SICK, date(2026, 3, 16))
    assert refusal(await record_absence(world.database, office, other, PLAIN))[0] is RefusalCode.NOT_PERMITTED
    grant = GrantDraft(world.members["colleague"].employee_id, Role.AGENCY_LEADER, (), date(2026, 3, 10))
    assert refusal(await grant_role(world.database, office, grant, PLAIN))[0] is RefusalCode.NOT_PERMITTED
    done(await grant_role(world.database, office, replace(grant, unit_ids=(world.units["testing"],)), PLAIN))


async def test_a_grant_is_given_ended_and_withdrawn(world: World) -> None:
    hr, who = world.actor("hr"), world.members["stranger"].employee_id
    given = done(await grant_role(world.database, hr, GrantDraft(who, Role.AGENCY_LEADER, (), date(2026, 3, 1)), PLAIN)).value
    assert given is not None
    twice = await grant_role(world.database, hr, GrantDraft(who, Role.AGENCY_LEADER, (), date(2026, 4, 1)), PLAIN)
    assert refusal(twice) == (RefusalCode.INVALID, [ReasonCode.OVERLAP])
    done(await revoke_role(world.database, hr, RoleEnd(given.row_id), PLAIN))
    row = await world.one("SELECT valid_to FROM role_grant WHERE id = :id", id=given.row_id)
    assert str(row["valid_to"]) == "2026-03-10"
    later = done(await grant_role(world.database, hr, GrantDraft(who, Role.AGENCY_LEADER, (), date(2026, 5, 1)), PLAIN)).value
    assert later is not None
    done(await revoke_role(world.database, hr, RoleEnd(later.row_id), PLAIN))
    assert (await world.one("SELECT recorded_to FROM role_grant WHERE id = :id", id=later.row_id))["recorded_to"] is not None
    gone = await revoke_role(world.database, hr, RoleEnd(later.row_id), PLAIN)
    assert refusal(gone) == (RefusalCode.NOT_FOUND, [])


async def test_versions_and_keys(world: World) -> None:
    hr, draft = world.actor("hr"), plh(world, date(2026, 3, 16), date(2026, 3, 19))
    known = await version(world, "colleague")
    command = EmployeeCommand(known, key=IdempotencyKey("key-1", "digest"))
    first = done(await start_assignment(world.database, hr, draft, command))
    again = done(await start_assignment(world.database, hr, draft, command))
    assert (again.replayed, again.event_id, again.value) == (True, first.event_id, first.value)
    stale = await start_assignment(world.database, hr, replace(draft, valid_from=date(2026, 5, 1), valid_to=None), EmployeeCommand(known))
    assert refusal(stale) == (RefusalCode.STALE, [ReasonCode.VERSION_CHANGED])
    assert stale.refusal is not None
    assert stale.refusal.current_version == known + 1
    assert stale.refusal.changed_by == world.members["hr"].employee_id
    assert await version(world, "colleague") == known + 1


async def test_another_agencys_lines_are_left_alone(world: World) -> None:
    async def empty(conn: Connection) -> None:
        await rebuild(conn, world.other_agency_id)

    before = await derived(world)
    await world.database.transaction(empty)
    assert await derived(world) == before
    assert datetime(2026, 3, 10, 2, tzinfo=UTC) == world.now
