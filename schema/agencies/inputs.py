"""The input of the command on the agency's calendar."""

from datetime import date

import strawberry

from models import limits
from schema.commands import Keyed, given, optional_field, optional_reason
from workflows.actions.holidays import HolidaysDraft


@strawberry.input(description="One holiday.")
class HolidayInput:
    """One holiday."""

    day: date = strawberry.field(description="The day, in the year that is set. One on a Saturday or Sunday takes nothing.")
    name: str = strawberry.field(description=f"What it is; from 1 to {limits.NAME_CHARS} characters.")


@strawberry.input(description="Sets the agency's holidays of one year.")
class SetHolidaysInput(Keyed):
    """The input of ``setHolidays``."""

    year: int = strawberry.field(description=f"The calendar year, {limits.YEAR_FIRST} to {limits.YEAR_LAST}; other years stay as they are.")
    holidays: list[HolidayInput] = strawberry.field(
        description=f"All holidays of that year, joint leave included, at most {limits.HOLIDAYS_ROWS}; those not here are taken out."
    )
    reason: str | None = optional_reason()
    expected_version: int | None = optional_field(
        "The version that you know of the agency; if it has moved on since, the answer is `STALE`. Left out: not compared."
    )


def holidays_draft(asked: SetHolidaysInput) -> HolidaysDraft:
    """Read the holidays to set."""
    days = [(one.day, one.name) for one in asked.holidays]
    return HolidaysDraft(asked.year, days, given(asked.expected_version), given(asked.reason))
