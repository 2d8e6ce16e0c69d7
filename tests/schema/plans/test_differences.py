"""What differs between two revisions, written by hand: results, indicators, expectations and annexes that came, went and changed."""

from typing import Any

import pytest

from models.database import Database
from tests.schema.calling import Calls
from tests.schema.plans.drafting import RESULT, Plans
from tests.worlds import make_world

ROWS = "query ($id: ID!) { node(id: $id) { ... on PerformancePlan { results { id title indicators { id title } } } } }"
TOLD = """{ since results { kind title fields { field old new } indicators { kind title fields { field old new } } }
  expectations { value kind old new } annexes { annex kind text } }"""
OF_REVISIONS = f"""query ($id: ID!) {{ node(id: $id) {{ ... on PerformancePlan {{ revisions {{
  ordinal differences {TOLD} first: differences(since: 1) {TOLD}
  later: differences(since: 3) {{ since }} none: differences(since: 0) {{ since }} }} }} }} }}"""
INDICATOR = {"title": "Jumlah kendaraan yang diuji", "aspect": "QUANTITY", "targetValue": "1200", "targetUnit": "kendaraan"}

SECOND: dict[str, Any] = {
    "since": 1,
    "results": [
        {
            "kind": "CHANGED",
            "title": "Terlayaninya pengujian kendaraan",
            "fields": [],
            "indicators": [
                {
                    "kind": "CHANGED",
                    "title": "Jumlah kendaraan yang diuji",
                    "fields": [
                        {"field": "targetValue", "old": "1200", "new": "1000.5"},
                        {"field": "targetHigh", "old": None, "new": "1500"},
                    ],
                },
                {
                    "kind": "ADDED",
                    "title": "Waktu tunggu",
                    "fields": [
                        {"field": "aspect", "old": None, "new": "TIME"},
                        {"field": "title", "old": None, "new": "Waktu tunggu"},
                        {"field": "targetText", "old": None, "new": "1–3 hari"},
                    ],
                },
            ],
        },
        {
            "kind": "REMOVED",
            "title": "Tertatanya arsip",
            "fields": [
                {"field": "kind", "old": "ADDITIONAL", "new": None},
                {"field": "ownership", "old": "ORGANISATION", "new": None},
                {"field": "title", "old": "Tertatanya arsip", "new": None},
            ],
            "indicators": [
                {
                    "kind": "REMOVED",
                    "title": "Jumlah kendaraan yang diuji",
                    "fields": [
                        {"field": "aspect", "old": "QUANTITY", "new": None},
                        {"field": "title", "old": "Jumlah kendaraan yang diuji", "new": None},
                        {"field": "targetValue", "old": "1200", "new": None},
                        {"field": "targetUnit", "old": "kendaraan", "new": None},
                    ],
                }
            ],
        },
    ],
    "expectations": [
        {"value": "ACCOUNTABLE", "kind": "REMOVED", "old": "Jujur.", "new": None},
        {"value": "LOYAL", "kind": "CHANGED", "old": "Setia.", "new": "Setia dan menjaga nama baik."},
        {"value": "ADAPTIVE", "kind": "ADDED", "old": None, "new": "Berani mencoba."},
    ],
    "annexes": [
        {"annex": "RESOURCE_SUPPORT", "kind": "ADDED", "text": "Tiga alat uji."},
        {"annex": "RESOURCE_SUPPORT", "kind": "REMOVED", "text": "Dua alat uji."},
    ],
}
NOTHING: dict[str, list[Any]] = {"results": [], "expectations": [], "annexes": []}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter."""
    return Calls(await make_world(database))


async def test_every_kind_of_difference_by_hand(calls: Calls) -> None:
    plans = Plans(calls)
    plan = await plans.start()
    archive = {"title": "Tertatanya arsip", "kind": "ADDITIONAL", "indicators": [INDICATOR]}
    plan = await plans.edit(plan, results=[archive, {**RESULT, "indicators": [INDICATOR]}])
    plan = await plans.edit(plan, annexes=[{"kind": "RESOURCE_SUPPORT", "texts": ["Dua alat uji.", "Satu mobil."]}])
    said = [{"value": "LOYAL", "text": "Setia."}, {"value": "ACCOUNTABLE", "text": "Jujur."}]
    plan = await plans.edit(plan, "supervisor", expectations=said)
    for action, who in (("PROPOSE_PLAN", "employee"), ("AGREE_PLAN", "supervisor"), ("AMEND_PLAN", "employee")):
        plan = await plans.move(plan, action, who)
    first, second = (await calls.post("employee", ROWS, {"id": plan["id"]}))["data"]["node"]["results"]
    changed = {"id": second["indicators"][0]["id"], "targetValue": "1000.5", "targetHigh": "1500"}
    added = {"title": "Waktu tunggu", "aspect": "TIME", "targetText": "1–3 hari"}
    plan = await plans.edit(plan, results=[{"id": first["id"], "remove": True}, {"id": second["id"], "indicators": [changed, added]}])
    plan = await plans.edit(plan, annexes=[{"kind": "RESOURCE_SUPPORT", "texts": ["Satu mobil.", "Tiga alat uji."]}])
    said = [
        {"value": "LOYAL", "text": "Setia dan menjaga nama baik."},
        {"value": "ACCOUNTABLE", "text": ""},
        {"value": "ADAPTIVE", "text": "Berani mencoba."},
    ]
    plan = await plans.edit(plan, "supervisor", expectations=said)
    for action, who in (("PROPOSE_PLAN", "employee"), ("AGREE_PLAN", "supervisor"), ("AMEND_PLAN", "employee")):
        plan = await plans.move(plan, action, who)
    for who in ("employee", "supervisor", "auditor"):
        body = await calls.post(who, OF_REVISIONS, {"id": plan["id"]})
        assert "errors" not in body, body
        one, two, three = body["data"]["node"]["revisions"]
        assert one == {"ordinal": 1, "differences": None, "first": None, "later": None, "none": None}
        assert two == {"ordinal": 2, "differences": SECOND, "first": SECOND, "later": None, "none": None}
        assert (three["differences"], three["first"]) == ({"since": 2, **NOTHING}, SECOND)
