"""The plan (SKP) with its results, indicators and expectations."""

from datetime import date

from models import plans as stored
from models.people import Assignment, Employee
from models.vocabulary import BehaviourValue
from schema.activities.sums import ActivityTotal, sums_of_indicators
from schema.plans.checks import CHECKS, READS, PlanCheck, plan_checks, revision_checks
from schema.plans.targets import Target, indicator_targets
from schema.reads.declare import argument, column, computed, record, to_many, to_one
from schema.reads.fields import Key, Like, Through, Value
from schema.reads.node import Node

_NEWEST = (
    "(SELECT v_r.id FROM plan_revision v_r WHERE v_r.agency_id = {a}.agency_id AND v_r.plan_id = {a}.id ORDER BY v_r.ordinal DESC LIMIT 1)"
)
_BY_ORDINAL = (Key("ordinal"),)
# What a plan usually has; its limits would price every page out of reach.
_RESULTS, _INDICATORS = 8, 3
_EXPECTATIONS = len(BehaviourValue)


@record(stored.PerformancePlan, "pln", values=(Value("revision_id", sql=_NEWEST, like=Like(stored.PlanRevision, "id")),))
class PerformancePlan(Node):
    """A performance plan (SKP) of one assignment and year. Who sees one of its appraisals sees it too."""

    year = column("The calendar year.")
    starts_on = column("The first day that it covers.")
    ends_on = column("The day after the last that it covers.")
    approach = column("Whether its targets are quantitative or qualitative.")
    origin = column("Where it came from; neither way was it agreed here.")
    version = column("Rises by one with every change of its content; give it back as `expectedVersion`.")
    employee = to_one(Employee, "employee_id", "Whose plan it is.")
    assignment = to_one(Assignment, "assignment_id", "The assignment that it is for.")
    revision = to_one(
        stored.PlanRevision, "revision_id", "The revision shown: the newest, or that of the appraisal by which you came here."
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


@record(stored.PlanRevision, "rev", through=Through("plan_id", stored.PerformancePlan))
class PlanRevision(Node):
    """One state of a plan's content; one that an appraisal pins never changes."""

    ordinal = column("Its number within the plan, from 1.")
    created_at = column("When it was made.")
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
