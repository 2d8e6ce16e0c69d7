"""Templates of one's own activities through HTTP: nobody else knows of them, and a report takes from one what it leaves out."""

from collections.abc import Mapping
from typing import Any

import pytest

from models.database import Database
from models.limits import ACTIVITY_TEMPLATES_ROWS
from models.vocabulary import SubjectType
from tests.schema.activities.reporting import report
from tests.schema.calling import MOVED, Calls, codes
from tests.workflows.replay import events_of, replay, stored
from tests.worlds import make_world

TEMPLATE = (
    f"{{ activityTemplate {{ id state version name text minutes place result {{ title }} indicator {{ title }} }} unchanged {MOVED} }}"
)
OTHERS = ("colleague", "supervisor", "approver", "mayor", "planner", "stranger", "hr", "auditor", "leader", "operator", "foreigner")
MORNING = {"name": "Pagi", "text": "Menguji kendaraan.", "minutes": 120, "place": "Gedung uji"}
REPORTED = "{ dailyActivity { id version text minutes place quantity result { title } indicator { title } } " + MOVED + " }"
RESULTS = "query ($id: ID!) { node(id: $id) { ... on PerformancePlan { revision { results { id title indicators { id title } } } } } }"


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town, whose employee has a plan with results; it is 10 March 2026."""
    return Calls(await make_world(database, complete=("employee",)))


async def call(calls: Calls, who: str, field: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Call a mutation of templates, and give its payload."""
    body = await calls.answer(who, field, given, selection=TEMPLATE)
    assert "errors" not in body, body["errors"]
    payload: dict[str, Any] = body["data"][field]
    return payload


async def made(calls: Calls, who: str = "employee", **more: Any) -> dict[str, Any]:
    """Make a template, and give it."""
    payload = await call(calls, who, "createActivityTemplate", {**MORNING, **more})
    assert payload["refusal"] is None, payload["refusal"]
    template: dict[str, Any] = payload["activityTemplate"]
    return template


async def reported(calls: Calls, **given: Any) -> dict[str, Any]:
    """Report by the employee; what is None isn't sent."""
    sent = {name: value for name, value in report(**given).items() if value is not None}
    body = await calls.answer("employee", "recordActivity", sent, selection=REPORTED)
    assert "errors" not in body, body["errors"]
    payload: dict[str, Any] = body["data"]["recordActivity"]
    return payload


async def test_a_template_is_its_owners_alone(calls: Calls) -> None:
    """Nobody else finds it, by node, list, history or command, whatever role they hold; the owner edits and removes it."""
    template = await made(calls, idempotencyKey="pagi")
    again = await call(calls, "employee", "createActivityTemplate", {**MORNING, "idempotencyKey": "pagi"})
    assert (again["replayed"], again["activityTemplate"]["id"]) == (True, template["id"])
    query = (
        "query ($id: ID!) { node(id: $id) { id } viewer { activityTemplates { totalCount } }"
        " historyEvents(filter: {subjectType: ACTIVITY_TEMPLATE}) { totalCount } }"
    )
    seen = (await calls.post("employee", query, {"id": template["id"]}))["data"]
    assert seen == {"node": {"id": template["id"]}, "viewer": {"activityTemplates": {"totalCount": 1}}, "historyEvents": {"totalCount": 1}}
    before = await calls.stored()
    for who in OTHERS:
        data = (await calls.post(who, query, {"id": template["id"]}))["data"]
        assert data == {"node": None, "viewer": {"activityTemplates": {"totalCount": 0}}, "historyEvents": {"totalCount": 0}}, who
        given = {"id": template["id"], "expectedVersion": 1}
        for field, more in (("editActivityTemplate", {**MORNING, "name": "Lain"}), ("removeActivityTemplate", {})):
            refusal = (await call(calls, who, field, {**given, **more}))["refusal"]
            assert (refusal["code"], refusal["reasons"]) == ("NOT_FOUND", []), who
    assert await calls.stored() == before
    given = {"id": template["id"], "expectedVersion": 1, **MORNING}
    same = await call(calls, "employee", "editActivityTemplate", given)
    assert (same["unchanged"], same["event"], await calls.stored() == before) == (True, None, True)
    edited = await call(calls, "employee", "editActivityTemplate", {**given, "minutes": 60, "place": None, "reason": "Lebih cepat."})
    assert (edited["activityTemplate"]["minutes"], edited["activityTemplate"]["place"], edited["event"]["action"]) == (60, None, "EDIT")
    assert (await call(calls, "employee", "editActivityTemplate", given))["refusal"]["code"] == "STALE"
    move = {"id": template["id"], "expectedVersion": 2}
    tried = await call(calls, "employee", "removeActivityTemplate", {**move, "dryRun": True})
    assert (tried["preview"]["toState"], tried["event"]) == ("REMOVED", None)
    removed = await call(calls, "employee", "removeActivityTemplate", move)
    assert (removed["activityTemplate"]["state"], removed["event"]["action"]) == ("REMOVED", "REMOVE")
    before = await calls.stored()
    for field, more in (("editActivityTemplate", MORNING), ("removeActivityTemplate", {})):
        refusal = (await call(calls, "employee", field, {"id": template["id"], "expectedVersion": 3, **more}))["refusal"]
        assert (refusal["code"], refusal["possibleActions"]) == ("ILLEGAL_TRANSITION", [])
    assert await calls.stored() == before
    read = calls.world.database.read
    told = {key: one.told for key, one in replay(await read(events_of)).items() if one.kind is SubjectType.ACTIVITY_TEMPLATE}
    assert told == {key: one.told for key, one in (await read(stored)).items() if one.kind is SubjectType.ACTIVITY_TEMPLATE}


async def test_what_is_wrong_is_named_and_there_is_a_limit(calls: Calls) -> None:
    other = (await calls.post("colleague", RESULTS, {"id": calls.world.plan("colleague")}))["data"]["node"]["revision"]["results"]
    assert other == [], "only the employee's plan has results"
    wrong: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({"name": "\u200b"}, [("TEXT_EMPTY", "input.name")]),
        ({"text": ""}, [("TEXT_EMPTY", "input.text")]),
        ({"minutes": 1441}, [("MINUTES_OUT_OF_RANGE", "input.minutes")]),
        ({"place": "x" * 201}, [("TEXT_TOO_LONG", "input.place")]),
        ({"resultId": f"res_{calls.world.agency_id}"}, [("UNKNOWN_REFERENCE", "input.resultId")]),
        ({"indicatorId": f"ind_{calls.world.agency_id}"}, [("UNKNOWN_REFERENCE", "input.indicatorId")]),
    ]
    before = await calls.stored()
    for more, expected in wrong:
        refusal = (await call(calls, "employee", "createActivityTemplate", {**MORNING, **more}))["refusal"]
        assert (refusal["code"], codes(refusal)) == ("INVALID", expected), more
    assert await calls.stored() == before
    kept = [await made(calls, name=f"Nomor {number}") for number in range(ACTIVITY_TEMPLATES_ROWS)]
    refusal = (await call(calls, "employee", "createActivityTemplate", MORNING))["refusal"]
    assert (refusal["code"], codes(refusal)) == ("BLOCKED", [("TOO_MANY", "input")])
    await call(calls, "employee", "removeActivityTemplate", {"id": kept[0]["id"], "expectedVersion": 1})
    await made(calls)


async def test_a_report_takes_from_a_template_what_it_leaves_out(calls: Calls) -> None:
    """What is given wins; sent again it is there once, whatever the template says by then; nothing is made from a removed one."""
    [result, *_] = (await calls.post("employee", RESULTS, {"id": calls.world.plan("employee")}))["data"]["node"]["revision"]["results"]
    template = await made(calls, indicatorId=result["indicators"][0]["id"])
    assert (template["result"]["title"], template["indicator"]["title"]) == (result["title"], result["indicators"][0]["title"])
    bare = {**report(text=None, minutes=None, templateId=template["id"], quantity="3")}
    first = await reported(calls, **bare)
    assert first["refusal"] is None, first["refusal"]
    shown = first["dailyActivity"]
    assert (shown["text"], shown["minutes"], shown["place"], shown["quantity"]) == ("Menguji kendaraan.", 120, "Gedung uji", "3")
    assert (shown["result"], shown["indicator"]) == (template["result"], template["indicator"])
    own = await reported(calls, text="Menguji bus.", minutes=30, templateId=template["id"])
    shown = own["dailyActivity"]
    assert (shown["text"], shown["minutes"], shown["place"], shown["result"]) == ("Menguji bus.", 30, "Gedung uji", template["result"])
    given = {"id": template["id"], "expectedVersion": 1, **MORNING, "text": "Lain sama sekali.", "minutes": 5}
    await call(calls, "employee", "editActivityTemplate", given)
    before = await calls.stored()
    again = await reported(calls, **bare)
    assert (again["replayed"], again["event"]["id"], again["dailyActivity"]["text"]) == (True, first["event"]["id"], "Menguji kendaraan.")
    other = await reported(calls, **{**bare, "quantity": "4"})
    assert (other["refusal"]["code"], codes(other["refusal"])) == ("CONFLICT", [("RECORDED_OTHERWISE", "input.id")])
    assert await calls.stored() == before
    edited = await reported(calls, **{**bare, "quantity": None, "expectedVersion": 1})
    assert (edited["dailyActivity"]["text"], edited["dailyActivity"]["minutes"], edited["dailyActivity"]["result"]) == (
        "Lain sama sekali.",
        5,
        None,
    )
    theirs = await made(calls, "colleague")
    await call(calls, "employee", "removeActivityTemplate", {"id": template["id"], "expectedVersion": 2})
    before = await calls.stored()
    for wrong, code in ((template["id"], "TEMPLATE_REMOVED"), (theirs["id"], "UNKNOWN_REFERENCE")):
        refused = (await reported(calls, text=None, templateId=wrong))["refusal"]
        assert (refused["code"], codes(refused)) == ("INVALID", [(code, "input.templateId")])
    bare_text = (await reported(calls, text=None))["refusal"]
    assert codes(bare_text) == [("TEXT_EMPTY", "input.text")]
    assert await calls.stored() == before


async def test_a_result_of_a_plan_that_is_over_is_left_out(calls: Calls) -> None:
    """A template outlives the plan whose result it served: the report is taken without it, as a copied day is."""
    start = {"assignmentId": f"asg_{calls.world.members['employee'].assignment_id}", "year": 2027}
    plan = (await calls.done("employee", "startPlan", start))["plan"]
    given = {"id": plan["id"], "expectedVersion": 1, "results": [{"title": "Hasil 2027", "kind": "MAIN"}]}
    await calls.done("employee", "editPlan", given)
    [result] = (await calls.post("employee", RESULTS, {"id": plan["id"]}))["data"]["node"]["revision"]["results"]
    template = await made(calls, resultId=result["id"])
    taken = await reported(calls, text=None, templateId=template["id"])
    assert (taken["refusal"], taken["dailyActivity"]["text"], taken["dailyActivity"]["result"]) == (None, "Menguji kendaraan.", None)
