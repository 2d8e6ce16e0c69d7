"""The history of one subject, as a field of its type."""

from typing import Any

from models.history import Event
from schema.history.filters import HISTORY_ORDERS, HistoryFilter
from schema.reads.declare import connection, filter_set


def subject_history(readers: str = "; refused attempts are in `historyEvents`.") -> Any:
    """Declare the events of the subject that the type is; refused attempts, which have no version, are left to ``historyEvents``.

    ``readers`` ends the description: what its readers are to know besides.
    """
    return connection(
        Event,
        f"What was done to it, by version{readers}",
        HISTORY_ORDERS,
        column="subject_id",
        where="{a}.refused = 0",
        filters=filter_set(HistoryFilter),
        default="VERSION_ASC",
    )
