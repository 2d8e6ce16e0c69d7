"""The plan of an operation: which statement answers each of its root fields, or why the reference executor does.

A plan belongs to a document, an operation of it and the values of its switches. Texts of statements are kept apart, bounded in all.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FragmentDefinitionNode, OperationDefinitionNode

from models.database import Dialect
from schema.compiled import arguments
from schema.compiled.arguments import Given
from schema.compiled.roots import Text, Unit, lookup_unit, node_unit, page_unit, relation_unit, shape_of
from schema.compiled.selecting import Asked, Selection, switching
from schema.compiled.tree import ROOMS, ComputedOut, Level, ManyOut, NotCompiled, PageOut, Relation, Slot, Tree
from schema.reads.fields import Computed, Lookup, NodeLookup, Page
from schema.reads.registry import Record, of_model, of_name
from workflows.actor import Actor

KEPT_PLANS = 32
"""How many plans one document keeps: one for each operation and values of its switches that is in use."""
SWITCHES = "switches"
"""Where a document keeps the names of the variables by which its plans differ."""
ROOM = "room"
"""Where a document keeps which of ``ROOMS`` its statements fit."""
KEPT_TEXT_CHARS = 32_000_000
"""How long the kept texts of all statements are together, the longest unused given up first."""


@dataclass(frozen=True, slots=True)
class PageRoot:
    """A connection."""

    unit: Unit
    page: PageOut


@dataclass(frozen=True, slots=True)
class LookupRoot:
    """A row that an argument finds."""

    unit: Unit
    level: Level


@dataclass(slots=True)
class NodesRoot:
    """Rows of any type by ids; the statement of each type is made when one of it is first asked for."""

    declared: NodeLookup
    slot: Slot
    asked: Asked
    tree: Tree
    units: dict[str, tuple[Unit, Level]] = field(default_factory=dict)

    def of_type(self, record: Record) -> tuple[Unit, Level]:
        """Give the statement for rows of a record.

        Raises:
            NotCompiled: something that is asked of them can't be.
        """
        if record.name not in self.units:
            first = len(self.tree.slots)
            level = self.tree.below(record, self.asked)
            self.units[record.name] = (node_unit(record, level, self.tree.slots[first:]), level)
        return self.units[record.name]


@dataclass(frozen=True, slots=True)
class ComputedRoot:
    """What Python computes."""

    out: ComputedOut


@dataclass(frozen=True, slots=True)
class Named:
    """The name of the root's type."""

    name: str


Root = PageRoot | LookupRoot | NodesRoot | ComputedRoot | Named


@dataclass(frozen=True, slots=True)
class RootField:
    """A root field: how it is answered, or in ``fallback`` what keeps it from being compiled."""

    key: str
    nodes: tuple[Any, ...]
    root: Root | None
    fallback: str = ""


class Plan:
    """One operation, ready to be run whatever the values."""

    def __init__(
        self,
        schema: Any,
        fragments: Mapping[str, FragmentDefinitionNode],
        node: OperationDefinitionNode,
        switches: Mapping[str, Any],
        room: int | None,
    ) -> None:
        self.room = room
        self.tree = Tree(schema, Selection(fragments, switches), room)
        self.fields = tuple(self._field(one) for one in self.tree.selection.of((node.selection_set,), frozenset(("Query",))))
        self._relations: dict[int, Unit] = {}

    def relation(self, record: Record, relation: Relation) -> Unit:
        """Give the statement of a relation from rows that Python has."""
        found = self._relations.get(id(relation))
        if found is None:
            found = relation_unit(record, relation, slots_of(relation))
            self._relations[id(relation)] = found
        return found

    def _field(self, asked: Asked) -> RootField:
        try:
            return RootField(asked.key, asked.nodes, self._root(asked))
        except NotCompiled as reason:
            return RootField(asked.key, asked.nodes, None, str(reason))

    def _root(self, asked: Asked) -> Root:
        tree = self.tree
        if asked.name == "__typename":
            return Named("Query")
        record = of_name("Query")
        declared = None if record is None else record.fields.get(asked.name)
        first = len(tree.slots)
        match declared:
            case Page() if record is not None:
                relation = tree.relation(record, asked, declared)
                if not isinstance(relation, PageOut):
                    raise TypeError("a connection makes a page")
                return PageRoot(page_unit(relation, tree.slots[first:]), relation)
            case Lookup():
                slot = tree.slot("Query", asked, arguments.lookup(declared))
                level = tree.below(of_model(declared.target), asked)
                return LookupRoot(lookup_unit(declared, slot, level, tree.slots[first:]), level)
            case NodeLookup():
                return NodesRoot(declared, tree.slot("Query", asked, None), asked, tree)
            case Computed() if record is not None:
                return ComputedRoot(tree.computed(record, asked, declared))
            case _:
                raise NotCompiled(f"Query.{asked.name}")


def slots_of(relation: Relation) -> list[Slot]:
    """Give the arguments of a relation and of all below it."""
    own = [] if isinstance(relation, ManyOut) or relation.slot is None else [relation.slot]
    levels = list(relation.levels) if isinstance(relation, PageOut) else [relation.level]
    return own + [slot for level in levels for slot in _slots_of_level(level)]


def _slots_of_level(level: Level) -> list[Slot]:
    computed = [one.slot for one in level.computed]
    return computed + [slot for one in level.relations for slot in slots_of(one)]


class Plans:
    """The plans of all documents, each kept by its document, and the texts of their statements."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._texts: OrderedDict[Hashable, Text] = OrderedDict()
        self._chars = 0

    def of(self, document: Any, node: OperationDefinitionNode, variables: Mapping[str, Any], dialect: Dialect) -> Plan:
        """Give the plan of a document's query for these variables."""
        kept: OrderedDict[Hashable, Any] = document.plans
        if SWITCHES not in kept:
            kept[SWITCHES] = switching(document.tree.definitions)
        room = ROOMS[kept.get(ROOM, 0)] if dialect == "sqlite" else None
        name = node.name.value if node.name else None
        switches = {one: variables.get(one) for one in kept[SWITCHES]}
        key = (name, room, tuple(switches.items()))
        found = kept.get(key)
        if found is None:
            fragments = {one.name.value: one for one in document.tree.definitions if isinstance(one, FragmentDefinitionNode)}
            found = Plan(self._schema, fragments, node, switches, room)
            kept[key] = found
            if len(kept) > KEPT_PLANS:
                kept.move_to_end(SWITCHES)
                if ROOM in kept:
                    kept.move_to_end(ROOM)
                kept.popitem(last=False)
        else:
            kept.move_to_end(key)
        return found

    def split(self, document: Any, plan: Plan) -> bool:
        """Let the document's relations be read apart sooner than by a plan that was too deep; False where all are already.

        Many requests may find that of one plan at once: together they take one step.
        """
        tried = len(ROOMS) if plan.room is None else ROOMS.index(plan.room) + 1
        document.plans[ROOM] = max(document.plans.get(ROOM, 0), tried)
        return not self.beyond(document)

    def beyond(self, document: Any) -> bool:
        """Tell whether a document is known to be too deep for the engine's parser, however its relations are read."""
        return bool(document.plans.get(ROOM, 0) >= len(ROOMS))

    def text(self, unit: Unit, dialect: Dialect, actor: Actor, given: Sequence[Given | None]) -> Text:
        """Give the text of a statement, made now if it isn't kept."""
        key = (unit.number, dialect, shape_of(actor), tuple(one.form for one in given if one is not None))
        found = self._texts.get(key)
        if found is not None:
            self._texts.move_to_end(key)
            return found
        made = unit.text(dialect, actor, given)
        self._texts[key] = made
        self._chars += len(made.sql)
        while self._chars > KEPT_TEXT_CHARS:
            self._chars -= len(self._texts.popitem(last=False)[1].sql)
        return made
