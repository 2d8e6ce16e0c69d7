"""GraphQL over HTTP: who is let in, what is refused before anything runs, and how errors are told."""

import base64
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from schema.documents import KEPT_CHARS, KEPT_DOCUMENTS, Documents
from schema.root import build
from schema.scalars import write_moment
from tests.schema.world import NOW, World, app_of

TYPED = "{ __typename }"


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app over the world that shows no Python error."""
    transport = httpx.ASGITransport(app_of(world), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://kinerja", headers={"Authorization": "Bearer chief"}) as client:
        yield client


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic " + base64.b64encode(b"chief:").decode(), "Bearer nobody", "chief"])
async def test_without_a_token_that_is_known_nothing_is_answered(http: httpx.AsyncClient, header: str) -> None:
    answer = await http.post("/graphql", json={"query": TYPED}, headers={"Authorization": header})
    assert (answer.status_code, codes(answer)) == (401, ["UNAUTHENTICATED"])
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="kinerja"')
    assert ('error="invalid_token"' in answer.headers["WWW-Authenticate"]) is (header == "Bearer nobody")
    assert "data" not in answer.json()


async def test_a_malformed_post_is_forbidden(http: httpx.AsyncClient) -> None:
    answer = await http.post("/graphql", json={"query": TYPED}, headers={"Kinerja-Acting-As": "apr_1"})
    assert (answer.status_code, codes(answer)) == (403, ["UNKNOWN_POST"])


async def test_get_answers_queries_and_refuses_mutations(http: httpx.AsyncClient) -> None:
    asked = {"query": "query A($n: Boolean!) { __typename @include(if: $n) } query B { x: __typename }", "operationName": "A"}
    assert (await http.get("/graphql", params={**asked, "variables": '{"n": true}'})).json()["data"] == {"__typename": "Query"}
    refused = await http.get("/graphql", params={"query": "mutation { __typename }"})
    assert (refused.status_code, refused.headers["Allow"], codes(refused)) == (405, "POST", ["METHOD_NOT_ALLOWED"])
    for method in ("PUT", "DELETE", "PATCH"):
        other = await http.request(method, "/graphql", json={"query": TYPED})
        assert (other.status_code, other.headers["Allow"], codes(other)) == (405, "GET, POST", ["METHOD_NOT_ALLOWED"])
    twice = await http.get("/graphql", params=[("query", TYPED), ("query", TYPED)])
    assert (twice.status_code, codes(twice)) == (400, ["BAD_REQUEST"])


async def test_a_name_twice_in_a_body_counts_as_its_last(http: httpx.AsyncClient) -> None:
    """Alike for the query and for a variable; within the document a name twice is refused."""
    asked = b'{"query": "{ gone }", "query": "query($n: Boolean!) { __typename @include(if: $n) }", "variables": {"n": false, "n": true}}'
    answer = await http.post("/graphql", content=asked, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["data"]) == (200, {"__typename": "Query"})
    document = '{ node(id: "apr_1", id: "apr_2") { id } }'
    refused = await http.post("/graphql", json={"query": document})
    assert "data" not in refused.json() or refused.json()["data"] is None
    assert refused.json()["errors"]


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (b'{"query": "{ __typename }"}', "text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"{ __typename }", "application/json", 400, "BAD_REQUEST"),
        (b"[]", "application/json", 400, "BATCH_REFUSED"),
        (b'{"query": 1}', "application/json", 400, "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "variables": []}', "application/json", 400, "BAD_REQUEST"),
        (b'{"query": "{ a \\ud800 }"}', "application/json", 400, "BAD_REQUEST"),
        (b"\xff", "application/json", 400, "BAD_REQUEST"),
    ],
)
async def test_what_cannot_be_read_is_refused(http: httpx.AsyncClient, body: bytes, media: str, status: int, code: str) -> None:
    answer = await http.post("/graphql", content=body, headers={"Content-Type": media})
    assert (answer.status_code, codes(answer)) == (status, [code])


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{ ", None, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", None, "GRAPHQL_VALIDATION_FAILED"),
        ('{ appraisals(filter: {updatedSince: "yesterday"}) { totalCount } }', None, "GRAPHQL_VALIDATION_FAILED"),
        ("query($since: DateTime) { appraisals(filter: {updatedSince: $since}) { totalCount } }", {"since": "yesterday"}, "BAD_VALUE"),
        ("query($id: ID!) { node(id: $id) { id } }", {}, "BAD_VALUE"),
        ("query A { __typename } query B { __typename }", None, "OPERATION_RESOLUTION_FAILURE"),
    ],
)
async def test_a_clients_own_errors_are_told_and_not_masked(http: httpx.AsyncClient, query: str, variables: Any, code: str) -> None:
    asked = {"query": query, "variables": variables}
    plain = await http.post("/graphql", json=asked)
    assert (plain.status_code, codes(plain), "data" in plain.json()) == (200, [code], False)
    strict = await http.post("/graphql", json=asked, headers={"Accept": "application/graphql-response+json"})
    assert strict.status_code == 400
    assert strict.headers["Content-Type"].startswith("application/graphql-response+json")
    told = strict.json()["errors"][0]["extensions"]
    assert code != "BAD_VALUE" or (told["path"], told["detail"][0]) == (f"variables.{next(iter(variables or ['id']))}", "$")


async def test_words_in_the_document_are_not_told_back(http: httpx.AsyncClient) -> None:
    results = '[{title: "Rahasia", indicators: [{targetText: "Rahasia orang"}]}]'
    document = f'mutation {{ createPlanTemplate(input: {{name: "x", positionIds: [], results: {results}}}) {{ replayed }} }}'
    answer = await http.post("/graphql", json={"query": document})
    details = [one["extensions"]["detail"] for one in answer.json()["errors"]]
    assert details == ["Expected value of type 'TemplateIndicatorInput' to include required field 'title'."]
    assert "Rahasia" not in answer.text


@pytest.mark.parametrize(
    "bad", ["", "apr_", "apr-1", "APR_018f0000-0000-7000-8000-000000000000", "apr_018F0000-0000-7000-8000-000000000000"]
)
async def test_a_malformed_id_is_a_request_error_with_its_place(http: httpx.AsyncClient, bad: str) -> None:
    query = """query($id: ID!) { one: node(id: $id) { id } many: nodes(ids: [$id]) { id } appraisal(id: $id) { id }
      appraisals(filter: {cycleId: $id}) { totalCount } }"""
    answer = (await http.post("/graphql", json={"query": query, "variables": {"id": bad}})).json()
    assert answer["data"] == {"one": None, "many": None, "appraisal": None, "appraisals": None}
    told = {error["path"][0]: error["extensions"] for error in answer["errors"]}
    assert told == {
        "one": {"code": "BAD_ID", "argument": "id"},
        "many": {"code": "BAD_ID", "argument": "ids.0"},
        "appraisal": {"code": "BAD_ID", "argument": "id"},
        "appraisals": {"code": "BAD_ID", "argument": "filter.cycleId"},
    }


@pytest.mark.parametrize("text", ["a\u0000b", "'; DROP TABLE employee; --", "100%", "_", "\\"])
async def test_any_text_is_a_value_and_never_sql_or_a_pattern(http: httpx.AsyncClient, text: str) -> None:
    query = "query($name: String!) { employees(filter: {name: $name}) { totalCount } }"
    answer = (await http.post("/graphql", json={"query": query, "variables": {"name": text}})).json()
    if "\0" in text:
        assert answer["errors"][0]["extensions"] == {"code": "BAD_VALUE", "argument": "filter.name"}
    else:
        assert answer["data"] == {"employees": {"totalCount": 0}}


async def test_more_than_a_hundred_ids_are_refused(http: httpx.AsyncClient) -> None:
    ids = ["apr_018f0000-0000-7000-8000-000000000000"] * 101
    answer = await http.post("/graphql", json={"query": "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", "variables": {"ids": ids}})
    assert codes(answer) == ["TOO_MANY_IDS"]


async def test_a_fault_is_masked_with_the_requests_id(world: World, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(work: object) -> None:
        raise RuntimeError("the secret text of a fault")

    monkeypatch.setattr(world.database, "read", fail)
    query = {"query": "{ appraisals { totalCount } __typename }"}
    for language, word in (("id", "req-0001"), ("en", "Something went wrong")):
        answer = await http.post("/graphql", json=query, headers={"Accept-Language": language})
        assert answer.json()["data"] == {"appraisals": None, "__typename": "Query"}
        [error] = answer.json()["errors"]
        assert error["extensions"] == {"code": "INTERNAL", "requestId": "req-0001"}
        assert error["path"] == ["appraisals"]
        assert word in error["message"]
        assert "secret" not in answer.text
        assert answer.headers["Content-Language"] == language


async def test_wire_forms(http: httpx.AsyncClient) -> None:
    query = """{ appraisals(first: 1) { edges { node { updatedAt plan { startsOn results { indicators { targetValue } } } late } } } }"""
    answer = (await http.post("/graphql", json={"query": query})).json()
    assert answer["data"]["appraisals"]["edges"][0]["node"] == {
        "updatedAt": "2026-03-10T02:00:00.000000Z",
        "plan": {"startsOn": "2026-01-01", "results": [{"indicators": [{"targetValue": "100.5"}]}]},
        "late": False,
    }
    assert write_moment(datetime.fromisoformat("2026-03-10T09:00:00+07:00")) == write_moment(NOW)


async def test_fragments_aliases_and_directives_choose_what_is_read(http: httpx.AsyncClient) -> None:
    query = """query($yes: Boolean!, $no: Boolean!) {
      appraisals(first: 1) { edges { node { ...Part a: employee { name } b: employee { id @skip(if: $yes) number: nip } } } } }
      fragment Part on Appraisal {
        state @include(if: $no) ... on Node { id } cycle { ... on AppraisalCycle { name kind @include(if: $yes) } } }"""
    answer = (await http.post("/graphql", json={"query": query, "variables": {"yes": True, "no": False}})).json()
    node = answer["data"]["appraisals"]["edges"][0]["node"]
    assert {key: value for key, value in node.items() if key not in ("id", "b")} == {
        "cycle": {"name": "quarter", "kind": "QUARTERLY"},
        "a": {"name": "Staff"},
    }
    assert list(node["b"]) == ["number"]


def test_documents_are_kept_and_bounded() -> None:
    documents = Documents(build().core)
    assert documents.get(TYPED) is documents.get(TYPED)
    first = documents.get(TYPED)
    for number in range(KEPT_DOCUMENTS):
        documents.get(f"{{ a{number}: __typename }}")
    assert documents.get(TYPED) is not first
    long = TYPED + " " * KEPT_CHARS
    assert documents.get(long) is not documents.get(long)
