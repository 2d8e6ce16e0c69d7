"""A proposed plan whose revision an appraisal pins: the appraiser still writes expectations, in a next revision with the rest as it was."""

import pytest

from models.database import Database, GuardFailure
from tests.schema.calling import Calls
from tests.schema.plans.drafting import RESULT, Plans, by_hand
from tests.worlds import make_world

ANNUAL = {
    "name": "Tahun 2027",
    "kind": "ANNUAL",
    "startsOn": "2027-01-01",
    "endsOn": "2028-01-01",
    "submissionFrom": "2027-12-01",
    "submissionTo": "2028-01-11",
    "decisionTo": "2028-01-21",
}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town; it is 10 March 2026."""
    return Calls(await make_world(database))


async def test_expectations_are_written_while_the_revision_is_pinned(calls: Calls) -> None:
    """It ended in a fault: the database took the results that come with the next revision for a change of what was proposed."""
    plans = Plans(calls)
    plan = await plans.edit(await plans.start(), results=[RESULT], annexes=[{"kind": "CONSEQUENCE", "texts": ["Dibahas."]}])
    plan = await plans.edit(plan, "supervisor", expectations=[{"value": "LOYAL", "text": "Setia."}])
    cycle = (await calls.done("hr", "planCycle", ANNUAL))["cycle"]
    await calls.done("hr", "openCycle", {"id": cycle["id"], "expectedVersion": cycle["version"]})
    await calls.openings.idle()
    plan = await plans.move(plan, "PROPOSE_PLAN", "employee")
    plan = await plans.edit(plan, "supervisor", expectations=[{"value": "LOYAL", "text": "Setia sekali."}])
    shown = await plans.shown(plan["id"])
    assert [(one["ordinal"], one["results"], one["annexes"]) for one in shown["revisions"]] == [
        (ordinal, shown["revisions"][0]["results"], [{"kind": "CONSEQUENCE", "ordinal": 1, "text": "Dibahas."}]) for ordinal in (1, 2)
    ]
    assert [one["expectations"][0]["text"] for one in shown["revisions"]] == ["Setia.", "Setia sekali."]
    # What was proposed is still kept by the database: a row beside those that were there, and one that differs.
    of = f"(SELECT id FROM plan_revision WHERE plan_id = '{plan['id'][4:]}' AND ordinal = 2)"
    key = "018f2a4e-5b6c-7d8e-9f00-112233445566"
    names = "id, agency_id, revision_id, lineage_id, ordinal, kind, ownership, perspective, title, assigned_by"
    copied = f"'{key}', agency_id, revision_id, '{key}', ordinal, kind, ownership, perspective, title, assigned_by"
    fresh = f"INSERT INTO planned_result ({names}) SELECT {copied} FROM planned_result WHERE revision_id = {of}"
    before = await calls.stored()
    for sql in (
        fresh,
        f"UPDATE planned_result SET title = 'lain' WHERE revision_id = {of}",
        f"DELETE FROM plan_annex WHERE revision_id = {of}",
    ):
        with pytest.raises(GuardFailure, match="agreed_"):
            await by_hand(calls.world.database, sql)
    assert await calls.stored() == before
    agreed = await plans.move(plan, "AGREE_PLAN", "supervisor")
    assert (await plans.shown(agreed["id"]))["inForce"]["ordinal"] == 2
