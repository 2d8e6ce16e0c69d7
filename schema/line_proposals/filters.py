"""The filter and the orders of line proposals."""

import strawberry

from models.vocabulary import LineProposalState
from schema.people.filters import under
from schema.reads.declare import Orders, filters, where
from schema.reads.fields import Key, Order
from workflows.standing import PROPOSAL_WAITS_FOR_ME

_UNIT = (
    "(SELECT f_p.unit_id FROM assignment f_s JOIN position f_p ON f_p.agency_id = f_s.agency_id AND f_p.id = f_s.position_id"
    " WHERE f_s.agency_id = {a}.agency_id AND f_s.id = {a}.assignment_id)"
)


@filters
class LineProposalFilter:
    """Which proposals; all given fields must hold."""

    states: list[LineProposalState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")
    employee_id: strawberry.ID | None = where("{a}.employee_id = :value", "About this employee's line.", id_of="emp")
    appraiser_id: strawberry.ID | None = where("{a}.appraiser_id = :value", "Which propose this employee as appraiser.", id_of="emp")
    proposed_by_id: strawberry.ID | None = where("{a}.proposed_by_id = :value", "Proposed by this employee.", id_of="emp")
    unit_id: strawberry.ID | None = where(under(_UNIT), "About a post in this unit or in one that stands under it today.", id_of="unt")
    waiting_for_me: bool | None = where(f"({PROPOSAL_WAITS_FOR_ME}) = :value", "Whether it is open and yours to decide.")


LINE_PROPOSAL_ORDERS = Orders(
    "LineProposalOrder",
    "Orders of line proposals.",
    Order("PROPOSED_DESC", "As they were proposed, the latest first.", (Key("id", True),)),
    Order("PROPOSED_ASC", "As they were proposed.", ()),
    Order("UPDATED_AT_DESC", "By the last change, the latest first.", (Key("updated_at", True),)),
)
