"""Comparing a roster with what is known, and filling the ledger: units, posts, people and who holds what."""

from collections import defaultdict
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
from workflows.importing.lines import AssignmentLine, EmployeeLine
from workflows.importing.problems import ProblemCode
from workflows.importing.resolving import Names, Roster


def names_of(known: Known, day: date) -> Names:
    """Give what references may point at beside the files: codes, names and the tree as it stands on ``day``."""
    code_of = {unit.id: code for code, unit in known.units.items()}
    parents: dict[str, str | None] = {}
    for unit_id, code in code_of.items():
        placement = covering(known.placements.get(unit_id, []), day)
        parents[code] = code_of.get(placement.parent_id) if placement else None
    return Names(
        units={code: unit.name for code, unit in known.units.items()},
        parents=parents,
        positions={code: (post.name, code_of[post.unit_id]) for code, post in known.positions.items()},
        employees=frozenset(known.employees),
    )


class RosterChanges:
    """Fills the ledger with the differences between a roster and what is known; ``placed`` gives the assignment of each line."""

    def __init__(self, ledger: Ledger, roster: Roster, known: Known) -> None:
        self.ledger, self.roster, self.known = ledger, roster, known
        self.agency_id = ledger.actor.agency_id
        self.placed: list[tuple[AssignmentLine, Assignment]] = []
        self.tree_changed = False

    def compare(self) -> None:
        """Compare everything; faults go to the ledger's problems."""
        self._units()
        self._positions()
        self._leaders()
        for key, line in self.roster.employees.items():
            self._employee(key, line)
        self._assignments()

    def _units(self) -> None:
        for code, line in self.roster.units.items():
            if code not in self.known.units:
                row = OrgUnit(id=new_id(), agency_id=self.agency_id, code=code, name=line.name, kind=line.kind, version=1)
                self.known.units[code] = row
                self.ledger.begin(SubjectType.UNIT, row, line.place).unit_id = row.id
        for code, line in self.roster.units.items():
            unit = self.known.units[code]
            subject = self._unit(code)
            if subject.version:
                self.ledger.set(subject, unit, {"name": line.name, "kind": line.kind})
            parent = self.roster.parents[code]
            parent_id = self.known.units[parent].id if parent else None
            before = len(subject.changes)
            placement = UnitPlacement(id=new_id(), agency_id=self.agency_id, unit_id=unit.id, parent_id=parent_id, valid_from=self._day())
            rows = self.known.placements.setdefault(unit.id, [])
            self.ledger.dated(subject, "placements", rows, placement, ("parent_id",), "parent_code", line.place)
            self.tree_changed = self.tree_changed or len(subject.changes) > before
            if line.route is not None:
                route = UnitRoute(id=new_id(), agency_id=self.agency_id, unit_id=unit.id, route=line.route, valid_from=self._day())
                routes = self.known.routes.setdefault(unit.id, [])
                self.ledger.dated(subject, "routes", routes, route, ("route",), "route", line.place)

    def _positions(self) -> None:
        for code, line in self.roster.positions.items():
            values = {
                "name": line.name,
                "kind": line.kind,
                "functional_level": line.level,
                "unit_id": self.known.units[self.roster.unit_of[code]].id,
            }
            if code in self.known.positions:
                row = self.known.positions[code]
                subject = self.ledger.touch(SubjectType.POSITION, row, line.place)
                self.ledger.set(subject, row, values)
            else:
                row = Position(id=new_id(), agency_id=self.agency_id, code=code, version=1, **values)
                self.known.positions[code] = row
                subject = self.ledger.begin(SubjectType.POSITION, row, line.place)
            subject.unit_id = row.unit_id

    def _leaders(self) -> None:
        for code, line in self.roster.units.items():
            if line.leader is None:
                continue
            unit = self.known.units[code]
            post = self.known.positions[line.leader]
            fresh = UnitLeadership(id=new_id(), agency_id=self.agency_id, unit_id=unit.id, position_id=post.id, valid_from=self._day())
            rows = self.known.leaderships.setdefault(unit.id, [])
            self.ledger.dated(self._unit(code), "leaderships", rows, fresh, ("position_id",), "leader_position", line.place)

    def _unit(self, code: str) -> Subject:
        unit, line = self.known.units[code], self.roster.units[code]
        subject = self.ledger.touch(SubjectType.UNIT, unit, line.place)
        subject.unit_id = unit.id
        return subject

    def _employee(self, key: str, line: EmployeeLine) -> None:
        known = self.known.employees.get(key) or (self.known.employees.get(line.code) if line.code else None)
        if known is None:
            person = self._person(line)
            row = Employee(
                id=new_id(),
                agency_id=self.agency_id,
                person_id=person.id,
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
        self.known.employees[key] = row
        if line.code:
            self.known.employees[line.code] = row
        self._dated(subject, row, line)

    def _person(self, line: EmployeeLine) -> Person:
        if line.number is not None and line.number in self.known.persons:
            return self.known.persons[line.number]
        person = Person(id=new_id(), number=line.number, number_kind=line.number_kind, version=1)
        self.ledger.begin(SubjectType.PERSON, person, line.place)
        if line.number is not None:
            self.known.persons[line.number] = person
        return person

    def _number(self, row: Employee, line: EmployeeLine) -> None:
        """Correct the number of somebody whom the agency's own code identifies."""
        if line.number is None:
            return
        holder = self.known.persons.get(line.number)
        if holder is not None:
            if holder.id != row.person_id:
                self.ledger.fault(ProblemCode.DUPLICATE, line.place, "number", row=line.place.row)
            return
        person = next((one for one in self.known.persons.values() if one.id == row.person_id), None) or self.known.numberless[row.person_id]
        subject = self.ledger.touch(SubjectType.PERSON, person, line.place)
        self.ledger.set(subject, person, {"number": line.number, "number_kind": line.number_kind})
        self.known.persons[line.number] = person

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

    def _assignments(self) -> None:
        lines: dict[UUID, list[tuple[AssignmentLine, Position]]] = defaultdict(list)
        people: dict[UUID, Employee] = {}
        for line, post in self.roster.assignments:
            employee = self.known.employees[self.roster.key_of(line.employee)]
            people[employee.id] = employee
            lines[employee.id].append((line, self.known.positions[post]))
        for employee_id, said in lines.items():
            self._held(people[employee_id], said)

    def _held(self, employee: Employee, said: list[tuple[AssignmentLine, Position]]) -> None:
        rows = self.known.assignments.setdefault(employee.id, [])
        subject = self.ledger.touch(SubjectType.EMPLOYEE, employee, said[0][0].place)
        before, matched, begins = list(rows), set(), []
        for line, post in said:
            day = self._start(line)
            row = _match(before, line, post.id, day)
            if row is None:
                row = Assignment(
                    id=new_id(),
                    agency_id=self.agency_id,
                    employee_id=employee.id,
                    position_id=post.id,
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
            self.placed.append((line, row))
            subject.unit_id = subject.unit_id or post.unit_id
        if any(line.kind is AssignmentKind.DEFINITIVE for line, _ in said):
            self._end_unlisted(subject, before, matched, min(begins, default=self._day()), said[0][0])

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
