"""Yesterday copied: what was reported as drafts under new ids, of which nothing is stored until they are sent."""

from datetime import timedelta
from typing import Any

import pytest

from models.database import Database
from tests.schema.activities.reporting import asked, report
from tests.schema.calling import Calls
from tests.worlds import make_world

DRAFTS = """query ($day: Date, $from: Date) { viewer { activityDrafts(day: $day, copyFrom: $from) {
  id day text minutes place result { id title } indicator { id } } } }"""
PLAN = "query ($id: ID!) { node(id: $id) { ... on PerformancePlan { version results { id indicators { id } } } } }"


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter."""
    return Calls(await make_world(database))


async def drafts(calls: Calls, who: str, **asked_for: str) -> list[dict[str, Any]]:
    """Ask for drafts."""
    body = await calls.post(who, DRAFTS, asked_for)
    assert "errors" not in body, body["errors"]
    found: list[dict[str, Any]] = body["data"]["viewer"]["activityDrafts"]
    return found


async def test_the_last_day_is_copied_and_sent(calls: Calls) -> None:
    """Friday on Tuesday, since nothing was reported in between; withdrawn ones and other people's are left out."""
    plan = (await calls.post("employee", PLAN, {"id": calls.world.plan("employee")}))["data"]["node"]
    [main, more] = plan["results"]
    assert await drafts(calls, "employee") == []
    friday = {"day": "2026-03-06"}
    first = report(**friday, text="Menguji kendaraan.", indicatorId=main["indicators"][0]["id"], quantity="12", place="Terminal")
    second = report(**friday, text="Menata arsip.", resultId=more["id"], minutes=None)
    for given in (first, second, report(day="2026-03-05", text="Kamis.")):
        calls.world.now += timedelta(seconds=1)
        await calls.done("employee", "recordActivity", given)
    gone = (await calls.done("employee", "recordActivity", report(day="2026-03-09", text="Ditarik.")))["dailyActivity"]
    await calls.done("employee", *asked("WITHDRAW", gone))
    await calls.done("colleague", "recordActivity", report(day="2026-03-09", text="Milik rekan."))
    before = await calls.stored()
    found = await drafts(calls, "employee")
    assert await calls.stored() == before, "a draft is stored nowhere"
    assert [{name: value for name, value in one.items() if name != "id"} for one in found] == [
        {
            "day": "2026-03-10",
            "text": "Menguji kendaraan.",
            "minutes": 90,
            "place": "Terminal",
            "result": {"id": main["id"], "title": "Terlayaninya pengujian kendaraan"},
            "indicator": {"id": main["indicators"][0]["id"]},
        },
        {
            "day": "2026-03-10",
            "text": "Menata arsip.",
            "minutes": None,
            "place": None,
            "result": {"id": more["id"], "title": "Tertatanya arsip"},
            "indicator": None,
        },
    ]
    assert not {one["id"] for one in found} & {first["id"], second["id"]}
    items = [
        {
            **{name: one[name] for name in ("id", "day", "text", "minutes", "place")},
            "resultId": one["result"]["id"],
            "indicatorId": one["indicator"] and one["indicator"]["id"],
        }
        for one in found
    ]
    payload = await calls.call("employee", "recordActivities", {"items": items})
    assert [one["refusal"] for one in payload["results"]] == [None, None]
    assert [one["text"] for one in await drafts(calls, "employee", **{"from": "2026-03-05"})] == ["Kamis."]
    assert await drafts(calls, "employee", **{"from": "2026-03-04"}) == []
    assert await drafts(calls, "auditor") == []


async def test_a_result_that_is_no_more_isn_t_copied(calls: Calls) -> None:
    """Dropped from the plan, or of a plan that doesn't cover the day: the words stay, and the result is chosen anew."""
    plan = (await calls.post("employee", PLAN, {"id": calls.world.plan("employee")}))["data"]["node"]
    [main, more] = plan["results"]
    for one in (main, more):
        calls.world.now += timedelta(seconds=1)
        await calls.done("employee", "recordActivity", report(day="2026-03-09", text="Menata.", resultId=one["id"]))
    given = {"id": calls.world.plan("employee"), "expectedVersion": plan["version"], "results": [{"id": more["id"], "remove": True}]}
    await calls.done("employee", "editPlan", given)
    assert [bool(one["result"]) for one in await drafts(calls, "employee")] == [True, False]
    assert [one["result"] for one in await drafts(calls, "employee", day="2027-02-01")] == [None, None]
