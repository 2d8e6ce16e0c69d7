"""From a database URL to transactions and reads: the only way to SQLite and PostgreSQL."""

from models.database.columns import Dialect, decode_row
from models.database.connection import Connection, Savepoint, Sent, Tally, counting, recording
from models.database.errors import Busy, GuardFailure, IntegrityFailure, StatementFailure, StorageFailure, TooMuchRead, Unavailable
from models.database.opening import open_database
from models.database.runner import Database, Limits
from models.ids import new_id

__all__ = [
    "Busy",
    "Connection",
    "Database",
    "Dialect",
    "GuardFailure",
    "IntegrityFailure",
    "Limits",
    "Savepoint",
    "Sent",
    "StatementFailure",
    "StorageFailure",
    "Tally",
    "TooMuchRead",
    "Unavailable",
    "counting",
    "decode_row",
    "new_id",
    "open_database",
    "recording",
]
