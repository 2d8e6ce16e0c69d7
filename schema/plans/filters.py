"""The filter and the orders of plans."""

import strawberry

from models.vocabulary import PlanState
from schema.people.filters import under
from schema.reads.declare import Orders, filters, where
from schema.reads.fields import Key, Order
from workflows.standing import PLAN_WAITS_FOR_ME

_UNIT = (
    "(SELECT f_p.unit_id FROM assignment f_s JOIN position f_p ON f_p.agency_id = f_s.agency_id AND f_p.id = f_s.position_id"
    " WHERE f_s.agency_id = {a}.agency_id AND f_s.id = {a}.assignment_id)"
)


@filters
class PlanFilter:
    """Which plans; all given fields must hold."""

    states: list[PlanState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")
    year: int | None = where("{a}.year = :value", "Of this year.")
    employee_id: strawberry.ID | None = where("{a}.employee_id = :value", "Of this employee.", id_of="emp")
    assignment_id: strawberry.ID | None = where("{a}.assignment_id = :value", "Of this assignment.", id_of="asg")
    unit_id: strawberry.ID | None = where(under(_UNIT), "For a post in this unit or in one that stands under it today.", id_of="unt")
    waiting_for_me: bool | None = where(f"({PLAN_WAITS_FOR_ME}) = :value", "Whether it is proposed and yours to agree or return.")


PLAN_ORDERS = Orders(
    "PlanOrder",
    "Orders of plans.",
    Order("MADE_DESC", "As they were made, the latest first.", (Key("id", True),)),
    Order("MADE_ASC", "As they were made.", ()),
    Order("STATE_SINCE_ASC", "By how long they have been in their state, the longest first.", (Key("state_since"),)),
)
