"""How each engine writes JSON: scalars in their wire forms, objects, lists. PostgreSQL gathers rows, SQLite joins texts.

A piece of a statement is an SQL expression. On PostgreSQL it is any value that ``to_json`` writes; on SQLite it is JSON's text, never null.
Names of the schema stand in the text; an alias, which a request brings, is a bound value.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise import fields

from models.database import Dialect
from schema.reads.fields import Value
from schema.reads.registry import Record
from schema.reads.statement import Statement, field_of

NEEDS = "-"
"""The key of what computed fields need, which no field's name and no alias can be."""
MISSING = '"\\u0000"'
"""What stands where something should be: text with the one character that no column holds."""
LONGEST_NAME = 63
MOST_PAIRS = 45
MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


@dataclass(frozen=True, slots=True)
class Item:
    """A member of an object: its key, the placeholder of the key where it is an alias, and its piece."""

    key: str
    alias: str | None
    sql: str


class Form(ABC):
    """The JSON of one engine."""

    dialect: Dialect

    def scalar(self, statement: Statement, record: Record, value: Value, sql: str) -> str:
        """Give the piece of a value; ``sql`` is its SQL under its policy."""
        _, _, held = field_of(record, value)
        return self._typed(held, sql, expression=value.sql is not None or record.union is not None)

    @abstractmethod
    def _typed(self, held: Any, sql: str, *, expression: bool) -> str: ...

    @abstractmethod
    def text(self, sql: str) -> str:
        """Give the piece of a text that is never null."""

    @abstractmethod
    def truth(self, condition: str) -> str:
        """Give the piece of a condition."""

    @abstractmethod
    def number(self, sql: str) -> str:
        """Give the piece of a number that is never null."""

    null = "NULL"
    """The piece of null."""
    missing = f"CAST('{MISSING}' AS json)"
    """The piece that stands where there should be something: no text that a column holds has this in it."""

    @abstractmethod
    def literal(self, name: str) -> str:
        """Give the piece of a name of the schema."""

    @abstractmethod
    def maybe_text(self, sql: str) -> str:
        """Give the piece of a text that may be null."""

    @abstractmethod
    def built(self, items: Sequence[Item]) -> str:
        """Give the piece of an object of its members."""

    @abstractmethod
    def row(self, items: Sequence[Item], tail: str) -> str:
        """Give the piece of the object made of the one row of ``tail`` (FROM and what follows), SQL's NULL without it."""

    @abstractmethod
    def rows(self, items: Sequence[Item], tail: str) -> str:
        """Give the piece of the list of the objects of all rows of ``tail``; a line's end stands between two of them."""

    @abstractmethod
    def nested(self, items: Sequence[Item], name: str) -> tuple[str, str]:
        """Give the piece of an object made of a row that is selected anyway, and what is added to its FROM as ``name``."""

    @abstractmethod
    def array(self, parts: Sequence[str]) -> str:
        """Give the piece of a list of pieces."""

    @abstractmethod
    def or_null(self, piece: str) -> str:
        """Give the piece of what may be SQL's NULL."""

    def when(self, condition: str, piece: str, otherwise: str) -> str:
        """Give a piece under a condition, else another."""
        return f"CASE WHEN {condition} THEN {piece} ELSE {otherwise} END"

    def cursor_part(self, record: Record, value: Value, sql: str) -> str:
        """Give the text that a key's value has in a cursor (``schema.reads.keyset``)."""
        _, _, held = field_of(record, value)
        return f"coalesce('=' || {self._cursor_text(held, sql)}, '-')"

    @abstractmethod
    def _cursor_text(self, held: Any, sql: str) -> str: ...

    @abstractmethod
    def keys(self, placeholder: str) -> str:
        """Give the table expression ``k`` of the rows in a JSON list of lists that a placeholder stands for."""

    @abstractmethod
    def key(self, place: int, held: Any | None) -> str:
        """Give the value at a place of the row ``k``, typed like a model's field; the number of the row without one."""


class PostgresForm(Form):
    """JSON by ``to_json`` of rows, which PostgreSQL writes fastest."""

    dialect = "postgres"

    def _typed(self, held: Any, sql: str, *, expression: bool) -> str:
        match held:
            case fields.DatetimeField():
                return f"to_char({sql} AT TIME ZONE 'UTC', '{MOMENT}')"
            case fields.DecimalField():
                return f"CAST(trim_scale({sql}) AS text)"
            case fields.BooleanField() if expression:
                return f"(CAST({sql} AS text) IN ('1', 'true'))"
            case _:
                return sql

    def text(self, sql: str) -> str:
        """See ``Form``."""
        return sql

    def truth(self, condition: str) -> str:
        """See ``Form``."""
        return f"({condition})"

    def number(self, sql: str) -> str:
        """See ``Form``."""
        return sql

    def literal(self, name: str) -> str:
        """See ``Form``."""
        return f"CAST('{name}' AS text)"

    def maybe_text(self, sql: str) -> str:
        """See ``Form``."""
        return sql

    def row(self, items: Sequence[Item], tail: str) -> str:
        """See ``Form``."""
        if _plain(items):
            return f"(SELECT to_json(o) FROM (SELECT {_columns(items)} {tail}) o)"
        return f"(SELECT {self.built(items)} {tail})"

    def rows(self, items: Sequence[Item], tail: str) -> str:
        """See ``Form``."""
        if _plain(items):
            return f"(SELECT coalesce(json_agg(o), '[]') FROM (SELECT {_columns(items)} {tail}) o)"
        # Of anything but rows it makes a list without line's ends, by which rows are counted.
        joined = "string_agg(CAST(o.j AS text), ',' || chr(10))"
        return f"(SELECT CAST('[' || coalesce({joined}, '') || ']' AS json) FROM (SELECT {self.built(items)} AS j {tail}) o)"

    def nested(self, items: Sequence[Item], name: str) -> tuple[str, str]:
        """See ``Form``."""
        if _plain(items):
            return f"to_json({name})", f", LATERAL (SELECT {_columns(items)}) {name}"
        return self.built(items), ""

    def built(self, items: Sequence[Item]) -> str:
        """See ``Form``."""
        if len(items) <= MOST_PAIRS:
            return f"json_build_object({', '.join(f'{_key(one)}, {one.sql}' for one in items)})"
        # No function takes that many arguments.
        members = " || ',' || ".join(f"to_json({_key(one)}) || ':' || coalesce(CAST(to_json({one.sql}) AS text), 'null')" for one in items)
        return f"CAST('{{' || {members} || '}}' AS json)"

    def array(self, parts: Sequence[str]) -> str:
        """See ``Form``."""
        if len(parts) <= MOST_PAIRS:
            return f"json_build_array({', '.join(parts)})"
        raise ValueError("more needs than a function takes arguments")

    def or_null(self, piece: str) -> str:
        """See ``Form``."""
        return piece

    def _cursor_text(self, held: Any, sql: str) -> str:
        match held:
            case fields.DatetimeField():
                return f"to_char({sql} AT TIME ZONE 'UTC', '{MOMENT}')"
            case fields.UUIDField() | fields.DateField() | fields.DecimalField() | fields.BooleanField() | fields.IntField():
                return f"CAST({sql} AS text)"
            case _:
                return f"replace(replace({sql}, '%', '%25'), '~', '%7E')"

    def keys(self, placeholder: str) -> str:
        """See ``Form``."""
        return f"json_array_elements(CAST({placeholder} AS json)) k(v)"

    def key(self, place: int, held: Any | None) -> str:
        """See ``Form``."""
        kind = "integer"
        match held:
            case fields.UUIDField():
                kind = "uuid"
            case fields.DatetimeField():
                kind = "timestamptz"
            case fields.DateField():
                kind = "date"
            case fields.DecimalField():
                kind = "numeric"
            case fields.CharField() | fields.TextField():
                kind = "text"
            case _:
                pass
        return f"CAST(k.v->>{place} AS {kind})"


class SqliteForm(Form):
    """JSON as text: each piece is ready, so that none is read again on the way up."""

    dialect = "sqlite"

    def _typed(self, held: Any, sql: str, *, expression: bool) -> str:
        match held:
            case fields.BooleanField():
                return f"coalesce(CASE {sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END, 'null')"
            case fields.IntField():
                return f"coalesce({sql}, 'null')"
            case fields.DecimalField():
                return f"json_quote(rtrim(rtrim({sql}, '0'), '.'))"
            case _:
                return f"json_quote({sql})"

    def text(self, sql: str) -> str:
        """See ``Form``."""
        return f"json_quote({sql})"

    def truth(self, condition: str) -> str:
        """See ``Form``."""
        return f"CASE WHEN {condition} THEN 'true' ELSE 'false' END"

    def number(self, sql: str) -> str:
        """See ``Form``."""
        return sql

    null = "'null'"
    missing = f"'{MISSING}'"

    def literal(self, name: str) -> str:
        """See ``Form``."""
        return f"'\"{name}\"'"

    def maybe_text(self, sql: str) -> str:
        """See ``Form``."""
        return f"json_quote({sql})"

    def row(self, items: Sequence[Item], tail: str) -> str:
        """See ``Form``."""
        return f"(SELECT {self.built(items)} {tail})"

    def rows(self, items: Sequence[Item], tail: str) -> str:
        """See ``Form``."""
        joined = "group_concat(o.j, ',' || char(10))"
        return f"(SELECT '[' || coalesce({joined}, '') || ']' FROM (SELECT {self.built(items)} AS j {tail}) o)"

    def nested(self, items: Sequence[Item], name: str) -> tuple[str, str]:
        """See ``Form``."""
        return self.built(items), ""

    def built(self, items: Sequence[Item]) -> str:
        """See ``Form``."""
        chunks = [items[first : first + MOST_PAIRS] for first in range(0, len(items), MOST_PAIRS)] or [items]
        return _formatted("{", "}", [self._members(chunk) for chunk in chunks])

    def _members(self, items: Sequence[Item]) -> tuple[list[str], list[str]]:
        texts: list[str] = []
        parts: list[str] = []
        for one in items:
            if one.alias is None:
                texts.append(f'"{one.key}":%s')
            else:
                texts.append("%s:%s")
                parts.append(f"json_quote({one.alias})")
            parts.append(one.sql)
        return texts, parts

    def array(self, parts: Sequence[str]) -> str:
        """See ``Form``."""
        return _formatted("[", "]", [(["%s"] * len(parts), list(parts))])

    def or_null(self, piece: str) -> str:
        """See ``Form``."""
        return f"coalesce({piece}, 'null')"

    def _cursor_text(self, held: Any, sql: str) -> str:
        match held:
            case fields.BooleanField():
                return f"CASE {sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
            case fields.UUIDField() | fields.DatetimeField() | fields.DateField() | fields.DecimalField() | fields.IntField():
                return sql
            case _:
                return f"replace(replace({sql}, '%', '%25'), '~', '%7E')"

    def keys(self, placeholder: str) -> str:
        """See ``Form``."""
        return f"json_each({placeholder}) k"

    def key(self, place: int, held: Any | None) -> str:
        """See ``Form``."""
        return f"json_extract(k.value, '$[{place}]')"


FORMS: dict[Dialect, Form] = {"postgres": PostgresForm(), "sqlite": SqliteForm()}


def _plain(items: Sequence[Item]) -> bool:
    return all(one.alias is None and len(one.key) <= LONGEST_NAME for one in items)


def _columns(items: Sequence[Item]) -> str:
    return ", ".join(f'{one.sql} AS "{one.key}"' for one in items)


def _key(item: Item) -> str:
    return f"'{item.key}'" if item.alias is None else f"CAST({item.alias} AS text)"


def _formatted(opening: str, closing: str, chunks: Sequence[tuple[list[str], list[str]]]) -> str:
    # By one call and not by ||: SQLite's parser and its expressions may be so deep only.
    made = []
    for number, (texts, parts) in enumerate(chunks):
        text = (opening if number == 0 else ",") + ",".join(texts) + (closing if number == len(chunks) - 1 else "")
        made.append(f"printf({', '.join((chr(39) + text + chr(39), *parts))})")
    return " || ".join(made)
