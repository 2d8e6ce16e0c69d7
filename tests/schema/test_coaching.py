"""Coaching through HTTP: who may record, confirm and follow up, who reads it, what is refused; and the warning at a review without any."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from models.database import Database
from models.limits import AGREEMENTS_ROWS
from models.vocabulary import AppraisalState
from tests.schema.calling import MOVED, Calls, codes
from tests.workflows.replay import TABLES, events_of, replay, stored
from tests.worlds import make_world

SESSION = f"{{ coachingSession {{ id state version employeeView agreements {{ id text dueOn outcome outcomeNote }} }} {MOVED} }}"
EVERYBODY = (
    *("employee", "colleague", "supervisor", "approver", "mayor", "planner", "stranger"),
    *("hr", "auditor", "leader", "operator", "foreigner"),
)
NO_RELATION = ("NOT_PERMITTED", ["RELATION_REQUIRED"])
HIDDEN: tuple[str, list[str]] = ("NOT_FOUND", [])
# Whoever appraises, approves or leads the employee's unit today may record; the mayor leads the city above it.
RECORDING = {
    **dict.fromkeys(("supervisor", "approver", "mayor"), ("RECORDED", [])),
    **dict.fromkeys(("employee", "colleague", "planner", "stranger", "hr", "auditor", "leader", "operator"), NO_RELATION),
    "foreigner": HIDDEN,
}
# The approver coaches: who reads it, and what each may do by state. Whoever isn't named is NOT_FOUND.
MOVES: Mapping[str, Mapping[tuple[str, str], tuple[str, list[str]]]] = {
    "employee": {
        ("RECORDED", "confirmCoaching"): ("CONFIRMED", []),
        ("CONFIRMED", "confirmCoaching"): ("ILLEGAL_TRANSITION", ["ACTION_NOT_IN_STATE"]),
        ("RECORDED", "followUpCoaching"): ("RECORDED", []),
        ("CONFIRMED", "followUpCoaching"): ("CONFIRMED", []),
    },
    "approver": {
        ("RECORDED", "confirmCoaching"): NO_RELATION,
        ("CONFIRMED", "confirmCoaching"): NO_RELATION,
        ("RECORDED", "followUpCoaching"): ("RECORDED", []),
        ("CONFIRMED", "followUpCoaching"): ("CONFIRMED", []),
    },
    "supervisor": {
        ("RECORDED", "confirmCoaching"): NO_RELATION,
        ("CONFIRMED", "confirmCoaching"): NO_RELATION,
        ("RECORDED", "followUpCoaching"): NO_RELATION,
        ("CONFIRMED", "followUpCoaching"): NO_RELATION,
    },
}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter; it is 10 March 2026."""
    return Calls(await make_world(database, complete=("employee", "colleague")))


async def call(calls: Calls, who: str, field: str, **given: Any) -> dict[str, Any]:
    """Call a mutation of coaching, and give its payload."""
    body = await calls.answer(who, field, given, selection=SESSION)
    assert "errors" not in body, body["errors"]
    payload: dict[str, Any] = body["data"][field]
    return payload


def draft(calls: Calls, of: str = "employee", **more: Any) -> dict[str, Any]:
    """Give the input of ``recordCoaching``."""
    agreements = [
        {"text": "Ringkasan tiap Jumat.", "dueOn": "2026-03-13"},
        {"text": "Ikut kelas data.", "dueOn": "2026-04-30"},
    ]
    words = {"topic": "Keterlambatan laporan", "text": "Kita bicara tentang hambatan di lapangan."}
    return {"employeeId": calls.world.employee(of), "heldOn": "2026-03-09", **words, "agreements": agreements, **more}


async def record(calls: Calls, who: str, of: str = "employee", **more: Any) -> dict[str, Any]:
    """Record a session that succeeds, and give it."""
    payload = await call(calls, who, "recordCoaching", **draft(calls, of, **more))
    assert payload["refusal"] is None, payload["refusal"]
    session: dict[str, Any] = payload["coachingSession"]
    return session


def outcome(payload: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Give the state, or the refusal's code with its reasons'."""
    refusal = payload["refusal"]
    if refusal is None:
        return payload["coachingSession"]["state"], []
    return refusal["code"], [one["code"] for one in refusal["reasons"]]


def asked(field: str, session: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Give the input of an action on a session."""
    given = {"id": session["id"], "expectedVersion": session["version"], **more}
    return given if field == "confirmCoaching" else {"agreementId": session["agreements"][0]["id"], "outcome": "DONE", **given}


async def test_who_may_record_and_who_reads(calls: Calls) -> None:
    """Those above today; a refusal leaves nothing. Employee, coach and appraiser read it, by node, list and history; no role does."""
    before = await calls.stored()
    for who, expected in RECORDING.items():
        if expected[1] or expected[0] == "NOT_FOUND":
            assert outcome(await call(calls, who, "recordCoaching", **draft(calls))) == expected, who
    assert await calls.stored() == before
    for who in ("supervisor", "mayor"):
        assert outcome(await call(calls, who, "recordCoaching", **draft(calls))) == RECORDING[who]
    session = await record(calls, "approver", idempotencyKey="held")
    assert (await record(calls, "approver", idempotencyKey="held"))["id"] == session["id"]
    agreed = [(one["text"], one["dueOn"], one["outcome"]) for one in session["agreements"]]
    assert agreed == [("Ringkasan tiap Jumat.", "2026-03-13", "OPEN"), ("Ikut kelas data.", "2026-04-30", "OPEN")]
    query = (
        "query ($id: ID!, $cag: ID!) { node(id: $id) { id } agreement: node(id: $cag) { id }"
        " coachingSessions { totalCount } historyEvents(filter: {subjectType: COACHING_SESSION}) { totalCount } }"
    )
    # Three sessions: by supervisor, mayor and approver.
    seen = {"employee": 3, "supervisor": 3, "approver": 1, "mayor": 1}
    for who in EVERYBODY:
        data = (await calls.post(who, query, {"id": session["id"], "cag": session["agreements"][0]["id"]}))["data"]
        reads = who in MOVES
        assert (data["node"] is not None, data["agreement"] is not None) == (reads, reads), who
        assert data["coachingSessions"]["totalCount"] == data["historyEvents"]["totalCount"] == seen.get(who, 0), who


async def test_who_may_confirm_and_follow_up_in_which_state(calls: Calls) -> None:
    """The grid: relation × state × action; a denied call changes nothing, a dry run neither."""
    cells = 0
    for who in EVERYBODY:
        for state in ("RECORDED", "CONFIRMED"):
            for field in ("confirmCoaching", "followUpCoaching"):
                session = await record(calls, "approver")
                if state == "CONFIRMED":
                    given = asked("confirmCoaching", session, text="Ya, begitu adanya.")
                    session = (await call(calls, "employee", "confirmCoaching", **given))["coachingSession"]
                    assert (session["state"], session["employeeView"]) == ("CONFIRMED", "Ya, begitu adanya.")
                before = await calls.stored()
                planned = await call(calls, who, field, **asked(field, session, dryRun=True))
                assert await calls.stored() == before
                payload = await call(calls, who, field, **asked(field, session))
                expected = MOVES.get(who, {}).get((state, field), HIDDEN)
                assert outcome(payload) == expected, (who, state, field)
                assert (planned["refusal"] is None) == (payload["refusal"] is None)
                if payload["refusal"] is not None:
                    assert await calls.stored() == before
                cells += 1
    assert cells == 48


async def test_what_became_of_an_agreement_is_said_once(calls: Calls) -> None:
    """Each agreement by itself, by either side; what is overdue is found; then nothing is left to follow up."""
    session = await record(calls, "supervisor")
    first, second = (one["id"] for one in session["agreements"])
    overdue = '{ coachingSessions(filter: {dueBefore: "2026-03-14"}) { totalCount } }'
    assert (await calls.post("supervisor", overdue))["data"]["coachingSessions"]["totalCount"] == 1
    given = asked("followUpCoaching", session, agreementId=first, text="Tiga dari empat Jumat.")
    followed = (await call(calls, "employee", "followUpCoaching", **given))["coachingSession"]
    assert [(one["outcome"], one["outcomeNote"]) for one in followed["agreements"]] == [("DONE", "Tiga dari empat Jumat."), ("OPEN", None)]
    assert (await calls.post("supervisor", overdue))["data"]["coachingSessions"]["totalCount"] == 0
    for more, expected in (
        ({"agreementId": first}, [("AGREEMENT_SETTLED", "input.agreementId")]),
        ({"agreementId": second, "outcome": "OPEN"}, [("OUTCOME_REQUIRED", "input.outcome")]),
        ({"agreementId": calls.world.employee("employee")}, [("UNKNOWN_REFERENCE", "input.agreementId")]),
    ):
        refusal = (await call(calls, "supervisor", "followUpCoaching", **asked("followUpCoaching", followed, **more)))["refusal"]
        assert (refusal["code"], codes(refusal)) == ("BLOCKED", expected)
    given = asked("followUpCoaching", followed, agreementId=second, outcome="NOT_DONE")
    ended = (await call(calls, "supervisor", "followUpCoaching", **given))["coachingSession"]
    assert ([one["outcome"] for one in ended["agreements"]], ended["version"]) == (["DONE", "NOT_DONE"], 3)
    query = "query ($id: ID!) { node(id: $id) { ... on CoachingSession { availableActions { action allowed reasons { code } } } } }"
    told = (await calls.post("employee", query, {"id": session["id"]}))["data"]["node"]["availableActions"]
    assert told == [
        {"action": "CONFIRM", "allowed": True, "reasons": []},
        {"action": "FOLLOW_UP", "allowed": False, "reasons": [{"code": "NOTHING_AGREED"}]},
    ]
    events = await calls.world.database.read(events_of)
    replayed = {key: one for key, one in replay(events).items() if one.kind in TABLES}
    kept = await calls.world.database.read(stored)
    assert replayed == {key: one for key, one in kept.items() if one.kind in TABLES}, "the events tell all that is stored"
    assert replayed


BAD: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "tomorrow": ({"heldOn": "2026-03-11"}, [("DATE_TO_COME", "input.heldOn")]),
    "empty": ({"topic": " ", "text": "\u202e"}, [("TEXT_EMPTY", "input.topic"), ("TEXT_EMPTY", "input.text")]),
    "due before": ({"agreements": [{"text": "Ya.", "dueOn": "2026-03-08"}]}, [("DUE_BEFORE_SESSION", "input.agreements.0.dueOn")]),
    "agreed nothing": ({"agreements": [{"text": "", "dueOn": "2026-03-10"}]}, [("TEXT_EMPTY", "input.agreements.0.text")]),
    "many": ({"agreements": [{"text": "Ya.", "dueOn": "2026-03-10"}] * (AGREEMENTS_ROWS + 1)}, [("TOO_MANY", "input.agreements")]),
}


async def test_bad_input_names_its_place_and_leaves_nothing(calls: Calls) -> None:
    """And what isn't agreed can be nothing at all."""
    before = await calls.stored()
    for name, (given, reasons) in BAD.items():
        refusal = (await call(calls, "supervisor", "recordCoaching", **draft(calls, **given)))["refusal"]
        assert (refusal["code"], codes(refusal)) == ("INVALID", reasons), name
    assert await calls.stored() == before
    assert (await record(calls, "supervisor", agreements=[]))["agreements"] == []


LOW = {
    "resultRating": "BELOW",
    "behaviourRating": "MEETS",
    "confirmResults": True,
    "feedback": [{"about": "OVERALL", "text": "Belum tercapai."}],
}
ASKED_FOR = {"code": "FEEDBACK_MISSING", "path": "input.feedback.result"}


async def test_a_low_rating_without_feedback_or_coaching_in_the_period_is_warned_of(calls: Calls) -> None:
    """In the preview and in the review, never a block; what the appraiser may not read counts for nothing: nothing hidden is told."""
    world = calls.world
    for who in ("employee", "colleague"):
        await world.bring(who, AppraisalState.SUBMITTED)
    warned = {"code": "NO_FEEDBACK_IN_PERIOD", "path": "input.resultRating"}

    async def warnings(of: str, **more: Any) -> list[dict[str, str]]:
        given = {**await calls.subject(of), **LOW, "dryRun": True, **more}
        found: list[dict[str, str]] = (await calls.done("supervisor", "reviewAppraisal", given))["warnings"]
        return found

    assert await warnings("employee") == [ASKED_FOR, warned]
    assert await warnings("employee", resultRating="MEETS") == []
    both = await warnings("employee", behaviourRating="BELOW")
    assert [one for one in both if one["code"] == "NO_FEEDBACK_IN_PERIOD"] == [warned, {**warned, "path": "input.behaviourRating"}]
    note = {"receiverId": world.employee("employee"), "text": "Bagus.", "audience": "RECEIVER"}
    await calls.answer("colleague", "giveFeedback", note, selection="{ refusal { code } }")
    assert await warnings("employee") == [ASKED_FOR, warned], "hidden from the appraiser"
    # The period is January to March 2026.
    await record(calls, "supervisor", heldOn="2025-12-31", agreements=[])
    assert await warnings("employee") == [ASKED_FOR, warned], "before the period"
    await record(calls, "supervisor", heldOn=date(2026, 1, 1).isoformat(), agreements=[])
    assert await warnings("employee") == [ASKED_FOR]
    assert await warnings("colleague") == [ASKED_FOR, warned], "another's"
    shown = {**note, "receiverId": world.employee("colleague"), "audience": "RECEIVER_AND_SUPERIOR"}
    await calls.answer("employee", "giveFeedback", shown, selection="{ refusal { code } }")
    assert await warnings("colleague") == [ASKED_FOR]
    reviewed = await calls.done("supervisor", "reviewAppraisal", {**await calls.subject("employee"), **LOW})
    assert (reviewed["appraisal"]["state"], reviewed["warnings"]) == ("REVIEWED", [ASKED_FOR])
