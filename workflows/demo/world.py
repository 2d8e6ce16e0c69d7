"""The demo's people and posts as the database has them, looked up in memory while moves are played; all of one agency."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from models.database import Connection, new_id
from models.people import Assignment, Employee, OrgUnit, Person, Position, ReportingLine
from models.vocabulary import ActorKind, AssignmentKind, Role
from workflows.actor import Actor, RoleHeld
from workflows.calendar import day_in_zone
from workflows.importing.known import covering, rows_of


@dataclass(slots=True)
class World:
    """Who is who: employees by id and by number or own code, assignments, posts, units, and everybody's reporting lines."""

    agency_id: UUID
    zone: str
    employees: dict[UUID, Employee] = field(default_factory=dict)
    persons: dict[UUID, Person] = field(default_factory=dict)
    by_key: dict[str, Employee] = field(default_factory=dict)
    assignments: dict[UUID, Assignment] = field(default_factory=dict)
    held: dict[UUID, list[Assignment]] = field(default_factory=dict)
    positions: dict[UUID, Position] = field(default_factory=dict)
    units: dict[UUID, OrgUnit] = field(default_factory=dict)
    lines: dict[UUID, list[ReportingLine]] = field(default_factory=dict)

    def line(self, assignment_id: UUID, day: date) -> ReportingLine | None:
        """Give the reporting line of an assignment on a day."""
        return covering(self.lines.get(assignment_id, ()), day)

    def unit_of(self, code: str) -> OrgUnit:
        """Give a unit by its code; KeyError if there is none."""
        return next(unit for unit in self.units.values() if unit.code == code)

    def actor(
        self, employee_id: UUID, now: datetime, *, assignment_id: UUID | None = None, roles: tuple[Role, ...] = (), request_id: str = ""
    ) -> Actor:
        """Make somebody an actor at a moment, in the given post or in the definitive one of that day."""
        employee = self.employees[employee_id]
        today = day_in_zone(now, self.zone)
        posts = self.held.get(employee_id, [])
        assignment = self.assignments.get(assignment_id) if assignment_id else None
        if assignment is None:
            assignment = covering([one for one in posts if one.kind is AssignmentKind.DEFINITIVE], today)
        position = self.positions[assignment.position_id] if assignment else None
        unit = self.units[position.unit_id] if position else None
        return Actor(
            kind=ActorKind.PERSON,
            agency_id=self.agency_id,
            person_id=employee.person_id,
            employee_id=employee.id,
            now=now,
            today=today,
            zone=self.zone,
            request_id=request_id or f"demo-{new_id()}",
            name=employee.name,
            number=self.persons[employee.person_id].number,
            assignment_id=assignment.id if assignment else None,
            position=position.name if position else None,
            unit=unit.name if unit else None,
            unit_id=unit.id if unit else None,
            roles=tuple(RoleHeld(role, None) for role in roles),
        )


async def load_world(conn: Connection, agency_id: UUID, zone: str) -> World:
    """Load an agency's people, posts and lines."""
    world = World(agency_id, zone)
    scope = {"agency": agency_id}
    of_agency, current = "agency_id = :agency", "agency_id = :agency AND recorded_to IS NULL"
    world.employees = {row.id: row for row in await rows_of(conn, Employee, of_agency, scope)}
    inside = "id IN (SELECT e.person_id FROM employee e WHERE e.agency_id = :agency)"
    world.persons = {row.id: row for row in await rows_of(conn, Person, inside, scope)}
    for employee in world.employees.values():
        for key in (world.persons[employee.person_id].number, employee.code):
            if key:
                world.by_key[key] = employee
    world.assignments = {row.id: row for row in await rows_of(conn, Assignment, current, scope)}
    held: dict[UUID, list[Assignment]] = defaultdict(list)
    for assignment in world.assignments.values():
        held[assignment.employee_id].append(assignment)
    world.held = dict(held)
    world.positions = {row.id: row for row in await rows_of(conn, Position, of_agency, scope)}
    world.units = {row.id: row for row in await rows_of(conn, OrgUnit, of_agency, scope)}
    lines: dict[UUID, list[ReportingLine]] = defaultdict(list)
    for line in await rows_of(conn, ReportingLine, of_agency, scope):
        lines[line.assignment_id].append(line)
    world.lines = dict(lines)
    return world
