"""A plan that is edited while its appraisal is submitted or its cycle closed: one comes first, and the other sees what it did."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models.database import Database
from tests.schema.calling import Calls, codes
from tests.worlds import TEN_CHARS, World, make_world
from workflows.actions.plan_content import load_content
from workflows.appraisal_record import AppraisalRecord
from workflows.cycle import CycleRecord

WAITS = 0.3
"""Long enough for the other one to come to where it waits; were it shorter, each test would only say less."""


class Pause:
    """A function that is held up at its first call until it is let go on."""

    def __init__(self, original: Callable[..., Awaitable[Any]]) -> None:
        self.original, self.come, self.on = original, asyncio.Event(), asyncio.Event()

    def planted(self) -> Callable[..., Awaitable[Any]]:
        """Give what stands in the function's place."""

        async def paused(*args: Any, **named: Any) -> Any:
            first = not self.come.is_set()
            self.come.set()
            if first:
                await self.on.wait()
            return await self.original(*args, **named)

        return paused


async def both(calls: Calls, pause: Pause, first: Awaitable[Any], second: Awaitable[Any]) -> tuple[Any, Any]:
    """Let the second begin while the first is held up."""
    holding = asyncio.ensure_future(first)
    await pause.come.wait()
    waiting = asyncio.ensure_future(second)
    await asyncio.sleep(WAITS)
    pause.on.set()
    return await holding, await waiting


async def removal(world: World) -> dict[str, Any]:
    """Give the edit that takes the plan's main result out."""
    row = await world.one(
        "SELECT r.lineage_id FROM planned_result r JOIN plan_revision v ON v.id = r.revision_id"
        " WHERE v.plan_id = :plan AND r.kind = 'MAIN'",
        plan=world.members["employee"].plan_id,
    )
    plan = await world.one("SELECT version FROM performance_plan WHERE id = :plan", plan=world.members["employee"].plan_id)
    return {
        "id": world.plan("employee"),
        "expectedVersion": plan["version"],
        "results": [{"id": f"res_{row['lineage_id']}", "remove": True}],
    }


async def test_what_is_submitted_during_an_edit_is_judged_by_what_the_edit_left(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_world(database)
    calls, pause = Calls(world), Pause(load_content)
    given, subject = await removal(world), await calls.subject("employee")
    monkeypatch.setattr("workflows.actions.plans.load_content", pause.planted())
    edited, submitted = await both(
        calls, pause, calls.call("employee", "editPlan", given), calls.call("employee", "submitAppraisal", subject)
    )
    assert edited["refusal"] is None
    assert submitted["refusal"]["code"] == "BLOCKED"
    assert ("NO_MAIN_RESULT", "plan.results") in codes(submitted["refusal"])
    assert (await world.row("employee"))["state"] == "DRAFT"


async def test_a_plan_is_not_edited_once_somebody_submits(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_world(database)
    calls, pause = Calls(world), Pause(AppraisalRecord.facts)
    given, subject = await removal(world), await calls.subject("employee")
    monkeypatch.setattr(AppraisalRecord, "facts", pause.planted())
    submitted, edited = await both(
        calls, pause, calls.call("employee", "submitAppraisal", subject), calls.call("employee", "editPlan", given)
    )
    assert submitted["refusal"] is None
    assert (edited["refusal"]["code"], codes(edited["refusal"])) == ("BLOCKED", [("PART_NOT_EDITABLE", "input.results")])
    pinned = await world.one(
        "SELECT COUNT(*) AS n FROM planned_result r JOIN appraisal a ON a.revision_id = r.revision_id WHERE a.id = :id",
        id=world.members["employee"].appraisal_id,
    )
    assert pinned["n"] == 2


async def closing(world: World) -> dict[str, Any]:
    """Give the input that closes the quarter."""
    row = await world.one("SELECT version FROM appraisal_cycle WHERE id = :id", id=world.cycle_id)
    return {"id": world.cycle, "expectedVersion": int(row["version"]), "reason": TEN_CHARS}


async def shown(calls: Calls) -> list[str]:
    """Give the results that the draft of ``employee`` shows."""
    body = await calls.post(
        "employee", "query($id: ID!) { appraisal(id: $id) { plan { results { title } } } }", {"id": calls.world.appraisal("employee")}
    )
    return [one["title"] for one in body["data"]["appraisal"]["plan"]["results"]]


async def test_a_quarter_closed_during_an_edit_shows_what_the_edit_left(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_world(database)
    calls, pause = Calls(world), Pause(load_content)
    given, subject = await removal(world), await closing(world)
    monkeypatch.setattr("workflows.actions.plans.load_content", pause.planted())
    edited, closed = await both(calls, pause, calls.call("employee", "editPlan", given), calls.call("hr", "closeCycle", subject))
    assert (edited["refusal"], closed["refusal"]) == (None, None)
    assert await shown(calls) == ["Tertatanya arsip"]


async def test_a_plan_is_not_edited_once_its_only_quarter_is_closed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_world(database)
    calls, pause = Calls(world), Pause(CycleRecord.facts)
    given, subject = await removal(world), await closing(world)
    monkeypatch.setattr(CycleRecord, "facts", pause.planted())
    closed, edited = await both(calls, pause, calls.call("hr", "closeCycle", subject), calls.call("employee", "editPlan", given))
    assert closed["refusal"] is None
    assert (edited["refusal"]["code"], codes(edited["refusal"])) == ("BLOCKED", [("PART_NOT_EDITABLE", "input.results")])
    assert await shown(calls) == ["Terlayaninya pengujian kendaraan", "Tertatanya arsip"]
