"""Many who write while the server's clock is set, and somebody who pages through the history meanwhile: what each may be told, by hand."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import httpx

from tests.faults.load import MUTATIONS, NOT_NOW, Writer, codes
from tests.worlds import World
from workflows.development import load_issuer, mark_demo

MOMENT = datetime(2026, 2, 28, 17, 30, tzinfo=UTC)
"""Half past midnight on 1 March 2026 in Jakarta: the submission window has been open for half an hour, and is until 10 April."""
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
RIGHT = timedelta()

Told = tuple[str, tuple[str, ...]] | None
"""The code and the reasons of a refusal; None for what is done."""
NOT_OPEN: Told = ("BLOCKED", ("WINDOW_NOT_OPEN",))
CLOSED: Told = ("BLOCKED", ("WINDOW_CLOSED",))
EXPECTED: dict[timedelta, dict[str, Told]] = {
    RIGHT: {"editAppraisal": None, "submitAppraisal": None, "withdrawAppraisal": None},
    # Half past eleven on 28 February.
    -HOUR: {"editAppraisal": None, "submitAppraisal": NOT_OPEN, "withdrawAppraisal": NOT_OPEN},
    # 1 March 2027.
    YEAR: {"editAppraisal": None, "submitAppraisal": CLOSED, "withdrawAppraisal": CLOSED},
}
"""What each command is told while the clock is wrong by so much; all else is an error."""

Answers = Counter[tuple[timedelta, str, bool]]
"""How often which command was answered, by what the clock was wrong by, and whether it was done."""

EDITOR = ("editAppraisal",)
SUBMITTER = ("editAppraisal", "submitAppraisal", "withdrawAppraisal")
PAGE = """query($order: HistoryOrder, $first: Int, $after: String, $last: Int, $before: String) {
  historyEvents(orderBy: $order, first: $first, after: $after, last: $last, before: $before, filter: {refused: false}) {
    totalCount edges { cursor node { id at version } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
HISTORY = """query($id: ID!, $after: String) { appraisal(id: $id) {
  history(first: 100, after: $after) { edges { node { id version } } pageInfo { hasNextPage endCursor } } } }"""
REFUSED = "refusal { code reasons { code } }"


class Clocks:
    """What the clocks of the servers have been wrong by, one after the other; the last is what holds."""

    def __init__(self) -> None:
        self.been: list[timedelta] = [RIGHT]

    def since(self, place: int) -> list[timedelta]:
        """Give what has held since a place, that of the moment included."""
        return self.been[place:]


@dataclass
class ClockWriter(Writer):
    """One who writes whatever the clock says: a command that is refused is followed by the next, at the same version."""

    steps: tuple[str, ...] = SUBMITTER
    state: str = "DRAFT"
    refused: int = 0
    told: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def answered(self) -> int:
        """How many commands were done or refused."""
        return len(self.acknowledged) + self.refused

    async def until(self, count: int) -> None:
        """Wait until so many were answered."""
        async with self.told:
            await self.told.wait_for(lambda: self.answered >= count)

    def command(self) -> str:
        """Give what comes next in the state that was told last."""
        if self.state == "SUBMITTED":
            return "withdrawAppraisal"
        return self.steps[self.sent % min(2, len(self.steps))]

    async def write_by(self, client: httpx.AsyncClient, clocks: Clocks, answers: Answers) -> None:
        """Send one command, and hold its answer against what may be told by the clocks that held meanwhile."""
        name, place = self.command(), len(clocks.been) - 1
        self.sent += 1
        key = f"{self.who}-{self.sent}"
        given: dict[str, Any] = {"id": self.appraisal, "expectedVersion": self.version, "idempotencyKey": key}
        if name == "editAppraisal":
            given["selfAppraisal"] = f"Pekerjaan ke-{self.sent} selesai."
        document = MUTATIONS[name].replace("refusal { code }", REFUSED)
        body = (
            await client.post(
                "/graphql", json={"query": document, "variables": {"input": given}}, headers={"Authorization": f"Bearer {self.token}"}
            )
        ).json()
        if codes(body) & NOT_NOW:
            self.unavailable += 1
            return
        payload = body["data"][name]
        refusal = payload["refusal"]
        if refusal and refusal["code"] == "BUSY":
            self.unavailable += 1
            return
        told: Told = refusal and (refusal["code"], tuple(one["code"] for one in refusal["reasons"]))
        held = clocks.since(place)
        assert told in [EXPECTED[shift][name] for shift in held], (name, held, told)
        if len(held) == 1:
            answers[held[0], name, told is None] += 1
        if told is not None:
            self.refused += 1
        else:
            self.version += 1
            self.state = payload["appraisal"]["state"]
            assert payload["appraisal"]["version"] == self.version
            assert not payload["replayed"]
            self.acknowledged[key] = payload["event"]["id"]
            self.versions[key] = self.version
        async with self.told:
            self.told.notify_all()


async def same_at_both(writer: ClockWriter, addresses: Sequence[str]) -> None:
    """Send one edit under one key to all servers at once: one does it, the others tell the same event."""
    if writer.state != "DRAFT":
        return
    writer.sent += 1
    key = f"{writer.who}-{writer.sent}"
    given = {"id": writer.appraisal, "expectedVersion": writer.version, "idempotencyKey": key, "selfAppraisal": f"Sekali saja, {key}."}

    async def send(address: str) -> dict[str, Any]:
        async with httpx.AsyncClient(base_url=address, timeout=60, headers={"Authorization": f"Bearer {writer.token}"}) as client:
            while True:
                asked = {"query": MUTATIONS["editAppraisal"], "variables": {"input": given}}
                body = (await client.post("/graphql", json=asked)).json()
                if codes(body) & NOT_NOW:
                    continue
                payload: dict[str, Any] = body["data"]["editAppraisal"]
                if payload["refusal"] is None:
                    return payload
                assert payload["refusal"]["code"] == "BUSY", payload

    answers = await asyncio.gather(*(send(one) for one in addresses))
    assert sorted(one["replayed"] for one in answers) == [False, *(True for _ in addresses[1:])]
    [event] = {one["event"]["id"] for one in answers}
    writer.version += 1
    writer.acknowledged[key], writer.versions[key] = event, writer.version


async def clock_writers(world: World, names: Sequence[str]) -> list[ClockWriter]:
    """Make a writer of each of these people, every other one an editor alone; their tokens hold whatever the clock says."""
    tokens = await tokens_of(world, names)
    return [
        ClockWriter(who, tokens[who], world.appraisal(who), await world.version(who), steps=steps)
        for who, steps in zip(names, cycle((EDITOR, SUBMITTER)), strict=False)
    ]


async def tokens_of(world: World, names: Sequence[str], *, early: timedelta = 2 * YEAR, lifetime: timedelta = 5 * YEAR) -> dict[str, str]:
    """Give tokens of the development issuer, issued so ``early`` before the world's moment."""
    await world.database.transaction(mark_demo)
    issuer = await world.database.read(load_issuer)
    assert issuer is not None
    return {who: issuer.issue(world.members[who].person_id, world.now - early, lifetime) for who in names}


@dataclass
class Pager:
    """An auditor who walks through the whole history again and again, forward and backward in turn, in both orders."""

    token: str
    addresses: Sequence[str]
    writers: Sequence[Writer]
    size: int = 20
    walks: int = 0
    rows: int = 0
    across: int = 0
    pages: int = 0
    kinds: Counter[tuple[str, bool]] = field(default_factory=Counter)

    async def walk_until(self, ended: asyncio.Event, clocks: Clocks) -> None:
        """Walk until ``ended``, and once more."""
        for order, backwards in cycle((("AT_ASC", False), ("AT_ASC", True), ("AT_DESC", False), ("AT_DESC", True))):
            last = ended.is_set()
            place = len(clocks.been) - 1
            before = {event for one in self.writers for event in one.acknowledged.values()}
            found = [row["id"] for row in await self.walk(order, backwards=backwards)]
            assert len(set(found)) == len(found), f"{order}: told twice"
            assert before <= set(found), f"{order}: {len(before - set(found))} of before the walk are missing"
            self.across += len(clocks.since(place)) > 1
            self.kinds[order, backwards] += 1
            self.walks += 1
            self.rows += len(found)
            if last:
                return

    async def walk(self, order: str, *, backwards: bool, size: int | None = None) -> list[dict[str, Any]]:
        """Walk to the end and give the rows in the connection's order; each page is asked of the next server."""
        found: list[dict[str, Any]] = []
        cursor, more = None, True
        count, place = ("last", "before") if backwards else ("first", "after")
        while more:
            address = self.addresses[self.pages % len(self.addresses)]
            self.pages += 1
            page = (await self._ask(address, PAGE, {"order": order, count: size or self.size, place: cursor}))["historyEvents"]
            rows = [edge["node"] for edge in page["edges"]]
            found = rows + found if backwards else found + rows
            info = page["pageInfo"]
            more, cursor = (info["hasPreviousPage"], info["startCursor"]) if backwards else (info["hasNextPage"], info["endCursor"])
        return found

    async def history(self, appraisal: str) -> list[tuple[str, int]]:
        """Give the events of one appraisal with their versions, in the order of its history."""
        found: list[tuple[str, int]] = []
        cursor, more = None, True
        while more:
            page = (await self._ask(self.addresses[0], HISTORY, {"id": appraisal, "after": cursor}))["appraisal"]["history"]
            found += [(edge["node"]["id"], edge["node"]["version"]) for edge in page["edges"]]
            more, cursor = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
        return found

    async def _ask(self, address: str, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {}
        async with httpx.AsyncClient(base_url=address, timeout=60, headers={"Authorization": f"Bearer {self.token}"}) as client:
            for _ in range(20):
                body = (await client.post("/graphql", json={"query": document, "variables": variables})).json()
                if not codes(body) & NOT_NOW:
                    break
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data


async def all_in_order(pager: Pager, writers: Sequence[Writer]) -> int:
    """Assert that the history is in one order from both sides, and each appraisal's by version as its writer was told; give its length."""
    walked = await pager.walk("AT_ASC", backwards=False, size=7)
    assert walked == await pager.walk("AT_ASC", backwards=True, size=11)
    assert walked == list(reversed(await pager.walk("AT_DESC", backwards=False, size=100)))
    assert [(row["at"], row["id"]) for row in walked] == sorted((row["at"], row["id"]) for row in walked)
    assert len({row["id"] for row in walked}) == len(walked)
    for writer in writers:
        events = await pager.history(writer.appraisal)
        assert [version for _, version in events] == list(range(1, len(events) + 1)), "an event for each version, in their order"
        told = list(writer.acknowledged.values())
        assert [event for event, _ in events[len(events) - len(told) :]] == told, (
            "in the order in which it was done, whatever the clock said"
        )
    return len(walked)
