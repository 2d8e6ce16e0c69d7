"""How a changed column is told in an event: its public path, and whether its value is personal text."""

from collections.abc import Mapping
from functools import cache

from models.base import BoundedText, Row
from workflows.events import Change, Personal, Value


@cache
def camel(column: str) -> str:
    """Give the public name of a column: ``result_rating`` → ``resultRating``."""
    first, *rest = column.split("_")
    return first + "".join(part.capitalize() for part in rest)


def is_personal(model: type[Row], column: str) -> bool:
    """Tell whether a column holds text, a name or a number of a person, which an event keeps only as a commitment."""
    field = model._meta.fields_map[column]
    return isinstance(field, BoundedText) and not field.plain


def told(model: type[Row], column: str, value: object) -> Value:
    """Wrap a column's value as an event tells it."""
    return Personal(value) if is_personal(model, column) else value  # type: ignore[arg-type,return-value]


def column_change(model: type[Row], row: Mapping[str, object], column: str, value: object) -> Change | None:
    """Give the change of one column, or None when it keeps its value."""
    if row.get(column) == value:
        return None
    return Change(camel(column), told(model, column, row.get(column)), told(model, column, value))


def row_changes(model: type[Row], row: Row, *, prefix: str = "", leave: frozenset[str] = frozenset()) -> tuple[Change, ...]:
    """Give the changes that tell a new row: every column that has a value, but for its key, agency and version."""
    kept = frozenset({"id", "agency_id", "version"}) | leave
    return tuple(
        Change(f"{prefix}{camel(name)}", told(model, name, None), told(model, name, value))
        for name in model._meta.fields_map
        if name not in kept and (value := getattr(row, name)) is not None
    )


def row_differences(
    prefix: str, model: type[Row], before: Row | None, after: Row | None, leave: frozenset[str] = frozenset()
) -> list[Change]:
    """Tell how a row changed, one that came or one that went, by its public paths; nothing where it stayed as it was."""
    came = {one.path: one for one in (row_changes(model, after, prefix=prefix, leave=leave) if after is not None else ())}
    was = {one.path: one for one in (row_changes(model, before, prefix=prefix, leave=leave) if before is not None else ())}
    nothing = {path: one.old for path, one in {**came, **was}.items()}
    return [
        Change(path, was[path].new if path in was else nothing[path], came[path].new if path in came else nothing[path])
        for path in dict.fromkeys((*was, *came))
        if (was[path].new if path in was else None) != (came[path].new if path in came else None)
    ]
