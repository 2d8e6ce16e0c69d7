"""The plan (SKP) as an aggregate with revisions; a revision that was agreed, or that an appraisal pins, never changes.

``lineage_id`` is what a result or an indicator keeps from revision to revision: realisations and feedback point at it.
"""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Reference, word
from models.vocabulary import (
    AnnexKind,
    Aspect,
    BehaviourValue,
    Perspective,
    PlanApproach,
    PlanOrigin,
    PlanState,
    ResultKind,
    ResultOwnership,
)


class PerformancePlan(AgencyRow):
    """What one assignment is expected to reach in a year.

    Without a ``state`` it is RECORDED: imported, or entered by an opening, and never agreed here. ``in_force_revision_id`` is the revision
    by which the employee is appraised: the one agreed last, or the one that stood when a recorded plan was first amended; null: the newest.
    """

    assignment_id = Reference("assignment")
    employee_id = Reference("employee")
    year = fields.IntField()
    starts_on = Day()
    ends_on = Day()
    approach = word(PlanApproach)
    origin = word(PlanOrigin)
    version = fields.IntField()
    state = word(PlanState, null=True)
    state_since = Instant(null=True)
    updated_at = Instant(null=True)
    in_force_revision_id = fields.UUIDField(null=True)

    class Meta:
        table = "performance_plan"


class PlanRevision(AgencyRow):
    """One state of a plan's content; the newest has the highest ordinal.

    ``reason`` is why it was made in the place of another one. ``agreed_at`` and ``superseded_at`` are each set once and never change.
    """

    plan_id = Reference("performance_plan")
    ordinal = fields.IntField()
    created_at = Instant()
    reason = BoundedText(max_length=limits.REASON_CHARS, null=True)
    agreed_at = Instant(null=True)
    agreed_by_id = fields.UUIDField(null=True)
    superseded_at = Instant(null=True)

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


class PlanAnnex(AgencyRow):
    """One entry of one of the three annexes of a plan's revision."""

    revision_id = Reference("plan_revision")
    kind = word(AnnexKind)
    ordinal = fields.IntField()
    text = BoundedText(max_length=limits.TEXT_CHARS)

    class Meta:
        table = "plan_annex"


class PerformanceDialogue(AgencyRow):
    """The talk behind a plan (dialog kinerja): what both sides said, and on which day.

    ``superior_id`` is who appraised when it was recorded. Each side writes its own points; what was agreed in it, either.
    """

    plan_id = Reference("performance_plan")
    assignment_id = Reference("assignment", indexed=False)
    employee_id = Reference("employee")
    superior_id = Reference("employee", indexed=False)
    held_on = Day()
    employee_points = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    superior_points = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    agreements = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    version = fields.IntField()
    recorded_at = Instant()
    updated_at = Instant()

    class Meta:
        table = "performance_dialogue"
