"""What the database holds of an agency's roster, loaded whole: a fixed number of statements, however many rows.

Keys are the codes and numbers that files use; dated rows are those not superseded by a correction (``recorded_to`` is null).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from models.base import AgencyRow, Row
from models.database import Connection
from models.people import (
    Assignment,
    Employee,
    EmployeeGrade,
    HandSetLine,
    LegalStatus,
    OrgUnit,
    Person,
    Position,
    UnitLeadership,
    UnitPlacement,
    UnitRoute,
)

R = TypeVar("R", bound=Row)
CHUNK_ROWS = 5_000
"""How many values one ``IN`` list takes at most."""


@dataclass(slots=True)
class Known:
    """An agency's roster as it is stored; ``employees`` by number or own code, dated rows by their owner's id."""

    units: dict[str, OrgUnit] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    employees: dict[str, Employee] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    numberless: dict[UUID, Person] = field(default_factory=dict)
    placements: dict[UUID, list[UnitPlacement]] = field(default_factory=dict)
    leaderships: dict[UUID, list[UnitLeadership]] = field(default_factory=dict)
    routes: dict[UUID, list[UnitRoute]] = field(default_factory=dict)
    grades: dict[UUID, list[EmployeeGrade]] = field(default_factory=dict)
    statuses: dict[UUID, list[LegalStatus]] = field(default_factory=dict)
    assignments: dict[UUID, list[Assignment]] = field(default_factory=dict)
    hand_set: dict[UUID, list[HandSetLine]] = field(default_factory=dict)


def covering(rows: Iterable[R], day: date) -> R | None:
    """Give the dated row that holds on ``day``, if one does."""
    for row in rows:
        if row.valid_from <= day and (row.valid_to is None or row.valid_to > day):  # type: ignore[attr-defined]
            return row
    return None


async def rows_of(conn: Connection, model: type[R], where: str, params: Mapping[str, object]) -> list[R]:
    """Load a model's rows, decoded, in the order of their keys."""
    names = model._meta.fields_db_projection
    columns = ", ".join(f'"{column}"' for column in names.values())
    found = await conn.fetch(f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {where} ORDER BY id', params)
    return [model._init_from_db(**raw) for raw in found]


async def load_known(conn: Connection, agency_id: UUID, numbers: Sequence[str]) -> Known:
    """Load an agency's roster, and the persons of any agency who have one of ``numbers``."""
    known = Known()
    scope = {"agency": agency_id}
    known.units = {row.code: row for row in await rows_of(conn, OrgUnit, "agency_id = :agency", scope)}
    known.positions = {row.code: row for row in await rows_of(conn, Position, "agency_id = :agency", scope)}
    employees = await rows_of(conn, Employee, "agency_id = :agency", scope)
    of_agency = "id IN (SELECT e.person_id FROM employee e WHERE e.agency_id = :agency)"
    persons = {row.id: row for row in await rows_of(conn, Person, of_agency, scope)}
    known.persons = {row.number: row for row in persons.values() if row.number}
    known.numberless = {row.id: row for row in persons.values() if not row.number}
    for chunk in chunks([number for number in numbers if number not in known.persons]):
        known.persons.update(
            {row.number: row for row in await rows_of(conn, Person, "number IN :numbers", {"numbers": chunk}) if row.number}
        )
    for employee in employees:
        number = persons[employee.person_id].number
        for key in (number, employee.code):
            if key:
                known.employees[key] = employee
    current = "agency_id = :agency AND recorded_to IS NULL"
    known.placements = _by(await rows_of(conn, UnitPlacement, "agency_id = :agency", scope), "unit_id")
    known.leaderships = _by(await rows_of(conn, UnitLeadership, "agency_id = :agency", scope), "unit_id")
    known.routes = _by(await rows_of(conn, UnitRoute, "agency_id = :agency", scope), "unit_id")
    known.grades = _by(await rows_of(conn, EmployeeGrade, current, scope), "employee_id")
    known.statuses = _by(await rows_of(conn, LegalStatus, current, scope), "employee_id")
    known.assignments = _by(await rows_of(conn, Assignment, current, scope), "employee_id")
    known.hand_set = _by(await rows_of(conn, HandSetLine, current, scope), "assignment_id")
    return known


def chunks(values: Sequence[Any]) -> list[Sequence[Any]]:
    """Cut a list into pieces that one ``IN`` takes."""
    return [values[start : start + CHUNK_ROWS] for start in range(0, len(values), CHUNK_ROWS)]


def _by(rows: Iterable[AgencyRow], column: str) -> Any:
    found: dict[UUID, list[AgencyRow]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return dict(found)
