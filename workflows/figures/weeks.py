"""The maintained summary of reports and answers by unit and ISO week: written with what it counts, rebuilt to the same figures.

A board over 25,000 people would else read some millions of activities. Each command adds its difference to a row a unit and week, in one
statement, the rows in one order, so that two commands never wait for each other crosswise. A rebuild locks the summary against writers, who
wait for it to commit and then add what it couldn't see.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from models.activities import UnitWeek
from models.database import Connection, new_id
from models.limits import ANSWER_WORKING_DAYS

Place = tuple[UUID, date]
"""A unit and the Monday of a week."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a unit has in a week, or a difference of it."""

    reports: int = 0
    minutes: int = 0
    late: int = 0
    answers: int = 0
    in_time: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Add up each figure."""
        return Counts(*(getattr(self, name) + getattr(other, name) for name in FIGURES))

    def __neg__(self) -> "Counts":
        """Give the difference that takes it away."""
        return Counts(*(-getattr(self, name) for name in FIGURES))


FIGURES = tuple(one.name for one in fields(Counts))


def monday(day: date) -> date:
    """Give the first day of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def reported(row: Mapping[str, Any]) -> tuple[Place, Counts]:
    """Give what one report counts, from its columns."""
    return (row["unit_id"], monday(row["day"])), Counts(1, row["minutes"] or 0, int(row["late"]))


def answered(unit: UUID, on: date, days: int) -> tuple[Place, Counts]:
    """Give what a first answer counts that took so many working days."""
    return (unit, monday(on)), Counts(answers=1, in_time=int(days <= ANSWER_WORKING_DAYS))


async def add_up(conn: Connection, agency_id: UUID, differences: Iterable[tuple[Place, Counts]]) -> None:
    """Add differences to the summary, in the transaction of what they count; one statement, none where nothing differs."""
    sums: dict[Place, Counts] = {}
    for place, difference in differences:
        sums[place] = sums.get(place, Counts()) + difference
    changed = sorted((place, counts) for place, counts in sums.items() if counts != Counts())
    if not changed:
        return
    params: dict[str, object] = {"agency": agency_id}
    values = []
    for number, ((unit, week), counts) in enumerate(changed):
        params |= {f"id_{number}": new_id(), f"unit_{number}": unit, f"week_{number}": week}
        params |= {f"{name}_{number}": getattr(counts, name) for name in FIGURES}
        values.append(f"(:id_{number}, :agency, :unit_{number}, :week_{number}, {', '.join(f':{name}_{number}' for name in FIGURES)})")
    added = ", ".join(f"{name} = unit_week.{name} + excluded.{name}" for name in FIGURES)
    await conn.execute(
        f"INSERT INTO unit_week (id, agency_id, unit_id, week, {', '.join(FIGURES)}) VALUES {', '.join(values)}"
        f" ON CONFLICT (agency_id, unit_id, week) DO UPDATE SET {added}",
        params,
    )


async def recount(conn: Connection, agency_id: UUID) -> dict[Place, Counts]:
    """Count an agency's summary from the activities and answers themselves; two statements that read all of them."""
    postgres = conn.dialect == "postgres"
    week = "date_trunc('week', {day})::date" if postgres else "date({day}, '-6 days', 'weekday 1')"
    rows = await conn.fetch(
        f"SELECT d.unit_id, {week.format(day='d.day')} AS week, COUNT(*) AS reports, SUM(COALESCE(d.minutes, 0)) AS minutes,"
        " SUM(CASE WHEN d.late THEN 1 ELSE 0 END) AS late, 0 AS answers, 0 AS in_time FROM daily_activity d"
        " WHERE d.agency_id = :agency AND d.state <> 'WITHDRAWN' GROUP BY 1, 2",
        {"agency": agency_id},
    )
    rows += await conn.fetch(
        f"SELECT r.unit_id, {week.format(day='r.on_day')} AS week, 0 AS reports, 0 AS minutes, 0 AS late, COUNT(*) AS answers,"
        " SUM(CASE WHEN r.response_days <= :days THEN 1 ELSE 0 END) AS in_time FROM activity_reply r"
        " WHERE r.agency_id = :agency AND r.response_days IS NOT NULL GROUP BY 1, 2",
        {"agency": agency_id, "days": ANSWER_WORKING_DAYS},
    )
    found: dict[Place, Counts] = {}
    for raw in rows:
        place, counts = _read(conn, raw)
        found[place] = found.get(place, Counts()) + counts
    return found


async def kept(conn: Connection, agency_id: UUID) -> dict[Place, Counts]:
    """Read an agency's summary as it is kept, without rows that came down to nothing; one statement."""
    rows = await conn.fetch("SELECT * FROM unit_week WHERE agency_id = :agency", {"agency": agency_id})
    return {place: counts for place, counts in (_read(conn, raw) for raw in rows) if counts != Counts()}


def _read(conn: Connection, raw: Mapping[str, Any]) -> tuple[Place, Counts]:
    place = (conn.decode(UnitWeek, "unit_id", raw["unit_id"]), conn.decode(UnitWeek, "week", raw["week"]))
    return place, Counts(*(int(raw[name]) for name in FIGURES))


async def differing(conn: Connection, agency_id: UUID) -> int:
    """Tell in how many units and weeks the summary isn't what a recount gives."""
    there, counted = await kept(conn, agency_id), await recount(conn, agency_id)
    return sum(there.get(place) != counted.get(place) for place in {*there, *counted})


async def rebuild(conn: Connection, agency_id: UUID) -> int:
    """Write an agency's summary anew from a recount, writers waiting meanwhile; give in how many units and weeks it was wrong."""
    if conn.dialect == "postgres":
        await conn.execute("LOCK TABLE unit_week IN EXCLUSIVE MODE")
    there, counted = await kept(conn, agency_id), await recount(conn, agency_id)
    await conn.execute("DELETE FROM unit_week WHERE agency_id = :agency", {"agency": agency_id})
    places = sorted(counted)
    await conn.insert(
        [
            UnitWeek(
                id=new_id(), agency_id=agency_id, unit_id=unit, week=week, **{name: getattr(counted[unit, week], name) for name in FIGURES}
            )
            for unit, week in places
        ]
    )
    return sum(there.get(place) != counted.get(place) for place in {*there, *counted})
