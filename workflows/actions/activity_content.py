"""What an employee reports of a day: checked, and laid against the posts and plans that they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from models import limits
from models.database import Connection
from models.people import Assignment
from models.plans import PerformancePlan, PlannedResult
from models.templates import ActivityTemplate
from models.vocabulary import AssignmentKind, ReasonCode, TemplateState
from workflows.actor import Actor
from workflows.calendar import WorkingCalendar, load_calendar
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """One activity as given: ``result_id`` and ``indicator_id`` are a row's id or a lineage; an indicator alone tells its result.

    ``expected_version`` is given by whoever means to edit what is there. ``template_id`` is the template of one's own that fills in what
    isn't given. ``path`` is where it stands in the input.
    """

    id: UUID
    day: date
    text: str | None = None
    minutes: int | None = None
    result_id: UUID | None = None
    indicator_id: UUID | None = None
    quantity: Decimal | None = None
    place: str | None = None
    written_at: datetime | None = None
    expected_version: int | None = None
    template_id: UUID | None = None
    path: str = "input"


@dataclass(frozen=True, slots=True)
class Post:
    """An assignment that the employee holds or held; ``valid_to`` is exclusive."""

    id: UUID
    unit_id: UUID
    kind: AssignmentKind
    valid_from: date
    valid_to: date | None

    def holds(self, day: date) -> bool:
        """Tell whether it is held on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Target:
    """A result of one of the employee's plans, or an indicator of it, by lineage; the plan's days are half-open."""

    plan_id: UUID
    assignment_id: UUID
    starts_on: date
    ends_on: date
    result: UUID
    indicator: UUID | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a template of one's own fills in; its result and indicator by lineage."""

    text: str
    minutes: int | None
    place: str | None
    result_id: UUID | None
    indicator_id: UUID | None
    in_use: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What reports are laid against: the agency's calendar, the employee's posts and, by id and lineage, what they name of their plans.

    ``patterns`` are the templates of their own that they name, by id.
    """

    calendar: WorkingCalendar
    posts: Sequence[Post]
    results: Mapping[UUID, Target]
    indicators: Mapping[UUID, Target]
    patterns: Mapping[UUID, Pattern] = field(default_factory=dict)


_NOTHING = UUID(int=0)
_PRECEDENCE = tuple(AssignmentKind[name] for name in ("DEFINITIVE", "INTERIM", "ACTING", "DAILY_ACTING", "ADDITIONAL"))
"""Which of several posts is the main one: the first kind that is held."""

_POSTS = (
    "SELECT s.id, p.unit_id, s.kind, s.valid_from, s.valid_to FROM assignment s"
    " JOIN position p ON p.agency_id = s.agency_id AND p.id = s.position_id"
    " WHERE s.agency_id = :agency AND s.employee_id = :me AND s.recorded_to IS NULL ORDER BY s.valid_from, s.id"
)
_TARGETS = (
    "SELECT p.id AS plan_id, p.assignment_id, p.starts_on, p.ends_on, r.id AS result_id, r.lineage_id AS result, i.id AS indicator_id,"
    " i.lineage_id AS indicator FROM performance_plan p JOIN plan_revision v ON v.agency_id = p.agency_id AND v.plan_id = p.id"
    " JOIN planned_result r ON r.agency_id = v.agency_id AND r.revision_id = v.id"
    " LEFT JOIN indicator i ON i.agency_id = r.agency_id AND i.result_id = r.id"
    " WHERE p.agency_id = :agency AND p.employee_id = :me"
    " AND (r.id IN :named OR r.lineage_id IN :named OR i.id IN :named OR i.lineage_id IN :named)"
)


async def load_ground(conn: Connection, actor: Actor, drafts: Sequence[ActivityDraft]) -> Ground:
    """Load what the drafts of one employee are laid against.

    Two statements, one more where a draft is made from a template, and one where any names a result or an indicator.
    """
    posts = [
        Post(
            conn.decode(Assignment, "id", raw["id"]),
            conn.decode(Assignment, "id", raw["unit_id"]),
            conn.decode(Assignment, "kind", raw["kind"]),
            conn.decode(Assignment, "valid_from", raw["valid_from"]),
            conn.decode(Assignment, "valid_to", raw["valid_to"]),
        )
        for raw in await conn.fetch(_POSTS, {"agency": actor.agency_id, "me": actor.employee_id})
    ]
    patterns = await _patterns(conn, actor, {one.template_id for one in drafts if one.template_id is not None})
    named = {key for one in drafts for key in (one.result_id, one.indicator_id) if key is not None}
    named |= {key for pattern in patterns.values() for key in (pattern.result_id, pattern.indicator_id) if key is not None}
    results, indicators = await load_targets(conn, actor, named)
    return Ground(await load_calendar(conn, actor.agency_id), posts, results, indicators, patterns)


async def load_targets(conn: Connection, actor: Actor, named: set[UUID]) -> tuple[dict[UUID, Target], dict[UUID, Target]]:
    """Give, by row ids and lineages, the named results and indicators of the actor's own plans; one statement where any is named."""
    results: dict[UUID, Target] = {}
    indicators: dict[UUID, Target] = {}
    scope = {"agency": actor.agency_id, "me": actor.employee_id, "named": list(named)}
    for raw in await conn.fetch(_TARGETS, scope) if named else []:
        keys = {name: conn.decode(PlannedResult, "id", raw[name]) for name in ("result_id", "result", "indicator_id", "indicator")}
        target = Target(
            plan_id=conn.decode(PerformancePlan, "id", raw["plan_id"]),
            assignment_id=conn.decode(PerformancePlan, "assignment_id", raw["assignment_id"]),
            starts_on=conn.decode(PerformancePlan, "starts_on", raw["starts_on"]),
            ends_on=conn.decode(PerformancePlan, "ends_on", raw["ends_on"]),
            result=keys["result"],
            indicator=keys["indicator"],
        )
        results |= dict.fromkeys((keys["result_id"], keys["result"]), replace(target, indicator=None))
        if target.indicator is not None:
            indicators |= dict.fromkeys((keys["indicator_id"], target.indicator), target)
    return results, indicators


async def _patterns(conn: Connection, actor: Actor, named: set[UUID]) -> dict[UUID, Pattern]:
    names = ("id", "text", "minutes", "place", "result_lineage_id", "indicator_lineage_id", "state")
    rows = (
        await conn.fetch(
            f"SELECT {', '.join(names)} FROM activity_template WHERE agency_id = :agency AND employee_id = :me AND id IN :ids",
            {"agency": actor.agency_id, "me": actor.employee_id, "ids": list(named)},
        )
        if named
        else []
    )
    found = [{name: conn.decode(ActivityTemplate, name, raw[name]) for name in names} for raw in rows]
    return {
        one["id"]: Pattern(
            text=one["text"],
            minutes=one["minutes"],
            place=one["place"],
            result_id=one["result_lineage_id"],
            indicator_id=one["indicator_lineage_id"],
            in_use=one["state"] is TemplateState.ACTIVE,
        )
        for one in found
    }


def content_of(actor: Actor, draft: ActivityDraft, ground: Ground) -> dict[str, object]:
    """Give the columns that a draft fills, its own and those that follow from the employee's posts and plans.

    Raises:
        Refused: INVALID with everything that is wrong, each at its path.
    """
    checked, path = Checked(), draft.path
    draft = _filled(draft, ground, checked)
    text = checked.text(draft.text, f"{path}.text", limits.ACTIVITY_CHARS, required=True)
    place = checked.text(draft.place, f"{path}.place", limits.NAME_CHARS)
    if draft.minutes is not None and not 1 <= draft.minutes <= limits.ACTIVITY_MINUTES:
        checked.wrong(ReasonCode.MINUTES_OUT_OF_RANGE, f"{path}.minutes", max=limits.ACTIVITY_MINUTES)
    quantity = checked.figure(draft.quantity, f"{path}.quantity")
    if draft.quantity is not None and draft.indicator_id is None:
        checked.wrong(ReasonCode.INDICATOR_REQUIRED, f"{path}.indicatorId")
    checked.day(draft.day, f"{path}.day")
    checked.day(draft.written_at and draft.written_at.date(), f"{path}.writtenAt")
    if draft.day > actor.today:
        checked.wrong(ReasonCode.DAY_TO_COME, f"{path}.day")
    target = _target(draft, ground, checked)
    post = _post(draft, target, ground, checked)
    checked.done()
    if post is None:
        raise TypeError("an activity without a post was let pass")
    return {
        "day": draft.day,
        "assignment_id": post.id,
        "unit_id": post.unit_id,
        "plan_id": target and target.plan_id,
        "result_lineage_id": target and target.result,
        "indicator_lineage_id": target and target.indicator,
        "text": text,
        "minutes": draft.minutes,
        "quantity": quantity,
        "place": place,
        "written_at": draft.written_at,
    }


def _filled(draft: ActivityDraft, ground: Ground, checked: Checked) -> ActivityDraft:
    """Let the named template fill in what isn't given; a result that no plan has for the day is left out, as in a copied day."""
    if draft.template_id is None:
        return draft
    found = ground.patterns.get(draft.template_id)
    if found is None or not found.in_use:
        checked.wrong(ReasonCode.TEMPLATE_REMOVED if found else ReasonCode.UNKNOWN_REFERENCE, f"{draft.path}.templateId")
        # What is missing for want of it isn't told as well.
        return replace(draft, text=draft.text or "-")
    result, indicator = draft.result_id, draft.indicator_id
    if result is None and indicator is None:
        covering = (ground.results.get(found.result_id or _NOTHING), ground.indicators.get(found.indicator_id or _NOTHING))
        serves = [one is not None and one.starts_on <= draft.day < one.ends_on for one in covering]
        result, indicator = found.result_id if serves[0] else None, found.indicator_id if serves[1] else None
    return replace(
        draft,
        text=draft.text or found.text,
        minutes=draft.minutes or found.minutes,
        place=draft.place or found.place,
        result_id=result,
        indicator_id=indicator,
    )


def _target(draft: ActivityDraft, ground: Ground, checked: Checked) -> Target | None:
    result = None if draft.result_id is None else ground.results.get(draft.result_id)
    indicator = None if draft.indicator_id is None else ground.indicators.get(draft.indicator_id)
    if draft.result_id is not None and result is None:
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE, f"{draft.path}.resultId")
    if draft.indicator_id is not None and (
        indicator is None or (result is not None and (indicator.plan_id, indicator.result) != (result.plan_id, result.result))
    ):
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE, f"{draft.path}.indicatorId")
    target = indicator or result
    if target is not None and not target.starts_on <= draft.day < target.ends_on:
        checked.wrong(ReasonCode.DAY_OUTSIDE_PLAN, f"{draft.path}.day")
    return target


def _post(draft: ActivityDraft, target: Target | None, ground: Ground, checked: Checked) -> Post | None:
    """Give the post of the plan that is served; without one, the main post held on the day."""
    if target is None:
        held = [one for one in ground.posts if one.holds(draft.day)]
    else:
        held = [one for one in ground.posts if one.id == target.assignment_id]
    if not held:
        checked.wrong(ReasonCode.NO_POST_ON_DAY, f"{draft.path}.day")
        return None
    return min(held, key=lambda one: _PRECEDENCE.index(one.kind))
