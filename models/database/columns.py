"""How a column's values are stored, per engine: the type's name in SQL, and the form a bound value takes.

PostgreSQL stores uuid, timestamptz, date, numeric, boolean, bigint, integer, text; SQLite TEXT and INTEGER, with instants as
``YYYY-MM-DDTHH:MM:SS.ffffffZ``, days as ISO dates, UUIDs lowercase with hyphens and decimals without exponent.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cache
from typing import Any, Literal
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.limits import FIGURE_DECIMALS

Dialect = Literal["sqlite", "postgres"]

QUANTUM = Decimal(1).scaleb(-FIGURE_DECIMALS)


def storage_type(field: fields.Field[Any], dialect: Dialect) -> str:
    """Name the SQL type of a column; TypeError for a kind of field that no table uses."""
    if isinstance(field, fields.BooleanField):
        return "boolean" if dialect == "postgres" else "INTEGER"
    if isinstance(field, fields.IntField):
        return "integer" if dialect == "postgres" else "INTEGER"
    if dialect == "sqlite":
        return "TEXT"
    if isinstance(field, fields.UUIDField):
        return "uuid"
    if isinstance(field, fields.DatetimeField):
        return "timestamptz"
    if isinstance(field, fields.DateField):
        return "date"
    if isinstance(field, fields.DecimalField):
        return f"numeric({field.max_digits},{field.decimal_places})"
    if isinstance(field, fields.CharField | fields.TextField):
        return "text"
    raise TypeError(f"no stored form for {type(field).__name__}")


def plain(value: object) -> object:
    """Reduce an enum member to its stored text; everything else stays."""
    return value.value if isinstance(value, Enum) else value


def sqlite_value(value: object) -> object:
    """Give a Python value the form in which SQLite stores it.

    ValueError for a naive datetime, which would mean another moment on another machine.
    """
    return _sqlite_form(type(value))(value)  # type: ignore[arg-type] # the checker takes a class's hash for its objects'


@cache
def _sqlite_form(kind: type) -> Callable[[Any], object]:
    # Looked up once a type: a command binds some two hundred values.
    if issubclass(kind, Enum):
        return lambda value: sqlite_value(value.value)
    forms: tuple[tuple[type, Callable[[Any], object]], ...] = (
        (bool, int),
        (UUID, str),
        (datetime, instant_text),
        (date, date.isoformat),
        (Decimal, lambda value: format(value.quantize(QUANTUM, ROUND_HALF_UP), "f")),
    )
    return next((form for one, form in forms if issubclass(kind, one)), lambda value: value)


def postgres_value(value: object) -> object:
    """Give a Python value the form that asyncpg takes; ValueError for a naive datetime."""
    value = plain(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return value


def instant_text(value: datetime) -> str:
    """Write an aware moment as UTC text that sorts by time; ValueError for a naive one."""
    if value.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def decode(model: type[Model], column: str, value: object) -> Any:
    """Turn what a driver returned for a column into its Python value; KeyError for a column the model hasn't."""
    return model._meta.fields_map[column].to_python_value(value)


def decode_row(model: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    """Decode those entries of a fetched row that are columns of the model; the rest stays as the driver gave it."""
    known = model._meta.fields_map
    return {name: known[name].to_python_value(value) if name in known else value for name, value in row.items()}
