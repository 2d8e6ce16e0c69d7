"""The checks that teach, through HTTP: of a stored plan, of a revision, of a text not yet saved; in both languages; they stop nothing."""

from typing import Any

import pytest

from models.database import Database
from models.limits import INDICATORS_ROWS, RESULTS_ROWS
from tests.schema.calling import Calls
from tests.worlds import make_world

CHECKS = "checks { code path message example }"
STORED = (
    f"query ($id: ID!) {{ node(id: $id) {{ ... on PerformancePlan {{ results {{ lineage indicators {{ lineage }} }} {CHECKS}"
    f" revision {{ {CHECKS} }} }} }} }}"
)
UNSAVED = f"query ($input: CheckPlanInput!) {{ checkPlan(input: $input) {{ {CHECKS[9:-2]} }} }}"
WORDED: list[dict[str, Any]] = [
    {"title": "Melaksanakan rapat koordinasi", "indicators": [{"title": "Jumlah rapat", "targetText": "12"}]},
    {"title": "Berkurangnya pengaduan", "indicators": [{"title": "Pelayanan yang baik", "targetText": "100%"}]},
    {"title": "Tersedianya data pegawai yang mutakhir"},
    {"title": "Menurunnya waktu tunggu", "indicators": [{"title": "Waktu tunggu", "targetText": "≤ 30 menit"}]},
]
CODES = [
    ("ACTIVITY_NOT_RESULT", "0.title"),
    ("TARGET_WITHOUT_UNIT", "0.indicators.0.targetUnit"),
    ("INDICATOR_NOT_MEASURABLE", "1.indicators.0.title"),
    ("RESULT_WITHOUT_INDICATOR", "2.indicators"),
]


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter; the employee's plan is empty."""
    return Calls(await make_world(database, complete=("colleague",)))


async def test_a_plan_is_warned_of_before_and_after_it_is_saved(calls: Calls) -> None:
    """The same warnings on both sides of saving, by paths that the reader knows; whoever may see the plan sees them."""
    world = calls.world
    asked = await calls.post("employee", UNSAVED, {"input": {"results": WORDED}})
    assert [(one["code"], one["path"].removeprefix("input.results.")) for one in asked["data"]["checkPlan"]] == CODES
    first = asked["data"]["checkPlan"][0]
    assert "what changes by it" in first["message"]
    assert "followed up on time" in first["example"]
    told = await calls.post("employee", UNSAVED, {"input": {"results": WORDED}}, language="id")
    assert "bukan apa yang berubah karenanya" in told["data"]["checkPlan"][0]["message"]
    await calls.done("employee", "editPlan", {"id": world.plan("employee"), "expectedVersion": 1, "results": WORDED})
    for who in ("employee", "supervisor", "auditor"):
        plan = (await calls.post(who, STORED, {"id": world.plan("employee")}))["data"]["node"]
        results = plan["results"]
        expected = [
            ("ACTIVITY_NOT_RESULT", f"results.{results[0]['lineage']}.title"),
            ("TARGET_WITHOUT_UNIT", f"results.{results[0]['lineage']}.indicators.{results[0]['indicators'][0]['lineage']}.targetUnit"),
            ("INDICATOR_NOT_MEASURABLE", f"results.{results[1]['lineage']}.indicators.{results[1]['indicators'][0]['lineage']}.title"),
            ("RESULT_WITHOUT_INDICATOR", f"results.{results[2]['lineage']}.indicators"),
        ]
        assert [(one["code"], one["path"]) for one in plan["checks"]] == expected
        assert plan["revision"]["checks"] == plan["checks"]
        assert (plan["checks"][0]["message"], plan["checks"][0]["example"]) == (first["message"], first["example"])
    assert (await calls.post("stranger", STORED, {"id": world.plan("employee")}))["data"]["node"] is None
    both = f'{{ nodes(ids: ["{world.plan("employee")}", "{world.plan("colleague")}"]) {{ ... on PerformancePlan {{ {CHECKS} }} }} }}'
    counted = [len(one["checks"]) for one in (await calls.post("supervisor", both))["data"]["nodes"]]
    assert counted == [4, 0]
    many = calls.statements
    await calls.post("supervisor", both.replace(f', "{world.plan("colleague")}"', ""))
    assert calls.statements == many, "one plan costs as many statements as two"


async def test_a_warned_plan_goes_its_way(calls: Calls) -> None:
    """A warning never is a reason: a plan with four of them is submitted."""
    world = calls.world
    worded = [{**one, "indicators": one.get("indicators") or [{"title": "Hal", "targetText": "baik"}]} for one in WORDED]
    await calls.done("employee", "editPlan", {"id": world.plan("employee"), "expectedVersion": 1, "results": worded})
    parts = [{"indicatorId": f"ind_{one}", "text": "Tercapai."} for one in await world.indicators("employee")]
    edit = {**await calls.subject("employee"), "realisations": parts, "selfAppraisal": "Tercapai."}
    await calls.done("employee", "editAppraisal", edit)
    submitted = await calls.done("employee", "submitAppraisal", await calls.subject("employee"))
    assert (submitted["appraisal"]["state"], submitted["warnings"]) == ("SUBMITTED", [])


async def test_too_much_at_once_is_a_request_error_with_its_place(calls: Calls) -> None:
    """What no plan can hold isn't looked at."""
    one = {"title": "Berkurangnya pengaduan"}
    for results, path in (
        ([one] * (RESULTS_ROWS + 1), "input.results"),
        ([{**one, "indicators": [{"title": "Jumlah"}] * (INDICATORS_ROWS + 1)}], "input.results.0.indicators"),
    ):
        body = await calls.post("employee", UNSAVED, {"input": {"results": results}})
        assert [(error["extensions"]["code"], error["extensions"]["argument"]) for error in body["errors"]] == [("BAD_VALUE", path)]
    fitting = await calls.post("employee", UNSAVED, {"input": {"results": [one] * RESULTS_ROWS}})
    assert [each["code"] for each in fitting["data"]["checkPlan"]][:1] == ["TOO_MANY_RESULTS"]
    assert (await calls.post("employee", UNSAVED, {"input": {"results": []}}))["data"]["checkPlan"] == []
