"""What waits for somebody now: questions, returned reports, requests, plans and appraisals, the oldest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.cycles import AppraisalCycle
from models.database import Connection
from models.limits import WAITING_ROWS
from models.vocabulary import WaitingStep
from workflows.access import Actor
from workflows.calendar import ONE_DAY, WorkingCalendar, day_in_zone
from workflows.conditions import base_params
from workflows.response_times import last_working_day
from workflows.standing import ACTIVITY_WAITS_FOR_ME, CYCLE_OPEN, EXTENDED, HOLDER, LATE, PLAN_WAITS_FOR_ME, TODAY

PREFIXES: Mapping[WaitingStep, str] = {
    **dict.fromkeys((WaitingStep.REPLY_TO_QUESTION, WaitingStep.MEND_ACTIVITY, WaitingStep.ANSWER_ACTIVITY), "dac"),
    WaitingStep.GIVE_FEEDBACK: "fbr",
    WaitingStep.READ_FEEDBACK: "fbk",
    WaitingStep.CONFIRM_COACHING: "cch",
    **dict.fromkeys((WaitingStep.PROPOSE_PLAN, WaitingStep.AGREE_PLAN), "pln"),
    **dict.fromkeys((WaitingStep.SUBMIT_APPRAISAL, WaitingStep.REVIEW_APPRAISAL, WaitingStep.APPROVE_APPRAISAL), "apr"),
}
"""What the public id of the subject of a step begins with."""

STEP_OF_STATE: Mapping[str, WaitingStep] = {
    "DRAFT": WaitingStep.SUBMIT_APPRAISAL,
    "SUBMITTED": WaitingStep.REVIEW_APPRAISAL,
    "REVIEWED": WaitingStep.APPROVE_APPRAISAL,
}
"""The step that an appraisal in a state waits for."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: since when, for how many working days, until when it is due if it is, and whether that is over."""

    step: WaitingStep
    id: UUID
    since: datetime
    working_days: int
    due_on: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """How many daily activities wait for a superior's answer, how many of them for too long, and for how long the oldest has."""

    waiting: int = 0
    overdue: int = 0
    oldest: int | None = None


_MINE: tuple[tuple[WaitingStep, str, str], ...] = (
    (WaitingStep.REPLY_TO_QUESTION, "daily_activity", "w.employee_id = :acc_me AND w.state = 'QUESTIONED'"),
    (WaitingStep.MEND_ACTIVITY, "daily_activity", "w.employee_id = :acc_me AND w.state = 'RETURNED'"),
    (WaitingStep.GIVE_FEEDBACK, "feedback_request", "w.author_id = :acc_me AND w.state = 'OPEN'"),
    (WaitingStep.READ_FEEDBACK, "feedback_note", "w.employee_id = :acc_me AND w.state = 'GIVEN'"),
    (WaitingStep.CONFIRM_COACHING, "coaching_session", "w.employee_id = :acc_me AND w.state = 'RECORDED'"),
    (WaitingStep.PROPOSE_PLAN, "performance_plan", "w.employee_id = :acc_me AND w.state = 'DRAFT'"),
    (WaitingStep.AGREE_PLAN, "performance_plan", PLAN_WAITS_FOR_ME.format(a="w")),
)
_STEPS = " UNION ALL ".join(
    f"SELECT {number} AS step, w.id, w.state_since AS since FROM {table} w WHERE w.agency_id = :acc_agency AND {where}"
    for number, (_, table, where) in enumerate(_MINE)
)
_IN_HAND = (
    "SELECT h.id FROM appraisal h WHERE h.agency_id = :acc_agency AND h.employee_id = :acc_me"
    " UNION SELECT h.id FROM appraisal h WHERE h.agency_id = :acc_agency AND h.appraiser_id = :acc_me"
    " UNION SELECT h.id FROM reporting_line l JOIN appraisal h ON h.agency_id = l.agency_id AND h.assignment_id = l.assignment_id"
    f" WHERE l.agency_id = :acc_agency AND l.appraiser_id = :acc_me AND {TODAY.format(l='l')}"
    " UNION SELECT h.id FROM reporting_line l JOIN appraisal h ON h.agency_id = l.agency_id AND h.assignment_id = l.assignment_id"
    f" WHERE l.agency_id = :acc_agency AND l.approver_id = :acc_me AND {TODAY.format(l='l')}"
)
# Whoever may hold it first, by index; then who does.
_APPRAISALS = (
    "SELECT a.id, a.state, a.state_since, a.resubmit_to, c.submission_to, c.decision_to,"
    f" {EXTENDED.format(a='a', kind='SUBMISSION')} AS more_submission, {EXTENDED.format(a='a', kind='DECISION')} AS more_decision,"
    f" {LATE.format(a='a')} AS late FROM appraisal a JOIN appraisal_cycle c ON c.agency_id = a.agency_id AND c.id = a.cycle_id"
    f" WHERE a.agency_id = :acc_agency AND a.id IN ({_IN_HAND}) AND a.state IN ('DRAFT', 'SUBMITTED', 'REVIEWED')"
    f" AND a.voided_at IS NULL AND {HOLDER.format(a='a')} = :acc_me AND {CYCLE_OPEN.format(a='a')}"
)


def waited(since: datetime, actor: Actor, calendar: WorkingCalendar) -> int:
    """Count the working days after the day of ``since`` up to the actor's today; 0 on that day."""
    return calendar.working_days_between(day_in_zone(since, actor.zone) + ONE_DAY, actor.today + ONE_DAY)


async def waiting_for(conn: Connection, actor: Actor, calendar: WorkingCalendar) -> tuple[int, Sequence[Waiting]]:
    """Give how much waits for the actor, and the oldest of it, at most ``limits.WAITING_ROWS``; two statements."""
    params = base_params(actor)
    rows = await conn.fetch(f"SELECT q.*, COUNT(*) OVER () AS total FROM ({_STEPS}) q ORDER BY q.since, q.id LIMIT {WAITING_ROWS}", params)
    found = []
    for raw in rows:
        since: datetime = conn.decode(DailyActivity, "state_since", raw["since"])
        found.append(Waiting(_MINE[raw["step"]][0], conn.decode(DailyActivity, "id", raw["id"]), since, waited(since, actor, calendar)))
    total = int(rows[0]["total"]) if rows else 0
    appraisals = [_appraisal(conn, actor, calendar, raw) for raw in await conn.fetch(_APPRAISALS, params)]
    every = sorted([*found, *appraisals], key=lambda one: (one.since, one.id))
    return total + len(appraisals), every[:WAITING_ROWS]


def _appraisal(conn: Connection, actor: Actor, calendar: WorkingCalendar, raw: Mapping[str, Any]) -> Waiting:
    draft = raw["state"] == "DRAFT"
    names = ("submission_to", "resubmit_to", "more_submission") if draft else ("decision_to", "more_decision")
    ends = [conn.decode(AppraisalCycle, "submission_to", raw[name]) for name in names]
    since: datetime = conn.decode(Appraisal, "state_since", raw["state_since"])
    return Waiting(
        step=STEP_OF_STATE[str(raw["state"])],
        id=conn.decode(Appraisal, "id", raw["id"]),
        since=since,
        working_days=waited(since, actor, calendar),
        due_on=max(end for end in ends if end is not None) - ONE_DAY,
        late=bool(raw["late"]),
    )


async def to_answer(conn: Connection, actor: Actor, calendar: WorkingCalendar) -> ToAnswer:
    """Count the daily activities that wait for the actor's answer; one statement."""
    [raw] = await conn.fetch(
        "SELECT COUNT(*) AS n, SUM(CASE WHEN d.answer_due_on < :worked THEN 1 ELSE 0 END) AS overdue, MIN(d.state_since) AS oldest"
        f" FROM daily_activity d WHERE d.agency_id = :acc_agency AND {ACTIVITY_WAITS_FOR_ME.format(a='d')}",
        {**base_params(actor), "worked": last_working_day(actor.today, calendar)},
    )
    if not raw["n"]:
        return ToAnswer()
    oldest = waited(conn.decode(DailyActivity, "state_since", raw["oldest"]), actor, calendar)
    return ToAnswer(int(raw["n"]), int(raw["overdue"] or 0), oldest)
