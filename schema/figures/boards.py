"""A unit's board as published."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import strawberry

from models.cycles import AppraisalCycle
from models.limits import ANSWER_WORKING_DAYS, STUCK_ROWS, TREND_DEFAULT_WEEKS, TREND_WEEKS
from models.people import Employee, OrgUnit
from models.plans import PlannedResult
from models.vocabulary import AppraisalState, PlanState, SupportKind, WaitingStep
from schema.context import Context
from schema.errors import RequestError
from schema.figures.own import chosen_year
from schema.figures.progress import TargetProgress, shown_progress
from schema.figures.teams import StandingCount, asked_unit, standing_counts
from schema.reads.cohort import given
from schema.reads.declare import argument, record, to_one, value
from schema.reads.readfield import plain
from workflows.figures import board as worked_out
from workflows.figures.results import Result, flat

UNIT = argument("unit_id", strawberry.ID, "The unit.")
WEEKS = argument("weeks", int, f"How many weeks the trend has, this one included; 1 to {TREND_WEEKS}.", TREND_DEFAULT_WEEKS)


@value
class PlanCount:
    """How many posts have a plan in one state."""

    state: PlanState | None = plain("The state; null for posts without a plan of the year.")
    count: int = plain("How many.")


@record(None)
class BoardUnit:
    """The unit alone, which stands first, or a unit directly under it with all below."""

    unit = to_one(OrgUnit, "unit_id", "The unit.")
    leader = to_one(Employee, "leader_id", "Who leads it today; null if nobody does.")
    posts: int = plain("How many posts plan: definitive, acting and interim ones that are held today.")
    plans: list[PlanCount] = plain("These posts by the state of their plan of the year.")
    standings: list[StandingCount] = plain("How the targets of its leader's plan stand, which are the unit's.")


@record(None)
class BoardResult:
    """A result of the leader's, or one that supports it, with its targets. Two levels of supporting results stand below a leader's."""

    result = to_one(PlannedResult, "result_id", "The result, in its plan's revision in force.")
    employee = to_one(Employee, "employee_id", "Whose it is.")
    support: SupportKind | None = plain("How it supports the one above it; null for the leader's own.")
    targets: list[TargetProgress] = plain("Its targets, as they are today.")
    supporters: list["BoardResult"] = plain("What supports it of whatever plans you may see, by the names of whose they are.")


@record(None)
class BoardAppraisals:
    """How many appraisals of an open cycle are in one state, in the unit and under it."""

    cycle = to_one(AppraisalCycle, "cycle_id", "The cycle.")
    state: AppraisalState = plain("The state.")
    count: int = plain("How many, without voided ones.")


@value
class BoardWeek:
    """An ISO week, from the maintained summary `unit_week`, which every report and answer keeps in its own transaction."""

    week: str = plain("The ISO week, such as `2026-W10`.")
    monday: date = plain("Its first day.")
    reports: int = plain("How many activities were reported of its days, without withdrawn ones.")
    minutes: int = plain("Their minutes.")
    late: int = plain("How many of them were reported late.")
    answers: int = plain("How many activities got their first answer in it.")
    in_time: int = plain(f"How many of these within {ANSWER_WORKING_DAYS} working days.")


@record(None)
class StuckStep:
    """What waits for one person to take one step."""

    step: WaitingStep = plain("The step.")
    holder = to_one(Employee, "holder_id", "For whom it waits; null where nobody stands where somebody should.")
    count: int = plain("How many wait for it.")
    since: datetime = plain("Since when the oldest waits.")
    working_days: int = plain("For how many working days that is, the day itself not counted.")


@record(None)
class UnitBoard:
    """A unit's board: plans, progress and results, appraisals, the trend by week, and where it is stuck."""

    unit = to_one(OrgUnit, "unit_id", "The unit.")
    year: int = plain("The year of plans and results.")
    units: list[BoardUnit] = plain("The unit alone, then each unit directly under it with all below, by name.")
    results: list[BoardResult] = plain("The results of the leader's plan with what supports them.")
    appraisals: list[BoardAppraisals] = plain("Appraisals of open cycles by state, in the unit and under it.")
    weeks: list[BoardWeek] = plain("The trend, in the unit and under it: oldest week first, one without anything with zeros.")
    stuck: list[StuckStep] = plain(
        "Where it is stuck and with whom: plans to agree, appraisals to review or approve, answers that are overdue (for whoever may read"
        f" the unit's activities); at most {STUCK_ROWS}, what has waited longest first."
    )
    as_of: datetime = plain("The moment for which it is true.")


async def unit_board(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[UnitBoard | None]:
    """Show a unit's board."""
    unit, year, weeks = asked_unit(arguments), chosen_year(context, arguments), arguments["weeks"]
    if not 1 <= weeks <= TREND_WEEKS:
        raise RequestError("BAD_VALUE", path="weeks")
    if unit is None:
        return [None for _ in rows]
    found = await context.database.read(lambda conn: worked_out.unit_board(conn, context.actor, unit, year, weeks))
    if found is None:
        return [None for _ in rows]
    values = {
        "unit_id": unit,
        "year": year,
        "units": given(BoardUnit, context, (_unit(one) for one in found.branches)),
        "results": _results(context, found.results),
        "appraisals": given(
            BoardAppraisals, context, ({"cycle_id": cycle, "state": state, "count": count} for cycle, state, count in found.appraisals)
        ),
        "weeks": [
            BoardWeek(
                week=day.strftime("%G-W%V"),
                monday=day,
                reports=one.reports,
                minutes=one.minutes,
                late=one.late,
                answers=one.answers,
                in_time=one.in_time,
            )
            for day, one in found.weeks
        ],
        "stuck": given(
            StuckStep,
            context,
            (
                {
                    "step": one.step,
                    "holder_id": one.holder_id,
                    "count": one.count,
                    "since": one.since,
                    "working_days": one.working_days,
                }
                for one in found.stuck
            ),
        ),
        "as_of": context.actor.now,
    }
    return [*given(UnitBoard, context, [values for _ in rows])]


def _unit(one: worked_out.Branch) -> dict[str, Any]:
    states: tuple[PlanState | None, ...] = (*PlanState, None)
    return {
        "unit_id": one.unit_id,
        "leader_id": one.leader_id,
        "posts": one.posts,
        "plans": [PlanCount(state=state, count=one.plans[state]) for state in states if state in one.plans],
        "standings": standing_counts(one.targets),
    }


def _results(context: Context, roots: Sequence[Result]) -> list[BoardResult]:
    """Show the tree, all results of it as one cohort."""
    every = flat(roots)
    targets = shown_progress(context, [one.targets for one in every])
    below: list[list[BoardResult]] = [[] for _ in every]
    made = given(
        BoardResult,
        context,
        (
            {"result_id": one.id, "employee_id": one.employee_id, "support": one.support, "targets": shown, "supporters": supporters}
            for one, shown, supporters in zip(every, targets, below, strict=True)
        ),
    )
    places: Iterator[int] = iter(range(len(every)))
    return [_placed(one, made, below, places) for one in roots]


def _placed(one: Result, made: Sequence[BoardResult], below: Sequence[list[BoardResult]], places: Iterator[int]) -> BoardResult:
    place = next(places)
    below[place] += [_placed(each, made, below, places) for each in one.supporters]
    return made[place]
