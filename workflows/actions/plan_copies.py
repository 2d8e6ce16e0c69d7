"""Adding what is planned elsewhere to a plan, structure only: of the employee's last plan, another plan, or a template."""

from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.people import Assignment
from models.plans import PerformancePlan, PlanRevision
from models.vocabulary import EventAction, ReasonCode, SubjectType, TemplateState
from workflows.access import Actor, may_read
from workflows.actions.plan_content import IndicatorContent, PlanContent, ResultContent, load_content
from workflows.actions.plan_record import PlanRecord
from workflows.actions.plan_templates import load_template
from workflows.actions.plans import change_content
from workflows.commands import Attempt, IdempotencyKey, Outcome, run
from workflows.texts import Checked


async def copy_from_last(
    database: Database, actor: Actor, plan_id: UUID, expected_version: int, reason: str | None = None, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Add the results and indicators of the employee's last plan that has any, structure only; what is there by title is left out."""
    attempt = Attempt(SubjectType.PLAN, plan_id, EventAction.COPY_FROM_LAST)

    async def work(conn: Connection) -> Outcome[UUID]:
        last = await _last(conn, actor, plan_id)

        def apply(content: PlanContent, checked: Checked) -> None:
            add_results(content, last or PlanContent())
            if last is None:
                checked.wrong(ReasonCode.NO_SOURCE, "input.id")
            checked.count(tuple(content.results), "input.id", limits.RESULTS_ROWS)

        return await change_content(conn, actor, plan_id, expected_version, ("results",), EventAction.COPY_FROM_LAST, apply, reason, key)

    return await run(database, actor, attempt, work, key)


async def copy_plan(
    database: Database,
    actor: Actor,
    plan_id: UUID,
    expected_version: int,
    source_id: UUID,
    reason: str | None = None,
    key: IdempotencyKey | None = None,
) -> Outcome[UUID]:
    """Add the results and indicators of another plan, structure only, in one transaction; what is there by title is left out.

    The source must be one that the actor may read. Of a result goes what is planned, never who assigned it; no expectation, no annex,
    no link, and nothing of an appraisal.
    """
    attempt = Attempt(SubjectType.PLAN, plan_id, EventAction.COPY_PLAN)

    async def work(conn: Connection) -> Outcome[UUID]:
        found = [one for one in await PlanRecord().load(conn, actor, [source_id], lock=False) if may_read(PerformancePlan, one.grantees)]
        shown = found[0].row["in_force_revision_id"] or found[0].row["newest_id"] if found and source_id != plan_id else None
        source = None if shown is None else await load_content(conn, actor.agency_id, shown)  # type: ignore[arg-type]

        def apply(content: PlanContent, checked: Checked) -> None:
            if source is None:
                checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.fromPlanId")
                return
            add_results(content, source, frozenset({"assigned_by"}))
            checked.count(tuple(content.results), "input.fromPlanId", limits.RESULTS_ROWS)

        return await change_content(conn, actor, plan_id, expected_version, ("structure",), EventAction.COPY_PLAN, apply, reason, key)

    return await run(database, actor, attempt, work, key)


def add_results(content: PlanContent, source: PlanContent, without: frozenset[str] = frozenset()) -> None:
    """Add the results of another content with lineages of their own, but for those whose title is there."""
    titles = {result.values["title"] for result in content.results.values()}
    for result in source.results.values():
        if result.values["title"] in titles:
            continue
        fresh = ResultContent(new_id(), {name: None if name in without else value for name, value in result.values.items()})
        for one in result.indicators.values():
            lineage = new_id()
            fresh.indicators[lineage] = IndicatorContent(lineage, dict(one.values))
        content.results[fresh.lineage] = fresh


async def _last(conn: Connection, actor: Actor, plan_id: UUID) -> PlanContent | None:
    rows = await conn.fetch(
        "SELECT r.id FROM performance_plan p JOIN performance_plan q ON q.agency_id = p.agency_id AND q.employee_id = p.employee_id"
        " AND q.id <> p.id AND q.starts_on <= p.starts_on JOIN plan_revision r ON r.agency_id = q.agency_id AND r.plan_id = q.id"
        " WHERE p.agency_id = :agency AND p.id = :plan"
        " AND EXISTS (SELECT 1 FROM planned_result t WHERE t.agency_id = r.agency_id AND t.revision_id = r.id)"
        " ORDER BY q.starts_on DESC, q.id DESC, CASE WHEN r.id = q.in_force_revision_id THEN 0 ELSE 1 END, r.ordinal DESC LIMIT 1",
        {"agency": actor.agency_id, "plan": plan_id},
    )
    return await load_content(conn, actor.agency_id, conn.decode(PlanRevision, "id", rows[0]["id"])) if rows else None


async def copy_template(
    database: Database,
    actor: Actor,
    plan_id: UUID,
    expected_version: int,
    template_id: UUID,
    reason: str | None = None,
    key: IdempotencyKey | None = None,
) -> Outcome[UUID]:
    """Add what a template of the plan's position holds, in one transaction; what is there by title is left out."""
    attempt = Attempt(SubjectType.PLAN, plan_id, EventAction.COPY_FROM_TEMPLATE)

    async def work(conn: Connection) -> Outcome[UUID]:
        rows = await conn.fetch(
            "SELECT s.position_id FROM performance_plan p JOIN assignment s ON s.agency_id = p.agency_id AND s.id = p.assignment_id"
            " WHERE p.agency_id = :agency AND p.id = :plan",
            {"agency": actor.agency_id, "plan": plan_id},
        )
        position = conn.decode(Assignment, "position_id", rows[0]["position_id"]) if rows else None
        source, against = await template_for(conn, actor, template_id, position)

        def apply(content: PlanContent, checked: Checked) -> None:
            if source is None:
                checked.wrong(against, "input.fromTemplateId")
                return
            add_results(content, source)
            checked.count(tuple(content.results), "input.fromTemplateId", limits.RESULTS_ROWS)

        return await change_content(
            conn, actor, plan_id, expected_version, ("structure",), EventAction.COPY_FROM_TEMPLATE, apply, reason, key
        )

    return await run(database, actor, attempt, work, key)


async def template_for(
    conn: Connection, actor: Actor, template_id: UUID, position_id: UUID | None
) -> tuple[PlanContent | None, ReasonCode]:
    """Give what a template holds as a plan's content, or None and the reason why it isn't one for a plan of this position."""
    rows = await conn.fetch(
        "SELECT t.state, (SELECT COUNT(*) FROM template_position o WHERE o.agency_id = t.agency_id AND o.template_id = t.id"
        " AND o.position_id = :position) AS meant FROM plan_template t WHERE t.agency_id = :agency AND t.id = :id",
        {"agency": actor.agency_id, "id": template_id, "position": position_id},
    )
    if not rows:
        return None, ReasonCode.UNKNOWN_REFERENCE
    if rows[0]["state"] != TemplateState.ACTIVE.value:
        return None, ReasonCode.TEMPLATE_REMOVED
    if not rows[0]["meant"]:
        return None, ReasonCode.TEMPLATE_NOT_FOR_POST
    template, content = await load_template(conn, actor.agency_id, template_id), PlanContent()
    for ordinal, one in sorted(template.results.items()):
        values = {name: getattr(one, name) for name in ("kind", "ownership", "perspective", "title", "ordinal")}
        result = ResultContent(new_id(), {**values, "assigned_by": None})
        for (of, number), each in sorted(template.indicators.items(), key=lambda pair: pair[0]):
            if of == ordinal:
                figures = dict.fromkeys(("target_value", "target_high", "target_unit"))
                shown = {"aspect": each.aspect, "title": each.title, "target_text": each.target_text, "ordinal": number, **figures}
                lineage = new_id()
                result.indicators[lineage] = IndicatorContent(lineage, shown)
        content.results[result.lineage] = result
    return content, ReasonCode.UNKNOWN_REFERENCE
