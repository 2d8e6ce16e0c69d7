"""Days as an agency counts them: its midnight, its working days, and the instants between which a window is open.

Windows are half-open in days, ``[from, to)``: open from the first moment of ``from`` until the last one before ``to`` begins, both in
the agency's zone. No clock is read here: the caller gives the instant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.database import Connection
from models.people import Holiday

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Give the time zone of that IANA name, e.g. ``Asia/Jakarta`` (WIB), ``Asia/Makassar`` (WITA), ``Asia/Jayapura`` (WIT).

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as unknown:
        raise ValueError(f"no time zone is called {name!r}") from unknown


def day_in_zone(moment: datetime, zone: str) -> date:
    """Give the calendar day that ``moment`` falls on in ``zone``.

    Raises:
        ValueError: the moment is naive, so it names no day anywhere.
    """
    if moment.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return moment.astimezone(zone_of(zone)).date()


def start_of_day(day: date, zone: str) -> datetime:
    """Give the first moment of ``day`` in ``zone``, as an instant in UTC; it is the exclusive end of the day before."""
    return datetime.combine(day, time.min, zone_of(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days on which an agency works: all but Saturdays, Sundays and its holidays."""

    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Tell whether the agency works on ``day``."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """Give the ``count``-th working day after ``day``, which itself never counts; with 0, ``day`` as it is.

        Raises:
            ValueError: ``count`` is negative.
        """
        if count < 0:
            raise ValueError("working days are counted forward only")
        while count:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, end: date) -> int:
        """Count the working days of ``[first, end)``; 0 when it is empty."""
        return sum(self.is_working_day(first + ONE_DAY * offset) for offset in range(max(0, (end - first).days)))


@dataclass(frozen=True, slots=True)
class Window:
    """Days ``[first, end)`` of a zone; ``end`` None is never closed."""

    first: date
    end: date | None
    zone: str

    def is_open_on(self, day: date) -> bool:
        """Tell whether the window holds ``day``, a day of its zone."""
        return self.first <= day and (self.end is None or day < self.end)

    def is_open_at(self, moment: datetime) -> bool:
        """Tell whether the window is open at an instant."""
        return self.is_open_on(day_in_zone(moment, self.zone))

    @property
    def opens_at(self) -> datetime:
        """The first instant of the window, in UTC."""
        return start_of_day(self.first, self.zone)

    @property
    def closes_at(self) -> datetime | None:
        """The first instant after the window, in UTC; None when it never closes."""
        return None if self.end is None else start_of_day(self.end, self.zone)


def calendar_with(holidays: Iterable[date]) -> WorkingCalendar:
    """Make the calendar of an agency with these holidays."""
    return WorkingCalendar(frozenset(holidays))


async def load_calendar(conn: Connection, agency_id: UUID) -> WorkingCalendar:
    """Load an agency's calendar; one statement."""
    rows = await conn.fetch("SELECT day FROM holiday WHERE agency_id = :agency", {"agency": agency_id})
    return calendar_with(conn.decode(Holiday, "day", row["day"]) for row in rows)
