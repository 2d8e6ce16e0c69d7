"""One's own pages: a day, and a year. Everybody sees their own, and nobody else's here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.database import Connection
from models.vocabulary import ActivityAnswer
from workflows.access import Actor
from workflows.calendar import WorkingCalendar, load_calendar
from workflows.conditions import base_params
from workflows.figures.progress import progress
from workflows.figures.standing import Progress
from workflows.figures.waiting import ToAnswer, Waiting, to_answer, waiting_for

_MY_PLANS_OF_DAY = "p.employee_id = :me AND p.starts_on <= :day AND p.ends_on > :day"
_MY_PLANS_OF_YEAR = "p.employee_id = :me AND p.year = :year"


@dataclass(frozen=True, slots=True)
class MyDay:
    """A day of the actor's: what they reported of it, what waits for them now, and how far their targets were by it."""

    day: date
    working_day: bool
    activities: Sequence[UUID]
    minutes: int
    late: int
    waiting_total: int
    waiting: Sequence[Waiting]
    to_answer: ToAnswer
    targets: Sequence[Progress]


@dataclass(frozen=True, slots=True)
class MonthReported:
    """What was reported of one month, by its first day: withdrawn reports don't count."""

    month: date
    days: int = 0
    activities: int = 0
    minutes: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class MyYear:
    """A year of the actor's."""

    year: int
    months: Sequence[MonthReported]
    targets: Sequence[Progress]
    answers: Mapping[ActivityAnswer, int]
    unanswered: int
    feedback_received: int
    feedback_given: int
    coaching: int
    appraisals: Sequence[UUID] = field(default_factory=tuple)


async def my_day(conn: Connection, actor: Actor, day: date) -> MyDay:
    """Give a day of the actor's; eight statements."""
    calendar: WorkingCalendar = await load_calendar(conn, actor.agency_id)
    rows = await conn.fetch(
        "SELECT d.id, d.minutes, d.late FROM daily_activity d WHERE d.agency_id = :acc_agency AND d.employee_id = :acc_me AND d.day = :day"
        " AND d.state <> 'WITHDRAWN' ORDER BY d.recorded_at, d.id",
        {**base_params(actor), "day": day},
    )
    total, waiting = await waiting_for(conn, actor, calendar)
    return MyDay(
        day=day,
        working_day=calendar.is_working_day(day),
        activities=[conn.decode(DailyActivity, "id", raw["id"]) for raw in rows],
        minutes=sum(raw["minutes"] or 0 for raw in rows),
        late=sum(bool(raw["late"]) for raw in rows),
        waiting_total=total,
        waiting=waiting,
        to_answer=await to_answer(conn, actor, calendar),
        targets=await progress(conn, actor, _MY_PLANS_OF_DAY, {"me": actor.employee_id, "day": day}, day),
    )


async def my_year(conn: Connection, actor: Actor, year: int) -> MyYear:
    """Give a year of the actor's, up to today; six statements."""
    params: dict[str, object] = {**base_params(actor), "first": date(year, 1, 1), "last": date(year, 12, 31)}
    month = "EXTRACT(MONTH FROM d.day)" if conn.dialect == "postgres" else "CAST(substr(d.day, 6, 2) AS INTEGER)"
    rows = await conn.fetch(
        f"SELECT {month} AS month, COALESCE(d.answer, d.state) AS answer, d.day, COUNT(*) AS n, SUM(COALESCE(d.minutes, 0)) AS minutes,"
        " SUM(CASE WHEN d.late THEN 1 ELSE 0 END) AS late FROM daily_activity d"
        " WHERE d.agency_id = :acc_agency AND d.employee_id = :acc_me AND d.day >= :first AND d.day <= :last AND d.state <> 'WITHDRAWN'"
        " GROUP BY d.day, COALESCE(d.answer, d.state)",
        params,
    )
    answers = {answer: sum(int(raw["n"]) for raw in rows if raw["answer"] == answer.value) for answer in ActivityAnswer}
    [talked] = await conn.fetch(
        "SELECT (SELECT COUNT(*) FROM feedback_note f WHERE f.agency_id = :acc_agency AND f.employee_id = :acc_me AND f.given_on >= :first"
        " AND f.given_on <= :last) AS received, (SELECT COUNT(*) FROM feedback_note f WHERE f.agency_id = :acc_agency"
        " AND f.author_id = :acc_me AND f.given_on >= :first AND f.given_on <= :last) AS given, (SELECT COUNT(*) FROM coaching_session c"
        " WHERE c.agency_id = :acc_agency AND c.employee_id = :acc_me AND c.held_on >= :first AND c.held_on <= :last) AS coached",
        params,
    )
    appraisals = await conn.fetch(
        "SELECT a.id FROM appraisal a JOIN appraisal_cycle c ON c.agency_id = a.agency_id AND c.id = a.cycle_id"
        " WHERE a.agency_id = :acc_agency AND a.employee_id = :acc_me AND c.starts_on >= :first AND c.starts_on <= :last"
        " AND a.voided_at IS NULL AND a.superseded_at IS NULL ORDER BY c.starts_on, a.id",
        params,
    )
    return MyYear(
        year=year,
        months=_months(year, rows),
        targets=await progress(conn, actor, _MY_PLANS_OF_YEAR, {"me": actor.employee_id, "year": year}, actor.today),
        answers={answer: count for answer, count in answers.items() if count},
        unanswered=sum(int(raw["n"]) for raw in rows if raw["answer"] == "REPORTED"),
        feedback_received=int(talked["received"]),
        feedback_given=int(talked["given"]),
        coaching=int(talked["coached"]),
        appraisals=[conn.decode(Appraisal, "id", raw["id"]) for raw in appraisals],
    )


def _months(year: int, rows: Sequence[Mapping[str, Any]]) -> list[MonthReported]:
    """Add up by month; every month of the year stands there, an empty one with zeros."""
    found = []
    for number in range(1, 13):
        held = [raw for raw in rows if int(raw["month"]) == number]
        days = len({raw["day"] for raw in held})
        sums = (sum(int(raw[name]) for raw in held) for name in ("n", "minutes", "late"))
        found.append(MonthReported(date(year, number, 1), days, *sums))
    return found
