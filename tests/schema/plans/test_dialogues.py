"""The performance dialogue through HTTP: each side writes its own points, who sees them, and when they stay as they are."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from models.database import Database, GuardFailure
from tests.schema.calling import Calls, codes
from tests.schema.plans.drafting import Plans, by_hand, outcome
from tests.worlds import NOW, make_world

DONE = ("DONE", None)
NO_RELATION = ("NOT_PERMITTED", "RELATION_REQUIRED")
HIDDEN = ("NOT_FOUND", None)
HELD = "2026-03-09"
NODE = """query ($id: ID!) { node(id: $id) { ... on PerformanceDialogue {
  id employeePoints superiorPoints agreements superior { id } } } }"""
OF_PLAN = "query ($id: ID!) { node(id: $id) { ... on PerformancePlan { dialogues { id } } } }"
HISTORY = """query ($id: ID!) { historyEvents(filter: {subject: $id, refused: false}, first: 10) {
  edges { node { action changes { path old new } } } } }"""
TRIED = "query ($id: ID!) { historyEvents(filter: {subject: $id, refused: true}) { totalCount } }"
# Approver, mayor and auditor try to edit it: each sees what they tried, the auditor all of it.
TRIES_SEEN = {"approver": 1, "mayor": 1, "auditor": 3}

# Of the plan of employee, whom supervisor appraises. Recording: who doesn't see the plan finds none. Seeing: an admin and the agency's
# leader see the plan, but not what was said about it.
RECORDING: Mapping[str, tuple[str, str | None]] = {
    "employee": DONE,
    "supervisor": DONE,
    **dict.fromkeys(("approver", "mayor", "hr", "auditor", "leader"), NO_RELATION),
    **dict.fromkeys(("planner", "colleague", "stranger", "operator", "foreigner"), HIDDEN),
}
EDITING = {**RECORDING, "hr": HIDDEN, "leader": HIDDEN}
SEEING = {"employee", "supervisor", "approver", "mayor", "auditor"}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter."""
    return Calls(await make_world(database))


async def test_who_records_edits_and_sees_a_dialogue(calls: Calls) -> None:
    world, plans = calls.world, Plans(calls)
    plan = await plans.complete()
    assert set(RECORDING) == set(world.members)
    made: dict[str, dict[str, Any]] = {}
    for who, expected in RECORDING.items():
        before = await calls.stored()
        payload = await calls.call(who, "recordDialogue", {"planId": plan["id"], "heldOn": HELD, "points": f"Pokok dari {who}."})
        assert outcome(payload) == expected, who
        assert (await calls.stored() == before) is (expected != DONE), who
        if expected == DONE:
            made[who] = payload["dialogue"]
    assert {who: (one["employeePoints"], one["superiorPoints"]) for who, one in made.items()} == {
        "employee": ("Pokok dari employee.", None),
        "supervisor": (None, "Pokok dari supervisor."),
    }
    dialogue = made["employee"]["id"]
    version = 1
    for who, expected in EDITING.items():
        payload = await calls.call(who, "editDialogue", {"id": dialogue, "expectedVersion": version, "points": f"Lalu {who}."})
        assert outcome(payload) == expected, who
        version += expected == DONE
    for who in world.members:
        node = (await calls.post(who, NODE, {"id": dialogue}))["data"]["node"]
        assert (node is not None) is (who in SEEING), who
        of_plan = (await calls.post(who, OF_PLAN, {"id": plan["id"]}))["data"]["node"]
        assert len((of_plan or {}).get("dialogues") or []) == (2 if who in SEEING else 0), who
        history = (await calls.post(who, HISTORY, {"id": dialogue}))["data"]["historyEvents"]
        assert len((history or {"edges": []})["edges"]) == (3 if who in SEEING else 0), who
    # Nor by what others tried on it: a refused attempt would tell an admin that the dialogue is there.
    for who in world.members:
        tried = (await calls.post(who, TRIED, {"id": dialogue}))["data"]["historyEvents"]
        assert (tried or {"totalCount": 0})["totalCount"] == TRIES_SEEN.get(who, 0), who
    assert node_of(await calls.post("auditor", NODE, {"id": dialogue})) == {
        "id": dialogue,
        "employeePoints": "Lalu employee.",
        "superiorPoints": "Lalu supervisor.",
        "agreements": None,
        "superior": {"id": world.employee("supervisor")},
    }


def node_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the node of an answer."""
    found: dict[str, Any] = body["data"]["node"]
    return found


async def test_what_is_wrong_with_a_dialogue_and_when_it_is_closed(calls: Calls) -> None:
    world, plans = calls.world, Plans(calls)
    plan = await plans.complete()
    wrong: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({}, [("VALUE_REQUIRED", "input.points")]),
        ({"points": " \u200b "}, [("VALUE_REQUIRED", "input.points")]),
        ({"heldOn": "2026-03-11", "points": "Besok."}, [("DATE_OUT_OF_RANGE", "input.heldOn")]),
        ({"heldOn": "1999-12-31", "points": "Dulu."}, [("DATE_OUT_OF_RANGE", "input.heldOn")]),
        ({"points": "x" * 4001}, [("TEXT_TOO_LONG", "input.points")]),
        ({"points": "Ada.", "agreements": "x" * 4001}, [("TEXT_TOO_LONG", "input.agreements")]),
    ]
    before = await calls.stored()
    for given, expected in wrong:
        refused = await calls.refused("employee", "recordDialogue", {"planId": plan["id"], "heldOn": HELD, **given})
        assert (refused["code"], codes(refused)) == ("INVALID", expected), given
    assert await calls.stored() == before
    keyed = {"planId": plan["id"], "heldOn": HELD, "points": "Perlu alat.", "idempotencyKey": "dialog-1"}
    first, second = [await calls.done("employee", "recordDialogue", keyed) for _ in range(2)]
    assert (second["replayed"], second["dialogue"], second["event"]) == (True, first["dialogue"], first["event"])
    dialogue = {"id": first["dialogue"]["id"], "expectedVersion": 1}
    refused = await calls.refused("employee", "editDialogue", {**dialogue, "points": None})
    assert codes(refused) == [("VALUE_REQUIRED", "input.points")]
    await calls.done("supervisor", "editDialogue", {**dialogue, "agreements": "Alat dipinjam dari dinas.", "heldOn": "2026-03-08"})
    refused = await calls.refused("employee", "editDialogue", {**dialogue, "points": "Lama."})
    assert (refused["code"], refused["currentVersion"], refused["changedAction"]) == ("STALE", 2, "EDIT_DIALOGUE")

    plan = await plans.move(plan, "PROPOSE_PLAN", "employee")
    await plans.move(plan, "AGREE_PLAN", "supervisor")
    before = await calls.stored()
    for who in ("employee", "supervisor"):
        refused = await calls.refused(who, "editDialogue", {"id": dialogue["id"], "expectedVersion": 2, "points": "Sesudahnya."})
        assert (refused["code"], codes(refused)) == ("BLOCKED", [("DIALOGUE_CLOSED", "plan.state")]), who
    key = dialogue["id"].removeprefix("dlg_")
    for sql in (
        f"UPDATE performance_dialogue SET agreements = 'lain', version = version + 1 WHERE id = '{key}'",
        f"DELETE FROM performance_dialogue WHERE id = '{key}'",
    ):
        with pytest.raises(GuardFailure, match="kinerja:guard:performance_dialogue"):
            await by_hand(world.database, sql)
    assert await calls.stored() == before
    world.now = NOW + timedelta(hours=1)
    await calls.done("supervisor", "recordDialogue", {"planId": plan["id"], "heldOn": "2026-03-10", "points": "Sudah tercapai separuh."})
