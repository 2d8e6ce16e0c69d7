"""Which fields a request asks of an object: the look-ahead that lets a statement select only the columns asked for."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
)

from schema.reads.fields import Column, Computed, Many, One, Page, Value
from schema.reads.registry import Record

Selected = Mapping[str, list[FieldNode]]


def selected(info: GraphQLResolveInfo[Any], nodes: Iterable[FieldNode], types: frozenset[str]) -> Selected:
    """Give the fields below ``nodes`` that an object of a type named in ``types`` is asked for, by name, aliases together."""
    found: dict[str, list[FieldNode]] = {}
    seen: set[str] = set()
    for node in nodes:
        if node.selection_set is not None:
            _walk(info, node.selection_set, types, found, seen)
    return found


def _walk(
    info: GraphQLResolveInfo[Any], selections: SelectionSetNode, types: frozenset[str], found: dict[str, list[FieldNode]], seen: set[str]
) -> None:
    for node in selections.selections:
        if not _included(info, node):
            continue
        match node:
            case FieldNode():
                found.setdefault(node.name.value, []).append(node)
            case InlineFragmentNode():
                if node.type_condition is None or node.type_condition.name.value in types:
                    _walk(info, node.selection_set, types, found, seen)
            case FragmentSpreadNode():
                fragment: FragmentDefinitionNode = info.fragments[node.name.value]
                if node.name.value not in seen and fragment.type_condition.name.value in types:
                    seen.add(node.name.value)
                    _walk(info, fragment.selection_set, types, found, seen)


def _included(info: GraphQLResolveInfo[Any], node: SelectionNode) -> bool:
    if not node.directives:
        return True
    skip = get_directive_values(GraphQLSkipDirective, node, info.variable_values)
    include = get_directive_values(GraphQLIncludeDirective, node, info.variable_values)
    return not (skip and skip["if"]) and not (include and not include["if"])


def types_of(record: Record) -> frozenset[str]:
    """Give the names that a fragment on the record's type may have: its own and its interfaces'."""
    definition = record.shown_by.__strawberry_definition__  # type: ignore[attr-defined]
    return frozenset((record.name, *(one.name for one in definition.interfaces)))


def values_for(record: Record, chosen: Selected) -> dict[str, Value]:
    """Give the values that the fields ``chosen`` of a record need, by name; the id always."""
    needed = [record.value("id")]
    if record.union is not None:
        needed.append(record.value(record.union.mark))
    for name in chosen:
        match record.fields.get(name):
            case Column():
                needed.append(record.value(record.python_names[name]))
            case One(_, key, binds, policy=policy):
                needed.append(record.value(key).guarded(policy))
                needed.extend(record.value(own) for own in binds.values())
            case Many(_, _, key, policy=policy):
                needed.append(record.value(key).guarded(policy))
            case Page(column=str(), key=key, policy=policy):
                needed.append(record.value(key).guarded(policy))
            case Computed(_, needs):
                needed.extend(record.value(need) for need in needs)
            case _:
                pass
    return {value.name: value for value in needed}
