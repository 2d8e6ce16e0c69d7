"""Templates of positions' plans through HTTP: who keeps them, who reads them, what a plan takes from them. The grid is by hand."""

from collections.abc import Mapping
from typing import Any

import pytest

from models.database import Database, GuardFailure
from models.limits import INDICATORS_ROWS, RESULTS_ROWS, TEMPLATE_POSITIONS_ROWS
from models.vocabulary import SubjectType
from tests.schema.calling import MOVED, Calls, codes
from tests.schema.plans.drafting import RESULT, Plans, by_hand
from tests.workflows.replay import events_of, replay, stored
from tests.worlds import make_world

TEMPLATE = (
    "{ planTemplate { id state version name documentNumber positions { position { id } }"
    f" results {{ kind title indicators {{ aspect title targetText }} }} }} unchanged {MOVED} }}"
)
EVERYBODY = (
    *("employee", "colleague", "supervisor", "approver", "mayor", "planner", "stranger"),
    *("hr", "auditor", "leader", "operator", "foreigner"),
)
NO_ROLE = ("NOT_PERMITTED", "ROLE_REQUIRED")
HIDDEN = ("NOT_FOUND", None)
# Who → in which state → how editing and removing come out; whoever isn't named is NO_ROLE in both, since everybody reads them.
KEEPING: Mapping[str, Mapping[str, tuple[str, str | None]]] = {
    "hr": {"ACTIVE": ("DONE", None), "REMOVED": ("ILLEGAL_TRANSITION", "ACTION_NOT_IN_STATE")},
    "foreigner": {"ACTIVE": HIDDEN, "REMOVED": HIDDEN},
}
RESULTS: list[dict[str, Any]] = [
    {"title": "Terujinya kendaraan", "indicators": [{"title": "Kendaraan diuji", "targetText": "1.200 unit", "aspect": "QUANTITY"}]},
    {"title": "Arsip tertata", "kind": "ADDITIONAL", "indicators": []},
]
PLAN = """query ($id: ID!) { node(id: $id) { ... on PerformancePlan { version state results { title kind assignedBy
  indicators { title targetText targetValue } } } } }"""


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town; it is 10 March 2026."""
    return Calls(await make_world(database))


def content(calls: Calls, *of: str, **more: Any) -> dict[str, Any]:
    """Give a template as a whole, meant for the positions of ``of``."""
    positions = [f"pos_{calls.world.positions[one]}" for one in of or ("employee", "colleague")]
    return {"name": "Penguji kendaraan", "positionIds": positions, "results": RESULTS, **more}


async def call(calls: Calls, who: str, field: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Call a mutation of templates, and give its payload."""
    body = await calls.answer(who, field, given, selection=TEMPLATE)
    assert "errors" not in body, body["errors"]
    payload: dict[str, Any] = body["data"][field]
    return payload


async def made(calls: Calls, *of: str, **more: Any) -> dict[str, Any]:
    """Make a template, and give it."""
    payload = await call(calls, "hr", "createPlanTemplate", content(calls, *of, **more))
    assert payload["refusal"] is None, payload["refusal"]
    template: dict[str, Any] = payload["planTemplate"]
    return template


def outcome(payload: Mapping[str, Any]) -> tuple[str, str | None]:
    """Give DONE, or the refusal's code and its only reason's."""
    refusal = payload["refusal"]
    if refusal is None:
        return "DONE", None
    reasons = [one["code"] for one in refusal["reasons"]]
    assert len(reasons) <= 1, reasons
    return refusal["code"], reasons[0] if reasons else None


async def test_who_keeps_and_who_reads(calls: Calls) -> None:
    """An admin of the whole agency keeps them, everybody of the agency reads them; what is denied leaves nothing."""
    before = await calls.stored()
    for who in EVERYBODY:
        # An admin of another agency finds no such position there.
        expected = {"hr": ("DONE", None), "foreigner": ("INVALID", "UNKNOWN_REFERENCE")}.get(who, NO_ROLE)
        if who != "hr":
            assert outcome(await call(calls, who, "createPlanTemplate", content(calls, "employee"))) == expected, who
    assert await calls.stored() == before
    template = await made(calls)
    assert [one["position"]["id"] for one in template["positions"]] == content(calls)["positionIds"]
    query = "query ($id: ID!) { node(id: $id) { id } planTemplates { edges { node { id } } } }"
    for who in EVERYBODY:
        data = (await calls.post(who, query, {"id": template["id"]}))["data"]
        reads = who != "foreigner"
        assert (data["node"] is not None, len(data["planTemplates"]["edges"])) == (reads, int(reads)), who
    for state in ("ACTIVE", "REMOVED"):
        for who in EVERYBODY:
            for field, more in (("editPlanTemplate", content(calls, name=f"{who} {state}")), ("removePlanTemplate", {"dryRun": True})):
                expected = KEEPING.get(who, {}).get(state, NO_ROLE)
                before = await calls.stored()
                given = {"id": template["id"], "expectedVersion": template["version"], **more}
                payload = await call(calls, who, field, given)
                assert outcome(payload) == expected, (who, field, state)
                written = expected[0] == "DONE" and field == "editPlanTemplate"
                assert (await calls.stored() == before) is not written, (who, field, state)
                template["version"] += written
        if state == "ACTIVE":
            given = {"id": template["id"], "expectedVersion": template["version"], "reason": "Tidak dipakai lagi."}
            removed = await call(calls, "hr", "removePlanTemplate", given)
            assert (removed["planTemplate"]["state"], removed["event"]["action"]) == ("REMOVED", "REMOVE")
            assert removed["planTemplate"]["results"] == (await made(calls, name="Sama"))["results"], "it keeps what it held"
            template["version"] += 1


async def test_an_edit_writes_it_anew_and_events_tell_all(calls: Calls) -> None:
    template = await made(calls, documentNumber="800/1/2026", idempotencyKey="tpl")
    again = await call(calls, "hr", "createPlanTemplate", content(calls, documentNumber="800/1/2026", idempotencyKey="tpl"))
    assert (again["replayed"], again["planTemplate"]["id"]) == (True, template["id"])
    given = {"id": template["id"], "expectedVersion": 1, **content(calls, documentNumber="800/1/2026")}
    before = await calls.stored()
    same = await call(calls, "hr", "editPlanTemplate", given)
    assert (same["unchanged"], same["event"], await calls.stored() == before) == (True, None, True)
    results = [{**RESULTS[1], "title": "Arsip rapi"}, *RESULTS[:1], {"title": "Baru"}]
    edited = await call(
        calls, "hr", "editPlanTemplate", {**given, "results": results, "positionIds": content(calls, "stranger")["positionIds"]}
    )
    shown = edited["planTemplate"]
    assert [one["title"] for one in shown["results"]] == ["Arsip rapi", "Terujinya kendaraan", "Baru"]
    assert [len(one["indicators"]) for one in shown["results"]] == [0, 1, 0]
    assert outcome(await call(calls, "hr", "editPlanTemplate", given)) == ("STALE", "VERSION_CHANGED")
    filtered = "query ($of: ID!) { planTemplates(filter: {positionId: $of, states: [ACTIVE]}) { totalCount } }"
    for who, count in (("employee", 0), ("stranger", 1)):
        body = await calls.post("employee", filtered, {"of": f"pos_{calls.world.positions[who]}"})
        assert body["data"]["planTemplates"]["totalCount"] == count
    read = calls.world.database.read
    told = {key: one.told for key, one in replay(await read(events_of)).items() if one.kind is SubjectType.PLAN_TEMPLATE}
    assert told == {key: one.told for key, one in (await read(stored)).items() if one.kind is SubjectType.PLAN_TEMPLATE}
    key = template["id"][4:]
    await call(calls, "hr", "removePlanTemplate", {"id": template["id"], "expectedVersion": 2})
    before = await calls.stored()
    for sql in (
        f"DELETE FROM template_indicator WHERE template_id = '{key}'",
        f"UPDATE template_result SET title = 'lain' WHERE template_id = '{key}'",
        f"UPDATE plan_template SET name = 'lain', version = version + 1 WHERE id = '{key}'",
        f"DELETE FROM plan_template WHERE id = '{key}'",
    ):
        with pytest.raises(GuardFailure, match="kinerja:guard:"):
            await by_hand(calls.world.database, sql)
    assert await calls.stored() == before


async def test_what_is_wrong_is_named_at_its_place(calls: Calls) -> None:
    mine = content(calls)["positionIds"]
    wrong: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({"name": " "}, [("TEXT_EMPTY", "input.name")]),
        ({"positionIds": []}, [("VALUE_REQUIRED", "input.positionIds")]),
        ({"results": []}, [("VALUE_REQUIRED", "input.results")]),
        ({"positionIds": [mine[0], mine[0]]}, [("DUPLICATE", "input.positionIds.1")]),
        ({"positionIds": [calls.world.employee("employee")]}, [("UNKNOWN_REFERENCE", "input.positionIds.0")]),
        ({"positionIds": mine * (TEMPLATE_POSITIONS_ROWS // 2 + 1)}, [("TOO_MANY", "input.positionIds")]),
        ({"results": [{"title": "x"}] * (RESULTS_ROWS + 1)}, [("TOO_MANY", "input.results")]),
        ({"results": [{"title": "x"}, {"title": " x "}]}, [("DUPLICATE", "input.results.1.title")]),
        ({"results": [{"title": "x" * 501}]}, [("TEXT_TOO_LONG", "input.results.0.title")]),
        (
            {"results": [{"title": "x", "indicators": [{"title": "", "targetText": "\u200b"}]}]},
            [("TEXT_EMPTY", "input.results.0.indicators.0.title"), ("TEXT_EMPTY", "input.results.0.indicators.0.targetText")],
        ),
        (
            {"results": [{"title": "x", "indicators": [{"title": "y", "targetText": "1"}] * (INDICATORS_ROWS + 1)}]},
            [("TOO_MANY", "input.results.0.indicators")],
        ),
    ]
    before = await calls.stored()
    for more, expected in wrong:
        refusal = (await call(calls, "hr", "createPlanTemplate", content(calls, **more)))["refusal"]
        assert (refusal["code"], codes(refusal)) == ("INVALID", expected), more
    assert await calls.stored() == before


async def test_a_plan_takes_the_structure_of_a_template_of_its_position(calls: Calls) -> None:
    """Started with it or copied into a draft; never of other positions, a removed one, or one of another agency; nothing follows it."""
    template, others = await made(calls), await made(calls, "stranger", name="Perencana")
    gone = await made(calls, name="Lama")
    await call(calls, "hr", "removePlanTemplate", {"id": gone["id"], "expectedVersion": 1})
    plans = Plans(calls)
    refusals = [
        (others["id"], "TEMPLATE_NOT_FOR_POST"),
        (gone["id"], "TEMPLATE_REMOVED"),
        (f"tpl_{calls.world.agency_id}", "UNKNOWN_REFERENCE"),
    ]
    start = {"assignmentId": plans.assignment(), "year": 2030}
    before = await calls.stored()
    for wrong, code in refusals:
        assert codes(await calls.refused("employee", "startPlan", {**start, "templateId": wrong})) == [(code, "input.templateId")]
    assert await calls.stored() == before
    plan = await plans.start(templateId=template["id"])
    shown = (await calls.post("employee", PLAN, {"id": plan["id"]}))["data"]["node"]
    expected = [
        {
            "title": "Terujinya kendaraan",
            "kind": "MAIN",
            "assignedBy": None,
            "indicators": [{"title": "Kendaraan diuji", "targetText": "1.200 unit", "targetValue": None}],
        },
        {"title": "Arsip tertata", "kind": "ADDITIONAL", "assignedBy": None, "indicators": []},
    ]
    assert (shown["state"], shown["version"], shown["results"]) == ("DRAFT", 1, expected)
    drafted = await plans.edit(await plans.start("supervisor"), results=[{**RESULT, "title": "Arsip tertata"}])
    asked = {"id": drafted["id"], "expectedVersion": drafted["version"]}
    before = await calls.stored()
    for wrong, code in refusals:
        refused = await calls.refused("supervisor", "copyPlan", {**asked, "fromTemplateId": wrong})
        assert codes(refused) == [(code, "input.fromTemplateId")]
    for both in ({}, {"fromTemplateId": template["id"], "fromPlanId": plan["id"]}):
        assert codes(await calls.refused("employee", "copyPlan", {**asked, **both})) == [("PLAN_OR_TEMPLATE", "input.fromPlanId")]
    assert (await calls.refused("colleague", "copyPlan", {**asked, "fromTemplateId": template["id"]}))["code"] == "NOT_FOUND"
    assert await calls.stored() == before
    done = await calls.done("supervisor", "copyPlan", {**asked, "fromTemplateId": template["id"]})
    assert (done["event"]["action"], [one["title"] for one in done["plan"]["results"]]) == (
        "COPY_FROM_TEMPLATE",
        ["Arsip tertata", "Terujinya kendaraan"],
    )
    changed = {"id": template["id"], "expectedVersion": 1, **content(calls, results=[{"title": "Lain"}])}
    await call(calls, "hr", "editPlanTemplate", changed)
    assert (await calls.post("employee", PLAN, {"id": plan["id"]}))["data"]["node"]["results"] == expected
    read = calls.world.database.read
    told = {key: one.told for key, one in replay(await read(events_of)).items() if one.kind is SubjectType.PLAN}
    assert told == {key: one.told for key, one in (await read(stored)).items() if one.kind is SubjectType.PLAN}
