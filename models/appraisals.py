"""The appraisal and what it owns: realisations and feedback."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Reference, word
from models.vocabulary import AppraisalState, ApprovalRoute, BehaviourValue, FeedbackAbout, Predicate, Rating, VoidKind


class Appraisal(AgencyRow):
    """An employee's appraisal for one plan and cycle.

    ``opening_revision_id`` is what the plan said when it was opened. In DRAFT it shows the plan's newest revision, once it is voided or its
    cycle is closed the newest that there was then; ``revision_id`` is set from ``submit`` until a return to DRAFT.
    ``appraiser_id`` is pinned by ``review``; ``approver_id``, ``route`` and ``delivered_at`` by ``approve``; before that the
    reporting line of today speaks. ``resubmit_to`` (exclusive) is the window a return to DRAFT gives. ``predicate`` is always the matrix of
    the two ratings. ``absence_submitter_id`` is the employee who submitted in the appraised one's absence.
    """

    cycle_id = Reference("appraisal_cycle")
    plan_id = Reference("performance_plan")
    assignment_id = Reference("assignment")
    employee_id = Reference("employee")
    unit_id = Reference("org_unit")
    ordinal = fields.IntField()
    state = word(AppraisalState)
    version = fields.IntField()
    state_since = Instant()
    updated_at = Instant()
    opening_revision_id = Reference("plan_revision")
    revision_id = Reference("plan_revision", null=True)
    appraiser_id = Reference("employee", null=True)
    approver_id = Reference("employee", null=True)
    route = word(ApprovalRoute, null=True)
    absence_submitter_id = Reference("employee", null=True, indexed=False)
    resubmit_to = Day(null=True)
    delivered_at = Instant(null=True)
    voided_at = Instant(null=True)
    void_kind = word(VoidKind, null=True)
    supersedes_id = Reference("appraisal", null=True, indexed=False)
    superseded_at = Instant(null=True)
    self_appraisal = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    recommendation = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    result_rating = word(Rating, null=True)
    behaviour_rating = word(Rating, null=True)
    predicate = word(Predicate, null=True)

    class Meta:
        table = "appraisal"


class Realisation(AgencyRow):
    """What was reached for one indicator (realisasi), with where the figure comes from."""

    appraisal_id = Reference("appraisal")
    indicator_lineage_id = fields.UUIDField()
    value = fields.DecimalField(limits.FIGURE_DIGITS, limits.FIGURE_DECIMALS, null=True)
    text = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    data_source = BoundedText(max_length=limits.TITLE_CHARS, null=True)

    class Meta:
        table = "realisation"


class Feedback(AgencyRow):
    """The appraiser's feedback (umpan balik), overall, on a result or an indicator (by lineage), or on a behaviour value."""

    appraisal_id = Reference("appraisal")
    about = word(FeedbackAbout)
    lineage_id = fields.UUIDField(null=True)
    value = word(BehaviourValue, null=True)
    text = BoundedText(max_length=limits.TEXT_CHARS)

    class Meta:
        table = "feedback"
