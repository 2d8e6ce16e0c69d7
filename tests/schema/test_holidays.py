"""The agency's holidays through HTTP: who may set them, what is refused, what the history tells, and what they are for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.database import Database
from models.vocabulary import AppraisalState, Role
from tests.schema.calling import HOLIDAYS, Calls, codes
from tests.worlds import TEN_CHARS, make_world
from workflows.actions.holidays import HolidaysDraft, set_holidays
from workflows.actor import RoleHeld

WHY = "SKB tiga menteri tahun 2026."
YEAR = {"year": 2026, "holidays": [{"day": "2026-03-19", "name": "Hari Suci Nyepi"}, {"day": "2026-03-20", "name": "Idulfitri"}]}
AGENCY = f"{{ viewer {{ agency {{ id version {HOLIDAYS} }} }} }}"
HISTORY = """query($id: ID!) { historyEvents(filter: {subject: $id}, last: 1) { edges { node {
  action reason version changes { path old new } } } } }"""
# By hand: who may set the holidays of the town; the foreigner is the admin of another agency, and sets that one's.
MAY_CALL = {
    **dict.fromkeys(("mayor", "approver", "supervisor", "employee", "colleague", "planner", "stranger"), "NOT_PERMITTED"),
    **dict.fromkeys(("auditor", "leader", "operator"), "NOT_PERMITTED"),
    "hr": None,
}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town's people."""
    return Calls(await make_world(database))


def days(agency: dict[str, Any]) -> list[tuple[str, str]]:
    """Give day and name of each holiday shown."""
    return [(edge["node"]["day"], edge["node"]["name"]) for edge in agency["holidays"]["edges"]]


async def seen(calls: Calls, who: str) -> dict[str, Any]:
    """Give the agency as ``who`` sees it."""
    agency: dict[str, Any] = (await calls.post(who, AGENCY))["data"]["viewer"]["agency"]
    return agency


async def test_who_may_set_them(calls: Calls) -> None:
    """Eleven people of the town: who is denied changes nothing, and the attempt is kept on the agency."""
    before = await calls.stored()
    for who, code in MAY_CALL.items():
        payload = await calls.call(who, "setHolidays", YEAR)
        assert (payload["refusal"] and payload["refusal"]["code"]) == code, who
        if code:
            assert codes(payload["refusal"]) == [("ROLE_REQUIRED", None)]
            assert await calls.stored() == before
    denied = [who for who, code in MAY_CALL.items() if code]
    assert sorted(await calls.attempts()) == sorted((who, "SET_HOLIDAYS", "NOT_PERMITTED") for who in denied)
    world = calls.world
    over_a_unit = replace(world.actor("hr"), roles=(RoleHeld(Role.AGENCY_ADMIN, world.units["planning"]),))
    draft = HolidaysDraft(2027, [(date(2027, 1, 1), "Tahun Baru")])
    outcome = await set_holidays(world.database, over_a_unit, draft)
    assert outcome.refusal is not None
    assert outcome.refusal.code.value == "NOT_PERMITTED"


async def test_another_agencys_admin_sets_another_agencys_days(calls: Calls) -> None:
    """Neither sees the other's."""
    await calls.done("hr", "setHolidays", YEAR)
    done = await calls.done("foreigner", "setHolidays", {"year": 2026, "holidays": [{"day": "2026-03-19", "name": "Lain"}]})
    assert days(done["agency"]) == [("2026-03-19", "Lain")]
    mine = await seen(calls, "employee")
    assert days(mine) == [("2026-03-19", "Hari Suci Nyepi"), ("2026-03-20", "Idulfitri")]
    node = "query($id: ID!) { node(id: $id) { ... on Holiday { name } } }"
    key = mine["holidays"]["edges"][0]["node"]["id"]
    assert (await calls.post("stranger", node, {"id": key}))["data"]["node"] == {"name": "Hari Suci Nyepi"}
    assert (await calls.post("foreigner", node, {"id": key}))["data"]["node"] is None


async def test_a_year_becomes_what_is_given(calls: Calls) -> None:
    """Added, renamed and taken out with one event, whose paths name the days; other years stay, and the same again is unchanged."""
    first = await calls.done("hr", "setHolidays", {**YEAR, "reason": WHY, "expectedVersion": 1, "idempotencyKey": "libur"})
    assert (first["agency"]["version"], first["event"]["action"], first["event"]["reason"]) == (2, "SET_HOLIDAYS", WHY)
    assert days(first["agency"]) == [("2026-03-19", "Hari Suci Nyepi"), ("2026-03-20", "Idulfitri")]
    kept = {edge["node"]["day"]: edge["node"]["id"] for edge in first["agency"]["holidays"]["edges"]}
    before = await calls.stored(but=frozenset())
    again = await calls.done("hr", "setHolidays", {**YEAR, "reason": WHY, "expectedVersion": 1, "idempotencyKey": "libur"})
    assert (again["replayed"], again["event"]) == (True, first["event"])
    swapped = {**YEAR, "holidays": [{**YEAR["holidays"][1], "name": " Idulfitri "}, YEAR["holidays"][0]]}  # type: ignore[index]
    same = await calls.done("hr", "setHolidays", swapped)
    assert (same["unchanged"], same["event"], same["agency"]["version"]) == (True, None, 2)
    assert await calls.stored(but=frozenset()) == before
    await calls.done("hr", "setHolidays", {"year": 2027, "holidays": [{"day": "2027-01-01", "name": "Tahun Baru"}]})
    other = {"year": 2026, "holidays": [{"day": "2026-03-20", "name": "Idulfitri 1447"}, {"day": "2026-03-23", "name": "Cuti bersama"}]}
    second = await calls.done("hr", "setHolidays", {**other, "expectedVersion": 3})
    shown = [("2026-03-20", "Idulfitri 1447"), ("2026-03-23", "Cuti bersama"), ("2027-01-01", "Tahun Baru")]
    assert days(second["agency"]) == shown
    [node] = [
        edge["node"] for edge in (await calls.post("auditor", HISTORY, {"id": first["agency"]["id"]}))["data"]["historyEvents"]["edges"]
    ]
    added = next(edge["node"]["id"] for edge in second["agency"]["holidays"]["edges"] if edge["node"]["day"] == "2026-03-23")
    assert (node["action"], node["version"]) == ("SET_HOLIDAYS", 4)
    assert {(one["path"], one["old"], one["new"]) for one in node["changes"]} == {
        (f"holidays.{kept['2026-03-19']}.day", "2026-03-19", None),
        (f"holidays.{kept['2026-03-19']}.name", "Hari Suci Nyepi", None),
        (f"holidays.{kept['2026-03-20']}.name", "Idulfitri", "Idulfitri 1447"),
        (f"holidays.{added}.day", None, "2026-03-23"),
        (f"holidays.{added}.name", None, "Cuti bersama"),
    }
    narrowed = '{ viewer { agency { holidays(filter: {since: "2026-03-21", until: "2027-01-01"}) { edges { node { day } } } } } }'
    body = await calls.post("employee", narrowed)
    assert [edge["node"]["day"] for edge in body["data"]["viewer"]["agency"]["holidays"]["edges"]] == ["2026-03-23"]
    emptied = await calls.done("hr", "setHolidays", {"year": 2026, "holidays": []})
    assert days(emptied["agency"]) == shown[2:]


async def test_what_is_refused(calls: Calls) -> None:
    """Every fault at once, each at its place; a stale version; a key used for another year. Nothing is written."""
    await calls.done("hr", "setHolidays", {**YEAR, "idempotencyKey": "libur"})
    before = await calls.stored()
    bad = [
        {"day": "2026-05-01", "name": "Hari Buruh"},
        {"day": "2026-05-01", "name": "Lagi"},
        {"day": "2027-01-01", "name": "Tahun Baru"},
        {"day": "2026-06-01", "name": " \u200b"},
        {"day": "2026-08-17", "name": "x" * 201},
    ]
    refusal = await calls.refused("hr", "setHolidays", {"year": 2026, "holidays": bad, "reason": "x" * 2_001})
    assert (refusal["code"], set(codes(refusal))) == (
        "INVALID",
        {
            ("DUPLICATE", "input.holidays.1.day"),
            ("DATE_OUT_OF_RANGE", "input.holidays.2.day"),
            ("TEXT_EMPTY", "input.holidays.3.name"),
            ("TEXT_TOO_LONG", "input.holidays.4.name"),
            ("TEXT_TOO_LONG", "input.reason"),
        },
    )
    for given, code, reasons in (
        ({**YEAR, "year": 1999}, "INVALID", [("DATE_OUT_OF_RANGE", "input.year")]),
        ({**YEAR, "year": 2200}, "INVALID", [("DATE_OUT_OF_RANGE", "input.year")]),
        ({**YEAR, "expectedVersion": 1}, "STALE", [("VERSION_CHANGED", "input.expectedVersion")]),
        ({**YEAR, "year": 2027, "idempotencyKey": "libur"}, "CONFLICT", [("KEY_USED_OTHERWISE", "input.idempotencyKey")]),
    ):
        refusal = await calls.refused("hr", "setHolidays", given)
        assert (refusal["code"], codes(refusal)) == (code, reasons)
    many = [{"day": f"2026-{month:02}-{day:02}", "name": "Libur"} for month in range(1, 6) for day in range(1, 22)][:101]
    refusal = await calls.refused("hr", "setHolidays", {"year": 2026, "holidays": many})
    assert codes(refusal) == [("TOO_MANY", "input.holidays")]
    assert await calls.stored() == before


async def test_a_return_counts_by_them(calls: Calls) -> None:
    """Tuesday 10 March, three working days: with the 11th and 12th off until Tuesday 17th; what was given before stays."""
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    await calls.world.bring("colleague", AppraisalState.SUBMITTED)
    await calls.done("supervisor", "returnAppraisal", {**await calls.subject("colleague"), "reason": TEN_CHARS})
    off = [{"day": "2026-03-11", "name": "Libur"}, {"day": "2026-03-12", "name": "Libur"}, {"day": "2026-03-14", "name": "Sabtu"}]
    await calls.done("hr", "setHolidays", {"year": 2026, "holidays": off})
    await calls.done("supervisor", "returnAppraisal", {**await calls.subject("employee"), "reason": TEN_CHARS})
    until = {who: str((await calls.world.row(who))["resubmit_to"]) for who in ("colleague", "employee")}
    assert until == {"colleague": "2026-03-14", "employee": "2026-03-18"}
