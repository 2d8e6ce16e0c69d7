"""Plans of the town's people, brought to each state by who must do it; and what they hold, as the API tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.database import Connection, Database
from tests.schema.calling import Calls
from tests.worlds import TEN_CHARS

SHOWN = """query ($id: ID!) { node(id: $id) { ... on PerformancePlan {
  id state version agreedAt origin inForce { id ordinal } revision { id ordinal reason agreedAt supersededAt agreedBy { id } }
  revisions { id ordinal reason agreedAt supersededAt results { title indicators { title targetValue } } expectations { value text }
    annexes { kind ordinal text } }
  availableActions { action allowed reasons { code } inputs { name required minLength } } } } }"""
RESULT = {
    "title": "Terlayaninya pengujian kendaraan",
    "kind": "MAIN",
    "indicators": [{"title": "Jumlah kendaraan yang diuji", "aspect": "QUANTITY", "targetValue": "1200", "targetUnit": "kendaraan"}],
}
MOVES = {
    "PROPOSE_PLAN": "proposePlan",
    "WITHDRAW_PLAN": "withdrawPlan",
    "RETURN_PLAN": "returnPlan",
    "AGREE_PLAN": "agreePlan",
    "AMEND_PLAN": "amendPlan",
}


@dataclass
class Plans:
    """Makes a plan after the other for one person, each of another year; ``taken`` is the last year used."""

    calls: Calls
    of: str = "employee"
    superior: str = "supervisor"
    taken: int = field(default=2026)

    def assignment(self) -> str:
        """Give the public id of the person's assignment."""
        return f"asg_{self.calls.world.members[self.of].assignment_id}"

    async def start(self, who: str | None = None, **more: Any) -> dict[str, Any]:
        """Start the plan of the next year, and give it."""
        self.taken += 1
        payload = await self.calls.done(who or self.of, "startPlan", {"assignmentId": self.assignment(), "year": self.taken, **more})
        plan: dict[str, Any] = payload["plan"]
        assert (plan["state"], plan["version"], payload["event"]["action"]) == ("DRAFT", 1, "START_PLAN")
        return plan

    async def complete(self, **more: Any) -> dict[str, Any]:
        """Start a plan and write one result with an indicator."""
        plan = await self.start()
        return await self.edit(plan, results=[{**RESULT, **more}])

    async def edit(self, plan: Mapping[str, Any], who: str | None = None, **parts: Any) -> dict[str, Any]:
        """Edit a plan, and give it as it is then."""
        given = {"id": plan["id"], "expectedVersion": plan["version"], **parts}
        await self.calls.done(who or self.of, "editPlan", given)
        return {**plan, "version": plan["version"] + 1}

    async def move(self, plan: Mapping[str, Any], action: str, who: str) -> dict[str, Any]:
        """Move a plan by an action, and give it as it is then."""
        moved: dict[str, Any] = (await self.calls.done(who, *asked(action, plan)))["plan"]
        return moved

    async def brought(self, state: str) -> dict[str, Any]:
        """Give a fresh complete plan in ``state``; the recorded one is the one that the cycle's opening made."""
        if state == "RECORDED":
            return await self.shown(self.calls.world.plan(self.of))
        plan = await self.complete()
        if state in ("PROPOSED", "AGREED"):
            plan = await self.move(plan, "PROPOSE_PLAN", self.of)
        if state == "AGREED":
            plan = await self.move(plan, "AGREE_PLAN", self.superior)
        assert plan["state"] == state if state != "DRAFT" else True
        return plan

    async def shown(self, plan_id: str, who: str | None = None) -> dict[str, Any]:
        """Read a plan as somebody sees it."""
        body = await self.calls.post(who or self.of, SHOWN, {"id": plan_id})
        assert "errors" not in body, body["errors"]
        found: dict[str, Any] = body["data"]["node"]
        return found


def asked(action: str, plan: Mapping[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
    """Give the mutation and input of an action on a plan."""
    return MOVES[action], {"id": plan["id"], "expectedVersion": plan["version"], "reason": TEN_CHARS, **more}


def outcome(payload: Mapping[str, Any]) -> tuple[str, str | None]:
    """Give how a command came out: DONE, or the refusal's code and its only reason's."""
    refusal = payload["refusal"]
    if refusal is None:
        return "DONE", None
    reasons = [one["code"] for one in refusal["reasons"]]
    assert len(reasons) <= 1, reasons
    return refusal["code"], reasons[0] if reasons else None


async def by_hand(database: Database, sql: str) -> None:
    """Send one statement as the serving role, past every command."""

    async def work(conn: Connection) -> None:
        await conn.execute(sql)

    await database.transaction(work)
