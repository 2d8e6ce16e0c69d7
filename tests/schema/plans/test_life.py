"""The plan's life through HTTP: who proposes, returns, agrees and amends in which state, and what an agreed revision keeps."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.database import Database, GuardFailure
from tests.schema.calling import Calls, codes
from tests.schema.plans.drafting import MOVES, RESULT, Plans, asked, by_hand, outcome
from tests.worlds import NOW, TEN_CHARS, make_world

Outcome = tuple[str, str | None]
DONE: Outcome = ("DONE", None)
NO_RELATION: Outcome = ("NOT_PERMITTED", "RELATION_REQUIRED")
ILLEGAL: Outcome = ("ILLEGAL_TRANSITION", "ACTION_NOT_IN_STATE")
CLOSED: Outcome = ("BLOCKED", "PLAN_PART_CLOSED")
HIDDEN: Outcome = ("NOT_FOUND", None)
STATES = ("RECORDED", "DRAFT", "PROPOSED", "AGREED")
SEEING = ("employee", "supervisor", "approver", "mayor", "hr", "auditor", "leader")
NOT_SEEING = ("planner", "colleague", "stranger", "operator", "foreigner")

# Of the plan of employee, whom supervisor appraises: by action and person, in the states RECORDED, DRAFT, PROPOSED, AGREED. Who sees the
# plan and isn't named is refused for want of the relation in every state; who doesn't see it, finds none.
GRID: Mapping[tuple[str, str], tuple[Outcome, ...]] = {
    ("PROPOSE_PLAN", "employee"): (ILLEGAL, DONE, ILLEGAL, ILLEGAL),
    ("WITHDRAW_PLAN", "employee"): (ILLEGAL, ILLEGAL, DONE, ILLEGAL),
    ("RETURN_PLAN", "supervisor"): (ILLEGAL, ILLEGAL, DONE, ILLEGAL),
    ("AGREE_PLAN", "supervisor"): (ILLEGAL, ILLEGAL, DONE, ILLEGAL),
    ("AMEND_PLAN", "employee"): (DONE, ILLEGAL, ILLEGAL, DONE),
    ("AMEND_PLAN", "supervisor"): (DONE, ILLEGAL, ILLEGAL, DONE),
}
LEADS = {"PROPOSE_PLAN": "PROPOSED", "WITHDRAW_PLAN": "DRAFT", "RETURN_PLAN": "DRAFT", "AGREE_PLAN": "AGREED", "AMEND_PLAN": "DRAFT"}
PARTS: Mapping[str, dict[str, Any]] = {
    "results": {"results": [{"title": "Tertatanya arsip", "kind": "ADDITIONAL"}]},
    "expectations": {"expectations": [{"value": "LOYAL", "text": "Menjaga nama baik."}]},
    "annexes": {"annexes": [{"kind": "CONSEQUENCE", "texts": ["Dibahas setiap triwulan."]}]},
}
EDITING: Mapping[tuple[str, str], tuple[Outcome, ...]] = {
    ("results", "employee"): (DONE, DONE, CLOSED, CLOSED),
    ("expectations", "supervisor"): (DONE, DONE, DONE, CLOSED),
    ("annexes", "employee"): (DONE, DONE, CLOSED, CLOSED),
    ("annexes", "supervisor"): (DONE, DONE, CLOSED, CLOSED),
}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter."""
    return Calls(await make_world(database))


async def test_who_may_do_what_in_which_state(calls: Calls) -> None:
    """Everybody tries everything; what is told beforehand is what happens, and what is refused changes nothing."""
    assert set(SEEING) | set(NOT_SEEING) == set(calls.world.members)
    plans, tried, allowed = Plans(calls), 0, []
    for place, state in enumerate(STATES):
        plan = await plans.brought(state)
        before = await calls.stored()
        for who in (*SEEING, *NOT_SEEING):
            node = await plans.shown(plan["id"], who)
            assert (node is None) is (who in NOT_SEEING), who
            for action in MOVES:
                tried += 1
                expected = HIDDEN if who in NOT_SEEING else GRID.get((action, who), (NO_RELATION,) * 4)[place]
                if node is not None:
                    cell = next(one for one in node["availableActions"] if one["action"] == action)
                    assert cell["allowed"] is (expected == DONE), (who, state, action)
                    assert [one["code"] for one in cell["reasons"]] == ([] if expected == DONE else [expected[1]]), (who, state, action)
                if expected == DONE:
                    allowed.append((state, who, action))
                    continue
                assert outcome(await calls.call(who, *asked(action, plan))) == expected, (who, state, action)
            for part, given in PARTS.items():
                tried += 1
                expected = HIDDEN if who in NOT_SEEING else EDITING.get((part, who), (NO_RELATION,) * 4)[place]
                if expected != DONE:
                    payload = await calls.call(who, "editPlan", {"id": plan["id"], "expectedVersion": plan["version"], **given})
                    assert outcome(payload) == expected, (who, state, part)
                else:
                    allowed.append((state, who, part))
        assert await calls.stored() == before, state
    assert (tried, len(allowed)) == (12 * 8 * 4, 17)
    await _do_what_is_allowed(calls, allowed)


async def _do_what_is_allowed(calls: Calls, allowed: list[tuple[str, str, str]]) -> None:
    plans, others = Plans(calls, taken=2040), Plans(calls, "colleague")
    # There is one recorded plan, and amending ends that: it is edited first, and what a superior amends is the colleague's.
    for state, who, action in sorted(allowed, key=lambda one: (one[0], one[2] not in PARTS)):
        elsewhere = (state, who, action) == ("RECORDED", "supervisor", "AMEND_PLAN")
        plan = await (others if elsewhere else plans).brought(state)
        if action in PARTS:
            await calls.done(who, "editPlan", {"id": plan["id"], "expectedVersion": plan["version"], **PARTS[action]})
            continue
        payload = await calls.done(who, *asked(action, plan))
        assert payload["plan"] == {"id": plan["id"], "state": LEADS[action], "version": plan["version"] + 1}
        assert payload["event"] | {"id": None, "version": None} == {
            "id": None,
            "version": None,
            "action": action,
            "from": state,
            "to": LEADS[action],
            "reason": TEN_CHARS,
        }


async def test_a_plan_lives_from_its_start_to_its_second_revision(calls: Calls) -> None:
    """Drafted, returned, agreed, amended and agreed anew: each revision keeps what it said, and says when it was in force."""
    world, plans = calls.world, Plans(calls)
    started = await plans.start("supervisor", startsOn="2027-02-01", endsOn="2027-12-01", approach="QUALITATIVE")
    refused = await calls.refused("employee", *asked("PROPOSE_PLAN", started))
    assert (refused["code"], codes(refused)) == ("BLOCKED", [("NO_MAIN_RESULT", "results")])
    plan = await plans.edit(started, results=[{"title": "Hasil tanpa indikator", "perspective": "BUDGET"}])
    refused = await calls.refused("employee", *asked("PROPOSE_PLAN", plan))
    assert [code for code, _ in codes(refused)] == ["RESULT_WITHOUT_INDICATOR", "PERSPECTIVE_NOT_HEAD"]
    first = (await plans.shown(plan["id"]))["revision"]["id"]
    body = await calls.post("employee", "query ($id: ID!) { node(id: $id) { ... on PlanRevision { results { id } } } }", {"id": first})
    of_first = body["data"]["node"]["results"][0]["id"]
    plan = await plans.edit(plan, results=[{"id": of_first, "remove": True}, RESULT])
    plan = await plans.edit(plan, annexes=[{"kind": "RESOURCE_SUPPORT", "texts": ["Dua alat uji.", "Satu mobil."]}])
    plan = await plans.edit(plan, "supervisor", annexes=[{"kind": "CONSEQUENCE", "texts": ["Dibahas tiap triwulan."]}])

    payload = await calls.done("employee", *asked("PROPOSE_PLAN", plan, dryRun=True))
    assert (payload["event"], payload["preview"]) == (None, {"toState": "PROPOSED", "version": 6, "changes": []})
    payload = await calls.done("employee", *asked("PROPOSE_PLAN", plan))
    assert payload["warnings"] == [{"code": "DIALOGUE_MISSING", "path": "dialogues"}]
    refused = await calls.refused("supervisor", *asked("RETURN_PLAN", payload["plan"], reason="pendek"))
    assert codes(refused) == [("REASON_TOO_SHORT", "input.reason")]
    plan = await plans.move(payload["plan"], "RETURN_PLAN", "supervisor")
    await calls.done("employee", "recordDialogue", {"planId": plan["id"], "heldOn": "2026-03-09", "points": "Perlu dua alat uji."})
    payload = await calls.done("employee", *asked("PROPOSE_PLAN", plan))
    assert payload["warnings"] == []
    plan = await plans.edit(payload["plan"], "supervisor", expectations=[{"value": "LOYAL", "text": "Menjaga nama baik."}])
    plan = await plans.move(plan, "AGREE_PLAN", "supervisor")
    agreed = await plans.shown(plan["id"])
    at = NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert (agreed["state"], agreed["agreedAt"], agreed["inForce"], agreed["origin"]) == (
        "AGREED",
        at,
        {"id": first, "ordinal": 1},
        "ENTERED",
    )
    assert agreed["revision"] == {
        "id": first,
        "ordinal": 1,
        "reason": None,
        "agreedAt": at,
        "supersededAt": None,
        "agreedBy": {"id": world.employee("supervisor")},
    }

    world.now = later = NOW + timedelta(days=1)
    plan = await plans.move(agreed, "AMEND_PLAN", "supervisor")
    drafted = await plans.shown(plan["id"])
    assert (drafted["inForce"]["ordinal"], drafted["revision"]["ordinal"], drafted["revision"]["reason"]) == (1, 2, TEN_CHARS)
    assert (drafted["agreedAt"], drafted["revision"]["agreedAt"]) == (at, None)
    kept, copied = drafted["revisions"]
    assert [kept[part] for part in ("results", "expectations", "annexes")] == [
        copied[part] for part in ("results", "expectations", "annexes")
    ]
    assert kept["annexes"] == [
        {"kind": "CONSEQUENCE", "ordinal": 1, "text": "Dibahas tiap triwulan."},
        {"kind": "RESOURCE_SUPPORT", "ordinal": 1, "text": "Dua alat uji."},
        {"kind": "RESOURCE_SUPPORT", "ordinal": 2, "text": "Satu mobil."},
    ]
    plan = await plans.edit(plan, results=[{"title": "Tertatanya arsip", "kind": "ADDITIONAL", "indicators": RESULT["indicators"]}])
    plan = await plans.move(plan, "PROPOSE_PLAN", "employee")
    plan = await plans.move(plan, "AGREE_PLAN", "supervisor")
    again = await plans.shown(plan["id"])
    then = later.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert [(one["ordinal"], one["agreedAt"], one["supersededAt"]) for one in again["revisions"]] == [(1, at, then), (2, then, None)]
    assert [[result["title"] for result in one["results"]] for one in again["revisions"]] == [
        ["Terlayaninya pengujian kendaraan"],
        ["Terlayaninya pengujian kendaraan", "Tertatanya arsip"],
    ]
    assert again["revisions"][0] == {**kept, "supersededAt": then}

    world.now = datetime(2027, 12, 1, 2, tzinfo=UTC)
    assert codes(await calls.refused("employee", *asked("AMEND_PLAN", again))) == [("PLAN_PERIOD_OVER", "endsOn")]


async def test_an_opening_and_a_draft_appraisal_use_what_is_in_force(calls: Calls) -> None:
    """What is only drafted binds nobody; what is agreed does, at once; what was recorded stays recorded, with its origin."""
    world, plans = calls.world, Plans(calls)
    recorded = await plans.brought("RECORDED")
    shown = "query ($id: ID!) { node(id: $id) { ... on Appraisal { plan { revision { ordinal } results { title } } } } }"

    async def of_appraisal(appraisal: str) -> tuple[int, int]:
        plan = (await calls.post("employee", shown, {"id": appraisal}))["data"]["node"]["plan"]
        return plan["revision"]["ordinal"], len(plan["results"])

    before = await of_appraisal(world.appraisal("employee"))
    assert before == (2, 2)
    plan = await plans.move(recorded, "AMEND_PLAN", "employee")
    plan = await plans.edit(plan, results=[{**RESULT, "title": "Hasil yang ditambahkan"}])
    assert await of_appraisal(world.appraisal("employee")) == before
    found = (await plans.shown(plan["id"]))["revisions"]
    assert [(one["ordinal"], one["agreedAt"], len(one["results"])) for one in found] == [(1, None, 0), (2, None, 2), (3, None, 3)]
    plan = await plans.move(plan, "PROPOSE_PLAN", "employee")
    plan = await plans.move(plan, "AGREE_PLAN", "supervisor")
    assert await of_appraisal(world.appraisal("employee")) == (3, 3)
    plan = await plans.move(plan, "AMEND_PLAN", "employee")
    await plans.edit(plan, results=[{**RESULT, "title": "Belum disepakati"}])
    semester = {
        "name": "Semester I 2026",
        "kind": "SEMESTER",
        "startsOn": "2026-01-01",
        "endsOn": "2026-07-01",
        "submissionFrom": "2026-06-01",
        "submissionTo": "2026-07-11",
        "decisionTo": "2026-07-21",
    }
    cycle = (await calls.done("hr", "planCycle", semester))["cycle"]
    await calls.done("hr", "openCycle", {"id": cycle["id"], "expectedVersion": cycle["version"]})
    await calls.openings.idle()
    opened = await world.all(
        "SELECT a.id, r.ordinal FROM appraisal a JOIN plan_revision r ON r.id = a.opening_revision_id WHERE a.plan_id = :plan"
        " ORDER BY r.ordinal",
        plan=world.members["employee"].plan_id,
    )
    assert [one["ordinal"] for one in opened] == [1, 3]
    assert await of_appraisal(f"apr_{opened[1]['id']}") == (3, 3)
    colleagues = await plans.shown(world.plan("colleague"), "colleague")
    assert (colleagues["state"], colleagues["origin"], colleagues["agreedAt"]) == ("RECORDED", "ENTERED", None)


async def test_repeats_stale_versions_and_what_is_wrong_with_a_start(calls: Calls) -> None:
    plans, world = Plans(calls), calls.world
    keyed = {"assignmentId": plans.assignment(), "year": 2027, "idempotencyKey": "mulai-2027"}
    one = await calls.done("employee", "startPlan", keyed)
    before = await calls.stored()
    two = await calls.done("employee", "startPlan", keyed)
    assert (two["replayed"], two["event"]["id"], two["plan"]["id"]) == (True, one["event"]["id"], one["plan"]["id"])
    conflict = await calls.refused("employee", "startPlan", {**keyed, "year": 2028})
    assert (conflict["code"], codes(conflict)) == ("CONFLICT", [("KEY_USED_OTHERWISE", "input.idempotencyKey")])
    wrong: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({"year": 2027}, [("PLAN_EXISTS", "input.year")]),
        ({"year": 2026}, [("PLAN_EXISTS", "input.year")]),
        ({"year": 0}, [("DATE_OUT_OF_RANGE", "input.year")]),
        ({"year": 1999}, [("DATE_OUT_OF_RANGE", "input.year")]),
        ({"year": 2025}, [("YEAR_OUTSIDE_ASSIGNMENT", "input.year")]),
        ({"year": 2028, "startsOn": "2027-12-31"}, [("DAY_OUTSIDE_ASSIGNMENT", "input.startsOn")]),
        ({"year": 2028, "endsOn": "2029-01-02"}, [("DAY_OUTSIDE_ASSIGNMENT", "input.endsOn")]),
        ({"year": 2028, "startsOn": "2028-05-01", "endsOn": "2028-05-01"}, [("DATE_ORDER", "input.endsOn")]),
    ]
    for given, expected in wrong:
        refused = await calls.refused("employee", "startPlan", {"assignmentId": plans.assignment(), **given})
        assert (refused["code"], codes(refused)) == ("INVALID", expected), given
    assert await calls.stored() == before
    starting = {"employee": DONE, "supervisor": DONE}
    for who in world.members:
        given = {"assignmentId": plans.assignment(), "year": 2030 + list(world.members).index(who)}
        expected_outcome = HIDDEN if who == "foreigner" else starting.get(who, NO_RELATION)
        assert outcome(await calls.call(who, "startPlan", given)) == expected_outcome, who

    plan = await Plans(calls, taken=2060).complete()
    keyed = {"id": plan["id"], "expectedVersion": plan["version"], "idempotencyKey": "ajukan"}
    first, second = [await calls.done("employee", "proposePlan", keyed) for _ in range(2)]
    assert (second["replayed"], second["event"], second["plan"]["version"]) == (True, first["event"], plan["version"] + 1)
    for who, action in (("supervisor", "AGREE_PLAN"), ("employee", "WITHDRAW_PLAN")):
        refused = await calls.refused(who, *asked(action, plan))
        assert (refused["code"], refused["currentVersion"], refused["currentState"]) == ("STALE", plan["version"] + 1, "PROPOSED")
        assert (refused["changedBy"]["id"], refused["changedAction"]) == (world.employee("employee"), "PROPOSE_PLAN")
    texts = ["x" * 4001, " ", *["ada"] * 19]
    given = {"id": plan["id"], "expectedVersion": plan["version"] + 1, "annexes": [{"kind": "ACCOUNTABILITY", "texts": texts}]}
    plan = (await calls.done("employee", "withdrawPlan", {"id": plan["id"], "expectedVersion": plan["version"] + 1}))["plan"]
    refused = await calls.refused("employee", "editPlan", {**given, "expectedVersion": plan["version"]})
    path = "input.annexes.ACCOUNTABILITY"
    assert codes(refused) == [("TOO_MANY", path), ("TEXT_TOO_LONG", f"{path}.0"), ("TEXT_EMPTY", f"{path}.1")]


async def test_the_database_keeps_what_was_agreed(calls: Calls) -> None:
    """Nobody who holds the serving role's connection changes an agreed or proposed content, or makes an agreement without its way."""
    plans, world = Plans(calls), calls.world
    agreed, proposed, drafted = [await plans.brought(state) for state in ("AGREED", "PROPOSED", "DRAFT")]
    keys = {name: str(one["id"]).removeprefix("pln_") for name, one in (("agreed", agreed), ("proposed", proposed), ("drafted", drafted))}
    of = "(SELECT id FROM plan_revision WHERE plan_id = '{}')"
    tries = [
        *(
            sql.format(of=of.format(keys[name]))
            for name in ("agreed", "proposed")
            for sql in (
                "UPDATE planned_result SET title = 'lain' WHERE revision_id IN {of}",
                "DELETE FROM indicator WHERE revision_id IN {of}",
                "UPDATE indicator SET target_value = NULL, target_text = 'lain' WHERE revision_id IN {of}",
            )
        ),
        *(
            f"UPDATE plan_revision SET {change} WHERE plan_id = '{keys['agreed']}'"
            for change in ("agreed_at = NULL", "superseded_at = agreed_at", "reason = 'lain'", "ordinal = 7", "agreed_by_id = id")
        ),
        f"UPDATE plan_revision SET agreed_at = created_at WHERE plan_id = '{keys['drafted']}'",
        f"DELETE FROM plan_revision WHERE plan_id = '{keys['drafted']}'",
        *(
            f"UPDATE performance_plan SET state = 'AGREED', version = version + 1 WHERE id = '{keys[name]}'"
            for name in ("drafted", "proposed")
        ),
        f"UPDATE performance_plan SET state = NULL, version = version + 1 WHERE id = '{keys['agreed']}'",
        f"UPDATE performance_plan SET in_force_revision_id = NULL, version = version + 1 WHERE id = '{keys['agreed']}'",
        f"UPDATE performance_plan SET state = 'PROPOSED', version = version + 1 WHERE id = '{world.members['employee'].plan_id}'",
    ]
    before = await calls.stored()
    for sql in tries:
        with pytest.raises(GuardFailure, match="kinerja:guard:"):
            await by_hand(world.database, sql)
    assert await calls.stored() == before
    assert len(tries) == 18
