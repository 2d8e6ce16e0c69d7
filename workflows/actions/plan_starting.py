"""Starting a plan: a DRAFT for an assignment and a year, by who holds it or who appraises it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.people import Assignment, Position, ReportingLine
from models.plans import PerformancePlan, PlanRevision
from models.vocabulary import EventAction, PlanApproach, PlanOrigin, PlanState, ReasonCode, Relation, SubjectType
from workflows import events
from workflows.access import Actor
from workflows.actions.dated import one_of
from workflows.actions.line_naming import who_by_line
from workflows.actions.plan_content import PlanContent, differences, write_revision
from workflows.actions.plan_copies import template_for
from workflows.changes import row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run, subject_of
from workflows.engine import announce
from workflows.refusals import Reason, WhoCan, not_permitted
from workflows.standing import TODAY
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class PlanStart:
    """A plan to start; without days it covers what the assignment covers of the year. ``ends_on`` is exclusive.

    ``template_id`` is a template of the assignment's position, whose results it begins with.
    """

    assignment_id: UUID
    year: int
    starts_on: date | None = None
    ends_on: date | None = None
    approach: PlanApproach = PlanApproach.QUANTITATIVE
    template_id: UUID | None = None


async def start_plan(database: Database, actor: Actor, start: PlanStart, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Start a plan in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.PLAN, None, EventAction.START_PLAN)
    return await run(database, actor, attempt, lambda conn: start_plan_in(conn, actor, start, key), key)


async def start_plan_in(conn: Connection, actor: Actor, start: PlanStart, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Start a plan inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND for the assignment; NOT_PERMITTED for whoever neither holds it nor appraises it today; INVALID for days that
            don't lie in the year and the assignment, where the assignment has a plan of that year, and for a template of other positions.
    """
    assignment = await one_of(conn, Assignment, actor.agency_id, start.assignment_id)
    if conn.dialect == "postgres":
        # Two starts at once would both find no other; on SQLite there is one writer.
        await conn.fetch(
            "SELECT id FROM assignment WHERE agency_id = :agency AND id = :id FOR UPDATE", {"agency": actor.agency_id, "id": assignment.id}
        )
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        return Outcome(value=await subject_of(conn, actor, replay), event_id=replay, replayed=True)
    await _require_party(conn, actor, assignment)
    checked = Checked()
    content: PlanContent | None = PlanContent()
    if start.template_id is not None:
        content, against = await template_for(conn, actor, start.template_id, assignment.position_id)
        if content is None:
            checked.wrong(against, "input.templateId")
    row = await _checked(conn, actor, assignment, start, checked)
    if content is None:
        raise TypeError("a template that isn't for the plan was let pass")
    event_id = new_id()
    unit = await conn.fetch(
        "SELECT unit_id FROM position WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": assignment.position_id}
    )
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.PLAN,
        subject_id=row.id,
        version=1,
        action=EventAction.START_PLAN,
        changes=(
            *row_changes(PerformancePlan, row, leave=frozenset({"state", "state_since", "updated_at"})),
            *differences(PlanContent(), content),
        ),
        to_state=PlanState.DRAFT.value,
        event_id=event_id,
        unit_id=conn.decode(Position, "unit_id", unit[0]["unit_id"]),
    )
    await conn.insert([row])
    revision = PlanRevision(id=new_id(), agency_id=actor.agency_id, plan_id=row.id, ordinal=1, created_at=actor.now)
    await conn.insert([revision])
    await write_revision(conn, actor.agency_id, revision.id, content, keep_ids=False)
    await announce(conn, actor, event_id, "plan.start_plan")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=row.id, event_id=event_id)


async def _require_party(conn: Connection, actor: Actor, assignment: Assignment) -> None:
    lines = await conn.fetch(
        "SELECT l.appraiser_id FROM reporting_line l WHERE l.agency_id = :agency AND l.assignment_id = :assignment"
        f" AND {TODAY.format(l='l')}",
        {"agency": actor.agency_id, "assignment": assignment.id, "acc_today": actor.today},
    )
    named = [conn.decode(ReportingLine, "appraiser_id", row["appraiser_id"]) for row in lines if row["appraiser_id"] is not None]
    if actor.employee_id is None or actor.employee_id not in (assignment.employee_id, *named):
        who = (
            WhoCan(relation=Relation.EMPLOYEE, employee_id=assignment.employee_id),
            *await who_by_line(conn, actor, (assignment.id,), Relation.APPRAISER),
        )
        words = f"{Relation.EMPLOYEE.value}|{Relation.APPRAISER.value}"
        raise not_permitted(Reason(ReasonCode.RELATION_REQUIRED, params={"role": words}, who_can=who))


async def _checked(conn: Connection, actor: Actor, assignment: Assignment, start: PlanStart, checked: Checked) -> PerformancePlan:
    if not limits.YEAR_FIRST <= start.year <= limits.YEAR_LAST:
        checked.wrong(ReasonCode.DATE_OUT_OF_RANGE, "input.year", min=str(limits.YEAR_FIRST), max=str(limits.YEAR_LAST))
        checked.done()
    first = max(date(start.year, 1, 1), assignment.valid_from)
    last = min(date(start.year + 1, 1, 1), assignment.valid_to or date.max)
    if first >= last:
        checked.wrong(ReasonCode.YEAR_OUTSIDE_ASSIGNMENT, "input.year")
        checked.done()
    starts_on, ends_on = start.starts_on or first, start.ends_on or last
    for day, path in ((starts_on, "input.startsOn"), (ends_on, "input.endsOn")):
        if not first <= day <= last:
            checked.reasons.append(Reason(ReasonCode.DAY_OUTSIDE_ASSIGNMENT, path, {"from": first.isoformat(), "until": last.isoformat()}))
    if starts_on >= ends_on:
        checked.wrong(ReasonCode.DATE_ORDER, "input.endsOn")
    same = await conn.fetch(
        "SELECT 1 AS one FROM performance_plan WHERE agency_id = :agency AND assignment_id = :assignment AND year = :year",
        {"agency": actor.agency_id, "assignment": assignment.id, "year": start.year},
    )
    if same:
        checked.wrong(ReasonCode.PLAN_EXISTS, "input.year")
    checked.done()
    return PerformancePlan(
        id=new_id(),
        agency_id=actor.agency_id,
        assignment_id=assignment.id,
        employee_id=assignment.employee_id,
        year=start.year,
        starts_on=starts_on,
        ends_on=ends_on,
        approach=start.approach,
        origin=PlanOrigin.ENTERED,
        version=1,
        state=PlanState.DRAFT,
        state_since=actor.now,
        updated_at=actor.now,
    )
