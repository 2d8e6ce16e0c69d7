"""The root field that reads imports."""

import strawberry

from models.uploads import ImportJob
from models.vocabulary import ImportState
from schema.reads.declare import Orders, connection, filter_set, filters, where
from schema.reads.fields import Key, Order

IMPORT_ORDERS = Orders(
    "RosterImportOrder",
    "Orders of imports.",
    Order("REQUESTED_AT_DESC", "By when they were asked for, the latest first.", (Key("requested_at", True),)),
    Order("REQUESTED_AT_ASC", "By when they were asked for.", (Key("requested_at"),)),
)


@filters
class RosterImportFilter:
    """Which imports; all given fields must hold."""

    states: list[ImportState] | None = where("{state} IN :value", "In one of these states.")


@strawberry.type
class ImportQueries:
    """The root fields of imports."""

    roster_imports = connection(
        ImportJob, "The agency's imports; its admins see them.", IMPORT_ORDERS, filters=filter_set(RosterImportFilter)
    )
