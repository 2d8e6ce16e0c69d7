"""From what hypothesis-graphql generates to the document that is sent: arguments aimed, pages asked for in one direction, ids asked for.

What is needed to judge an answer is asked for beside what was generated: ``id`` and ``__typename`` of whatever has them, and of a
mutation's payload what was refused and which event was written.
"""

import random
from collections.abc import Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    ast_from_value,
    get_named_type,
    parse,
    print_ast,
    value_from_ast_untyped,
)

from tests.fuzz.aiming import Aim

JUDGED = "fzRefusal: refusal { code reasons { code path } } fzEvent: event { id } fzReplayed: replayed"
IDENTIFIED = "fzId: id fzType: __typename"
PAGES = ("first", "after", "last", "before")

DIRECTIONS: tuple[tuple[str, ...], ...] = (
    *[("first",)] * 6,
    *[("first", "after")] * 2,
    *(("last",), ("last", "before"), PAGES, (), ()),
)
"""In which ways a page is asked for, by how often; all four arguments at once are refused."""


def selected(text: str) -> tuple[SelectionNode, ...]:
    """Give the selections that a text holds."""
    (operation,) = parse(f"{{ {text} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    return tuple(operation.selection_set.selections)


def literal(value: Any, kind: Any) -> ValueNode:
    """Give the literal of a value; what its type wouldn't hold is written as it is."""
    try:
        found = ast_from_value(value, kind)
    except Exception:
        found = None
    return found if found is not None else NullValueNode()


class Shaping:
    """Shapes one generated document for one request."""

    def __init__(self, schema: GraphQLSchema, aim: Aim, chance: random.Random) -> None:
        self.schema, self.aim, self.chance = schema, aim, chance

    async def query(self, document: DocumentNode) -> str:
        """Aim the arguments of a query wherever they stand."""
        (operation,) = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        assert self.schema.query_type is not None
        made = await self._selections(operation.selection_set, self.schema.query_type)
        return print_ast(OperationDefinitionNode(operation=operation.operation, selection_set=made))

    async def mutation(self, document: DocumentNode) -> tuple[str, str, dict[str, Any], dict[str, Any] | None]:
        """Aim a mutation of one field; give the document, the field's name, the input, and the variables if there are any."""
        (operation,) = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        assert self.schema.mutation_type is not None
        field = next(one for one in operation.selection_set.selections if isinstance(one, FieldNode))
        name = field.name.value
        declared = self.schema.mutation_type.fields[name]
        kind = get_named_type(declared.args["input"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        written = next((one.value for one in field.arguments or () if one.name.value == "input"), None)
        generated = value_from_ast_untyped(written) if written is not None else {}
        given = await self.aim.input(kind, generated if isinstance(generated, dict) else {})
        payload = get_named_type(declared.type)
        assert isinstance(payload, GraphQLObjectType)
        chosen = print_ast(await self._selections(field.selection_set, payload))
        judged = f"fzResults: results {{ {JUDGED} }}" if "results" in payload.fields else JUDGED
        chosen = chosen.strip().removeprefix("{").removesuffix("}") + judged
        if self.chance.random() < 0.5:
            return f"mutation ($input: {kind.name}!) {{ {name}(input: $input) {{ {chosen} }} }}", name, given, {"input": given}
        value = print_ast(literal(given, kind))
        return f"mutation {{ {name}(input: {value}) {{ {chosen} }} }}", name, given, None

    async def _selections(self, found: SelectionSetNode | None, parent: GraphQLObjectType | GraphQLInterfaceType) -> SelectionSetNode:
        made: list[SelectionNode] = []
        for one in found.selections if found else ():
            if isinstance(one, FieldNode) and one.name.value in parent.fields:
                made.append(await self._field(one, parent))
            elif isinstance(one, InlineFragmentNode) and one.type_condition:
                on = self.schema.type_map[one.type_condition.name.value]
                assert isinstance(on, (GraphQLObjectType, GraphQLInterfaceType))
                made.append(
                    InlineFragmentNode(type_condition=one.type_condition, selection_set=await self._selections(one.selection_set, on))
                )
            else:
                made.append(one)
        if "id" in parent.fields:
            made += selected(IDENTIFIED)
        if "edges" in parent.fields and self.chance.random() < 0.6:
            node = _target(_fields(parent.fields["edges"].type)["node"].type)
            more = " fzRating: resultRating fzSaid: selfAppraisal" if node and node.name == "Appraisal" else ""
            made += selected(f"fzEdges: edges {{ cursor node {{ {IDENTIFIED if node and 'id' in node.fields else '__typename'}{more} }} }}")
        return SelectionSetNode(selections=tuple(made))

    async def _field(self, field: FieldNode, parent: GraphQLObjectType | GraphQLInterfaceType) -> FieldNode:
        declared = parent.fields[field.name.value]
        arguments = []
        page = self.chance.choice(
            (("first",),) * 6 + (("first", "after"), ("first", "after"), ("last",), ("last", "before"), PAGES, (), ())
        )
        for one in field.arguments or ():
            name, kind = one.name.value, declared.args[one.name.value].type
            if name in PAGES:
                continue
            given = value_from_ast_untyped(one.value)
            if given is None and isinstance(kind, GraphQLNonNull):
                continue
            arguments.append((name, kind, await self._argument(parent.name, name, kind, given)))
        if "first" in declared.args:
            # Some pages are turned forward only.
            for name in (one for one in page if one in declared.args):
                size = self.chance.choice((1, 3, 5, 10, 20, 20, 20, 50, 100, 100, 101, -1)) if name in ("first", "last") else None
                arguments.append((name, declared.args[name].type, self.aim.stock.cursor(self.chance) if size is None else size))
        under = _target(declared.type)
        return FieldNode(
            alias=field.alias,
            name=field.name,
            arguments=tuple(_argument_node(name, literal(value, kind)) for name, kind, value in arguments),
            directives=field.directives,
            selection_set=await self._selections(field.selection_set, under) if under and field.selection_set else field.selection_set,
        )

    async def _argument(self, parent: str, name: str, kind: Any, given: Any) -> Any:
        bare = get_named_type(kind)
        if isinstance(bare, GraphQLInputObjectType) and isinstance(given, dict):
            # A filter has few conditions at once, or nothing passes it.
            kept = self.chance.sample(sorted(given), min(len(given), self.chance.choice((0, 0, 0, 1, 1, 2))))
            return {
                each: await self.aim.value(bare.name, each, bare.fields[each].type, given[each]) for each in kept if each in bare.fields
            }
        if name in ("id", "ids"):
            ids = [self._node_id() for _ in range(self.chance.randint(1, 6))]
            return ids if name == "ids" else ids[0]
        return await self.aim.value(parent, name, kind, given)

    def _node_id(self) -> str:
        drawn = self.chance.random()
        prefix = self.chance.choice(sorted(self.aim.stock.rows))
        if drawn < 0.6:
            found = self.aim.stock.own(self.chance, prefix, self.aim.actor.agency_id)
        else:
            found = (
                self.aim.stock.foreign(self.chance, prefix, self.aim.actor.agency_id)
                if drawn < 0.95
                else self.aim.stock.malformed(self.chance)
            )
        return found or self.aim.stock.any_id(self.chance)


def _target(kind: GraphQLOutputType) -> GraphQLObjectType | GraphQLInterfaceType | None:
    bare = get_named_type(kind)
    return bare if isinstance(bare, (GraphQLObjectType, GraphQLInterfaceType)) else None


def _fields(kind: GraphQLOutputType) -> Mapping[str, GraphQLField]:
    found = _target(kind)
    return found.fields if found else {}


def _argument_node(name: str, value: ValueNode) -> ArgumentNode:
    return ArgumentNode(name=NameNode(value=name), value=value)
