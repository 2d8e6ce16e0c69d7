"""Late or not, and how long an answer took: tables by hand, over weekends, holidays, the year's end and the three zones."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from workflows.activity_days import answer_due, is_late, last_day_on_time, response_days
from workflows.calendar import calendar_with

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
OFFSET = {WIB: 7, WITA: 8, WIT: 9}
# 2026: Thursday 1 January, New Year; Monday 16 February to Tuesday 17, Lunar New Year with its bridging day; Thursday 19 March, Nyepi;
# Friday 20 March to Tuesday 24, Eid with collective leave; Friday 25 December, Christmas, with Thursday the 24th. 2027: Friday 1 January.
HOLIDAYS = [
    *(date(2026, 1, 1), date(2026, 2, 16), date(2026, 2, 17), date(2026, 3, 19), date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 24)),
    *(date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)),
]
CALENDAR = calendar_with(HOLIDAYS)


def at(zone: str, text: str) -> datetime:
    """Give the moment at which clocks of a zone show ``text``."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=OFFSET[zone]))).astimezone(UTC)


# The day, when the client says it was written, when it was recorded, and whether it was late: on the clocks of the agency's zone.
LATE = [
    # Tuesday, on the day itself.
    ("2026-03-10", None, "2026-03-10T09:00:00", False),
    ("2026-03-10", None, "2026-03-10T23:59:59.999999", False),
    ("2026-03-10", None, "2026-03-11T00:00:00", True),
    # Written at the last second and synced the day after, a week after: the writing decides.
    ("2026-03-10", "2026-03-10T23:59:59", "2026-03-11T07:30:00", False),
    ("2026-03-10", "2026-03-10T23:59:59", "2026-03-17T07:30:00", False),
    ("2026-03-10", "2026-03-11T00:00:00", "2026-03-11T07:30:00", True),
    # A clock that runs ahead decides nothing; one that runs behind is believed.
    ("2026-03-10", "2026-03-15T08:00:00", "2026-03-10T16:00:00", False),
    ("2026-03-10", "2026-03-12T08:00:00", "2026-03-11T08:00:00", True),
    ("2026-03-10", "2026-03-09T08:00:00", "2026-03-12T08:00:00", False),
    # Friday isn't prolonged by the weekend.
    ("2026-03-13", None, "2026-03-13T22:00:00", False),
    ("2026-03-13", None, "2026-03-14T08:00:00", True),
    # Work on Saturday and Sunday is reported by the end of Monday.
    ("2026-03-14", None, "2026-03-14T20:00:00", False),
    ("2026-03-14", None, "2026-03-16T23:59:59", False),
    ("2026-03-15", None, "2026-03-17T00:00:00", True),
    # Lunar New Year on Monday and Tuesday: work on Saturday or on the holiday by the end of Wednesday.
    ("2026-02-14", None, "2026-02-18T23:00:00", False),
    ("2026-02-16", None, "2026-02-18T23:00:00", False),
    ("2026-02-17", None, "2026-02-19T00:30:00", True),
    # Eid: Nyepi on Thursday until Tuesday are free, so Wednesday the 25th is the last day; the Wednesday before isn't prolonged.
    ("2026-03-18", None, "2026-03-19T06:00:00", True),
    ("2026-03-19", None, "2026-03-25T23:59:59", False),
    ("2026-03-22", None, "2026-03-26T00:00:00", True),
    # The year's end: Thursday 31 December until midnight; New Year on Friday and the weekend by the end of Monday 4 January.
    ("2026-12-31", None, "2026-12-31T23:59:59", False),
    ("2026-12-31", None, "2027-01-01T00:00:00", True),
    ("2026-12-31", "2026-12-31T23:59:59", "2027-01-04T08:00:00", False),
    ("2027-01-01", None, "2027-01-04T23:59:59", False),
    ("2027-01-02", None, "2027-01-05T00:00:00", True),
    # A report of last year's day in this year.
    ("2025-12-31", None, "2026-01-02T08:00:00", True),
]


@pytest.mark.parametrize("zone", [WIB, WITA, WIT])
@pytest.mark.parametrize(("day", "written", "recorded", "late"), LATE)
def test_late_or_not_on_the_clocks_of_the_agency(zone: str, day: str, written: str | None, recorded: str, late: bool) -> None:
    said = None if written is None else at(zone, written)
    assert is_late(date.fromisoformat(day), said, at(zone, recorded), zone, CALENDAR) is late


# One moment, Tuesday 10 March: 23:30 WIB is 00:30 WITA and 01:30 WIT of Wednesday.
SAME_MOMENT = [
    ("2026-03-10T14:59:59+00:00", {WIB: False, WITA: False, WIT: False}),
    ("2026-03-10T15:00:00+00:00", {WIB: False, WITA: False, WIT: True}),
    ("2026-03-10T15:59:59+00:00", {WIB: False, WITA: False, WIT: True}),
    ("2026-03-10T16:00:00+00:00", {WIB: False, WITA: True, WIT: True}),
    ("2026-03-10T16:59:59+00:00", {WIB: False, WITA: True, WIT: True}),
    ("2026-03-10T17:00:00+00:00", {WIB: True, WITA: True, WIT: True}),
]


@pytest.mark.parametrize(("moment", "late"), SAME_MOMENT)
def test_the_same_moment_in_three_zones(moment: str, late: dict[str, bool]) -> None:
    """An agency's day ends at its own midnight: the east is a day further while the west still works."""
    found = {zone: is_late(date(2026, 3, 10), None, datetime.fromisoformat(moment), zone, CALENDAR) for zone in late}
    assert found == late


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-03-10", "2026-03-10"),
        ("2026-03-14", "2026-03-16"),
        ("2026-02-14", "2026-02-18"),
        ("2026-03-19", "2026-03-25"),
        ("2026-12-26", "2026-12-28"),
        ("2027-01-01", "2027-01-04"),
    ],
)
def test_the_last_day_on_time(day: str, last: str) -> None:
    assert last_day_on_time(date.fromisoformat(day), CALENDAR) == date.fromisoformat(last)


# The day on which it was recorded, the last day of a timely answer, the day of an answer, and its working days.
RESPONSES = [
    ("2026-03-10", "2026-03-12", "2026-03-10", 0),
    ("2026-03-10", "2026-03-12", "2026-03-11", 1),
    ("2026-03-10", "2026-03-12", "2026-03-12", 2),
    ("2026-03-10", "2026-03-12", "2026-03-13", 3),
    # Friday: answered on Saturday nothing has passed; Tuesday is the last day.
    ("2026-03-13", "2026-03-17", "2026-03-14", 0),
    ("2026-03-13", "2026-03-17", "2026-03-16", 1),
    ("2026-03-13", "2026-03-17", "2026-03-17", 2),
    ("2026-03-13", "2026-03-17", "2026-03-18", 3),
    # Recorded on Sunday: Monday is the first day.
    ("2026-03-15", "2026-03-17", "2026-03-15", 0),
    ("2026-03-15", "2026-03-17", "2026-03-16", 1),
    # Before Eid: Wednesday the 18th, then free until Tuesday the 24th.
    ("2026-03-18", "2026-03-26", "2026-03-24", 0),
    ("2026-03-18", "2026-03-26", "2026-03-25", 1),
    ("2026-03-18", "2026-03-26", "2026-03-26", 2),
    # Over the year's end: Thursday 31 December, Friday 1 January free.
    ("2026-12-31", "2027-01-05", "2027-01-01", 0),
    ("2026-12-31", "2027-01-05", "2027-01-04", 1),
    ("2026-12-31", "2027-01-05", "2027-01-05", 2),
    ("2026-12-31", "2027-01-05", "2027-01-29", 20),
]


@pytest.mark.parametrize(("recorded", "due", "answered", "days"), RESPONSES)
def test_how_long_an_answer_took(recorded: str, due: str, answered: str, days: int) -> None:
    assert answer_due(date.fromisoformat(recorded), CALENDAR) == date.fromisoformat(due)
    assert response_days(date.fromisoformat(recorded), date.fromisoformat(answered), CALENDAR) == days
    if CALENDAR.is_working_day(date.fromisoformat(answered)):
        assert (days <= 2) is (answered <= due), "within two working days is by the day that is told"
