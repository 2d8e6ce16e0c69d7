"""Keyset paging: orders, the conditions "after" and "before", and cursors, alike on both engines.

A cursor is versioned text, ``1~<type>~<order>~<key>…``: each key is ``-`` for null or ``=`` and the value, in which ``%`` and ``~`` are
``%25`` and ``%7E``. So SQL can make one as well as Python. It carries the values of all keys, the id last, and points between rows: it
stays right when rows come, go or when the row it was made from changes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from tortoise import fields

from schema.errors import RequestError
from schema.reads.fields import Key, Order
from schema.reads.registry import Record
from schema.reads.statement import Statement, field_of, storable
from workflows.access import FieldPolicy

VERSION = "1"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INTEGER_LIMIT = 2**31


@dataclass(frozen=True, slots=True)
class Term:
    """One key of an order in SQL."""

    sql: str
    descending: bool
    nullable: bool


def terms_of(statement: Statement, record: Record, keys: Sequence[Key], alias: str) -> list[Term]:
    """Render the keys of an order over a row's alias."""
    terms = []
    for key in keys:
        value = record.value(key.value)
        _, _, column = field_of(record, value)
        nullable = value.sql is not None or value.policy is not FieldPolicy.OPEN or bool(column.null)
        terms.append(Term(statement.value(record, value, alias), key.descending, nullable))
    return terms


def order_by(terms: Sequence[Term], *, backwards: bool = False) -> str:
    """Give the ORDER BY list; nulls come last, so first when read backwards."""
    parts = []
    for term in terms:
        direction = "DESC" if term.descending != backwards else "ASC"
        nulls = f" NULLS {'FIRST' if backwards else 'LAST'}" if term.nullable else ""
        parts.append(f"{term.sql} {direction}{nulls}")
    return ", ".join(parts)


def beyond(statement: Statement, terms: Sequence[Term], values: Sequence[object], *, after: bool) -> str:
    """Give the condition that a row comes strictly after (or before) the place that ``values`` mark."""
    alternatives: list[str] = []
    equal: list[str] = []
    for term, value in zip(terms, values, strict=True):
        placeholder = None if value is None else statement.bind(value)
        further = _further(term, placeholder, after)
        if further is not None:
            alternatives.append(" AND ".join((*equal, further)))
        equal.append(f"{term.sql} IS NULL" if placeholder is None else f"{term.sql} = {placeholder}")
    return f"({' OR '.join(f'({one})' for one in alternatives)})" if alternatives else "1 = 0"


def _further(term: Term, placeholder: str | None, after: bool) -> str | None:
    if placeholder is None:
        return None if after else f"{term.sql} IS NOT NULL"
    sign = ">" if after != term.descending else "<"
    compared = f"{term.sql} {sign} {placeholder}"
    return f"({compared} OR {term.sql} IS NULL)" if after and term.nullable else compared


def make_cursor(record: Record, order: Order, row: Mapping[str, Any]) -> str:
    """Make the cursor of a row whose key values stand in ``row`` by value name."""
    parts = ["-" if (held := row[key.value]) is None else f"={_escaped(held)}" for key in order.all_keys]
    return "~".join((VERSION, record.name, order.name, *parts))


def parse_cursor(record: Record, order: Order, text: str, path: str) -> list[object]:
    """Read the key values back from a cursor of that type and order.

    Raises:
        RequestError: BAD_CURSOR for ``path``, if it isn't one.
    """
    version, *rest = text.split("~")
    keys = order.all_keys
    if version != VERSION or rest[:2] != [record.name, order.name] or len(rest) != len(keys) + 2 or not storable(text):
        raise RequestError("BAD_CURSOR", path=path)
    try:
        return [_value(record, key, part) for key, part in zip(keys, rest[2:], strict=True)]
    except ValueError as error:
        raise RequestError("BAD_CURSOR", path=path) from error


def _escaped(held: object) -> str:
    match held:
        case datetime():
            text = held.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case Decimal():
            text = format(held, "f")
        case bool():
            text = "true" if held else "false"
        case _:
            text = str(held)
    return text.replace("%", "%25").replace("~", "%7E")


def _value(record: Record, key: Key, part: str) -> object:
    if part == "-":
        return None
    if not part.startswith("="):
        raise ValueError(part)
    text = part[1:].replace("%7E", "~").replace("%25", "%")
    _, _, column = field_of(record, record.value(key.value))
    match column:
        case fields.UUIDField():
            return UUID(_matching(_UUID, text))
        case fields.DatetimeField():
            return datetime.fromisoformat(_matching(_INSTANT, text))
        case fields.DateField():
            return date.fromisoformat(text)
        case fields.DecimalField():
            return _decimal(text)
        case fields.BooleanField():
            return {"true": True, "false": False}[_matching(re.compile("true|false"), text)]
        case fields.IntField():
            return _integer(text)
        case _:
            return text


def _matching(form: re.Pattern[str], text: str) -> str:
    if form.fullmatch(text) is None:
        raise ValueError(text)
    return text


def _decimal(text: str) -> Decimal:
    try:
        made = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not made.is_finite():
        raise ValueError(text)
    return made


def _integer(text: str) -> int:
    made = int(_matching(re.compile(r"-?\d{1,10}"), text))
    if abs(made) >= _INTEGER_LIMIT:
        raise ValueError(text)
    return made
