"""The agency's calendar."""

from datetime import date

from models import people as stored
from schema.reads.declare import Orders, column, filters, record, where
from schema.reads.fields import Key, Order
from schema.reads.node import Node


@filters
class HolidayFilter:
    """Which holidays; all given fields must hold."""

    since: date | None = where("{day} >= :value", "From this day on.")
    until: date | None = where("{day} < :value", "Before this day.")


HOLIDAY_ORDERS = Orders("HolidayOrder", "Orders of holidays.", Order("DAY_ASC", "By day.", (Key("day"),)))


@record(stored.Holiday, "hol")
class Holiday(Node):
    """A day on which the agency doesn't work, beside Saturdays and Sundays."""

    day = column("The day.")
    name = column("What it is.")
