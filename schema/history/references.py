"""Ids among the changed values of an event: shown with their prefix, as everywhere else, so that a client can follow them."""

from collections.abc import Mapping
from functools import cache

from models.base import Reference
from models.ddl import row_models
from models.people import HandSetLine
from schema.reads import registry
from schema.reads.names import camel
from workflows.event_views import Shown


@cache
def _prefixes() -> Mapping[str, str]:
    """Give what the ids in a changed field begin with, by the field's public name, wherever every model's column of that name agrees."""
    shown = {str(one.model._meta.db_table): one.prefix for one in registry.records() if one.model is not None and one.prefix}
    found: dict[str, set[str | None]] = {}
    for model in row_models():
        for name, column in model._meta.fields_map.items():
            if isinstance(column, Reference):
                found.setdefault(camel(name), set()).add(shown.get(column.target))
    agreed = {name: one for name, prefixes in found.items() if len(prefixes) == 1 for one in prefixes if one is not None}
    # An accepted proposal tells the line that it set, which no column of it holds.
    return {**agreed, "handSetLine": shown[HandSetLine._meta.db_table]}


def shown_value(path: str, held: Shown) -> str | None:
    """Show a changed value as text: an id with its prefix, a truth value in small letters, all else as it was kept."""
    if isinstance(held.value, bool):
        return str(held.value).lower()
    prefix = None if held.personal else _prefixes().get(path.rpartition(".")[2])
    return held.value if prefix is None or held.value is None else f"{prefix}_{held.value}"
