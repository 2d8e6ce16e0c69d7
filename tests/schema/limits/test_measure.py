"""What a document asks for is found in one pass: the nodes visited follow its length, whatever its fragments unfold to."""

import sys
from collections.abc import Callable, Iterator

import pytest
from graphql import Lexer, Source, TokenKind, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.execution import Executor, Operation
from schema.limits.bounds import Beyond, RequestLimits
from schema.limits.measure import measure
from schema.root import build

WIDE = RequestLimits(
    depth=50, fields=10**99, aliases=10**99, directives=10**99, breadth=10**99, root_fields=10**99, fragments=200, document_tokens=10**6
)
PAGE = "appraisals(first: 100) { edges { node { id %s } } }"


def tokens(text: str) -> int:
    def each() -> Iterator[int]:
        lexer = Lexer(Source(text))
        while lexer.advance().kind is not TokenKind.EOF:
            yield 1

    return sum(each())


def visited(text: str, limits: RequestLimits) -> int:
    try:
        return measure(parse(text), build().core, limits).visited
    except Beyond:
        return 0


def bomb(levels: int, spreads: int = 2) -> str:
    inner = " ".join(["...F{}"] * spreads)
    fragments = [f"fragment F{level} on Query {{ {inner.format(*[level + 1] * spreads)} }}" for level in range(levels)]
    return f"{{ ...F0 }} {' '.join(fragments)} fragment F{levels} on Query {{ __typename }}"


NAMES = st.sampled_from([f"F{number}" for number in range(8)])
FIELDS = st.sampled_from(["id", "appraisals(first: 3)", "a: employees(last: 9)", "edges", "node", "plan", "results @include(if: true)"])


def sets(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = st.one_of(
        st.builds("{} {{ {} }}".format, FIELDS, inner), NAMES.map("...{}".format), st.builds("... on Query {{ {} }}".format, inner)
    )
    return st.lists(one, min_size=1, max_size=4).map(" ".join)


SELECTIONS = st.recursive(st.one_of(FIELDS, NAMES.map("...{}".format)), sets, max_leaves=12)
DOCUMENTS = st.builds(
    lambda root, fragments: " ".join([f"{{ {root} }}", *(f"fragment F{at} on Query {{ {one} }}" for at, one in enumerate(fragments))]),
    SELECTIONS,
    st.lists(SELECTIONS, max_size=8),
)


@pytest.mark.proof
def test_the_nodes_visited_follow_the_tokens(scaled: Callable[[int], int], capsys: pytest.CaptureFixture[str]) -> None:
    counts = {"documents": 0, "worst": 0.0}

    @settings(max_examples=scaled(20_000), deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(DOCUMENTS)
    def run(text: str) -> None:
        seen, length = visited(text, WIDE), tokens(text)
        counts["documents"] += 1
        counts["worst"] = max(counts["worst"], seen / length)
        assert 0 < seen <= 3 * length

    run()
    with capsys.disabled():
        sys.stdout.write(f"measuring: {counts['documents']} documents, at most {counts['worst']:.2f} nodes visited a token\n")


@pytest.mark.parametrize("levels", [5, 20, 40])
def test_a_fragment_bomb_is_measured_once_a_fragment(levels: int) -> None:
    text = bomb(levels)
    # The operation, each fragment's definition, one spread of the operation and two of each fragment but the last, which has a field.
    assert visited(text, WIDE) == 1 + (levels + 1) + 1 + 2 * levels + 1
    with pytest.raises(Beyond) as refused:
        measure(parse(bomb(20)), build().core, RequestLimits())
    assert (refused.value.code, refused.value.params) == ("DOCUMENT_LIMIT", {"limit": "breadth", "max": 200})


def test_regression_6_a_small_document_with_much_to_compare_is_refused_by_counting() -> None:
    # 820 bytes once took 4.3 s to validate: the fragments unfold to more than a billion fields.
    text = bomb(18, 3)
    assert len(text) < 1_000
    executor = Executor(build())
    [error] = executor.prepare(Operation(text, None, None), "en").errors
    assert error["extensions"] == {"code": "DOCUMENT_LIMIT", "limit": "breadth", "max": 200}
    assert visited(text, WIDE) == 1 + 19 + 1 + 3 * 18 + 1


@pytest.mark.parametrize(
    "text",
    [
        "{ ...F0 } fragment F0 on Query { ...F0 }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A x: __typename }",
        "{ ...Nowhere }",
    ],
)
def test_circles_end(text: str) -> None:
    assert 0 < visited(text, RequestLimits()) <= 3 * tokens(text)
    prepared = Executor(build()).prepare(Operation(text, None, None), "en")
    assert {error["extensions"]["code"] for error in prepared.errors} == {"GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        ("{ __typename }", None, 1),
        # A statement and 20 rows.
        ("{ appraisals { edges { node { id } } } }", None, 21),
        ("{ appraisals(first: 7) { edges { node { id } } } }", None, 8),
        ("{ appraisals(last: 7) { totalCount } }", None, 8 + 0),
        ("query($n: Int) { appraisals(first: $n) { edges { node { id } } } }", {"n": 50}, 51),
        ("query($n: Int) { appraisals(first: $n) { edges { node { id } } } }", None, 21),
        ("query($n: Int = 30) { appraisals(first: $n) { edges { node { id } } } }", None, 31),
        ("query($n: Int = 30) { appraisals(first: $n) { edges { node { id } } } }", {"n": 2_000_000_000}, 101),
        # Ten rows, with one employee each: two statements.
        ("{ appraisals(first: 10) { edges { node { employee { name } } } } }", None, 22),
        ("{ appraisals(first: 10) { ...P } } fragment P on AppraisalConnection { edges { node { employee { name } } } }", None, 22),
        ("query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["a"] * 9}, 10),
        ("{ nodes(ids: [1, 2, 3]) { id } }", None, 4),
        ("{ appraisals(first: 10) { edges { node { plan { results { indicators { id } } } } } } }", None, 4 + 10 * (2 + 8 * (1 + 3))),
        # The preview reads about forty rows for each: results, indicators, realisations.
        ("{ appraisals(first: 10) { edges { node { availableActions { action } } } } }", None, 2 + 10 * (1 + 40)),
        ("{ __schema { types { name } } }", None, 100),
        ("mutation($i: ReviewAppraisalsInput!) { reviewAppraisals(input: $i) { results { replayed } } }", {"i": {"items": [{}] * 30}}, 300),
    ],
)
def test_costs_by_hand(query: str, variables: dict[str, object] | None, cost: int) -> None:
    prepared = Executor(build()).prepare(Operation(query, None, variables), "en")
    assert (prepared.errors, prepared.cost) == ((), cost)


def test_too_costly_is_refused_with_what_to_do() -> None:
    query = "query($n: Int) { a: appraisalCycles(first: $n) { edges { node { extensions(first: $n) { edges { node { id } } } } } } }"
    executor = Executor(build(), RequestLimits(cost=10_100))
    assert executor.prepare(Operation(query, None, {"n": 90}), "en").cost == 2 + 90 + 90 * 90
    [error] = executor.prepare(Operation(query, None, {"n": 100}), "en").errors
    assert error["extensions"] == {"code": "COST_LIMIT", "requested": 10_102, "max": 10_100, "path": "a.edges.node.extensions"}
    assert "smaller pages" in error["message"]
