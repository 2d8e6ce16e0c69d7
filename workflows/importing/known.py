"""What the database holds of an agency's roster: names of everything for the checks, a page at a time, and whole rows for a few lines.

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
from models.vocabulary import NumberKind
from workflows.importing.conflicts import SINGLE
from workflows.importing.staging import Staging

R = TypeVar("R", bound=Row)
CHUNK_ROWS = 5_000
"""How many values one ``IN`` list takes at most."""
PAGE_ROWS = 1_000

_UNITS = (
    "SELECT u.id, u.code, u.name, o.code AS up FROM org_unit u LEFT JOIN unit_placement l ON l.agency_id = u.agency_id AND l.unit_id = u.id"
    " AND l.valid_from <= :day AND (l.valid_to IS NULL OR l.valid_to > :day) LEFT JOIN org_unit o ON o.agency_id = u.agency_id AND"
    " o.id = l.parent_id WHERE u.agency_id = :agency AND u.id > :after ORDER BY u.id LIMIT :page"
)
_POSTS = (
    "SELECT p.id, p.code, p.name, p.kind, u.code AS unit, CASE WHEN EXISTS (SELECT 1 FROM unit_leadership l WHERE l.agency_id = p.agency_id"
    " AND l.position_id = p.id AND l.valid_to IS NULL) THEN 1 ELSE 0 END AS leads FROM position p JOIN org_unit u ON u.agency_id ="
    " p.agency_id AND u.id = p.unit_id WHERE p.agency_id = :agency AND p.id > :after ORDER BY p.id LIMIT :page"
)
_EMPLOYEES = (
    "SELECT e.id, e.code, p.number FROM employee e JOIN person p ON p.id = e.person_id WHERE e.agency_id = :agency AND e.id > :after"
    " ORDER BY e.id LIMIT :page"
)
_BY_HAND = (
    "SELECT a.id, a.employee_id, p.code AS post, h.appraiser_id FROM hand_set_line h JOIN assignment a ON a.agency_id = h.agency_id AND"
    " a.id = h.assignment_id JOIN position p ON p.agency_id = a.agency_id AND p.id = a.position_id WHERE h.agency_id = :agency AND"
    " h.recorded_to IS NULL AND h.valid_from <= :day AND (h.valid_to IS NULL OR h.valid_to > :day) AND a.recorded_to IS NULL AND"
    " a.kind = 'DEFINITIVE' AND (a.valid_to IS NULL OR a.valid_to > :day) AND a.id > :after ORDER BY a.id LIMIT :page"
)


@dataclass(slots=True)
class Known:
    """Some of an agency's roster as it is stored: units by code, posts and employees by id, dated rows by their owner's id."""

    units: dict[str, OrgUnit] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    employees: dict[UUID, Employee] = field(default_factory=dict)
    persons: dict[UUID, Person] = field(default_factory=dict)
    numbers: dict[str, Person] = field(default_factory=dict)
    placements: dict[UUID, list[UnitPlacement]] = field(default_factory=dict)
    leaderships: dict[UUID, list[UnitLeadership]] = field(default_factory=dict)
    routes: dict[UUID, list[UnitRoute]] = field(default_factory=dict)
    grades: dict[UUID, list[EmployeeGrade]] = field(default_factory=dict)
    statuses: dict[UUID, list[LegalStatus]] = field(default_factory=dict)
    assignments: dict[UUID, list[Assignment]] = field(default_factory=dict)


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


async def copy_names(conn: Connection, agency_id: UUID, staging: Staging, day: date) -> None:
    """Put into the staging what references may point at beside the files: codes, names, numbers, the tree and the
    lines set by hand as they stand on ``day``.
    """
    for table in ("known_unit", "known_post", "known_single", "known_who", "known_line"):
        staging.run(f"DELETE FROM {table}")
    scope: dict[str, object] = {"agency": agency_id, "day": day}
    async for page in _pages(conn, _UNITS, scope, OrgUnit):
        staging.fill(
            "INSERT INTO known_unit VALUES (?, ?, ?, ?)", [(row["code"], row["name"].casefold(), row["id"], row["up"]) for row in page]
        )
    async for page in _pages(conn, _POSTS, scope, Position):
        staging.fill(
            "INSERT INTO known_post VALUES (?, ?, ?, ?)", [(row["code"], row["name"].casefold(), row["id"], row["unit"]) for row in page]
        )
        staging.fill(
            "INSERT INTO known_single VALUES (?)",
            [(row["code"],) for row in page if row["leads"] or row["kind"] in {kind.value for kind in SINGLE}],
        )
    async for page in _pages(conn, _EMPLOYEES, scope, Employee):
        staging.fill(
            "INSERT OR REPLACE INTO known_who VALUES (?, ?)",
            [(key, row["id"]) for row in page for key in (row["number"], row["code"]) if key],
        )
    async for page in _pages(conn, _BY_HAND, scope, Assignment):
        lines = [
            (
                str(conn.decode(Assignment, "employee_id", row["employee_id"])),
                row["post"],
                str(conn.decode(HandSetLine, "appraiser_id", row["appraiser_id"])),
            )
            for row in page
        ]
        staging.fill("INSERT INTO known_line VALUES (?, ?, ?)", list(lines))


async def _pages(conn: Connection, sql: str, scope: Mapping[str, object], model: type[Row]) -> Any:
    after = UUID(int=0)
    while page := await conn.fetch(sql, {**scope, "after": after, "page": PAGE_ROWS}):
        after = conn.decode(model, "id", page[-1]["id"])
        for row in page:
            row["id"] = str(conn.decode(model, "id", row["id"]))
        yield page


async def load_units(conn: Connection, agency_id: UUID, codes: Sequence[str]) -> Known:
    """Load units by their codes, with where they stand, who leads them, and their routes."""
    units = await rows_of(conn, OrgUnit, "agency_id = :agency AND code IN :codes", {"agency": agency_id, "codes": list(codes)})
    of_units = "agency_id = :agency AND unit_id IN :units"
    scope = {"agency": agency_id, "units": [row.id for row in units]}
    return Known(
        units={row.code: row for row in units},
        placements=_by(await rows_of(conn, UnitPlacement, of_units, scope), "unit_id"),
        leaderships=_by(await rows_of(conn, UnitLeadership, of_units, scope), "unit_id"),
        routes=_by(await rows_of(conn, UnitRoute, of_units, scope), "unit_id"),
    )


async def load_posts(conn: Connection, agency_id: UUID, codes: Sequence[str]) -> Known:
    """Load posts by their codes."""
    posts = await rows_of(conn, Position, "agency_id = :agency AND code IN :codes", {"agency": agency_id, "codes": list(codes)})
    return Known(positions={row.code: row for row in posts})


async def load_people(conn: Connection, agency_id: UUID, employees: Sequence[UUID], numbers: Sequence[str]) -> Known:
    """Load employees with what is dated of theirs, and the persons of any agency who have one of ``numbers``."""
    found = await rows_of(conn, Employee, "agency_id = :agency AND id IN :ids", {"agency": agency_id, "ids": list(employees)})
    persons = await rows_of(conn, Person, "id IN :ids", {"ids": [row.person_id for row in found]})
    kinds = [kind.value for kind in NumberKind]
    seen = {row.id for row in persons}
    named = await rows_of(conn, Person, "number_kind IN :kinds AND number IN :numbers", {"kinds": kinds, "numbers": list(numbers)})
    persons += [row for row in named if row.id not in seen]
    current = "agency_id = :agency AND employee_id IN :ids AND recorded_to IS NULL"
    scope = {"agency": agency_id, "ids": [row.id for row in found]}
    return Known(
        employees={row.id: row for row in found},
        persons={row.id: row for row in persons},
        numbers={row.number: row for row in persons if row.number},
        grades=_by(await rows_of(conn, EmployeeGrade, current, scope), "employee_id"),
        statuses=_by(await rows_of(conn, LegalStatus, current, scope), "employee_id"),
        assignments=_by(await rows_of(conn, Assignment, current, scope), "employee_id"),
    )


def chunks(values: Sequence[Any]) -> list[Sequence[Any]]:
    """Cut a list into pieces that one ``IN`` takes."""
    return [values[start : start + CHUNK_ROWS] for start in range(0, len(values), CHUNK_ROWS)]


def _by(rows: Iterable[AgencyRow], column: str) -> Any:
    found: dict[UUID, list[AgencyRow]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return dict(found)
