"""The team's pages: a day with who reported, who is away, what waits and who may need help; and a year's progress against targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from models.activities import DailyActivity
from models.database import Connection
from models.limits import OPEN_WORKING_DAYS, TEAM_ROWS, WAITING_ROWS
from models.people import Absence, Employee, LegalStatus
from models.vocabulary import DayStanding, HelpReason
from workflows.access import Actor, visible
from workflows.calendar import WorkingCalendar, load_calendar
from workflows.figures.help import LOOKED_BACK, Away, Reason, days_without_report, no_report
from workflows.figures.progress import progress
from workflows.figures.scope import READ_ACTIVITIES, READ_PLANS, Team, load_team, may_open
from workflows.figures.standing import Progress
from workflows.figures.waiting import waited
from workflows.response_times import last_working_day


@dataclass(frozen=True, slots=True)
class MemberDay:
    """Somebody's day: how they stand, what they reported, and how much of theirs waits for an answer, of whatever day."""

    employee_id: UUID
    standing: DayStanding
    activities: int = 0
    minutes: int = 0
    late: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A daily activity that waits for an answer, for so many working days."""

    activity_id: UUID
    employee_id: UUID
    working_days: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class TeamDay:
    """A day of those on a page of a team."""

    team: Team
    day: date
    working_day: bool
    members: Sequence[MemberDay]
    waiting_total: int
    waiting: Sequence[Unanswered]
    help: Mapping[UUID, Sequence[Reason]] = field(default_factory=dict)

    def count(self, standing: DayStanding) -> int:
        """Count those on the page who stand so."""
        return sum(one.standing is standing for one in self.members)


_REPORTED = (
    "SELECT d.employee_id, COUNT(*) AS activities, SUM(COALESCE(d.minutes, 0)) AS minutes, SUM(CASE WHEN d.late THEN 1 ELSE 0 END) AS late"
    " FROM daily_activity d WHERE d.agency_id = :agency AND d.assignment_id IN :posts AND d.day = :day AND d.state <> 'WITHDRAWN'"
    " GROUP BY d.employee_id"
)
_LAST = (
    "SELECT s.id, (SELECT MAX(d.day) FROM daily_activity d WHERE d.agency_id = s.agency_id AND d.assignment_id = s.id AND d.day < :day"
    " AND d.state <> 'WITHDRAWN') AS last FROM assignment s WHERE s.agency_id = :agency AND s.id IN :posts"
)
_OPEN = (
    "SELECT d.id, d.employee_id, d.state, d.state_since FROM daily_activity d WHERE d.agency_id = :agency"
    " AND d.assignment_id IN :posts AND d.state IN ('QUESTIONED', 'RETURNED') ORDER BY d.state_since, d.id"
)
_WAIT = "d.agency_id = :agency AND d.assignment_id IN :posts AND d.state = 'REPORTED'"
_WAITING_COUNT = f"SELECT d.employee_id, COUNT(*) AS n FROM daily_activity d WHERE {_WAIT} GROUP BY d.employee_id"
_WAITING = (
    f"SELECT d.id, d.employee_id, d.state_since, d.answer_due_on FROM daily_activity d WHERE {_WAIT}"
    f" ORDER BY d.state_since, d.id LIMIT {WAITING_ROWS}"
)


async def team_day(
    conn: Connection, actor: Actor, unit: UUID | None, day: date, first: int = TEAM_ROWS, after: UUID | None = None
) -> TeamDay | None:
    """Give a day of a unit's people, or of the actor's own team; None for a unit that isn't theirs to see. At most thirteen statements.

    Of a day to come it is known who is away; nobody is without a report yet, and nobody may need help for want of one.
    """
    if unit is not None and not await may_open(conn, actor, unit, READ_ACTIVITIES):
        return None
    calendar = await load_calendar(conn, actor.agency_id)
    team = await load_team(conn, actor, unit, day, first, after)
    params: dict[str, object] = {"agency": actor.agency_id, "posts": team.post_ids, "day": day}
    reported = {_employee(conn, raw): raw for raw in await conn.fetch(_REPORTED, params)}
    away = await _away(conn, actor, team, day)
    waiting = await conn.fetch(_WAITING, params)
    own = {_employee(conn, raw): int(raw["n"]) for raw in await conn.fetch(_WAITING_COUNT, params)}
    working = calendar.is_working_day(day)
    members = []
    for one in team.members:
        raw = reported.get(one, {})
        standing = _standing(bool(raw), any(held.holds(day) for held in away.get(one, ())), working, day > actor.today)
        activities, minutes, late = (int(raw.get(name, 0)) for name in ("activities", "minutes", "late"))
        members.append(MemberDay(one, standing, activities, minutes, late, own.get(one, 0)))
    worked = last_working_day(actor.today, calendar)
    return TeamDay(
        team=team,
        day=day,
        working_day=working,
        members=members,
        waiting_total=sum(own.values()),
        waiting=[_unanswered(conn, actor, calendar, worked, raw) for raw in waiting],
        help={} if day > actor.today else await _help(conn, actor, calendar, team, day, away),
    )


def _standing(reported: bool, away: bool, working: bool, to_come: bool) -> DayStanding:
    if reported:
        return DayStanding.REPORTED
    if away:
        return DayStanding.AWAY
    if not working:
        return DayStanding.FREE
    return DayStanding.TO_COME if to_come else DayStanding.WITHOUT_REPORT


def _employee(conn: Connection, raw: Mapping[str, Any]) -> UUID:
    found: UUID = conn.decode(DailyActivity, "employee_id", raw["employee_id"])
    return found


def _unanswered(conn: Connection, actor: Actor, calendar: WorkingCalendar, worked: date, raw: Mapping[str, Any]) -> Unanswered:
    due: date = conn.decode(DailyActivity, "answer_due_on", raw["answer_due_on"])
    since = conn.decode(DailyActivity, "state_since", raw["state_since"])
    return Unanswered(conn.decode(DailyActivity, "id", raw["id"]), _employee(conn, raw), waited(since, actor, calendar), due < worked)


async def _away(conn: Connection, actor: Actor, team: Team, day: date) -> dict[UUID, list[Away]]:
    """Read the absences and legal statuses other than active that the actor may see, near the day; one statement."""
    absence, status = visible(actor, Absence, "a"), visible(actor, LegalStatus, "g")
    since = max(day, date.min + LOOKED_BACK) - LOOKED_BACK
    near = "{a}.employee_id IN :members AND {a}.valid_from <= :day AND ({a}.valid_to IS NULL OR {a}.valid_to > :from)"
    rows = await conn.fetch(
        f"SELECT a.employee_id, a.valid_from, a.valid_to FROM absence a WHERE {near.format(a='a')} AND {absence.sql}"
        f" UNION ALL SELECT g.employee_id, g.valid_from, g.valid_to FROM legal_status g WHERE {near.format(a='g')}"
        f" AND g.status <> 'ACTIVE' AND {status.sql}",
        {
            **absence.params,
            **status.params,
            "members": list(team.members),
            "day": day,
            "from": since,
        },
    )
    found: dict[UUID, list[Away]] = {}
    for raw in rows:
        held = Away(*(conn.decode(Absence, name, raw[name]) for name in ("valid_from", "valid_to")))
        found.setdefault(conn.decode(Employee, "id", raw["employee_id"]), []).append(held)
    return found


async def _help(
    conn: Connection, actor: Actor, calendar: WorkingCalendar, team: Team, day: date, away: Mapping[UUID, Sequence[Away]]
) -> dict[UUID, list[Reason]]:
    """Gather the reasons of everybody on the page; five statements."""
    found: dict[UUID, list[Reason]] = {one: [] for one in team.members}
    params: dict[str, object] = {"agency": actor.agency_id, "posts": team.post_ids, "day": day}
    last = {_key(conn, raw["id"]): conn.decode(DailyActivity, "day", raw["last"]) for raw in await conn.fetch(_LAST, params)}
    for member in team.members:
        posts = [one for one in team.posts if one.employee_id == member]
        reports = [held for one in posts if (held := last.get(one.id)) is not None]
        since = min(one.valid_from for one in posts)
        days = days_without_report(day, since, max(reports, default=None), away.get(member, ()), calendar)
        found[member] += no_report(days)
    for raw in await conn.fetch(_OPEN, params):
        days = waited(conn.decode(DailyActivity, "state_since", raw["state_since"]), actor, calendar)
        if days >= OPEN_WORKING_DAYS:
            reason = HelpReason.QUESTION_OPEN if raw["state"] == "QUESTIONED" else HelpReason.RETURN_OPEN
            found[_employee(conn, raw)].append(Reason(reason, days, activity_id=_key(conn, raw["id"])))
    for one in await progress(conn, actor, "p.assignment_id IN :posts AND p.starts_on <= :day AND p.ends_on > :day", params, day):
        if one.far_behind:
            found[one.employee_id].append(Reason(HelpReason.TARGET_FAR_BEHIND, indicator_id=one.indicator_id))
    return {member: reasons for member, reasons in found.items() if reasons}


def _key(conn: Connection, value: object) -> UUID:
    found: UUID = conn.decode(DailyActivity, "id", value)
    return found


@dataclass(frozen=True, slots=True)
class TeamProgress:
    """How far those on a page of a team are in a year: each their targets, by plan."""

    team: Team
    year: int
    targets: Mapping[UUID, Sequence[Progress]]


async def team_progress(
    conn: Connection, actor: Actor, unit: UUID | None, year: int, first: int = TEAM_ROWS, after: UUID | None = None
) -> TeamProgress | None:
    """Give how far a unit's people are, or the actor's own team; None for a unit that isn't theirs to see. Six statements."""
    if unit is not None and not await may_open(conn, actor, unit, READ_PLANS):
        return None
    team = await load_team(conn, actor, unit, actor.today, first, after)
    of = {one.id: one.employee_id for one in team.posts}
    targets: dict[UUID, list[Progress]] = {one: [] for one in team.members}
    params = {"posts": list(of), "year": year}
    for one in await progress(conn, actor, "p.assignment_id IN :posts AND p.year = :year", params, actor.today):
        targets[one.employee_id].append(one)
    return TeamProgress(team, year, targets)
