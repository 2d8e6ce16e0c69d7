"""A unit's board: its branches with plans and progress, the tree of results, appraisals by state, the trend by week, where it is stuck.

A unit's progress is that of its leader's results: the leader's plan is the unit's. Below each result stand those that support it, two
levels down; further down is the board of the unit there. Weeks come from the maintained summary, all else from the rows themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from models.activities import UnitWeek
from models.cycles import AppraisalCycle
from models.database import Connection
from models.people import OrgUnit
from models.plans import PerformancePlan
from models.vocabulary import AppraisalState, PlanState
from workflows.access import Actor, visible
from workflows.calendar import WorkingCalendar, load_calendar
from workflows.figures.progress import progress
from workflows.figures.results import Result, result_tree
from workflows.figures.scope import READ_ACTIVITIES, READ_PLANS, may_open
from workflows.figures.standing import Progress
from workflows.figures.stuck import Stuck, stuck_steps
from workflows.figures.weeks import FIGURES, Counts, monday
from workflows.standing import PLAN_STATE, TODAY


@dataclass(frozen=True)
class Branch:
    """The unit alone, or a unit directly under it with all below: its leader, the posts that plan by the state of their plan, and progress.

    ``plans`` has None for posts without a plan of the year.
    """

    unit_id: UUID
    leader_id: UUID | None
    leader_post: UUID | None
    plans: Mapping[PlanState | None, int] = field(default_factory=dict)
    targets: Sequence[Progress] = ()

    @property
    def posts(self) -> int:
        """How many posts plan."""
        return sum(self.plans.values())


@dataclass(frozen=True, slots=True)
class Board:
    """A unit's board at the actor's moment; the first branch is the unit itself, ``weeks`` lead from old to new."""

    unit_id: UUID
    year: int
    branches: Sequence[Branch]
    results: Sequence[Result]
    appraisals: Sequence[tuple[UUID, AppraisalState, int]]
    weeks: Sequence[tuple[date, Counts]]
    stuck: Sequence[Stuck]


_BRANCHES = (
    "SELECT c.descendant_id AS unit_id, s.employee_id, s.id AS post FROM unit_closure c"
    " JOIN org_unit u ON u.agency_id = c.agency_id AND u.id = c.descendant_id"
    f" LEFT JOIN unit_leadership l ON l.agency_id = c.agency_id AND l.unit_id = c.descendant_id AND {TODAY.format(l='l')}"
    " LEFT JOIN assignment s ON s.agency_id = l.agency_id AND s.position_id = l.position_id AND s.recorded_to IS NULL"
    f" AND {TODAY.format(l='s')} WHERE c.agency_id = :acc_agency AND c.ancestor_id = :unit AND c.depth <= 1 AND {TODAY.format(l='c')}"
    " ORDER BY c.depth, u.name, u.id, s.valid_from, s.id"
)
# Those who plan, as an opening takes them: no daily acting post and no additional duty.
_PLANS = (
    f"SELECT k.ancestor_id AS unit_id, CASE WHEN w.id IS NULL THEN NULL ELSE {PLAN_STATE.format(a='w')} END AS state, COUNT(*) AS n"
    " FROM unit_closure k JOIN position p ON p.agency_id = k.agency_id AND p.unit_id = k.descendant_id"
    " JOIN assignment s ON s.agency_id = p.agency_id AND s.position_id = p.id AND s.recorded_to IS NULL"
    " AND s.kind IN ('DEFINITIVE', 'ACTING', 'INTERIM')"
    " LEFT JOIN performance_plan w ON w.agency_id = s.agency_id AND w.assignment_id = s.id AND w.year = :year"
    " WHERE k.agency_id = :acc_agency AND k.ancestor_id IN :units AND (k.ancestor_id <> :unit OR k.depth = 0)"
    f" AND {TODAY.format(l='k')} AND {TODAY.format(l='s')} GROUP BY 1, 2"
)
_UNDER = f"SELECT k.descendant_id FROM unit_closure k WHERE k.agency_id = :acc_agency AND k.ancestor_id = :unit AND {TODAY.format(l='k')}"
_APPRAISALS = (
    "SELECT a.cycle_id, a.state, COUNT(*) AS n FROM appraisal_cycle c JOIN appraisal a ON a.agency_id = c.agency_id AND a.cycle_id = c.id"
    f" WHERE c.agency_id = :acc_agency AND c.state = 'OPEN' AND a.voided_at IS NULL AND a.superseded_at IS NULL AND a.unit_id IN ({_UNDER})"
    " GROUP BY a.cycle_id, a.state ORDER BY a.cycle_id"
)
_WEEKS = (
    f"SELECT w.week, {', '.join(f'SUM(w.{name}) AS {name}' for name in FIGURES)} FROM unit_week w"
    f" WHERE w.agency_id = :acc_agency AND w.week >= :first AND w.week <= :last AND w.unit_id IN ({_UNDER}) GROUP BY w.week"
)


async def unit_board(conn: Connection, actor: Actor, unit: UUID, year: int, weeks: int) -> Board | None:
    """Give a unit's board with so many weeks, this one included; None for a unit that isn't theirs to see. At most fifteen statements."""
    if not await may_open(conn, actor, unit, READ_PLANS):
        return None
    calendar: WorkingCalendar = await load_calendar(conn, actor.agency_id)
    seen = visible(actor, PerformancePlan, "p")
    last = monday(actor.today)
    days = {"first": last - timedelta(weeks=weeks - 1), "last": last}
    params: dict[str, object] = {**seen.params, "unit": unit, "year": year, **days}
    branches: dict[UUID, tuple[UUID | None, UUID | None]] = {}
    for raw in await conn.fetch(_BRANCHES, params):
        key = _key(conn, raw["unit_id"])
        branches.setdefault(key, (_key(conn, raw["employee_id"]), _key(conn, raw["post"])))
    params["units"] = list(branches)
    params["posts"] = [post for _, post in branches.values() if post is not None]
    plans: dict[UUID, dict[PlanState | None, int]] = {}
    for raw in await conn.fetch(_PLANS, params):
        state = None if raw["state"] is None else PlanState(raw["state"])
        plans.setdefault(_key(conn, raw["unit_id"]), {})[state] = int(raw["n"])
    # Posts are of the actor's agency; the condition on plans leaves out what they may not read.
    targets = await progress(conn, actor, f"p.assignment_id IN :posts AND p.year = :year AND {seen.sql}", params, actor.today)
    shown = [
        Branch(key, leader, post, plans.get(key, {}), [one for one in targets if post is not None and one.assignment_id == post])
        for key, (leader, post) in branches.items()
    ]
    reads = await may_open(conn, actor, unit, READ_ACTIVITIES)
    return Board(
        unit_id=unit,
        year=year,
        branches=shown,
        results=await result_tree(conn, actor, branches[unit][1], year),
        appraisals=[
            (conn.decode(AppraisalCycle, "id", raw["cycle_id"]), AppraisalState(raw["state"]), int(raw["n"]))
            for raw in await conn.fetch(_APPRAISALS, params)
        ],
        weeks=_weeks(conn, await conn.fetch(_WEEKS, params), days["first"], weeks),
        stuck=await stuck_steps(conn, actor, unit, calendar, answers=reads),
    )


def _weeks(conn: Connection, rows: Sequence[Mapping[str, Any]], first: date, weeks: int) -> list[tuple[date, Counts]]:
    found = {conn.decode(UnitWeek, "week", raw["week"]): Counts(*(int(raw[name]) for name in FIGURES)) for raw in rows}
    days = [first + timedelta(weeks=number) for number in range(weeks)]
    return [(day, found.get(day, Counts())) for day in days]


def _key(conn: Connection, value: object) -> Any:
    return conn.decode(OrgUnit, "id", value)
