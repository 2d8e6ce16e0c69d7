"""From stored rows to the structures that lines are computed from: what a change can touch, or all of an agency page by page.

Only rows recorded as true now take part. Each structure holds the assignments to compute and all that their lines rest on: the units
above, their leaders, the appraisers set by hand. What a change touches takes a fixed number of statements, however many rows.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models.base import Row
from models.database import Connection
from models.people import Absence, Agency, Assignment, HandSetLine, LegalStatus, OrgUnit, Position, UnitLeadership, UnitPlacement, UnitRoute
from models.vocabulary import ApprovalRoute, LegalStatusKind
from workflows.lines.closure import above
from workflows.lines.reach import Change, touched_by_hand, touched_units
from workflows.lines.structure import Away, HandSet, Holder, Leadership, Placement, Post, Route, Structure

PAGE_UNITS_ROWS, PAGE_ROWS = 100, 1_000
"""How many units, and how many assignments of theirs, are looked at together when all of an agency is computed."""

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
    """A structure, and the assignments to compute."""

    structure: Structure
    only: frozenset[UUID]


async def load_placements(conn: Connection, agency_id: UUID, units: Collection[UUID] | None = None) -> tuple[Placement, ...]:
    """Load where units ever stood: these and all that were ever above them, or all units of an agency."""
    if units is None:
        return await _placements(conn, "", {"agency": agency_id})
    found: list[Placement] = []
    reached, waiting = set(units), set(units)
    while waiting:
        rows = await _placements(conn, " AND unit_id IN :units", {"agency": agency_id, "units": list(waiting)})
        found += rows
        waiting = {row.parent_id for row in rows if row.parent_id is not None} - reached
        reached |= waiting
    return tuple(sorted(found, key=lambda row: (row.unit_id, row.valid_from)))


async def unit_pages(conn: Connection, agency_id: UUID) -> AsyncIterator[list[UUID]]:
    """Give the agency's units, a page at a time; how many there are doesn't count."""
    after = UUID(int=0)
    while True:
        sql = "SELECT id FROM org_unit WHERE agency_id = :agency AND id > :after ORDER BY id LIMIT :page"
        rows = await conn.fetch(sql, {"agency": agency_id, "after": after, "page": PAGE_UNITS_ROWS})
        if not rows:
            return
        page = [conn.decode(OrgUnit, "id", row["id"]) for row in rows]
        yield page
        after = page[-1]


async def load_pages(conn: Connection, agency_id: UUID) -> AsyncIterator[Loaded]:
    """Load an agency's assignments a page at a time, unit by unit, each page with what its lines rest on."""
    route = await _agency_route(conn, agency_id)
    async for units in unit_pages(conn, agency_id):
        after = UUID(int=0)
        while True:
            posts, chosen = await _holders(
                conn,
                f"{_HOLDERS} AND p.unit_id IN :units AND a.id > :after",
                {"agency": agency_id, "units": units, "after": after, "page": PAGE_ROWS},
                " LIMIT :page",
            )
            if not chosen:
                break
            yield await _completed(conn, agency_id, route, posts, chosen)
            after = max(chosen)


async def load_named(conn: Connection, agency_id: UUID, assignments: Collection[UUID]) -> Loaded:
    """Load assignments with what their lines rest on, and nothing that rests on them."""
    posts, chosen = await _holders(conn, f"{_HOLDERS} AND a.id IN :named", {"agency": agency_id, "named": list(assignments)})
    return await _completed(conn, agency_id, await _agency_route(conn, agency_id), posts, chosen)


async def load_structure(conn: Connection, agency_id: UUID, change: Change) -> Loaded:
    """Load what is needed to recompute the lines that ``change`` can touch; it must not be a change of everything."""
    tree = _Tree(
        await _agency_route(conn, agency_id),
        await load_placements(conn, agency_id),
        await _leaderships(conn, "", {"agency": agency_id}),
        await _routes(conn, "", {"agency": agency_id}),
        await _hand_set(conn, "", {"agency": agency_id}),
    )
    return await _load_touched(conn, agency_id, change, tree)


async def _completed(
    conn: Connection, agency_id: UUID, route: ApprovalRoute, posts: dict[UUID, Post], chosen: dict[UUID, Holder]
) -> Loaded:
    """Add to assignments what their lines rest on."""
    holders = dict(chosen)
    hand_set = await _hand_set(conn, " AND assignment_id IN :ids", {"agency": agency_id, "ids": list(chosen)})
    appraisers = {line.appraiser_id for line in hand_set}
    if appraisers:
        more_posts, more = await _holders(
            conn, f"{_HOLDERS} AND a.employee_id IN :employees", {"agency": agency_id, "employees": list(appraisers)}
        )
        posts |= more_posts
        holders |= more
    units = {post.unit_id for post in posts.values()}
    placements = await load_placements(conn, agency_id, units)
    scope = {"agency": agency_id, "units": list(units | {row.parent_id for row in placements if row.parent_id is not None})}
    leaderships = await _leaderships(conn, " AND unit_id IN :units", scope)
    leading = {"agency": agency_id, "positions": list({row.position_id for row in leaderships})}
    more_posts, leaders = await _holders(conn, f"{_HOLDERS} AND a.position_id IN :positions", leading)
    tree = _Tree(route, placements, leaderships, await _routes(conn, " AND unit_id IN :units", scope), hand_set)
    away = await _away(conn, agency_id, {one.employee_id for one in leaders.values()})
    return Loaded(tree.structure(posts | more_posts, holders | leaders, away, hand_set), frozenset(chosen))


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


async def _agency_route(conn: Connection, agency_id: UUID) -> ApprovalRoute:
    rows = await conn.fetch("SELECT approval_route FROM agency WHERE id = :agency", {"agency": agency_id})
    route: ApprovalRoute = conn.decode(Agency, "approval_route", rows[0]["approval_route"])
    return route


async def _placements(conn: Connection, condition: str, params: Mapping[str, object]) -> tuple[Placement, ...]:
    names = ("unit_id", "parent_id", "valid_from", "valid_to")
    sql = f"SELECT {', '.join(names)} FROM unit_placement WHERE agency_id = :agency{condition} ORDER BY unit_id, valid_from"
    return tuple(Placement(**row) for row in await _rows(conn, UnitPlacement, names, sql, params))


async def _leaderships(conn: Connection, condition: str, params: Mapping[str, object]) -> tuple[Leadership, ...]:
    names = ("unit_id", "position_id", "valid_from", "valid_to")
    sql = f"SELECT {', '.join(names)} FROM unit_leadership WHERE agency_id = :agency{condition} ORDER BY unit_id, valid_from"
    return tuple(Leadership(**row) for row in await _rows(conn, UnitLeadership, names, sql, params))


async def _routes(conn: Connection, condition: str, params: Mapping[str, object]) -> tuple[Route, ...]:
    names = ("unit_id", "route", "valid_from", "valid_to")
    sql = f"SELECT {', '.join(names)} FROM unit_route WHERE agency_id = :agency{condition} ORDER BY unit_id, valid_from"
    return tuple(Route(**row) for row in await _rows(conn, UnitRoute, names, sql, params))


async def _holders(
    conn: Connection, sql: str, params: Mapping[str, object], limit: str = ""
) -> tuple[dict[UUID, Post], dict[UUID, Holder]]:
    posts: dict[UUID, Post] = {}
    holders: dict[UUID, Holder] = {}
    names = ("id", "employee_id", "position_id", "kind", "valid_from", "valid_to")
    for raw in await conn.fetch(f"{sql} ORDER BY a.id{limit}", params):
        row = {name: conn.decode(Assignment, name, raw[name]) for name in names}
        unit_id = conn.decode(Position, "unit_id", raw["unit_id"])
        posts[row["position_id"]] = Post(row["position_id"], unit_id)
        assignment_id = row.pop("id")
        holders[assignment_id] = Holder(assignment_id, **row)
    return posts, holders


async def _hand_set(conn: Connection, condition: str, params: Mapping[str, object]) -> tuple[HandSet, ...]:
    names = ("id", "assignment_id", "appraiser_id", "approver_id", "valid_from", "valid_to")
    sql = f"SELECT {', '.join(names)} FROM hand_set_line WHERE agency_id = :agency AND recorded_to IS NULL{condition} ORDER BY id"
    return tuple(HandSet(**row) for row in await _rows(conn, HandSetLine, names, sql, params))


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
