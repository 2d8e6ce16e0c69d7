"""Days as files write them: in figures and in words, Indonesian and English, and as the count that spreadsheet programs keep."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from workflows.importing.problems import CellError, ProblemCode

_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb peb februari pebruari february",
            "mar mrt maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu ags agt agst agustus aug august",
            "sep sept september",
            "okt oct oktober october",
            "nov nop november nopember",
            "des dec desember december",
        ),
        start=1,
    )
    for name in names.split()
}
_CLOCK = re.compile(r"(?:\s+|(?<=\d)T)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:WIB|WITA|WIT|Z)?$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^[^\W\d]+\s*,\s*(?=\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_MONTH_NAMED = re.compile(r"(\d{1,2})[-/. ]*([^\W\d]+)\.?[-/. ,]*(\d{4}|\d{2})", re.ASCII)
_MONTH_BEFORE = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})\s*,?\s+(\d{4})", re.ASCII)
_SERIAL = re.compile(r"([1-7]\d{4})(?:[.,]\d+)?", re.ASCII)

_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL_FIRST, _SERIAL_LAST = 10_000, 73_050
"""Days from 1927 to 2099: other figures in a column of days are no count of days."""


def parse_day(text: str) -> date:
    """Read a day: year-month-day, day-month-year (hyphens, slashes, dots or blanks) or with the month's name; a time of day is left out.

    Day before month is how Indonesia and the national services write. What a program set to American dates would have written another way
    round is refused: slashes without leading zeros (``3/4/2026``). So are years of two digits.

    Raises:
        CellError: DATE_AMBIGUOUS; DATE_IMPOSSIBLE for a day that no calendar has; DATE_INVALID for anything else.
    """
    clean = _WEEKDAY.sub("", _CLOCK.sub("", " ".join(text.split())))
    if found := _YEAR_FIRST.fullmatch(clean):
        return _day(found.group(1), int(found.group(3)), found.group(4))
    if found := _DAY_FIRST.fullmatch(clean):
        day, between, month, year = found.groups()
        unpadded = between == "/" and (len(day) == 1 or len(month) == 1)
        if len(year) == 2 or (unpadded and int(day) != int(month) and int(day) <= 12 and int(month) <= 12):
            raise CellError(ProblemCode.DATE_AMBIGUOUS)
        return _day(year, int(month), day)
    named = None
    if found := _MONTH_NAMED.fullmatch(clean):
        named = found.group(3), found.group(2), found.group(1)
    elif found := _MONTH_BEFORE.fullmatch(clean):
        named = found.group(3), found.group(1), found.group(2)
    if named is None or named[1].lower() not in _MONTHS:
        raise CellError(ProblemCode.DATE_INVALID)
    if len(named[0]) == 2:
        raise CellError(ProblemCode.DATE_AMBIGUOUS)
    return _day(named[0], _MONTHS[named[1].lower()], named[2])


def _day(year: str, month: int, day: str) -> date:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        raise CellError(ProblemCode.DATE_IMPOSSIBLE) from None


def day_of_serial(text: str) -> date | None:
    """Give the day that a spreadsheet program's count of days means (1 January 1900 is 1); None if the text is no such count."""
    found = _SERIAL.fullmatch(text.strip())
    if found is None or not _SERIAL_FIRST <= int(found.group(1)) <= _SERIAL_LAST:
        return None
    return _SERIAL_ZERO + timedelta(days=int(found.group(1)))
