"""Whether an indicator's target is reached: the one place that says so. Pure judgement, and the figures that it is made of.

A target is read by ``workflows.targets``, the figure is the one stated by hand, else the sum of daily activities. It is reached

- AT_LEAST, MORE_THAN: from the bound on; AT_MOST, LESS_THAN: up to it; RANGE: within it; MORE_THAN and LESS_THAN not at the bound itself;
- a bare figure (VALUE) of quantity or quality: by that figure or more;
- a bare figure of time or cost: by exactly that. "3 hari" and "12 bulan" don't say whether less or more is better, so that any other figure
  is not judged. Whoever means one of them writes it: "maks. 3 hari".

What has no single figure, on either side, isn't judged. No rule says this; it is a choice of ours.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from models.appraisals import Appraisal
from models.database import Connection
from models.plans import Indicator, PerformancePlan
from models.vocabulary import Aspect, TargetBound, TargetOutcome
from workflows.access import Actor, visible
from workflows.activity_sums import figures, totals
from workflows.targets import Target, target_of


def outcome_of(target: Target, aspect: Aspect, figure: Decimal | None) -> TargetOutcome:
    """Judge a figure by a target, both in the indicator's unit of measure."""
    if figure is None:
        return TargetOutcome.NOT_JUDGED
    low, high, value = target.low, target.high, target.value
    match target.bound:
        case TargetBound.AT_LEAST if low is not None:
            reached = figure >= low
        case TargetBound.MORE_THAN if low is not None:
            reached = figure > low
        case TargetBound.AT_MOST if high is not None:
            reached = figure <= high
        case TargetBound.LESS_THAN if high is not None:
            reached = figure < high
        case TargetBound.RANGE if low is not None and high is not None:
            reached = low <= figure <= high
        case TargetBound.VALUE if value is not None:
            if aspect in (Aspect.TIME, Aspect.COST):
                return TargetOutcome.REACHED if figure == value else TargetOutcome.NOT_JUDGED
            reached = figure >= value
        case _:
            return TargetOutcome.NOT_JUDGED
    return TargetOutcome.REACHED if reached else TargetOutcome.MISSED


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
    """Judge an indicator, by its row or lineage, in an appraisal, or without one by the daily activities of its plan; two statements.

    None where it is none of that employee's, or where the actor may not see the plan or the appraisal. A figure that is hidden from the
    actor counts for nothing, so that no judgement tells of it.
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
    shown, figure = rows[0], None
    if appraisal_id is None:
        total = (await totals(conn, actor.agency_id, [lineage], None, None)).get((plan_id, lineage))
        figure = None if total is None or not total.activities else total.quantity
    else:
        found = [one for one in (await figures(conn, actor, [appraisal_id])).get(appraisal_id, ()) if one.lineage == lineage]
        if not found:
            return None
        one = found[0]
        figure = one.stated if one.stated is not None else one.total.quantity if one.total.activities else None
        shown = next((raw for raw in rows if conn.decode(Indicator, "id", raw["id"]) == one.indicator_id), shown)
    read = {name: conn.decode(Indicator, name, shown[name]) for name in ("target_text", "target_value", "target_high", "target_unit")}
    target = target_of(read["target_text"], read["target_value"], read["target_high"], read["target_unit"])
    return Judged(
        plan_id=plan_id,
        result_lineage=conn.decode(Indicator, "lineage_id", shown["result_lineage"]),
        indicator_lineage=lineage,
        figure=figure,
        outcome=outcome_of(target, conn.decode(Indicator, "aspect", shown["aspect"]), figure),
    )
