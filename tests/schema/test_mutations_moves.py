"""An appraisal moved through HTTP: from draft to delivered, and every kind of refusal, after each of which nothing has changed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.database import Connection, Database, Limits, new_id, open_database
from models.people import Holiday
from models.vocabulary import AppraisalState, ApprovalRoute
from tests.engines import Urls
from tests.schema.calling import Calls, codes
from tests.worlds import NOW, TEN_CHARS, make_world

RATINGS = {
    "resultRating": "MEETS",
    "behaviourRating": "MEETS",
    "confirmResults": True,
    "feedback": [{"about": "OVERALL", "text": "Bekerja dengan baik."}],
}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database))


@pytest.mark.parametrize("route", list(ApprovalRoute))
async def test_from_draft_to_delivered(database: Database, route: ApprovalRoute) -> None:
    """Each action answers the changed appraisal, its event, and no refusal."""
    calls = Calls(await make_world(database, route=route))
    world = calls.world
    supervisor, decider = world.supervisor_of("employee"), world.decider_of("employee")
    version = await world.version("employee")
    for who, field, inputs, action, before, after in (
        ("employee", "submitAppraisal", {}, "SUBMIT", "DRAFT", "SUBMITTED"),
        ("employee", "withdrawAppraisal", {}, "WITHDRAW", "SUBMITTED", "DRAFT"),
        ("employee", "submitAppraisal", {}, "SUBMIT", "DRAFT", "SUBMITTED"),
        (supervisor, "reviewAppraisal", RATINGS, "REVIEW", "SUBMITTED", "REVIEWED"),
        (supervisor, "recallAppraisal", {"reason": TEN_CHARS}, "RECALL", "REVIEWED", "SUBMITTED"),
        (supervisor, "reviewAppraisal", {"confirmResults": True}, "REVIEW", "SUBMITTED", "REVIEWED"),
        (decider, "approveAppraisal", {}, "APPROVE", "REVIEWED", "APPROVED"),
    ):
        payload = await calls.done(who, field, {"id": world.appraisal("employee"), "expectedVersion": version, **inputs})
        version += 1
        assert payload["appraisal"] == {"id": world.appraisal("employee"), "state": after, "version": version}
        event = payload["event"]
        assert event.pop("id").startswith("evt_")
        assert event == {"action": action, "from": before, "to": after, "version": version, "reason": inputs.get("reason")}
        assert payload["preview"] is None
        assert payload["replayed"] is False
    row = await world.row("employee")
    assert (row["result_rating"], row["behaviour_rating"], row["predicate"]) == ("MEETS", "MEETS", "GOOD")
    assert row["delivered_at"] is not None


@pytest.mark.parametrize(
    ("field", "who", "state", "inputs", "statements"),
    [
        # The load with lock, the key, the facts, the event and its values, the row, the outbox, the key kept.
        ("approveAppraisal", "approver", AppraisalState.REVIEWED, {}, 8),
        # Besides: what daily activities add up to, now and as an earlier submission kept it.
        ("submitAppraisal", "employee", AppraisalState.DRAFT, {}, 9),
        # Besides: the saved feedback and its replacement; realisations and feedback for the event.
        ("reviewAppraisal", "supervisor", AppraisalState.SUBMITTED, RATINGS, 12),
        # Besides: the agency's holidays.
        ("returnAppraisal", "supervisor", AppraisalState.SUBMITTED, {"reason": TEN_CHARS}, 9),
    ],
)
async def test_a_move_takes_this_many_statements(
    calls: Calls, field: str, who: str, state: AppraisalState, inputs: Mapping[str, Any], statements: int
) -> None:
    """From the load to the idempotency record; the answer asks for nothing that must be read."""
    await calls.world.bring("employee", state)
    given = {**await calls.subject("employee"), "idempotencyKey": "counted", **inputs}
    body = await calls.answer(who, field, given, selection="{ refusal { code } }")
    assert body == {"data": {field: {"refusal": None}}}
    assert calls.statements == statements


async def test_a_review_takes_twelve_statements(calls: Calls) -> None:
    """With feedback and a key; the same from the load to the idempotency record. docs/architecture.md states it."""
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    given = {
        **await calls.subject("employee"),
        "idempotencyKey": "counted",
        "resultRating": "MEETS",
        "behaviourRating": "MEETS",
        "feedback": [{"about": "OVERALL", "text": "Baik."}],
        "confirmResults": True,
    }
    body = await calls.answer("supervisor", "reviewAppraisal", given, selection="{ refusal { code } }")
    assert body == {"data": {"reviewAppraisal": {"refusal": None}}}
    assert calls.statements == 12


async def test_a_return_gives_three_working_days(calls: Calls) -> None:
    """Tuesday 10 March: Wednesday, the holiday on Thursday left out, Friday and Monday; the end is exclusive."""
    holiday = Holiday(id=new_id(), agency_id=calls.world.agency_id, day=(NOW + timedelta(days=2)).date(), name="Nyepi")

    async def work(conn: Connection) -> None:
        await conn.insert([holiday])

    await calls.world.database.transaction(work)
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    body = await calls.answer(
        "supervisor",
        "returnAppraisal",
        {**await calls.subject("employee"), "reason": TEN_CHARS},
        selection="{ appraisal { state resubmitTo } refusal { code } }",
    )
    assert body["data"]["returnAppraisal"] == {"appraisal": {"state": "DRAFT", "resubmitTo": "2026-03-17"}, "refusal": None}


async def test_void_and_submit_in_absence_are_the_admins(calls: Calls) -> None:
    """A voided one keeps its state; one submitted in absence needs no realisation, after the window."""
    world = calls.world
    voided = await calls.done("hr", "voidAppraisal", {**await calls.subject("colleague"), "reason": TEN_CHARS, "kind": "WRONG_OPENING"})
    assert (voided["appraisal"]["state"], voided["event"]["action"]) == ("DRAFT", "VOID")
    early = await calls.refused("hr", "submitAppraisalInAbsence", {**await calls.subject("employee"), "reason": TEN_CHARS})
    assert codes(early) == [("SUBMISSION_STILL_POSSIBLE", "cycle.submissionTo")]
    world.now = NOW + timedelta(days=40)
    given = {**await calls.subject("employee"), "reason": TEN_CHARS}
    assert (await calls.done("hr", "submitAppraisalInAbsence", given))["appraisal"]["state"] == "SUBMITTED"


Prepare = Callable[[Calls], Awaitable[tuple[str, str, Mapping[str, Any]]]]


async def _hidden(calls: Calls) -> tuple[str, str, Mapping[str, Any]]:
    return "stranger", "submitAppraisal", await calls.subject("employee")


async def _foreign(calls: Calls) -> tuple[str, str, Mapping[str, Any]]:
    return "foreigner", "voidAppraisal", {**await calls.subject("employee"), "reason": TEN_CHARS, "kind": "DIED"}


async def _absent(calls: Calls) -> tuple[str, str, Mapping[str, Any]]:
    return "employee", "submitAppraisal", {"id": f"apr_{new_id()}", "expectedVersion": 1}


async def _of_another_type(calls: Calls) -> tuple[str, str, Mapping[str, Any]]:
    subject = await calls.subject("employee")
    return "employee", "submitAppraisal", {**subject, "id": subject["id"].replace("apr_", "cyc_")}


@pytest.mark.parametrize("prepare", [_hidden, _foreign, _absent, _of_another_type])
async def test_what_is_hidden_answers_like_what_is_absent(calls: Calls, prepare: Prepare) -> None:
    """Stranger, other agency, no such row, another type: the same answer, and nothing is kept of it."""
    who, field, given = await prepare(calls)
    before = await calls.stored(but=frozenset())
    body = await calls.answer(who, field, given)
    assert body["data"][field].pop("refusal") == {
        "code": "NOT_FOUND",
        "message": "What you asked for was not found.",
        "reasons": [],
        "currentState": None,
        "currentVersion": None,
        "changedBy": None,
        "changedAt": None,
        "changedAction": None,
        "possibleActions": [],
    }
    assert body == {"data": {field: {"appraisal": None, "event": None, "replayed": False, "preview": None, "warnings": []}}}
    assert await calls.stored(but=frozenset()) == before


async def test_not_permitted_says_who_can(calls: Calls) -> None:
    """The employee is named to the supervisor; the attempt is kept, and nothing else has changed."""
    before = await calls.stored()
    refusal = await calls.refused("supervisor", "submitAppraisal", await calls.subject("employee"))
    assert refusal["code"] == "NOT_PERMITTED"
    assert codes(refusal) == [("RELATION_REQUIRED", None)]
    named = {"id": calls.world.employee("employee"), "name": "Pegawai Employee"}
    assert refusal["reasons"][0]["whoCan"] == [{"relation": "EMPLOYEE", "role": None, "employee": named}]
    assert await calls.stored() == before
    assert await calls.attempts() == [("supervisor", "SUBMIT", "NOT_PERMITTED")]


async def test_an_equal_refusal_within_a_minute_is_kept_once(calls: Calls) -> None:
    """The second one is only counted; after a minute it is kept again."""
    for _ in range(2):
        await calls.refused("supervisor", "submitAppraisal", await calls.subject("employee"))
    assert len(await calls.attempts()) == 1
    calls.world.now += timedelta(seconds=61)
    await calls.refused("supervisor", "submitAppraisal", await calls.subject("employee"))
    assert len(await calls.attempts()) == 2


async def test_stale_tells_what_was_missed(calls: Calls) -> None:
    """Version, state, who changed it, when and by what; it is no attempt to keep."""
    before = await calls.stored(but=frozenset())
    refusal = await calls.refused("employee", "submitAppraisal", {"id": calls.world.appraisal("employee"), "expectedVersion": 1})
    assert refusal["code"] == "STALE"
    assert codes(refusal) == [("VERSION_CHANGED", "input.expectedVersion")]
    assert (refusal["currentState"], refusal["currentVersion"]) == ("DRAFT", 2)
    assert refusal["changedBy"] == {"id": calls.world.employee("employee"), "name": "Pegawai Employee"}
    assert (refusal["changedAt"], refusal["changedAction"]) == ("2026-03-10T02:00:00.000000Z", "EDIT_APPRAISAL")
    assert await calls.stored(but=frozenset()) == before


async def test_an_illegal_transition_tells_what_is_possible(calls: Calls) -> None:
    """The right holder in the wrong state."""
    before = await calls.stored()
    refusal = await calls.refused("supervisor", "reviewAppraisal", {**await calls.subject("employee"), **RATINGS})
    assert refusal["code"] == "ILLEGAL_TRANSITION"
    assert codes(refusal) == [("ACTION_NOT_IN_STATE", "state")]
    assert (refusal["currentState"], refusal["currentVersion"]) == ("DRAFT", 2)
    assert refusal["possibleActions"] == [], "nothing of a draft is the appraiser's"
    [reason] = refusal["reasons"]
    who = [(one["relation"], one["role"], one["employee"] and one["employee"]["name"]) for one in reason["whoCan"]]
    assert who == [("EMPLOYEE", None, "Pegawai Employee"), (None, "AGENCY_ADMIN", None)]
    assert reason["howToFix"] == "What you can do in this state: none. Who else can act in it: Employee appraised or Agency administrator."
    assert await calls.stored() == before
    assert await calls.attempts() == [("supervisor", "REVIEW", "ILLEGAL_TRANSITION")]


async def test_blocked_names_every_condition(calls: Calls) -> None:
    """An empty draft misses its results and its self-appraisal, both told at once, with what would help."""
    before = await calls.stored()
    refusal = await calls.refused("stranger", "submitAppraisal", await calls.subject("stranger"))
    assert refusal["code"] == "BLOCKED"
    assert codes(refusal) == [("NO_MAIN_RESULT", "plan.results"), ("SELF_APPRAISAL_MISSING", "selfAppraisal")]
    assert all(one["message"] and one["howToFix"] for one in refusal["reasons"])
    assert await calls.stored() == before
    assert await calls.attempts() == [("stranger", "SUBMIT", "BLOCKED")]


async def test_a_review_without_anything_is_blocked_by_what_it_lacks(calls: Calls) -> None:
    """Both ratings, the overall feedback, and the confirmation that results have changed since the opening."""
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    refusal = await calls.refused("supervisor", "reviewAppraisal", await calls.subject("employee"))
    assert codes(refusal) == [
        ("RATING_MISSING", "input.resultRating"),
        ("RATING_MISSING", "input.behaviourRating"),
        ("FEEDBACK_MISSING", "input.feedback"),
        ("RESULTS_CHANGED", "input.confirmResults"),
    ]


async def test_invalid_names_every_fault(calls: Calls) -> None:
    """A text over its limit and a target that is not in the plan; it is no attempt to keep."""
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    before = await calls.stored(but=frozenset())
    given = {**await calls.subject("employee"), **RATINGS}
    long = await calls.refused("supervisor", "reviewAppraisal", {**given, "recommendation": "x" * 4001})
    assert (long["code"], codes(long)) == ("INVALID", [("TEXT_TOO_LONG", "input.recommendation")])
    feedback = [{"about": "OVERALL", "text": "Baik."}, {"about": "RESULT", "aboutId": f"res_{new_id()}", "text": "Baik."}]
    unknown = await calls.refused("supervisor", "reviewAppraisal", {**given, "feedback": feedback})
    assert (unknown["code"], codes(unknown)) == ("INVALID", [("UNKNOWN_REFERENCE", "input.feedback.1.aboutId")])
    assert await calls.stored(but=frozenset()) == before


async def test_busy_asks_to_try_again(urls: Urls, database: Database) -> None:
    """Somebody holds the row for longer than a command may wait."""
    hasty = await open_database(urls.serving, limits=Limits(busy_seconds=0.2))
    world = await make_world(database)
    held, may_end = asyncio.Event(), asyncio.Event()

    async def hold(conn: Connection) -> None:
        lock = " FOR UPDATE" if conn.dialect == "postgres" else ""
        await conn.fetch(f"SELECT id FROM appraisal{lock}")
        held.set()
        await may_end.wait()

    holding = asyncio.create_task(database.transaction(hold))
    await held.wait()
    calls = Calls(replace(world, database=hasty))
    try:
        refusal = await calls.refused("employee", "submitAppraisal", await calls.subject("employee"))
    finally:
        may_end.set()
        await holding
        await hasty.close()
    assert (refusal["code"], codes(refusal)) == ("BUSY", [("TRY_AGAIN", None)])
    assert (await world.row("employee"))["state"] == "DRAFT"


async def test_sentences_follow_the_language(calls: Calls) -> None:
    """The codes stay; the sentences are Indonesian unless English is asked for."""
    given = {"input": await calls.subject("employee")}
    document = (
        "mutation ($input: SubmitAppraisalInput!) { submitAppraisal(input: $input) { refusal { code message reasons { message } } } }"
    )
    told = {}
    for language in ("id", "en"):
        body = await calls.post("supervisor", document, given, language=language)
        told[language] = body["data"]["submitAppraisal"]["refusal"]
    assert told["id"]["code"] == told["en"]["code"] == "NOT_PERMITTED"
    assert told["id"]["message"] == "Anda tidak berwenang melakukan tindakan ini."
    assert told["en"]["message"] == "You are not permitted to do this."
    assert told["id"]["reasons"] != told["en"]["reasons"]


async def test_refusals_of_ones_own_appraisal_dont_tell_its_ratings(calls: Calls) -> None:
    """Two reviewed appraisals with the best and the worst ratings answer their employees alike, whatever they try."""
    world = calls.world
    for who, rating in (("employee", "ABOVE"), ("colleague", "BELOW")):
        await world.bring(who, AppraisalState.SUBMITTED)
        given = {**await calls.subject(who), **RATINGS, "resultRating": rating, "behaviourRating": rating}
        await calls.done("supervisor", "reviewAppraisal", given)
    tried: list[tuple[str, dict[str, Any]]] = [
        ("submitAppraisal", {}),
        ("withdrawAppraisal", {}),
        ("returnAppraisal", {"reason": TEN_CHARS}),
        ("reviewAppraisal", RATINGS),
        ("recallAppraisal", {"reason": TEN_CHARS}),
        ("approveAppraisal", {}),
        ("voidAppraisal", {"reason": TEN_CHARS, "kind": "DUPLICATE"}),
        ("editAppraisal", {"resultRating": "ABOVE"}),
        ("editAppraisal", {"selfAppraisal": "Lain."}),
    ]
    for field, inputs in tried:
        told = []
        for who in ("employee", "colleague"):
            for dry_run in {} if field == "editAppraisal" else {"dryRun": True}, {}:
                body = await calls.answer(who, field, {**await calls.subject(who), **inputs, **dry_run})
                text = str(body).replace(world.appraisal(who), "own").replace(world.employee(who), "me")
                told.append(text.replace(f"Pegawai {who.title()}", "Me"))
        assert told[:2] == told[2:]
        assert "'refusal': None" not in told[0]
