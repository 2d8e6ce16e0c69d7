"""The cascade through HTTP: who links a result to which leader's, before and after the leader has planned, and the matrix with its gaps."""

from collections.abc import Mapping
from typing import Any

import pytest

from models.database import Database, GuardFailure
from tests.schema.calling import Calls, codes
from tests.schema.plans.drafting import RESULT, Plans, by_hand, outcome
from tests.worlds import make_world
from workflows.lines.storing import rebuild

Outcome = tuple[str, str | None]
DONE: Outcome = ("DONE", None)
NO_RELATION: Outcome = ("NOT_PERMITTED", "RELATION_REQUIRED")
HIDDEN: Outcome = ("NOT_FOUND", None)
PLAN = """query ($id: ID!) { node(id: $id) { ... on PerformancePlan {
  version state results { id title supports { title support planned year leader { name } } }
  supportable { id title kind role leader { name } } } } }"""
MATRIX = """query ($id: ID!) { node(id: $id) { ... on PerformancePlan { version roleMatrix {
  results { id title supporters } staff { employee { name } assignment { id } }
  cells { result role assignment { id } links { title support } }
  unsupported { title } staffWithoutResult { employee { name } } } } } }"""

# Of the plan of employee, whom supervisor appraises; and of supervisor's own, whom approver appraises.
LINKING: Mapping[str, Outcome] = {
    "employee": DONE,
    "supervisor": DONE,
    **dict.fromkeys(("approver", "mayor", "hr", "auditor", "leader"), NO_RELATION),
    **dict.fromkeys(("planner", "colleague", "stranger", "operator", "foreigner"), HIDDEN),
}
WRITING: Mapping[str, Outcome] = {
    "supervisor": DONE,
    **dict.fromkeys(("approver", "mayor", "hr", "auditor", "leader"), NO_RELATION),
    **dict.fromkeys(("employee", "planner", "colleague", "stranger", "operator", "foreigner"), HIDDEN),
}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter, the lines as its posts tell them."""
    world = await make_world(database)
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    return Calls(world)


async def seen(calls: Calls, who: str, plan: Mapping[str, Any], query: str = PLAN) -> dict[str, Any]:
    """Read a plan as somebody sees it."""
    body = await calls.post(who, query, {"id": plan["id"]})
    assert "errors" not in body, body["errors"]
    found: dict[str, Any] = body["data"]["node"]
    return found


async def leader_agreed(calls: Calls, *titles: str, year: int = 2027) -> dict[str, Any]:
    """Give supervisor's plan of a year with these results, agreed by approver."""
    plans = Plans(calls, "supervisor", "approver", taken=year - 1)
    plan = await plans.start()
    plan = await plans.edit(plan, results=[{**RESULT, "title": title} for title in titles])
    plan = await plans.move(plan, "PROPOSE_PLAN", "supervisor")
    return await plans.move(plan, "AGREE_PLAN", "approver")


async def test_a_plan_is_drafted_and_agreed_before_the_leader_has_planned_and_linked_later(calls: Calls) -> None:
    """Linking touches no revision, so an agreed plan takes it; a leader's first draft is the leader's alone."""
    plans = Plans(calls)
    plan = await plans.brought("AGREED")
    mine = (await seen(calls, "employee", plan))["results"][0]["id"]
    assert (await seen(calls, "employee", plan))["supportable"] == []
    of_leader = Plans(calls, "supervisor", "approver")
    draft = await of_leader.complete(title="Terujinya seluruh kendaraan umum")
    theirs = (await seen(calls, "supervisor", draft))["results"][0]["id"]
    assert (await seen(calls, "employee", plan))["supportable"] == []
    link = {"id": plan["id"], "expectedVersion": plan["version"], "resultId": mine, "supportsResultId": theirs}
    refused = await calls.refused("employee", "linkResult", link)
    assert (refused["code"], codes(refused)) == ("INVALID", [("UNKNOWN_REFERENCE", "input.supportsResultId")])
    draft = await of_leader.move(draft, "PROPOSE_PLAN", "supervisor")
    assert [one["title"] for one in (await seen(calls, "employee", plan))["supportable"]] == ["Terujinya seluruh kendaraan umum"]
    agreed = await of_leader.move(draft, "AGREE_PLAN", "approver")

    before = await calls.world.all("SELECT * FROM planned_result ORDER BY id")
    linked = await calls.done("employee", "linkResult", {**link, "support": "INDIRECT", "idempotencyKey": "tautan"})
    assert (linked["plan"]["state"], linked["event"]["action"], linked["event"]["from"]) == ("AGREED", "LINK_RESULT", "AGREED")
    again = await calls.done("employee", "linkResult", {**link, "support": "INDIRECT", "idempotencyKey": "tautan"})
    assert (again["replayed"], again["event"]) == (True, linked["event"])
    shown = await seen(calls, "employee", plan)
    assert shown["results"][0]["supports"] == {
        "title": "Terujinya seluruh kendaraan umum",
        "support": "INDIRECT",
        "planned": True,
        "year": 2027,
        "leader": {"name": "Pegawai Supervisor"},
    }
    assert await calls.world.all("SELECT * FROM planned_result ORDER BY id") == before
    assert (await calls.refused("employee", "linkResult", link))["code"] == "STALE"

    # The leader's result goes: the link stays, and says so.
    amended = await of_leader.move(agreed, "AMEND_PLAN", "supervisor")
    copied = (await seen(calls, "supervisor", amended))["results"][0]["id"]
    amended = await of_leader.edit(amended, results=[{"id": copied, "remove": True}, {**RESULT, "title": "Hasil lain"}])
    assert (await seen(calls, "employee", plan))["results"][0]["supports"]["planned"] is True
    amended = await of_leader.move(amended, "PROPOSE_PLAN", "supervisor")
    await of_leader.move(amended, "AGREE_PLAN", "approver")
    gone = (await seen(calls, "employee", plan))["results"][0]["supports"]
    assert (gone["planned"], gone["title"]) == (False, "Terujinya seluruh kendaraan umum")
    taken = {"id": plan["id"], "expectedVersion": linked["plan"]["version"], "resultId": mine, "supportsResultId": None}
    await calls.done("supervisor", "linkResult", taken)
    assert (await seen(calls, "employee", plan))["results"][0]["supports"] is None


async def test_what_is_linked_and_written_already_leaves_nothing(calls: Calls) -> None:
    """The same link and the same cell again make neither a version nor an event; a form that saves on leaving a field sends them."""
    plans = Plans(calls)
    leading, plan = await leader_agreed(calls, "Hasil pimpinan"), await plans.complete()
    mine, theirs = [(await seen(calls, who, of))["results"][0]["id"] for who, of in (("employee", plan), ("supervisor", leading))]
    link = {"id": plan["id"], "resultId": mine, "supportsResultId": theirs}
    cells = [{"resultId": theirs, "assignmentId": plans.assignment(), "role": "Menguji"}]
    for who, field, plan_now, given in (
        ("employee", "linkResult", plan, link),
        ("supervisor", "editRoleMatrix", leading, {"cells": cells}),
    ):
        asked = {"id": plan_now["id"], "expectedVersion": plan_now["version"], **given}
        version = (await calls.done(who, field, asked))["plan"]["version"]
        assert version == plan_now["version"] + 1
        before = await calls.stored()
        again = {**asked, "expectedVersion": version}
        body = await calls.answer(who, field, again, selection="{ plan { version } event { id } unchanged }")
        assert body["data"][field] == {"plan": {"version": version}, "event": None, "unchanged": True}
        assert await calls.stored() == before


async def test_who_links_and_what_may_be_supported(calls: Calls) -> None:
    world, plans = calls.world, Plans(calls)
    leaders = await leader_agreed(calls, "Hasil pimpinan")
    foreign = Plans(calls, "stranger", "planner")
    strangers = await foreign.complete(title="Hasil unit lain")
    plan = await plans.complete()
    mine = (await seen(calls, "employee", plan))["results"][0]["id"]
    theirs, strange = [(await seen(calls, who, of))["results"][0]["id"] for who, of in (("supervisor", leaders), ("stranger", strangers))]
    other_year = (await seen(calls, "employee", {"id": world.plan("employee")}))["results"][0]["id"]
    assert set(LINKING) == set(world.members)
    version = plan["version"]
    for who, expected in LINKING.items():
        before = await calls.stored()
        # What is linked so already would be unchanged.
        support = "INDIRECT" if who == "supervisor" else "DIRECT"
        given = {"id": plan["id"], "expectedVersion": version, "resultId": mine, "supportsResultId": theirs, "support": support}
        assert outcome(await calls.call(who, "linkResult", given)) == expected, who
        assert (await calls.stored() == before) is (expected != DONE), who
        version += expected == DONE
    wrong: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({"supportsResultId": strange}, [("UNKNOWN_REFERENCE", "input.supportsResultId")]),
        ({"supportsResultId": mine}, [("UNKNOWN_REFERENCE", "input.supportsResultId")]),
        ({"supportsResultId": f"res_{world.agency_id}"}, [("UNKNOWN_REFERENCE", "input.supportsResultId")]),
        ({"resultId": theirs}, [("UNKNOWN_REFERENCE", "input.resultId")]),
        ({"resultId": other_year}, [("UNKNOWN_REFERENCE", "input.resultId")]),
    ]
    before = await calls.stored()
    for given, expected_codes in wrong:
        asked = {"id": plan["id"], "expectedVersion": version, "resultId": mine, "supportsResultId": theirs, **given}
        refused = await calls.refused("employee", "linkResult", asked)
        assert (refused["code"], codes(refused)) == ("INVALID", expected_codes), given
    assert await calls.stored() == before


async def test_the_matrix_is_written_and_read_as_a_grid_with_its_gaps(calls: Calls) -> None:
    """Two results × employee and colleague: a role, a link, and who and what is left out."""
    world = calls.world
    leaders = await leader_agreed(calls, "Hasil pertama", "Hasil kedua", "Hasil ketiga")
    grid = (await seen(calls, "supervisor", leaders, MATRIX))["roleMatrix"]
    first, second, _ = [one["id"] for one in grid["results"]]
    mine, colleagues = [f"asg_{world.members[who].assignment_id}" for who in ("employee", "colleague")]
    assert {one["assignment"]["id"] for one in grid["staff"]} == {mine, colleagues}
    assert (grid["cells"], len(grid["unsupported"]), len(grid["staffWithoutResult"])) == ([], 3, 2)

    version = leaders["version"]
    for who, expected in WRITING.items():
        before = await calls.stored()
        cells = [{"resultId": first, "assignmentId": mine, "role": "Menguji seluruh angkutan kota"}]
        payload = await calls.call(who, "editRoleMatrix", {"id": leaders["id"], "expectedVersion": version, "cells": cells})
        assert outcome(payload) == expected, who
        assert (await calls.stored() == before) is (expected != DONE), who
        version += expected == DONE
    plans = Plans(calls, "colleague")
    plan = await plans.complete(title="Teruji separuhnya")
    supporting = (await seen(calls, "colleague", plan))["results"][0]["id"]
    link = {"id": plan["id"], "expectedVersion": plan["version"], "resultId": supporting, "supportsResultId": second}
    await calls.done("colleague", "linkResult", link)
    grid = (await seen(calls, "supervisor", leaders, MATRIX))["roleMatrix"]
    filled = {(one["assignment"]["id"], one["role"]): one["links"] for one in grid["cells"]}
    assert filled == {
        (mine, "Menguji seluruh angkutan kota"): [],
        (colleagues, None): [{"title": "Teruji separuhnya", "support": "DIRECT"}],
    }
    assert [(one["title"], one["supporters"]) for one in grid["results"]] == [("Hasil pertama", 0), ("Hasil kedua", 1), ("Hasil ketiga", 0)]
    assert (grid["unsupported"], grid["staffWithoutResult"]) == ([{"title": "Hasil ketiga"}], [])
    roles = [(one["title"], one["role"]) for one in (await seen(calls, "employee", await Plans(calls).complete()))["supportable"]]
    assert roles == [("Hasil pertama", "Menguji seluruh angkutan kota"), ("Hasil kedua", None), ("Hasil ketiga", None)]

    outside = f"asg_{world.members['stranger'].assignment_id}"
    wrong: list[tuple[list[dict[str, Any]], list[tuple[str, str]]]] = [
        ([], [("VALUE_REQUIRED", "input.cells")]),
        ([{"resultId": supporting, "assignmentId": mine, "role": "x"}], [("UNKNOWN_REFERENCE", "input.cells.0.resultId")]),
        ([{"resultId": first, "assignmentId": outside, "role": "x"}], [("UNKNOWN_REFERENCE", "input.cells.0.assignmentId")]),
        ([{"resultId": first, "assignmentId": mine, "role": "x" * 501}], [("TEXT_TOO_LONG", "input.cells.0.role")]),
        ([{"resultId": first, "assignmentId": mine, "role": one} for one in ("x", "y")], [("DUPLICATE", "input.cells.1")]),
        ([{"resultId": first, "assignmentId": mine}] * 501, [("TOO_MANY", "input.cells")]),
    ]
    before = await calls.stored()
    for given, expected_codes in wrong:
        refused = await calls.refused("supervisor", "editRoleMatrix", {"id": leaders["id"], "expectedVersion": version, "cells": given})
        assert (refused["code"], codes(refused)) == ("INVALID", expected_codes), given[:1]
    assert await calls.stored() == before
    for sql in (f"DELETE FROM {table}" for table in ("matrix_role", "result_support")):
        with pytest.raises(GuardFailure, match="kinerja:guard:"):
            await by_hand(world.database, sql)
    emptied = [{"resultId": first, "assignmentId": mine, "role": None}]
    await calls.done("supervisor", "editRoleMatrix", {"id": leaders["id"], "expectedVersion": version, "cells": emptied})
    grid = (await seen(calls, "supervisor", leaders, MATRIX))["roleMatrix"]
    assert [one["title"] for one in grid["unsupported"]] == ["Hasil pertama", "Hasil ketiga"]
    assert [one["employee"]["name"] for one in grid["staffWithoutResult"]] == ["Pegawai Employee"]
