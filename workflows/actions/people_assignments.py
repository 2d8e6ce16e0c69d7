"""Who holds which post: starting and ending assignments, down to a Plh of three days."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.people import Assignment, Position
from models.vocabulary import AssignmentKind, EventAction, ReasonCode, SubjectType
from workflows.access import Actor, Granted, Permission
from workflows.actions.dated import Edit, Period, end_row, one_of, rows_of
from workflows.actions.people import Asked, Changed, EmployeeCommand, LoadedEmployee, change_employee, require_over_unit
from workflows.commands import Attempt, Outcome, run
from workflows.lines.reach import Change as Touched
from workflows.refusals import Reason
from workflows.texts import Checked

PREFIX = "assignments"


@dataclass(frozen=True, slots=True)
class AssignmentDraft:
    """An assignment to start; ``valid_to`` is exclusive, None for an open end."""

    employee_id: UUID
    position_id: UUID
    kind: AssignmentKind
    valid_from: date
    valid_to: date | None = None
    document_number: str | None = None


async def start_assignment(database: Database, actor: Actor, draft: AssignmentDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Let an employee hold a post, in one transaction; see ``start_assignment_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, draft.employee_id, EventAction.START_ASSIGNMENT)
    return await run(database, actor, attempt, lambda conn: start_assignment_in(conn, actor, draft, command), command.key)


async def start_assignment_in(conn: Connection, actor: Actor, draft: AssignmentDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Let an employee hold a post, inside the caller's transaction. Two definitive posts at once are a warning.

    Raises:
        Refused: as ``change_employee``; INVALID for an unknown post, for the order of days, and for days on which the employee holds the
            same post in the same way already.
    """

    async def write(conn: Connection, granted: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        period = Period(draft.valid_from, draft.valid_to)
        period.check(checked)
        document = checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS)
        unit_id = await _unit_of(conn, actor, draft.position_id)
        if unit_id is None:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.positionId")
        checked.done()
        await require_over_unit(conn, actor, Permission.EDIT_PEOPLE, unit_id)
        held = await rows_of(conn, Assignment, agency_id=actor.agency_id, employee_id=granted.row.id)
        meanwhile = [row for row in held if period.overlaps(row)]
        if any(row.position_id == draft.position_id and row.kind is draft.kind for row in meanwhile):
            checked.wrong(ReasonCode.OVERLAP, "input.validFrom")
        checked.done()
        if draft.kind is AssignmentKind.DEFINITIVE and any(row.kind is AssignmentKind.DEFINITIVE for row in meanwhile):
            edit.warnings.append(Reason(ReasonCode.TWO_DEFINITIVE_POSTS, "input.validFrom"))
        row = Assignment(
            id=new_id(),
            agency_id=actor.agency_id,
            employee_id=granted.row.id,
            position_id=draft.position_id,
            kind=draft.kind,
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            document_number=document,
            recorded_from=actor.now,
        )
        edit.add(PREFIX, row)
        edit.touched = _touched(row)
        return row.id

    return await change_employee(
        conn, actor, draft.employee_id, Asked(EventAction.START_ASSIGNMENT, Permission.EDIT_PEOPLE, not_own=True), command, write
    )


async def end_assignment(
    database: Database, actor: Actor, assignment_id: UUID, valid_to: date, command: EmployeeCommand
) -> Outcome[Changed]:
    """End an assignment, in one transaction; see ``end_assignment_in``."""

    async def work(conn: Connection) -> Outcome[Changed]:
        return await end_assignment_in(conn, actor, assignment_id, valid_to, command)

    return await run(database, actor, Attempt(SubjectType.EMPLOYEE, None, EventAction.END_ASSIGNMENT), work, command.key)


async def end_assignment_in(
    conn: Connection, actor: Actor, assignment_id: UUID, valid_to: date, command: EmployeeCommand
) -> Outcome[Changed]:
    """End an assignment at ``valid_to`` (exclusive), inside the caller's transaction; one that has an end may be ended earlier.

    Raises:
        Refused: as ``change_employee``; NOT_FOUND for the assignment; INVALID for an end before the start, or not before the known end.
    """
    found = await one_of(conn, Assignment, actor.agency_id, assignment_id)

    async def write(conn: Connection, _: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        row = await one_of(conn, Assignment, actor.agency_id, assignment_id)
        await require_over_unit(conn, actor, Permission.EDIT_PEOPLE, await _unit_of(conn, actor, row.position_id))
        end_row(edit, checked, PREFIX, row, valid_to)
        edit.touched = _touched(row)
        return row.id

    return await change_employee(
        conn, actor, found.employee_id, Asked(EventAction.END_ASSIGNMENT, Permission.EDIT_PEOPLE, not_own=True), command, write
    )


def _touched(row: Assignment) -> Touched:
    return Touched(positions=frozenset({row.position_id}), employees=frozenset({row.employee_id}), assignments=frozenset({row.id}))


async def _unit_of(conn: Connection, actor: Actor, position_id: UUID) -> UUID | None:
    rows = await conn.fetch(
        "SELECT unit_id FROM position WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": position_id}
    )
    return conn.decode(Position, "unit_id", rows[0]["unit_id"]) if rows else None
