"""All records of the schema, by class, by model, by name and by the prefix of their ids."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.base import Row
from schema.reads.fields import Column, Computed, Field, Key, Many, One, Page, Through, Union, Value


class DeclarationError(Exception):
    """A declaration contradicts itself, the model or the published type; the process does not start."""


@dataclass(frozen=True)
class Record:
    """A type of the schema that relations can start from or lead to.

    ``model`` is None for what Python makes (the root, the viewer, a payload). ``values`` are the SQL values that its fields, filters and
    orders may name; ``fields`` are by public name.
    """

    name: str
    shown_by: type
    model: type[Row] | None
    prefix: str | None
    through: Through | None
    fields: Mapping[str, Field]
    python_names: Mapping[str, str]
    values: Mapping[str, Value] = field(default_factory=dict)
    union: Union | None = None

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What its ids begin with."""
        if self.union is not None:
            return tuple(part.prefix for part in self.union.parts)
        return () if self.prefix is None else (self.prefix,)

    def prefix_of(self, row: Mapping[str, Any]) -> str | None:
        """Give what the id of a row begins with; of a union's row, the mark must be among its values."""
        if self.union is None:
            return self.prefix
        return next(part.prefix for part in self.union.parts if part.mark == row[self.union.mark])

    def value(self, name: str) -> Value:
        """Give the value ``name``: a declared one with its policy, else the model's column of that name."""
        found = self.values.get(name)
        if found is not None:
            return found
        if self.model is not None and name not in self.model._meta.fields_map:
            raise DeclarationError(f"{self.name} has no value {name}")
        return Value(name)


_by_class: dict[type, Record] = {}
_by_model: dict[type[Row], Record] = {}
_by_prefix: dict[str, Record] = {}
_by_name: dict[str, Record] = {}


def register(record: Record) -> None:
    """Add a record; one record a model, one a prefix.

    Raises:
        DeclarationError: the model or the prefix has one already.
    """
    if record.model is not None:
        if record.model in _by_model:
            raise DeclarationError(f"{record.model.__name__} is shown by {_by_model[record.model].name} already")
        _by_model[record.model] = record
    for prefix in record.prefixes:
        if prefix in _by_prefix:
            raise DeclarationError(f"the prefix {prefix} is taken by {_by_prefix[prefix].name}")
        _by_prefix[prefix] = record
    _by_class[record.shown_by] = record
    _by_name[record.name] = record


def of_class(shown_by: type) -> Record:
    """Give the record that a class of the schema declares."""
    return _by_class[shown_by]


def of_model(model: type[Row]) -> Record:
    """Give the record that shows ``model``."""
    return _by_model[model]


def of_prefix(prefix: str) -> Record | None:
    """Give the record whose ids begin with ``prefix``, if there is one."""
    return _by_prefix.get(prefix)


def of_name(name: str) -> Record | None:
    """Give the record of a published type, if it is one."""
    return _by_name.get(name)


def records() -> Iterator[Record]:
    """Give all records."""
    return iter(tuple(_by_class.values()))


def check() -> None:
    """Check what can only be checked when all records are there: targets, keys, orders and needs.

    Raises:
        DeclarationError: naming the field and what is wrong with it.
    """
    for record in records():
        for name, declared in record.fields.items():
            _check_field(record, name, declared)


def _check_field(record: Record, name: str, declared: Field) -> None:
    where = f"{record.name}.{name}"
    if isinstance(declared, (One, Many, Page)) and declared.target not in _by_model:
        raise DeclarationError(f"{where}: nothing shows {declared.target.__name__}")
    match declared:
        case Column(value) if record.model is not None and value.sql is None:
            _require_column(where, record.model, value.column or value.name)
        case One(target, key, binds, target_key):
            record.value(key)
            _require_column(where, target, target_key)
            _check_keys(where, of_model(target), declared.order)
            for bound, own in binds.items():
                of_model(target).value(bound)
                record.value(own)
        case Many(target, column, key):
            record.value(key)
            _require_column(where, target, column)
            _check_keys(where, of_model(target), declared.order)
        case Page(target, orders, default, column, key):
            if column is not None:
                record.value(key)
                _require_column(where, target, column)
            if default not in orders:
                raise DeclarationError(f"{where}: {default} is none of its orders")
            for order in orders.values():
                _check_keys(where, of_model(target), order.keys)
        case Computed(_, needs):
            for need in needs:
                record.value(need)
        case _:
            pass


def _check_keys(where: str, target: Record, keys: tuple[Key, ...]) -> None:
    for key in keys:
        try:
            target.value(key.value)
        except DeclarationError as error:
            raise DeclarationError(f"{where}: {error}") from error


def _require_column(where: str, model: type[Row], column: str) -> None:
    fields: Mapping[str, Any] = model._meta.fields_map
    if column not in fields:
        raise DeclarationError(f"{where}: {model.__name__} has no column {column}")
