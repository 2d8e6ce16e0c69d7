"""What activities add up to towards an indicator, by hand; what is stated by hand wins; both are pinned by the submission."""

from typing import Any

import pytest

from models.database import Connection, Database
from tests.schema.activities.reporting import asked, report
from tests.schema.calling import Calls
from tests.workflows.replay import events_of, replay, stored
from tests.worlds import NOW, TEN_CHARS, make_world

SUMS = """query ($id: ID!) { appraisal(id: $id) { state
  activitySums { indicator { id title } sum activities stated value pinnedAt asOf } } }"""
PLAN = "query ($id: ID!) { node(id: $id) { ... on PerformancePlan { results { indicators { id activitySum { sum activities } } } } } }"
NOW_TEXT = "2026-03-10T02:00:00.000000Z"


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter, the first of 2026."""
    return Calls(await make_world(database))


async def sums(calls: Calls, who: str = "employee", of: str = "employee") -> list[dict[str, Any]]:
    """Read the sums of somebody's appraisal."""
    body = await calls.post(who, SUMS, {"id": calls.world.appraisal(of)})
    assert "errors" not in body, body["errors"]
    found: list[dict[str, Any]] = body["data"]["appraisal"]["activitySums"]
    return found


async def figures(calls: Calls, who: str = "employee") -> list[tuple[str, int, str | None, str | None, bool]]:
    """Give of each indicator the sum, of how many, what is stated, what counts, and whether it is pinned."""
    return [(one["sum"], one["activities"], one["stated"], one["value"], one["pinnedAt"] is not None) for one in await sums(calls, who)]


async def test_what_counts_by_hand(calls: Calls) -> None:
    """Decimals exactly; what is withdrawn or returned, without a quantity, or towards another indicator doesn't count."""
    first, second = [one["indicator"]["id"] for one in await sums(calls)]
    assert await figures(calls) == [("0", 0, "1250", "1250", False)] * 2

    async def reported(**more: Any) -> dict[str, Any]:
        given = report(**more)
        activity: dict[str, Any] = (await calls.done("employee", "recordActivity", given))["dailyActivity"]
        return activity

    for quantity in ("12.5", "0.1", "0.2", "-3", "99999999999999.9999"):
        await reported(indicatorId=first, quantity=quantity)
    await reported(indicatorId=first)
    await reported(indicatorId=second, quantity="7", day="2026-01-01")
    taken_back = await reported(indicatorId=first, quantity="1000")
    await calls.done("employee", *asked("WITHDRAW", taken_back))
    mended = await reported(indicatorId=first, quantity="500")
    await calls.done("supervisor", *asked("RETURN", mended))
    # 12.5 + 0.1 + 0.2 - 3 + 99,999,999,999,999.9999
    assert await figures(calls) == [("100000000000009.7999", 5, "1250", "1250", False), ("7", 1, "1250", "1250", False)]
    again = {"expectedVersion": 2, "indicatorId": first, "quantity": "0.2001"}
    await calls.done("employee", "recordActivity", report(id=mended["id"], **again))
    assert (await figures(calls))[0] == ("100000000000010", 6, "1250", "1250", False)
    plan = (await calls.post("supervisor", PLAN, {"id": calls.world.plan("employee")}))["data"]["node"]
    found = [one["activitySum"] for result in plan["results"] for one in result["indicators"]]
    assert found == [{"sum": "100000000000010", "activities": 6}, {"sum": "7", "activities": 1}]
    narrow = PLAN.replace("activitySum {", 'activitySum(fromDay: "2026-01-01", toDay: "2026-03-09") {')
    plan = (await calls.post("supervisor", narrow, {"id": calls.world.plan("employee")}))["data"]["node"]
    found = [one["activitySum"] for result in plan["results"] for one in result["indicators"]]
    assert found == [{"sum": "0", "activities": 0}, {"sum": "7", "activities": 1}]


async def test_the_stated_figure_wins_and_is_the_employee_s_until_submitted(calls: Calls) -> None:
    first, _ = [one["indicator"]["id"] for one in await sums(calls)]
    await calls.done("employee", "recordActivity", report(indicatorId=first, quantity="40"))
    assert await figures(calls, "supervisor") == [("40", 1, None, "40", False), ("0", 0, None, None, False)]
    empty = {"realisations": [{"indicatorId": first, "text": "Tercapai."}]}
    await calls.done("employee", "editAppraisal", {**await calls.subject("employee"), **empty})
    assert (await figures(calls))[0] == ("40", 1, None, "40", False), "words alone state no figure"
    await calls.done("employee", "submitAppraisal", await calls.subject("employee"))
    assert await figures(calls, "supervisor") == [("40", 1, None, "40", True), ("0", 0, "1250", "1250", False)]


async def test_a_submission_pins_the_sum_of_then(calls: Calls) -> None:
    """Reported afterwards it doesn't count any more; taken back it is worked out anew, and submitted again pinned anew."""
    world = calls.world
    first, second = [one["indicator"]["id"] for one in await sums(calls)]
    await calls.done("employee", "recordActivity", report(indicatorId=first, quantity="12"))
    payload = await calls.done("employee", "submitAppraisal", await calls.subject("employee"))
    pinned = ("12", 1, "1250", "1250", True)
    for who in ("employee", "supervisor", "approver", "auditor"):
        assert await figures(calls, who) == [pinned, ("0", 0, "1250", "1250", False)], who
    assert [(one["pinnedAt"], one["asOf"]) for one in await sums(calls)] == [(NOW_TEXT, NOW_TEXT), (None, NOW_TEXT)]
    changes = "query ($id: ID!) { node(id: $id) { ... on HistoryEvent { changes { path old new } } } }"
    told = (await calls.post("employee", changes, {"id": payload["event"]["id"]}))["data"]["node"]["changes"]
    [lineage] = [one["path"].split(".")[1] for one in told if one["path"].endswith(".quantity")]
    assert [one for one in told if one["path"].startswith("activitySums.")] == [
        {"path": f"activitySums.{lineage}.activities", "old": None, "new": "1"},
        {"path": f"activitySums.{lineage}.quantity", "old": None, "new": "12"},
    ]
    for indicator in (first, second):
        await calls.done("employee", "recordActivity", report(indicatorId=indicator, quantity="5"))
    assert (await figures(calls))[0] == pinned
    await calls.done("employee", "withdrawAppraisal", await calls.subject("employee"))
    assert await figures(calls) == [("17", 2, "1250", "1250", False), ("5", 1, "1250", "1250", False)]
    await calls.done("employee", "submitAppraisal", await calls.subject("employee"))
    assert await figures(calls) == [("17", 2, "1250", "1250", True), ("5", 1, "1250", "1250", True)]
    await calls.done("supervisor", "returnAppraisal", {**await calls.subject("employee"), "reason": TEN_CHARS})
    assert not any(one[4] for one in await figures(calls))

    async def both(conn: Connection) -> Any:
        return replay(await events_of(conn)), await stored(conn)

    told_by_events, rows = await world.database.read(both)
    key = world.members["employee"].appraisal_id
    assert key is not None
    assert told_by_events[key].told == rows[key].told, "the events tell what is pinned"


async def test_days_of_another_period_don_t_count(calls: Calls) -> None:
    """A plan is of a year, an appraisal of its cycle: 1 January to 31 March."""
    first, _ = [one["indicator"]["id"] for one in await sums(calls)]
    await calls.done("employee", "recordActivity", report(indicatorId=first, quantity="3", day="2026-01-01"))
    calls.world.now = NOW.replace(month=4, day=1)
    await calls.done("employee", "recordActivity", report(indicatorId=first, quantity="4", day="2026-04-01"))
    await calls.done("employee", "recordActivity", report(indicatorId=first, quantity="5", day="2026-03-31"))
    assert (await figures(calls))[0] == ("8", 2, "1250", "1250", False)
    plan = (await calls.post("employee", PLAN, {"id": calls.world.plan("employee")}))["data"]["node"]
    assert plan["results"][0]["indicators"][0]["activitySum"] == {"sum": "12", "activities": 3}
