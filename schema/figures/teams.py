"""The team's pages as published: a day, and a year's progress against targets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry

from models.activities import DailyActivity
from models.limits import ANSWER_WORKING_DAYS, HELP_WORKING_DAYS, OPEN_WORKING_DAYS, TEAM_ROWS, WAITING_ROWS
from models.people import Employee, OrgUnit
from models.plans import Indicator
from models.vocabulary import DayStanding, HelpReason, TargetStanding
from schema.context import Context
from schema.errors import RequestError
from schema.figures.own import chosen_day, chosen_year
from schema.figures.progress import TargetProgress, shown_progress
from schema.reads.cohort import given
from schema.reads.declare import argument, record, to_one, value
from schema.reads.ids import key_of, make_id
from schema.reads.readfield import plain
from workflows.figures import team as worked_out
from workflows.figures.help import Reason
from workflows.figures.scope import Team
from workflows.figures.standing import Progress

UNIT = argument("unit_id", strawberry.ID | None, "The unit whose posts' holders are shown; your own team if not given.", None)
FIRST = argument("first", int, f"How many people, by name; 1 to {TEAM_ROWS}.", TEAM_ROWS)
AFTER = argument("after", strawberry.ID | None, "The `next` of the page before this one.", None)
WHOSE = "Your own team are those whose superior you are by today's lines. You aren't in it yourself."
"""What the descriptions of the team's pages say of it."""


@record(None)
class TeamMember:
    """Somebody of the team on a day."""

    employee = to_one(Employee, "employee_id", "Who it is.")
    standing: DayStanding = plain("How they stand on the day.")
    activities: int = plain("How many activities they reported of the day, without what they withdrew.")
    minutes: int = plain("The minutes of these.")
    late: int = plain("How many of these were reported late.")
    waiting: int = plain("How many of their activities of any day wait for an answer now.")


@record(None)
class TeamWaiting:
    """A daily activity of the team that waits for its superior's answer."""

    activity = to_one(DailyActivity, "activity_id", "The activity.")
    employee = to_one(Employee, "employee_id", "Whose it is.")
    working_days: int = plain("For how many working days it has waited, the day itself not counted.")
    overdue: bool = plain(f"Whether that is more than the {ANSWER_WORKING_DAYS} working days that an answer may take.")


@record(None)
class HelpHint:
    """One reason to ask how somebody is."""

    reason: HelpReason = plain("The reason.")
    working_days: int | None = plain("For how many working days; null for a target.")
    indicator = to_one(Indicator, "indicator_id", "The target that is far behind; null for the other reasons.")
    activity = to_one(DailyActivity, "activity_id", "The activity whose question or return is open; null for the other reasons.")


@record(None)
class MayNeedHelp:
    """Somebody who may need help, with every reason. No mark: nothing follows from it but a question."""

    employee = to_one(Employee, "employee_id", "Who it is.")
    reasons: list[HelpHint] = plain("Why.")


@record(None)
class TeamDay:
    """A team's day. Its figures are of the people on this page: all of the team unless it has more than a page."""

    unit = to_one(OrgUnit, "unit_id", "The unit; null for your own team.")
    day: date = plain("The day.")
    working_day: bool = plain("Whether the agency works on it.")
    people: int = plain("How many people the team has, on this page and others; 0 after the last one.")
    reported: int = plain("How many reported of the day.")
    away: int = plain("How many didn't and are away: absent, or with a legal status other than active.")
    without_report: int = plain("How many didn't though it is a working day and they aren't away; nobody on a day to come.")
    members: list[TeamMember] = plain("The people, by name.")
    waiting_count: int = plain("How many activities of theirs wait for an answer now.")
    waiting: list[TeamWaiting] = plain(f"Those that have waited longest, at most {WAITING_ROWS}.")
    may_need_help: list[MayNeedHelp] = plain(
        f"Who may need help, by a rule that you can check: {HELP_WORKING_DAYS} working days in a row without a report (free days and days"
        f" away not counted), a question or a returned report open for {OPEN_WORKING_DAYS} working days, a target with less than half of"
        " what is expected once a quarter of the plan's days is over. Nobody on a day to come. It is no mark, and nothing follows from it."
    )
    next: strawberry.ID | None = plain("What to give as `after` for the next page; null on the last one.")
    as_of: datetime = plain("The moment for which it is true.")


@value
class StandingCount:
    """How many targets stand in one way."""

    standing: TargetStanding = plain("How they stand.")
    count: int = plain("How many.")


@record(None)
class MemberProgress:
    """Somebody's progress against the targets of a year."""

    employee = to_one(Employee, "employee_id", "Who it is.")
    standings: list[StandingCount] = plain("How many targets stand how; what none has is left out.")
    targets: list[TargetProgress] = plain("The targets of the plans for posts in this team, as they are today.")


@record(None)
class TeamProgress:
    """A team's progress against the targets of a year, as it is today; the team is today's."""

    unit = to_one(OrgUnit, "unit_id", "The unit; null for your own team.")
    year: int = plain("The year.")
    people: int = plain("How many people the team has, on this page and others; 0 after the last one.")
    members: list[MemberProgress] = plain("The people on this page, by name.")
    next: strawberry.ID | None = plain("What to give as `after` for the next page; null on the last one.")
    as_of: datetime = plain("The moment for which it is true.")


def asked_unit(arguments: Mapping[str, Any]) -> UUID | None:
    """Read which unit is asked for; None for none. An id of another kind is one that nothing has.

    Raises:
        RequestError: BAD_ID for a malformed one.
    """
    given_id = arguments.get("unit_id")
    return None if given_id is None else key_of(str(given_id), "unitId", "unt") or UUID(int=0)


def _page(arguments: Mapping[str, Any]) -> tuple[int, UUID | None]:
    first = arguments["first"]
    if not 1 <= first <= TEAM_ROWS:
        raise RequestError("BAD_VALUE", path="first")
    after = arguments.get("after")
    return first, None if after is None else key_of(str(after), "after", "emp") or UUID(int=0)


def _next(team: Team) -> strawberry.ID | None:
    return None if team.next_id is None else strawberry.ID(make_id("emp", team.next_id))


async def team_day(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[TeamDay | None]:
    """Show a day of a team."""
    unit, (first, after), day = asked_unit(arguments), _page(arguments), chosen_day(context, arguments)
    found = await context.database.read(lambda conn: worked_out.team_day(conn, context.actor, unit, day, first, after))
    if found is None:
        return [None for _ in rows]
    values = {
        "unit_id": unit,
        "day": day,
        "working_day": found.working_day,
        "people": found.team.people,
        "reported": found.count(DayStanding.REPORTED),
        "away": found.count(DayStanding.AWAY),
        "without_report": found.count(DayStanding.WITHOUT_REPORT),
        "members": given(
            TeamMember,
            context,
            (
                {
                    "employee_id": one.employee_id,
                    "standing": one.standing,
                    "activities": one.activities,
                    "minutes": one.minutes,
                    "late": one.late,
                    "waiting": one.waiting,
                }
                for one in found.members
            ),
        ),
        "waiting_count": found.waiting_total,
        "waiting": given(
            TeamWaiting,
            context,
            (
                {
                    "activity_id": one.activity_id,
                    "employee_id": one.employee_id,
                    "working_days": one.working_days,
                    "overdue": one.overdue,
                }
                for one in found.waiting
            ),
        ),
        "may_need_help": _help(context, found.help),
        "next": _next(found.team),
        "as_of": context.actor.now,
    }
    return [*given(TeamDay, context, [values for _ in rows])]


def _help(context: Context, found: Mapping[UUID, Sequence[Reason]]) -> list[MayNeedHelp]:
    hints = iter(
        given(
            HelpHint,
            context,
            (
                {
                    "reason": one.reason,
                    "working_days": one.working_days,
                    "indicator_id": one.indicator_id,
                    "activity_id": one.activity_id,
                }
                for reasons in found.values()
                for one in reasons
            ),
        )
    )
    people = ({"employee_id": member, "reasons": [next(hints) for _ in reasons]} for member, reasons in found.items())
    return given(MayNeedHelp, context, people)


async def team_progress(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[TeamProgress | None]:
    """Show a team's progress in a year."""
    unit, (first, after), year = asked_unit(arguments), _page(arguments), chosen_year(context, arguments)
    found = await context.database.read(lambda conn: worked_out.team_progress(conn, context.actor, unit, year, first, after))
    if found is None:
        return [None for _ in rows]
    targets = shown_progress(context, list(found.targets.values()))
    members = given(
        MemberProgress,
        context,
        (
            {"employee_id": member, "standings": standing_counts(of), "targets": shown}
            for (member, of), shown in zip(found.targets.items(), targets, strict=True)
        ),
    )
    values = {
        "unit_id": unit,
        "year": year,
        "people": found.team.people,
        "members": members,
        "next": _next(found.team),
        "as_of": context.actor.now,
    }
    return [*given(TeamProgress, context, [values for _ in rows])]


def standing_counts(targets: Sequence[Progress]) -> list[StandingCount]:
    """Count targets by how they stand, in the order of the words."""
    counts = {standing: sum(one.standing is standing for one in targets) for standing in TargetStanding}
    return [StandingCount(standing=standing, count=count) for standing, count in counts.items() if count]
