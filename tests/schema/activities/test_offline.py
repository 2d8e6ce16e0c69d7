"""A phone that was away for a week: its queue sent twice, out of order, cut in the middle, and from a second device."""

import asyncio
import json
import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from models.database import Database
from tests.schema.activities.reporting import outcome, report
from tests.schema.calling import ANSWERS, Calls
from tests.worlds import make_world

QUEUED, PORTION = 200, 40
MUTATION = f"mutation ($input: RecordActivitiesInput!) {{ recordActivities(input: $input) {ANSWERS['recordActivities']} }}"


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter."""
    return Calls(await make_world(database))


def queue() -> list[dict[str, Any]]:
    """Give what was written without a signal: five reports a day, each written in the evening of its day."""
    days = [date(2026, 1, 5) + timedelta(days=number) for number in range(QUEUED // 5)]
    return [
        report(day=day.isoformat(), text=f"Kegiatan {number} pada {day}.", writtenAt=f"{day}T12:{number:02}:00Z")
        for day in days
        for number in range(5)
    ]


class Device:
    """A device with its copy of the queue; ``heard`` is what it knows to have happened to each report."""

    def __init__(self, calls: Calls, items: list[dict[str, Any]], seed: int) -> None:
        self.calls, self.chance = calls, random.Random(seed)
        self.items = list(items)
        self.heard: dict[str, list[tuple[str, bool]]] = {}

    def portions(self) -> list[list[dict[str, Any]]]:
        """Cut the queue, in an order of chance, into what is sent at once."""
        self.chance.shuffle(self.items)
        return [self.items[start : start + PORTION] for start in range(0, QUEUED, PORTION)]

    async def send(self, portion: list[dict[str, Any]]) -> None:
        """Send a portion and hear the answer."""
        payload = await self.calls.call("employee", "recordActivities", {"items": portion})
        for one, result in zip(portion, payload["results"], strict=True):
            self.heard.setdefault(one["id"], []).append((outcome(result)[0], result["replayed"]))

    async def send_half(self, portion: list[dict[str, Any]]) -> int:
        """Send a portion whose body breaks off in the middle; give the status."""
        body = json.dumps({"query": MUTATION, "variables": {"input": {"items": portion}}}).encode()
        answer = await self.calls.raw("employee", body[: len(body) // 2], {})
        return answer.status_code

    async def send_and_hang_up(self, portion: list[dict[str, Any]], seconds: float) -> None:
        """Send a portion and lose the signal before the answer: whatever was done, nothing is heard of it."""
        sending = asyncio.ensure_future(self.calls.post("employee", MUTATION, {"input": {"items": portion}}))
        await asyncio.sleep(seconds)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def test_an_offline_phone(calls: Calls) -> None:
    """Each report is there once, and its owner sees of each what happened to it."""
    items = queue()
    phone = Device(calls, items, 1)
    # On the tablet ten of them were written differently, without a word that they are edits.
    other = {one["id"]: {**one, "minutes": 45} for one in random.Random(3).sample(items, 10)}
    tablet = Device(calls, [other.get(one["id"], one) for one in items], 2)
    first, cut, lost, *rest = phone.portions()
    await phone.send(first)
    assert await phone.send_half(cut) == 400
    [row] = await calls.world.all("SELECT COUNT(*) AS n FROM daily_activity")
    assert int(row["n"]) == PORTION, "of what was cut in the middle nothing is there"
    for seconds in (0, 0.001, 0.01, 0.1):
        await phone.send_and_hang_up(lost, seconds)
    await asyncio.gather(*(phone.send(one) for one in rest), *(tablet.send(one) for one in tablet.portions()))
    for portion in phone.portions():
        await phone.send(portion)

    rows = await calls.world.all("SELECT id, day, text, minutes, version, late FROM daily_activity")
    assert len(rows) == QUEUED
    assert {f"dac_{row['id']}" for row in rows} == {one["id"] for one in items}
    assert {int(row["version"]) for row in rows} == {1}
    assert not any(row["late"] for row in rows), "each was written on its day"
    events = await calls.world.all("SELECT subject_id, action FROM event WHERE subject_type = 'DAILY_ACTIVITY'")
    assert Counter(row["action"] for row in events) == {"RECORD_ACTIVITY": QUEUED}
    assert len({str(row["subject_id"]) for row in events}) == QUEUED

    stands = {f"dac_{row['id']}": int(row["minutes"]) for row in rows}
    for key, heard in phone.heard.items():
        # Where the tablet came first with other content, the phone is told so; everything else is there, done once or replayed.
        expected = "DONE" if stands[key] == 90 else "CONFLICT"
        assert {code for code, _ in heard} == {expected}, key
    assert set(phone.heard) == set(tablet.heard) == set(stands), "of each the owner has heard"
    for key, heard in tablet.heard.items():
        given = 45 if key in other else 90
        assert [code for code, _ in heard] == ["DONE" if stands[key] == given else "CONFLICT"], key
    done = Counter(
        key
        for device in (phone, tablet)
        for key, heard in device.heard.items()
        for code, replayed in heard
        if (code, replayed) == ("DONE", False)
    )
    assert max(done.values()) == 1, "no report was done twice"

    seen: dict[str, Any] = {}
    after = None
    while True:
        document = """query ($after: String) { viewer { activities(first: 100, after: $after) {
          edges { node { id state late history { edges { node { action } } } } } pageInfo { hasNextPage endCursor } } } }"""
        page = (await calls.post("employee", document, {"after": after}))["data"]["viewer"]["activities"]
        seen |= {edge["node"]["id"]: edge["node"] for edge in page["edges"]}
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert set(seen) == set(stands)
    for node in seen.values():
        assert [one["node"]["action"] for one in node["history"]["edges"]] == ["RECORD_ACTIVITY"]
