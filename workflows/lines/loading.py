"""From stored rows to the structure that lines are computed from: all of an agency, or what a change can touch and what that rests on.

Only rows recorded as true now take part. A fixed number of statements, however many rows.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models.base import Row
from models.database import Connection
from models.people import Absence, Agency, Assignment, HandSetLine, LegalStatus, Position, UnitLeadership, UnitPlacement, UnitRoute
from models.vocabulary import ApprovalRoute, LegalStatusKind
from workflows.lines.closure import above
from workflows.lines.reach import Change, touched_by_hand, touched_units
from workflows.lines.structure import Away, HandSet, Holder, Leadership, Placement, Post, Route, Structure

OUT_OF_SERVICE = (
    LegalStatusKind.UNPAID_LEAVE,
    LegalStatusKind.STUDY_ASSIGNMENT,
    LegalStatusKind.SUSPENDED,
    LegalStatusKind.DISMISSED,
    LegalStatusKind.RETIRED,
    LegalStatusKind.DIED,
)
"""Legal statuses under which nobody exercises a post, also while the assignment hasn't been ended: they count as away."""

_HOLDERS = (
    "SELECT a.id, a.employee_id, a.position_id, a.kind, a.valid_from, a.valid_to, p.unit_id"
    " FROM assignment a JOIN position p ON p.agency_id = a.agency_id AND p.id = a.position_id"
    " WHERE a.agency_id = :agency AND a.recorded_to IS NULL"
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A structure, and the assignments to compute; None for all of them."""

    structure: Structure
    only: frozenset[UUID] | None


async def load_placements(conn: Connection, agency_id: UUID) -> tuple[Placement, ...]:
    """Load where the units of an agency ever stood."""
    names = ("unit_id", "parent_id", "valid_from", "valid_to")
    sql = "SELECT unit_id, parent_id, valid_from, valid_to FROM unit_placement WHERE agency_id = :agency ORDER BY unit_id, valid_from"
    return tuple(Placement(**row) for row in await _rows(conn, UnitPlacement, names, sql, {"agency": agency_id}))


async def load_structure(conn: Connection, agency_id: UUID, change: Change) -> Loaded:
    """Load what is needed to recompute the lines that ``change`` can touch."""
    scope = {"agency": agency_id}
    route = conn.decode(
        Agency, "approval_route", (await conn.fetch("SELECT approval_route FROM agency WHERE id = :agency", scope))[0]["approval_route"]
    )
    placements = await load_placements(conn, agency_id)
    leaderships = tuple(
        Leadership(**row)
        for row in await _rows(
            conn,
            UnitLeadership,
            ("unit_id", "position_id", "valid_from", "valid_to"),
            "SELECT unit_id, position_id, valid_from, valid_to FROM unit_leadership WHERE agency_id = :agency ORDER BY unit_id, valid_from",
            scope,
        )
    )
    routes = tuple(
        Route(**row)
        for row in await _rows(
            conn,
            UnitRoute,
            ("unit_id", "route", "valid_from", "valid_to"),
            "SELECT unit_id, route, valid_from, valid_to FROM unit_route WHERE agency_id = :agency ORDER BY unit_id, valid_from",
            scope,
        )
    )
    tree = _Tree(route, placements, leaderships, routes, await _hand_set(conn, agency_id))
    if change.everything:
        posts, holders = await _holders(conn, _HOLDERS, scope)
        return Loaded(tree.structure(posts, holders, await _away(conn, agency_id, None), tree.hand_set), None)
    return await _load_touched(conn, agency_id, change, tree)


@dataclass(frozen=True, slots=True)
class _Tree:
    route: ApprovalRoute
    placements: tuple[Placement, ...]
    leaderships: tuple[Leadership, ...]
    routes: tuple[Route, ...]
    hand_set: tuple[HandSet, ...]

    def structure(
        self, posts: Mapping[UUID, Post], holders: Mapping[UUID, Holder], away: tuple[Away, ...], hand_set: Iterable[HandSet]
    ) -> Structure:
        return Structure(
            self.route,
            self.placements,
            self.leaderships,
            self.routes,
            tuple(posts.values()),
            tuple(holders.values()),
            away,
            tuple(hand_set),
        )


async def _load_touched(conn: Connection, agency_id: UUID, change: Change, tree: _Tree) -> Loaded:
    concerned = change.employees | {line.appraiser_id for line in tree.hand_set}
    posts, holders = await _holders(
        conn, f"{_HOLDERS} AND a.employee_id IN :employees", {"agency": agency_id, "employees": list(concerned)}
    )
    units_of: dict[UUID, list[UUID]] = {}
    for one in holders.values():
        units_of.setdefault(one.employee_id, []).append(posts[one.position_id].unit_id)
    held = {one.position_id for one in holders.values() if one.employee_id in change.employees}
    units = touched_units(change, tree.placements, tree.leaderships, held)
    named = change.assignments | touched_by_hand(change, tree.hand_set, units_of, units)
    more_posts, chosen = await _holders(
        conn, f"{_HOLDERS} AND (p.unit_id IN :units OR a.id IN :named)", {"agency": agency_id, "units": list(units), "named": list(named)}
    )
    posts |= more_posts
    holders |= chosen
    hand_set = [line for line in tree.hand_set if line.assignment_id in chosen]
    on_the_way = above(tree.placements, {post.unit_id for post in posts.values()})
    leading = {row.position_id for row in tree.leaderships if row.unit_id in on_the_way}
    more_posts, leaders = await _holders(
        conn, f"{_HOLDERS} AND a.position_id IN :positions", {"agency": agency_id, "positions": list(leading)}
    )
    posts |= more_posts
    holders |= leaders
    away = await _away(conn, agency_id, {one.employee_id for one in leaders.values()})
    return Loaded(tree.structure(posts, holders, away, hand_set), frozenset(chosen) | change.assignments)


async def _holders(conn: Connection, sql: str, params: Mapping[str, object]) -> tuple[dict[UUID, Post], dict[UUID, Holder]]:
    posts: dict[UUID, Post] = {}
    holders: dict[UUID, Holder] = {}
    names = ("id", "employee_id", "position_id", "kind", "valid_from", "valid_to")
    for raw in await conn.fetch(f"{sql} ORDER BY a.id", params):
        row = {name: conn.decode(Assignment, name, raw[name]) for name in names}
        unit_id = conn.decode(Position, "unit_id", raw["unit_id"])
        posts[row["position_id"]] = Post(row["position_id"], unit_id)
        assignment_id = row.pop("id")
        holders[assignment_id] = Holder(assignment_id, **row)
    return posts, holders


async def _hand_set(conn: Connection, agency_id: UUID) -> tuple[HandSet, ...]:
    names = ("id", "assignment_id", "appraiser_id", "approver_id", "valid_from", "valid_to")
    sql = (
        "SELECT id, assignment_id, appraiser_id, approver_id, valid_from, valid_to FROM hand_set_line"
        " WHERE agency_id = :agency AND recorded_to IS NULL ORDER BY id"
    )
    return tuple(HandSet(**row) for row in await _rows(conn, HandSetLine, names, sql, {"agency": agency_id}))


async def _away(conn: Connection, agency_id: UUID, employees: Collection[UUID] | None) -> tuple[Away, ...]:
    names = ("employee_id", "valid_from", "valid_to")
    of_these = "" if employees is None else " AND employee_id IN :employees"
    params: dict[str, object] = {"agency": agency_id, "employees": list(employees or ()), "out": list(OUT_OF_SERVICE)}
    absences = (
        f"SELECT employee_id, valid_from, valid_to FROM absence WHERE agency_id = :agency AND recorded_to IS NULL{of_these} ORDER BY id"
    )
    statuses = (
        "SELECT employee_id, valid_from, valid_to FROM legal_status"
        f" WHERE agency_id = :agency AND recorded_to IS NULL AND status IN :out{of_these} ORDER BY id"
    )
    rows = [*await _rows(conn, Absence, names, absences, params), *await _rows(conn, LegalStatus, names, statuses, params)]
    return tuple(Away(**row) for row in rows)


async def _rows(conn: Connection, model: type[Row], names: tuple[str, ...], sql: str, params: Mapping[str, object]) -> list[dict[str, Any]]:
    return [{name: conn.decode(model, name, raw[name]) for name in names} for raw in await conn.fetch(sql, params)]
