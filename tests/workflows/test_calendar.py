"""An agency's days: tables written by hand against a 2026 wall calendar (15 June 2026 is a Monday)."""

from datetime import UTC, date, datetime

import pytest

from workflows.calendar import Window, WorkingCalendar, calendar_with, day_in_zone, start_of_day

# 16 June 2026 (Islamic new year) is a Tuesday; 17 August 2026 (independence day) is a Monday.
CALENDAR = calendar_with([date(2026, 6, 16), date(2026, 8, 17)])
WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 6, 12), True),  # Friday
        (date(2026, 6, 13), False),  # Saturday
        (date(2026, 6, 14), False),  # Sunday
        (date(2026, 6, 15), True),  # Monday
        (date(2026, 6, 16), False),  # holiday on a Tuesday
        (date(2026, 6, 17), True),
        (date(2026, 8, 17), False),
    ],
)
def test_working_days(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 6, 8), 0, date(2026, 6, 8)),
        (date(2026, 6, 8), 3, date(2026, 6, 11)),  # Monday to Thursday
        (date(2026, 6, 10), 3, date(2026, 6, 15)),  # Thursday, Friday, over the weekend, Monday
        (date(2026, 6, 11), 3, date(2026, 6, 17)),  # Friday, Monday, not the holiday, Wednesday
        (date(2026, 6, 12), 1, date(2026, 6, 15)),  # from a Friday
        (date(2026, 6, 13), 1, date(2026, 6, 15)),  # from a Saturday
        (date(2026, 6, 15), 1, date(2026, 6, 17)),  # over the holiday
        (date(2026, 6, 16), 1, date(2026, 6, 17)),  # from the holiday
        (date(2026, 8, 14), 1, date(2026, 8, 18)),  # Friday, weekend, holiday on Monday
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # a new year that nobody entered as a holiday
    ],
)
def test_adding_working_days(day: date, count: int, expected: date) -> None:
    assert CALENDAR.add_working_days(day, count) == expected


def test_no_counting_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2026, 6, 8), -1)


@pytest.mark.parametrize(
    ("first", "end", "count"),
    [
        (date(2026, 6, 8), date(2026, 6, 8), 0),
        (date(2026, 6, 8), date(2026, 6, 9), 1),
        (date(2026, 6, 8), date(2026, 6, 13), 5),
        (date(2026, 6, 12), date(2026, 6, 18), 3),  # Friday, Monday, Wednesday
        (date(2026, 6, 18), date(2026, 6, 12), 0),
    ],
)
def test_counting_working_days(first: date, end: date, count: int) -> None:
    assert CALENDAR.working_days_between(first, end) == count


def test_a_calendar_without_holidays_knows_weekends() -> None:
    assert WorkingCalendar().add_working_days(date(2026, 6, 12), 2) == date(2026, 6, 16)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2026, 7, 5, 16, 59, 59, 999999, tzinfo=UTC), WIB, date(2026, 7, 5)),
        (datetime(2026, 7, 5, 17, 0, tzinfo=UTC), WIB, date(2026, 7, 6)),
        (datetime(2026, 7, 5, 15, 59, 59, 999999, tzinfo=UTC), WITA, date(2026, 7, 5)),
        (datetime(2026, 7, 5, 16, 0, tzinfo=UTC), WITA, date(2026, 7, 6)),
        (datetime(2026, 7, 5, 14, 59, 59, 999999, tzinfo=UTC), WIT, date(2026, 7, 5)),
        (datetime(2026, 7, 5, 15, 0, tzinfo=UTC), WIT, date(2026, 7, 6)),
    ],
)
def test_the_day_begins_at_the_agencys_midnight(moment: datetime, zone: str, day: date) -> None:
    assert day_in_zone(moment, zone) == day


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        (WIB, datetime(2026, 7, 5, 17, 0, tzinfo=UTC)),
        (WITA, datetime(2026, 7, 5, 16, 0, tzinfo=UTC)),
        (WIT, datetime(2026, 7, 5, 15, 0, tzinfo=UTC)),
    ],
)
def test_start_of_a_day_as_an_instant(zone: str, start: datetime) -> None:
    assert start_of_day(date(2026, 7, 6), zone) == start


# A window 1–10 July: its exclusive end is the 11th, so that the whole of the 10th counts.
@pytest.mark.parametrize(
    ("zone", "moment", "is_open"),
    [
        (WIB, datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC), False),
        (WIB, datetime(2026, 6, 30, 17, 0, tzinfo=UTC), True),
        (WIB, datetime(2026, 7, 10, 16, 59, 59, 999999, tzinfo=UTC), True),
        (WIB, datetime(2026, 7, 10, 17, 0, tzinfo=UTC), False),
        (WITA, datetime(2026, 7, 10, 15, 59, 59, 999999, tzinfo=UTC), True),
        (WITA, datetime(2026, 7, 10, 16, 0, tzinfo=UTC), False),
        (WIT, datetime(2026, 7, 10, 14, 59, 59, 999999, tzinfo=UTC), True),
        (WIT, datetime(2026, 7, 10, 15, 0, tzinfo=UTC), False),
    ],
)
def test_a_window_closes_at_the_agencys_midnight(zone: str, moment: datetime, is_open: bool) -> None:
    window = Window(date(2026, 7, 1), date(2026, 7, 11), zone)
    assert window.is_open_at(moment) is is_open
    assert (window.opens_at <= moment < (window.closes_at or moment)) is is_open


def test_a_window_without_an_end_stays_open() -> None:
    window = Window(date(2026, 7, 1), None, WIB)
    assert window.closes_at is None
    assert window.is_open_on(date(2099, 1, 1))
    assert not window.is_open_on(date(2026, 6, 30))


def test_a_naive_moment_or_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        day_in_zone(datetime(2026, 7, 5, 17, 0), WIB)  # noqa: DTZ001 - the naive moment is what is refused
    with pytest.raises(ValueError, match="Asia/Atlantis"):
        day_in_zone(datetime(2026, 7, 5, tzinfo=UTC), "Asia/Atlantis")
