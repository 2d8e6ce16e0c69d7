"""What all tables share: UUIDv7 keys, instants, bounded text, and references that stay inside an agency.

Tables are flat: a reference is a column, never an ORM relation, since awaiting a relation queries silently and the
ORM can't declare the composite foreign keys ``(agency_id, x_id) → x(agency_id, id)`` that keep a row in its agency.
"""

from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, overload

from tortoise import fields
from tortoise.models import Model

from models.ids import new_id

E = TypeVar("E", bound=Enum)


class Reference(fields.UUIDField[Any]):
    """A column that points at ``target.id``; inside an agency's data the foreign key carries the agency too.

    ``within_agency=False`` is for the few targets that have no agency (``person``, ``agency``).
    """

    def __init__(self, target: str, *, within_agency: bool = True, indexed: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.target = target
        self.within_agency = within_agency
        self.indexed = indexed


class Instant(fields.DatetimeField[Any]):
    """A moment in UTC; PostgreSQL ``timestamptz``, SQLite text ``YYYY-MM-DDTHH:MM:SS.ffffffZ``, which sorts by time.

    Takes and gives aware datetimes only; ValueError for a naive one.
    """

    def to_python_value(self, value: Any) -> datetime | None:
        """Read a stored moment as an aware UTC datetime."""
        if value is None:
            return None
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a naive datetime names no moment")
        return moment.astimezone(UTC)

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        """Check that the moment is aware; the driver's side writes it."""
        return self.to_python_value(value)


class Day(fields.DateField[Any]):
    """A calendar day in the agency's zone; intervals of days are half-open ``[valid_from, valid_to)``."""


class BoundedText(fields.CharField[Any]):
    """Text of at most ``max_length`` characters, kept in NFC; the database checks the length too.

    ``plain`` marks codes: an event shows them as they are. Every other text is personal: an event keeps only a commitment to it.
    """

    def __init__(self, *, plain: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.plain = plain
        # The ORM's own check of the length would quote the text in its message, and so in a log.
        self.validators.clear()


class Json(fields.TextField):
    """Canonical JSON as text: written and read by Python alone, never queried by path."""


class Row(Model):
    """A table's row: its key is a UUIDv7 made by the application."""

    id = fields.UUIDField(primary_key=True, default=new_id)

    # The ORM's own looks for relations and awaited defaults, of which these tables have none, at every column of every row that is made.
    if not TYPE_CHECKING:
        __setattr__ = object.__setattr__

    class Meta:
        abstract = True


class AgencyRow(Row):
    """A row of an agency's data: ``agency_id`` leads every unique rule and index, and is part of every foreign key."""

    agency_id = Reference("agency", within_agency=False, indexed=False)

    class Meta:
        abstract = True


@overload
def word(kind: type[E], *, null: Literal[True]) -> E | None: ...


@overload
def word(kind: type[E]) -> E: ...


def word(kind: type[E], **options: Any) -> E | None:
    """Make a column that holds a word of ``kind``; the database checks that it is one."""
    return cast(E, fields.CharEnumField(kind, max_length=40, **options))
