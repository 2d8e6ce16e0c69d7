"""The words in which a strawberry type declares what it reads: one line a field.

Example::

    @record(stored.Realisation, "rea", through=Through("appraisal_id", stored.Appraisal, FieldPolicy.SELF_APPRAISAL))
    class Realisation(Node):
        "What was reached for one indicator."

        text = column("The realisation in words.")
        appraisal = to_one(stored.Appraisal, "appraisal_id", "The appraisal it belongs to.")

A class's docstring is its published description. A column's type and nullability come from the model, a relation's from the model's type;
who sees a field is told by its policy, whose sentence is added to the description.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, dataclass_transform
from uuid import UUID

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.fields.resolver import StrawberryResolver
from tortoise import fields
from tortoise.fields.data import CharEnumFieldInstance

from models.base import Row
from schema import words  # noqa: F401 - publishes the vocabulary before any field names one of its enums
from schema.reads import registry
from schema.reads.fields import (
    USUAL_ROWS,
    Column,
    Command,
    Computed,
    Field,
    FilterSet,
    Key,
    Like,
    Lookup,
    Many,
    NodeLookup,
    One,
    Order,
    Page,
    Through,
    Union,
    Value,
    Where,
)
from schema.reads.model_type import shown_as
from schema.reads.names import camel
from schema.reads.node import Node
from schema.reads.paging import Connection
from schema.reads.readfield import ReadField, plain
from workflows.access import FieldPolicy

C = TypeVar("C", bound=type)

_CONNECTION: Any = Connection
_ENUM: Any = Enum

POLICY_SENTENCES: Mapping[FieldPolicy, str] = {
    FieldPolicy.OPEN: "",
    FieldPolicy.RATING: " Null for the appraised employee until the appraisal is delivered, whatever roles they hold.",
    FieldPolicy.SELF_APPRAISAL: " Null for everyone but the employee until the appraisal is submitted.",
    FieldPolicy.EMPLOYEE_NUMBER: (
        " Null unless you are the person, their superior or subordinate by line, lead their unit, or are its admin or auditor."
    ),
    FieldPolicy.PERSONAL: " Null unless you are the person, their superior by line, lead their unit, or are its admin or auditor.",
}
"""What the published description says about each policy."""


def _field(
    declared: Field,
    description: str,
    policy: FieldPolicy,
    arguments: Sequence[StrawberryArgument] = (),
    annotation: object = None,
    name: str | None = None,
) -> Any:
    made = ReadField(
        metadata={"reads": declared},
        graphql_name=name,
        description=description + POLICY_SENTENCES[policy],
        type_annotation=None if annotation is None else StrawberryAnnotation(annotation),
    )
    made.arguments = list(arguments)
    made.init = False
    return made


def argument(name: str, annotation: object, description: str, default: object = strawberry.UNSET) -> StrawberryArgument:
    """Declare an argument by its Python name; one without a default and not optional is required."""
    return StrawberryArgument(name, None, StrawberryAnnotation(annotation), description=description, default=default)


def column(
    description: str,
    *,
    of: str | None = None,
    policy: FieldPolicy = FieldPolicy.OPEN,
    sql: str | None = None,
    like: Like | None = None,
    required: bool = False,
    name: str | None = None,
) -> Any:
    """Declare a field that is a column (the field's own name, or ``of``) or an SQL expression with a type ``like`` a column's.

    An expression may be null unless it is ``required``. ``name`` is the public name where Python or SQL can't have it, such as ``from``.
    """
    return _field(Column(Value("", sql, like, policy, of), required), description, policy, name=name)


def to_one(
    target: type[Row],
    key: str,
    description: str,
    *,
    policy: FieldPolicy = FieldPolicy.OPEN,
    target_key: str = "id",
    binds: Mapping[str, str] | None = None,
    where: str | None = None,
    order: Sequence[Key] = (),
    name: str | None = None,
) -> Any:
    """Declare a relation to the ``target`` whose ``target_key`` this row's value ``key`` holds.

    With ``where`` (a template over ``{a}`` and ``:value``) it is the first, by ``order``, of those on a day that the argument ``on`` gives.
    ``name`` is the public name where Python can't have it.
    """
    declared = One(target, key, dict(binds or {}), target_key, policy, where, tuple(order))
    arguments = () if where is None else (argument("on", date | None, "The day; today in the agency's zone if not given."),)
    return _field(declared, description, policy, arguments, shown_as(target) | None, name)


def to_many(
    target: type[Row],
    column: str,
    description: str,
    *,
    order: Sequence[Key] = (),
    key: str = "id",
    where: str | None = None,
    implied: bool = False,
    policy: FieldPolicy = FieldPolicy.OPEN,
    usual: int = USUAL_ROWS,
) -> Any:
    """Declare a relation to the short list of ``target`` rows whose ``column`` holds this row's value ``key``."""
    listed = list.__class_getitem__(shown_as(target))
    declared = Many(target, column, key, tuple(order), where, implied, policy, usual)
    return _field(declared, description, policy, annotation=listed if policy is FieldPolicy.OPEN else listed | None)


_PAGING = (
    argument("first", int | None, "How many, from the front; 0 to 100. With neither `first` nor `last`: 20. Not together with `last`."),
    argument("after", str | None, "Only what follows this cursor."),
    argument("last", int | None, "How many, from the back; 0 to 100. Not together with `first`."),
    argument("before", str | None, "Only what precedes this cursor."),
)


def connection(
    target: type[Row],
    description: str,
    orders: "Orders",
    *,
    column: str | None = None,
    key: str = "id",
    where: str | None = None,
    filters: FilterSet | None = None,
    policy: FieldPolicy = FieldPolicy.OPEN,
    default: str | None = None,
) -> Any:
    """Declare a keyset connection of ``target`` rows, all visible ones or those whose ``column`` holds this row's value ``key``."""
    arguments = list(_PAGING)
    default = default or orders.default
    arguments.insert(
        0,
        argument(
            "order_by", orders.enum, f"The order; the id is always its last key, nulls come last. Default {default}.", orders.enum[default]
        ),
    )
    if filters is not None:
        arguments.insert(0, argument("filter", filters.input | None, "Which ones; all given fields must hold."))
    declared = Page(target, orders.orders, default, column, key, where, filters, policy)
    return _field(declared, description, policy, arguments, _CONNECTION[shown_as(target)] | None)


def lookup(target: type[Row], described: StrawberryArgument, where: Where, description: str) -> Any:
    """Declare one row found by an argument; null if it is absent or invisible."""
    return _field(Lookup(target, described.python_name, where), description, FieldPolicy.OPEN, [described], shown_as(target) | None)


def node_lookup(description: str, described: StrawberryArgument, *, many: bool = False) -> Any:
    """Declare rows of any type found by id."""
    annotation = list[Node | None] | None if many else Node | None
    return _field(NodeLookup(many), description, FieldPolicy.OPEN, [described], annotation)


def computed(
    function: Callable[..., Any],
    description: str,
    *,
    needs: Sequence[str] = (),
    arguments: Sequence[StrawberryArgument] = (),
    policy: FieldPolicy = FieldPolicy.OPEN,
    reads: int = 0,
    usual: int = USUAL_ROWS,
) -> Any:
    """Declare a field that ``function(context, rows, arguments)`` computes for all rows of a level at once from the values ``needs``."""
    return _field(Computed(function, tuple(needs), policy, reads, usual), description, policy, arguments)


def command(resolver: Callable[..., Any], description: str) -> Any:
    """Declare a mutation with its resolver, which answers a payload; the workflow decides for each call who may."""
    return ReadField(metadata={"reads": Command()}, description=description, base_resolver=StrawberryResolver(resolver))


def record(
    model: type[Row] | None,
    prefix: str | None = None,
    *,
    through: Through | None = None,
    values: Sequence[Value] = (),
    name: str | None = None,
    union: Union | None = None,
) -> Callable[[C], C]:
    """Declare that a class shows ``model``; ids begin with ``prefix``, ``values`` are further SQL values that its fields may name.

    A ``union`` shows rows of several models, of which ``model`` stands for all. Without a model the class shows what Python gives
    (``cohort.given``): the root, the viewer, a payload.
    """

    def declare(cls: C) -> C:
        for python_name, one in vars(cls).items():
            if isinstance(one, ReadField) and one.type_annotation is None and isinstance(one.metadata["reads"], Column):
                one.type_annotation = StrawberryAnnotation(column_type(one.metadata["reads"], model, python_name))
        made: Any = strawberry.type(cls, name=name, description=_description(cls))
        definition = made.__strawberry_definition__
        fields: dict[str, Field] = {}
        python_names: dict[str, str] = {}
        named = {one.name: one for one in values}
        for one in definition.fields:
            if "reads" not in one.metadata:
                continue
            public = one.graphql_name or camel(one.python_name)
            declared = one.metadata["reads"]
            if isinstance(declared, Column):
                declared = replace(declared, value=replace(declared.value, name=one.python_name))
                named[one.python_name] = declared.value
            fields[public] = declared
            python_names[public] = one.python_name
        registry.register(registry.Record(definition.name, made, model, prefix, through, fields, python_names, named, union))
        return cls

    return declare


def column_type(declared: Column, model: type[Row] | None, python_name: str) -> Any:
    """Give the Python type of a column's field: nullable if the column is, if an expression may be, or if a policy may hide it.

    Raises:
        DeclarationError: no model, or no such column.
    """
    value = declared.value
    if value.like is not None:
        model, name = value.like.model, value.like.column
    else:
        name = value.column or python_name
    if model is None or name not in model._meta.fields_map:
        raise registry.DeclarationError(f"{python_name}: no model has the column {name}")
    held = model._meta.fields_map[name]
    kind: Any = str
    if isinstance(held, CharEnumFieldInstance):
        kind = held.enum_type
    else:
        kind = next((python for field_class, python in _PYTHON_TYPES if isinstance(held, field_class)), str)
    nullable = not declared.required and (value.policy is not FieldPolicy.OPEN or value.sql is not None or held.null)
    return kind | None if nullable else kind


_PYTHON_TYPES: tuple[tuple[type, type], ...] = (
    (fields.UUIDField, UUID),
    (fields.DatetimeField, datetime),
    (fields.DateField, date),
    (fields.DecimalField, Decimal),
    (fields.BooleanField, bool),
    (fields.IntField, int),
)


@dataclass_transform(kw_only_default=True, field_specifiers=(plain,))
def value(cls: C) -> C:
    """Declare a class of values that Python makes, all of whose fields are ``plain``."""
    strawberry.type(cls, description=_description(cls))
    return cls


def filters(cls: C) -> C:
    """Declare a filter's input type, whose fields are ``where``; ``filter_set`` gives it to a connection."""
    strawberry.input(cls, description=_description(cls))
    return cls


def where(sql: str, description: str, *, id_of: str | Sequence[str] = (), pattern: bool = False) -> Any:
    """Declare a filter's field by its condition over ``{a}``, ``{value}`` names and ``:value``; ``pattern`` escapes ``:value`` for LIKE.

    A value that is hidden from the reader is null in the condition too.
    """
    prefixes = (id_of,) if isinstance(id_of, str) else tuple(id_of)
    return strawberry.field(default=strawberry.UNSET, description=description, metadata={"where": Where(sql, prefixes, pattern)})


def filter_set(cls: type) -> FilterSet:
    """Give the conditions that a filter's input type declares."""
    definition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    return FilterSet(definition.name, {one.python_name: one.metadata["where"] for one in definition.fields}, cls)


class Orders:
    """The orders that a connection offers and its enum; the first one given is the default."""

    def __init__(self, name: str, description: str, *orders: Order) -> None:
        self.orders = {one.name: one for one in orders}
        self.default = orders[0].name
        members = {one.name: strawberry.enum_value(one.name, description=one.description) for one in orders}
        self.enum: Any = strawberry.enum(_ENUM(name, members), description=description)


def _description(cls: type) -> str:
    if not cls.__doc__:
        raise registry.DeclarationError(f"{cls.__name__} has no description")
    return inspect.cleandoc(cls.__doc__)
