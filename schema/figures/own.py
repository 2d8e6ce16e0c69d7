"""One's own pages as published: my day, my year."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.limits import YEAR_FIRST, YEAR_LAST
from models.vocabulary import ActivityAnswer
from schema.context import Context
from schema.errors import RequestError
from schema.figures.progress import (
    WAITING_TOLD,
    ActivitiesToAnswer,
    TargetProgress,
    WaitingItem,
    shown_progress,
    shown_waiting,
)
from schema.reads.cohort import given
from schema.reads.declare import argument, record, to_one, value
from schema.reads.readfield import plain
from workflows.figures import own as worked_out

DAY = argument("day", date | None, f"The day, in the agency's zone, of {YEAR_FIRST} to {YEAR_LAST}; today if not given.", None)
YEAR = argument("year", int | None, f"The year, {YEAR_FIRST} to {YEAR_LAST}; this year if not given.", None)


@record(None)
class DayActivity:
    """A daily activity of the day."""

    activity = to_one(DailyActivity, "activity_id", "The activity.")


@record(None)
class MyDay:
    """Your day: what you reported of it, what waits for you now, and how far your targets are by it. Nobody else sees this page."""

    day: date = plain("The day.")
    working_day: bool = plain("Whether the agency works on it.")
    activities: list[DayActivity] = plain("What you reported of it, without what you withdrew, in the order in which it came.")
    minutes: int = plain("The minutes of these activities.")
    late: int = plain("How many of them were reported late.")
    waiting_count: int = plain("How much waits for you now, beside activities to answer.")
    waiting: list[WaitingItem] = plain(WAITING_TOLD)
    to_answer: ActivitiesToAnswer = plain("The daily activities that wait for your answer as a superior.")
    targets: list[TargetProgress] = plain("The targets of your plans for the day, in the plan's order, as they were by that day.")
    as_of: datetime = plain("The moment for which it is true.")


@value
class MyMonth:
    """What you reported of a month, without what you withdrew."""

    month: date = plain("The month's first day.")
    days: int = plain("Of how many days you reported.")
    activities: int = plain("How many activities.")
    minutes: int = plain("Their minutes.")
    late: int = plain("How many of them were reported late.")


@value
class AnswersReceived:
    """How often your daily activities were answered in one way."""

    answer: ActivityAnswer = plain("The answer.")
    count: int = plain("How many activities have it.")


@record(None)
class YearAppraisal:
    """An appraisal of yours whose period begins in the year."""

    appraisal = to_one(Appraisal, "appraisal_id", "The appraisal, as far as you may see it.")


@record(None)
class MyYear:
    """Your year up to today: reports by month, targets, answers, feedback, appraisals. Nobody else sees this page."""

    year: int = plain("The year.")
    months: list[MyMonth] = plain("All twelve months; one without reports has zeros.")
    targets: list[TargetProgress] = plain("The targets of your plans for the year, by plan and in its order.")
    answers: list[AnswersReceived] = plain("How your activities of the year are answered; what nobody has is left out.")
    unanswered: int = plain("How many activities of the year wait for an answer.")
    feedback_received: int = plain("How many feedbacks you received in the year.")
    feedback_given: int = plain("How many you gave.")
    coaching_sessions: int = plain("How many coaching sessions were held with you.")
    appraisals: list[YearAppraisal] = plain("Your appraisals whose period begins in the year, by its beginning, without voided ones.")
    as_of: datetime = plain("The moment for which it is true.")


def chosen_year(context: Context, arguments: Mapping[str, Any]) -> int:
    """Give the year asked for, or this one.

    Raises:
        RequestError: BAD_VALUE for a year outside of the limits.
    """
    year = arguments.get("year")
    if year is None:
        return context.actor.today.year
    if not YEAR_FIRST <= year <= YEAR_LAST:
        raise RequestError("BAD_VALUE", path="year")
    return int(year)


def chosen_day(context: Context, arguments: Mapping[str, Any]) -> date:
    """Give the day asked for, or today.

    Raises:
        RequestError: BAD_VALUE for a day of a year outside of the limits.
    """
    day: date = arguments.get("day") or context.actor.today
    if not YEAR_FIRST <= day.year <= YEAR_LAST:
        raise RequestError("BAD_VALUE", path="day")
    return day


async def my_day(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[MyDay | None]:
    """Show a day of the reader's; nobody's for a process without a person."""
    day = chosen_day(context, arguments)
    if context.actor.employee_id is None:
        return [None for _ in rows]
    found = await context.database.read(lambda conn: worked_out.my_day(conn, context.actor, day))
    [targets] = shown_progress(context, [found.targets])
    values = {
        "day": found.day,
        "working_day": found.working_day,
        "activities": given(DayActivity, context, ({"activity_id": one} for one in found.activities)),
        "minutes": found.minutes,
        "late": found.late,
        "waiting_count": found.waiting_total,
        "waiting": shown_waiting(found.waiting),
        "to_answer": ActivitiesToAnswer(
            waiting=found.to_answer.waiting, overdue=found.to_answer.overdue, oldest_working_days=found.to_answer.oldest
        ),
        "targets": targets,
        "as_of": context.actor.now,
    }
    return [*given(MyDay, context, [values for _ in rows])]


async def my_year(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[MyYear | None]:
    """Show a year of the reader's; nobody's for a process without a person."""
    year = chosen_year(context, arguments)
    if context.actor.employee_id is None:
        return [None for _ in rows]
    found = await context.database.read(lambda conn: worked_out.my_year(conn, context.actor, year))
    [targets] = shown_progress(context, [found.targets])
    values = {
        "year": year,
        "months": [
            MyMonth(month=one.month, days=one.days, activities=one.activities, minutes=one.minutes, late=one.late) for one in found.months
        ],
        "targets": targets,
        "answers": [AnswersReceived(answer=answer, count=count) for answer, count in found.answers.items()],
        "unanswered": found.unanswered,
        "feedback_received": found.feedback_received,
        "feedback_given": found.feedback_given,
        "coaching_sessions": found.coaching,
        "appraisals": given(YearAppraisal, context, ({"appraisal_id": one} for one in found.appraisals)),
        "as_of": context.actor.now,
    }
    return [*given(MyYear, context, [values for _ in rows])]
