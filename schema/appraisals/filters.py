"""The filter and the orders of appraisals."""

from datetime import datetime

import strawberry

from models.vocabulary import AppraisalState, Predicate
from schema.people.filters import under
from schema.reads.declare import Orders, filters, where
from schema.reads.fields import Key, Order


@filters
class AppraisalFilter:
    """Which appraisals; all given fields must hold. What is hidden from you doesn't match."""

    states: list[AppraisalState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")
    cycle_id: strawberry.ID | None = where("{a}.cycle_id = :value", "Of this cycle.", id_of="cyc")
    employee_id: strawberry.ID | None = where("{a}.employee_id = :value", "Of this employee.", id_of="emp")
    appraiser_id: strawberry.ID | None = where(
        "{appraiser_in_force} = :value", "Whose appraiser, today or as pinned, is this employee.", id_of="emp"
    )
    unit_id: strawberry.ID | None = where(under("{a}.unit_id"), "Opened in this unit or in one that stands under it today.", id_of="unt")
    predicates: list[Predicate] | None = where(
        "{predicate} IN :value", "With one of these predicates; your own undelivered appraisal never matches."
    )
    waiting_for_me: bool | None = where(
        "COALESCE({holder_id} = :acc_me AND {cycle_open}, FALSE) = :value", "Whether it is your turn to act."
    )
    late: bool | None = where("({late} = 1) = :value", "Whether its holder is behind the window that is theirs.")
    voided: bool | None = where("({a}.voided_at IS NOT NULL) = :value", "Whether it was voided; both if not given.")
    updated_since: datetime | None = where("{a}.updated_at >= :value", "Changed at this moment or later.")


PREDICATE_CODE = (
    "CASE {predicate} WHEN 'VERY_GOOD' THEN 1 WHEN 'GOOD' THEN 2 WHEN 'NEEDS_IMPROVEMENT' THEN 3 WHEN 'POOR' THEN 4"
    " WHEN 'VERY_POOR' THEN 5 END"
)
EMPLOYEE_NAME = "(SELECT v_e.name FROM employee v_e WHERE v_e.agency_id = {a}.agency_id AND v_e.id = {a}.employee_id)"

APPRAISAL_ORDERS = Orders(
    "AppraisalOrder",
    "Orders of appraisals.",
    Order("OPENED_ASC", "As they were opened.", ()),
    Order("OPENED_DESC", "As they were opened, the last first.", (Key("id", True),)),
    Order("UPDATED_AT_ASC", "By the last change, the longest unchanged first.", (Key("updated_at"),)),
    Order("UPDATED_AT_DESC", "By the last change, the latest first.", (Key("updated_at", True),)),
    Order("STATE_SINCE_ASC", "By how long they are in their state, the longest first.", (Key("state_since"),)),
    Order("EMPLOYEE_NAME_ASC", "By the employee's name.", (Key("employee_name"),)),
    Order(
        "PREDICATE_ASC",
        "By predicate, the best first; one that is hidden from you comes with those that have none.",
        (Key("predicate_code"),),
    ),
)
