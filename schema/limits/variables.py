"""Limits of variables: how many values, how long lists and texts. Every value is looked at once, and never deeper than a document."""

from collections.abc import Mapping
from typing import Any

from schema.limits.bounds import Beyond, RequestLimits


def check_variables(variables: Mapping[str, Any] | None, limits: RequestLimits) -> int:
    """Check the variables of a request, and give the number of values that were looked at.

    Raises:
        Beyond: VARIABLES_LIMIT with the limit and the path of the value, e.g. ``variables.input.items.3.reason``.
    """
    seen = 0
    if not variables:
        return seen
    waiting: list[tuple[tuple[str | int, ...], object]] = [(("variables",), variables)]
    while waiting:
        path, value = waiting.pop()
        seen += 1
        if isinstance(value, str):
            _within("string_chars", len(value), limits.string_chars, path)
        elif isinstance(value, list):
            _within("list_items", len(value), limits.list_items, path)
            _within("depth", len(path), limits.depth, path)
            waiting.extend(((*path, index), one) for index, one in enumerate(value))
        elif isinstance(value, dict):
            _within("depth", len(path), limits.depth, path)
            waiting.extend(((*path, name), one) for name, one in value.items())
        _within("variable_values", seen + len(waiting), limits.variable_values, ("variables",))
    return seen


def _within(name: str, given: int, most: int, path: tuple[str | int, ...]) -> None:
    if given > most:
        raise Beyond("VARIABLES_LIMIT", path, {"limit": name, "max": most})
