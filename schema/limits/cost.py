"""What a field costs: a point for each statement and for each row that reading it can bring, by its declaration.

A list without pages is taken to have its usual length. What an answer really read is counted too: see ``ROWS_A_POINT``.
"""

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

ROWS_A_POINT = 2
"""How many rows a point pays for. What reads more than that costs what it read; what would read more than a request may cost is stopped."""
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
    multiply. Bills of fragments stand in several others. ``shares`` are all that have rows, by the key of the answer; a fragment has none.
    """

    statements: int = 0
    fixed: int = 0
    parts: list["Part"] = field(default_factory=list)
    shares: list[tuple[str | None, "Part"]] = field(default_factory=list)

    def add(self, key: str | None, size: Size, each: int, inner: "Bill") -> None:
        """Add ``size`` times ``each`` and the inner selection."""
        part = Part(size, each, inner)
        if size.constant and not inner.parts:
            rows = size.fixed * (each + inner.fixed)
            self.fixed += rows
            if not rows:
                return
        else:
            self.parts.append(part)
        self.shares.append((key, part))

    def total(self, variables: Variables) -> int:
        """Add it up; each bill is added up once, however often it stands in others."""
        return self.statements + self.rows(variables, {})

    def rows(self, variables: Variables, known: dict[int, int]) -> int:
        """Add up the rows; ``known`` keeps what was added up, by the bill's identity."""
        if not self.parts:
            return self.fixed
        if id(self) not in known:
            known[id(self)] = self.fixed + sum(part.rows(variables, known) for part in self.parts)
        return known[id(self)]

    def dearest(self, variables: Variables) -> tuple[str, ...]:
        """Give the place in the answer that is to be made smaller: the deepest field that stands for more than half of what the dearest
        field at the root costs.
        """
        known: dict[int, int] = {}
        bill, times, whole, path, counted = self, 1, 0, [], 0
        while bill.shares:
            key, part = max(bill.shares, key=lambda one: one[1].rows(variables, known))
            rows = times * part.rows(variables, known)
            if 2 * rows <= whole:
                break
            whole = whole or rows
            if key is not None:
                path.append(key)
            if part.each:
                counted = len(path)
            times *= part.size.rows(variables)
            bill = part.inner
        return tuple(path[:counted])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bill: ``size`` rows for each row above it, of which each costs ``each`` and the inner selection."""

    size: Size
    each: int
    inner: Bill

    def rows(self, variables: Variables, known: dict[int, int]) -> int:
        """Give the part's rows for one row above it."""
        return self.size.rows(variables) * (self.each + self.inner.rows(variables, known))


ONE = Size(1)


def price(declared: Field | None, held: GraphQLField, node: FieldNode) -> tuple[int, int, Size, int]:
    """Give the statements that a field sends, the rows that it reads beside its own, how many it brings, and what each of those costs."""
    given = {one.name.value: one.value for one in node.arguments or ()}
    match declared:
        case Page():
            numbers = tuple(given[name] for name in ("first", "last") if name in given)
            if all(isinstance(one, IntValueNode) for one in numbers) and numbers:
                return 1, 0, Size(Size(0, numbers, most=PAGE_ROWS).rows({})), 1
            return 1, 0, Size(PAGE_DEFAULT_ROWS, numbers, most=PAGE_ROWS), 1
        case NodeLookup(many=True):
            return 1, 0, Size(1, listed=given.get("ids"), most=NODES_ROWS), 1
        case Many(usual=usual):
            return 1, 0, Size(usual), 1
        case One() | Lookup() | NodeLookup():
            return 1, 0, ONE, 1
        case Computed(reads=reads, usual=usual):
            return 1, reads, Size(usual) if is_list_type(get_nullable_type(held.type)) else ONE, 0
        case Command():
            return 0, 0, Size(1, listed=given.get("input"), most=10**6), COMMAND
        case _:
            return 0, 0, ONE, 0


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
