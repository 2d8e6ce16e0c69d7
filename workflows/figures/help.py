"""Who may need help, by a rule that anybody can check: a reason to ask how somebody is, never a mark, and nothing follows from it. Pure.

The reasons, each named with what it rests on: three working days in a row without a report, days away and free days not counted; a question
or a returned report open for two working days; a target with less than half of what is expected by the day, once a quarter of the plan's
days is over, and of the period's that the target names. The numbers are ours (``models/limits.py``); no rule names any.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from models.limits import HELP_WORKING_DAYS
from models.vocabulary import HelpReason
from workflows.calendar import ONE_DAY, WorkingCalendar

LOOKED_BACK = timedelta(days=60)
"""How far back days without a report are counted."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: for how many working days, or about which indicator or activity."""

    reason: HelpReason
    working_days: int | None = None
    indicator_id: UUID | None = None
    activity_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Days ``[first, end)`` on which somebody is away; without ``end`` from then on."""

    first: date
    end: date | None

    def holds(self, day: date) -> bool:
        """Tell whether a day is among them."""
        return self.first <= day and (self.end is None or day < self.end)


def days_without_report(day: date, since: date, last: date | None, away: Sequence[Away], calendar: WorkingCalendar) -> int:
    """Count the working days before ``day`` and after the last report on which somebody held the post and wasn't away."""
    start = max(since, date.min + LOOKED_BACK if day <= date.min + LOOKED_BACK else day - LOOKED_BACK)
    if last is not None:
        start = max(start, last + ONE_DAY)
    span = (ONE_DAY * offset + start for offset in range(max(0, (day - start).days)))
    return sum(calendar.is_working_day(one) and not any(held.holds(one) for held in away) for one in span)


def no_report(days: int) -> list[Reason]:
    """Give the reason of so many days without a report, if they are enough."""
    return [Reason(HelpReason.NO_REPORT, days)] if days >= HELP_WORKING_DAYS else []
