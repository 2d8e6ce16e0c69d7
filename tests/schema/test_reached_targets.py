"""Who reached all targets of a cycle, through HTTP: by which figures, who sees whom, and whether they were thanked already."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from models.database import Database
from models.vocabulary import AppraisalState
from tests.schema.calling import Calls
from tests.worlds import make_world

QUERY = (
    "query ($c: ID, $u: ID, $f: Int!, $a: ID) { reachedTargets(cycleId: $c, unitId: $u, first: $f, after: $a)"
    " { lookedAt next reached { employee { name } recognised figures { indicator { title } figure outcome } } } }"
)


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town: employee and colleague have reached both targets, clerk-0 misses one, and has submitted it, clerk-1 is in DRAFT."""
    world = await make_world(database, complete=("employee", "colleague", "clerk-0", "clerk-1"), clerks=2)
    [first, _] = await world.indicators("clerk-0")

    async def missed(conn: Any) -> None:
        await conn.execute(
            "UPDATE realisation SET value = :value WHERE appraisal_id = :appraisal AND indicator_lineage_id = :lineage",
            {"value": Decimal(1199), "appraisal": world.members["clerk-0"].appraisal_id, "lineage": first},
        )

    await database.transaction(missed)
    for who in ("employee", "colleague", "clerk-0"):
        await world.bring(who, AppraisalState.SUBMITTED)
    return Calls(world)


async def page(calls: Calls, who: str, first: int = 100, **more: Any) -> dict[str, Any] | None:
    """Ask for a page as somebody."""
    body = await calls.post(who, QUERY, {"c": calls.world.cycle, "f": first, **more})
    assert "errors" not in body, body["errors"]
    found: dict[str, Any] | None = body["data"]["reachedTargets"]
    return found


def names(found: dict[str, Any] | None) -> set[str]:
    """Name those on a page."""
    assert found is not None
    return {one["employee"]["name"].removeprefix("Pegawai ").lower() for one in found["reached"]}


async def test_who_reached_all_targets_and_who_sees_it(calls: Calls) -> None:
    """By hand: each sees those below, and nobody themselves; a draft is nobody's to look at, and one figure below is enough."""
    expected: dict[str, tuple[set[str], int]] = {
        **dict.fromkeys(("supervisor", "approver", "mayor", "hr", "auditor", "leader"), ({"employee", "colleague"}, 3)),
        **dict.fromkeys(("employee", "colleague", "planner", "stranger", "operator", "foreigner"), (set(), 0)),
    }
    for who, (reached, looked_at) in expected.items():
        found = await page(calls, who)
        assert found is not None
        assert (names(found), found["lookedAt"]) == (reached, looked_at), who
    found = await page(calls, "supervisor")
    assert found is not None
    assert [one["figures"] for one in found["reached"]] == [
        [
            {"indicator": {"title": "Jumlah kendaraan yang diuji"}, "figure": "1250", "outcome": "REACHED"},
            {"indicator": {"title": "Jumlah berkas"}, "figure": "1250", "outcome": "REACHED"},
        ]
    ] * 2
    latest = await page(calls, "supervisor", c=None)
    assert latest == found, "the cycle that ends last, where none is named"
    units = {code: names(await page(calls, "hr", u=f"unt_{key}")) for code, key in calls.world.units.items()}
    both = {"employee", "colleague"}
    assert units == {"city": both, "transport": both, "testing": both, "planning": set()}
    # A page looks at so many appraisals; the next goes on behind them.
    gathered, after, pages = set(), None, 0
    while pages < 4:
        found = await page(calls, "hr", 1, a=after)
        assert found is not None
        gathered |= names(found)
        after, pages = found["next"], pages + 1
        if after is None:
            break
    assert (gathered, pages) == (both, 3)
    wrong = await calls.post("hr", QUERY, {"c": calls.world.cycle, "f": 101})
    assert [one["extensions"]["code"] for one in wrong["errors"]] == ["BAD_VALUE"]


async def test_who_was_thanked_already(calls: Calls) -> None:
    """A recognition counts for whoever may see it: its giver at once, others when its receiver shows it; one taken back doesn't."""
    world = calls.world
    [first, _] = [f"ind_{one}" for one in await world.indicators("employee")]
    given = {"receiverId": world.employee("employee"), "reason": "Semua tercapai.", "indicatorId": first}
    give = "mutation ($input: GiveRecognitionInput!) { giveRecognition(input: $input) { recognition { id } refusal { code } } }"
    body = await calls.post("supervisor", give, {"input": {**given, "appraisalId": world.appraisal("employee")}})
    thanks = body["data"]["giveRecognition"]["recognition"]["id"]

    async def recognised(who: str) -> dict[str, bool]:
        found = await page(calls, who)
        assert found is not None
        return {one["employee"]["name"].removeprefix("Pegawai ").lower(): one["recognised"] for one in found["reached"]}

    assert await recognised("supervisor") == {"employee": True, "colleague": False}
    assert await recognised("approver") == {"employee": False, "colleague": False}
    world.now += timedelta(minutes=1)
    accept = "mutation ($input: AcceptRecognitionInput!) { acceptRecognition(input: $input) { refusal { code } } }"
    shown = {"id": thanks, "expectedVersion": 1, "visibility": "UNIT"}
    assert (await calls.post("employee", accept, {"input": shown}))["data"]["acceptRecognition"]["refusal"] is None
    assert await recognised("approver") == {"employee": True, "colleague": False}
    decline = "mutation ($input: DeclineRecognitionInput!) { declineRecognition(input: $input) { refusal { code } } }"
    await calls.post("employee", decline, {"input": {"id": thanks, "expectedVersion": 2}})
    assert await recognised("supervisor") == {"employee": False, "colleague": False}
