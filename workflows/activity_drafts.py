"""A day's activities as drafts of another day's: what repeats is written once, and reported when it has been looked at.

Nothing is stored: a draft becomes a report when its owner sends it. A quantity isn't copied, since it is a figure of its own day; nor is a
result that the plan has dropped, or whose plan doesn't cover the new day.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models.activities import DailyActivity
from models.database import Connection
from models.plans import Indicator, PlannedResult
from workflows.access import Actor


@dataclass(frozen=True, slots=True)
class CopiedActivity:
    """What is copied of one activity; the result and the indicator by the rows of the plan's newest revision."""

    text: str
    minutes: int | None
    place: str | None
    result_id: UUID | None
    indicator_id: UUID | None


_NEWEST = "(SELECT v.id FROM plan_revision v WHERE v.agency_id = p.agency_id AND v.plan_id = p.id ORDER BY v.ordinal DESC LIMIT 1)"
_COPY = (
    "SELECT d.text, d.minutes, d.place, t.id AS result_id, i.id AS indicator_id FROM daily_activity d"
    " LEFT JOIN performance_plan p ON p.agency_id = d.agency_id AND p.id = d.plan_id AND p.starts_on <= :day AND p.ends_on > :day"
    f" LEFT JOIN planned_result t ON t.agency_id = p.agency_id AND t.revision_id = {_NEWEST} AND t.lineage_id = d.result_lineage_id"
    " LEFT JOIN indicator i ON i.agency_id = t.agency_id AND i.result_id = t.id AND i.lineage_id = d.indicator_lineage_id"
    " WHERE d.agency_id = :agency AND d.employee_id = :me AND d.state <> 'WITHDRAWN' AND d.day = :source ORDER BY d.recorded_at, d.id"
)
_LAST = (
    "SELECT MAX(d.day) AS day FROM daily_activity d"
    " WHERE d.agency_id = :agency AND d.employee_id = :me AND d.state <> 'WITHDRAWN' AND d.day < :day"
)


async def copies_of_day(conn: Connection, actor: Actor, day: date, source: date | None) -> list[CopiedActivity]:
    """Give what the actor reported on ``source`` (the last day before ``day`` on which they did, if not given); two statements at most."""
    scope: dict[str, object] = {"agency": actor.agency_id, "me": actor.employee_id, "day": day}
    if source is None:
        [last] = await conn.fetch(_LAST, scope)
        source = conn.decode(DailyActivity, "day", last["day"])
    rows = await conn.fetch(_COPY, {**scope, "source": source}) if source is not None else []
    return [
        CopiedActivity(
            text=conn.decode(DailyActivity, "text", raw["text"]),
            minutes=raw["minutes"],
            place=conn.decode(DailyActivity, "place", raw["place"]),
            result_id=conn.decode(PlannedResult, "id", raw["result_id"]),
            indicator_id=conn.decode(Indicator, "id", raw["indicator_id"]),
        )
        for raw in rows
    ]
