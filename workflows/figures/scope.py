"""Whose page somebody may open: their own team, or a unit that they lead or hold a role over; and who is on a page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models.database import Connection
from models.limits import TEAM_ROWS
from models.people import Assignment, Employee
from models.vocabulary import Role
from workflows.access import Actor
from workflows.conditions import base_params
from workflows.reach import led_units, lines_of, units_of_role

READ_ACTIVITIES = (Role.AGENCY_ADMIN, Role.AUDITOR)
"""Roles whose holders read daily activities and absences within their grant."""
READ_PLANS = (*READ_ACTIVITIES, Role.AGENCY_LEADER)
"""Roles whose holders read plans and appraisals within their grant."""


@dataclass(frozen=True, slots=True)
class Post:
    """An assignment of somebody on a page, with the first day on which it is held."""

    id: UUID
    employee_id: UUID
    valid_from: date


@dataclass(frozen=True, slots=True)
class Team:
    """People on a page of a team by name, their posts in it, and how many they are in all; the next page begins after ``next_id``."""

    people: int
    members: Sequence[UUID]
    posts: Sequence[Post]
    next_id: UUID | None = None

    @property
    def post_ids(self) -> list[UUID]:
        """The assignments of those on the page."""
        return [one.id for one in self.posts]


def unit_params(actor: Actor, roles: Sequence[Role]) -> dict[str, object]:
    """Give the parameters that ``opens`` may name."""
    held = {
        f"acc_units_{role.value}": [one.unit_id for one in actor.roles if one.role is role and one.unit_id is not None] for role in roles
    }
    return {**base_params(actor), **held}


def opens(actor: Actor, roles: Sequence[Role], column: str) -> str:
    """Give the condition that a unit in ``column`` is led by the actor, itself or one above it, or lies within a grant of these roles."""
    if any(one.role in roles and one.unit_id is None for one in actor.roles):
        return "1 = 1"
    sets = [led_units(actor), *(units_of_role(role) for role in roles if any(one.role is role for one in actor.roles))]
    return f"{column} IN ({' UNION '.join(sets)})"


async def may_open(conn: Connection, actor: Actor, unit: UUID, roles: Sequence[Role]) -> bool:
    """Tell whether the actor may open a unit's page; a unit of another agency is one that isn't there. One statement."""
    rows = await conn.fetch(
        f"SELECT u.id FROM org_unit u WHERE u.agency_id = :acc_agency AND u.id = :unit AND {opens(actor, roles, 'u.id')}",
        {**unit_params(actor, roles), "unit": unit},
    )
    return bool(rows)


async def load_team(
    conn: Connection, actor: Actor, unit: UUID | None, day: date, first: int = TEAM_ROWS, after: UUID | None = None
) -> Team:
    """Give a page of those who held a post of the unit on a day, or whom the actor appraises today, without the actor; two statements."""
    where = (
        f"s.id IN ({lines_of(actor, 'appraiser', 'assignment_id')})"
        if unit is None
        else "s.position_id IN (SELECT p.id FROM position p WHERE p.agency_id = :acc_agency AND p.unit_id = :unit)"
    )
    held = (
        f"s.agency_id = :acc_agency AND s.recorded_to IS NULL AND s.valid_from <= :day AND (s.valid_to IS NULL OR s.valid_to > :day)"
        f" AND (:acc_me IS NULL OR s.employee_id <> :acc_me) AND {where}"
    )
    team = (
        f"SELECT DISTINCT e.id, e.name FROM assignment s JOIN employee e ON e.agency_id = s.agency_id AND e.id = s.employee_id WHERE {held}"
    )
    params: dict[str, object] = {**base_params(actor), "unit": unit, "day": day, "after": after}
    beyond = "1 = 1" if after is None else "(q.name, q.id) > ((SELECT a.name FROM employee a WHERE a.id = :after), :after)"
    rows = await conn.fetch(
        f"SELECT q.id, (SELECT COUNT(*) FROM ({team}) n) AS people FROM ({team}) q WHERE {beyond} ORDER BY q.name, q.id LIMIT {first + 1}",
        params,
    )
    members = [conn.decode(Employee, "id", raw["id"]) for raw in rows]
    posts = await conn.fetch(
        f"SELECT s.id, s.employee_id, s.valid_from FROM assignment s WHERE {held} AND s.employee_id IN :members"
        " ORDER BY s.valid_from, s.id",
        {**params, "members": members[:first]},
    )
    return Team(
        people=int(rows[0]["people"]) if rows else 0,
        members=members[:first],
        posts=[Post(*(conn.decode(Assignment, name, raw[name]) for name in ("id", "employee_id", "valid_from"))) for raw in posts],
        next_id=members[first - 1] if len(members) > first else None,
    )
