"""Sentences that tell whoever was refused what to do next: the limit that was passed, the form that is wanted, who can do it instead."""

from typing import Any

import pytest

from models.database import Database
from models.limits import BULK_ROWS, INDICATORS_ROWS, KEY_CHARS, RESPONSE_DAYS, RESULTS_ROWS
from tests.schema.activities.reporting import report
from tests.schema.calling import REFUSAL, Calls
from tests.worlds import make_world


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town; it is 10 March 2026, and its employee has a plan of 2027 without results to propose."""
    return Calls(await make_world(database))


CHECK = "query ($input: CheckPlanInput!) { checkPlan(input: $input) { code path example } }"
TIMES = "query ($from: Date, $to: Date) { viewer { responseTimes(fromDay: $from, toDay: $to) { answered } } }"
INDICATOR = {"title": "Jumlah kendaraan", "targetText": "12 unit"}
TITLE = "Kendaraan laik jalan"


async def sentence(calls: Calls, document: str, variables: dict[str, Any], code: str) -> str:
    """Ask what can't be answered as it stands, and give the only error's sentence."""
    body = await calls.post("employee", document, variables)
    [error] = body["errors"]
    assert error["extensions"]["code"] == code
    return str(error["message"])


async def test_a_limit_that_was_passed_is_named(calls: Calls) -> None:
    many = {"results": [{"title": TITLE}] * (RESULTS_ROWS + 1)}
    assert f"more than {RESULTS_ROWS} entries" in await sentence(calls, CHECK, {"input": many}, "BAD_VALUE")
    deep = {"results": [{"title": TITLE, "indicators": [INDICATOR] * (INDICATORS_ROWS + 1)}]}
    assert f"more than {INDICATORS_ROWS} entries" in await sentence(calls, CHECK, {"input": deep}, "BAD_VALUE")
    asked = {"input": {"items": [report() for _ in range(BULK_ROWS + 1)]}}
    document = f"mutation ($input: RecordActivitiesInput!) {{ recordActivities(input: $input) {{ results {{ {REFUSAL} }} }} }}"
    assert await sentence(calls, document, asked, "TOO_MANY_IDS") == (
        f"At most {BULK_ROWS} entries can be sent at once. Split them into several requests."
    )
    one = f"mutation ($input: RecordActivityInput!) {{ recordActivity(input: $input) {{ {REFUSAL} }} }}"
    keyed = {"input": report(idempotencyKey="k" * (KEY_CHARS + 1))}
    assert f"from 1 to {KEY_CHARS} characters" in await sentence(calls, one, keyed, "BAD_VALUE")
    turned = {"from": "2026-03-10", "to": "2026-03-09"}
    assert f"at most {RESPONSE_DAYS} days" in await sentence(calls, TIMES, turned, "BAD_VALUE")
    for wrong, told in (
        ({"quantity": "1.23456"}, "at most 14 digits before and 4 after"),
        ({"quantity": "123456789012345"}, "at most 14 digits before and 4 after"),
        ({"day": "10-03-2026"}, "as 2026-01-31"),
        ({"writtenAt": "2026-03-10 09:00"}, "2026-01-31T09:30:00Z"),
    ):
        assert told in await sentence(calls, one, {"input": report(**wrong)}, "BAD_VALUE"), wrong


async def test_checks_see_what_could_never_be_saved(calls: Calls) -> None:
    """A range the wrong way round, an empty title and one of pictures are refused by `editPlan`, or say nothing to anybody."""
    reversed_ = {"title": "Lama uji", "targetValue": "3", "targetHigh": "1", "targetUnit": "hari"}
    alone = {"title": "Lama uji", "targetHigh": "3", "targetUnit": "hari"}
    right = {"title": "Lama uji", "targetValue": "1", "targetHigh": "3", "targetUnit": "hari"}
    results = [
        {"title": " ", "indicators": [INDICATOR]},
        {"title": "🚗🚗🚗", "indicators": [{**INDICATOR, "title": "👍"}]},
        {"title": "Melati tertanam di taman kota", "indicators": [reversed_, right]},
        {"title": TITLE, "indicators": [alone]},
    ]
    body = await calls.post("employee", CHECK, {"input": {"results": results}}, language="id")
    found = body["data"]["checkPlan"]
    assert [(one["code"], one["path"]) for one in found][:4] == [
        ("TITLE_SAYS_NOTHING", "input.results.0.title"),
        ("TITLE_SAYS_NOTHING", "input.results.1.title"),
        ("TITLE_SAYS_NOTHING", "input.results.1.indicators.0.title"),
        ("TARGET_REVERSED", "input.results.2.indicators.0.targetHigh"),
    ]
    assert ("TARGET_REVERSED", "input.results.3.indicators.0.targetHigh") in [(one["code"], one["path"]) for one in found]
    assert all(one["example"].startswith(("“", "Bukan “")) for one in found)


async def test_who_can_instead_is_named(calls: Calls) -> None:
    """Whoever stands in the relation today, as `whoCan.employee` promises."""
    world = calls.world
    coaching = {"employeeId": world.employee("employee"), "topic": "Laporan", "text": "Kita bicara.", "agreements": []}
    # By name to those alone who may read the line.
    for who, appraiser, approver in (
        ("hr", world.employee("supervisor"), world.employee("approver")),
        ("colleague", None, None),
        ("stranger", None, None),
    ):
        body = await calls.answer(who, "recordCoaching", coaching, selection=f"{{ {REFUSAL} }}")
        [reason] = body["data"]["recordCoaching"]["refusal"]["reasons"]
        assert [(one["relation"], one["employee"] and one["employee"]["id"]) for one in reason["whoCan"]] == [
            ("APPRAISER", appraiser),
            ("APPROVER", approver),
            ("UNIT_LEADER", None),
        ], who
        post = f"asg_{world.members['employee'].assignment_id}"
        refusal = await calls.refused(who, "startPlan", {"assignmentId": post, "year": 2027})
        assert [(one["relation"], one["employee"] and one["employee"]["id"]) for one in refusal["reasons"][0]["whoCan"]] == [
            ("EMPLOYEE", world.employee("employee")),
            ("APPRAISER", appraiser),
        ], who
    start = {"assignmentId": f"asg_{world.members['employee'].assignment_id}", "year": 2027}
    plan = (await calls.done("supervisor", "startPlan", start))["plan"]
    given = {"id": plan["id"], "expectedVersion": plan["version"]}
    refusal = await calls.refused("employee", "proposePlan", given)
    assert [(one["code"], one["whoCan"]) for one in refusal["reasons"]] == [
        (
            "NO_MAIN_RESULT",
            [{"relation": "EMPLOYEE", "role": None, "employee": {"id": world.employee("employee"), "name": "Pegawai Employee"}}],
        )
    ]
    refusal = await calls.refused("supervisor", "agreePlan", given)
    assert (refusal["code"], refusal["possibleActions"]) == ("ILLEGAL_TRANSITION", [])
    assert [one["employee"]["id"] for one in refusal["reasons"][0]["whoCan"]] == [world.employee("employee")]
    refusal = await calls.refused("employee", "withdrawPlan", given)
    assert (refusal["code"], refusal["possibleActions"], refusal["reasons"][0]["whoCan"]) == ("ILLEGAL_TRANSITION", ["PROPOSE_PLAN"], [])
