"""Recognition: that somebody is thanked, for a reached target or for effort."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Instant, Reference, word
from models.vocabulary import FeedbackSide, RecognitionKind, RecognitionState, RecognitionVisibility


class Recognition(AgencyRow):
    """That ``author_id`` recognises ``employee_id``; kind and words never change.

    ``unit_id`` is the receiver's unit on that day, ``for_unit_id`` the unit in whose name its leader gave it. For a reached target the
    plan, the lineages and the figure of then are kept, and the appraisal where the figure stood. ``visibility`` is the receiver's, from
    when they accept it.
    """

    employee_id = Reference("employee", indexed=False)
    author_id = Reference("employee")
    unit_id = Reference("org_unit", null=True)
    for_unit_id = Reference("org_unit", null=True, indexed=False)
    side = word(FeedbackSide)
    kind = word(RecognitionKind)
    reason = BoundedText(max_length=limits.TEXT_CHARS)
    plan_id = Reference("performance_plan", null=True, indexed=False)
    appraisal_id = Reference("appraisal", null=True)
    result_lineage_id = fields.UUIDField(null=True)
    indicator_lineage_id = fields.UUIDField(null=True)
    figure = fields.DecimalField(limits.FIGURE_DIGITS, limits.FIGURE_DECIMALS, null=True)
    given_at = Instant()
    visibility = word(RecognitionVisibility, null=True)
    state = word(RecognitionState)
    version = fields.IntField()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "recognition"
