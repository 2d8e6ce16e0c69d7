"""Comparing staged lines with what is known, some at a time, and filling the ledger: units, posts, people and who holds what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models.database import new_id
from models.people import (
    Assignment,
    Employee,
    EmployeeGrade,
    LegalStatus,
    OrgUnit,
    Person,
    Position,
    UnitLeadership,
    UnitPlacement,
    UnitRoute,
)
from models.vocabulary import AssignmentKind, LegalStatusKind, SubjectType
from workflows.importing.known import Known, covering
from workflows.importing.ledger import Ledger, Subject
from workflows.importing.lines import AssignmentLine, EmployeeLine, PositionLine, UnitLine
from workflows.importing.problems import ProblemCode


@dataclass(frozen=True, slots=True)
class StagedUnit:
    """A unit's line with the keys that it and its dated rows have or get; the unit above and the leading post by key."""

    line: UnitLine
    id: UUID
    parent_id: UUID | None
    leader_id: UUID | None
    placement_id: UUID
    leadership_id: UUID
    route_id: UUID


@dataclass(frozen=True, slots=True)
class StagedPost:
    """A post's line with its code, key and unit."""

    line: PositionLine
    code: str
    id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True)
class StagedHolding:
    """An assignment's line with its number in the staging, the post and the post's unit by key."""

    line: AssignmentLine
    number: int
    post_id: UUID
    unit_id: UUID


@dataclass(slots=True)
class StagedPerson:
    """Somebody the files speak of: known already as an employee or not, the lines about them and what they hold."""

    number: int
    employee_id: UUID | None
    lines: list[EmployeeLine]
    held: list[StagedHolding]


class RosterChanges:
    """Fills a ledger with the differences between some lines and what is known.

    ``placed`` gives the assignment of each line by its number in the staging, ``employees`` the employee of each person by theirs.
    """

    def __init__(self, ledger: Ledger, known: Known) -> None:
        self.ledger, self.known = ledger, known
        self.agency_id = ledger.actor.agency_id
        self.placed: list[tuple[int, UUID]] = []
        self.employees: list[tuple[int, UUID]] = []

    def units(self, staged: Sequence[StagedUnit]) -> None:
        """Compare units with where they stand, who leads them, and their routes."""
        for one in staged:
            line, unit = one.line, self.known.units.get(one.line.code)
            if unit is None:
                unit = OrgUnit(id=one.id, agency_id=self.agency_id, code=line.code, name=line.name, kind=line.kind, version=1)
                subject = self.ledger.begin(SubjectType.UNIT, unit, line.place)
            else:
                subject = self.ledger.touch(SubjectType.UNIT, unit, line.place)
                self.ledger.set(subject, unit, {"name": line.name, "kind": line.kind})
            subject.unit_id = unit.id
            shared = {"agency_id": self.agency_id, "unit_id": unit.id, "valid_from": self._day()}
            placement = UnitPlacement(id=one.placement_id, parent_id=one.parent_id, **shared)
            placements = self.known.placements.setdefault(unit.id, [])
            self.ledger.dated(subject, "placements", placements, placement, ("parent_id",), "parent_code", line.place)
            if line.route is not None:
                route = UnitRoute(id=one.route_id, route=line.route, **shared)
                routes = self.known.routes.setdefault(unit.id, [])
                self.ledger.dated(subject, "routes", routes, route, ("route",), "route", line.place)
            if one.leader_id is not None:
                leadership = UnitLeadership(id=one.leadership_id, position_id=one.leader_id, **shared)
                leaderships = self.known.leaderships.setdefault(unit.id, [])
                self.ledger.dated(subject, "leaderships", leaderships, leadership, ("position_id",), "leader_position", line.place)

    def posts(self, staged: Sequence[StagedPost]) -> None:
        """Compare posts."""
        for one in staged:
            line = one.line
            values = {"name": line.name, "kind": line.kind, "functional_level": line.level, "unit_id": one.unit_id}
            row = self.known.positions.get(one.code)
            if row is not None:
                subject = self.ledger.touch(SubjectType.POSITION, row, line.place)
                self.ledger.set(subject, row, values)
            else:
                row = Position(id=one.id, agency_id=self.agency_id, code=one.code, version=1, **values)
                subject = self.ledger.begin(SubjectType.POSITION, row, line.place)
            subject.unit_id = row.unit_id

    def people(self, staged: Sequence[StagedPerson]) -> None:
        """Compare people and what they hold."""
        for one in staged:
            employee = self.known.employees[one.employee_id] if one.employee_id else None
            for line in one.lines:
                employee = self._employee(employee, line)
            if employee is None:
                raise TypeError("somebody who is neither known nor has a line of their own")
            self.employees.append((one.number, employee.id))
            if one.held:
                self._held(employee, one.held)

    def _employee(self, known: Employee | None, line: EmployeeLine) -> Employee:
        if known is None:
            row = Employee(
                id=new_id(),
                agency_id=self.agency_id,
                person_id=self._person(line).id,
                code=line.code,
                name=line.name,
                email=line.email,
                employment_type=line.employment_type,
                siasn_id=line.siasn_id,
                version=1,
            )
            subject = self.ledger.begin(SubjectType.EMPLOYEE, row, line.place)
        else:
            row = known
            subject = self.ledger.touch(SubjectType.EMPLOYEE, row, line.place)
            said = {"code": line.code, "email": line.email, "siasn_id": line.siasn_id}
            values = {name: value for name, value in said.items() if value is not None}
            self.ledger.set(subject, row, {"name": line.name, "employment_type": line.employment_type, **values})
            self._number(row, line)
        self._dated(subject, row, line)
        return row

    def _person(self, line: EmployeeLine) -> Person:
        if line.number is not None and line.number in self.known.numbers:
            return self.known.numbers[line.number]
        person = Person(id=new_id(), number=line.number, number_kind=line.number_kind, version=1)
        self.ledger.begin(SubjectType.PERSON, person, line.place)
        if line.number is not None:
            self.known.numbers[line.number] = person
        return person

    def _number(self, row: Employee, line: EmployeeLine) -> None:
        """Correct the number of somebody whom the agency's own code identifies."""
        if line.number is None:
            return
        holder = self.known.numbers.get(line.number)
        if holder is not None:
            if holder.id != row.person_id:
                self.ledger.fault(ProblemCode.NUMBER_TAKEN, line.place, "number")
            return
        person = self.known.persons[row.person_id]
        subject = self.ledger.touch(SubjectType.PERSON, person, line.place)
        self.ledger.set(subject, person, {"number": line.number, "number_kind": line.number_kind})
        self.known.numbers[line.number] = person

    def _dated(self, subject: Subject, row: Employee, line: EmployeeLine) -> None:
        day = line.effective or self._day()
        now = self.ledger.actor.now
        if line.grade is not None:
            grade = EmployeeGrade(
                id=new_id(), agency_id=self.agency_id, employee_id=row.id, grade=line.grade, valid_from=day, recorded_from=now
            )
            grades = self.known.grades.setdefault(row.id, [])
            self.ledger.dated(subject, "grades", grades, grade, ("grade",), "grade", line.place)
        if line.legal_status is not None:
            statuses = self.known.statuses.setdefault(row.id, [])
            if line.legal_status is LegalStatusKind.ACTIVE and covering(statuses, day) is None:
                return
            status = LegalStatus(
                id=new_id(), agency_id=self.agency_id, employee_id=row.id, status=line.legal_status, valid_from=day, recorded_from=now
            )
            self.ledger.dated(subject, "legalStatuses", statuses, status, ("status",), "legal_status", line.place)

    def _held(self, employee: Employee, said: Sequence[StagedHolding]) -> None:
        rows = self.known.assignments.setdefault(employee.id, [])
        subject = self.ledger.touch(SubjectType.EMPLOYEE, employee, said[0].line.place)
        before, matched, begins = list(rows), set(), []
        for one in said:
            line, day = one.line, self._start(one.line)
            row = _match(before, line, one.post_id, day)
            if row is None:
                row = Assignment(
                    id=new_id(),
                    agency_id=self.agency_id,
                    employee_id=employee.id,
                    position_id=one.post_id,
                    kind=line.kind,
                    valid_from=day,
                    valid_to=line.valid_to,
                    document_number=line.document,
                    recorded_from=self.ledger.actor.now,
                )
                rows.append(row)
                self.ledger.child(subject, "assignments", row)
                if line.kind is AssignmentKind.DEFINITIVE:
                    begins.append(day)
            else:
                said_now = {"valid_from": line.valid_from, "valid_to": line.valid_to, "document_number": line.document}
                ended_before = row.valid_to
                self.ledger.correct(subject, "assignments", row, {name: value for name, value in said_now.items() if value is not None})
                subject.ended = subject.ended or (row.valid_to is not None and row.valid_to != ended_before)
            matched.add(row.id)
            self.placed.append((one.number, row.id))
            subject.unit_id = subject.unit_id or one.unit_id
        if any(one.line.kind is AssignmentKind.DEFINITIVE for one in said):
            self._end_unlisted(subject, before, matched, min(begins, default=self._day()), said[0].line)

    def _end_unlisted(self, subject: Subject, before: list[Assignment], matched: set[UUID], day: date, line: AssignmentLine) -> None:
        """End the definitive posts that the files no longer list for somebody whose definitive posts they do list."""
        for row in before:
            if row.kind is not AssignmentKind.DEFINITIVE or row.id in matched or (row.valid_to is not None and row.valid_to <= day):
                continue
            if row.valid_from >= day:
                self.ledger.fault(ProblemCode.CHANGE_BEFORE_KNOWN, line.place, "valid_from", day=day.isoformat())
            else:
                self.ledger.end(subject, "assignments", row, day)

    def _start(self, line: AssignmentLine) -> date:
        return line.valid_from or line.effective or self._day()

    def _day(self) -> date:
        return self.ledger.effective


def _match(rows: list[Assignment], line: AssignmentLine, post: UUID, day: date) -> Assignment | None:
    """Find the known assignment that a line speaks of: the same post and kind, by the same start, the same end, or holding on its day."""
    same = [row for row in rows if row.position_id == post and row.kind is line.kind]
    for row in same:
        if line.valid_from is not None and row.valid_from == line.valid_from:
            return row
    for row in same:
        if line.valid_from is None and line.valid_to is not None and row.valid_to == line.valid_to:
            return row
    return covering(same, day)
