"""``nip_penilai`` and ``nip_atasan``: where the files name others than the computed line, a line set by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from models.database import Connection, new_id
from models.people import Assignment, Employee, HandSetLine, ReportingLine
from models.vocabulary import EventAction, SubjectType
from workflows.importing.known import covering, rows_of
from workflows.importing.ledger import Ledger
from workflows.importing.lines import AssignmentLine
from workflows.importing.problems import ProblemCode

R = TypeVar("R", HandSetLine, ReportingLine)


@dataclass(frozen=True, slots=True)
class NamedLine:
    """An assignment's line that names an appraiser: the assignment, and who appraises and approves as employees."""

    line: AssignmentLine
    assignment_id: UUID
    appraiser_id: UUID
    approver_id: UUID | None


async def compare_lines(conn: Connection, ledger: Ledger, named: Sequence[NamedLine]) -> list[UUID]:
    """Fill the ledger with hand-set lines that differ from the stored reporting lines; give the assignments whose lines change.

    Without a number of the delegation's document, the file's digest and row stand as its document: that is where it was said.
    """
    scope = {"agency": ledger.actor.agency_id, "ids": [one.assignment_id for one in named]}
    rows = {row.id: row for row in await rows_of(conn, Assignment, "agency_id = :agency AND id IN :ids", scope)}
    current = await _by_assignment(conn, ReportingLine, "agency_id = :agency AND assignment_id IN :ids", scope)
    differing = []
    for one in named:
        row = rows[one.assignment_id]
        stands = covering(current.get(row.id, []), max(one.line.effective or ledger.effective, row.valid_from))
        if stands and stands.appraiser_id == one.appraiser_id and one.approver_id in (None, stands.approver_id):
            continue
        if row.employee_id in (one.appraiser_id, one.approver_id):
            ledger.fault(ProblemCode.LINE_TO_SELF, one.line.place, "appraiser")
            continue
        differing.append(one)
    if not differing:
        return []
    scope = {"agency": ledger.actor.agency_id, "ids": [one.assignment_id for one in differing]}
    known = await _by_assignment(conn, HandSetLine, "agency_id = :agency AND assignment_id IN :ids AND recorded_to IS NULL", scope)
    of_these = {"agency": ledger.actor.agency_id, "ids": [rows[one.assignment_id].employee_id for one in differing]}
    people = {row.id: row for row in await rows_of(conn, Employee, "agency_id = :agency AND id IN :ids", of_these)}
    for one in differing:
        row = rows[one.assignment_id]
        _set_line(ledger, known.setdefault(row.id, []), people[row.employee_id], row, one)
    return [one.assignment_id for one in differing]


async def _by_assignment(conn: Connection, model: type[R], where: str, scope: dict[str, object]) -> dict[UUID, list[R]]:
    found: dict[UUID, list[R]] = {}
    for row in await rows_of(conn, model, where, scope):
        found.setdefault(row.assignment_id, []).append(row)
    return found


def _set_line(ledger: Ledger, rows: list[HandSetLine], employee: Employee, row: Assignment, one: NamedLine) -> None:
    line = one.line
    source = ledger.sources[line.place.file]
    fresh = HandSetLine(
        id=new_id(),
        agency_id=ledger.actor.agency_id,
        assignment_id=row.id,
        appraiser_id=one.appraiser_id,
        approver_id=one.approver_id,
        valid_from=max(line.effective or ledger.effective, row.valid_from),
        document_number=line.line_document or f"SHA-256 {source.sha256[:16]}, {line.place.row}",
        recorded_from=ledger.actor.now,
    )
    subject = ledger.touch(SubjectType.EMPLOYEE, employee, line.place, EventAction.SET_LINE)
    ledger.dated(subject, "handSetLines", rows, fresh, ("appraiser_id", "approver_id"), "appraiser", line.place)
