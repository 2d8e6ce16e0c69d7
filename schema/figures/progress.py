"""Progress against targets and what waits, as the pages show them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from models.limits import WAITING_ROWS
from models.plans import Indicator, PlannedResult
from models.vocabulary import TargetStanding, WaitingStep
from schema.context import Context
from schema.plans.targets import Target, shown_target
from schema.reads.cohort import given
from schema.reads.declare import record, to_one, value
from schema.reads.ids import make_id
from schema.reads.readfield import plain
from workflows.figures import waiting as worked_out
from workflows.figures.standing import Progress


@value
class TargetMonth:
    """What daily activities towards an indicator add up to in a month."""

    month: date = plain("The month's first day.")
    sum: Decimal = plain("The sum of their quantities, in the indicator's unit of measure.")
    activities: int = plain("How many they are.")


@record(None)
class TargetProgress:
    """How far an indicator is towards its target by a day.

    A figure stated by hand in an appraisal wins over the activities of that appraisal's days; where such periods overlap the longest one
    counts. A target per month, quarter or the like is that of the period which holds the day. A score, a time, a cost and a percentage
    aren't added up: the figure stated latest counts. What is expected by a day is the target's share of the days that are over, of the
    plan or of the period that the target names.
    """

    indicator = to_one(Indicator, "indicator_id", "The indicator, in the plan's revision in force.")
    result = to_one(PlannedResult, "result_id", "The planned result that it measures.")
    target: Target = plain("The target as it is read.")
    sum: Decimal = plain("What the activities up to the day add up to; what was withdrawn, or returned and not mended, doesn't count.")
    activities: int = plain("How many activities it is the sum of.")
    stated: Decimal | None = plain("What is stated by hand and counts, as far as you may see it; null if nothing is.")
    value: Decimal | None = plain(
        "The figure that counts: stated periods, and activities of all other days; of a score, a time, a cost or a percentage the one"
        " stated latest; null where there is none."
    )
    expected: Decimal | None = plain(
        "What is expected by the day; null for a target in words, a limit from above, a bare figure of time or cost, and before the plan's"
        " end for a score, a time, a cost, a percentage and a target per week or day."
    )
    standing: TargetStanding = plain("How the value stands against the target and what is expected.")
    months: list[TargetMonth] = plain("The activities by month, those months that have any.")


@value
class WaitingItem:
    """Something that waits for you."""

    step: WaitingStep = plain("What is to be done.")
    id: strawberry.ID = plain("The id of what it is to be done with, for `node`.")
    since: datetime = plain("Since when it waits.")
    working_days: int = plain("For how many working days, the day itself not counted.")
    due_on: date | None = plain("The last day for it, extensions included; null where none is set.")
    late: bool = plain("Whether that day is over: a flag, never a lock.")


@value
class ActivitiesToAnswer:
    """The daily activities that wait for your answer; `viewer.activityInbox` lists them."""

    waiting: int = plain("How many wait.")
    overdue: int = plain("How many of them have waited longer than they should.")
    oldest_working_days: int | None = plain("For how many working days the oldest has waited; null if none waits.")


def progress_values(one: Progress) -> dict[str, Any]:
    """Give the values of a ``TargetProgress``."""
    return {
        "indicator_id": one.indicator_id,
        "result_id": one.result_id,
        "target": shown_target(one.target),
        "sum": one.total.quantity,
        "activities": one.total.activities,
        "stated": one.stated,
        "value": one.value,
        "expected": one.expected,
        "standing": one.standing,
        "months": [TargetMonth(month=month, sum=held.quantity, activities=held.activities) for month, held in one.months.items()],
    }


def shown_progress(context: Context, told: Sequence[Sequence[Progress]]) -> list[list[TargetProgress]]:
    """Show lists of progress as one cohort, each in the list in which it came."""
    made: Iterator[TargetProgress] = iter(given(TargetProgress, context, [progress_values(one) for of in told for one in of]))
    return [[next(made) for _ in of] for of in told]


def shown_waiting(items: Sequence[worked_out.Waiting]) -> list[WaitingItem]:
    """Show what waits."""
    return [
        WaitingItem(
            step=one.step,
            id=strawberry.ID(make_id(worked_out.PREFIXES[one.step], one.id)),
            since=one.since,
            working_days=one.working_days,
            due_on=one.due_on,
            late=one.late,
        )
        for one in items
    ]


WAITING_TOLD = f"The oldest of it, at most {WAITING_ROWS}."
