"""Dated values laid end to end over all days, so that "what held on that day" is one look-up.

Inside the computation an open start is ``date.min`` and an open end ``FAR``; stored rows have None for an open end.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
FAR = date.max


class Dated(Protocol):
    """A row that holds from a day to another, exclusively."""

    @property
    def valid_from(self) -> date:
        """The first day."""
        ...

    @property
    def valid_to(self) -> date | None:
        """The first day on which it no longer holds; None is open."""
        ...


R = TypeVar("R", bound=Dated)


def end_of(row: Dated) -> date:
    """Give the exclusive end of a row, with ``FAR`` for an open one."""
    return FAR if row.valid_to is None else row.valid_to


def stored_end(day: date) -> date | None:
    """Give the end as rows store it."""
    return None if day == FAR else day


def covers(row: Dated, day: date) -> bool:
    """Tell whether a row holds on a day."""
    return row.valid_from <= day < end_of(row)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A value over ``[start, end)``."""

    start: date
    end: date
    value: T


class Timeline(Generic[T]):
    """Spans that cover every day without gap or overlap; ``starts`` are their first days, in order."""

    __slots__ = ("spans", "starts")

    def __init__(self, spans: Sequence[Span[T]]) -> None:
        self.spans = spans
        self.starts = [span.start for span in spans]

    def on(self, day: date) -> T:
        """Give the value of a day."""
        return self.spans[bisect_right(self.starts, day) - 1].value

    def breaks(self, start: date, end: date) -> Sequence[date]:
        """Give the days inside ``(start, end)`` on which the value may change."""
        first = bisect_right(self.starts, start)
        return [day for day in self.starts[first:] if day < end]


def breakpoints(rows: Iterable[Dated]) -> list[date]:
    """Give every day on which one of the rows begins or ends, in order, beginning with ``date.min``."""
    days = {date.min}
    for row in rows:
        days.add(row.valid_from)
        days.add(end_of(row))
    days.discard(FAR)
    return sorted(days)


def latest(rows: Sequence[R], day: date) -> R | None:
    """Give the row that holds on a day; of several, the one that began last, and of those the last in order."""
    found: R | None = None
    for row in rows:
        if covers(row, day) and (found is None or row.valid_from >= found.valid_from):
            found = row
    return found


def timeline_of(rows: Sequence[R]) -> Timeline[R | None]:
    """Lay rows of one kind end to end: on each day the latest of those that hold."""
    days = breakpoints(rows)
    return Timeline([Span(day, end, latest(rows, day)) for day, end in zip(days, [*days[1:], FAR], strict=True)])


def merged(spans: Iterable[Span[T]]) -> list[Span[T]]:
    """Join neighbours that have the same value."""
    joined: list[Span[T]] = []
    for span in spans:
        if joined and joined[-1].end == span.start and joined[-1].value == span.value:
            joined[-1] = Span(joined[-1].start, span.end, span.value)
        else:
            joined.append(span)
    return joined
