"""Proposals of who should appraise somebody: the wrong appraiser, told by those who know it."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Reference, word
from models.vocabulary import LineProposalState


class LineProposal(AgencyRow):
    """That ``appraiser_id`` should appraise whoever holds an assignment, and why; accepted, it becomes a hand-set line.

    ``employee_id`` is who holds the assignment. Without an approver, the approver is found above the appraiser. What was proposed never
    changes: somebody who meant otherwise withdraws it and proposes anew.
    """

    assignment_id = Reference("assignment")
    employee_id = Reference("employee")
    appraiser_id = Reference("employee")
    approver_id = Reference("employee", null=True)
    proposed_by_id = Reference("employee")
    valid_from = Day()
    valid_to = Day(null=True)
    reason = BoundedText(max_length=limits.REASON_CHARS)
    document_number = BoundedText(max_length=limits.DOCUMENT_NUMBER_CHARS, null=True)
    state = word(LineProposalState)
    version = fields.IntField()
    state_since = Instant()
    updated_at = Instant()
    decided_by_id = Reference("employee", null=True, indexed=False)
    decision_reason = BoundedText(max_length=limits.REASON_CHARS, null=True)

    class Meta:
        table = "line_proposal"
