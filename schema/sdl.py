"""The published contract as text (``schema.graphql``), and what a change of it would break for clients."""

from collections.abc import Iterator

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, build_schema
from graphql.utilities import find_breaking_changes

from schema.root import build

HEADING = "# Rendered from the declared types by `make render`; the contract that clients build on.\n\n"


def text() -> str:
    """Give the schema's text, ending in a line feed."""
    return f"{HEADING}{build().as_str().rstrip()}\n"


def breaking(before: str, after: str) -> list[str]:
    """Tell what a client of ``before`` could lose by ``after``; what was marked as deprecated before may go."""
    old, new = build_schema(before), build_schema(after)
    allowed = {f"{place} was removed." for place in _deprecated(old)}
    return [one.description for one in find_breaking_changes(old, new) if one.description not in allowed]


def _deprecated(schema: GraphQLSchema) -> Iterator[str]:
    """Give what is deprecated, as the library's sentences name it."""
    for kind in schema.type_map.values():
        match kind:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for name, member in kind.fields.items():
                    if member.deprecation_reason is not None:
                        yield f"Field {kind.name}.{name}"
                    for argument, declared in member.args.items():
                        if declared.deprecation_reason is not None:
                            yield f"Argument {kind.name}.{name}({argument}:)"
            case GraphQLInputObjectType():
                yield from (f"Field {kind.name}.{name}" for name, member in kind.fields.items() if member.deprecation_reason is not None)
            case GraphQLEnumType():
                yield from (f"Enum value {kind.name}.{name}" for name, one in kind.values.items() if one.deprecation_reason is not None)
            case _:
                pass
