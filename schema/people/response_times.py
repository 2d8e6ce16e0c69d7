"""How fast daily activities are answered, as published: a superior's own, and a unit's."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from models.limits import ANSWER_WORKING_DAYS, RESPONSE_DAYS, RESPONSE_DEFAULT_DAYS
from schema.context import Context
from schema.errors import RequestError
from schema.reads.declare import argument, value
from schema.reads.readfield import plain
from workflows import response_times as worked_out

DAYS = (
    argument("from_day", date | None, f"The first day on which answers were given; {RESPONSE_DEFAULT_DAYS} days back if not given.", None),
    argument("to_day", date | None, f"The last day; today if not given. At most {RESPONSE_DAYS} days in all.", None),
)
"""Which answers are counted."""


@value
class ResponseTimes:
    """How fast daily activities are answered: by the first answer to each, in working days from the day on which it was recorded."""

    from_day: date = plain("The first day on which the answers were given.")
    to_day: date = plain("The last day.")
    answered: int = plain("How many activities got their first answer in these days.")
    within_two_days: int = plain(f"How many of them within {ANSWER_WORKING_DAYS} working days.")
    share_within_two_days: Decimal | None = plain(
        "That as a share, from 0 to 1, of all that was answered or is overdue now; null where there was nothing to answer."
    )
    median_working_days: Decimal | None = plain("The median of the first answers; null without any.")
    waiting: int = plain("How many wait for an answer now.")
    overdue: int = plain("How many of those have waited longer than they should.")
    as_of: datetime = plain("The moment for which it is true.")


def _days(context: Context, arguments: Mapping[str, Any]) -> tuple[date, date]:
    last = arguments.get("to_day") or context.actor.today
    first = arguments.get("from_day") or max(date.min + timedelta(days=RESPONSE_DAYS), last) - timedelta(days=RESPONSE_DEFAULT_DAYS)
    if not timedelta(0) <= last - first < timedelta(days=RESPONSE_DAYS):
        raise RequestError("BAD_VALUE", path="fromDay", why="DAYS", params={"max": RESPONSE_DAYS})
    return first, last


def _told(context: Context, days: tuple[date, date], one: worked_out.ResponseTimes) -> ResponseTimes:
    return ResponseTimes(
        from_day=days[0],
        to_day=days[1],
        answered=one.answered,
        within_two_days=one.within,
        share_within_two_days=one.share,
        median_working_days=one.median,
        waiting=one.waiting,
        overdue=one.overdue,
        as_of=context.actor.now,
    )


async def own_response_times(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[ResponseTimes]:
    """Give the reader's own figures as a superior."""
    days = _days(context, arguments)
    found = await context.database.read(lambda conn: worked_out.own_times(conn, context.actor, *days))
    return [_told(context, days, found) for _ in rows]


async def unit_response_times(
    context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]
) -> list[ResponseTimes | None]:
    """Give the figures of all units of a level together, null where they aren't the reader's to see."""
    days = _days(context, arguments)
    units = [row["id"] for row in rows]
    found = await context.database.read(lambda conn: worked_out.unit_times(conn, context.actor, units, *days))
    return [_told(context, days, found[unit]) if unit in found else None for unit in units]
