"""The team's day and its progress: every figure by hand, who may open which page, and the same statements for one person as for many."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from models.database import Database
from tests.schema.activities.reporting import Reports
from tests.schema.calling import Calls
from tests.schema.figures.test_own import DAY as MY_DAY
from tests.schema.figures.test_own import page
from tests.worlds import World, make_world

DAY = """query ($unitId: ID, $day: Date, $first: Int = 100, $after: ID) {
  teamDay(unitId: $unitId, day: $day, first: $first, after: $after) {
  unit { code } day workingDay people reported away withoutReport waitingCount next asOf
  members { employee { id } standing activities minutes late waiting }
  waiting { activity { id text } employee { id } workingDays overdue }
  mayNeedHelp { employee { id } reasons { reason workingDays indicator { title } activity { id } } } } }"""
PROGRESS = """query ($unitId: ID, $year: Int, $first: Int = 100, $after: ID) {
  teamProgress(unitId: $unitId, year: $year, first: $first, after: $after) { unit { code } year people next
  members { employee { id } standings { standing count } targets { indicator { title } sum stated value expected standing } } } }"""
TEAM = ("colleague", "clerk-0", "clerk-1", "clerk-2", "employee")


def at(day: int, month: int = 3) -> datetime:
    """Give four in the afternoon of a day, in Jakarta."""
    return datetime(2026, month, day, 9, tzinfo=UTC)


@pytest.fixture
async def calls(database: Database) -> Calls:
    """Two weeks of five clerks, told in the order of their days; Tuesday the 10th is today."""
    calls = Calls(await make_world(database, clerks=3))
    world = calls.world

    async def reported(who: str, day: int, **more: Any) -> dict[str, Any]:
        world.now = at(day)
        return await Reports(calls, of=who).reported(day=f"2026-03-{day:02d}", text=f"{who}, {day}", **more)

    async def closed(who: str, day: int) -> None:
        await Reports(calls, of=who).done("ACKNOWLEDGE", await reported(who, day))

    await closed("clerk-1", 4)
    await closed("clerk-0", 5)
    await closed("colleague", 5)
    await reported("employee", 5)
    await Reports(calls, of="clerk-2").done("ASK", await reported("clerk-2", 6))
    await Reports(calls, of="clerk-2").done("RETURN", await reported("clerk-2", 9))
    await closed("employee", 9)
    await closed("employee", 10)
    await reported("employee", 10, minutes=30)
    await reported("clerk-2", 10)
    leave = {"employeeId": world.employee("colleague"), "kind": "LEAVE", "validFrom": "2026-03-09", "validTo": "2026-03-13"}
    await calls.done("hr", "recordAbsence", leave)
    return calls


def who_is(world: World, one: Mapping[str, Any]) -> str:
    """Name the member of an entry of a page."""
    return next(who for who in world.members if world.employee(who) == one["employee"]["id"])


def standings(world: World, found: Mapping[str, Any]) -> dict[str, tuple[str, int, int, int, int]]:
    """Give how everybody on a page stands."""
    names = ("standing", "activities", "minutes", "late", "waiting")
    return {who_is(world, one): tuple(one[name] for name in names) for one in found["members"]}


def hints(world: World, found: Mapping[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    """Give who may need help with the reasons and the days, or the title, behind them."""
    return {
        who_is(world, one): [
            (each["reason"], each["workingDays"] if each["indicator"] is None else each["indicator"]["title"]) for each in one["reasons"]
        ]
        for one in found["mayNeedHelp"]
    }


async def _the_day_by_hand(calls: Calls) -> None:
    world = calls.world
    found = await page(calls, "supervisor", DAY)
    head = ("unit", "day", "workingDay", "people", "reported", "away", "withoutReport", "waitingCount", "next", "asOf")
    assert [found[name] for name in head] == [None, "2026-03-10", True, 5, 2, 1, 2, 3, None, "2026-03-10T09:00:00.000000Z"]
    assert standings(world, found) == {
        "employee": ("REPORTED", 2, 120, 0, 2),
        "colleague": ("AWAY", 0, 0, 0, 0),
        "clerk-0": ("WITHOUT_REPORT", 0, 0, 0, 0),
        "clerk-1": ("WITHOUT_REPORT", 0, 0, 0, 0),
        "clerk-2": ("REPORTED", 1, 90, 0, 1),
    }
    # Since Thursday the 5th: Friday, Monday, Tuesday; due on Monday. Two of today have waited for none, in either order.
    waiting = [(one["activity"]["text"], one["workingDays"], one["overdue"]) for one in found["waiting"]]
    assert (waiting[0], sorted(waiting[1:])) == (("employee, 5", 3, True), [("clerk-2, 10", 0, False), ("employee, 10", 0, False)])
    # Without a report since Wednesday the 4th: Thursday, Friday, Monday. Since the 5th it is two days for clerk-0, and one for the
    # colleague, who has been away since Monday. clerk-2 was asked on Friday, and got another back on Monday, a day ago.
    assert hints(world, found) == {"clerk-1": [("NO_REPORT", 3)], "clerk-2": [("QUESTION_OPEN", 2)]}


async def _other_days_and_moments(calls: Calls) -> None:
    world = calls.world
    free = await page(calls, "supervisor", DAY, day="2026-03-07")
    assert (free["workingDay"], {one["standing"] for one in free["members"]}) == (False, {"FREE"})
    friday = await page(calls, "supervisor", DAY, day="2026-03-06")
    assert {who: one[0] for who, one in standings(world, friday).items()} == {
        **dict.fromkeys(("employee", "colleague", "clerk-0", "clerk-1"), "WITHOUT_REPORT"),
        "clerk-2": "REPORTED",
    }
    before = await page(calls, "supervisor", DAY, day="2025-12-31")
    assert (before["people"], before["members"]) == (0, []), "nobody held a post before the first day"
    # Tomorrow nobody is without a report yet; the colleague's leave lasts, and what waits is of now. Saturday stays free.
    come = await page(calls, "supervisor", DAY, day="2026-03-11")
    counts = [come[name] for name in ("workingDay", "people", "reported", "away", "withoutReport", "mayNeedHelp")]
    assert counts == [True, 5, 0, 1, 0, []]
    assert {who: one[0] for who, one in standings(world, come).items()} == {**dict.fromkeys(TEAM, "TO_COME"), "colleague": "AWAY"}
    assert {one["standing"] for one in (await page(calls, "supervisor", DAY, day="2026-03-14"))["members"]} == {"FREE"}
    for wrong in ("1999-12-31", "2200-01-01", "0001-01-01", "9999-12-31"):
        for document in (DAY, MY_DAY):
            body = await calls.post("supervisor", document, {"day": wrong})
            assert body["errors"][0]["extensions"] == {"code": "BAD_VALUE", "argument": "day"}, wrong
    for edge in ("2000-01-01", "2199-12-31"):
        assert (await page(calls, "supervisor", DAY, day=edge))["withoutReport"] == 0
    world.now = at(16, 4)
    later = hints(world, await page(calls, "supervisor", DAY))
    # 16 April: 106 of 365 days are over, and of 1200 vehicles 348 are expected: 240 is more than half of it, 11 files aren't. What the
    # colleague states is there to be seen, since it is submitted; what the employee states in a draft isn't.
    behind = [("TARGET_FAR_BEHIND", "Jumlah berkas")]
    # From 11 March to 15 April there are 26 working days; the colleague, last here on the 5th, was away from 9 to 12 March: 25.
    assert later["employee"] == [("NO_REPORT", 26), *behind]
    assert later["colleague"] == [("NO_REPORT", 25)]
    assert later["clerk-2"] == [("NO_REPORT", 26), ("QUESTION_OPEN", 29), ("RETURN_OPEN", 28)]


async def _progress_of_the_team(calls: Calls) -> None:
    world = calls.world
    first, second = [f"ind_{one}" for one in await world.indicators("employee")]
    for indicator, quantity in ((first, "240"), (second, "10.5"), (second, "0.5")):
        await Reports(calls).reported(indicatorId=indicator, quantity=quantity)
    found = await page(calls, "supervisor", PROGRESS)
    assert ([who_is(world, one) for one in found["members"]], found["people"], found["year"]) == (
        ["clerk-0", "clerk-1", "clerk-2", "colleague", "employee"],
        5,
        2026,
    )
    # 1200 · 69 / 365. What the two state in their drafts is theirs.
    told = {who_is(world, one): one for one in found["members"]}
    shown = [[one[name] for name in ("sum", "stated", "value", "expected", "standing")] for one in told["employee"]["targets"]]
    assert shown == [["240", None, "240", "226.8493", "ON_TRACK"], ["11", None, "11", "226.8493", "BEHIND"]]
    assert told["employee"]["standings"] == [{"standing": "ON_TRACK", "count": 1}, {"standing": "BEHIND", "count": 1}]
    assert told["colleague"]["standings"] == [{"standing": "NOTHING_REPORTED", "count": 2}]
    assert told["clerk-0"]["targets"] == []
    await calls.done("colleague", "submitAppraisal", await calls.subject("colleague"))
    told = {who_is(world, one): one for one in (await page(calls, "supervisor", PROGRESS))["members"]}
    assert [(one["stated"], one["value"]) for one in told["colleague"]["targets"]] == [("1250", "1250")] * 2
    [recount] = await world.all(
        "SELECT COUNT(*) AS n FROM indicator i JOIN plan_revision r ON r.id = i.revision_id JOIN performance_plan p ON p.id = r.plan_id"
        " WHERE p.year = 2026 AND p.employee_id IN :team AND NOT EXISTS (SELECT 1 FROM plan_revision n WHERE n.plan_id = p.id"
        " AND n.ordinal > r.ordinal)",
        team=[world.members[who].employee_id for who in TEAM],
    )
    assert sum(len(one["targets"]) for one in told.values()) == int(recount["n"]) == 4
    assert (await page(calls, "supervisor", PROGRESS, year=2025))["members"][0]["targets"] == []


DAY_OF = {
    "testing": {"supervisor", "approver", "mayor", "hr", "auditor"},
    "transport": {"approver", "mayor", "hr", "auditor"},
    "planning": {"planner", "mayor", "hr", "auditor"},
    "city": {"mayor", "hr", "auditor"},
}
"""Who sees the day of which unit; of its progress the agency's leader as well."""
PEOPLE = {"testing": {"supervisor", *TEAM}, "transport": {"approver"}, "planning": {"planner", "stranger"}, "city": {"mayor", "hr"}}
OWN = {
    "supervisor": set(TEAM),
    "approver": {"supervisor"},
    "mayor": {"approver", "planner", "hr"},
    "planner": {"stranger"},
}


async def _who_opens_which_page(calls: Calls) -> None:
    """A table by hand of everybody × every unit; whoever opens one isn't in it, and what isn't theirs is null like what isn't there."""
    world = calls.world
    for who in world.members:
        for unit, readers in DAY_OF.items():
            unit_id = f"unt_{world.units[unit]}"
            expected = PEOPLE[unit] - {who}
            for document, seen in ((DAY, readers), (PROGRESS, readers | {"leader"})):
                found = await page(calls, who, document, unitId=unit_id) if who in seen else None
                if found is None:
                    assert (await calls.post(who, document, {"unitId": unit_id}))["data"] in ({"teamDay": None}, {"teamProgress": None}), (
                        who
                    )
                else:
                    assert ({who_is(world, one) for one in found["members"]}, found["unit"]) == (expected, {"code": unit}), (who, unit)
        own = await page(calls, who, DAY)
        assert {who_is(world, one) for one in own["members"]} == OWN.get(who, set()), who
    for document in (DAY, PROGRESS):
        for absent in (f"unt_{world.members['hr'].employee_id}", world.employee("employee")):
            [found] = (await calls.post("hr", document, {"unitId": absent}))["data"].values()
            assert found is None
        body = await calls.post("hr", document, {"unitId": "testing"})
        assert body["errors"][0]["extensions"]["code"] == "BAD_ID"
        for wrong in (0, 101):
            body = await calls.post("hr", document, {"first": wrong})
            assert body["errors"][0]["extensions"] == {"code": "BAD_VALUE", "argument": "first"}


async def _pages_and_statements(calls: Calls) -> None:
    """By name, none twice and none left out; as many statements for one person as for five, and for none as for one."""
    for document in (DAY, PROGRESS):
        whole = [one["employee"]["id"] for one in (await page(calls, "supervisor", document))["members"]]
        sent = calls.statements
        after, got = None, []
        while True:
            found = await page(calls, "supervisor", document, first=2, after=after)
            assert found["people"] == 5
            got += [one["employee"]["id"] for one in found["members"]]
            after = found["next"]
            if after is None:
                break
        assert got == whole
        await page(calls, "planner", document)
        assert calls.statements <= sent
        await page(calls, "supervisor", document, first=4)
        assert calls.statements == sent


async def test_the_team(calls: Calls) -> None:
    """One world for all: first what only reads it, then what goes on from there."""
    await _the_day_by_hand(calls)
    await _who_opens_which_page(calls)
    await _pages_and_statements(calls)
    await _progress_of_the_team(calls)
    await _other_days_and_moments(calls)
