"""SQL for the executor: values under their policies, access conditions, filters, and their parameters, the same text for both engines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from strawberry import UNSET
from tortoise.fields import Field as ModelField

from models.base import Row
from models.people import Agency
from schema.errors import RequestError
from schema.reads.fields import FilterSet, Through, Value, Where
from schema.reads.ids import parse_id
from schema.reads.names import camel
from schema.reads.registry import Record, of_model
from workflows.access import Condition, FieldPolicy, field_visible, visible
from workflows.actor import Actor
from workflows.conditions import base_params

_VALUE = re.compile(r":value\b")


class Statement:
    """One statement in the making: hands out parameter names that can't collide, and renders values and conditions of a record.

    ``:acc_…`` (the actor's, from ``workflows.access``) and ``:now`` mean the same everywhere; all others are ``:p<n>``.
    """

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.params: dict[str, object] = {**base_params(actor), "now": actor.now}
        self._count = 0

    def bind(self, value: object) -> str:
        """Give the placeholder of a new parameter."""
        name = f"p{self._count}"
        self._count += 1
        self.params[name] = value
        return f":{name}"

    def condition(self, condition: Condition) -> str:
        """Take over a condition's parameters and give its SQL."""
        self.params.update(condition.params)
        return condition.sql

    def value(self, record: Record, value: Value, alias: str) -> str:
        """Give a value's SQL: null where its policy hides it."""
        plain = self.template(record, value.sql, alias) if value.sql is not None else f"{alias}.{value.column or value.name}"
        conditions = []
        if value.policy is not FieldPolicy.OPEN:
            conditions.append(self._policy(record, value.policy, alias))
        if value.through is not None:
            conditions.append(self._not_hidden(value.through, alias))
        return f"CASE WHEN {' AND '.join(conditions)} THEN {plain} END" if conditions else plain

    def template(self, record: Record, text: str, alias: str) -> str:
        """Fill ``{a}`` and the names of the record's values in a template."""
        return text.format_map(_Names(self, record, alias))

    def select(self, record: Record, values: Iterable[Value], alias: str) -> str:
        """Give the select list of ``values``, each by its name."""
        return ", ".join(f"{self.value(record, one, alias)} AS {one.name}" for one in values)

    def access(self, record: Record, alias: str) -> str:
        """Give the condition under which the actor may read the record's row, its agency included."""
        model = record.model
        if model is None:
            raise TypeError(f"{record.name} is no row")
        if record.union is not None:
            parts = (
                f"({alias}.{record.union.mark} = {part.mark} AND {self.condition(visible(self.actor, part.model, alias))})"
                for part in record.union.parts
            )
            return f"({' OR '.join(parts)})"
        if record.through is None:
            return self.condition(visible(self.actor, model, alias))
        parent = of_model(record.through.model)
        inner = f"{alias}p"
        guard = ""
        if record.through.policy is not FieldPolicy.OPEN:
            guard = f" AND {self._policy(parent, record.through.policy, inner)}"
        return (
            f"({self.within_agency(model, alias)} AND EXISTS (SELECT 1 FROM {table(parent)} {inner}"
            f" WHERE {inner}.agency_id = {alias}.agency_id AND {inner}.id = {alias}.{record.through.column}"
            f" AND {self.access(parent, inner)}{guard}))"
        )

    def within_agency(self, model: type[Row], alias: str) -> str:
        """Give the condition that a row is of the actor's agency."""
        return f"{alias}.{'id' if model is Agency else 'agency_id'} = :acc_agency"

    def matches(self, record: Record, where: Where, given: object, path: str, alias: str) -> str:
        """Give the condition that an argument sets.

        Raises:
            RequestError: BAD_ID for a malformed id, BAD_VALUE for a text that no column can hold; with the argument's path.
        """
        values = prepared(where, given, path)
        return self.met(record, where, [self.bind(one) for one in values], alias)

    def met(self, record: Record, where: Where, placeholders: Sequence[str], alias: str) -> str:
        """Give a condition over the placeholders of what ``prepared`` gave for it; without any, no row meets it."""
        if not placeholders:
            return "1 = 0"
        sql = _VALUE.sub(placeholders[0], self.template(record, where.sql, alias))
        return f"({sql.replace(':prefix', placeholders[1]) if len(placeholders) > 1 else sql})"

    def filtered(self, record: Record, filters: FilterSet, given: object, alias: str) -> list[str]:
        """Give the conditions that a filter sets; a field that is null or absent sets none."""
        return [
            self.matches(record, where, chosen, f"filter.{camel(name)}", alias)
            for name, where in filters.fields.items()
            if (chosen := getattr(given, name)) not in (None, UNSET)
        ]

    def _not_hidden(self, through: Through, alias: str) -> str:
        other, inner = of_model(through.model), f"{alias}h"
        return (
            f"NOT EXISTS (SELECT 1 FROM {table(other)} {inner} WHERE {inner}.agency_id = {alias}.agency_id"
            f" AND {inner}.id = {alias}.{through.column} AND NOT {self._policy(other, through.policy, inner)})"
        )

    def _policy(self, record: Record, policy: FieldPolicy, alias: str) -> str:
        if record.model is None:
            raise TypeError(f"{record.name} is no row")
        return self.condition(field_visible(self.actor, record.model, policy, alias))


class _Names(Mapping[str, str]):
    def __init__(self, statement: Statement, record: Record, alias: str) -> None:
        self._statement, self._record, self._alias = statement, record, alias

    def __getitem__(self, name: str) -> str:
        if name == "a":
            return self._alias
        return self._statement.value(self._record, self._record.value(name), self._alias)

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


def prepared(where: Where, given: object, path: str) -> tuple[object, ...]:
    """Give what a condition binds for an argument: its value, then the prefix of an id if the condition names that; none matches nothing.

    Raises:
        RequestError: BAD_ID for a malformed id, BAD_VALUE for a text that no column can hold; with the argument's path.
    """
    value = _value_of(where, given, path)
    if value is None or value == []:
        return ()
    return (value, str(given).partition("_")[0]) if ":prefix" in where.sql else (value,)


def _value_of(where: Where, given: object, path: str) -> object:
    if where.id_of:
        if isinstance(given, list):
            return [key for prefix, key in (parse_id(str(one), path) for one in given) if prefix in where.id_of]
        prefix, key = parse_id(str(given), path)
        return key if prefix in where.id_of else None
    if isinstance(given, str):
        if not storable(given):
            raise RequestError("BAD_VALUE", path=path)
        if where.like_pattern:
            escaped = re.sub(r"([\\%_])", r"\\\1", given.strip().lower())
            return f"%{escaped}%"
    return given


def storable(text: str) -> bool:
    """Tell whether a text can be sent to both engines: no NUL, no lone surrogate."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def table(record: Record) -> str:
    """Give what a record's rows are selected from: its model's table, or a union."""
    if record.union is not None:
        return record.union.sql
    if record.model is None:
        raise TypeError(f"{record.name} is no row")
    return str(record.model._meta.db_table)


def field_of(record: Record, value: Value) -> tuple[type[Row], str, ModelField[Any]]:
    """Give the model's field whose type a value has.

    Raises:
        TypeError: an expression that doesn't say what it is like.
    """
    if value.like is not None:
        model, name = value.like.model, value.like.column
    elif value.sql is None and record.model is not None:
        model, name = record.model, value.column or value.name
    else:
        raise TypeError(f"{record.name}: the value {value.name} doesn't say whose type it has")
    return model, name, model._meta.fields_map[name]
