"""The calendar period that a target names for its figure, such as the quarter in "310 kendaraan per triwulan". Pure.

Read is what follows "per", "tiap", "setiap" or a stroke, in Indonesian and English. A target per year is none of them: the plan
is the year's.
"""

import re
from datetime import date, timedelta
from enum import Enum


class Period(Enum):
    """A calendar period that is shorter than the year."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEMESTER = "semester"

    def days_of(self, day: date) -> tuple[date, date]:
        """Give the days ``[first, end)`` of the period that holds a day; a week begins on Monday."""
        if self is Period.DAY:
            return day, day + timedelta(days=1)
        if self is Period.WEEK:
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(days=7)
        months = _MONTHS[self]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        after = first.month + months
        return first, date(first.year + after // 13, (after - 1) % 12 + 1, 1)


_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.SEMESTER: 6}
_WORDS = {
    **dict.fromkeys(("hari", "day"), Period.DAY),
    **dict.fromkeys(("minggu", "pekan", "week"), Period.WEEK),
    **dict.fromkeys(("bulan", "month"), Period.MONTH),
    **dict.fromkeys(("triwulan", "tri wulan", "kuartal", "quarter"), Period.QUARTER),
    **dict.fromkeys(("semester", "half year"), Period.SEMESTER),
}
_NAMED = re.compile(rf"(?:\b(?:per|tiap|setiap|each|every)[\s-]+|/\s*)({'|'.join(_WORDS)})(?![a-z])", re.IGNORECASE)


def named_period(*texts: str | None) -> Period | None:
    """Give the period that the first of the texts names which names one, shorter than the year."""
    for text in texts:
        found = None if text is None else _NAMED.search(" ".join(text.split()))
        if found:
            return _WORDS[found[1].lower()]
    return None
