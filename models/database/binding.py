"""Named placeholders: the same SQL text for both engines.

``:name`` becomes ``?n`` or ``$n``. On PostgreSQL a bound value carries the type of its Python value, so that ``:x IS NULL`` or a
bare ``SELECT :x`` needs no cast; a None becomes the literal NULL. After IN, a sequence becomes one array (PostgreSQL) or one JSON
list (SQLite): the text, and so the prepared statement, stays the same for any number of items, and an empty one matches nothing.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from types import NoneType
from uuid import UUID

from models.database.columns import Dialect, plain, postgres_value, sqlite_value

_TOKEN = re.compile(
    r"""
    (?P<skip> '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | ::)
    | (?:(?P<negation>\bNOT\s+)?\bIN\s*(?P<in>:(?P<list>[A-Za-z_]\w*)))
    | (?P<one>:(?P<name>[A-Za-z_]\w*))
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_NUMBERED = re.compile(r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | \$(?P<n>\d+)""", re.VERBOSE)

_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "bigint"),
    (UUID, "uuid"),
    (datetime, "timestamptz"),
    (date, "date"),
    (Decimal, "numeric"),
    (str, "text"),
    (bytes, "bytea"),
)


def bind(sql: str, params: Mapping[str, object], dialect: Dialect) -> tuple[str, list[object]]:
    """Rewrite the placeholders and put the values in order.

    KeyError for a placeholder without a value; TypeError for a value that no column stores, or a sequence outside ``IN``.
    """
    values = {name: plain(params[name]) for name in _names(sql)}
    kinds = tuple((name, _kind(value)) for name, value in values.items())
    text, order = _rewrite(sql, kinds, dialect)
    return text, [_value(values[name], dialect) for name in order]


@lru_cache(maxsize=4096)
def numbered_for_sqlite(sql: str) -> str:
    """Turn the ``$n`` of the ORM's SQL into SQLite's ``?n``, outside of quotes."""
    return _NUMBERED.sub(lambda found: f"?{found['n']}" if found["n"] else found[0], sql)


@lru_cache(maxsize=4096)
def _names(sql: str) -> tuple[str, ...]:
    found = (match["list"] or match["name"] for match in _TOKEN.finditer(sql))
    return tuple(dict.fromkeys(name for name in found if name))


@lru_cache(maxsize=4096)
def _rewrite(sql: str, kinds: tuple[tuple[str, str], ...], dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    kind_of = dict(kinds)
    order: dict[str, int] = {}

    def number(name: str) -> int:
        return order.setdefault(name, len(order) + 1)

    def one(name: str) -> str:
        kind = kind_of[name]
        if kind.endswith("[]"):
            raise TypeError(f":{name} is a sequence, which may stand only after IN")
        if dialect == "sqlite":
            return f"?{number(name)}"
        return "NULL" if kind == "null" else f"CAST(${number(name)} AS {kind})"

    def replace(found: re.Match[str]) -> str:
        if found["skip"]:
            return found[0]
        if not found["list"]:
            return one(found["name"])
        name = found["list"]
        if not kind_of[name].endswith("[]"):
            raise TypeError(f":{name} stands after IN and is no sequence")
        negation = found["negation"] or ""
        if dialect == "postgres" and kind_of[name] == "empty[]":
            return "<> ALL ('{}')" if negation else "= ANY ('{}')"
        if dialect == "sqlite":
            return f"{negation}IN (SELECT value FROM json_each(?{number(name)}))"
        return f"{'<> ALL' if negation else '= ANY'} (CAST(${number(name)} AS {kind_of[name]}))"

    return _TOKEN.sub(replace, sql), tuple(order)


def _kind(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return f"{_kind(plain(next(iter(value))))}[]" if value else "empty[]"
    return _kind_of_type(type(value))  # type: ignore[arg-type] # the checker takes a class's hash for its objects'


@cache
def _kind_of_type(kind: type) -> str:
    if kind is NoneType:
        return "null"
    for python, name in _TYPES:
        if issubclass(kind, python):
            return name
    raise TypeError(f"no column stores a {kind.__name__}")


def _value(value: object, dialect: Dialect) -> object:
    if isinstance(value, list | tuple | set | frozenset):
        if dialect == "sqlite":
            return json.dumps([sqlite_value(item) for item in value], ensure_ascii=False)
        return [postgres_value(item) for item in value]
    return sqlite_value(value) if dialect == "sqlite" else postgres_value(value)
