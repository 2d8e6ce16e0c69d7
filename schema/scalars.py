"""The wire forms of moments, days and figures."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import strawberry
from graphql import GraphQLError

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FIGURE = re.compile(r"-?\d{1,14}(\.\d{1,4})?", re.ASCII)


def write_moment(value: datetime) -> str:
    """Give a moment as RFC 3339 in UTC with Z and six digits of a second."""
    moment = value.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06d}Z"


def write_figure(value: Decimal) -> str:
    """Give a figure without exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_CANNOT = "{name} cannot represent value: "


def form_of(error: str) -> str | None:
    """Tell by a library's sentence about a value which of our scalars couldn't read it, as ``schema.errors.SENTENCES`` names them."""
    return next((why for name, why in _WHY.items() if _CANNOT.format(name=name) in error), None)


_WHY = {"DateTime": "DATE_TIME", "Date": "DATE", "UUID": "UUID", "Decimal": "DECIMAL"}


def _reader(name: str, form: re.Pattern[str], read: Callable[[str], Any]) -> Callable[[object], Any]:
    def parse(given: object) -> Any:
        if isinstance(given, str) and form.fullmatch(given):
            try:
                return read(given)
            except (ValueError, InvalidOperation, OverflowError):
                pass
        raise GraphQLError(f"{_CANNOT.format(name=name)}{given!r:.80}")

    return parse


def _read_moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


SCALARS: Mapping[object, Any] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, RFC 3339: always written in UTC with `Z` and six digits of a second, e.g. `2026-01-31T09:30:00.000000Z`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=write_moment,
        parse_value=_reader("DateTime", _MOMENT, _read_moment),
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day in the agency's zone, `YYYY-MM-DD`. Ends of intervals are exclusive.",
        serialize=date.isoformat,
        parse_value=_reader("Date", _DAY, date.fromisoformat),
    ),
    UUID: strawberry.scalar(
        name="UUID",
        description="A bare UUID in lowercase: what a planned result or an indicator keeps from revision to revision.",
        serialize=str,
        parse_value=_reader("UUID", _UUID, UUID),
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="A figure as text: at most 14 digits before and 4 after the point, no exponent, no trailing zeros.",
        serialize=write_figure,
        parse_value=_reader("Decimal", _FIGURE, Decimal),
    ),
}
"""The scalars by the Python type they stand for."""
