"""Many who write at once through HTTP, each their own appraisal, and what they were told: the oracle of every crash.

A writer does one thing after the other, under a key of its own each: edits, submits, withdraws. It keeps what was acknowledged, and what
was sent without an answer; that is sent again under its key once somebody answers.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from models.database import Database
from tests.worlds import World
from workflows.development import load_issuer, mark_demo
from workflows.verification import verify

FIELDS = "{ appraisal { version state } event { id } replayed refusal { code } }"
MUTATIONS = {
    name: f"mutation Write($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {FIELDS} }}"
    for name in ("editAppraisal", "submitAppraisal", "withdrawAppraisal")
}
ROUND = ("editAppraisal", "editAppraisal", "editAppraisal", "submitAppraisal", "withdrawAppraisal")

Answer = Literal["done", "not now", "gone"]
PAUSE = 0.05


@dataclass
class Sent:
    """One command as it was sent."""

    field: str
    given: dict[str, Any]


@dataclass
class Writer:
    """One person at one appraisal; ``acknowledged`` is the event by key of everything that was answered as done."""

    who: str
    token: str
    appraisal: str
    version: int
    acknowledged: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    unanswered: Sent | None = None
    sent: int = 0
    replayed: int = 0
    unavailable: int = 0
    gone: int = 0

    def next(self) -> Sent:
        """Give what is to be sent: again what had no answer, else the next thing."""
        if self.unanswered is not None:
            return self.unanswered
        name = ROUND[self.sent % len(ROUND)]
        self.sent += 1
        given: dict[str, Any] = {"id": self.appraisal, "expectedVersion": self.version, "idempotencyKey": f"{self.who}-{self.sent}"}
        if name == "editAppraisal":
            given["selfAppraisal"] = f"Pekerjaan ke-{self.sent} selesai."
        return Sent(name, given)

    async def write(self, client: httpx.AsyncClient) -> Answer:
        """Send one command; anything but an acknowledgement, a clear "not now" or a connection that ends is an error."""
        sent = self.unanswered = self.next()
        try:
            response = await client.post(
                "/graphql",
                json={"query": MUTATIONS[sent.field], "variables": {"input": sent.given}},
                headers={"Authorization": f"Bearer {self.token}"},
            )
        except httpx.TransportError:
            self.gone += 1
            return "gone"
        body = response.json()
        if response.status_code == 503 or codes(body) & NOT_NOW:
            self.unavailable += 1
            return "not now"
        payload = body["data"][sent.field]
        if payload["refusal"] and payload["refusal"]["code"] == "BUSY":
            self.unavailable += 1
            return "not now"
        assert payload["refusal"] is None, (sent, payload)
        key = sent.given["idempotencyKey"]
        self.acknowledged[key] = payload["event"]["id"]
        self.versions[key] = sent.given["expectedVersion"] + 1
        self.version = sent.given["expectedVersion"] + 1
        self.replayed += int(payload["replayed"])
        self.unanswered = None
        return "done"


NOT_NOW = {"BUSY", "UNAVAILABLE", "OVERLOADED"}


def codes(body: dict[str, Any]) -> set[str]:
    """Give the codes of a response's errors."""
    return {error["extensions"]["code"] for error in body.get("errors", ())}


async def writers_of(world: World, names: Sequence[str]) -> list[Writer]:
    """Make a writer of each of these people, whose appraisals stand in DRAFT."""
    await world.database.transaction(mark_demo)
    issuer = await world.database.read(load_issuer)
    assert issuer is not None
    return [
        Writer(who, issuer.issue(world.members[who].person_id, world.now), world.appraisal(who), await world.version(who)) for who in names
    ]


async def write_until(writers: Sequence[Writer], address: str, enough: Callable[[], bool], *, patient: bool = False) -> None:
    """Let all write until ``enough``, or until nobody answers; those who are ``patient`` try again then."""

    async def go_on(writer: Writer, client: httpx.AsyncClient) -> None:
        while not enough():
            answer = await writer.write(client)
            if answer == "gone" and not patient:
                return
            if answer != "done":
                await asyncio.sleep(PAUSE)

    async with httpx.AsyncClient(base_url=address, timeout=60, limits=httpx.Limits(max_connections=None)) as client:
        await asyncio.gather(*(go_on(writer, client) for writer in writers))


async def write_once(writers: Sequence[Writer], address: str) -> None:
    """Let each get an answer to what it has sent, however often it has to be sent."""
    for writer in writers:
        await write_until([writer], address, lambda writer=writer: writer.unanswered is None, patient=True)  # type: ignore[misc]


def acknowledged(writers: Sequence[Writer]) -> int:
    """Count what was answered as done."""
    return sum(len(one.acknowledged) for one in writers)


async def all_there_once(database: Database, world: World, writers: Sequence[Writer]) -> int:
    """Assert that each acknowledged command is there once with its event, none is half there, and everything else is sound.

    Gives how many acknowledged commands were looked up.
    """
    assert (await verify(database)).faults == []
    looked = 0
    for writer in writers:
        subject = world.members[writer.who].appraisal_id
        rows = await database.read(
            lambda conn, subject=subject: conn.fetch(  # type: ignore[misc]
                "SELECT e.id, e.version, r.key FROM event e LEFT JOIN idempotency_record r ON r.agency_id = e.agency_id"
                " AND r.event_id = e.id WHERE e.subject_id = :id",
                {"id": subject},
            )
        )
        found = {str(row["key"]): (f"evt_{row['id']}", int(row["version"])) for row in rows if row["key"] is not None}
        for key, event in writer.acknowledged.items():
            assert found[key] == (event, writer.versions[key]), f"{key} was acknowledged"
            looked += 1
        more = set(found) - set(writer.acknowledged)
        waiting = {writer.unanswered.given["idempotencyKey"]} if writer.unanswered else set()
        assert more <= waiting, f"there without having been sent or answered: {more - waiting}"
    return looked
