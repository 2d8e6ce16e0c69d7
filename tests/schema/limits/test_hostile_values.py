"""Hostile texts as values, by hand: what of each is kept, what is refused where, and that what isn't kept leaves nothing behind."""

import json
import logging
import sys
from typing import Any

import pytest

from models.database import Database
from models.limits import KEY_CHARS, REASON_CHARS, TEXT_CHARS
from models.vocabulary import AppraisalState
from tests.schema.calling import Calls, codes
from tests.worlds import make_world

WORD = "k" * TEXT_CHARS
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
TEXTS: dict[str, tuple[str, str | None]] = {
    "right to left, turned": ("Laporan \u202egnajnap\u202c selesai", "Laporan gnajnap selesai"),
    "right to left, isolated": ("\u2067\u200fselesai\u2069", "selesai"),
    "Arabic stays Arabic": ("\u0627\u0644\u062d\u0645\u062f", "\u0627\u0644\u062d\u0645\u062f"),
    "a null byte": ("a\u0000b", "ab"),
    "controls": ("a\u0001\u001b[31mb\u007f\u0085c", "a[31mbc"),
    "a BOM within": ("\ufeffselesai\ufeff", "selesai"),
    "nothing to be seen": ("\u200b\u2060\ufeff", None),
    "line ends of everybody": ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    "marks upon a letter": ("e" + "\u0301" * 200, "\u00e9" + "\u0301" * 199),
    "joined emoji": (FAMILY, FAMILY),
    "no characters": ("a\ufffe\uffff\U0010ffff", "a\ufffe\uffff\U0010ffff"),
    "a very long word": (WORD, WORD),
    "SQL": ("'; DROP TABLE appraisal; --", "'; DROP TABLE appraisal; --"),
    "placeholders": ("%s {0} $1 :id ?", "%s {0} $1 :id ?"),
    "markup": ("<script>alert(1)</script><!--", "<script>alert(1)</script><!--"),
    "a formula": ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
    "an escape": ("\\u0000 \\x00 \\", "\\u0000 \\x00 \\"),
}
"""Each text, with what of it is kept where a text is kept; None for nothing."""

Wrong = tuple[str, dict[str, Any], str, str]


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world with a finished appraisal, and its people's calls."""
    return Calls(await make_world(database, complete=("employee",)))


async def test_what_of_a_text_is_kept(calls: Calls, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    """Written as a self-appraisal: the answer, the row and the next reading give the same."""
    read = f'{{ node(id: "{calls.world.appraisal("employee")}") {{ ... on Appraisal {{ selfAppraisal }} }} }}'
    for what, (text, kept) in TEXTS.items():
        before = await calls.world.version("employee")
        await calls.done("employee", "editAppraisal", {**await calls.subject("employee"), "selfAppraisal": f"Dulu, {what}."})
        await calls.done("employee", "editAppraisal", {**await calls.subject("employee"), "selfAppraisal": text})
        assert (await calls.world.row("employee"))["self_appraisal"] == kept, what
        body = await calls.post("employee", read)
        assert (body["data"]["node"]["selfAppraisal"], body.get("errors")) == (kept, None), what
        assert await calls.world.version("employee") == before + 2, what
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []
    with capsys.disabled():
        sys.stdout.write(f"hostile texts: {len(TEXTS)} on {calls.world.database.dialect}, each kept as the table says\n")


async def test_a_name_that_is_hostile_finds_nobody_and_harms_nothing(calls: Calls) -> None:
    """The same texts as what is searched for: only what can't be stored is an error, with its place."""
    query = "query($name: String!) { employees(filter: {name: $name}) { totalCount } }"
    before = await calls.stored()
    for what, (text, _) in TEXTS.items():
        body = await calls.post("hr", query, {"name": text})
        if "\0" in text:
            assert body["errors"][0]["extensions"] == {"code": "BAD_VALUE", "argument": "filter.name"}, what
        else:
            assert body["data"]["employees"]["totalCount"] == 0, what
    assert await calls.stored() == before


async def test_what_of_a_text_is_refused(calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its code and its place; nothing is stored but that it was tried."""
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    mine = await calls.subject("employee")
    errors: list[Wrong] = [
        ("submitAppraisal", {**mine, "idempotencyKey": "k\u0000"}, "BAD_VALUE", "input.idempotencyKey"),
        ("submitAppraisal", {**mine, "idempotencyKey": "k" * (KEY_CHARS + 1)}, "BAD_VALUE", "input.idempotencyKey"),
        ("submitAppraisal", {**mine, "id": f"{mine['id']}\u0000"}, "BAD_ID", "input.id"),
        ("submitAppraisal", {**mine, "id": f"\u202e{mine['id']}"}, "BAD_ID", "input.id"),
        ("submitAppraisal", {**mine, "id": f"\ufeff{mine['id']}"}, "BAD_ID", "input.id"),
        ("submitAppraisal", {**mine, "id": "k" * 20_000}, "BAD_ID", "input.id"),
        ("editAppraisal", {**mine, "realisations": [{"indicatorId": "\u0000"}]}, "BAD_ID", "input.realisations.0.indicatorId"),
    ]
    refusals: list[Wrong] = [
        ("returnAppraisal", {**mine, "reason": "\u200b" * 20}, "REASON_REQUIRED", "input.reason"),
        ("returnAppraisal", {**mine, "reason": "\u0000" * 20}, "REASON_REQUIRED", "input.reason"),
        ("returnAppraisal", {**mine, "reason": "k" * (REASON_CHARS + 1)}, "TEXT_TOO_LONG", "input.reason"),
        ("editAppraisal", {**mine, "feedback": [{"about": "OVERALL", "text": WORD + "k"}]}, "TEXT_TOO_LONG", "input.feedback.0.text"),
    ]
    before = await calls.stored()
    for field, given, code, path in errors:
        body = await calls.answer("supervisor", field, given)
        told = body["errors"][0]["extensions"]
        assert (body["data"], told["code"], told["argument"]) == ({field: None}, code, path)
    for field, given, code, path in refusals:
        assert (code, path) in codes(await calls.refused("supervisor", field, given)), (field, code)
    assert await calls.stored() == before
    half = json.dumps({"query": "query($n: String!) { employees(filter: {name: $n}) { totalCount } }", "variables": {"n": "\ud800"}})
    answer = await calls.raw("hr", half.encode(), {})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")
    with capsys.disabled():
        sys.stdout.write(f"hostile texts: {len(errors) + len(refusals) + 1} on {calls.world.database.dialect} refused with code and path\n")


async def test_a_mutation_by_get_does_nothing(calls: Calls) -> None:
    """A real one, which would be done by POST: as the person's own browser would send it from another page's picture."""
    mine = await calls.subject("employee")
    document = "mutation($input: SubmitAppraisalInput!) { submitAppraisal(input: $input) { replayed refusal { code } } }"
    before = await calls.stored(but=frozenset())
    for asked in (
        {"query": document, "variables": json.dumps({"input": mine})},
        {"query": f"query A {{ __typename }} {document.replace('mutation', 'mutation B', 1)}", "operationName": "B"}
        | {"variables": json.dumps({"input": mine})},
    ):
        answer = await calls.get("employee", asked)
        told = answer.json()["errors"][0]["extensions"]["code"]
        assert (answer.status_code, answer.headers["Allow"], told) == (405, "POST", "METHOD_NOT_ALLOWED")
    assert await calls.stored(but=frozenset()) == before
    await calls.done("employee", "submitAppraisal", mine)
