"""What every mutation keeps: a key is used once, a dry run writes nothing, a bulk command is many, and faults stay where they are."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from models.database import Connection, Database, new_id
from models.limits import BULK_ROWS, IDEMPOTENCY_DAYS
from models.vocabulary import AppraisalState
from schema.appraisals import mutations
from tests.schema.calling import APPRAISAL, Calls, codes
from tests.worlds import TEN_CHARS, make_world
from workflows.actions import cycles
from workflows.actor import Actor
from workflows.commands import IdempotencyKey, recall_outcome
from workflows.engine import advance


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database))


RATINGS = {
    "resultRating": "MEETS",
    "behaviourRating": "MEETS",
    "confirmResults": True,
    "feedback": [{"about": "OVERALL", "text": "Bekerja dengan baik."}],
}


async def test_a_repeat_answers_the_same_event(calls: Calls) -> None:
    """It runs nothing and shows the appraisal as it is by now."""
    given = {**await calls.subject("employee"), "idempotencyKey": "kunci-1"}
    first = await calls.done("employee", "submitAppraisal", given)
    await calls.world.bring("colleague", AppraisalState.SUBMITTED)
    await calls.done("supervisor", "reviewAppraisal", {**await calls.subject("employee"), **RATINGS})
    before = await calls.stored(but=frozenset())
    again = await calls.done("employee", "submitAppraisal", given)
    assert again["replayed"] is True
    assert again["event"] == first["event"]
    assert again["appraisal"] == {"id": given["id"], "state": "REVIEWED", "version": given["expectedVersion"] + 2}
    assert await calls.stored(but=frozenset()) == before


async def test_another_command_under_the_key_is_a_conflict(calls: Calls) -> None:
    """Another input, or the same input to another field; it changes nothing and isn't kept."""
    given = {**await calls.subject("employee"), "idempotencyKey": "kunci-1"}
    await calls.done("employee", "submitAppraisal", given)
    before = await calls.stored(but=frozenset())
    other = {**given, "expectedVersion": given["expectedVersion"] + 1}
    for field, inputs in (("submitAppraisal", other), ("withdrawAppraisal", given)):
        refusal = await calls.refused("employee", field, inputs)
        assert (refusal["code"], codes(refusal)) == ("CONFLICT", [("KEY_USED_OTHERWISE", "input.idempotencyKey")])
    assert await calls.stored(but=frozenset()) == before


async def test_a_key_is_ones_own_and_forgotten_after_its_days(calls: Calls) -> None:
    """Another person may use the same key; after its days it is as if it had never been used."""
    for who in ("employee", "colleague"):
        payload = await calls.done(who, "submitAppraisal", {**await calls.subject(who), "idempotencyKey": "kunci-1"})
        assert payload["replayed"] is False
    await calls.done("employee", "withdrawAppraisal", await calls.subject("employee"))
    calls.world.now = calls.world.now.replace(day=1, month=4)
    await calls.done("hr", "grantExtension", extension(calls))
    calls.world.now = calls.world.now.replace(day=9 + IDEMPOTENCY_DAYS - 29)
    payload = await calls.done("employee", "submitAppraisal", {**await calls.subject("employee"), "idempotencyKey": "kunci-1"})
    assert payload["replayed"] is False


def extension(calls: Calls) -> dict[str, Any]:
    """Give the input that holds the submission window open for everybody until May."""
    cycle = calls.world.cycle
    return {"kind": "SUBMISSION", "scope": "CYCLE", "cycleId": cycle, "until": "2026-05-01", "reason": TEN_CHARS}


async def test_a_mended_request_may_use_its_key_again(calls: Calls) -> None:
    """Only what succeeded is remembered."""
    given = {**await calls.subject("employee"), "idempotencyKey": "kunci-1"}
    assert (await calls.refused("employee", "submitAppraisal", {**given, "expectedVersion": 1}))["code"] == "STALE"
    assert (await calls.done("employee", "submitAppraisal", given))["replayed"] is False


async def test_concurrent_duplicates_run_once(calls: Calls) -> None:
    """Of eight at once one does it; all answer its event."""
    given = {**await calls.subject("employee"), "idempotencyKey": "kunci-1"}
    answers = await asyncio.gather(*(calls.done("employee", "submitAppraisal", given) for _ in range(8)))
    assert sorted(one["replayed"] for one in answers) == [False] + [True] * 7
    assert len({one["event"]["id"] for one in answers}) == 1


async def test_concurrent_creations_under_one_key_create_once(calls: Calls) -> None:
    """What has no row to lock yet is made once as well."""
    given = {"name": "Triwulan II", "kind": "QUARTERLY", "startsOn": "2026-04-01", "endsOn": "2026-07-01", "idempotencyKey": "kunci-1"}
    answers = await asyncio.gather(*(calls.done("hr", "planCycle", given) for _ in range(4)))
    assert len({one["cycle"]["id"] for one in answers}) == 1
    assert sorted(one["replayed"] for one in answers) == [False, True, True, True]


async def test_a_duplicate_refused_for_its_own_doing_is_a_replay(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key was looked up before the first one committed, what it made was found after: this once answered DUPLICATE."""
    given = {"name": "Triwulan II", "kind": "QUARTERLY", "startsOn": "2026-04-01", "endsOn": "2026-07-01", "idempotencyKey": "kunci-1"}
    first = await calls.done("hr", "planCycle", given)
    looked: list[object] = []

    async def too_early(conn: Connection, actor: Actor, key: IdempotencyKey | None) -> UUID | None:
        looked.append(key)
        return None if len(looked) == 1 else await recall_outcome(conn, actor, key)

    monkeypatch.setattr(cycles, "recall_outcome", too_early)
    again = await calls.done("hr", "planCycle", given)
    assert len(looked) == 2
    assert again["replayed"] is True
    assert again["event"] == first["event"]
    assert again["cycle"] == first["cycle"]


async def test_a_dry_run_writes_nothing(calls: Calls) -> None:
    """It previews state, version and changed fields, leaves the event out, shows the appraisal as it stands and ignores the key."""
    before = await calls.stored(but=frozenset())
    given = {**await calls.subject("employee"), "dryRun": True, "idempotencyKey": "kunci-1"}
    payload = await calls.done("employee", "submitAppraisal", given)
    version = given["expectedVersion"]
    assert payload["preview"] == {"toState": "SUBMITTED", "version": version + 1, "changes": ["revisionId"]}
    assert payload["event"] is None
    assert payload["appraisal"] == {"id": given["id"], "state": "DRAFT", "version": version}
    refusal = await calls.refused("supervisor", "submitAppraisal", given)
    assert refusal["code"] == "NOT_PERMITTED"
    assert await calls.stored(but=frozenset()) == before
    assert (await calls.done("employee", "submitAppraisal", {**given, "dryRun": False}))["replayed"] is False


async def test_one_bad_item_stops_none_of_the_others(calls: Calls) -> None:
    """Results come in the order of the items, each with its own refusal; a repeat replays those that succeeded."""
    for who in ("employee", "colleague"):
        await calls.world.bring(who, AppraisalState.SUBMITTED)
    mine = await calls.subject("supervisor")
    items = [
        {**await calls.subject("employee"), **RATINGS},
        {**mine, **RATINGS},
        {"id": f"apr_{new_id()}", "expectedVersion": 1, **RATINGS},
        {**await calls.subject("colleague"), **RATINGS, "resultRating": "ABOVE"},
        {**await calls.subject("colleague"), **RATINGS, "feedback": []},
    ]
    given = {"items": items, "idempotencyKey": "kunci-1"}
    results = (await calls.call("supervisor", "reviewAppraisals", given))["results"]
    told = [(one["refusal"] and one["refusal"]["code"], one["appraisal"] and one["appraisal"]["state"]) for one in results]
    assert told == [(None, "REVIEWED"), ("NOT_PERMITTED", "DRAFT"), ("NOT_FOUND", None), (None, "REVIEWED"), ("CONFLICT", "REVIEWED")]
    assert [one["code"] for one in results[3]["warnings"]] == ["FEEDBACK_MISSING"]
    again = (await calls.call("supervisor", "reviewAppraisals", given))["results"]
    assert [one["replayed"] for one in again] == [True, False, False, True, False]
    assert again[0]["event"] == results[0]["event"]
    assert await calls.attempts() == [("supervisor", "REVIEW", "NOT_PERMITTED")]


async def test_approve_and_return_in_bulk(calls: Calls) -> None:
    """One item is approved, the other returned with a reason; a dry run of both had changed neither."""
    for who in ("employee", "colleague"):
        await calls.world.bring(who, AppraisalState.REVIEWED)
    before = await calls.stored(but=frozenset())
    items = [await calls.subject("employee"), await calls.subject("colleague")]
    dry = (await calls.call("approver", "approveAppraisals", {"items": items, "dryRun": True}))["results"]
    assert [one["preview"]["toState"] for one in dry] == ["APPROVED", "APPROVED"]
    assert await calls.stored(but=frozenset()) == before
    approved = (await calls.call("approver", "approveAppraisals", {"items": items[:1]}))["results"]
    returned = (await calls.call("approver", "returnAppraisals", {"items": [{**items[1], "reason": TEN_CHARS}]}))["results"]
    assert [one["appraisal"]["state"] for one in (*approved, *returned)] == ["APPROVED", "SUBMITTED"]


async def test_the_answer_of_a_bulk_is_read_in_as_many_statements_as_that_of_one(calls: Calls) -> None:
    """Refused items, so that only loading and reading count: each adds its own load and nothing else."""
    selection = "{ results { appraisal { employee { name } cycle { name } } refusal { code changedBy { name } } } }"
    counted = []
    for size in (1, 10):
        items = [{**await calls.subject("employee"), "expectedVersion": 1}] * size
        body = await calls.answer(
            "supervisor", "returnAppraisals", {"items": [{**one, "reason": TEN_CHARS} for one in items]}, selection=selection
        )
        assert {one["refusal"]["code"] for one in body["data"]["returnAppraisals"]["results"]} == {"STALE"}
        counted.append(calls.statements)
    per_item = 2  # the load, and who changed it last
    assert counted[1] - counted[0] == 9 * per_item


async def request_error(calls: Calls, who: str, field: str, given: dict[str, Any]) -> tuple[str, str | None]:
    """Call a mutation that is malformed; give the error's code and argument. Its field is null, and nothing has changed."""
    before = await calls.stored(but=frozenset())
    body = await calls.answer(who, field, given)
    assert body["data"] == {field: None}
    assert len(body["errors"]) == 1
    assert body["errors"][0]["path"] == [field]
    assert await calls.stored(but=frozenset()) == before
    extensions = body["errors"][0]["extensions"]
    return extensions["code"], extensions.get("argument")


async def test_malformed_requests_are_errors_with_a_path(calls: Calls) -> None:
    """Ids, keys, and lists that contradict themselves, wherever they stand; in bulk nothing of it is done."""
    mine = await calls.subject("employee")
    about = {"about": "OVERALL", "text": "Baik."}
    cases: list[tuple[str, dict[str, Any], tuple[str, str]]] = [
        ("submitAppraisal", {**mine, "id": "apr_1"}, ("BAD_ID", "input.id")),
        ("submitAppraisal", {**mine, "id": mine["id"].upper()}, ("BAD_ID", "input.id")),
        ("submitAppraisal", {**mine, "idempotencyKey": ""}, ("BAD_VALUE", "input.idempotencyKey")),
        ("submitAppraisal", {**mine, "idempotencyKey": "x" * 201}, ("BAD_VALUE", "input.idempotencyKey")),
        ("submitAppraisal", {**mine, "idempotencyKey": "a\0b"}, ("BAD_VALUE", "input.idempotencyKey")),
        ("approveAppraisals", {"items": [mine] * (BULK_ROWS + 1)}, ("TOO_MANY_IDS", "input.items")),
        ("reviewAppraisal", {**mine, "feedback": [about, about]}, ("BAD_VALUE", "input.feedback.1")),
        ("reviewAppraisal", {**mine, "feedback": [{**about, "aboutId": mine["id"]}]}, ("BAD_VALUE", "input.feedback.0.aboutId")),
        ("reviewAppraisal", {**mine, "feedback": [{**about, "value": "LOYAL"}]}, ("BAD_VALUE", "input.feedback.0.value")),
        ("editAppraisal", {**mine, "realisations": [{"indicatorId": "x"}]}, ("BAD_ID", "input.realisations.0.indicatorId")),
        ("editPlan", {**mine, "results": [{"indicators": [{"id": "x"}]}]}, ("BAD_ID", "input.results.0.indicators.0.id")),
        ("editPlan", {**mine, "results": [{"remove": True}]}, ("BAD_VALUE", "input.results.0.remove")),
        ("editPlan", {**mine, "expectations": [{"value": "LOYAL"}] * 2}, ("BAD_VALUE", "input.expectations.1")),
        ("grantExtension", {**extension(calls), "cycleId": "cyc"}, ("BAD_ID", "input.cycleId")),
    ]
    for field, given, expected in cases:
        assert await request_error(calls, "employee", field, given) == expected


async def test_a_fault_is_masked_and_takes_no_other_field_with_it(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first field commits, the second one breaks: its text stays inside, the first one's answer goes out."""
    seen: list[object] = []

    async def breaking(*arguments: Any) -> Any:
        seen.append(arguments)
        if len(seen) == 2:
            raise RuntimeError("the secret of row 7")
        return await advance(*arguments)

    monkeypatch.setattr(mutations, "advance", breaking)
    document = (
        f"mutation ($a: SubmitAppraisalInput!, $b: WithdrawAppraisalInput!) {{ a: submitAppraisal(input: $a) {APPRAISAL}"
        f" b: withdrawAppraisal(input: $b) {APPRAISAL} }}"
    )
    mine = await calls.subject("employee")
    body = await calls.post("employee", document, {"a": mine, "b": {**mine, "expectedVersion": mine["expectedVersion"] + 1}})
    assert body["data"]["a"]["appraisal"]["state"] == "SUBMITTED"
    assert body["data"]["b"] is None
    assert body["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert body["errors"][0]["extensions"]["requestId"]
    assert "secret" not in str(body)


async def test_one_object_at_two_places_is_asked_different_things(calls: Calls) -> None:
    """Aliases of one payload's field each get what they ask for."""
    selection = (
        "{ a: refusal { reasons { whoCan { employee { name } } } } b: refusal { reasons { whoCan { employee { employmentType } } } } }"
    )
    body = await calls.answer("supervisor", "submitAppraisal", await calls.subject("employee"), selection=selection)
    payload = body["data"]["submitAppraisal"]
    assert payload["a"]["reasons"][0]["whoCan"][0]["employee"] == {"name": "Pegawai Employee"}
    assert payload["b"]["reasons"][0]["whoCan"][0]["employee"] == {"employmentType": "PNS"}
