"""Appraisal cycles."""

from models.appraisals import Appraisal
from models.cycles import AppraisalCycle as StoredCycle
from schema.appraisals.filters import APPRAISAL_ORDERS, AppraisalFilter
from schema.node import Node
from schema.reads.declare import Orders, column, connection, filter_set, record
from schema.reads.fields import Key, Order

CYCLE_ORDERS = Orders(
    "AppraisalCycleOrder",
    "Orders of appraisal cycles.",
    Order("STARTS_ON_DESC", "By the first day of the period, the latest first.", (Key("starts_on", True),)),
    Order("STARTS_ON_ASC", "By the first day of the period.", (Key("starts_on"),)),
)


@record(StoredCycle, "cyc")
class AppraisalCycle(Node):
    """A period (periode) for which appraisals are made. Everybody of the agency sees it; its counts and appraisals are those that you may see."""

    name = column("The cycle's name.")
    kind = column("The length of the period.")
    starts_on = column("The first day of the period.")
    ends_on = column("The day after the last of the period.")
    submission_from = column("The first day on which employees may submit.")
    submission_to = column("The day after the last on which employees may submit.")
    decision_to = column("The day after the last on which a decision is in time.")
    state = column("Where the cycle stands.")
    opened_at = column("When it was last opened; null while planned.")
    closed_at = column("When it was last closed; null while open or planned.")
    updated_at = column("The moment of the last change.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    appraisals = connection(
        Appraisal, "Its appraisals that you may see.", APPRAISAL_ORDERS, column="cycle_id", filters=filter_set(AppraisalFilter)
    )
