"""Whether an employee is there: absences, and the legal status that decides whether somebody is planned for and appraised."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.people import Absence, LegalStatus
from models.vocabulary import AbsenceKind, EventAction, LegalStatusKind, ReasonCode, SubjectType
from workflows.access import Actor, Granted, Permission
from workflows.actions.dated import Edit, Period, end_row, follow, one_of, rows_of
from workflows.actions.people import Asked, Changed, EmployeeCommand, LoadedEmployee, change_employee
from workflows.commands import Attempt, Outcome, run
from workflows.lines.reach import Change as Touched
from workflows.texts import Checked

ABSENCES = "absences"
LEGAL_STATUSES = "legalStatuses"


@dataclass(frozen=True, slots=True)
class AbsenceDraft:
    """Days on which an employee is away; ``valid_to`` is exclusive, None for an open end."""

    employee_id: UUID
    kind: AbsenceKind
    valid_from: date
    valid_to: date | None = None
    document_number: str | None = None


@dataclass(frozen=True, slots=True)
class LegalStatusDraft:
    """A legal status from a day on; ``valid_to`` is exclusive, None for an open end."""

    employee_id: UUID
    status: LegalStatusKind
    valid_from: date
    valid_to: date | None = None
    document_number: str | None = None


async def record_absence(database: Database, actor: Actor, draft: AbsenceDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Record that an employee is away, in one transaction; see ``record_absence_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, draft.employee_id, EventAction.RECORD_ABSENCE)
    return await run(database, actor, attempt, lambda conn: record_absence_in(conn, actor, draft, command), command.key)


async def record_absence_in(conn: Connection, actor: Actor, draft: AbsenceDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Record that an employee is away, inside the caller's transaction.

    Raises:
        Refused: as ``change_employee``; INVALID for the order of days, and for days on which the employee is away already.
    """

    async def write(conn: Connection, granted: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        period = Period(draft.valid_from, draft.valid_to)
        period.check(checked)
        document = checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS)
        known = await rows_of(conn, Absence, agency_id=actor.agency_id, employee_id=granted.row.id)
        if any(period.overlaps(row) for row in known):
            checked.wrong(ReasonCode.OVERLAP, "input.validFrom")
        row = Absence(
            id=new_id(),
            agency_id=actor.agency_id,
            employee_id=granted.row.id,
            kind=draft.kind,
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            document_number=document,
            recorded_from=actor.now,
        )
        edit.add(ABSENCES, row)
        edit.touched = Touched(employees=frozenset({granted.row.id}))
        return row.id

    return await change_employee(conn, actor, draft.employee_id, Asked(EventAction.RECORD_ABSENCE, Permission.EDIT_PEOPLE), command, write)


async def end_absence(database: Database, actor: Actor, absence_id: UUID, valid_to: date, command: EmployeeCommand) -> Outcome[Changed]:
    """Record that an employee is back, in one transaction; see ``end_absence_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, None, EventAction.RECORD_ABSENCE)
    return await run(database, actor, attempt, lambda conn: end_absence_in(conn, actor, absence_id, valid_to, command), command.key)


async def end_absence_in(conn: Connection, actor: Actor, absence_id: UUID, valid_to: date, command: EmployeeCommand) -> Outcome[Changed]:
    """Let an absence end at ``valid_to``, the day on which the employee is back, inside the caller's transaction.

    Raises:
        Refused: as ``change_employee``; NOT_FOUND for the absence; INVALID for an end before the start, or not before the known end.
    """
    found = await one_of(conn, Absence, actor.agency_id, absence_id)

    async def write(conn: Connection, granted: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        row = await one_of(conn, Absence, actor.agency_id, absence_id)
        end_row(edit, checked, ABSENCES, row, valid_to)
        edit.touched = Touched(employees=frozenset({granted.row.id}))
        return row.id

    return await change_employee(conn, actor, found.employee_id, Asked(EventAction.RECORD_ABSENCE, Permission.EDIT_PEOPLE), command, write)


async def record_legal_status(database: Database, actor: Actor, draft: LegalStatusDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Record an employee's legal status, in one transaction; see ``record_legal_status_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, draft.employee_id, EventAction.RECORD_LEGAL_STATUS)
    return await run(database, actor, attempt, lambda conn: record_legal_status_in(conn, actor, draft, command), command.key)


async def record_legal_status_in(conn: Connection, actor: Actor, draft: LegalStatusDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Record an employee's legal status, inside the caller's transaction; the one that held before ends on the day it begins.

    Raises:
        Refused: as ``change_employee``; INVALID for the order of days, and when another status that begins later would be cut off.
    """

    async def write(conn: Connection, granted: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        Period(draft.valid_from, draft.valid_to).check(checked)
        row = LegalStatus(
            id=new_id(),
            agency_id=actor.agency_id,
            employee_id=granted.row.id,
            status=draft.status,
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            document_number=checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS),
            recorded_from=actor.now,
        )
        known = await rows_of(conn, LegalStatus, agency_id=actor.agency_id, employee_id=granted.row.id)
        edit.touched = Touched(employees=frozenset({granted.row.id}))
        return follow(edit, checked, LEGAL_STATUSES, known, row, ("status", "valid_to", "document_number"))

    asked = Asked(EventAction.RECORD_LEGAL_STATUS, Permission.EDIT_PEOPLE, not_own=True)
    return await change_employee(conn, actor, draft.employee_id, asked, command, write)
