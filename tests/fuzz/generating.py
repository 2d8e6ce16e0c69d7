"""Documents made by hypothesis-graphql from the published schema, and a walk through so many of them."""

import asyncio

from graphql import DocumentNode, build_schema
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries

from tests.docs.pages import ROOT
from tests.fuzz.walk import PERSONAS, Walk

SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
SCALARS = {
    "Date": st.just(nodes.String("2026-08-20")),
    "DateTime": st.just(nodes.String("2026-08-20T03:00:00Z")),
    "UUID": st.uuids().map(lambda one: nodes.String(str(one))),
    "Decimal": st.just(nodes.String("1.5")),
}
assert SCHEMA.mutation_type is not None
assert SCHEMA.query_type is not None
NAMES = sorted(SCHEMA.mutation_type.fields)


def as_it_is(document: DocumentNode) -> DocumentNode:
    """Take a generated document as the tree that it is."""
    return document


QUERIES = st.one_of(
    [queries(SCHEMA, fields=[name], custom_scalars=SCALARS, print_ast=as_it_is) for name in sorted(SCHEMA.query_type.fields)]
)
MUTATIONS = st.one_of([mutations(SCHEMA, fields=[name], custom_scalars=SCALARS, print_ast=as_it_is) for name in NAMES])


ALL = st.integers(0, 2).flatmap(lambda kind: MUTATIONS if kind else QUERIES)


async def walked(walk: Walk, documents: int, number: int, made: st.SearchStrategy[DocumentNode] = ALL) -> None:
    """Let hypothesis make so many documents in a thread of its own, and send each; ``number`` seeds it."""
    loop = asyncio.get_running_loop()

    @seed(number)
    @hypothesis_settings(
        max_examples=documents, phases=[Phase.generate], deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.sampled_from(PERSONAS), made, st.integers(0, 2**32))
    def send(who: str, document: DocumentNode, chosen: int) -> None:
        asyncio.run_coroutine_threadsafe(walk.step(who, document, chosen), loop).result()

    await asyncio.to_thread(send)
