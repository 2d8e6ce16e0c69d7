"""Feedback between people through HTTP: who may give, read, acknowledge, answer, ask and decline; a table by hand for each."""

from collections.abc import Mapping
from typing import Any

import pytest

from models.database import Database
from models.limits import TEXT_CHARS
from tests.schema.calling import MOVED, Calls, codes
from tests.workflows.replay import TABLES, events_of, replay, stored
from tests.worlds import TEN_CHARS, make_world

NOTE = f"{{ feedbackNote {{ id state version side audience text answer }} {MOVED} }}"
REQUEST = f"{{ feedbackRequest {{ id state version }} {MOVED} }}"
SELECTIONS = {
    **dict.fromkeys(("giveFeedback", "acknowledgeFeedback", "answerFeedback"), NOTE),
    **dict.fromkeys(("askFeedback", "declineFeedbackRequest", "withdrawFeedbackRequest"), REQUEST),
}
PEOPLE = ("employee", "colleague", "supervisor", "approver", "mayor", "planner", "stranger", "hr")
EVERYBODY = (*PEOPLE, "auditor", "leader", "operator", "foreigner")
NO_RELATION = ("NOT_PERMITTED", ["RELATION_REQUIRED"])

# From where each speaks to the employee: supervisor appraises, approver approves; the mayor leads the city, above all units.
SIDES = {
    "colleague": "PEER",
    "supervisor": "SUPERIOR",
    "approver": "SUPERIOR",
    "mayor": "TEAM_LEADER",
    "planner": "PEER",
    "stranger": "PEER",
    "hr": "PEER",
}
# Who reads what one of the two told the other, by the audience that its author chose; both stand in the same line.
READERS: Mapping[str, set[str]] = {
    "RECEIVER": {"employee", "colleague"},
    "RECEIVER_AND_SUPERIOR": {"employee", "colleague", "supervisor"},
    "RECEIVER_AND_LINE": {"employee", "colleague", "supervisor", "approver", "mayor"},
}
# What each reader may do with it; whoever isn't a reader gets NOT_FOUND. ACKNOWLEDGE and ANSWER by state.
MOVES: Mapping[tuple[str, str], tuple[str, list[str]]] = {
    ("GIVEN", "acknowledgeFeedback"): ("ACKNOWLEDGED", []),
    ("GIVEN", "answerFeedback"): ("ANSWERED", []),
    ("ACKNOWLEDGED", "acknowledgeFeedback"): ("ILLEGAL_TRANSITION", ["ACTION_NOT_IN_STATE"]),
    ("ACKNOWLEDGED", "answerFeedback"): ("ANSWERED", []),
    ("ANSWERED", "acknowledgeFeedback"): ("ILLEGAL_TRANSITION", ["ACTION_NOT_IN_STATE"]),
    ("ANSWERED", "answerFeedback"): ("ILLEGAL_TRANSITION", ["ACTION_NOT_IN_STATE"]),
}
# The employee asks the colleague: who may do what while it is open.
ASKED: Mapping[str, Mapping[str, tuple[str, list[str]]]] = {
    "declineFeedbackRequest": {"colleague": ("DECLINED", []), "employee": NO_RELATION},
    "withdrawFeedbackRequest": {"employee": ("WITHDRAWN", []), "colleague": NO_RELATION},
}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter; the employee's plan is whole."""
    return Calls(await make_world(database, complete=("employee",)))


async def call(calls: Calls, who: str, field: str, **given: Any) -> dict[str, Any]:
    """Call a mutation of feedback, and give its payload."""
    body = await calls.answer(who, field, given, selection=SELECTIONS[field])
    assert "errors" not in body, body["errors"]
    payload: dict[str, Any] = body["data"][field]
    return payload


async def give(calls: Calls, who: str, to: str = "employee", audience: str = "RECEIVER", **more: Any) -> dict[str, Any]:
    """Give feedback that succeeds, and give it."""
    given = {"receiverId": calls.world.employee(to), "text": f"Dari {who}.", "audience": audience, **more}
    payload = await call(calls, who, "giveFeedback", **given)
    assert payload["refusal"] is None, payload["refusal"]
    note: dict[str, Any] = payload["feedbackNote"]
    return note


async def ask(calls: Calls, who: str = "employee", asked: str = "colleague", **more: Any) -> dict[str, Any]:
    """Ask for feedback, and give the request."""
    given = {"askedId": calls.world.employee(asked), "question": "Bagaimana cara saya menjelaskan hasil uji?", **more}
    payload = await call(calls, who, "askFeedback", **given)
    assert payload["refusal"] is None, payload["refusal"]
    request: dict[str, Any] = payload["feedbackRequest"]
    return request


def outcome(payload: Mapping[str, Any], name: str) -> tuple[str, list[str]]:
    """Give the new state, or the refusal's code with its reasons'."""
    refusal = payload["refusal"]
    if refusal is None:
        return payload[name]["state"], []
    return refusal["code"], [one["code"] for one in refusal["reasons"]]


async def test_who_may_give_and_from_which_side(calls: Calls) -> None:
    """The side follows from posts and lines; whoever holds no post here gives none, and nobody to themselves."""
    for who, side in SIDES.items():
        note = await give(calls, who)
        assert (note["side"], note["state"], note["version"]) == (side, "GIVEN", 1), who
    assert (await give(calls, "employee", to="supervisor"))["side"] == "SUBORDINATE"
    assert (await give(calls, "supervisor", to="mayor"))["side"] == "SUBORDINATE"
    before = await calls.stored()
    given = {"text": "Halo.", "audience": "RECEIVER"}
    for who in ("auditor", "leader", "operator"):
        payload = await call(calls, who, "giveFeedback", receiverId=calls.world.employee("employee"), **given)
        assert outcome(payload, "feedbackNote") == NO_RELATION, who
    for receiver, expected in (
        (calls.world.employee("employee"), ("INVALID", ["TO_ONESELF"])),
        (calls.world.employee("auditor"), ("BLOCKED", ["NO_POST"])),
        (calls.world.employee("foreigner"), ("NOT_FOUND", [])),
    ):
        payload = await call(calls, "employee", "giveFeedback", receiverId=receiver, **given)
        assert outcome(payload, "feedbackNote") == expected
    payload = await call(calls, "foreigner", "giveFeedback", receiverId=calls.world.employee("employee"), **given)
    assert outcome(payload, "feedbackNote") == ("NOT_FOUND", [])
    assert await calls.stored() == before


SEEN = (
    "query ($id: ID!, $emp: ID!) {"
    " node(id: $id) { ... on FeedbackNote { text history { edges { node { action changes { path new } } } } } }"
    " feedbackNotes(filter: {receiverId: $emp, states: [GIVEN, ANSWERED]}) { totalCount edges { node { id } } }"
    " historyEvents(filter: {subject: $id}) { totalCount edges { node { action } } }"
    " }"
)


async def test_who_reads_is_what_the_author_chose(calls: Calls) -> None:
    """By node, list, count, filter and history alike; an admin or an auditor reads nothing of it, whatever is asked."""
    for audience, readers in READERS.items():
        receiver = {"RECEIVER": "employee", "RECEIVER_AND_SUPERIOR": "colleague", "RECEIVER_AND_LINE": "employee"}[audience]
        author = {"employee": "colleague", "colleague": "employee"}[receiver]
        note = await give(calls, author, receiver, audience, text=f"Rahasia {audience}.", value="HARMONIOUS")
        await call(calls, receiver, "answerFeedback", id=note["id"], expectedVersion=1, text="Terima kasih.")
        for who in EVERYBODY:
            data = (await calls.post(who, SEEN, {"id": note["id"], "emp": calls.world.employee(receiver)}))["data"]
            if who in readers:
                events = [one["node"] for one in data["node"]["history"]["edges"]]
                assert [one["action"] for one in events] == ["GIVE_FEEDBACK", "ANSWER"]
                told = {one["path"]: one["new"] for event in events for one in event["changes"]}
                assert (told["text"], told["answer"], told["audience"]) == (f"Rahasia {audience}.", "Terima kasih.", audience)
                assert note["id"] in [one["node"]["id"] for one in data["feedbackNotes"]["edges"]]
                assert data["historyEvents"]["totalCount"] == 2
                continue
            assert data["node"] is None, who
            assert data["historyEvents"]["totalCount"] == 0, who
            assert note["id"] not in str(data), who
            assert f"Rahasia {audience}." not in str(data), who
            for field, more in (("acknowledgeFeedback", {}), ("answerFeedback", {"text": "Saya?"})):
                payload = await call(calls, who, field, id=note["id"], expectedVersion=2, **more)
                assert (outcome(payload, "feedbackNote"), payload["feedbackNote"]) == (("NOT_FOUND", []), None), who
    counts = "{ feedbackNotes { totalCount } historyEvents(filter: {subjectType: FEEDBACK_NOTE}) { totalCount } }"
    for who in EVERYBODY:
        data = (await calls.post(who, counts))["data"]
        seen = sum(who in readers for readers in READERS.values())
        assert (data["feedbackNotes"]["totalCount"], data["historyEvents"]["totalCount"]) == (seen, 2 * seen), who


async def test_who_may_acknowledge_and_answer_in_which_state(calls: Calls) -> None:
    """Readers beside the receiver may do nothing with it; the receiver answers once; a denied call changes nothing."""
    for state in ("GIVEN", "ACKNOWLEDGED", "ANSWERED"):
        for field in ("acknowledgeFeedback", "answerFeedback"):
            note = await give(calls, "colleague", audience="RECEIVER_AND_LINE")
            given: dict[str, Any] = {"id": note["id"], "expectedVersion": 1}
            if state != "GIVEN":
                how = {"ACKNOWLEDGED": ("acknowledgeFeedback", {}), "ANSWERED": ("answerFeedback", {"text": "Baik."})}[state]
                await call(calls, "employee", how[0], **given, **how[1])
                given["expectedVersion"] = 2
            more = {"text": "Saya perbaiki."} if field == "answerFeedback" else {}
            before = await calls.stored()
            for who in sorted(READERS["RECEIVER_AND_LINE"] - {"employee"}):
                assert outcome(await call(calls, who, field, **given, **more), "feedbackNote") == NO_RELATION, (who, state, field)
            stale = await call(calls, "employee", field, **{**given, "expectedVersion": 9}, **more)
            assert stale["refusal"]["code"] == "STALE"
            planned = await call(calls, "employee", field, **given, **more, dryRun=True)
            assert await calls.stored() == before
            moved = await call(calls, "employee", field, **given, **more, idempotencyKey=f"{state} {field}")
            assert outcome(moved, "feedbackNote") == MOVES[state, field], (state, field)
            if moved["refusal"] is None:
                assert planned["preview"] == {"toState": MOVES[state, field][0], "version": given["expectedVersion"] + 1} | {
                    "changes": planned["preview"]["changes"]
                }
                again = await call(calls, "employee", field, **given, **more, idempotencyKey=f"{state} {field}")
                assert (again["replayed"], again["event"]["id"]) == (True, moved["event"]["id"])
    tried = "{ historyEvents(filter: {subjectType: FEEDBACK_NOTE, refused: true}, first: 100) { totalCount } }"
    counts = {who: (await calls.post(who, tried))["data"]["historyEvents"]["totalCount"] for who in ("supervisor", "auditor", "hr")}
    assert counts == {"supervisor": 6, "auditor": 0, "hr": 0}, "what was tried is told to who tried it, and to no role"
    empty = await give(calls, "colleague")
    payload = await call(calls, "employee", "answerFeedback", id=empty["id"], expectedVersion=1, text="\u200b")
    assert outcome(payload, "feedbackNote") == ("BLOCKED", ["TEXT_EMPTY"])


async def test_a_request_is_answered_by_the_feedback_declined_or_withdrawn(calls: Calls) -> None:
    """Those two see it and nobody else; one is open at a time; a feedback answers it once, and only its own."""
    world = calls.world
    for field, rows in ASKED.items():
        for who in EVERYBODY:
            request = await ask(calls)
            expected = rows.get(who, ("NOT_FOUND", []))
            payload = await call(calls, who, field, id=request["id"], expectedVersion=1)
            assert outcome(payload, "feedbackRequest") == expected, (who, field)
            listed = "{ feedbackRequests { totalCount } historyEvents(filter: {subjectType: FEEDBACK_REQUEST}) { totalCount } }"
            data = (await calls.post(who, listed))["data"]
            assert (data["feedbackRequests"]["totalCount"] > 0, data["historyEvents"]["totalCount"] > 0) == (who in rows, who in rows), who
            if expected[0] not in ("DECLINED", "WITHDRAWN"):
                await call(calls, "employee", "withdrawFeedbackRequest", id=request["id"], expectedVersion=1)
    request = await ask(calls, idempotencyKey="asked")
    assert (await ask(calls, idempotencyKey="asked"))["id"] == request["id"]
    again = await call(calls, "employee", "askFeedback", askedId=world.employee("colleague"), question="Lagi?")
    assert (again["refusal"]["code"], codes(again["refusal"])) == ("INVALID", [("REQUEST_OPEN", "input.askedId")])
    actions = "query ($id: ID!) { node(id: $id) { ... on FeedbackRequest { availableActions { action allowed } } } }"
    told = {
        who: {
            one["action"]
            for one in (await calls.post(who, actions, {"id": request["id"]}))["data"]["node"]["availableActions"]
            if one["allowed"]
        }
        for who in ("employee", "colleague")
    }
    assert told == {"employee": {"WITHDRAW"}, "colleague": {"ANSWER", "DECLINE"}}
    answer = {"text": "Jelas dan sabar.", "audience": "RECEIVER", "requestId": request["id"]}
    before = await calls.stored()
    for who, to, expected in (
        ("supervisor", "employee", ("NOT_FOUND", [])),
        ("colleague", "supervisor", ("INVALID", ["UNKNOWN_REFERENCE"])),
    ):
        payload = await call(calls, who, "giveFeedback", receiverId=world.employee(to), **answer)
        assert outcome(payload, "feedbackNote") == expected, who
    assert await calls.stored() == before
    note = await give(calls, "colleague", requestId=request["id"])
    read = "query ($id: ID!) { node(id: $id) { ... on FeedbackNote { request { id state version } } } }"
    assert (await calls.post("employee", read, {"id": note["id"]}))["data"]["node"]["request"] == {
        "id": request["id"],
        "state": "ANSWERED",
        "version": 2,
    }
    payload = await call(calls, "colleague", "giveFeedback", receiverId=world.employee("employee"), **answer)
    assert outcome(payload, "feedbackNote") == ("ILLEGAL_TRANSITION", ["ACTION_NOT_IN_STATE"])
    events = await calls.world.database.read(events_of)
    replayed = {key: one for key, one in replay(events).items() if one.kind in TABLES}
    kept = await calls.world.database.read(stored)
    assert replayed == {key: one for key, one in kept.items() if one.kind in TABLES}, "the events tell all that is stored"
    assert replayed


async def test_what_feedback_is_about_must_be_seen_by_its_author(calls: Calls) -> None:
    """A peer who doesn't see the plan can't ask by it whether a result exists; bad input names its place, and leaves nothing."""
    world = calls.world
    rows = await world.all(
        "SELECT r.id FROM planned_result r JOIN plan_revision v ON v.id = r.revision_id WHERE v.plan_id = :plan ORDER BY r.ordinal",
        plan=world.members["employee"].plan_id,
    )
    result = f"res_{rows[0]['id']}"
    about = "query ($id: ID!) { node(id: $id) { ... on FeedbackNote { result { title } value } } }"
    note = await give(calls, "supervisor", resultId=result, value="ADAPTIVE")
    shown = (await calls.post("employee", about, {"id": note["id"]}))["data"]["node"]
    assert shown == {"result": {"title": "Terlayaninya pengujian kendaraan"}, "value": "ADAPTIVE"}
    before = await calls.stored()
    receiver = world.employee("employee")
    for who, given, reasons in (
        ("colleague", {"receiverId": receiver, "resultId": result}, [("UNKNOWN_REFERENCE", "input.resultId")]),
        ("supervisor", {"receiverId": world.employee("colleague"), "resultId": result}, [("UNKNOWN_REFERENCE", "input.resultId")]),
        ("colleague", {"receiverId": receiver, "text": " \u200b"}, [("TEXT_EMPTY", "input.text")]),
        ("colleague", {"receiverId": receiver, "text": "x" * (TEXT_CHARS + 1)}, [("TEXT_TOO_LONG", "input.text")]),
    ):
        payload = await call(calls, who, "giveFeedback", **{"text": TEN_CHARS, "audience": "RECEIVER", **given})
        assert (payload["refusal"]["code"], codes(payload["refusal"])) == ("INVALID", reasons)
    assert await calls.stored() == before
    waiting = "{ feedbackNotes(filter: {waitingForMe: true}) { totalCount } }"
    counts = {who: (await calls.post(who, waiting))["data"]["feedbackNotes"]["totalCount"] for who in ("employee", "supervisor")}
    assert counts == {"employee": 1, "supervisor": 0}
