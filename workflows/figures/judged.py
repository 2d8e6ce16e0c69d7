"""An indicator judged for a command, in an appraisal or by today: by the figure that the pages show, as its actor may see it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from models.appraisals import Appraisal
from models.database import Connection
from models.plans import Indicator, PerformancePlan
from models.vocabulary import TargetOutcome
from workflows.access import Actor, visible
from workflows.activity_sums import figures
from workflows.figures.progress import progress
from workflows.reaching import outcome_of
from workflows.targets import target_of


@dataclass(frozen=True, slots=True)
class Judged:
    """An indicator of somebody's plan with the figure that the actor may see, and what that makes of its target."""

    plan_id: UUID
    result_lineage: UUID
    indicator_lineage: UUID
    figure: Decimal | None
    outcome: TargetOutcome


async def judged_indicator(
    conn: Connection, actor: Actor, employee_id: UUID, indicator_id: UUID, appraisal_id: UUID | None
) -> Judged | None:
    """Judge an indicator, by its row or lineage, in an appraisal, or without one as the pages show it today; four statements at most.

    None where it is none of that employee's, or where the actor may not see the plan or the appraisal. A figure that is hidden from the
    actor counts for nothing, so that no judgement tells of it; what the plan in force doesn't have is judged by none.
    """
    seen_plan, seen = visible(actor, PerformancePlan, "p"), visible(actor, Appraisal, "a")
    in_appraisal = (
        ""
        if appraisal_id is None
        else f" JOIN appraisal a ON a.agency_id = p.agency_id AND a.plan_id = p.id AND a.id = :appraisal AND {seen.sql}"
    )
    rows = await conn.fetch(
        "SELECT i.id, i.aspect, i.lineage_id, i.target_text, i.target_value, i.target_high, i.target_unit, r.lineage_id AS result_lineage,"
        " p.id AS plan_id FROM indicator i JOIN planned_result r ON r.agency_id = i.agency_id AND r.id = i.result_id"
        " JOIN plan_revision v ON v.agency_id = r.agency_id AND v.id = r.revision_id"
        f" JOIN performance_plan p ON p.agency_id = v.agency_id AND p.id = v.plan_id{in_appraisal}"
        " WHERE i.agency_id = :acc_agency AND (i.id = :indicator OR i.lineage_id = :indicator OR i.lineage_id ="
        " (SELECT j.lineage_id FROM indicator j WHERE j.agency_id = :acc_agency AND j.id = :indicator))"
        f" AND p.employee_id = :owner AND {seen_plan.sql} ORDER BY v.ordinal DESC",
        {**seen_plan.params, **seen.params, "indicator": indicator_id, "owner": employee_id, "appraisal": appraisal_id},
    )
    if not rows:
        return None
    lineage: UUID = conn.decode(Indicator, "lineage_id", rows[0]["lineage_id"])
    plan_id: UUID = conn.decode(PerformancePlan, "id", rows[0]["plan_id"])
    if appraisal_id is None:
        told = await progress(conn, actor, "p.id = :plan", {"plan": plan_id}, actor.today)
        now = next((one for one in told if one.lineage_id == lineage), None)
        return Judged(
            plan_id=plan_id,
            result_lineage=conn.decode(Indicator, "lineage_id", rows[0]["result_lineage"]),
            indicator_lineage=lineage,
            figure=None if now is None else now.value,
            outcome=TargetOutcome.NOT_JUDGED if now is None else outcome_of(now.target, now.aspect, now.value),
        )
    found = [one for one in (await figures(conn, actor, [appraisal_id])).get(appraisal_id, ()) if one.lineage == lineage]
    if not found:
        return None
    [one] = found
    figure = one.stated if one.stated is not None else one.total.quantity if one.total.activities else None
    shown = next((raw for raw in rows if conn.decode(Indicator, "id", raw["id"]) == one.indicator_id), rows[0])
    read = {name: conn.decode(Indicator, name, shown[name]) for name in ("target_text", "target_value", "target_high", "target_unit")}
    target = target_of(read["target_text"], read["target_value"], read["target_high"], read["target_unit"])
    return Judged(
        plan_id=plan_id,
        result_lineage=conn.decode(Indicator, "lineage_id", shown["result_lineage"]),
        indicator_lineage=lineage,
        figure=figure,
        outcome=outcome_of(target, conn.decode(Indicator, "aspect", shown["aspect"]), figure),
    )
