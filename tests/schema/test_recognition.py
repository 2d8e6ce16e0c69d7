"""Recognition through HTTP: for which figure it is given, who accepts, shows, declines and withdraws it, and who sees it at which stage."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.limits import TEXT_CHARS
from models.vocabulary import AppraisalState, SubjectType
from tests.schema.calling import MOVED, Calls, codes
from tests.workflows.replay import events_of, replay, stored
from tests.worlds import TEN_CHARS, make_world

CHOSEN = f"{{ recognition {{ id state version kind side visibility }} {MOVED} unchanged }}"
PROGRESS = "{ teamProgress { members { employee { id } targets { indicator { title } sum value standing } } } }"
EVERYBODY = (
    *("employee", "colleague", "supervisor", "approver", "mayor", "planner", "stranger"),
    *("hr", "auditor", "leader", "operator", "foreigner"),
)
FIELDS = ("acceptRecognition", "showRecognition", "declineRecognition", "withdrawRecognition")
NO_RELATION = ("NOT_PERMITTED", ["RELATION_REQUIRED"])
HIDDEN: tuple[str, list[str]] = ("NOT_FOUND", [])
ILLEGAL = ("ILLEGAL_TRANSITION", ["ACTION_NOT_IN_STATE"])
# The supervisor recognises the employee, who shows it to the agency when they accept: then everybody there sees it, and may do nothing.
RECEIVER: Mapping[str, Mapping[str, tuple[str, list[str]]]] = {
    "GIVEN": {
        "acceptRecognition": ("ACCEPTED", []),
        "showRecognition": ILLEGAL,
        "declineRecognition": ("DECLINED", []),
        "withdrawRecognition": NO_RELATION,
    },
    "ACCEPTED": {
        "acceptRecognition": ILLEGAL,
        "showRecognition": ("ACCEPTED", []),
        "declineRecognition": ("DECLINED", []),
        "withdrawRecognition": NO_RELATION,
    },
    **{state: {**dict.fromkeys(FIELDS[:3], ILLEGAL), "withdrawRecognition": NO_RELATION} for state in ("DECLINED", "WITHDRAWN")},
}
GIVER: Mapping[str, tuple[str, list[str]]] = {"GIVEN": ("WITHDRAWN", []), **dict.fromkeys(("ACCEPTED", "DECLINED", "WITHDRAWN"), ILLEGAL)}
# Of the employee's unit and those who lead it or a unit above; the agency is everybody but the other agency's admin.
UNIT = {"employee", "colleague", "supervisor", "approver", "mayor"}
SEEN = {
    "GIVEN": {"employee", "stranger"},
    "ONLY_ME": {"employee", "stranger"},
    "UNIT": UNIT | {"stranger"},
    "AGENCY": set(EVERYBODY) - {"foreigner"},
    "DECLINED": {"employee", "stranger"},
}
READS = (
    "query ($id: ID!) { node(id: $id) { id } recognitions { totalCount }"
    " historyEvents(filter: {subject: $id, refused: false}) { totalCount } }"
)


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town; it is 10 March 2026."""
    return Calls(await make_world(database, complete=("employee",)))


async def call(calls: Calls, who: str, field: str, **given: Any) -> dict[str, Any]:
    """Call a mutation of recognition, and give its payload."""
    body = await calls.answer(who, field, given, selection=CHOSEN)
    assert "errors" not in body, body["errors"]
    payload: dict[str, Any] = body["data"][field]
    return payload


async def done(calls: Calls, who: str, field: str, **given: Any) -> dict[str, Any]:
    """Call a mutation that succeeds, and give the recognition."""
    payload = await call(calls, who, field, **given)
    assert payload["refusal"] is None, payload["refusal"]
    recognition: dict[str, Any] = payload["recognition"]
    return recognition


def outcome(payload: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Give the state, or the refusal's code with its reasons'."""
    refusal = payload["refusal"]
    return (payload["recognition"]["state"], []) if refusal is None else (refusal["code"], [one["code"] for one in refusal["reasons"]])


async def in_state(calls: Calls, state: str, by: str = "supervisor") -> dict[str, Any]:
    """Make a recognition of the employee in a state; give what names it."""
    given = await done(calls, by, "giveRecognition", receiverId=calls.world.employee("employee"), reason="Tepat dan ramah.")
    at = {"id": given["id"], "expectedVersion": 1}
    if state == "GIVEN":
        return at
    if state == "ACCEPTED":
        await done(calls, "employee", "acceptRecognition", **at, visibility="AGENCY")
    if state == "DECLINED":
        await done(calls, "employee", "declineRecognition", **at)
    if state == "WITHDRAWN":
        await done(calls, by, "withdrawRecognition", **at, reason=TEN_CHARS)
    return {**at, "expectedVersion": 2}


def asked(field: str) -> dict[str, Any]:
    """Give what an action takes beside the recognition."""
    return {"visibility": "UNIT"} if field in FIELDS[:2] else {"reason": TEN_CHARS}


def expected(who: str, state: str, field: str) -> tuple[str, list[str]]:
    """Give the cell of the grid, as written above."""
    if who == "employee":
        return RECEIVER[state][field]
    if who == "supervisor":
        return GIVER[state] if field == "withdrawRecognition" else NO_RELATION
    return NO_RELATION if state == "ACCEPTED" and who != "foreigner" else HIDDEN


async def test_who_may_do_what_in_which_state(calls: Calls) -> None:
    """The receiver accepts, shows and declines; the giver withdraws until then. A refusal changes nothing, nor does a dry run."""
    cells = 0
    for state in RECEIVER:
        kept = await in_state(calls, state)
        before = await calls.stored()
        for field in FIELDS:
            for who in EVERYBODY:
                cell, given = expected(who, state, field), {**kept, **asked(field)}
                if not cell[1] and cell != HIDDEN:
                    planned = await call(calls, who, field, **given, dryRun=True)
                    assert planned["preview"]["toState"] == cell[0], (who, state, field)
                    assert await calls.stored() == before
                    payload = await call(calls, who, field, **{**await in_state(calls, state), **asked(field)})
                    before = await calls.stored()
                else:
                    payload = await call(calls, who, field, **given)
                assert outcome(payload) == cell, (who, state, field)
                cells += 1
        assert await calls.stored() == before
    assert cells == 192
    events, kept_rows = await calls.world.database.read(events_of), await calls.world.database.read(stored)
    told, there = ({key: one for key, one in found.items() if one.kind is SubjectType.RECOGNITION} for found in (replay(events), kept_rows))
    assert told == there, "the events tell all that is stored"


async def test_who_sees_it_at_which_stage(calls: Calls) -> None:
    """Giver and receiver until it is accepted, then whom the receiver lets: by node, list and history alike; no role does."""
    employee = calls.world.employee("employee")
    given = await done(calls, "stranger", "giveRecognition", receiverId=employee, reason="Membantu data kami.", idempotencyKey="thanks")
    again = await call(calls, "stranger", "giveRecognition", receiverId=employee, reason="Membantu data kami.", idempotencyKey="thanks")
    assert (again["replayed"], again["recognition"]["id"], given["side"], given["kind"]) == (True, given["id"], "PEER", "EFFORT")
    at = {"id": given["id"], "expectedVersion": 1}

    async def readers(version: int) -> set[str]:
        found = set()
        for who in EVERYBODY:
            data = (await calls.post(who, READS, {"id": given["id"]}))["data"]
            seen = data["node"] is not None
            assert (data["recognitions"]["totalCount"], data["historyEvents"]["totalCount"]) == (seen, version * seen), who
            found |= {who} if seen else set()
        return found

    assert await readers(1) == SEEN["GIVEN"]
    await done(calls, "employee", "acceptRecognition", **at, visibility="ONLY_ME")
    assert await readers(2) == SEEN["ONLY_ME"]
    stale = await call(calls, "employee", "showRecognition", **at, visibility="UNIT")
    assert stale["refusal"]["code"] == "STALE"
    await done(calls, "employee", "showRecognition", **{**at, "expectedVersion": 2}, visibility="UNIT")
    assert await readers(3) == SEEN["UNIT"]
    same = await call(calls, "employee", "showRecognition", **{**at, "expectedVersion": 3}, visibility="UNIT")
    assert (same["unchanged"], same["event"], same["refusal"]) == (True, None, None)
    await done(calls, "employee", "showRecognition", **{**at, "expectedVersion": 3}, visibility="AGENCY")
    assert await readers(4) == SEEN["AGENCY"]
    await done(calls, "employee", "declineRecognition", **{**at, "expectedVersion": 4})
    assert await readers(5) == SEEN["DECLINED"]


async def test_a_reached_target_is_one_that_the_giver_sees_reached(calls: Calls) -> None:
    """1250 of 1200: once the appraisal is submitted its superiors see that; a peer never does; in a unit's name gives who leads it."""
    world = calls.world
    employee, appraisal = world.employee("employee"), world.appraisal("employee")
    [first, _] = [f"ind_{one}" for one in await world.indicators("employee")]
    reached = {"receiverId": employee, "reason": "Semua kendaraan diuji.", "indicatorId": first, "appraisalId": appraisal}
    words = {"receiverId": employee, "reason": "Semua kendaraan diuji."}
    testing, planning = (f"unt_{world.units[one]}" for one in ("testing", "planning"))
    before = await calls.stored()
    for who, given, answer in (
        # Still a draft: the stated figure is the employee's alone, and it counts for nothing.
        ("supervisor", reached, ("INVALID", [("TARGET_NOT_REACHED", "input.indicatorId")])),
        ("colleague", reached, ("INVALID", [("UNKNOWN_REFERENCE", "input.indicatorId")])),
        ("supervisor", {**words, "indicatorId": first}, ("INVALID", [("TARGET_NOT_REACHED", "input.indicatorId")])),
        ("supervisor", {**words, "appraisalId": appraisal}, ("INVALID", [("INDICATOR_REQUIRED", "input.indicatorId")])),
        (
            "supervisor",
            {**words, "receiverId": world.employee("colleague"), "indicatorId": first},
            ("INVALID", [("UNKNOWN_REFERENCE", "input.indicatorId")]),
        ),
        ("employee", words, ("INVALID", [("TO_ONESELF", "input.receiverId")])),
        ("colleague", {**words, "reason": " \u200b"}, ("INVALID", [("TEXT_EMPTY", "input.reason")])),
        ("colleague", {**words, "reason": "x" * (TEXT_CHARS + 1)}, ("INVALID", [("TEXT_TOO_LONG", "input.reason")])),
        ("supervisor", {**words, "unitId": planning}, ("NOT_PERMITTED", [("RELATION_REQUIRED", "input.unitId")])),
        ("planner", {**words, "unitId": planning}, ("NOT_PERMITTED", [("RELATION_REQUIRED", "input.unitId")])),
        ("colleague", {**words, "unitId": testing}, ("NOT_PERMITTED", [("RELATION_REQUIRED", "input.unitId")])),
        ("auditor", words, ("NOT_PERMITTED", [("RELATION_REQUIRED", None)])),
        ("colleague", {**words, "receiverId": world.employee("auditor")}, ("BLOCKED", [("NO_POST", "input.receiverId")])),
        ("foreigner", words, ("NOT_FOUND", [])),
    ):
        refusal = (await call(calls, who, "giveRecognition", **given))["refusal"]
        assert (refusal["code"], codes(refusal)) == answer, (who, given)
    assert await calls.stored() == before
    await world.bring("employee", AppraisalState.SUBMITTED)
    given = await done(calls, "approver", "giveRecognition", **reached, unitId=testing)
    assert (given["kind"], given["side"], given["state"]) == ("TARGET_REACHED", "SUPERIOR", "GIVEN")
    # Without an appraisal it is the figure of the pages: stated 1250, though no daily activity says anything.
    data = (await calls.post("supervisor", PROGRESS))["data"]["teamProgress"]["members"]
    [told] = [one["targets"][0] for one in data if one["employee"]["id"] == employee]
    assert told == {"indicator": {"title": "Jumlah kendaraan yang diuji"}, "sum": "0", "value": "1250", "standing": "REACHED"}
    thanked = await done(calls, "supervisor", "giveRecognition", **words, indicatorId=first)
    assert (thanked["kind"], thanked["state"]) == ("TARGET_REACHED", "GIVEN")
    kept = await world.one("SELECT figure FROM recognition WHERE id = :id", id=UUID(thanked["id"].removeprefix("rcg_")))
    assert Decimal(str(kept["figure"])) == 1250
    shown = (
        "query ($id: ID!) { node(id: $id) { ... on Recognition { result { title } indicator { title } forUnit { id } appraisal { id } } } }"
    )
    behind = (await calls.post("employee", shown, {"id": given["id"]}))["data"]["node"]
    assert behind == {
        "result": {"title": "Terlayaninya pengujian kendaraan"},
        "indicator": {"title": "Jumlah kendaraan yang diuji"},
        "forUnit": {"id": testing},
        "appraisal": {"id": appraisal},
    }
    # Whoever may see the thanks needn't see the plan behind them.
    await done(calls, "employee", "acceptRecognition", id=given["id"], expectedVersion=1, visibility="AGENCY")
    behind = (await calls.post("stranger", shown, {"id": given["id"]}))["data"]["node"]
    assert (behind["result"], behind["indicator"], behind["appraisal"]) == (None, None, None)
    # Nor does its history tell the figure, or whose plan and appraisal it is: to nobody but whoever gave it.
    secret = {"appraisalId", "figure", "indicatorLineageId", "planId", "resultLineageId"}
    history = """query ($id: ID!) { node(id: $id) { ... on Recognition { history { edges { node { changes { path } } } } } }
      historyEvents(filter: {subject: $id, field: "figure"}) { totalCount } }"""
    for who in EVERYBODY:
        data = (await calls.post(who, history, {"id": given["id"]}))["data"]
        events = data["node"]["history"]["edges"] if data["node"] else []
        told = {change["path"] for one in events for change in one["node"]["changes"]}
        assert told & secret == (secret if who == "approver" else set()), who
        assert data["historyEvents"]["totalCount"] == int(who == "approver"), who
