"""The database's rules about plans: what is pinned, proposed or agreed stays; links, the matrix and dialogues keep their course."""

from collections.abc import Iterator

from models.base import Row
from models.cascade import MatrixRole, ResultSupport
from models.plans import BehaviourExpectation, Indicator, PerformanceDialogue, PerformancePlan, PlanAnnex, PlannedResult, PlanRevision
from models.vocabulary import EventAction, PlanState, SubjectType
from workflows.guard_rules import Rule, changed, columns_of, table_of
from workflows.standing import SETTLED_CONTENT


def plan_rules() -> Iterator[Rule]:
    """Give every rule about plans."""
    yield from _pinned_plans()
    yield from _agreements()
    yield from _cascade()
    yield from _dialogues()


def _pinned_plans() -> Iterator[Rule]:
    for model in (PlannedResult, Indicator, BehaviourExpectation, PlanAnnex):
        for write, side in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            condition = (
                f"EXISTS (SELECT 1 FROM appraisal g_a WHERE g_a.agency_id = {side}.agency_id"
                f" AND (g_a.revision_id = {side}.revision_id OR g_a.opening_revision_id = {side}.revision_id))"
            )
            yield Rule(table_of(model), write, f"pinned_{side.lower()}", condition)  # type: ignore[arg-type]
            yield Rule(table_of(model), write, f"settled_{side.lower()}", SETTLED_CONTENT.format(side=side))  # type: ignore[arg-type]
            # The appraiser's expectations alone are still written while it is proposed, in a next revision where this one is pinned:
            # the rest then comes with it as it was.
            again = f" AND NOT {_as_before(model)}" if write == "INSERT" else ""
            proposed = "" if model is BehaviourExpectation else f" OR (g_p.state = '{PlanState.PROPOSED.value}'{again})"
            yield Rule(
                table_of(model),
                write,  # type: ignore[arg-type]
                f"agreed_{side.lower()}",
                "EXISTS (SELECT 1 FROM plan_revision g_r"
                " JOIN performance_plan g_p ON g_p.agency_id = g_r.agency_id AND g_p.id = g_r.plan_id"
                f" WHERE g_r.agency_id = {side}.agency_id AND g_r.id = {side}.revision_id"
                f" AND (g_r.agreed_at IS NOT NULL OR g_p.in_force_revision_id = g_r.id{proposed}))",
            )


def _as_before(model: type[Row]) -> str:
    """Give the condition that a row NEW of the revision ``g_r`` stands in the revision before it with the same content."""
    same = [name for name in columns_of(model) if name not in ("id", "revision_id", "result_id")]
    equal = " AND ".join(f"g_b.{name} IS NOT DISTINCT FROM NEW.{name}" for name in same)
    return (
        f"EXISTS (SELECT 1 FROM {table_of(model)} g_b JOIN plan_revision g_q ON g_q.agency_id = g_b.agency_id AND g_q.id = g_b.revision_id"
        f" WHERE g_q.plan_id = g_r.plan_id AND g_q.ordinal = g_r.ordinal - 1 AND {equal})"
    )


def _agreements() -> Iterator[Rule]:
    """A revision is agreed, and the one before superseded, once, while its plan is proposed; the plan follows in the same command."""
    table, plan = table_of(PlanRevision), table_of(PerformancePlan)
    once = ["agreed_at", "agreed_by_id", "superseded_at"]
    frozen = [name for name in columns_of(PlanRevision) if name not in once]
    yield Rule(table, "DELETE", "kept", "TRUE")
    yield Rule(table, "INSERT", "not_agreed_yet", " OR ".join(f"NEW.{name} IS NOT NULL" for name in once))
    again = " OR ".join(f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in once)
    yield Rule(table, "UPDATE", "kept", f"{changed(frozen)} OR {again}")
    proposed = (
        "NOT EXISTS (SELECT 1 FROM performance_plan g_p WHERE g_p.agency_id = NEW.agency_id AND g_p.id = NEW.plan_id"
        f" AND g_p.state = '{PlanState.PROPOSED.value}')"
    )
    yield Rule(table, "UPDATE", "agreed_while_proposed", proposed)
    agreed = (
        "NOT EXISTS (SELECT 1 FROM plan_revision g_r WHERE g_r.agency_id = NEW.agency_id AND g_r.id = NEW.in_force_revision_id"
        " AND g_r.plan_id = NEW.id AND g_r.agreed_at IS NOT NULL)"
    )
    yield Rule(plan, "UPDATE", "agreed_revision", f"NEW.state = '{PlanState.AGREED.value}' AND {agreed}")
    yield Rule(
        plan,
        "UPDATE",
        "in_force_by_move",
        "NEW.in_force_revision_id IS DISTINCT FROM OLD.in_force_revision_id AND NEW.state IS NOT DISTINCT FROM OLD.state",
    )


def _cascade() -> Iterator[Rule]:
    """Links and the matrix stand in no revision: they are written between the event of the plan's next version and that version alone."""
    for model, action in ((ResultSupport, EventAction.LINK_RESULT), (MatrixRole, EventAction.EDIT_ROLE_MATRIX)):
        table = table_of(model)
        yield Rule(table, "UPDATE", "written_anew", "TRUE")
        for write, side in (("INSERT", "NEW"), ("DELETE", "OLD")):
            told = (
                "NOT EXISTS (SELECT 1 FROM performance_plan g_p JOIN event g_e ON g_e.agency_id = g_p.agency_id"
                f" AND g_e.subject_type = '{SubjectType.PLAN.value}' AND g_e.subject_id = g_p.id AND g_e.version = g_p.version + 1"
                f" AND g_e.action = '{action.value}' WHERE g_p.agency_id = {side}.agency_id AND g_p.id = {side}.plan_id)"
            )
            yield Rule(table, write, "told", told)  # type: ignore[arg-type]


def _dialogues() -> Iterator[Rule]:
    agreed = (
        "EXISTS (SELECT 1 FROM plan_revision g_r WHERE g_r.agency_id = OLD.agency_id AND g_r.plan_id = OLD.plan_id"
        " AND g_r.agreed_at >= OLD.recorded_at)"
    )
    yield Rule(table_of(PerformanceDialogue), "UPDATE", "agreed_on", agreed)
