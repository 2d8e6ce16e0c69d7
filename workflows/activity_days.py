"""The clocks of a daily activity: until when a report is on time, until when an answer is, and how long an answer took.

Late is a flag and never a lock (domain page, section 7). Pure: the caller gives the calendar, the zone and the instants.
"""

from datetime import date, datetime

from models.limits import ANSWER_WORKING_DAYS
from workflows.calendar import ONE_DAY, WorkingCalendar, day_in_zone


def last_day_on_time(day: date, calendar: WorkingCalendar) -> date:
    """Give the last day on which what was done on ``day`` is reported on time: that day, or the next working day after a free one."""
    return day if calendar.is_working_day(day) else calendar.add_working_days(day, 1)


def is_late(day: date, written_at: datetime | None, recorded_at: datetime, zone: str, calendar: WorkingCalendar) -> bool:
    """Tell whether a report of ``day`` was late.

    The moment at which it was written decides, as the client tells it: nobody is late because a phone had no signal. It can't be later
    than the moment at which it was recorded, so a clock that runs ahead decides nothing.
    """
    moment = recorded_at if written_at is None else min(written_at, recorded_at)
    return day_in_zone(moment, zone) > last_day_on_time(day, calendar)


def answer_due(recorded_on: date, calendar: WorkingCalendar) -> date:
    """Give the last day of a timely answer: the clock runs from the day on which the superior could read it."""
    return calendar.add_working_days(recorded_on, ANSWER_WORKING_DAYS)


def response_days(recorded_on: date, answered_on: date, calendar: WorkingCalendar) -> int:
    """Count the working days after ``recorded_on`` up to ``answered_on``; 0 for an answer on the same day."""
    return calendar.working_days_between(recorded_on + ONE_DAY, answered_on + ONE_DAY)
