"""What the database can answer besides rows; drivers' own exceptions never leave this package.

``StorageFailure`` ─ ``Busy`` (try again), ``Unavailable`` (try again later), ``TooMuchRead`` (ask for less),
``IntegrityFailure`` (a declared constraint), ``GuardFailure`` (a rendered guard), ``StatementFailure`` (anything else: a fault of the
program). Drivers' exceptions are not chained to them, since they quote the values of rows.
"""

from typing import Literal

ConstraintKind = Literal["unique", "foreign_key", "check", "not_null", "other"]

GUARD_PREFIX = "kinerja:guard:"


class StorageFailure(Exception):
    """Anything the database refused."""


class Busy(StorageFailure):
    """Waited as long as allowed for a writer, a lock or a connection; nothing was written, try again."""


class Unavailable(StorageFailure):
    """The database can't be reached or written to now: it is down or starting, a connection was cut, its disk is full or read-only.

    Where a commit was under way nobody knows whether it happened: a command sent again under its idempotency key finds out.
    """


class TooMuchRead(StorageFailure):
    """More ``rows`` were read than ``counting`` allows; nothing more is read."""

    def __init__(self, rows: int) -> None:
        super().__init__(f"{rows} rows")
        self.rows = rows


class IntegrityFailure(StorageFailure):
    """A constraint refused a write.

    ``constraint`` is its declared name on both engines, or None where SQLite doesn't tell it (foreign keys) or it has none (nulls).
    """

    def __init__(self, kind: ConstraintKind, constraint: str | None, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.constraint = constraint


class StatementFailure(StorageFailure):
    """The database couldn't run a statement: its text is wrong, or a read tried to write."""


class GuardFailure(StorageFailure):
    """A guard rendered from the workflows refused a write; ``guard`` is what its message says after ``kinerja:guard:``."""

    def __init__(self, guard: str) -> None:
        super().__init__(f"{GUARD_PREFIX}{guard}")
        self.guard = guard
