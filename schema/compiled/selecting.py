"""Which fields an object is asked for, aliases apart and fragments merged, as the specification's CollectFields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, SelectionNode, SelectionSetNode, VariableNode


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the answer: under which key, which field, and the nodes that ask for it."""

    key: str
    name: str
    nodes: tuple[FieldNode, ...]


class Selection:
    """What one operation selects; ``switches`` are the values of the variables that its ``@skip`` and ``@include`` name."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], switches: Mapping[str, Any]) -> None:
        self._fragments = fragments
        self._switches = switches

    def of(self, sets: Iterable[SelectionSetNode | None], types: frozenset[str]) -> tuple[Asked, ...]:
        """Give the fields that an object whose type and interfaces are named in ``types`` is asked for, in the answer's order."""
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for one in sets:
            if one is not None:
                self._walk(one, types, found, seen)
        return tuple(Asked(key, nodes[0].name.value, tuple(nodes)) for key, nodes in found.items())

    def below(self, asked: Asked, types: frozenset[str]) -> tuple[Asked, ...]:
        """Give the fields that are asked of the object which a field gives."""
        return self.of((node.selection_set for node in asked.nodes), types)

    def _walk(self, selections: SelectionSetNode, types: frozenset[str], found: dict[str, list[FieldNode]], seen: set[str]) -> None:
        for node in selections.selections:
            if not self._included(node):
                continue
            match node:
                case FieldNode():
                    found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                case InlineFragmentNode():
                    if node.type_condition is None or node.type_condition.name.value in types:
                        self._walk(node.selection_set, types, found, seen)
                case FragmentSpreadNode():
                    fragment = self._fragments[node.name.value]
                    if node.name.value not in seen and fragment.type_condition.name.value in types:
                        seen.add(node.name.value)
                        self._walk(fragment.selection_set, types, found, seen)

    def _included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            (argument,) = directive.arguments or ()
            given: Any = argument.value
            held = self._switches[given.name.value] if isinstance(given, VariableNode) else given.value
            if held is (directive.name.value == "skip"):
                return False
        return True


def switching(nodes: Iterable[Any]) -> frozenset[str]:
    """Give the names of the variables that any ``@skip`` or ``@include`` in some definitions names."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        for directive in getattr(node, "directives", None) or ():
            for argument in directive.arguments or ():
                if isinstance(argument.value, VariableNode):
                    found.add(argument.value.name.value)
        chosen = getattr(node, "selection_set", None)
        if chosen is not None:
            waiting.extend(chosen.selections)
    return frozenset(found)
