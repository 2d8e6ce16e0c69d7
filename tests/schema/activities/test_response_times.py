"""How fast is answered: a table by hand of reports and answers, who sees whose figures, and from how many people on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from models.database import Connection, Database
from models.ids import new_id
from models.people import Holiday
from tests.schema.activities.reporting import Reports, asked
from tests.schema.calling import Calls
from tests.worlds import World, make_world

# March 2026 in Jakarta. Thursday 12 is made a holiday; 14, 15 and 21, 22 are weekends.
# Reported on, first answered on (None: not yet), and the working days that it took.
ANSWERS = [
    (10, 10, 0),
    (10, 11, 1),
    (10, 13, 2),
    (10, 16, 3),
    (11, 13, 1),
    (13, 15, 0),
    (13, 17, 2),
    (14, 16, 1),
    (14, 20, 5),
]
WAITING = [(16, True), (17, True), (18, False), (20, False)]
"""Reported on, and whether the answer is overdue on Friday the 20th: due on 18, 19, 20 and 24."""
# In order 0 0 1 1 1 2 2 3 5: the median is the fifth; 7 of 9 within two days, and of 9 + 2 overdue ones 0.6364.
EXPECTED = {
    "answered": 9,
    "withinTwoDays": 7,
    "shareWithinTwoDays": "0.6364",
    "medianWorkingDays": "1",
    "waiting": 4,
    "overdue": 2,
    "asOf": "2026-03-20T09:00:00.000000Z",
}
FIELDS = "answered withinTwoDays shareWithinTwoDays medianWorkingDays waiting overdue asOf"
OWN = f'{{ viewer {{ responseTimes(fromDay: "2026-03-01", toDay: "2026-03-31") {{ {FIELDS} }} }} }}'
UNITS = f'{{ orgUnits {{ edges {{ node {{ code responseTimes(fromDay: "2026-03-01", toDay: "2026-03-31") {{ {FIELDS} }} }} }} }} }}'
NOTHING = {
    "answered": 0,
    "withinTwoDays": 0,
    "shareWithinTwoDays": None,
    "medianWorkingDays": None,
    "waiting": 0,
    "overdue": 0,
    "asOf": "2026-03-20T09:00:00.000000Z",
}


def at(day: int, hour: int = 9) -> datetime:
    """Give an hour of a day of March, in UTC; 9 is 16:00 in Jakarta."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


async def played(world: World) -> Calls:
    """Let everything of the table happen in the order of its days."""

    async def holiday(conn: Connection) -> None:
        await conn.insert([Holiday(id=new_id(), agency_id=world.agency_id, day=at(12).date(), name="Hari libur daerah")])

    await world.database.transaction(holiday)
    calls = Calls(world)
    todo: list[tuple[int, int, int]] = [(said, 0, number) for number, (said, _, _) in enumerate(ANSWERS)]
    todo += [(answered, 1, number) for number, (_, answered, _) in enumerate(ANSWERS)]
    todo += [(said, 0, len(ANSWERS) + number) for number, (said, _) in enumerate(WAITING)]
    activities: dict[int, dict[str, Any]] = {}
    for day, kind, number in sorted(todo):
        world.now = at(day)
        if kind == 0:
            who = "employee" if number % 2 else "colleague"
            activities[number] = await Reports(calls, of=who).reported(day=at(day).date().isoformat(), text=f"Kegiatan {number}.")
        else:
            answer = ("ACKNOWLEDGE", "PRAISE", "ASK", "RETURN")[number % 4]
            await calls.done("supervisor", *asked(answer, activities[number]))
    world.now = at(20)
    return calls


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with three clerks more, so that seven work in the testing unit and its head's office."""
    return await played(await make_world(database, clerks=3))


async def shown(calls: Calls, who: str) -> Mapping[str, Any]:
    """Give the figures of each unit that ``who`` sees."""
    body = await calls.post(who, UNITS)
    assert "errors" not in body, body["errors"]
    return {edge["node"]["code"]: edge["node"]["responseTimes"] for edge in body["data"]["orgUnits"]["edges"]}


async def test_the_table_by_hand(calls: Calls) -> None:
    """The superior sees their own; nobody else sees one person's figures, and heads and roles see units that are large enough."""
    rows = await calls.world.all("SELECT response_days FROM activity_reply ORDER BY at, id")
    assert sorted(int(row["response_days"]) for row in rows) == sorted(days for _, _, days in ANSWERS)
    assert (await calls.post("supervisor", OWN))["data"]["viewer"]["responseTimes"] == EXPECTED
    for who in ("employee", "approver", "mayor", "hr", "stranger"):
        assert (await calls.post(who, OWN))["data"]["viewer"]["responseTimes"] == NOTHING, who
    # The testing unit has six people, the transport office one more, the city all ten; the board has two and stays hidden.
    testing, transport, city = {"testing": EXPECTED}, {"transport": EXPECTED}, {"city": EXPECTED}
    sees: Mapping[str, Mapping[str, Any]] = {
        **{who: {} for who in ("employee", "colleague", "stranger", "operator", "foreigner", "planner")},
        "supervisor": testing,
        "approver": {**testing, **transport},
        **{who: {**testing, **transport, **city} for who in ("mayor", "hr", "auditor", "leader")},
    }
    for who, expected in sees.items():
        assert {code: one for code, one in (await shown(calls, who)).items() if one is not None} == expected, who


async def test_other_days_and_wrong_ones(calls: Calls) -> None:
    """By the day of the answer; what waits is of now, whatever days are asked for."""
    asked_for = OWN.replace("2026-03-01", "2026-03-13").replace("2026-03-31", "2026-03-16")
    found = (await calls.post("supervisor", asked_for))["data"]["viewer"]["responseTimes"]
    # Answered from 13 to 16: 2, 3, 1, 0, 1. In order 0 1 1 2 3.
    assert found == {**EXPECTED, "answered": 5, "withinTwoDays": 4, "shareWithinTwoDays": "0.5714", "medianWorkingDays": "1"}
    even = OWN.replace("2026-03-01", "2026-03-16").replace("2026-03-31", "2026-03-17")
    # 3, 1 and 2; with the 20th there would be four.
    found = (await calls.post("supervisor", even))["data"]["viewer"]["responseTimes"]
    assert (found["answered"], found["medianWorkingDays"]) == (3, "2")
    found = (await calls.post("supervisor", even.replace("2026-03-17", "2026-03-20")))["data"]["viewer"]["responseTimes"]
    assert (found["answered"], found["medianWorkingDays"]) == (4, "2.5")
    for wrong in (OWN.replace("2026-03-31", "2026-02-01"), OWN.replace("2026-03-01", "2025-03-01")):
        body = await calls.post("supervisor", wrong)
        assert body["errors"][0]["extensions"] == {"code": "BAD_VALUE", "argument": "fromDay"}


async def test_a_small_unit_is_nobody_s_figure(database: Database) -> None:
    """Three people in the testing unit and one above: what a head or an auditor saw would be the superior's own."""
    calls = await played(await make_world(database))
    for who in ("supervisor", "approver", "auditor"):
        found = await shown(calls, who)
        assert (found["testing"], found["transport"]) == (None, None), who
    assert (await shown(calls, "mayor"))["city"] == EXPECTED
    assert (await calls.post("supervisor", OWN))["data"]["viewer"]["responseTimes"] == EXPECTED
