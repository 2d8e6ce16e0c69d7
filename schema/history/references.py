"""Ids among the changed values and in the paths of an event: shown with their prefix, as everywhere, so that clients can follow them."""

from collections.abc import Mapping
from functools import cache

from models.base import Reference, Row
from models.cycles import Extension
from models.ddl import row_models
from models.people import Absence, Assignment, EmployeeGrade, EmployeeIdentity, HandSetLine, Holiday, LegalStatus, RoleGrant
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


@cache
def _children() -> Mapping[str, str]:
    """Give what the ids of an aggregate's rows begin with, by the name under which a path has them.

    Rows that no type shows (``placements``, ``routes``, ``leaderships``) have no such id, and a plan's results and indicators go by the
    lineage that their ``lineage`` shows: those keys stand as they are.
    """
    models: Mapping[str, type[Row]] = {
        "absences": Absence,
        "assignments": Assignment,
        "extensions": Extension,
        "grades": EmployeeGrade,
        "handSetLines": HandSetLine,
        "holidays": Holiday,
        "identities": EmployeeIdentity,
        "legalStatuses": LegalStatus,
        "roleGrants": RoleGrant,
    }
    prefixes = {one.model: one.prefix for one in registry.records() if one.model is not None and one.prefix}
    return {name: prefixes[model] for name, model in models.items()}


def shown_path(path: str) -> str:
    """Show a change's path: a row of an aggregate by its id, ``assignments.asg_<uuid>.validTo``."""
    name, dot, rest = path.partition(".")
    prefix = _children().get(name)
    return path if prefix is None or not dot else f"{name}.{prefix}_{rest}"


def shown_value(path: str, held: Shown) -> str | None:
    """Show a changed value as text: an id with its prefix, a truth value in small letters, all else as it was kept."""
    if isinstance(held.value, bool):
        return str(held.value).lower()
    prefix = None if held.personal else _prefixes().get(path.rpartition(".")[2])
    return held.value if prefix is None or held.value is None else f"{prefix}_{held.value}"
