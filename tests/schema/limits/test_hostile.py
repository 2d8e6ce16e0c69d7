"""Hostile requests, by hand: what each is answered, that the server is well afterwards, and that nothing changed, leaked or failed."""

import gzip
import json
import logging
import sys
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from models.database import Database, counting
from schema.execution import Executor, Operation
from schema.limits.bounds import RequestLimits
from schema.root import build
from tests.schema.calling import Calls
from tests.schema.limits.test_measure import bomb
from tests.worlds import make_world

TYPED = "{ __typename }"
INPUT = "mutation($input: SubmitAppraisalInput!) { submitAppraisal(input: $input) { replayed } }"
NAME = "query($n: String!) { employees(filter: {name: $n}) { totalCount } }"
VERSION = "variables.input.expectedVersion"
IDS = "query($i: [ID!]!) { nodes(ids: $i) { id } }"
PAGES = "{ appraisalCycles(first: 100) { edges { node { extensions(first: 100) { edges { node { cycle { name id } } } } } } } }"


def nested(levels: int, field: str = "supervisor") -> str:
    return "{ viewer { " + "".join(f"{field} {{ " for _ in range(levels)) + "id" + " }" * levels + " } }"


def deep(levels: int) -> Any:
    made: Any = 1
    for _ in range(levels):
        made = [made]
    return made


def asking(query: object, variables: object = None, **more: object) -> bytes:
    return json.dumps({"query": query, "variables": variables, **more}).encode()


Row = tuple[str, bytes, int, str, str | None]
DOCUMENTS: tuple[Row, ...] = (
    ("fragment bomb of two", asking(bomb(30)), 400, "DOCUMENT_LIMIT", None),
    ("fragment bomb of ten", asking(bomb(15, 10)), 400, "DOCUMENT_LIMIT", None),
    ("too many fragments", asking(bomb(150, 1)), 400, "DOCUMENT_LIMIT", None),
    ("fragments in a circle", asking("{ ...A } fragment A on Query { ...A }"), 400, "GRAPHQL_VALIDATION_FAILED", None),
    ("5,000 aliases", asking("{" + " ".join(f"a{n}: __typename" for n in range(5_000)) + "}"), 400, "DOCUMENT_LIMIT", None),
    ("1,000 aliases", asking("{" + " ".join(f"a{n}: __typename" for n in range(1_000)) + "}"), 400, "DOCUMENT_LIMIT", None),
    ("1,000 times a field", asking("{ viewer {" + "__typename " * 1_000 + "} }"), 400, "DOCUMENT_LIMIT", "viewer"),
    ("21 levels", asking(nested(21)), 400, "DOCUMENT_LIMIT", "viewer" + ".supervisor" * 19),
    ("190 levels", asking(nested(190)), 400, "DOCUMENT_LIMIT", "viewer" + ".supervisor" * 19),
    ("5,000 levels", asking("{a" * 5_000 + "}" * 5_000), 400, "DOCUMENT_LIMIT", None),
    ("1,000 levels", asking("{a" * 1_000 + "}" * 1_000), 400, "DOCUMENT_LIMIT", None),
    ("inline fragments in each other", asking("{" + "... on Query {" * 100 + "__typename" + "}" * 101), 400, "DOCUMENT_LIMIT", None),
    ("21 fields at the root", asking("{" + " ".join(f"a{n}: __typename" for n in range(21)) + "}"), 400, "DOCUMENT_LIMIT", None),
    ("101 directives", asking("{ __typename " + "@skip(if: false) " * 101 + "}"), 400, "DOCUMENT_LIMIT", None),
    ("two of a directive", asking("{ __typename @skip(if: false) @skip(if: false) }"), 400, "GRAPHQL_VALIDATION_FAILED", None),
    ("lists in lists", asking("{ node(id: " + "[" * 300 + "]" * 300 + ") { id } }"), 400, "DOCUMENT_LIMIT", None),
    ("a literal list", asking("{ nodes(ids: [" + '"a" ' * 5_000 + "]) { id } }"), 400, "DOCUMENT_LIMIT", None),
    ("a literal text", asking('{ node(id: "' + "a" * 200_000 + '") { id } }'), 400, "DOCUMENT_LIMIT", None),
    ("a literal number", asking("{ appraisals(first: " + "9" * 50_000 + ") { totalCount } }"), 400, "GRAPHQL_VALIDATION_FAILED", None),
    ("comments", asking("#\n" * 40_000 + TYPED), 400, "DOCUMENT_LIMIT", None),
    ("null bytes", asking("{ __type\0name }"), 400, "GRAPHQL_PARSE_FAILED", None),
    ("right to left", asking("{ \u202e__typename }"), 400, "GRAPHQL_PARSE_FAILED", None),
    ("a very long word", asking("{ " + "a" * 90_000 + " }"), 400, "GRAPHQL_VALIDATION_FAILED", None),
    ("nothing", asking(""), 400, "GRAPHQL_PARSE_FAILED", None),
    ("a subscription", asking("subscription { a }"), 400, "GRAPHQL_VALIDATION_FAILED", None),
    ("a definition", asking("type A { a: Int }"), 400, "GRAPHQL_VALIDATION_FAILED", None),
    ("the schema", asking("{ __schema { types { name } } }"), 400, "INTROSPECTION_OFF", "__schema"),
    ("a type", asking('{ ...A } fragment A on Query { x: __type(name: "Query") { name } }'), 400, "INTROSPECTION_OFF", "x"),
    ("pages in pages", asking(PAGES), 400, "COST_LIMIT", "appraisalCycles.edges.node.extensions"),
    ("an operation that isn't there", asking(TYPED, operationName="B"), 400, "OPERATION_RESOLUTION_FAILURE", None),
)
VARIABLES: tuple[Row, ...] = (
    ("a missing one", asking(NAME), 400, "BAD_VALUE", "variables.n"),
    ("null", asking(NAME, {"n": None}), 400, "BAD_VALUE", "variables.n"),
    ("a number", asking(NAME, {"n": 1}), 400, "BAD_VALUE", "variables.n"),
    ("an object", asking(NAME, {"n": {"a": 1}}), 400, "BAD_VALUE", "variables.n"),
    ("an unknown field", asking(INPUT, {"input": {"id": "a", "versoin": 1}}), 400, "BAD_VALUE", "variables.input"),
    (
        "a wrong type within",
        asking(INPUT, {"input": {"id": "a", "expectedVersion": "x"}}),
        400,
        "BAD_VALUE",
        "variables.input.expectedVersion",
    ),
    (
        "a huge number",
        asking(INPUT, {"input": {"id": "a", "expectedVersion": 10**18}}),
        400,
        "BAD_VALUE",
        "variables.input.expectedVersion",
    ),
    ("2,001 items", asking(IDS, {"i": ["a"] * 2_001}), 400, "VARIABLES_LIMIT", "variables.i"),
    ("a wrong item", asking(IDS, {"i": ["a", None]}), 400, "BAD_VALUE", "variables.i.1"),
    ("a long text", asking(NAME, {"n": "a" * 20_001}), 400, "VARIABLES_LIMIT", "variables.n"),
    ("a long text within", asking(INPUT, {"input": {"reason": ["", "a" * 20_001]}}), 400, "VARIABLES_LIMIT", "variables.input.reason.1"),
    ("deep lists", asking(IDS, {"i": deep(100)}), 400, "VARIABLES_LIMIT", "variables.i" + ".0" * 19),
    ("many values", asking(NAME, {f"v{n}": [1] * 1_000 for n in range(60)}), 400, "VARIABLES_LIMIT", "variables"),
)
BODIES: tuple[Row, ...] = (
    ("a batch", b"[" + asking(TYPED) + b"," + asking(TYPED) + b"]", 400, "BATCH_REFUSED", None),
    ("an empty batch", b"[]", 400, "BATCH_REFUSED", None),
    ("not UTF-8", b'{"query": "{ __typename \xff }"}', 400, "BAD_REQUEST", None),
    ("UTF-16", asking(TYPED).decode().encode("utf-16"), 400, "BAD_REQUEST", None),
    ("half a surrogate", b'{"query": "{ a \\ud800 }"}', 400, "BAD_REQUEST", None),
    ("two BOMs", b"\xef\xbb\xbf" * 2 + asking(TYPED), 400, "BAD_REQUEST", None),
    ("no body", b"", 400, "BAD_REQUEST", None),
    ("cut off", asking(TYPED)[:-2], 400, "BAD_REQUEST", None),
    ("twice", asking(TYPED) * 2, 400, "BAD_REQUEST", None),
    ("NaN", b'{"query": "{ __typename }", "variables": {"a": NaN}}', 400, "BAD_REQUEST", None),
    ("compressed without saying so", gzip.compress(b" " * 10_000_000), 400, "BAD_REQUEST", None),
    ("brackets", b"[" * 100_000, 400, "BAD_REQUEST", None),
    ("a text", b'"query"', 400, "BAD_REQUEST", None),
    ("query null", asking(None), 400, "BAD_REQUEST", None),
    ("query a list", asking([TYPED]), 400, "BAD_REQUEST", None),
    ("variables a list", asking(TYPED, []), 400, "BAD_REQUEST", None),
    ("variables a text", asking(TYPED, "{}"), 400, "BAD_REQUEST", None),
    ("a name that is a number", asking(TYPED, operationName=1), 400, "BAD_REQUEST", None),
    ("extensions a text", asking(TYPED, extensions="x"), 400, "BAD_REQUEST", None),
    ("more than it may be", asking(TYPED, {"a": "a" * RequestLimits.body_bytes}), 413, "BODY_TOO_LARGE", None),
)
TABLE = DOCUMENTS + VARIABLES + BODIES


@pytest.fixture
async def hostile(database: Database) -> Calls:
    """Calls of a world whose server doesn't tell its schema."""
    return Calls(await make_world(database), RequestLimits(introspection=False))


async def answered(calls: Calls, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
    return await calls.raw("employee", body, headers or {})


@pytest.mark.parametrize("language", ["id", "en"])
async def test_what_is_hostile_is_refused_and_nothing_comes_of_it(
    hostile: Calls, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    before = await hostile.stored()
    wrong = []
    for what, body, status, code, path in TABLE:
        with counting() as tally:
            answer = await answered(hostile, body, {"Accept-Language": language})
        assert tally.statements == 0, f"{what}: refused before the database is asked"
        error = answer.json()["errors"][0]
        got = (answer.status_code, error["extensions"]["code"], error["extensions"].get("path"))
        if got != (status, code, path) or "data" in answer.json():
            wrong.append((what, got))
        assert not set(error["extensions"]) - {"code", "path", "limit", "max", "requested", "detail"}, what
        assert "Traceback" not in answer.text
        assert "Did you mean" not in answer.text, what
        assert len(answer.content) < 20_000, what
        well = await answered(hostile, asking(TYPED))
        assert (well.status_code, well.json()["data"]) == (200, {"__typename": "Query"}), what
    assert wrong == []
    assert await hostile.stored() == before
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []
    with capsys.disabled():
        sys.stdout.write(
            f"hostile requests: {len(TABLE)} in {language}, each refused as the table says without asking the database,"
            " a normal query answered after each\n"
        )


def test_what_stops_a_document_is_told_as_what_it_is() -> None:
    executor = Executor(build())
    same = " ".join("employee { unit { " + "name " * 9 + "} }" for _ in range(180))
    for text, told in (
        ("{a" * 1_000 + "}" * 1_000, {"limit": "nesting", "max": 200}),
        ("{ node(id: " + "[" * 300 + "]" * 300 + ") { id } }", {"limit": "nesting", "max": 200}),
        ("{ appraisals { edges { node { " + same + " } } } }", {"limit": "comparisons", "max": 50_000}),
        ("{ " + "a " * 5_000 + "}", {"limit": "document_tokens", "max": 4_000}),
        (nested(21), {"limit": "depth", "max": 20, "path": "viewer" + ".supervisor" * 19}),
    ):
        [error] = executor.prepare(Operation(text, None, None), "en").errors
        assert error["extensions"] == {"code": "DOCUMENT_LIMIT", **told}, text[:40]


async def test_a_body_without_a_length_is_stopped_while_it_is_read(hostile: Calls) -> None:
    answer = await hostile.raw("employee", _endless(), {})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (
        413,
        {"code": "BODY_TOO_LARGE", "max": RequestLimits.body_bytes},
    )


async def _endless() -> Any:
    for _ in range(100):
        yield b" " * 64 * 1024


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ('Application/JSON; charset="UTF-8"', 200),
        ("application/json; charset=utf-16", 415),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=a", 415),
        ("", 415),
    ],
)
async def test_only_json_in_utf_8_is_read(hostile: Calls, content_type: str, status: int) -> None:
    answer = await answered(hostile, asking(TYPED), {"Content-Type": content_type, "Accept": "*/*"})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/json", "application/json"),
        ("application/graphql-response+json", "application/graphql-response+json"),
        ("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json"),
        ("application/graphql-response+json;q=0.5, application/json", "application/json"),
        ("application/graphql-response+json;q=0", "application/json"),
        ("application/graphql-response+json;q=x", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
        ("", "application/json"),
    ],
)
async def test_the_answer_has_the_form_that_is_accepted(hostile: Calls, accept: str, media: str) -> None:
    answer = await answered(hostile, asking(TYPED), {"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, f"{media}; charset=utf-8")


async def test_what_stands_twice_in_a_body_counts_the_last_time(hostile: Calls) -> None:
    """As in every JSON parser that frontends and servers of GraphQL use; in an address nothing may stand twice."""
    answer = await answered(hostile, b'{"query": "{ nothing }", "query": "{ __typename }", "variables": [], "variables": {}}')
    assert (answer.status_code, answer.json()["data"]) == (200, {"__typename": "Query"})


async def test_a_body_may_begin_with_a_mark_of_the_byte_order(hostile: Calls) -> None:
    """RFC 8259 lets who reads JSON pass over it; programs that write UTF-8 "with BOM" send it."""
    answer = await answered(hostile, b"\xef\xbb\xbf" + asking(TYPED))
    assert (answer.status_code, answer.json()["data"]) == (200, {"__typename": "Query"})
