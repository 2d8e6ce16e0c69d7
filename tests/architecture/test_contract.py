"""Rules about the published contract: each field has a policy and a description, and nothing that clients use disappears."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)
from strawberry.types.field import StrawberryField

from schema import sdl
from schema.reads.fields import Column, Computed, Many, One, Page
from schema.root import build
from workflows.access import FieldPolicy

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = "schema/schema.graphql"


def own_types(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    """Give the types that we publish, without the language's own."""
    for kind in schema.type_map.values():
        if not is_introspection_type(kind) and not is_specified_scalar_type(kind):
            yield kind


def fields_without_policy(schema: GraphQLSchema) -> list[str]:
    """Name the published fields whose strawberry field declares nothing about who sees them."""
    found = []
    for kind in own_types(schema):
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                declared = field.extensions.get("strawberry-definition")
                if not isinstance(declared, StrawberryField) or "reads" not in declared.metadata:
                    found.append(f"{kind.name}.{name}")
    return found


def guarded_but_required(schema: GraphQLSchema) -> list[str]:
    """Name the published fields that a policy may hide though they promise never to be null."""
    found = []
    for kind in own_types(schema):
        for name, field in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            declared = field.extensions["strawberry-definition"].metadata["reads"]
            match declared:
                case Column(value):
                    policy = value.policy
                case One(policy=policy) | Many(policy=policy) | Page(policy=policy) | Computed(policy=policy):
                    pass
                case _:
                    policy = FieldPolicy.OPEN
            if policy is not FieldPolicy.OPEN and isinstance(field.type, GraphQLNonNull):
                found.append(f"{kind.name}.{name}")
    return found


def undescribed(schema: GraphQLSchema) -> list[str]:
    """Name what has no description."""
    found = []
    for kind in own_types(schema):
        places: list[tuple[str, str | None]] = [(kind.name, kind.description)]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                places.append((f"{kind.name}.{name}", field.description))
                places += [(f"{kind.name}.{name}({argument}:)", given.description) for argument, given in field.args.items()]
        if isinstance(kind, GraphQLInputObjectType):
            places += [(f"{kind.name}.{name}", given.description) for name, given in kind.fields.items()]
        if isinstance(kind, GraphQLEnumType):
            places += [(f"{kind.name}.{name}", given.description) for name, given in kind.values.items()]
        found += [place for place, description in places if not description]
    return found


def test_every_field_has_a_declared_policy() -> None:
    """A field added by hand, past the declaration, once showed a rating to the person appraised: nobody had said who may see it."""
    assert fields_without_policy(build().core) == []


def test_a_field_without_policy_is_found() -> None:
    """The rule above must see a field that declares nothing."""
    import strawberry

    @strawberry.type
    class Query:
        secret: str = "x"

    assert fields_without_policy(strawberry.Schema(Query)._schema) == ["Query.secret"]


def test_what_a_policy_hides_may_be_null() -> None:
    """A hidden value in a field that is never null takes the whole row, and the list around it, out of the answer."""
    assert guarded_but_required(build().core) == []


def test_everything_is_described() -> None:
    """A frontend team reads the schema alone; what has no description is used wrongly or asked about."""
    assert undescribed(build().core) == []


def committed() -> str | None:
    """Give the contract as the last commit has it; None where there is no git, no commit or no such file yet."""
    git = shutil.which("git")
    if git is None:
        return None
    shown = subprocess.run([git, "show", f"HEAD:{COMMITTED}"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    return shown.stdout if shown.returncode == 0 else None


def test_no_change_breaks_clients_without_a_deprecation() -> None:
    """A renamed field took a client's page away overnight: what goes must have been marked as deprecated in an earlier commit."""
    before = committed()
    if before is None:
        pytest.skip("no committed contract to compare with")
    assert sdl.breaking(before, sdl.text()) == []


OLD = """
type Query {
  kept(wanted: Int, old: Int @deprecated(reason: "Use wanted.")): Int gone: Int
  spent: Int @deprecated(reason: "Use kept.")
  kind: Kind
}
enum Kind { A B C @deprecated(reason: "Use A.") }
input Filter { b: Int a: Int @deprecated(reason: "Use b.") }
"""


@pytest.mark.parametrize(
    ("new", "broken"),
    [
        (OLD, []),
        ("type Query { kept(wanted: Int): Int gone: Int kind: Kind } enum Kind { A B } input Filter { b: Int }", []),
        (OLD.replace(" gone: Int", ""), ["Field Query.gone was removed."]),
        (OLD.replace("A B C", "A C"), ["Enum value Kind.B was removed."]),
        (OLD.replace("gone: Int", "gone: String"), ["Field Query.gone changed type from Int to String."]),
        (OLD.replace("{ b: Int", "{ b: Int c: Int!"), ["A required field Filter.c was added."]),
    ],
)
def test_breaking_changes_are_told_and_deprecated_ones_may_go(new: str, broken: list[str]) -> None:
    """The comparison itself must tell a break from a deprecation that has run its time."""
    assert sdl.breaking(OLD, new) == broken
