"""What daily activities add up to, as published: by indicator of an appraisal, and by indicator of a plan over any days."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.plans import Indicator
from schema.context import Context
from schema.reads.cohort import given
from schema.reads.declare import record, to_one, value
from schema.reads.readfield import plain
from workflows.activity_sums import Total, figures, totals


@value
class ActivityTotal:
    """What the daily activities towards an indicator add up to over some days; what was withdrawn or returned doesn't count."""

    sum: Decimal = plain("The sum of their quantities, in the indicator's unit of measure.")
    activities: int = plain("How many activities it is the sum of.")
    as_of: datetime = plain("The moment for which it is true.")


@record(None)
class IndicatorActivitySum:
    """What an appraisal has about one indicator: the sum of daily activities in its cycle, and the figure stated by hand, which wins."""

    indicator = to_one(Indicator, "indicator_id", "The indicator, in the plan's revision that the appraisal shows.")
    sum: Decimal = plain("The sum of the activities' quantities: worked out now while it is in `DRAFT`, else as the submission pinned it.")
    activities: int = plain("How many activities it is the sum of.")
    stated: Decimal | None = plain(
        "The realisation's figure as the employee states it; null if they state none, and for everyone but them until it is submitted."
    )
    value: Decimal | None = plain("The figure that counts: the stated one, else the sum; null where there is neither.")
    pinned_at: datetime | None = plain("When the submission pinned the sum; null in `DRAFT`, and where there was nothing to add up.")
    as_of: datetime = plain("The moment for which it is true.")


async def sums_of_appraisals(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[IndicatorActivitySum]]:
    """Give the sums of all appraisals of a level together, in two statements."""
    found = await context.database.read(lambda conn: figures(conn, context.actor, [row["id"] for row in rows]))
    flat = [(row["id"], one) for row in rows for one in found.get(row["id"], ())]
    made = given(
        IndicatorActivitySum,
        context,
        (
            {
                "indicator_id": one.indicator_id,
                "sum": one.total.quantity,
                "activities": one.total.activities,
                "stated": one.stated,
                "value": one.stated if one.stated is not None else one.total.quantity if one.total.activities else None,
                "pinned_at": one.pinned_at,
                "as_of": one.pinned_at or context.actor.now,
            }
            for _, one in flat
        ),
    )
    by_appraisal: dict[Any, list[IndicatorActivitySum]] = {}
    for place, shown in enumerate(made):
        by_appraisal.setdefault(flat[place][0], []).append(shown)
    return [by_appraisal.get(row["id"], []) for row in rows]


async def sums_of_indicators(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[ActivityTotal]:
    """Add up for all indicators of a level together, in one statement."""
    first, last = arguments.get("from_day") or None, arguments.get("to_day") or None
    lineages = list(dict.fromkeys(row["lineage"] for row in rows))
    found = await context.database.read(lambda conn: totals(conn, context.actor.agency_id, lineages, first, last))
    sums = [found.get((row["plan_id"], row["lineage"]), Total()) for row in rows]
    return [ActivityTotal(sum=one.quantity, activities=one.activities, as_of=context.actor.now) for one in sums]
