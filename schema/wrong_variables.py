"""Where a variable doesn't fit its type; asked only once the library has refused one, for it doesn't tell the place as data."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, is_input_type, is_non_null_type, type_from_ast
from graphql.utilities.validate_input_value import validate_input_value

MOST = 20


def wrong_variables(
    schema: GraphQLSchema, node: OperationDefinitionNode, given: Mapping[str, Any] | None, *, suggest: bool
) -> list[tuple[str, str]]:
    """Give the path (``variables.input.items.3``) and the library's sentence of what doesn't fit, at most ``MOST``."""
    found: list[tuple[str, str]] = []
    values = given or {}
    for one in node.variable_definitions or ():
        name = one.variable.name.value
        held = type_from_ast(schema, one.type)
        if held is None or not is_input_type(held):
            continue
        if name not in values:
            if is_non_null_type(held) and one.default_value is None:
                found.append((f"variables.{name}", f"${name} of type {held} is required."))
            continue

        def told(error: GraphQLError, path: list[str | int], name: str = name) -> None:
            found.append((".".join(map(str, ("variables", name, *path))), f"${name}: {error.message}"))

        validate_input_value(values[name], held, told, hide_suggestions=not suggest)
    return found[:MOST]
