"""Commands on different people of one agency at the same moment: the lines that are left fit all of them together."""

import asyncio
from datetime import date

from models.database import Connection, Database
from models.vocabulary import AbsenceKind, AssignmentKind
from tests.worlds import done, make_world
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_assignments import AssignmentDraft, start_assignment, start_assignment_in
from workflows.actions.people_standing import AbsenceDraft, record_absence, record_absence_in
from workflows.lines.storing import rebuild

LINES = "SELECT id, assignment_id, valid_from, valid_to, appraiser_id, approver_id, because FROM reporting_line ORDER BY id"


async def test_absences_and_replacements_recorded_at_once(database: Database) -> None:
    world = await make_world(database)
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    hr, first, last = world.actor("hr"), date(2026, 3, 16), date(2026, 3, 20)
    stands_in = {"supervisor": "colleague", "approver": "planner", "mayor": "stranger"}
    absences = [AbsenceDraft(world.members[who].employee_id, AbsenceKind.LEAVE, first, last) for who in stands_in]
    posts = [
        AssignmentDraft(world.members[by].employee_id, world.positions[who], AssignmentKind.DAILY_ACTING, first, last)
        for who, by in stands_in.items()
    ]
    outcomes = await asyncio.gather(
        *(record_absence(database, hr, one, EmployeeCommand()) for one in absences),
        *(start_assignment(database, hr, one, EmployeeCommand()) for one in posts),
    )
    assert len([done(one) for one in outcomes]) == 6
    left = await world.all(LINES)
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    assert await world.all(LINES) == left
    on_leave = [row for row in left if str(row["assignment_id"]) == str(world.members["employee"].assignment_id)]
    names = {str(one.employee_id): who for who, one in world.members.items()}
    assert [
        (names[str(row["appraiser_id"])], names[str(row["approver_id"])])
        for row in sorted(on_leave, key=lambda row: str(row["valid_from"]))
    ] == [
        ("supervisor", "approver"),
        ("colleague", "planner"),
        ("supervisor", "approver"),
    ]


async def test_a_write_sees_what_an_unfinished_one_has_changed(database: Database) -> None:
    """The absence is written but not committed when the replacement begins: whoever computes lines waits for it."""
    world = await make_world(database)
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    hr, first, last = world.actor("hr"), date(2026, 3, 16), date(2026, 3, 20)
    absence = AbsenceDraft(world.members["supervisor"].employee_id, AbsenceKind.LEAVE, first, last)
    stands_in = AssignmentDraft(
        world.members["stranger"].employee_id, world.positions["supervisor"], AssignmentKind.DAILY_ACTING, first, last
    )
    written, replaced = asyncio.Event(), asyncio.Event()

    async def go_away(conn: Connection) -> None:
        await record_absence_in(conn, hr, absence, EmployeeCommand())
        written.set()
        # Long enough for a replacement that doesn't wait to be over; one that waits can't be.
        await asyncio.wait([waiting := asyncio.create_task(replaced.wait())], timeout=0.5)
        waiting.cancel()
        assert not replaced.is_set()

    async def stand_in() -> None:
        await written.wait()
        await database.transaction(lambda conn: start_assignment_in(conn, hr, stands_in, EmployeeCommand()))
        replaced.set()

    await asyncio.gather(database.transaction(go_away), stand_in())
    left = await world.all(LINES)
    assert str(world.members["stranger"].employee_id) in {
        str(row["appraiser_id"]) for row in left if str(row["assignment_id"]) == str(world.members["employee"].assignment_id)
    }
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    assert await world.all(LINES) == left
