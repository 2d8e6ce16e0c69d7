"""Writing what Python has computed: values by their published types, and the relations of objects that Python made.

Objects are written as they come; their relations are read afterwards, for all objects of one place together.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    is_list_type,
    is_non_null_type,
)

from schema.compiled.selecting import Asked, Selection
from schema.reads.fields import Column, Computed, Inherited, Many, One, Page
from schema.reads.registry import Record, of_name


class Wrong(Exception):
    """A value isn't what its published type says; the reference executor tells where."""


@dataclass(slots=True)
class Made:
    """The objects of one type that Python made at one place: what of them is read afterwards."""

    relations: list[Any] = field(default_factory=list)
    computed: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Waiting:
    """What was written and has relations still to be read: by its kind of object the members and what they were written from."""

    objects: dict[int, tuple[Made, list[tuple[dict[str, Any], Any]]]] = field(default_factory=dict)

    def add(self, made: Made, members: dict[str, Any], source: Any) -> None:
        """Keep an object for when all of its place are there."""
        self.objects.setdefault(id(made), (made, []))[1].append((members, source))


Complete = Callable[[Any, Waiting], Any]


class Growing(Protocol):
    """The tree of the operation, which takes up what is asked of the objects that Python makes (``schema.compiled.tree``)."""

    core: GraphQLSchema
    selection: Selection

    def relation(self, record: Record, asked: Asked, declared: One | Many | Page) -> Any:
        """Build a relation that starts from a record."""

    def computed(self, record: Record, asked: Asked, declared: Computed) -> Any:
        """Build a computed field."""


class Completing:
    """Compiles how values of published types are written, for what one operation asks of them."""

    def __init__(self, tree: Growing) -> None:
        self._tree = tree

    def of(self, kind: GraphQLOutputType, asked: Asked) -> Complete:
        """Give how a field's value is written."""
        if is_non_null_type(kind):
            return partial(_present, self._nullable(kind.of_type, asked))
        return self._nullable(kind, asked)

    def _nullable(self, kind: Any, asked: Asked) -> Complete:
        match kind:
            case GraphQLScalarType() | GraphQLEnumType():
                return partial(_scalar, kind.serialize)
            case GraphQLObjectType():
                return self._object(kind, asked)
            case GraphQLInterfaceType() | GraphQLUnionType():
                return self._any(kind, asked)
            case _ if is_list_type(kind):
                return partial(_list, self.of(kind.of_type, asked))
            case _:
                raise TypeError(f"no value is written as {kind}")

    def _any(self, kind: GraphQLInterfaceType | GraphQLUnionType, asked: Asked) -> Complete:
        known: dict[str, Complete] = {}

        def complete(value: Any, waiting: Waiting) -> Any:
            if value is None:
                return None
            name = type(value).__strawberry_definition__.name
            if name not in known:
                # Never after the first request: what it needs of the operation's arguments is taken up while the tree grows.
                raise Wrong(f"{name} was not foreseen")
            return known[name](value, waiting)

        for one in self._tree.core.get_possible_types(kind):
            known[one.name] = self._object(one, asked)
        return complete

    def _object(self, kind: GraphQLObjectType, asked: Asked) -> Complete:
        types = frozenset((kind.name, *(one.name for one in kind.interfaces)))
        record = of_name(kind.name)
        made = Made()
        members: list[tuple[str, Callable[[Any], Any] | None, Complete | None]] = []
        for one in self._tree.selection.below(asked, types):
            if one.name == "__typename":
                members.append((one.key, None, partial(_constant, kind.name)))
                continue
            declared = None if record is None else record.fields.get(one.name)
            if isinstance(declared, One | Many | Page) and record is not None:
                made.relations.append(self._tree.relation(record, one, declared))
                members.append((one.key, None, None))
            elif isinstance(declared, Computed) and record is not None:
                made.computed.append(self._tree.computed(record, one, declared))
                members.append((one.key, None, None))
            elif declared is None or isinstance(declared, Column | Inherited):
                members.append((one.key, _reader(kind, one.name), self.of(kind.fields[one.name].type, one)))
            else:
                raise TypeError(f"{kind.name}.{one.name} can't stand in a value")
        return partial(_written, tuple(members), made)


def _reader(kind: GraphQLObjectType, name: str) -> Callable[[Any], Any]:
    declared = kind.fields[name].extensions["strawberry-definition"]
    python_name: str = declared.python_name
    return lambda source: getattr(source, python_name)


def _written(
    members: tuple[tuple[str, Callable[[Any], Any] | None, Complete | None], ...], made: Made, value: Any, waiting: Waiting
) -> dict[str, Any] | None:
    if value is None:
        return None
    written: dict[str, Any] = {}
    for key, read, complete in members:
        if complete is None:
            written[key] = None
        else:
            written[key] = complete(value if read is None else read(value), waiting)
    if made.relations or made.computed:
        waiting.add(made, written, value)
    return written


def _present(complete: Complete, value: Any, waiting: Waiting) -> Any:
    written = complete(value, waiting)
    if written is None:
        raise Wrong("null where a value must be")
    return written


def _scalar(serialize: Callable[[Any], Any], value: Any, _: Waiting) -> Any:
    return None if value is None else serialize(value)


def _list(complete: Complete, value: Any, waiting: Waiting) -> Any:
    return None if value is None else [complete(one, waiting) for one in value]


def _constant(name: str, _: Any, __: Waiting) -> str:
    return name
