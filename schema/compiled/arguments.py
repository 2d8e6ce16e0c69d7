"""The arguments of a field, request by request: checked as the reference executor checks them, then split into a form and values.

The form is all that a statement's text depends on: which order, from which end, which cursors and filters are given, which of their values
are null or match nothing. The values are bound. So one text serves all requests of a form, and holds nothing that a request brings.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import UNSET, Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.reads.fields import Lookup, One, Page
from schema.reads.keyset import parse_cursor
from schema.reads.names import camel
from schema.reads.paging import window
from schema.reads.registry import of_model
from schema.reads.statement import prepared
from workflows.actor import Actor


@dataclass(frozen=True, slots=True)
class Given:
    """What a request gives for one field: ``form`` chooses the statement's text, ``values`` are bound by their place."""

    form: Hashable
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class PageForm:
    """What a page's text depends on; ``nulls`` tells of each cursor which of its key values are null.

    The values are: the page's rows, one more than these, the cursors' key values that aren't null, then what each filter binds.
    """

    order: str
    backwards: bool
    after: tuple[bool, ...] | None
    before: tuple[bool, ...] | None
    filters: tuple[tuple[str, int], ...]


NEVER = 0
"""How many values a condition binds that no row meets."""


class Arguments:
    """Reads one field's arguments as the schema's types say, once for all where no variable is among them."""

    def __init__(self, schema: Schema, field: GraphQLField, declared: StrawberryField, node: FieldNode) -> None:
        self._schema = schema
        self._field = field
        self._declared = declared
        self._node = node
        self._constant: dict[str, Any] | None = None
        self._varies = any(_names_variable(one.value) for one in node.arguments or ())

    def read(self, variables: VariableValues) -> dict[str, Any]:
        """Give the arguments by their Python names; GraphQLError for what doesn't fit a type."""
        if self._constant is not None:
            return self._constant
        made = convert_arguments(
            get_argument_values(self._field, self._node, variables),
            self._declared.arguments,
            scalar_registry=self._schema.schema_converter.scalar_registry,
            config=self._schema.config,
        )
        if not self._varies:
            self._constant = made
        return made


Prepare = Callable[[Mapping[str, Any], Actor], Given]


def page(declared: Page) -> Prepare:
    """Prepare a connection's arguments; RequestError as the reference executor raises it."""
    target = of_model(declared.target)

    def prepare(arguments: Mapping[str, Any], _: Actor) -> Given:
        asked = window(arguments)
        chosen = arguments.get("order_by")
        name = declared.default if chosen is None else chosen.value
        order = declared.orders[name]
        values: list[object] = [asked.size, asked.size + 1]
        nulls: dict[str, tuple[bool, ...] | None] = {"after": None, "before": None}
        for side, text in (("after", asked.after), ("before", asked.before)):
            if text is not None:
                marked = parse_cursor(target, order, text, side)
                nulls[side] = tuple(one is None for one in marked)
                values.extend(one for one in marked if one is not None)
        filters: list[tuple[str, int]] = []
        given = arguments.get("filter")
        if declared.filters is not None and given is not None:
            for name_of_filter, where in declared.filters.fields.items():
                held = getattr(given, name_of_filter)
                if held not in (None, UNSET):
                    bound = prepared(where, held, f"filter.{camel(name_of_filter)}")
                    values.extend(bound)
                    filters.append((name_of_filter, len(bound)))
        return Given(PageForm(name, asked.backwards, nulls["after"], nulls["before"], tuple(filters)), tuple(values))

    return prepare


def lookup(declared: Lookup) -> Prepare:
    """Prepare the argument that a row is found by."""

    def prepare(arguments: Mapping[str, Any], _: Actor) -> Given:
        bound = prepared(declared.where, arguments[declared.argument], declared.argument)
        return Given(len(bound), bound)

    return prepare


def chosen_day(_: One) -> Prepare:
    """Prepare the day on which one of several is chosen."""

    def prepare(arguments: Mapping[str, Any], actor: Actor) -> Given:
        return Given(1, (arguments.get("on") or actor.today,))

    return prepare


def _names_variable(value: Any) -> bool:
    match value.kind:
        case "variable":
            return True
        case "list_value":
            return any(map(_names_variable, value.values))
        case "object_value":
            return any(_names_variable(one.value) for one in value.fields)
        case _:
            return False
