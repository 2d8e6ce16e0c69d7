"""Copies of plans through HTTP: structure only, from what one may see, by who may."""

from collections.abc import Mapping

from models.database import Database
from tests.schema.calling import Calls, codes
from tests.schema.plans.drafting import RESULT, Plans, outcome
from tests.worlds import make_world

HIDDEN = ("NOT_FOUND", None)
NO_RELATION = ("NOT_PERMITTED", "RELATION_REQUIRED")
# Of a colleague's plan into employee's draft: the superior of both sees both; employee doesn't see the colleague's.
COPYING: Mapping[str, tuple[str, str | None]] = {
    "employee": ("INVALID", "UNKNOWN_REFERENCE"),
    "supervisor": ("DONE", None),
    **dict.fromkeys(("approver", "mayor", "hr", "auditor", "leader"), NO_RELATION),
    **dict.fromkeys(("planner", "colleague", "stranger", "operator", "foreigner"), HIDDEN),
}
CONTENT = """query ($id: ID!) { node(id: $id) { ... on PerformancePlan { version expectations { text } annexes { text }
  results { lineage title kind assignedBy supports { title } indicators { lineage title targetValue targetUnit } } } } }"""

REASON = "query ($id: ID!) { node(id: $id) { ... on PerformancePlan { history(last: 1) { edges { node { action reason } } } } } }"


async def test_a_copy_is_structure_only_and_of_what_one_may_see(database: Database) -> None:
    calls = Calls(await make_world(database))
    world = calls.world
    assert set(COPYING) == set(world.members)
    theirs = Plans(calls, "colleague")
    source = await theirs.complete(assignedBy="Kepala dinas")
    source = await theirs.edit(source, annexes=[{"kind": "CONSEQUENCE", "texts": ["Dibahas."]}])
    source = await theirs.edit(source, "supervisor", expectations=[{"value": "LOYAL", "text": "Setia."}])
    plans = Plans(calls)
    plan = await plans.start()
    for who, expected in COPYING.items():
        before = await calls.stored()
        given = {"id": plan["id"], "expectedVersion": plan["version"], "fromPlanId": source["id"]}
        assert outcome(await calls.call(who, "copyPlan", given)) == expected, who
        assert (await calls.stored() == before) is (expected[0] != "DONE"), who
        plan["version"] += expected[0] == "DONE"
    copied = (await calls.post("employee", CONTENT, {"id": plan["id"]}))["data"]["node"]
    origin = (await calls.post("colleague", CONTENT, {"id": source["id"]}))["data"]["node"]
    (one,), (from_,) = copied["results"], origin["results"]
    assert (one["title"], one["kind"], one["assignedBy"], one["supports"]) == (RESULT["title"], "MAIN", None, None)
    assert [(each["title"], each["targetValue"], each["targetUnit"]) for each in one["indicators"]] == [
        ("Jumlah kendaraan yang diuji", "1200", "kendaraan")
    ]
    assert one["lineage"] != from_["lineage"]
    assert from_["assignedBy"] == "Kepala dinas"
    assert (copied["expectations"], copied["annexes"]) == ([], [])

    # One's own plan, also a recorded one with realisations behind it; what is there by title isn't doubled.
    given = {"id": plan["id"], "expectedVersion": plan["version"], "fromPlanId": world.plan("employee"), "idempotencyKey": "salin"}
    first, second = [await calls.done("employee", "copyPlan", {**given, "reason": " Sama seperti lalu. "}) for _ in range(2)]
    told = (await calls.post("employee", REASON, {"id": plan["id"]}))["data"]["node"]["history"]["edges"]
    assert told[0]["node"] == {"action": "COPY_PLAN", "reason": "Sama seperti lalu."}
    assert [result["title"] for result in first["plan"]["results"]] == ["Terlayaninya pengujian kendaraan", "Tertatanya arsip"]
    assert (second["replayed"], second["event"]) == (True, first["event"])
    for wrong in (plan["id"], f"pln_{world.agency_id}", world.plan("stranger")):
        given = {"id": plan["id"], "expectedVersion": plan["version"] + 1, "fromPlanId": wrong}
        assert codes(await calls.refused("employee", "copyPlan", given)) == [("UNKNOWN_REFERENCE", "input.fromPlanId")]
    plan = (await calls.done("employee", "proposePlan", {"id": plan["id"], "expectedVersion": plan["version"] + 1}))["plan"]
    given = {"id": plan["id"], "expectedVersion": plan["version"], "fromPlanId": world.plan("employee")}
    assert codes(await calls.refused("employee", "copyPlan", given)) == [("PLAN_PART_CLOSED", "input.structure")]
