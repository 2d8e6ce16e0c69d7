"""Who reached all targets of a cycle, as published: a list to act on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from models.appraisals import Appraisal
from models.limits import PAGE_ROWS
from models.people import Employee
from models.plans import Indicator
from models.vocabulary import TargetOutcome
from schema.commands import subject
from schema.context import Context
from schema.errors import RequestError
from schema.reads.cohort import given
from schema.reads.declare import argument, record, to_one
from schema.reads.readfield import plain
from workflows.figures.reached import reached_targets

CYCLE = argument(
    "cycle_id", strawberry.ID | None, "The cycle (`cyc_…`); the one that ends last, of those that were opened, if not given.", None
)
UNIT = argument("unit_id", strawberry.ID | None, "A unit (`unt_…`): appraisals of it and of those under it; of all if not given.", None)
FIRST = argument("first", int, f"How many appraisals are looked at; 1 to {PAGE_ROWS}.", PAGE_ROWS)
AFTER = argument("after", strawberry.ID | None, "The `next` of the page before this one.", None)


@record(None)
class ReachedFigure:
    """An indicator's figure, and what it makes of its target."""

    indicator = to_one(Indicator, "indicator_id", "The indicator, in the plan's revision that the appraisal shows.")
    figure: Decimal | None = plain("The figure that counts: the one stated by hand, else the sum of daily activities; null without one.")
    outcome: TargetOutcome = plain("What it makes of the target.")


@record(None)
class AllTargetsReached:
    """Somebody whose every figure that can be judged reaches its target."""

    employee = to_one(Employee, "employee_id", "Who it is.")
    appraisal = to_one(Appraisal, "appraisal_id", "The appraisal whose figures these are.")
    figures: list[ReachedFigure] = plain("All of its figures, with those that aren't judged.")
    recognised: bool = plain("Whether a recognition that you may see stands for a target of this appraisal, accepted or waiting.")


@record(None)
class ReachedTargets:
    """Who reached all targets, of the appraisals looked at for this page."""

    looked_at: int = plain("How many appraisals were looked at.")
    reached: list[AllTargetsReached] = plain("Those who reached all targets.")
    next: strawberry.ID | None = plain("What `after` takes for the next page; null where there is none.")
    as_of: datetime = plain("The moment for which it is true.")


async def reached(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[ReachedTargets]:
    """Look who reached all targets; the number of statements is fixed."""
    first = arguments.get("first", PAGE_ROWS)
    if not 1 <= first <= PAGE_ROWS:
        raise RequestError("BAD_VALUE", path="first")
    cycle = subject(arguments["cycle_id"], "cyc", "cycleId") if arguments.get("cycle_id") else None
    unit = subject(arguments["unit_id"], "unt", "unitId") if arguments.get("unit_id") else None
    after = subject(arguments["after"], "apr", "after") if arguments.get("after") else None
    page = await context.database.read(lambda conn: reached_targets(conn, context.actor, cycle, unit, first, after))
    shown = iter(
        given(
            ReachedFigure,
            context,
            (
                {"indicator_id": one.indicator_id, "figure": one.figure, "outcome": one.outcome}
                for who in page.reached
                for one in who.figures
            ),
        )
    )
    people = given(
        AllTargetsReached,
        context,
        (
            {
                "employee_id": who.employee_id,
                "appraisal_id": who.appraisal_id,
                "figures": [next(shown) for _ in who.figures],
                "recognised": who.recognised,
            }
            for who in page.reached
        ),
    )
    values = {
        "looked_at": page.looked_at,
        "reached": people,
        "next": None if page.next_id is None else strawberry.ID(f"apr_{page.next_id}"),
        "as_of": context.actor.now,
    }
    return [*given(ReachedTargets, context, [values for _ in rows])]
