"""Objects of the response and the cohorts they stand in: what one statement brought at one place is read on together."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from schema.context import Context
from schema.reads.ids import make_id
from schema.reads.registry import Record, of_class

Picker = Callable[["Loaded"], Any]


class Cohort:
    """The objects of one record at one place of the response, and what has been read for them, by the document's nodes that asked."""

    __slots__ = ("context", "pending", "record", "rows")

    def __init__(self, context: Context, record: Record) -> None:
        self.context = context
        self.record = record
        self.rows: list[Loaded] = []
        self.pending: dict[tuple[int, ...], asyncio.Task[Picker]] = {}

    def add(self, values: Mapping[str, Any]) -> Any:
        """Make the object that shows a row with these values."""
        loaded = Loaded(self, values)
        self.rows.append(loaded)
        shown: Any = object.__new__(self.record.shown_by)
        state = shown.__dict__
        state.update(values)
        if self.record.prefixes and "id" in values:
            state["id"] = make_id(str(self.record.prefix_of(values)), values["id"])
        state["_loaded"] = loaded
        return shown


class Loaded:
    """The values of one row and the cohort it belongs to."""

    __slots__ = ("cohort", "values")

    def __init__(self, cohort: Cohort, values: Mapping[str, Any]) -> None:
        self.cohort = cohort
        self.values = values


def given(shown_by: type, context: Context, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Make objects of a record without a model from the values that Python gives, one cohort: their relations are read together."""
    cohort = Cohort(context, of_class(shown_by))
    return [cohort.add(values) for values in rows]
