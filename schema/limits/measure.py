"""Measures a document before it is validated, in one pass: depth, breadth, what its fragments unfold to, and its cost.

Every selection is visited once: a fragment is measured when it is first spread, and its numbers are used again wherever it stands. So the
work follows the document's length, however much its fragments would unfold to. What doesn't fit the schema costs nothing here; validation
refuses it.
"""

from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
)

from schema.limits.bounds import Beyond, RequestLimits, within
from schema.limits.cost import INTROSPECTION, ONE, Bill, price
from schema.reads.fields import Field
from schema.reads.registry import of_name

Path = tuple[str | int, ...]
_SCHEMA_FIELDS = ("__schema", "__type")


@dataclass(slots=True)
class Measure:
    """What a selection unfolds to: levels below it, selections in its widest set and in its own one, fields, aliases, directives."""

    depth: int = 0
    own: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    bill: Bill = field(default_factory=Bill)


@dataclass(slots=True)
class Measured:
    """A measured document: the bill of each operation by its name; ``visited`` counts the nodes that were looked at."""

    bills: dict[str | None, Bill]
    visited: int


def measure(document: DocumentNode, schema: GraphQLSchema, limits: RequestLimits) -> Measured:
    """Measure every operation of a document.

    Raises:
        Beyond: DOCUMENT_LIMIT or INTROSPECTION_OFF, at the first place that passes a limit.
    """
    return _Measuring(document, schema, limits).all()


class _Measuring:
    def __init__(self, document: DocumentNode, schema: GraphQLSchema, limits: RequestLimits) -> None:
        self.document = document
        self.schema = schema
        self.limits = limits
        self.fragments: dict[str, FragmentDefinitionNode] = {}
        self.known: dict[str, Measure] = {}
        self.visited = 0

    def all(self) -> Measured:
        operations = []
        count = 0
        for one in self.document.definitions:
            self.visited += 1
            if isinstance(one, FragmentDefinitionNode):
                count += 1
                self.fragments.setdefault(one.name.value, one)
            elif isinstance(one, OperationDefinitionNode):
                operations.append(one)
        within("fragments", count, self.limits.fragments, ())
        bills = {one.name.value if one.name else None: self._operation(one) for one in operations}
        for name in self.fragments:
            # One that nothing spreads is refused by validation, whose work follows what it unfolds to as well.
            self._fragment(name, (), 0)
        return Measured(bills, self.visited)

    def _operation(self, node: OperationDefinitionNode) -> Bill:
        held = self.schema.get_root_type(node.operation)
        measured = Measure(directives=len(node.directives or ()))
        self._set(measured, node.selection_set, held, (), 1)
        within("root_fields", measured.own, self.limits.root_fields, ())
        self._check(measured, ())
        return measured.bill

    def _check(self, measured: Measure, path: Path) -> None:
        limits = self.limits
        within("depth", measured.depth + len(path), limits.depth, path)
        within("breadth", measured.own, limits.breadth, path)
        within("fields", measured.fields, limits.fields, path)
        within("aliases", measured.aliases, limits.aliases, path)
        within("directives", measured.directives, limits.directives, path)

    def _set(self, into: Measure, selections: SelectionSetNode, held: GraphQLNamedType | None, path: Path, level: int) -> None:
        # The walk itself never goes deeper than the limit of depth and the number of fragments.
        within("depth", level, self.limits.depth, path)
        for node in selections.selections:
            self.visited += 1
            self._selection(into, node, held, path, level)
        self._check(into, path)

    def _selection(self, into: Measure, node: SelectionNode, held: GraphQLNamedType | None, path: Path, level: int) -> None:
        self.visited += len(node.directives or ())
        into.directives += len(node.directives or ())
        match node:
            case FieldNode():
                self._field(into, node, held, path, level)
            case InlineFragmentNode():
                condition = node.type_condition
                inner = held if condition is None else self.schema.get_type(condition.name.value)
                self._set(into, node.selection_set, inner, path, level + 1)
            case FragmentSpreadNode():
                self._merge(into, self._fragment(node.name.value, path, level))
            case _:
                pass

    def _field(self, into: Measure, node: FieldNode, held: GraphQLNamedType | None, path: Path, level: int) -> None:
        name = node.name.value
        key = node.alias.value if node.alias else name
        here = (*path, key)
        if name in _SCHEMA_FIELDS and not self.limits.introspection:
            raise Beyond("INTROSPECTION_OFF", here)
        self.visited += len(node.arguments or ())
        into.own += 1
        into.fields += 1
        into.aliases += node.alias is not None
        below = Measure()
        declared, field_held = self._declared(held, name)
        if node.selection_set is not None:
            inner = None if field_held is None else get_named_type(field_held.type)
            self._set(below, node.selection_set, inner, here, level + 1)
        into.depth = max(into.depth, below.depth + 1)
        into.fields += below.fields
        into.aliases += below.aliases
        into.directives += below.directives
        if name in _SCHEMA_FIELDS:
            into.bill.statements += INTROSPECTION
        elif field_held is not None:
            statements, beside, size, each = price(declared, field_held, node)
            into.bill.statements += statements + below.bill.statements
            into.bill.add(key, ONE, beside, Bill())
            into.bill.add(key, size, each, below.bill)

    def _declared(self, held: GraphQLNamedType | None, name: str) -> tuple[Field | None, GraphQLField | None]:
        if not isinstance(held, GraphQLObjectType | GraphQLInterfaceType):
            return None, None
        record = of_name(held.name)
        return (None if record is None else record.fields.get(name)), held.fields.get(name)

    def _fragment(self, name: str, path: Path, level: int) -> Measure:
        found = self.known.get(name)
        if found is None:
            # In a circle it stands for nothing; validation refuses circles.
            self.known[name] = found = Measure()
            node = self.fragments.get(name)
            if node is not None:
                made = Measure(directives=len(node.directives or ()))
                self._set(made, node.selection_set, self.schema.get_type(node.type_condition.name.value), path, level)
                self.known[name] = found = made
        return found

    @staticmethod
    def _merge(into: Measure, spread: Measure) -> None:
        into.depth = max(into.depth, spread.depth)
        into.own += spread.own
        into.fields += spread.fields
        into.aliases += spread.aliases
        into.directives += spread.directives
        into.bill.statements += spread.bill.statements
        into.bill.add(None, ONE, 0, spread.bill)
