"""Drafts of activities, as published: a day copied, to be looked at and sent by ``recordActivities``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import strawberry

from models.database import new_id
from models.plans import Indicator, PlannedResult
from schema.context import Context
from schema.reads.cohort import given
from schema.reads.declare import argument, record, to_one
from schema.reads.ids import make_id
from schema.reads.readfield import plain
from workflows.actions.daily_activity_record import PREFIX
from workflows.activity_drafts import copies_of_day

ARGUMENTS = (
    argument("day", date | None, "The day for which they are drafted; today if not given.", None),
    argument("copy_from", date | None, "The day that is copied; the last one before on which you reported, if not given.", None),
)


@record(None)
class ActivityDraft:
    """A draft of a daily activity: nothing is stored until you send it by `recordActivity` or `recordActivities`."""

    id: strawberry.ID = plain("A new id, under which to send it.")
    day: date = plain("The day for which it is drafted.")
    text: str = plain("What was done.")
    minutes: int | None = plain("How many minutes it took; null if nobody said.")
    place: str | None = plain("Where it was done; null if nobody said.")
    result = to_one(PlannedResult, "result_id", "The result that it serves; null if none, or if your plan for the day has it no more.")
    indicator = to_one(Indicator, "indicator_id", "The indicator towards which it counts; its quantity is the new day's.")


async def activity_drafts(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[list[ActivityDraft]]:
    """Copy one's own activities of a day."""
    day = arguments.get("day") or context.actor.today
    found = await context.database.read(lambda conn: copies_of_day(conn, context.actor, day, arguments.get("copy_from") or None))
    drafts = given(
        ActivityDraft,
        context,
        (
            {
                "id": strawberry.ID(make_id(PREFIX, new_id())),
                "day": day,
                "text": one.text,
                "minutes": one.minutes,
                "place": one.place,
                "result_id": one.result_id,
                "indicator_id": one.indicator_id,
            }
            for one in found
        ),
    )
    return [drafts for _ in rows]
