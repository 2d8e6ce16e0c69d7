"""The demo's quarters for a reference date: which are closed, which is open, and when their windows are."""

from dataclasses import dataclass
from datetime import date, timedelta

OPEN_DAYS = 20
"""How many days before the reference date the open quarter's submission window began."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarterly cycle: days as the cycle has them (ends exclusive), when it is opened and, if it is, closed."""

    name: str
    starts_on: date
    ends_on: date
    submission_from: date
    submission_to: date
    decision_to: date
    opened_on: date
    closed_on: date | None

    @property
    def year(self) -> int:
        """The year whose plans it appraises."""
        return self.starts_on.year


def quarters(today: date) -> list[Quarter]:
    """Give four closed quarters, oldest first, and the open one, whose submission window began some weeks ago and still runs."""
    begun = today - timedelta(days=OPEN_DAYS)
    start = _start(begun)
    found = [
        Quarter(
            _name(start),
            start,
            _next(start),
            submission_from=begun,
            submission_to=today + timedelta(days=15),
            decision_to=today + timedelta(days=30),
            opened_on=begun,
            closed_on=None,
        )
    ]
    for _ in range(4):
        end, start = start, _start(start - timedelta(days=1))
        # The quarter before the open one may have ended as little as three weeks ago: its windows fit in that time.
        found.append(
            Quarter(
                _name(start),
                start,
                end,
                submission_from=end - timedelta(days=7),
                submission_to=end + timedelta(days=6),
                decision_to=end + timedelta(days=14),
                opened_on=end - timedelta(days=8),
                closed_on=end + timedelta(days=18),
            )
        )
    return list(reversed(found))


def _start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _next(start: date) -> date:
    return date(start.year + 1, 1, 1) if start.month == 10 else date(start.year, start.month + 3, 1)


def _name(start: date) -> str:
    roman = ("I", "II", "III", "IV")[(start.month - 1) // 3]
    return f"Triwulan {roman} {start.year}"
