"""``nip_penilai`` and ``nip_atasan``: where the files name others than the computed line, a line set by hand."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from models.database import Connection, new_id
from models.people import Assignment, Employee, HandSetLine, ReportingLine
from models.vocabulary import EventAction, SubjectType
from workflows.importing.known import Known, chunks, covering, rows_of
from workflows.importing.ledger import Ledger
from workflows.importing.lines import AssignmentLine
from workflows.importing.problems import ProblemCode
from workflows.importing.resolving import Roster


async def compare_lines(
    conn: Connection, ledger: Ledger, roster: Roster, known: Known, placed: Sequence[tuple[AssignmentLine, Assignment]]
) -> list[UUID]:
    """Fill the ledger with hand-set lines that differ from the stored reporting lines; give the assignments whose lines change.

    Without a number of the delegation's document, the file's digest and row stand as its document: that is where it was said.
    """
    named = [(line, row, max(line.effective or ledger.effective, row.valid_from)) for line, row in placed if line.appraiser]
    current: dict[UUID, list[ReportingLine]] = {}
    for part in chunks([row.id for _, row, _ in named]):
        scope = {"agency": ledger.actor.agency_id, "ids": part}
        for one in await rows_of(conn, ReportingLine, "agency_id = :agency AND assignment_id IN :ids", scope):
            current.setdefault(one.assignment_id, []).append(one)
    people = {row.id: row for row in known.employees.values()}
    changed = []
    for line, row, day in named:
        appraiser, approver = _employee(roster, known, line.appraiser), _employee(roster, known, line.approver)
        stands = covering(current.get(row.id, []), day)
        if appraiser is None or (
            stands and stands.appraiser_id == appraiser.id and (approver is None or stands.approver_id == approver.id)
        ):
            continue
        if row.employee_id in (appraiser.id, approver.id if approver else None):
            ledger.fault(ProblemCode.LINE_TO_SELF, line.place, "appraiser")
            continue
        _set_line(ledger, known, people[row.employee_id], row, line, appraiser.id, approver.id if approver else None, day)
        changed.append(row.id)
    return changed


def _set_line(
    ledger: Ledger,
    known: Known,
    employee: Employee,
    row: Assignment,
    line: AssignmentLine,
    appraiser_id: UUID,
    approver_id: UUID | None,
    day: date,
) -> None:
    source = ledger.sources[line.place.file]
    fresh = HandSetLine(
        id=new_id(),
        agency_id=ledger.actor.agency_id,
        assignment_id=row.id,
        appraiser_id=appraiser_id,
        approver_id=approver_id,
        valid_from=day,
        document_number=line.line_document or f"SHA-256 {source.sha256[:16]}, {line.place.row}",
        recorded_from=ledger.actor.now,
    )
    subject = ledger.touch(SubjectType.EMPLOYEE, employee, line.place, EventAction.SET_LINE)
    rows = known.hand_set.setdefault(row.id, [])
    ledger.dated(subject, "handSetLines", rows, fresh, ("appraiser_id", "approver_id"), "appraiser", line.place)


def _employee(roster: Roster, known: Known, key: str | None) -> Employee | None:
    return known.employees[roster.key_of(key)] if key else None
