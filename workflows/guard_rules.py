"""A rule by which the database refuses a write, and the pieces that rules are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.base import Row
from models.database import Dialect

Write = Literal["INSERT", "UPDATE", "DELETE"]
PREFIX = "kinerja:guard:"


@dataclass(frozen=True, slots=True)
class Rule:
    """``write`` on ``table`` is refused where ``condition`` (SQL over OLD and NEW that both engines read alike) holds."""

    table: str
    write: Write
    name: str
    condition: str
    only: Dialect | None = None


def table_of(model: type[Row]) -> str:
    """Give the table of a model."""
    return str(model._meta.db_table)


def columns_of(model: type[Row]) -> list[str]:
    """Give the columns of a model."""
    return list(model._meta.fields_map)


def changed(columns: Sequence[str]) -> str:
    """Give the condition that an update changes one of the columns."""
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)
