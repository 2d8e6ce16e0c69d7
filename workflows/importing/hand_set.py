"""``nip_penilai`` and ``nip_atasan``: where the files name others than the computed line, a line set by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from models.database import Connection, decode_row, new_id
from models.people import Assignment, Employee, HandSetLine, ReportingLine
from models.vocabulary import EventAction, SubjectType
from workflows.importing.known import rows_of
from workflows.importing.ledger import Ledger
from workflows.importing.lines import AssignmentLine
from workflows.importing.problems import ProblemCode

_COMPUTED = (
    "SELECT assignment_id, valid_from, valid_to, appraiser_id, approver_id FROM reporting_line WHERE agency_id = :agency AND assignment_id"
    " IN :ids ORDER BY valid_from"
)


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
    asked = await _unlike_computed(conn, ledger, named)
    if not asked:
        return []
    scope = {"agency": ledger.actor.agency_id, "ids": [one.assignment_id for one in asked]}
    rows = {row.id: row for row in await rows_of(conn, Assignment, "agency_id = :agency AND id IN :ids", scope)}
    differing = []
    for one in asked:
        row = rows[one.assignment_id]
        if row.employee_id in (one.appraiser_id, one.approver_id):
            ledger.fault(ProblemCode.LINE_TO_SELF, one.line.place, "appraiser")
            continue
        own = _own(ledger.actor.employee_id, row.employee_id, one)
        for name in own:
            ledger.fault(ProblemCode.OWN_RECORD, one.line.place, name)
        if not own:
            differing.append(one)
    if not differing:
        return []
    scope = {"agency": ledger.actor.agency_id, "ids": [one.assignment_id for one in differing]}
    known: dict[UUID, list[HandSetLine]] = {}
    for line in await rows_of(conn, HandSetLine, "agency_id = :agency AND assignment_id IN :ids AND recorded_to IS NULL", scope):
        known.setdefault(line.assignment_id, []).append(line)
    of_these = {"agency": ledger.actor.agency_id, "ids": [rows[one.assignment_id].employee_id for one in differing]}
    people = {row.id: row for row in await rows_of(conn, Employee, "agency_id = :agency AND id IN :ids", of_these)}
    for one in differing:
        row = rows[one.assignment_id]
        _set_line(ledger, known.setdefault(row.id, []), people[row.employee_id], row, one)
    return [one.assignment_id for one in differing]


def _own(importing: UUID | None, employee: UUID, one: NamedLine) -> tuple[str, ...]:
    """Name the columns by which whoever imports would set their own line, or put somebody's line on themselves by hand.

    The rule of ``set_line``: nobody does that by a role; another admin does. An operator at the command line is no employee.
    """
    if importing is None:
        return ()
    if importing == employee:
        return ("appraiser",)
    named = (("appraiser", one.appraiser_id), ("approver", one.approver_id))
    return tuple(name for name, who in named if who == importing)


async def _unlike_computed(conn: Connection, ledger: Ledger, named: Sequence[NamedLine]) -> list[NamedLine]:
    """Leave out those whose line on their day already says what the file says; nearly all do, so no whole rows are loaded for them."""
    scope = {"agency": ledger.actor.agency_id, "ids": [one.assignment_id for one in named]}
    found: dict[UUID, list[dict[str, Any]]] = {}
    for raw in await conn.fetch(_COMPUTED, scope):
        row = decode_row(ReportingLine, raw)
        found.setdefault(row["assignment_id"], []).append(row)
    return [one for one in named if not _says(found.get(one.assignment_id, []), one, one.line.effective or ledger.effective)]


def _says(lines: Sequence[dict[str, Any]], one: NamedLine, day: date) -> bool:
    # A line's first day is its assignment's, from which the file speaks if that begins later.
    day = max([day, *(line["valid_from"] for line in lines[:1])])
    for line in lines:
        if line["valid_from"] <= day and (line["valid_to"] is None or line["valid_to"] > day):
            return line["appraiser_id"] == one.appraiser_id and one.approver_id in (None, line["approver_id"])
    return False


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
