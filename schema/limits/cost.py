"""What a field costs: a point for each statement and for each row that reading it can bring, by its declaration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_nullable_type,
    is_list_type,
)

from models.limits import NODES_ROWS, PAGE_DEFAULT_ROWS, PAGE_ROWS
from schema.reads.fields import Command, Computed, Field, Lookup, Many, NodeLookup, One, Page

SHORT_LIST_ROWS = 5
"""How many rows a list without pages is taken to have: results of a plan, indicators of a result, posts of a person. One may have more."""
COMMAND = 10
"""What each item of a command costs beside its answer: its statements, locks and evidence."""
INTROSPECTION = 100
"""What each question for the schema costs: no rows, but as much work as a page."""

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a field brings: a number, or what variables say. ``most`` bounds what a refused number would have asked."""

    fixed: int
    numbers: tuple[ValueNode, ...] = ()
    listed: ValueNode | None = None
    most: int = 1

    @property
    def constant(self) -> bool:
        """Whether it is the same whatever the variables are."""
        return not self.numbers and self.listed is None

    def rows(self, variables: Variables) -> int:
        """Give the number of rows."""
        if self.listed is not None:
            return min(max(1, _longest(self.listed, variables)), self.most)
        asked = [one for one in (_number(node, variables) for node in self.numbers) if one is not None]
        return min(max(asked), self.most) if asked else self.fixed


@dataclass(slots=True)
class Bill:
    """The cost of a selection: its statements, sent once however many rows there are, and its rows: a number, and parts that variables
    multiply. Bills of fragments stand in several others.
    """

    statements: int = 0
    fixed: int = 0
    parts: list[tuple[Size, int, "Bill"]] = field(default_factory=list)

    def add(self, size: Size, each: int, inner: "Bill") -> None:
        """Add ``size`` times ``each`` and the inner selection."""
        if size.constant and not inner.parts:
            self.fixed += size.fixed * (each + inner.fixed)
        else:
            self.parts.append((size, each, inner))

    def total(self, variables: Variables) -> int:
        """Add it up; each bill is added up once, however often it stands in others."""
        return self.statements + self.rows(variables, {})

    def rows(self, variables: Variables, known: dict[int, int]) -> int:
        """Add up the rows; ``known`` keeps what was added up, by the bill's identity."""
        if not self.parts:
            return self.fixed
        if id(self) not in known:
            known[id(self)] = self.fixed + sum(
                size.rows(variables) * (each + inner.rows(variables, known)) for size, each, inner in self.parts
            )
        return known[id(self)]


ONE = Size(1)


def price(declared: Field | None, held: GraphQLField, node: FieldNode) -> tuple[int, Size, int]:
    """Give the statements that a field sends, how many rows it brings for each row above it, and what each of those costs."""
    given = {one.name.value: one.value for one in node.arguments or ()}
    match declared:
        case Page():
            numbers = tuple(given[name] for name in ("first", "last") if name in given)
            if all(isinstance(one, IntValueNode) for one in numbers) and numbers:
                return 1, Size(Size(0, numbers, most=PAGE_ROWS).rows({})), 1
            return 1, Size(PAGE_DEFAULT_ROWS, numbers, most=PAGE_ROWS), 1
        case NodeLookup(many=True):
            return 1, Size(1, listed=given.get("ids"), most=NODES_ROWS), 1
        case Many():
            return 1, Size(SHORT_LIST_ROWS), 1
        case One() | Lookup() | NodeLookup():
            return 1, ONE, 1
        case Computed():
            return 1, Size(SHORT_LIST_ROWS) if is_list_type(get_nullable_type(held.type)) else ONE, 0
        case Command():
            return 0, Size(1, listed=given.get("input"), most=10**6), COMMAND
        case _:
            return 0, ONE, 0


def _number(node: ValueNode, variables: Variables) -> int | None:
    value: object = None
    if isinstance(node, IntValueNode):
        # A number of many digits is no page size; reading it would take time that grows faster than its length.
        value = int(node.value) if len(node.value) < 10 else PAGE_ROWS
    elif isinstance(node, VariableNode):
        value = variables.get(node.name.value)
    return max(0, int(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _longest(node: ValueNode, variables: Variables) -> int:
    """Give the length of a list, or of the longest list directly in an input."""
    match node:
        case VariableNode():
            return _length(variables.get(node.name.value))
        case ListValueNode():
            return len(node.values)
        case ObjectValueNode():
            return max((_longest(one.value, variables) for one in node.fields if not isinstance(one.value, ObjectValueNode)), default=1)
        case _:
            return 1


def _length(value: object) -> int:
    if isinstance(value, list):
        return len(value)
    if isinstance(value, dict):
        return max((len(one) for one in value.values() if isinstance(one, list)), default=1)
    return 1
