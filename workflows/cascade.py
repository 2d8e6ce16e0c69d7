"""The cascade as it is read: what a result may support, what it supports, and the leader's matrix with its gaps.

What may be supported is the leader's who appraises or approves in today's line, or who leads the unit or one above it; and of their plan of
the same year what was agreed, recorded or proposed: a leader's first draft is theirs alone. Sources: PermenPANRB 6/2022 as the domain page
reads it (cascade, matriks peran hasil).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from models.cascade import MatrixRole, ResultSupport
from models.database import Connection
from models.plans import PerformancePlan, PlannedResult
from models.vocabulary import ResultKind, SupportKind
from workflows.access import Actor, visible
from workflows.standing import NEWEST_REVISION, TODAY

SHARED_REVISION = (
    f"COALESCE({{a}}.in_force_revision_id, CASE WHEN {{a}}.state IS NULL OR {{a}}.state = 'PROPOSED' THEN {NEWEST_REVISION} END)"
)
"""The revision of a plan ``{a}`` whose results others may support; null for one that is only drafted."""

# From the plan up: a plan's few leaders are found by keys, instead of every plan of the year being asked whether it is one of theirs.
# SQLite takes the tables of CROSS JOIN in the order in which they stand; left to itself, it pairs every plan with every other.
_OF_YEAR = "ON q.agency_id = p.agency_id AND q.year = p.year AND q.employee_id <> p.employee_id"
_ABOVE = (
    f"SELECT p.id AS plan_id, q.id AS above_id FROM performance_plan p JOIN reporting_line w_l ON w_l.agency_id = p.agency_id"
    f" AND w_l.assignment_id = p.assignment_id AND {TODAY.format(l='w_l')}"
    f" JOIN performance_plan q {_OF_YEAR} AND q.employee_id IN (w_l.appraiser_id, w_l.approver_id)"
    " WHERE p.agency_id = :agency AND p.id IN :ids"
    " UNION SELECT p.id, q.id FROM performance_plan p"
    " CROSS JOIN assignment w_a CROSS JOIN position w_p CROSS JOIN unit_closure w_c CROSS JOIN unit_leadership w_u"
    f" CROSS JOIN assignment w_s JOIN performance_plan q {_OF_YEAR} AND q.assignment_id = w_s.id"
    " WHERE p.agency_id = :agency AND p.id IN :ids AND w_a.agency_id = p.agency_id AND w_a.id = p.assignment_id"
    " AND w_p.agency_id = w_a.agency_id AND w_p.id = w_a.position_id"
    " AND w_c.agency_id = w_p.agency_id AND w_c.descendant_id = w_p.unit_id"
    " AND w_u.agency_id = w_c.agency_id AND w_u.unit_id = w_c.ancestor_id"
    " AND w_s.agency_id = w_u.agency_id AND w_s.position_id = w_u.position_id AND w_s.recorded_to IS NULL"
    f" AND {TODAY.format(l='w_c')} AND {TODAY.format(l='w_u')} AND {TODAY.format(l='w_s')}"
)
_SUPPORTABLE = (
    f"WITH above AS ({_ABOVE})"
    " SELECT p.id AS plan_id, q.id AS supported_plan_id, q.employee_id, t.id, t.lineage_id, t.title, t.kind,"
    " (SELECT m.role FROM matrix_role m WHERE m.agency_id = q.agency_id AND m.plan_id = q.id AND m.lineage_id = t.lineage_id"
    " AND m.assignment_id = p.assignment_id) AS role"
    " FROM above w CROSS JOIN performance_plan p CROSS JOIN performance_plan q CROSS JOIN planned_result t"
    " WHERE p.agency_id = :agency AND p.id = w.plan_id AND q.agency_id = :agency AND q.id = w.above_id"
    f" AND t.agency_id = q.agency_id AND t.revision_id = {SHARED_REVISION.format(a='q')}"
    " ORDER BY p.id, q.id, t.ordinal"
)
# The newest revision of the supported plan that has the result says what it is called, and whether it is still planned.
_SUPPORTS = (
    "SELECT r.id AS revision_id, s.lineage_id, s.support, s.supported_lineage_id, q.employee_id, q.year,"
    " (SELECT t.title FROM planned_result t JOIN plan_revision v ON v.agency_id = t.agency_id AND v.id = t.revision_id"
    " WHERE v.agency_id = q.agency_id AND v.plan_id = q.id AND t.lineage_id = s.supported_lineage_id ORDER BY v.ordinal DESC LIMIT 1)"
    " AS title, CASE WHEN EXISTS (SELECT 1 FROM planned_result t WHERE t.agency_id = q.agency_id AND t.lineage_id = s.supported_lineage_id"
    f" AND t.revision_id = {SHARED_REVISION.format(a='q')}) THEN 1 ELSE 0 END AS planned"
    " FROM plan_revision r JOIN result_support s ON s.agency_id = r.agency_id AND s.plan_id = r.plan_id"
    " JOIN performance_plan q ON q.agency_id = s.agency_id AND q.id = s.supported_plan_id"
    " WHERE r.agency_id = :agency AND r.id IN :ids"
)
STAFF = (
    "l.appraiser_id = p.employee_id AND (l.appraiser_assignment_id IS NULL OR l.appraiser_assignment_id = p.assignment_id)"
    f" AND {TODAY.format(l='l')}"
)
"""Whether today's line ``l`` makes its holder staff of the leader whose plan ``p`` is."""

_STAFF = (
    "SELECT p.id AS plan_id, l.assignment_id, l.employee_id FROM performance_plan p"
    f" JOIN reporting_line l ON l.agency_id = p.agency_id AND {STAFF} WHERE p.agency_id = :agency AND p.id IN :ids"
    " ORDER BY p.id, l.assignment_id"
)
_ROWS = (
    "SELECT p.id AS plan_id, t.id, t.lineage_id, t.title, t.kind FROM performance_plan p"
    " JOIN planned_result t ON t.agency_id = p.agency_id"
    f" AND t.revision_id = {NEWEST_REVISION.format(a='p')} WHERE p.agency_id = :agency AND p.id IN :ids ORDER BY p.id, t.ordinal"
)
_ROLES = "SELECT plan_id, lineage_id, assignment_id, role FROM matrix_role WHERE agency_id = :agency AND plan_id IN :ids"
_LINKS = (
    "SELECT s.supported_plan_id AS plan_id, s.supported_lineage_id AS lineage_id, w.assignment_id, s.support, t.id, t.title"
    " FROM result_support s JOIN performance_plan w ON w.agency_id = s.agency_id AND w.id = s.plan_id"
    " JOIN planned_result t ON t.agency_id = w.agency_id AND t.lineage_id = s.lineage_id"
    f" AND t.revision_id = {NEWEST_REVISION.format(a='w')}"
    " WHERE s.agency_id = :agency AND s.supported_plan_id IN :ids AND {seen} ORDER BY s.supported_plan_id, w.assignment_id, t.ordinal"
)


@dataclass(frozen=True, slots=True)
class Supportable:
    """A leader's result that a plan's results may support; ``role`` is what the leader's matrix expects there of the plan's holder."""

    plan_id: UUID
    employee_id: UUID
    result_id: UUID
    lineage_id: UUID
    title: str
    kind: ResultKind
    role: str | None


@dataclass(frozen=True, slots=True)
class Supported:
    """What a result supports; ``planned`` tells whether the leader's plan still has it."""

    lineage_id: UUID
    support: SupportKind
    employee_id: UUID
    year: int
    title: str
    planned: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A result of the leader's."""

    result_id: UUID
    lineage_id: UUID
    title: str
    kind: ResultKind


@dataclass(frozen=True, slots=True)
class MatrixLink:
    """A result of somebody's plan that supports a result of the leader's."""

    result_id: UUID
    assignment_id: UUID
    title: str
    support: SupportKind


@dataclass
class Matrix:
    """The leader's results × staff; ``staff`` is (assignment, employee), roles and links stand under (result's lineage, assignment).

    Links of others than the staff count for the result, but stand in no cell.
    """

    rows: list[MatrixRow] = field(default_factory=list)
    staff: list[tuple[UUID, UUID]] = field(default_factory=list)
    roles: dict[tuple[UUID, UUID], str] = field(default_factory=dict)
    links: dict[tuple[UUID, UUID], list[MatrixLink]] = field(default_factory=dict)

    def unsupported(self) -> list[MatrixRow]:
        """Name the leader's results that nobody supports: no role in the matrix and no result that is linked."""
        filled = {lineage for lineage, _ in (*self.roles, *self.links)}
        return [row for row in self.rows if row.lineage_id not in filled]

    def without_result(self) -> list[tuple[UUID, UUID]]:
        """Name the staff without any: no role in the matrix and no result that is linked to one of the leader's."""
        known = {row.lineage_id for row in self.rows}
        filled = {assignment for lineage, assignment in (*self.roles, *self.links) if lineage in known}
        return [one for one in self.staff if one[0] not in filled]


async def supportable(conn: Connection, actor: Actor, plans: Sequence[UUID]) -> dict[UUID, list[Supportable]]:
    """Give what the results of each plan may support today; one statement."""
    found: dict[UUID, list[Supportable]] = {one: [] for one in plans}
    params = {"agency": actor.agency_id, "acc_today": actor.today, "ids": list(found)}
    for raw in await conn.fetch(_SUPPORTABLE, params) if found else ():
        one = Supportable(
            conn.decode(PerformancePlan, "id", raw["supported_plan_id"]),
            conn.decode(PerformancePlan, "employee_id", raw["employee_id"]),
            conn.decode(PlannedResult, "id", raw["id"]),
            conn.decode(PlannedResult, "lineage_id", raw["lineage_id"]),
            str(raw["title"]),
            ResultKind(raw["kind"]),
            raw["role"],
        )
        found[conn.decode(PerformancePlan, "id", raw["plan_id"])].append(one)
    return found


async def supported(conn: Connection, agency_id: UUID, revisions: Sequence[UUID]) -> dict[tuple[UUID, UUID], Supported]:
    """Give what results support, by (revision, lineage); one statement."""
    rows = await conn.fetch(_SUPPORTS, {"agency": agency_id, "ids": list(dict.fromkeys(revisions))}) if revisions else []
    return {
        (
            conn.decode(PlannedResult, "revision_id", raw["revision_id"]),
            conn.decode(ResultSupport, "lineage_id", raw["lineage_id"]),
        ): Supported(
            conn.decode(ResultSupport, "supported_lineage_id", raw["supported_lineage_id"]),
            SupportKind(raw["support"]),
            conn.decode(PerformancePlan, "employee_id", raw["employee_id"]),
            int(raw["year"]),
            str(raw["title"]),
            bool(raw["planned"]),
        )
        for raw in rows
    }


async def matrices(conn: Connection, actor: Actor, plans: Sequence[UUID]) -> dict[UUID, Matrix]:
    """Give the matrix of each leader's plan, with what the actor may see of the others' plans; four statements."""
    found: dict[UUID, Matrix] = {one: Matrix() for one in plans}
    if not found:
        return found
    scope = {"agency": actor.agency_id, "ids": list(found), "acc_today": actor.today}

    def plan(raw: dict[str, object]) -> Matrix:
        return found[conn.decode(PerformancePlan, "id", raw["plan_id"])]

    def cell(raw: dict[str, object]) -> tuple[UUID, UUID]:
        return conn.decode(MatrixRole, "lineage_id", raw["lineage_id"]), conn.decode(MatrixRole, "assignment_id", raw["assignment_id"])

    for raw in await conn.fetch(_ROWS, scope):
        key = conn.decode(PlannedResult, "id", raw["id"])
        lineage = conn.decode(PlannedResult, "lineage_id", raw["lineage_id"])
        plan(raw).rows.append(MatrixRow(key, lineage, str(raw["title"]), ResultKind(raw["kind"])))
    for raw in await conn.fetch(_STAFF, scope):
        holder = (
            conn.decode(MatrixRole, "assignment_id", raw["assignment_id"]),
            conn.decode(PerformancePlan, "employee_id", raw["employee_id"]),
        )
        plan(raw).staff.append(holder)
    for raw in await conn.fetch(_ROLES, scope):
        plan(raw).roles[cell(raw)] = str(raw["role"])
    seen = visible(actor, PerformancePlan, "w")
    for raw in await conn.fetch(_LINKS.replace("{seen}", seen.sql), {**seen.params, **scope}):
        lineage, assignment = cell(raw)
        link = MatrixLink(conn.decode(PlannedResult, "id", raw["id"]), assignment, str(raw["title"]), SupportKind(raw["support"]))
        plan(raw).links.setdefault((lineage, assignment), []).append(link)
    return found
