"""Root fields that read line proposals."""

import strawberry

from models.line_proposals import LineProposal
from schema.line_proposals.filters import LINE_PROPOSAL_ORDERS, LineProposalFilter
from schema.reads.declare import connection, filter_set


@strawberry.type
class LineProposalQueries:
    """The root fields of line proposals."""

    line_proposals = connection(
        LineProposal,
        "Proposals of who should appraise whom, as far as you may see them.",
        LINE_PROPOSAL_ORDERS,
        filters=filter_set(LineProposalFilter),
    )
