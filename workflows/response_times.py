"""How fast superiors answer daily activities: a figure that helps the superior first, and is never one person's to others.

A superior sees their own. Of a unit with what is under it, heads of it or of a unit above and holders of a role over it see one figure, and
only where at least ``limits.RESPONSE_PEOPLE`` people work there. Counted are first answers by the day on which they were given, in working
days from the report, and beside them what is overdue still: who answers only what is easy doesn't look fast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from models.activities import ActivityReply
from models.database import Connection
from models.limits import ANSWER_WORKING_DAYS, RESPONSE_PEOPLE
from models.vocabulary import Role
from workflows.access import Actor
from workflows.calendar import WorkingCalendar, load_calendar
from workflows.conditions import base_params
from workflows.reach import led_units, units_of_role
from workflows.standing import ACTIVITY_WAITS_FOR_ME, TODAY

ROLES = (Role.AGENCY_ADMIN, Role.AUDITOR, Role.AGENCY_LEADER)
"""Roles whose holders see the figures of units within their grant."""


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """First answers by how many working days they took (``by_days``), what waits, and how much of that is overdue."""

    by_days: Mapping[int, int] = field(default_factory=dict)
    waiting: int = 0
    overdue: int = 0

    @property
    def answered(self) -> int:
        """How many first answers were given."""
        return sum(self.by_days.values())

    @property
    def within(self) -> int:
        """How many of them came in time."""
        return sum(count for days, count in self.by_days.items() if days <= ANSWER_WORKING_DAYS)

    @property
    def share(self) -> Decimal | None:
        """The share in time of all that was answered or should have been, to four digits; None where there was nothing."""
        whole = self.answered + self.overdue
        return None if not whole else (Decimal(self.within) / whole).quantize(Decimal("0.0001"))

    @property
    def median(self) -> Decimal | None:
        """The median of the first answers in working days, a half between two; None without any."""
        if not self.answered:
            return None
        days = sorted(self.by_days)
        low, high = (self.answered - 1) // 2, self.answered // 2
        return (Decimal(_at(days, self.by_days, low)) + _at(days, self.by_days, high)) / 2


def _at(days: Sequence[int], counts: Mapping[int, int], place: int) -> int:
    for one in days:
        place -= counts[one]
        if place < 0:
            return one
    raise IndexError("there are fewer answers")


def last_working_day(today: date, calendar: WorkingCalendar) -> date:
    """Give the working day that ``today`` is, or the last one before: what was due before it is overdue."""
    while not calendar.is_working_day(today):
        today -= timedelta(days=1)
    return today


async def own_times(conn: Connection, actor: Actor, first: date, last: date) -> ResponseTimes:
    """Give the actor's own figures as a superior, for answers from ``first`` to ``last``; three statements."""
    params = {**base_params(actor), "first": first, "last": last}
    params["worked"] = last_working_day(actor.today, await load_calendar(conn, actor.agency_id))
    answers = await conn.fetch(
        "SELECT r.response_days, COUNT(*) AS n FROM activity_reply r WHERE r.agency_id = :acc_agency AND r.author_id = :acc_me"
        " AND r.on_day >= :first AND r.on_day <= :last AND r.response_days IS NOT NULL GROUP BY r.response_days",
        params,
    )
    waiting = await conn.fetch(
        "SELECT COUNT(*) AS n, SUM(CASE WHEN d.answer_due_on < :worked THEN 1 ELSE 0 END) AS overdue FROM daily_activity d"
        f" WHERE d.agency_id = :acc_agency AND {ACTIVITY_WAITS_FOR_ME.format(a='d')}",
        params,
    )
    by_days = {int(row["response_days"]): int(row["n"]) for row in answers}
    return ResponseTimes(by_days, int(waiting[0]["n"]), int(waiting[0]["overdue"] or 0))


async def unit_times(conn: Connection, actor: Actor, units: Sequence[UUID], first: date, last: date) -> dict[UUID, ResponseTimes]:
    """Give the figures of those units that the actor may see and that are large enough; five statements at most, for all units."""
    shown = await _shown(conn, actor, units)
    if not shown:
        return {}
    params = {**base_params(actor), "units": shown, "first": first, "last": last}
    params["worked"] = last_working_day(actor.today, await load_calendar(conn, actor.agency_id))
    under = f"c.agency_id = :acc_agency AND c.ancestor_id IN :units AND {TODAY.format(l='c')}"
    answers = await conn.fetch(
        "SELECT c.ancestor_id AS unit_id, r.response_days, COUNT(*) AS n FROM unit_closure c"
        " JOIN activity_reply r ON r.agency_id = c.agency_id AND r.unit_id = c.descendant_id AND r.on_day >= :first AND r.on_day <= :last"
        f" WHERE {under} AND r.response_days IS NOT NULL GROUP BY c.ancestor_id, r.response_days",
        params,
    )
    waiting = await conn.fetch(
        "SELECT c.ancestor_id AS unit_id, COUNT(*) AS n, SUM(CASE WHEN d.answer_due_on < :worked THEN 1 ELSE 0 END) AS overdue"
        " FROM daily_activity d JOIN unit_closure c ON c.agency_id = d.agency_id AND c.descendant_id = d.unit_id"
        f" WHERE d.agency_id = :acc_agency AND d.state = 'REPORTED' AND {under} GROUP BY c.ancestor_id",
        params,
    )
    by_days: dict[UUID, dict[int, int]] = {}
    for row in answers:
        by_days.setdefault(_unit(conn, row), {})[int(row["response_days"])] = int(row["n"])
    open_ones = {_unit(conn, row): (int(row["n"]), int(row["overdue"])) for row in waiting}
    return {unit: ResponseTimes(by_days.get(unit, {}), *open_ones.get(unit, (0, 0))) for unit in shown}


async def _shown(conn: Connection, actor: Actor, units: Sequence[UUID]) -> list[UUID]:
    """Give those of the units whose figures the actor may see, that have people enough today; two statements."""
    held = [one for one in actor.roles if one.role in ROLES]
    params = {**base_params(actor), "units": list(units), "least": RESPONSE_PEOPLE}
    reached = "1 = 1"
    if not any(one.unit_id is None for one in held):
        sets = [led_units(actor)]
        for role in dict.fromkeys(one.role for one in held):
            sets.append(units_of_role(role))
            params[f"acc_units_{role.value}"] = [one.unit_id for one in held if one.role is role]
        reached = f"k.ancestor_id IN ({' UNION '.join(sets)})"
    rows = await conn.fetch(
        "SELECT k.ancestor_id AS unit_id FROM unit_closure k"
        " JOIN position p ON p.agency_id = k.agency_id AND p.unit_id = k.descendant_id"
        " JOIN assignment a ON a.agency_id = p.agency_id AND a.position_id = p.id AND a.recorded_to IS NULL"
        f" WHERE k.agency_id = :acc_agency AND k.ancestor_id IN :units AND {TODAY.format(l='k')} AND {TODAY.format(l='a')} AND {reached}"
        " GROUP BY k.ancestor_id HAVING COUNT(DISTINCT a.employee_id) >= :least",
        params,
    )
    return [_unit(conn, row) for row in rows]


def _unit(conn: Connection, row: Mapping[str, object]) -> UUID:
    found: UUID = conn.decode(ActivityReply, "unit_id", row["unit_id"])
    return found
