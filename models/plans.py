"""The plan (SKP) as an aggregate with revisions; a revision that an appraisal pins never changes.

``lineage_id`` is what a result or an indicator keeps from revision to revision: realisations and feedback point at it.
"""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Reference, word
from models.vocabulary import Aspect, BehaviourValue, Perspective, PlanApproach, PlanOrigin, ResultKind, ResultOwnership


class PerformancePlan(AgencyRow):
    """What one assignment is expected to reach in a year; IMPORTED or ENTERED here, never agreed here."""

    assignment_id = Reference("assignment")
    employee_id = Reference("employee")
    year = fields.IntField()
    starts_on = Day()
    ends_on = Day()
    approach = word(PlanApproach)
    origin = word(PlanOrigin)
    version = fields.IntField()

    class Meta:
        table = "performance_plan"


class PlanRevision(AgencyRow):
    """One state of a plan's content; the newest has the highest ordinal."""

    plan_id = Reference("performance_plan")
    ordinal = fields.IntField()
    created_at = Instant()

    class Meta:
        table = "plan_revision"


class PlannedResult(AgencyRow):
    """A planned result (RHK): a result, not an activity."""

    revision_id = Reference("plan_revision")
    lineage_id = fields.UUIDField()
    ordinal = fields.IntField()
    kind = word(ResultKind)
    ownership = word(ResultOwnership)
    perspective = word(Perspective, null=True)
    title = BoundedText(max_length=limits.TITLE_CHARS)
    assigned_by = BoundedText(max_length=limits.TITLE_CHARS, null=True)

    class Meta:
        table = "planned_result"


class Indicator(AgencyRow):
    """How a planned result is measured (IKI): a target as value with a unit, or as text, with an optional range."""

    revision_id = Reference("plan_revision")
    result_id = Reference("planned_result")
    lineage_id = fields.UUIDField()
    ordinal = fields.IntField()
    aspect = word(Aspect)
    title = BoundedText(max_length=limits.TITLE_CHARS)
    target_text = BoundedText(max_length=limits.NAME_CHARS, null=True)
    target_value = fields.DecimalField(limits.FIGURE_DIGITS, limits.FIGURE_DECIMALS, null=True)
    target_high = fields.DecimalField(limits.FIGURE_DIGITS, limits.FIGURE_DECIMALS, null=True)
    target_unit = BoundedText(max_length=limits.UNIT_OF_MEASURE_CHARS, null=True)

    class Meta:
        table = "indicator"


class BehaviourExpectation(AgencyRow):
    """The leader's special expectation for one BerAKHLAK value."""

    revision_id = Reference("plan_revision")
    value = word(BehaviourValue)
    text = BoundedText(max_length=limits.TEXT_CHARS)

    class Meta:
        table = "behaviour_expectation"
