"""More minutes than a day has: recorded with a warning at each report that is added to the day, never refused. Figures by hand."""

from collections.abc import Mapping
from typing import Any

import pytest

from models.database import Database
from tests.schema.activities.reporting import Reports, asked, report
from tests.schema.calling import Calls
from tests.worlds import make_world

FULL = [{"code": "DAY_OVERFULL", "path": "input.minutes"}]


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town; it is Tuesday, 10 March 2026."""
    return Calls(await make_world(database))


async def warned(calls: Calls, given: Mapping[str, Any], who: str = "employee") -> Any:
    """Record one that succeeds, and give its warnings."""
    return (await calls.done(who, "recordActivity", given))["warnings"]


async def test_a_day_of_more_than_24_hours_is_warned_of(calls: Calls) -> None:
    first, second, third = report(minutes=1_000), report(minutes=440), report(minutes=1)
    assert await warned(calls, first) == []
    assert await warned(calls, second) == [], "1,440 minutes are a day"
    assert await warned(calls, third) == FULL
    assert await warned(calls, third) == [], "sent again it is there once, and warns of nothing new"
    assert await warned(calls, report(minutes=1_000, day="2026-03-09")) == [], "another day has its own"
    assert await warned(calls, report(minutes=None)) == [], "nobody says how long it took"
    assert await warned(calls, report(minutes=1_000), "colleague") == [], "everybody has a day of their own"
    shorter = {**second, "minutes": 439, "expectedVersion": 1}
    assert await warned(calls, shorter) == [], "an edit counts in the place of what it edits: 1,000 + 439 + 1"
    assert await warned(calls, {**second, "minutes": 440, "expectedVersion": 2}) == FULL
    await calls.done("employee", *asked("WITHDRAW", {"id": third["id"], "version": 1}))
    assert await warned(calls, {**first, "minutes": 999, "expectedVersion": 1}) == [], "what was withdrawn counts no more"


async def test_of_many_each_of_the_full_day_is_warned_of(calls: Calls) -> None:
    there = await Reports(calls).reported(minutes=600)
    items = [
        report(minutes=600),
        report(minutes=300),
        report(minutes=1_400, day="2026-03-09"),
        report(minutes=1_440, text=" "),
        {**report(minutes=100), "id": there["id"], "expectedVersion": 1},
    ]
    payload = await calls.call("employee", "recordActivities", {"items": items})
    found = [(one["refusal"] is None, [(each["code"], each["path"]) for each in one["warnings"]]) for one in payload["results"]]
    assert found == [(True, []), (True, []), (True, []), (False, []), (True, [])], "600 + 300 + 100, as it is edited here"
    items = [report(minutes=200), report(minutes=300)]
    payload = await calls.call("employee", "recordActivities", {"items": items})
    assert [[each["path"] for each in one["warnings"]] for one in payload["results"]] == [
        ["input.items.0.minutes"],
        ["input.items.1.minutes"],
    ]
