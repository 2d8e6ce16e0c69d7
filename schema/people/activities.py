"""The filter and the orders of daily activities, which an employee's page shows as the list of all does."""

from datetime import date

import strawberry

from models.vocabulary import ActivityState
from schema.people.filters import under
from schema.reads.declare import Orders, filters, where
from schema.reads.fields import Key, Order
from workflows.standing import ACTIVITY_WAITS_FOR_ME


@filters
class DailyActivityFilter:
    """Which daily activities; all given fields must hold."""

    from_day: date | None = where("{a}.day >= :value", "Done on this day or later.")
    to_day: date | None = where("{a}.day <= :value", "Done on this day or earlier.")
    employee_id: strawberry.ID | None = where("{a}.employee_id = :value", "Reported by this employee.", id_of="emp")
    unit_id: strawberry.ID | None = where(
        under("{a}.unit_id"), "Done in a post of this unit or of one that stands under it today.", id_of="unt"
    )
    states: list[ActivityState] | None = where("{state} IN :value", "In one of these states; an empty list matches nothing.")
    unanswered: bool | None = where("({a}.state = 'REPORTED') = :value", "Whether it waits for the superior's answer.")
    late: bool | None = where("{a}.late = :value", "Whether it was reported late.")
    indicator_id: strawberry.ID | None = where(
        "{a}.indicator_lineage_id = (SELECT f_i.lineage_id FROM indicator f_i WHERE f_i.agency_id = {a}.agency_id AND f_i.id = :value)",
        "Towards this indicator, in whichever revision of the plan.",
        id_of="ind",
    )
    waiting_for_me: bool | None = where(f"({ACTIVITY_WAITS_FOR_ME}) = :value", "Whether it is yours to answer now.")


DAILY_ACTIVITY_ORDERS = Orders(
    "DailyActivityOrder",
    "Orders of daily activities.",
    Order("DAY_DESC", "By the day on which it was done, the latest first.", (Key("day", True),)),
    Order("DAY_ASC", "By the day on which it was done.", (Key("day"),)),
)
