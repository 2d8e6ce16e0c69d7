"""What an operation asks, as a tree of levels: one for each place of the answer where objects of one type stand.

It is made once a document and values of its switches, from the declarations alone; it knows no actor, no arguments and no engine.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry.types.field import StrawberryField
from tortoise import fields
from tortoise.fields.data import CharEnumFieldInstance

from schema.compiled import arguments
from schema.compiled.arguments import Arguments, Prepare
from schema.compiled.completing import Complete, Completing
from schema.compiled.selecting import Asked, Selection
from schema.reads.fields import Column, Computed, Field, Inherited, Many, One, Page, Value
from schema.reads.registry import Record, of_model
from schema.reads.selection import types_of
from schema.reads.statement import field_of
from workflows.access import FieldPolicy


class NotCompiled(Exception):
    """This can't be compiled, or not for this request; the reference executor does it. Says what."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The arguments of one field of the document: where they stand among the operation's, and how they are read."""

    place: int
    arguments: Arguments
    prepare: Prepare | None


@dataclass(frozen=True, slots=True)
class Out:
    """A member of an object: under ``key``; ``alias`` where the request chose that key."""

    key: str
    alias: bool


@dataclass(frozen=True, slots=True)
class Named(Out):
    """The name of the object's type."""

    name: str


@dataclass(frozen=True, slots=True)
class Id(Out):
    """The row's public id."""


@dataclass(frozen=True, slots=True)
class ColumnOut(Out):
    """A value of the row."""

    value: Value


@dataclass(frozen=True, slots=True)
class ComputedOut(Out):
    """A value that Python computes for all rows of the level, and how it is written."""

    declared: Computed
    slot: Slot
    complete: Complete


@dataclass(frozen=True, slots=True)
class OneOut(Out):
    """A relation to one."""

    declared: One
    level: "Level"
    slot: Slot | None


@dataclass(frozen=True, slots=True)
class ManyOut(Out):
    """A relation to a short list."""

    declared: Many
    level: "Level"


@dataclass(frozen=True, slots=True)
class EdgesOut(Out):
    """A page's edges: of each its type's name, its cursor and its node, the last with its level."""

    members: tuple[tuple[Out, str, "Level | None"], ...]


@dataclass(frozen=True, slots=True)
class PageInfoOut(Out):
    """Where a page stands: its members by their fields' names."""

    members: tuple[tuple[Out, str], ...]


@dataclass(frozen=True, slots=True)
class TotalOut(Out):
    """How many rows there are over all pages."""


@dataclass(frozen=True, slots=True)
class PageOut(Out):
    """A connection with what is asked of it."""

    declared: Page
    slot: Slot
    members: tuple[Named | EdgesOut | PageInfoOut | TotalOut, ...]

    @property
    def levels(self) -> Iterator["Level"]:
        """The levels of its nodes."""
        for one in self.members:
            if isinstance(one, EdgesOut):
                yield from (level for _, _, level in one.members if level is not None)


Relation = OneOut | ManyOut | PageOut


@dataclass(frozen=True, slots=True)
class Level:
    """The objects of one record at one place of the answer; ``needs`` are the values that its computed fields take, ``readers`` how they
    are read from their wire forms. Relations ``apart`` are read by statements of their own, since one takes only so many within each other.
    """

    record: Record
    outs: tuple[Out, ...]
    needs: tuple[Value, ...] = ()
    readers: tuple[Callable[[Any], Any], ...] = ()
    computed: tuple[ComputedOut, ...] = ()
    relations: tuple[Relation, ...] = ()
    apart: tuple[Relation, ...] = ()
    pure: bool = field(default=True)


TAKES: Mapping[type, int] = {One: 13, Many: 17, Page: 25}
"""How much of its room a statement takes for a relation within another, in entries of the stack of SQLite's parser."""
ROOMS = (70, 50, 30, 0)
"""How much of it relations may take: SQLite before 3.46 has 100 entries, of which the conditions at the deepest place take their part.
A document that needs more than the first leaves gets the next; with none, each relation has a statement of its own."""


class TooDeep(Exception):
    """The statement is too deep for the engine's parser; relations of it have to be read apart."""


def keys_of(relation: Relation, record: Record) -> tuple[Value, ...]:
    """Give the values of a row by which a relation from it is read, the key first."""
    declared = relation.declared
    key = record.value(declared.key).guarded(declared.policy)
    match declared:
        case One():
            return (key, *(record.value(own) for own in declared.binds.values()))
        case Page(column=None):
            return ()
        case _:
            return (key,)


def levels_of(relation: Relation) -> Iterator[Level]:
    """Give the levels right below a relation."""
    if isinstance(relation, PageOut):
        yield from relation.levels
    else:
        yield relation.level


class Tree:
    """Builds the levels of one operation; ``slots`` are the arguments found on the way."""

    def __init__(self, schema: Any, selection: Selection, room: int | None) -> None:
        self.schema = schema
        self._room = room
        self._used = TAKES[Page]
        self.core: GraphQLSchema = schema.core
        self.selection = selection
        self.slots: list[Slot] = []

    def level(self, record: Record, chosen: tuple[Asked, ...]) -> Level:
        """Build the level of a record's objects.

        Raises:
            NotCompiled: a field of it isn't read by SQL or computed.
        """
        apart: list[Relation] = []
        outs: list[Out] = [self._out(record, one, apart) for one in chosen]
        computed = tuple(one for one in outs if isinstance(one, ComputedOut))
        relations = tuple(one for one in outs if isinstance(one, OneOut | ManyOut | PageOut) and not any(one is each for each in apart))
        needs = {name: record.value(name) for one in computed for name in one.declared.needs}
        for each in apart:
            needs |= {one.name: one for one in keys_of(each, record)}
        readers = tuple(_reader(record, one) for one in needs.values())
        pure = not computed and not apart and all(level.pure for one in relations for level in levels_of(one))
        return Level(record, tuple(outs), tuple(needs.values()), readers, computed, relations, tuple(apart), pure)

    def below(self, record: Record, asked: Asked) -> Level:
        """Build the level of the objects of a record that a field gives."""
        return self.level(record, self.selection.below(asked, types_of(record)))

    def relation(self, record: Record, asked: Asked, declared: One | Many | Page) -> Relation:
        """Build a relation that starts from a record."""
        alias = asked.key != asked.name
        match declared:
            case One():
                slot = None if declared.where is None else self.slot(record.name, asked, arguments.chosen_day(declared))
                return OneOut(asked.key, alias, declared, self.below(of_model(declared.target), asked), slot)
            case Many():
                return ManyOut(asked.key, alias, declared, self.below(of_model(declared.target), asked))
            case Page():
                return self._page(record, asked, declared)

    def slot(self, type_name: str, asked: Asked, prepare: Prepare | None) -> Slot:
        """Take up a field's arguments."""
        published = self._published(type_name, asked.name)
        declared: StrawberryField = published.extensions["strawberry-definition"]
        made = Slot(len(self.slots), Arguments(self.schema, published, declared, asked.nodes[0]), prepare)
        self.slots.append(made)
        return made

    def _published(self, type_name: str, name: str) -> GraphQLField:
        kind = self.core.type_map[type_name]
        if not isinstance(kind, GraphQLObjectType):
            raise TypeError(f"{type_name} has no fields")
        found: GraphQLField = kind.fields[name]
        return found

    def computed(self, record: Record, asked: Asked, declared: Computed) -> ComputedOut:
        """Build a computed field."""
        slot = self.slot(record.name, asked, None)
        kind = self._published(record.name, asked.name).type
        return ComputedOut(asked.key, asked.key != asked.name, declared, slot, Completing(self).of(kind, asked))

    def _out(self, record: Record, asked: Asked, apart: list[Relation]) -> Out:
        alias = asked.key != asked.name
        if asked.name == "__typename":
            return Named(asked.key, alias, record.name)
        declared: Field | None = record.fields.get(asked.name)
        match declared:
            case Column():
                value = record.value(record.python_names[asked.name])
                _whole(record, value)
                return ColumnOut(asked.key, alias, value)
            case One() | Many() | Page():
                return self._within(record, asked, declared, apart)
            case Computed():
                return self.computed(record, asked, declared)
            case Inherited() if asked.name == "id" and record.prefixes:
                return Id(asked.key, alias)
            case _:
                raise NotCompiled(f"{record.name}.{asked.name}")

    def _within(self, record: Record, asked: Asked, declared: One | Many | Page, apart: list[Relation]) -> Relation:
        used, takes = self._used, next(room for kind, room in TAKES.items() if isinstance(declared, kind))
        beyond = self._room is not None and used + takes > self._room
        self._used = takes if beyond else used + takes
        made = self.relation(record, asked, declared)
        self._used = used
        if beyond:
            apart.append(made)
        return made

    def _page(self, record: Record, asked: Asked, declared: Page) -> PageOut:
        target = of_model(declared.target)
        slot = self.slot(record.name, asked, arguments.page(declared))
        members: list[Named | EdgesOut | PageInfoOut | TotalOut] = []
        for one in self.selection.below(asked, frozenset((f"{target.name}Connection",))):
            alias = one.key != one.name
            match one.name:
                case "edges":
                    members.append(self._edges(target, one))
                case "pageInfo":
                    chosen = self.selection.below(one, frozenset(("PageInfo",)))
                    members.append(PageInfoOut(one.key, alias, tuple((Out(each.key, each.key != each.name), each.name) for each in chosen)))
                case "totalCount":
                    members.append(TotalOut(one.key, alias))
                case _:
                    members.append(Named(one.key, alias, f"{target.name}Connection"))
        return PageOut(asked.key, asked.key != asked.name, declared, slot, tuple(members))

    def _edges(self, target: Record, asked: Asked) -> EdgesOut:
        members: list[tuple[Out, str, Level | None]] = []
        for one in self.selection.below(asked, frozenset((f"{target.name}Edge",))):
            level = self.below(target, one) if one.name == "node" else None
            members.append((Out(one.key, one.key != one.name), one.name, level))
        return EdgesOut(asked.key, asked.key != asked.name, tuple(members))


def _reader(record: Record, value: Value) -> Callable[[Any], Any]:
    _, _, held = field_of(record, value)
    match held:
        case CharEnumFieldInstance():
            read: Any = held.enum_type
        case fields.UUIDField():
            read = UUID
        case fields.DatetimeField():
            read = datetime.fromisoformat
        case fields.DateField():
            read = date.fromisoformat
        case fields.DecimalField():
            read = Decimal
        case _:
            return _as_it_is
    return lambda given: None if given is None else read(given)


def _as_it_is(given: Any) -> Any:
    return given


def nullable(record: Record, value: Value) -> bool:
    """Tell whether a value of a record may be null."""
    _, _, held = field_of(record, value)
    return value.sql is not None or value.policy is not FieldPolicy.OPEN or value.through is not None or bool(held.null)


def _whole(record: Record, value: Value) -> None:
    # What SQLite works out is a number there, whose text has another form than a column's.
    if value.sql is not None and isinstance(field_of(record, value)[2], fields.DecimalField):
        raise NotCompiled(f"{record.name}.{value.name}: a figure that SQL works out")
