"""What is reported, sent again, edited and refused: under an id that the client made."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.database import Database
from tests.schema.activities.reporting import Reports, asked, outcome, report
from tests.schema.calling import Calls, codes
from tests.worlds import make_world


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter."""
    return Calls(await make_world(database))


READ = """query ($id: ID!) { node(id: $id) { ... on DailyActivity {
  day text minutes quantity place late writtenAt recordedAt answerDueOn state version
  employee { id } unit { name } plan { id } result { id title } indicator { id title } assignment { id } } } }"""

RECORD = "mutation ($i: RecordActivityInput!) { recordActivity(input: $i) { dailyActivity { id } } }"


async def read(calls: Calls, who: str, key: str) -> Any:
    """Read an activity whole."""
    return (await calls.post(who, READ, {"id": key}))["data"]["node"]


async def plan_of(calls: Calls, who: str) -> list[dict[str, Any]]:
    """Read the results of somebody's plan with their indicators."""
    sql = "query ($id: ID!) { node(id: $id) { ... on PerformancePlan { results { id indicators { id } } } } }"
    results: list[dict[str, Any]] = (await calls.post(who, sql, {"id": calls.world.plan(who)}))["data"]["node"]["results"]
    return results


async def test_everything_that_can_be_reported_is_read_back(calls: Calls) -> None:
    world = calls.world
    [main, _] = await plan_of(calls, "employee")
    [indicator] = main["indicators"]
    written = "2026-03-09T16:59:59.000000Z"
    given = report(day="2026-03-09", indicatorId=indicator["id"], quantity="12.5", place="Terminal Pelabuhan", writtenAt=written)
    await calls.done("employee", "recordActivity", given)
    shown = await read(calls, "supervisor", given["id"])
    assert shown["result"]["id"] == main["id"], "the indicator tells the result"
    assert shown == {
        "day": "2026-03-09",
        "text": given["text"],
        "minutes": 90,
        "quantity": "12.5",
        "place": "Terminal Pelabuhan",
        "late": False,
        "writtenAt": written,
        "recordedAt": "2026-03-10T02:00:00.000000Z",
        "answerDueOn": "2026-03-12",
        "state": "REPORTED",
        "version": 1,
        "employee": {"id": world.employee("employee")},
        "unit": {"name": "Unit testing"},
        "plan": {"id": world.plan("employee")},
        "result": {"id": main["id"], "title": "Terlayaninya pengujian kendaraan"},
        "indicator": {"id": indicator["id"], "title": "Jumlah kendaraan yang diuji"},
        "assignment": {"id": f"asg_{world.members['employee'].assignment_id}"},
    }


async def test_what_is_wrong_is_named_at_its_field_and_nothing_is_there(calls: Calls) -> None:
    mine, other = await plan_of(calls, "employee"), await plan_of(calls, "colleague")
    wrong: list[tuple[Mapping[str, Any], list[tuple[str, str]]]] = [
        ({"text": " \u200b"}, [("TEXT_EMPTY", "input.text")]),
        ({"text": "x" * 2001}, [("TEXT_TOO_LONG", "input.text")]),
        ({"place": "x" * 201}, [("TEXT_TOO_LONG", "input.place")]),
        ({"minutes": 0}, [("MINUTES_OUT_OF_RANGE", "input.minutes")]),
        ({"minutes": 1441}, [("MINUTES_OUT_OF_RANGE", "input.minutes")]),
        ({"quantity": "3"}, [("INDICATOR_REQUIRED", "input.indicatorId")]),
        ({"day": "2026-03-11"}, [("DAY_TO_COME", "input.day")]),
        ({"day": "2025-12-31"}, [("NO_POST_ON_DAY", "input.day")]),
        ({"day": "1890-01-01"}, [("DATE_OUT_OF_RANGE", "input.day"), ("NO_POST_ON_DAY", "input.day")]),
        ({"writtenAt": "0001-01-01T00:00:00Z"}, [("DATE_OUT_OF_RANGE", "input.writtenAt")]),
        ({"day": "2025-12-31", "resultId": mine[0]["id"]}, [("DAY_OUTSIDE_PLAN", "input.day")]),
        ({"resultId": other[0]["id"]}, [("UNKNOWN_REFERENCE", "input.resultId")]),
        ({"indicatorId": other[0]["indicators"][0]["id"]}, [("UNKNOWN_REFERENCE", "input.indicatorId")]),
        ({"resultId": mine[0]["indicators"][0]["id"]}, [("UNKNOWN_REFERENCE", "input.resultId")]),
        ({"resultId": mine[1]["id"], "indicatorId": mine[0]["indicators"][0]["id"]}, [("UNKNOWN_REFERENCE", "input.indicatorId")]),
        ({"expectedVersion": 1}, []),
    ]
    before = await calls.stored()
    for given, expected in wrong[:-1]:
        refused = await calls.refused("employee", "recordActivity", report(**given))
        assert (refused["code"], codes(refused)) == ("INVALID", expected), given
    assert await calls.stored() == before
    # A version of what isn't there yet is no reason to lose the report.
    await calls.done("employee", "recordActivity", report(**wrong[-1][0]))


async def test_sent_again_it_is_there_once(calls: Calls) -> None:
    """The same content answers the event of then; other content needs the version that it means to edit."""
    given = report()
    first = await calls.done("employee", "recordActivity", given)
    before = await calls.stored()
    again = await calls.done("employee", "recordActivity", given)
    assert (again["replayed"], again["event"], again["dailyActivity"]) == (True, first["event"], first["dailyActivity"])
    refused = await calls.refused("employee", "recordActivity", {**given, "minutes": 91})
    assert (refused["code"], codes(refused)) == ("CONFLICT", [("RECORDED_OTHERWISE", "input.id")])
    assert (refused["currentVersion"], refused["currentState"]) == (1, "REPORTED")
    assert await calls.stored() == before
    edited = await calls.done("employee", "recordActivity", {**given, "minutes": 91, "expectedVersion": 1})
    assert (edited["event"]["action"], edited["dailyActivity"]["version"]) == ("EDIT", 2)
    before = await calls.stored()
    # Sendings that were under way all the time: of what it is, and of what it was.
    for late, event in (({**given, "minutes": 91, "expectedVersion": 1}, edited), ({**given, "minutes": 91}, edited), (given, first)):
        payload = await calls.done("employee", "recordActivity", late)
        assert (payload["replayed"], payload["event"]["id"], payload["dailyActivity"]["version"]) == (True, event["event"]["id"], 2)
    assert (await calls.refused("employee", "recordActivity", {**given, "minutes": 92, "expectedVersion": 1}))["code"] == "STALE"
    assert await calls.stored() == before


async def test_an_id_of_somebody_else_tells_nothing(calls: Calls) -> None:
    """Whoever may not see it gets what an absent id gets; whoever may learns only that it isn't theirs."""
    activity = await Reports(calls).reported()
    before = await calls.stored()
    for who in ("colleague", "planner", "foreigner"):
        assert outcome(await calls.call(who, "recordActivity", report(id=activity["id"]))) == ("NOT_FOUND", None), who
    for who in ("supervisor", "mayor", "hr"):
        assert outcome(await calls.call(who, "recordActivity", report(id=activity["id"]))) == ("NOT_PERMITTED", "RELATION_REQUIRED"), who
    assert await calls.stored() == before


@pytest.mark.parametrize(
    "wrong", ["emp_01a20e43-14ce-7000-8000-000000000001", f"dac_{UUID(int=0)}", f"dac_{UUID(int=2**128 - 1)}", "dac_1", ""]
)
async def test_an_id_of_another_kind_or_that_nobody_made_records_nothing(calls: Calls, wrong: str) -> None:
    """The accident: whatever was sent under ids mixed up fell on one report, which the next one then found taken."""
    before = await calls.stored()
    body = await calls.post("employee", RECORD, {"i": report(id=wrong)})
    assert [(error["extensions"]["code"], error["extensions"]["argument"]) for error in body["errors"]] == [("BAD_ID", "input.id")]
    payload = await calls.call("employee", "recordActivities", {"items": [report(id=wrong)]})
    assert [codes(one["refusal"]) for one in payload["results"]] == [[("MALFORMED_ID", "input.items.0.id")]]
    assert await calls.stored() == before


async def test_it_is_edited_until_it_is_answered(calls: Calls) -> None:
    reports = Reports(calls)
    for state, allowed in (("REPORTED", True), ("QUESTIONED", True), ("RETURNED", True), ("ANSWERED", False), ("WITHDRAWN", False)):
        activity = await reports.brought(state)
        payload = await calls.call("employee", *asked("EDIT", activity))
        assert (payload["refusal"] is None) is allowed, state
        if allowed:
            assert (await read(calls, "employee", activity["id"]))["answerDueOn"] == "2026-03-12", "it waits for an answer again"


async def test_another_day_is_judged_by_the_first_writing(calls: Calls) -> None:
    """Written on Tuesday about Tuesday it was on time; moved to Monday it is late, whenever it is moved."""
    activity = await Reports(calls).reported()
    assert activity["late"] is False
    moved = await calls.done("employee", *asked("EDIT", activity, day="2026-03-09", writtenAt="2026-03-09T03:00:00Z"))
    assert moved["dailyActivity"]["late"] is True
    back = await calls.done("employee", *asked("EDIT", moved["dailyActivity"], day="2026-03-10"))
    assert back["dailyActivity"]["late"] is False


async def test_many_take_no_more_statements_than_one(calls: Calls) -> None:
    statements = {}
    for count in (1, 50, 200):
        payload = await calls.call("employee", "recordActivities", {"items": [report(text=f"Berkas {n}.") for n in range(count)]})
        assert [outcome(one) for one in payload["results"]] == [("DONE", None)] * count
        statements[count] = calls.statements
    assert statements[1] == statements[50]
    # Beyond the engine's limit of parameters an insert is cut; nothing else grows.
    assert statements[200] - statements[50] <= 12, statements


async def test_one_that_is_refused_stops_none_of_the_others(calls: Calls) -> None:
    there, theirs = await Reports(calls).reported(), await Reports(calls, of="stranger").reported()
    twice = report(text="Dua kali dalam satu kiriman.")
    items = [
        report(text="Satu."),
        report(text=" "),
        report(id="dac_bukan"),
        report(id=theirs["id"]),
        report(id=there["id"], text="Lain."),
        twice,
        twice,
        {**twice, "text": "Lain lagi."},
        {**twice, "text": "Diubah.", "expectedVersion": 1},
        report(text="Terakhir."),
    ]
    payload = await calls.call("employee", "recordActivities", {"items": items})
    assert [(*outcome(one), one["replayed"]) for one in payload["results"]] == [
        ("DONE", None, False),
        ("INVALID", "TEXT_EMPTY", False),
        ("INVALID", "MALFORMED_ID", False),
        ("NOT_FOUND", None, False),
        ("CONFLICT", "RECORDED_OTHERWISE", False),
        ("DONE", None, False),
        ("DONE", None, True),
        ("CONFLICT", "RECORDED_OTHERWISE", False),
        ("DONE", None, False),
        ("DONE", None, False),
    ]
    assert codes(payload["results"][1]["refusal"]) == [("TEXT_EMPTY", "input.items.1.text")]
    rows = await calls.world.all("SELECT text, version FROM daily_activity ORDER BY text")
    assert [(row["text"], row["version"]) for row in rows] == [
        *(("Diubah.", 2), ("Menguji 12 kendaraan.", 1), ("Menguji 12 kendaraan.", 1), ("Satu.", 1), ("Terakhir.", 1))
    ]


async def test_a_queue_under_one_key_holds_a_report_and_its_edits(calls: Calls) -> None:
    told = report(text="Satu.")
    queue = [told, {**told, "text": "Dua.", "expectedVersion": 1}, {**told, "text": "Tiga.", "expectedVersion": 2}]
    first, again = [await calls.call("employee", "recordActivities", {"items": queue, "idempotencyKey": "antrean"}) for _ in range(2)]
    assert [(*outcome(one), one["replayed"]) for one in first["results"]] == [("DONE", None, False)] * 3
    assert [(*outcome(one), one["replayed"]) for one in again["results"]] == [("DONE", None, True)] * 3
    shown = await read(calls, "employee", told["id"])
    assert (shown["text"], shown["version"]) == ("Tiga.", 3)
    other = await calls.call("employee", "recordActivities", {"items": [{**queue[1], "text": "Lain."}], "idempotencyKey": "antrean"})
    assert outcome(other["results"][0]) == ("CONFLICT", "KEY_USED_OTHERWISE")


async def test_two_devices_at_the_same_moment(calls: Calls) -> None:
    """Both send the same queue at once: each report is there once, and both are told so."""
    items = [report(id=f"dac_{uuid4()}", text=f"Berkas {n}.") for n in range(30)]
    sent = [calls.call("employee", "recordActivities", {"items": order}) for order in (items, items[::-1], items)]
    answers = await asyncio.gather(*sent)
    results = [one for payload in answers for one in payload["results"]]
    assert [one["refusal"] for one in results] == [None] * 90
    assert sorted(one["replayed"] for one in results) == [False] * 30 + [True] * 60
    [row] = await calls.world.all("SELECT COUNT(*) AS n, SUM(version) AS v FROM daily_activity")
    assert (int(row["n"]), int(row["v"])) == (30, 30)
