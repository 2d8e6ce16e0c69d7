"""The published forms of a page (Relay connections), and the check of its arguments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry

from models.limits import PAGE_DEFAULT_ROWS, PAGE_ROWS
from schema.errors import RequestError
from schema.reads.readfield import plain

T = TypeVar("T")


@strawberry.type(description="Where a page stands among its neighbours.")
class PageInfo:
    """Where a page stands among its neighbours."""

    has_next_page: bool = plain("Whether rows follow this page.")
    has_previous_page: bool = plain("Whether rows precede this page.")
    start_cursor: str | None = plain("The first row's cursor; null on an empty page.")
    end_cursor: str | None = plain("The last row's cursor; null on an empty page.")


@strawberry.type(description="A row of a page with its cursor.")
class Edge(Generic[T]):
    """A row of a page with its cursor."""

    cursor: str = plain("Marks this row's place in the order: versioned text, to be given back as `after` or `before` with the same order.")
    node: T = plain("The row.")


@strawberry.type(description="A page of rows that you may see, in a stable order.")
class Connection(Generic[T]):
    """A page of rows that the reader may see, in a stable order."""

    edges: list[Edge[T]] = plain("The page's rows, at most 100.")
    page_info: PageInfo = plain("Where the page stands.")
    total_count: int | None = plain("How many rows match, over all pages, among those that you may see; counted only when asked for.")


@dataclass(frozen=True, slots=True)
class Window:
    """How many rows to read, from which end, between which cursors."""

    size: int
    backwards: bool
    after: str | None
    before: str | None


def window(arguments: Mapping[str, Any]) -> Window:
    """Check the paging arguments of a connection.

    Raises:
        RequestError: BAD_PAGE for both ``first`` and ``last``, or a number that isn't 0 to 100; never clamped.
    """
    first, last = arguments.get("first"), arguments.get("last")
    if first is not None and last is not None:
        raise RequestError("BAD_PAGE", path="last", params={"max": PAGE_ROWS})
    for name, given in (("first", first), ("last", last)):
        if given is not None and not 0 <= given <= PAGE_ROWS:
            raise RequestError("BAD_PAGE", path=name, params={"max": PAGE_ROWS})
    size = first if first is not None else last if last is not None else PAGE_DEFAULT_ROWS
    return Window(size, last is not None, arguments.get("after"), arguments.get("before"))
