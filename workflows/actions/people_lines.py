"""Lines set by written delegation: who appraises and approves whoever holds an assignment, where posts don't tell it."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.people import Assignment, Employee, HandSetLine
from models.vocabulary import EventAction, ReasonCode, SubjectType
from workflows.access import Actor, Granted, Permission
from workflows.actions.dated import Edit, Period, end_row, follow, one_of, rows_of
from workflows.actions.people import Asked, Changed, EmployeeCommand, LoadedEmployee, change_employee
from workflows.commands import Attempt, Outcome, run
from workflows.engine import Loaded
from workflows.lines.reach import Change as Touched
from workflows.texts import Checked

PREFIX = "handSetLines"
SET_LINE = Asked(EventAction.SET_LINE, Permission.SET_LINE, not_own=True)


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line to set; without an approver, the approver is found above the appraiser. ``valid_to`` is exclusive."""

    assignment_id: UUID
    appraiser_id: UUID
    approver_id: UUID | None
    valid_from: date
    valid_to: date | None
    document_number: str


async def set_line(database: Database, actor: Actor, draft: LineDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Set a line by hand, in one transaction; see ``set_line_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, None, EventAction.SET_LINE)
    kept = not command.dry_run
    return await run(database, actor, attempt, lambda conn: set_line_in(conn, actor, draft, command), command.key, keep_attempt=kept)


async def set_line_in(conn: Connection, actor: Actor, draft: LineDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Set a line by hand, inside the caller's transaction; one that held before ends on the day it begins.

    Raises:
        Refused: as ``change_employee``; NOT_FOUND for the assignment; NOT_PERMITTED for one's own line and for one that names oneself;
            INVALID when employee, appraiser and approver aren't different people of the agency, without a document, and when a line that
            begins later would be cut off.
    """
    return await _set_line(conn, actor, draft, command, None)


async def set_line_decided(conn: Connection, granted: Granted[Loaded], draft: LineDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Set a line that a workflow's table has let the actor decide: the same in all, but that no permission is asked again.

    Raises:
        Refused: as ``set_line_in``.
    """
    return await _set_line(conn, granted.actor, draft, command, granted)


async def _set_line(
    conn: Connection, actor: Actor, draft: LineDraft, command: EmployeeCommand, decided: Granted[Loaded] | None
) -> Outcome[Changed]:
    assignment = await one_of(conn, Assignment, actor.agency_id, draft.assignment_id)

    async def write(conn: Connection, granted: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        Period(draft.valid_from, draft.valid_to).check(checked)
        document = checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS, required=True)
        await check_people(conn, actor, granted.row.id, draft.appraiser_id, draft.approver_id, checked)
        row = HandSetLine(
            id=new_id(),
            agency_id=actor.agency_id,
            assignment_id=draft.assignment_id,
            appraiser_id=draft.appraiser_id,
            approver_id=draft.approver_id,
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            document_number=document or "",
            recorded_from=actor.now,
        )
        known = await rows_of(conn, HandSetLine, agency_id=actor.agency_id, assignment_id=draft.assignment_id)
        edit.touched = Touched(assignments=frozenset({draft.assignment_id}))
        return follow(edit, checked, PREFIX, known, row, ("appraiser_id", "approver_id", "valid_to", "document_number"))

    asked = replace(SET_LINE, names={"input.appraiserId": draft.appraiser_id, "input.approverId": draft.approver_id})
    return await change_employee(conn, actor, assignment.employee_id, asked, command, write, decided)


async def end_line(database: Database, actor: Actor, line_id: UUID, valid_to: date, command: EmployeeCommand) -> Outcome[Changed]:
    """End a line set by hand, in one transaction; see ``end_line_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, None, EventAction.SET_LINE)
    return await run(database, actor, attempt, lambda conn: end_line_in(conn, actor, line_id, valid_to, command), command.key)


async def end_line_in(conn: Connection, actor: Actor, line_id: UUID, valid_to: date, command: EmployeeCommand) -> Outcome[Changed]:
    """Let a line set by hand end at ``valid_to`` (exclusive), inside the caller's transaction; posts tell the line again from then on.

    Raises:
        Refused: as ``change_employee``; NOT_FOUND for the line; NOT_PERMITTED for one's own; INVALID as for ending an assignment.
    """
    found = await one_of(conn, HandSetLine, actor.agency_id, line_id)
    assignment = await one_of(conn, Assignment, actor.agency_id, found.assignment_id)

    async def write(conn: Connection, _: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        row = await one_of(conn, HandSetLine, actor.agency_id, line_id)
        end_row(edit, checked, PREFIX, row, valid_to)
        edit.touched = Touched(assignments=frozenset({row.assignment_id}))
        return row.id

    return await change_employee(conn, actor, assignment.employee_id, SET_LINE, command, write)


async def check_people(
    conn: Connection, actor: Actor, employee_id: UUID, appraiser_id: UUID, approver_id: UUID | None, checked: Checked
) -> None:
    """Check that employee, appraiser and approver are different people of the agency."""
    if appraiser_id == employee_id:
        checked.wrong(ReasonCode.NOT_ANOTHER_PERSON, "input.appraiserId")
    if approver_id in (employee_id, appraiser_id):
        checked.wrong(ReasonCode.NOT_ANOTHER_PERSON, "input.approverId")
    named = {"input.appraiserId": appraiser_id, "input.approverId": approver_id}
    rows = await conn.fetch(
        "SELECT id FROM employee WHERE agency_id = :agency AND id IN :ids",
        {"agency": actor.agency_id, "ids": [one for one in named.values() if one is not None]},
    )
    known = {conn.decode(Employee, "id", row["id"]) for row in rows}
    for path, one in named.items():
        if one is not None and one not in known:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, path)
