"""The filter and the orders of evidence, which an appraisal's and an activity's page shows as the list of all does."""

import strawberry

from models.vocabulary import EvidenceState
from schema.reads.declare import Orders, filters, where
from schema.reads.fields import Key, Order


@filters
class EvidenceFilter:
    """Which evidence; all given fields must hold."""

    employee_id: strawberry.ID | None = where("{a}.employee_id = :value", "Attached by this employee.", id_of="emp")
    appraisal_id: strawberry.ID | None = where(
        "{a}.subject_kind = 'APPRAISAL' AND {a}.subject_id = :value", "Which belongs to this appraisal.", id_of="apr"
    )
    activity_id: strawberry.ID | None = where(
        "{a}.subject_kind = 'DAILY_ACTIVITY' AND {a}.subject_id = :value", "Which belongs to this daily activity.", id_of="dac"
    )
    indicator_id: strawberry.ID | None = where(
        "{a}.indicator_lineage_id = (SELECT f_i.lineage_id FROM indicator f_i WHERE f_i.agency_id = {a}.agency_id AND f_i.id = :value)",
        "For this indicator, in whichever revision of the plan.",
        id_of="ind",
    )
    states: list[EvidenceState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")


EVIDENCE_ORDERS = Orders(
    "EvidenceOrder",
    "Orders of evidence.",
    Order("ATTACHED_ASC", "As it was attached.", (Key("attached_at"),)),
    Order("ATTACHED_DESC", "As it was attached, the latest first.", (Key("attached_at", True),)),
)
