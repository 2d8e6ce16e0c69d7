"""Where a unit is stuck and with whom: steps that wait, by who is to take them, the one that has waited longest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.appraisals import Appraisal
from models.database import Connection
from models.limits import STUCK_ROWS
from models.people import Employee
from models.vocabulary import WaitingStep
from workflows.access import Actor
from workflows.calendar import WorkingCalendar
from workflows.conditions import base_params
from workflows.figures.waiting import waited
from workflows.response_times import last_working_day
from workflows.standing import HOLDER, TODAY


@dataclass(frozen=True, slots=True)
class Stuck:
    """So many of one step that wait for one person, the oldest since a moment; ``holder_id`` is None where nobody stands there."""

    step: WaitingStep
    holder_id: UUID | None
    count: int
    since: datetime
    working_days: int


_STEPS = (WaitingStep.AGREE_PLAN, WaitingStep.REVIEW_APPRAISAL, WaitingStep.APPROVE_APPRAISAL, WaitingStep.ANSWER_ACTIVITY)
_UNDER = f"SELECT k.descendant_id FROM unit_closure k WHERE k.agency_id = :acc_agency AND k.ancestor_id = :unit AND {TODAY.format(l='k')}"
_PLANS = (
    "SELECT 0 AS step, l.appraiser_id AS holder, w.state_since AS since FROM performance_plan w"
    " JOIN assignment s ON s.agency_id = w.agency_id AND s.id = w.assignment_id"
    " JOIN position p ON p.agency_id = s.agency_id AND p.id = s.position_id"
    f" LEFT JOIN reporting_line l ON l.agency_id = w.agency_id AND l.assignment_id = w.assignment_id AND {TODAY.format(l='l')}"
    f" WHERE w.agency_id = :acc_agency AND w.state = 'PROPOSED' AND p.unit_id IN ({_UNDER})"
)
_APPRAISALS = (
    f"SELECT CASE WHEN a.state = 'SUBMITTED' THEN 1 ELSE 2 END AS step, {HOLDER.format(a='a')} AS holder, a.state_since AS since"
    " FROM appraisal_cycle c JOIN appraisal a ON a.agency_id = c.agency_id AND a.cycle_id = c.id"
    " WHERE c.agency_id = :acc_agency AND c.state = 'OPEN' AND a.state IN ('SUBMITTED', 'REVIEWED') AND a.voided_at IS NULL"
    f" AND a.unit_id IN ({_UNDER})"
)
_ACTIVITIES = (
    "SELECT 3 AS step, l.appraiser_id AS holder, d.state_since AS since FROM daily_activity d"
    f" LEFT JOIN reporting_line l ON l.agency_id = d.agency_id AND l.assignment_id = d.assignment_id AND {TODAY.format(l='l')}"
    f" WHERE d.agency_id = :acc_agency AND d.state = 'REPORTED' AND d.answer_due_on < :worked AND d.unit_id IN ({_UNDER})"
)


async def stuck_steps(conn: Connection, actor: Actor, unit: UUID, calendar: WorkingCalendar, *, answers: bool) -> list[Stuck]:
    """Give what waits in a unit and under it, at most ``limits.STUCK_ROWS`` holders; overdue answers if ``answers``. One statement."""
    params = {**base_params(actor), "unit": unit, "worked": last_working_day(actor.today, calendar)}
    rows = await conn.fetch(
        f"SELECT q.step, q.holder, COUNT(*) AS n, MIN(q.since) AS since FROM ({_PLANS} UNION ALL {_APPRAISALS}"
        f"{f' UNION ALL {_ACTIVITIES}' if answers else ''}) q GROUP BY q.step, q.holder ORDER BY MIN(q.since), q.holder LIMIT {STUCK_ROWS}",
        params,
    )
    found = []
    for raw in rows:
        since: datetime = conn.decode(Appraisal, "state_since", raw["since"])
        holder = conn.decode(Employee, "id", raw["holder"])
        found.append(Stuck(_STEPS[int(raw["step"])], holder, int(raw["n"]), since, waited(since, actor, calendar)))
    return found
