"""The cascade: which leader's result a planned result supports, and the leader's matrix of own results and staff.

Both point at results by lineage, so that they hold from revision to revision, and touch no revision: an agreed plan is linked later too.
"""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Instant, Reference, word
from models.vocabulary import SupportKind


class ResultSupport(AgencyRow):
    """That a result of ``plan_id`` supports a result of ``supported_plan_id``; at most one for a result."""

    plan_id = Reference("performance_plan")
    lineage_id = fields.UUIDField()
    supported_plan_id = Reference("performance_plan")
    supported_lineage_id = fields.UUIDField()
    support = word(SupportKind)
    linked_at = Instant()

    class Meta:
        table = "result_support"


class MatrixRole(AgencyRow):
    """A cell of the role-result matrix (matriks peran hasil): what an assignment's holder is to reach for a result of the leader's plan."""

    plan_id = Reference("performance_plan")
    lineage_id = fields.UUIDField()
    assignment_id = Reference("assignment")
    role = BoundedText(max_length=limits.TITLE_CHARS)

    class Meta:
        table = "matrix_role"
