"""The plan (SKP) with its life, revisions, results, indicators, expectations, annexes and dialogues."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models import plans as stored
from models.people import Assignment, Employee
from models.vocabulary import AnnexKind, BehaviourValue, PlanAction
from schema.actions import ActionInput, previewed
from schema.activities.sums import ActivityTotal, sums_of_indicators
from schema.context import Context
from schema.history.subject import subject_history
from schema.plans.cascade import RoleMatrix, SupportableResult, SupportedResult, role_matrices, supportable_results, supported_results
from schema.plans.checks import CHECKS, READS, PlanCheck, plan_checks, revision_checks
from schema.plans.differences import DIFFERENCES, SINCE, PlanDifferences, revision_differences
from schema.plans.differences import READS as DIFFERENCE_READS
from schema.plans.targets import Target, indicator_targets
from schema.reads.declare import argument, column, computed, record, to_many, to_one, value
from schema.reads.fields import Key, Like, Through, Value
from schema.reads.node import Node
from schema.reads.readfield import plain
from schema.refusals import Reason
from workflows.actions.plan_dialogues import PREFIX as DIALOGUE_PREFIX
from workflows.actions.plan_record import PlanRecord
from workflows.standing import IN_FORCE, NEWEST_REVISION, PLAN_STATE

_AGREED_AT = "(SELECT v_r.agreed_at FROM plan_revision v_r WHERE v_r.agency_id = {a}.agency_id AND v_r.id = {a}.in_force_revision_id)"
_BY_ORDINAL = (Key("ordinal"),)
_ANNEX_ORDER = (Key("kind"), Key("ordinal"))
# What a plan usually has; its limits would price every page out of reach.
_RESULTS, _INDICATORS = 8, 3
_EXPECTATIONS = len(BehaviourValue)
_ANNEXES = 2 * len(AnnexKind)
_REVISIONS = 3
_SUPPORTABLE, _MATRIX = 16, 40


@value
class AvailablePlanAction:
    """An action on a plan: whether an input exists with which you can carry it out now."""

    action: PlanAction = plain("The action; its mutation has the same name.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


async def available_actions(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[AvailablePlanAction]]:
    """Preview every action on every plan of a level together."""
    return await previewed(context, PlanRecord(), rows, PlanAction, AvailablePlanAction)


@record(
    stored.PerformancePlan,
    "pln",
    values=(
        Value("revision_id", sql=NEWEST_REVISION, like=Like(stored.PlanRevision, "id")),
        Value("in_force_id", sql=IN_FORCE, like=Like(stored.PlanRevision, "id")),
    ),
)
class PerformancePlan(Node):
    """A performance plan (SKP) of one assignment and year. Who sees one of its appraisals sees it too."""

    year = column("The calendar year.")
    starts_on = column("The first day that it covers.")
    ends_on = column("The day after the last that it covers.")
    approach = column("Whether its targets are quantitative or qualitative.")
    origin = column("Where it came from; neither says that it was agreed here: `state` does.")
    state = column(
        "Where it stands. `RECORDED`: imported or made by an opening, without an agreement here.",
        sql=PLAN_STATE,
        like=Like(stored.PerformancePlan, "state"),
        required=True,
    )
    state_since = column("Since when it is in its state; null for a recorded one.")
    agreed_at = column(
        "When the revision in force was agreed; null if none was.", sql=_AGREED_AT, like=Like(stored.PlanRevision, "agreed_at")
    )
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    employee = to_one(Employee, "employee_id", "Whose plan it is.")
    assignment = to_one(Assignment, "assignment_id", "The assignment that it is for.")
    revision = to_one(
        stored.PlanRevision, "revision_id", "The revision shown: the newest, or that of the appraisal by which you came here."
    )
    in_force = to_one(
        stored.PlanRevision,
        "in_force_id",
        "The revision by which the employee is appraised: the one agreed last. Where none was agreed yet, what was recorded or, in a plan"
        " that was never agreed, the newest draft, lest anybody be left without an appraisal; its `agreedAt` is then null.",
    )
    revisions = to_many(
        stored.PlanRevision, "plan_id", "All its revisions, in their order.", order=_BY_ORDINAL, implied=True, usual=_REVISIONS
    )
    results = to_many(
        stored.PlannedResult,
        "revision_id",
        "The planned results of the revision shown.",
        key="revision_id",
        order=_BY_ORDINAL,
        implied=True,
        usual=_RESULTS,
    )
    expectations = to_many(
        stored.BehaviourExpectation,
        "revision_id",
        "The leader's expectations of the revision shown, by behaviour value.",
        key="revision_id",
        order=(Key("value"),),
        implied=True,
        usual=_EXPECTATIONS,
    )
    checks: list[PlanCheck] = computed(plan_checks, CHECKS, needs=("revision_id",), reads=READS)
    annexes = to_many(
        stored.PlanAnnex,
        "revision_id",
        "The annexes of the revision shown, by kind.",
        key="revision_id",
        order=_ANNEX_ORDER,
        implied=True,
        usual=_ANNEXES,
    )
    dialogues = to_many(
        stored.PerformanceDialogue, "plan_id", "The performance dialogues behind it that you may see.", order=(Key("held_on"), Key("id"))
    )
    supportable: list[SupportableResult] = computed(
        supportable_results,
        "The leaders' results of the same year that its results may support, as far as those were agreed, recorded or proposed.",
        needs=("id",),
        reads=_SUPPORTABLE,
        usual=_SUPPORTABLE,
    )
    role_matrix: RoleMatrix = computed(
        role_matrices,
        "Its results × the staff whom its holder appraises today, with the gaps; written by `editRoleMatrix`.",
        needs=("id",),
        reads=_MATRIX,
    )
    available_actions: list[AvailablePlanAction] = computed(
        available_actions, "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=3
    )
    history = subject_history()


@record(stored.PlanRevision, "rev", through=Through("plan_id", stored.PerformancePlan))
class PlanRevision(Node):
    """One state of a plan's content; one that was agreed, or that an appraisal pins, never changes."""

    ordinal = column("Its number within the plan, from 1.")
    created_at = column("When it was made.")
    reason = column("Why the plan was amended by it; null where it amends nothing.")
    agreed_at = column("When it was agreed; null if it wasn't.")
    agreed_by = to_one(Employee, "agreed_by_id", "Who agreed it, for the superior's side; null if nobody has.")
    superseded_at = column("When the next one was agreed in its place; null if none was.")
    results = to_many(stored.PlannedResult, "revision_id", "Its planned results.", order=_BY_ORDINAL, implied=True, usual=_RESULTS)
    expectations = to_many(
        stored.BehaviourExpectation,
        "revision_id",
        "Its expectations, by behaviour value.",
        order=(Key("value"),),
        implied=True,
        usual=_EXPECTATIONS,
    )
    checks: list[PlanCheck] = computed(revision_checks, CHECKS, needs=("id",), reads=READS)
    differences: PlanDifferences | None = computed(
        revision_differences, DIFFERENCES, needs=("id",), arguments=(SINCE,), reads=DIFFERENCE_READS
    )
    annexes = to_many(stored.PlanAnnex, "revision_id", "Its annexes, by kind.", order=_ANNEX_ORDER, implied=True, usual=_ANNEXES)


@record(stored.PlannedResult, "res", through=Through("revision_id", stored.PlanRevision))
class PlannedResult(Node):
    """A planned result (rencana hasil kerja): a result, not an activity."""

    lineage = column("What it keeps from revision to revision.", of="lineage_id")
    ordinal = column("Its place in the plan, from 1.")
    kind = column("Main or additional.")
    ownership = column("Whether it stays with the post or goes with the person.")
    perspective = column("The perspective, for heads of unit; null for others.")
    title = column("The result.")
    assigned_by = column("Who or what assigned it; null if nobody says.")
    supports: SupportedResult | None = computed(
        supported_results,
        "The leader's result that it supports, in whichever revision; null while it is linked to none.",
        needs=("revision_id", "lineage"),
        reads=1,
    )
    indicators = to_many(stored.Indicator, "result_id", "How it is measured.", order=_BY_ORDINAL, implied=True, usual=_INDICATORS)


@record(
    stored.Indicator,
    "ind",
    through=Through("result_id", stored.PlannedResult),
    values=(
        Value(
            "plan_id",
            sql="(SELECT v_v.plan_id FROM plan_revision v_v WHERE v_v.agency_id = {a}.agency_id AND v_v.id = {a}.revision_id)",
            like=Like(stored.PlanRevision, "plan_id"),
        ),
    ),
)
class Indicator(Node):
    """How a planned result is measured (indikator kinerja individu): a target as value with a unit, or as text, with an optional range."""

    lineage = column("What it keeps from revision to revision.", of="lineage_id")
    ordinal = column("Its place under the result, from 1.")
    aspect = column("What it measures.")
    title = column("The indicator.")
    target_text = column("The target in words; null where a value says it.")
    target_value = column("The target as a value, or the lower end of its range.")
    target_high = column("The upper end of the target's range; null without a range.")
    target_unit = column("The unit of measure of the target and of the realisation.")
    activity_sum: ActivityTotal = computed(
        sums_of_indicators,
        "What the daily activities towards it add up to.",
        needs=("plan_id", "lineage"),
        arguments=(
            argument("from_day", date | None, "The first day; from the first activity if not given.", None),
            argument("to_day", date | None, "The last day; to the last activity if not given.", None),
        ),
        reads=1,
    )
    target: Target = computed(
        indicator_targets,
        "The target as it can be read, from the figures given or from its text.",
        needs=("target_text", "target_value", "target_high", "target_unit"),
    )


@record(stored.BehaviourExpectation, "bex", through=Through("revision_id", stored.PlanRevision))
class BehaviourExpectation(Node):
    """The leader's special expectation for one BerAKHLAK value."""

    value = column("The behaviour value.")
    text = column("What the leader expects.")


@record(stored.PlanAnnex, "anx", through=Through("revision_id", stored.PlanRevision))
class PlanAnnex(Node):
    """One entry of an annex of a plan: resource support, accountability scheme or consequences."""

    kind = column("Which annex.")
    ordinal = column("Its place in the annex, from 1.")
    text = column("What is agreed.")


@record(stored.PerformanceDialogue, DIALOGUE_PREFIX)
class PerformanceDialogue(Node):
    """The talk behind a plan (dialog kinerja). Its two sides, the superiors of the line, leaders of the unit and auditors see it."""

    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    held_on = column("The day on which it was held.")
    recorded_at = column("When it was recorded.")
    updated_at = column("The moment of the last change.")
    employee = to_one(Employee, "employee_id", "Whose plan it was about.")
    superior = to_one(Employee, "superior_id", "Who appraised then.")
    plan = to_one(stored.PerformancePlan, "plan_id", "The plan it was about.")
    employee_points = column("What the employee said; null if nothing is recorded.")
    superior_points = column("What the superior said; null if nothing is recorded.")
    agreements = column("What was agreed in it; null if nothing is recorded.")
