"""What all tables share: UUIDv7 keys, instants, bounded text, and references that stay inside an agency.

Tables are flat: a reference is a column, never an ORM relation, since awaiting a relation queries silently and the
ORM can't declare the composite foreign keys ``(agency_id, x_id) → x(agency_id, id)`` that keep a row in its agency.
"""

from enum import Enum
from typing import Any, TypeVar

from tortoise import fields
from tortoise.models import Model

E = TypeVar("E", bound=Enum)


class Reference(fields.UUIDField):
    """A column that points at ``target.id``; inside an agency's data the foreign key carries the agency too.

    ``within_agency=False`` is for the few targets that have no agency (``person``, ``agency``).
    """

    def __init__(self, target: str, *, within_agency: bool = True, indexed: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.target = target
        self.within_agency = within_agency
        self.indexed = indexed


class Instant(fields.DatetimeField):
    """A moment in UTC; PostgreSQL ``timestamptz``, SQLite text ``YYYY-MM-DDTHH:MM:SS.ffffffZ``, which sorts by time."""


class Day(fields.DateField):
    """A calendar day in the agency's zone; intervals of days are half-open ``[valid_from, valid_to)``."""


class BoundedText(fields.CharField):
    """Text of at most ``max_length`` characters, kept in NFC; the database checks the length too."""


class Json(fields.TextField):
    """Canonical JSON as text: written and read by Python alone, never queried by path."""


class Row(Model):
    """A table's row: its key is a UUIDv7 made by the application."""

    id = fields.UUIDField(primary_key=True)

    class Meta:
        abstract = True


class AgencyRow(Row):
    """A row of an agency's data: ``agency_id`` leads every unique rule and index, and is part of every foreign key."""

    agency_id = Reference("agency", within_agency=False, indexed=False)

    class Meta:
        abstract = True


def word(kind: type[E], **options: Any) -> E:
    """Make a column that holds a word of ``kind``; the database checks that it is one."""
    return fields.CharEnumField(kind, max_length=40, **options)
