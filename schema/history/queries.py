"""Root fields that read history."""

import strawberry

from models.history import Event
from schema.history.filters import HISTORY_ORDERS, HistoryFilter
from schema.reads.declare import connection, filter_set


@strawberry.type
class HistoryQueries:
    """The root fields of history."""

    history_events = connection(
        Event, "What was done and what was refused, as far as you may see it.", HISTORY_ORDERS, filters=filter_set(HistoryFilter)
    )
