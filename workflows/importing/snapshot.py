"""What an import reads of its agency, copied as it stands at one moment, and the mark by which it shows whether it still stands so."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from models.appraisals import Appraisal
from models.base import Row
from models.cycles import AppraisalCycle
from models.database import Connection
from models.history import Event, EventValue
from models.people import (
    Absence,
    Agency,
    Assignment,
    Employee,
    EmployeeGrade,
    HandSetLine,
    LegalStatus,
    OrgUnit,
    Person,
    Position,
    ReportingLine,
    UnitClosure,
    UnitLeadership,
    UnitPlacement,
    UnitRoute,
)
from models.plans import BehaviourExpectation, Indicator, PerformancePlan, PlannedResult, PlanRevision
from models.rehearsal import COPIED_ROWS, Rehearsal
from models.vocabulary import NumberKind
from workflows.importing.staging import Staging

_ROSTER: tuple[type[Row], ...] = (
    OrgUnit,
    Position,
    UnitPlacement,
    UnitLeadership,
    UnitRoute,
    UnitClosure,
    Employee,
    EmployeeGrade,
    LegalStatus,
    Assignment,
    Absence,
    HandSetLine,
    ReportingLine,
)
_PLANS: tuple[type[Row], ...] = (PerformancePlan, PlanRevision, PlannedResult, Indicator, BehaviourExpectation)
_SETTLED: tuple[type[Row], ...] = (AppraisalCycle, Appraisal)
_WRITTEN: tuple[type[Row], ...] = (Event, EventValue)

_NEWEST = (
    "JOIN performance_plan p ON p.agency_id = r.agency_id AND p.id = r.plan_id AND p.year IN :years WHERE r.ordinal ="
    " (SELECT MAX(o.ordinal) FROM plan_revision o WHERE o.agency_id = r.agency_id AND o.plan_id = r.plan_id)"
)
_MARK = (
    "SELECT 'agency' AS what, COUNT(*) AS n, SUM(version) AS versions FROM agency WHERE id = :agency"
    " UNION ALL SELECT 'unit', COUNT(*), SUM(version) FROM org_unit WHERE agency_id = :agency"
    " UNION ALL SELECT 'position', COUNT(*), SUM(version) FROM position WHERE agency_id = :agency"
    " UNION ALL SELECT 'employee', COUNT(*), SUM(version) FROM employee WHERE agency_id = :agency"
    " UNION ALL SELECT 'cycle', COUNT(*), SUM(version) FROM appraisal_cycle WHERE agency_id = :agency"
    " UNION ALL SELECT 'person', COUNT(*), SUM(p.version) FROM employee e JOIN person p ON p.id = e.person_id WHERE e.agency_id = :agency"
)

Mark = tuple[tuple[str, int, int], ...]
"""How many aggregates there are of each kind, and the sum of their versions: none is ever removed and every change raises a version, so
that both are the same only where nothing has changed."""


async def mark(conn: Connection, agency_id: UUID) -> Mark:
    """Give the mark of an agency's people, units, posts and cycles as they stand.

    What hangs on them (placements, grades, assignments, lines) changes with a version of theirs. Plans are left out: what else changes a
    plan takes the version, or the ordinal, that the import would write. A cycle's closing settles what its drafts show.
    """
    rows = await conn.fetch(_MARK, {"agency": agency_id})
    return tuple((str(row["what"]), int(row["n"]), int(row["versions"] or 0)) for row in rows)


async def copy_agency(conn: Connection, agency_id: UUID, staging: Staging) -> Rehearsal:
    """Copy what an import of the staged rows reads; ``conn`` has to see one moment. The rehearsal is the caller's to close."""
    rehearsal = await asyncio.to_thread(Rehearsal, (Agency, Person, *_ROSTER, *_PLANS, *_SETTLED), _WRITTEN)
    try:
        scope: dict[str, object] = {"agency": agency_id}
        await _copy(conn, rehearsal, Agency, "agency t WHERE t.id = :agency", scope)
        # Looked for by the employees' keys, which are in the order of the index that finds them.
        await _copy(conn, rehearsal, Person, "employee e JOIN person t ON t.id = e.person_id WHERE e.agency_id = :agency", scope, "e.id")
        for model in _ROSTER:
            current = " AND t.recorded_to IS NULL" if "recorded_to" in model._meta.fields_map else ""
            await _copy(conn, rehearsal, model, f'"{model._meta.db_table}" t WHERE t.agency_id = :agency{current}', scope)
        await _copy_named(conn, rehearsal, staging)
        await _copy_plans(conn, rehearsal, scope, staging)
    except BaseException:
        rehearsal.forget()
        raise
    return rehearsal


async def _copy_named(conn: Connection, rehearsal: Rehearsal, staging: Staging) -> None:
    """Copy the persons of any agency whose numbers the files have."""
    after = ""
    sql = "SELECT DISTINCT number FROM employee_line WHERE number > ? ORDER BY number LIMIT ?"
    kinds = [kind.value for kind in NumberKind]
    while numbers := [number for (number,) in staging.rows(sql, (after, COPIED_ROWS))]:
        after = numbers[-1]
        source = "person t WHERE t.number_kind IN :kinds AND t.number IN :numbers"
        await _copy(conn, rehearsal, Person, source, {"kinds": kinds, "numbers": numbers})


async def _copy_plans(conn: Connection, rehearsal: Rehearsal, scope: Mapping[str, object], staging: Staging) -> None:
    """Copy the plans of the years that the files speak of, each with its newest revision, and the drafts that nobody can write any more."""
    years = [year for (year,) in staging.rows("SELECT year FROM result_line UNION SELECT year FROM expectation_line")]
    if not years:
        return
    of_years = {**scope, "years": years}
    await _copy(conn, rehearsal, PerformancePlan, "performance_plan t WHERE t.agency_id = :agency AND t.year IN :years", of_years)
    await _copy(
        conn, rehearsal, PlanRevision, f"plan_revision t JOIN plan_revision r ON r.id = t.id {_NEWEST} AND t.agency_id = :agency", of_years
    )
    for model in (PlannedResult, Indicator, BehaviourExpectation):
        source = f"{model._meta.db_table} t JOIN plan_revision r ON r.agency_id = t.agency_id AND r.id = t.revision_id {_NEWEST}"
        await _copy(conn, rehearsal, model, f"{source} AND t.agency_id = :agency", of_years)
    await _copy(conn, rehearsal, AppraisalCycle, "appraisal_cycle t WHERE t.agency_id = :agency AND t.closed_at IS NOT NULL", scope)
    settled = (
        "performance_plan p JOIN appraisal t ON t.agency_id = p.agency_id AND t.plan_id = p.id AND t.state = 'DRAFT'"
        " JOIN appraisal_cycle c ON c.agency_id = t.agency_id AND c.id = t.cycle_id"
        " WHERE (c.closed_at IS NOT NULL OR t.voided_at IS NOT NULL) AND p.agency_id = :agency AND p.year IN :years"
    )
    await _copy(conn, rehearsal, Appraisal, settled, of_years)


async def _copy(
    conn: Connection, rehearsal: Rehearsal, model: type[Row], source: str, params: Mapping[str, object], key: str = "t.id"
) -> None:
    columns = ", ".join(f't."{name}"' for name in model._meta.fields_db_projection.values())
    sql = f"SELECT {columns}, {key} AS key_after FROM {source} AND {key} > :after ORDER BY {key} LIMIT :page"
    after: Any = UUID(int=0)
    while page := await conn.fetch(sql, {**params, "after": after, "page": COPIED_ROWS}):
        after = conn.decode(model, "id", page[-1]["key_after"])
        await asyncio.to_thread(rehearsal.take, model, page)
