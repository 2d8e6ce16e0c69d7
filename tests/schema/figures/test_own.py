"""My day and my year: every figure by hand, each the same as a recount, and nobody's but one's own."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.database import Database
from tests.schema.activities.reporting import Reports, asked, report
from tests.schema.calling import Calls
from tests.schema.plans.drafting import Plans
from tests.worlds import make_world

TARGET = "indicator { title } target { value unit } sum activities stated value expected standing months { month sum activities }"
ITEM = "step id since workingDays dueOn late"
DAY = f"""query ($day: Date) {{ myDay(day: $day) {{ day workingDay minutes late waitingCount asOf
  activities {{ activity {{ id text minutes }} }} waiting {{ {ITEM} }} toAnswer {{ waiting overdue oldestWorkingDays }}
  targets {{ {TARGET} }} }} }}"""
YEAR = f"""query ($year: Int) {{ myYear(year: $year) {{ year unanswered feedbackReceived feedbackGiven coachingSessions asOf
  months {{ month days activities minutes late }} answers {{ answer count }} targets {{ {TARGET} }}
  appraisals {{ appraisal {{ id }} }} }} }}"""
NOW = "2026-03-10T02:00:00.000000Z"
EMPTY = {"days": 0, "activities": 0, "minutes": 0, "late": 0}


async def page(calls: Calls, who: str, document: str, **variables: Any) -> dict[str, Any]:
    """Read the one page of a document."""
    body = await calls.post(who, document, variables)
    assert "errors" not in body, body["errors"]
    [found] = body["data"].values()
    shown: dict[str, Any] = found
    return shown


async def sent(calls: Calls, who: str, field: str, **given: Any) -> dict[str, Any]:
    """Call a mutation that must not be refused, and give its payload."""
    selection = (
        "{ refusal { code } ... on FeedbackNotePayload { feedbackNote { id } } }" if field == "giveFeedback" else "{ refusal { code } }"
    )
    body = await calls.answer(who, field, given, selection=selection)
    payload: dict[str, Any] = body["data"][field]
    assert payload["refusal"] is None, payload
    return payload


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A Tuesday with everything that can wait for an employee and a superior."""
    calls = Calls(await make_world(database))
    world = calls.world
    first, second = [f"ind_{one}" for one in await world.indicators("employee")]
    words = {"realisations": [{"indicatorId": second, "text": "Berjalan."}]}
    await calls.done("employee", "editAppraisal", {**await calls.subject("employee"), **words})
    reports = Reports(calls)
    world.now = datetime(2026, 3, 6, 8, tzinfo=UTC)
    early = {"day": "2026-03-06", "minutes": 60}
    await reports.reported(day="2026-01-05", indicatorId=second, quantity="12.5", minutes=30)
    returned = await reports.done("RETURN", await reports.reported(**early))
    assert returned["state"] == "RETURNED"
    for action in ("PRAISE", "ACKNOWLEDGE", "ACKNOWLEDGE"):
        await reports.done(action, await reports.reported(**early))
    world.now = datetime(2026, 3, 10, 2, tzinfo=UTC)
    await reports.done("ASK", await reports.reported(indicatorId=first, quantity="40"))
    await reports.reported(indicatorId=second, quantity="7.5", minutes=None)
    await calls.done("employee", *asked("WITHDRAW", await reports.reported(indicatorId=second, quantity="1000")))
    await sent(calls, "colleague", "askFeedback", askedId=world.employee("employee"), question="Bagaimana laporan saya?")
    await sent(calls, "colleague", "giveFeedback", receiverId=world.employee("employee"), text="Jelas dan rapi.", audience="RECEIVER")
    await sent(calls, "supervisor", "recordCoaching", employeeId=world.employee("employee"), topic="Arsip", text="Dibahas.", agreements=[])
    await Plans(calls).complete()
    plans = Plans(calls, of="colleague")
    await plans.move(await plans.complete(), "PROPOSE_PLAN", "colleague")
    await calls.done("colleague", "submitAppraisal", await calls.subject("colleague"))
    return calls


def target(title: str, **more: Any) -> dict[str, Any]:
    """Give a target of 1200 vehicles by the 69th of 365 days: 1200 · 69 / 365 = 226.8493."""
    return {"indicator": {"title": title}, "target": {"value": "1200", "unit": "kendaraan"}, "expected": "226.8493", **more}


def month(number: int, total: str, activities: int = 1) -> dict[str, Any]:
    """Give the activities of a month."""
    return {"month": f"2026-{number:02d}-01", "sum": total, "activities": activities}


async def test_an_employee_s_day(calls: Calls) -> None:
    found = await page(calls, "employee", DAY)
    assert (found["day"], found["workingDay"], found["minutes"], found["late"], found["asOf"]) == ("2026-03-10", True, 90, 0, NOW)
    assert {one["activity"]["minutes"] for one in found["activities"]} == {90, None}, "what was withdrawn isn't there"
    # The appraisal has waited since the world's moment, the returned report since Friday the 6th: Monday and Tuesday.
    assert sorted((one["step"], one["workingDays"], one["dueOn"], one["late"]) for one in found["waiting"]) == [
        ("CONFIRM_COACHING", 0, None, False),
        ("GIVE_FEEDBACK", 0, None, False),
        ("MEND_ACTIVITY", 2, None, False),
        ("PROPOSE_PLAN", 0, None, False),
        ("READ_FEEDBACK", 0, None, False),
        ("REPLY_TO_QUESTION", 0, None, False),
        ("SUBMIT_APPRAISAL", 0, "2026-04-10", False),
    ]
    assert (found["waitingCount"], found["waiting"][0]["step"]) == (7, "MEND_ACTIVITY")
    nodes = await calls.post(
        "employee", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [one["id"] for one in found["waiting"]]}
    )
    assert [one["id"] for one in nodes["data"]["nodes"]] == [one["id"] for one in found["waiting"]]
    assert found["toAnswer"] == {"waiting": 0, "overdue": 0, "oldestWorkingDays": None}
    stated = {"stated": "1250", "value": "1250", "standing": "REACHED"}
    added = {"stated": None, "value": "20", "standing": "BEHIND"}
    assert found["targets"] == [
        target("Jumlah kendaraan yang diuji", sum="40", activities=1, **stated, months=[month(3, "40")]),
        target("Jumlah berkas", sum="20", activities=2, **added, months=[month(1, "12.5"), month(3, "7.5")]),
    ]


async def test_a_superior_s_day_and_other_days(calls: Calls) -> None:
    found = await page(calls, "supervisor", DAY)
    own, *others = sorted((one["step"], one["dueOn"]) for one in found["waiting"])[::-1]
    assert own == ("SUBMIT_APPRAISAL", "2026-04-10")
    assert others == [("REVIEW_APPRAISAL", "2026-04-20"), ("AGREE_PLAN", None)]
    # Of 5 January, recorded on Friday the 6th of March and due today; and one of today.
    assert found["toAnswer"] == {"waiting": 2, "overdue": 0, "oldestWorkingDays": 2}
    assert (found["activities"], found["targets"], found["waitingCount"]) == ([], [], 3)
    past = await page(calls, "employee", DAY, day="2026-03-07")
    assert (past["workingDay"], past["activities"], past["waitingCount"]) == (False, [], 7), "what waits is of now"
    assert [(one["value"], one["expected"]) for one in past["targets"]] == [("1250", "216.9863"), ("12.5", "216.9863")]
    calls.world.now = datetime(2026, 4, 13, 2, tzinfo=UTC)
    late = {one["step"]: one["late"] for one in (await page(calls, "employee", DAY))["waiting"]}
    assert late["SUBMIT_APPRAISAL"]
    assert (await page(calls, "supervisor", DAY))["toAnswer"] == {"waiting": 2, "overdue": 2, "oldestWorkingDays": 26}


async def test_a_year(calls: Calls) -> None:
    found = await page(calls, "employee", YEAR)
    # January: 30 minutes, reported two months late. March: 4 of Friday with 60 each, 2 of Tuesday with 90 and none.
    reported = {1: {"days": 1, "activities": 1, "minutes": 30, "late": 1}, 3: {"days": 2, "activities": 6, "minutes": 330, "late": 0}}
    assert found["months"] == [{"month": f"2026-{number:02d}-01", **reported.get(number, EMPTY)} for number in range(1, 13)]
    assert found["answers"] == [{"answer": "ACKNOWLEDGE", "count": 2}, {"answer": "PRAISE", "count": 1}]
    counts = ("unanswered", "feedbackReceived", "feedbackGiven", "coachingSessions")
    assert [found[name] for name in counts] == [2, 1, 0, 1]
    assert found["appraisals"] == [{"appraisal": {"id": calls.world.appraisal("employee")}}]
    assert [one["value"] for one in found["targets"]] == ["1250", "20"]
    [recount] = await calls.world.all(
        "SELECT COUNT(*) AS n, SUM(minutes) AS minutes FROM daily_activity WHERE employee_id = :me AND state <> 'WITHDRAWN'"
        " AND day BETWEEN '2026-01-01' AND '2026-12-31'",
        me=calls.world.members["employee"].employee_id,
    )
    sums = [sum(one[name] for one in found["months"]) for name in ("activities", "minutes")]
    assert sums == [int(recount["n"]), int(recount["minutes"])]
    other = await page(calls, "employee", YEAR, year=2027)
    assert other["months"] == [{"month": f"2027-{number:02d}-01", **EMPTY} for number in range(1, 13)]
    assert [(one["value"], one["standing"], one["expected"]) for one in other["targets"]] == [(None, "NOTHING_REPORTED", "0")]
    for wrong in (1999, 2200):
        body = await calls.post("employee", YEAR, {"year": wrong})
        assert body["errors"][0]["extensions"] == {"code": "BAD_VALUE", "argument": "year"}


async def test_the_pages_are_one_s_own_whatever_role(calls: Calls) -> None:
    """Others' reports are in nobody's page; the statements are the same with much and with nothing."""
    pages = {who: await page(calls, who, DAY) for who in ("colleague", "mayor", "hr", "auditor", "leader", "operator", "foreigner")}
    for who, found in pages.items():
        assert (found["activities"], found["minutes"]) == ([], 0), who
        assert [one for one in found["targets"] if one["activities"]] == [], who
    assert {who: found["waitingCount"] for who, found in pages.items()} == {
        **dict.fromkeys(("colleague", "mayor", "auditor", "leader", "operator", "foreigner"), 0),
        "hr": 1,
    }
    counts = []
    for who in ("employee", "stranger"):
        for document in (DAY, YEAR):
            await page(calls, who, document)
            counts.append(calls.statements)
    await calls.call("employee", "recordActivities", {"items": [report() for _ in range(30)]})
    for document in (DAY, YEAR):
        await page(calls, "employee", document)
        counts.append(calls.statements)
    assert counts[:2] == counts[4:], "as many statements for 32 reports as for 2"
