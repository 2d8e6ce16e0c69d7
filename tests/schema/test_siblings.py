"""Library fact 1: graphql-core cancels sibling resolvers when a non-null field fails, whatever they are doing at that moment."""

import asyncio
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, graphql

from models.database import Connection, Database, Limits, new_id, open_database
from models.people import Agency
from models.vocabulary import ApprovalRoute
from tests.engines import Urls

ROUNDS = 100


def agency() -> Agency:
    """Make an agency of its own code."""
    key = new_id()
    return Agency(
        id=key,
        code=str(key),
        name="Kota",
        time_zone="Asia/Jakarta",
        approval_route=ApprovalRoute.SUPERIOR,
        opens_acting=True,
        exempt_statuses="[]",
        version=1,
    )


@pytest.mark.parametrize("steps", [0, 1, 3])
async def test_a_failing_sibling_neither_undoes_nor_holds_what_runs_beside_it(urls: Urls, database: Database, steps: int) -> None:
    """``{boom a b c}`` hung SQLite after 6 queries and a pool of 5 after 71: a lock or a connection was lost with each cancelled BEGIN."""
    hasty = await open_database(urls.serving, limits=Limits(busy_seconds=5.0, write_connections=2, read_connections=2))
    begun = 0

    async def boom(*given: Any) -> int:
        for _ in range(steps):
            await asyncio.sleep(0)
        raise RuntimeError("boom")

    async def write(*_: Any) -> int:
        nonlocal begun

        async def work(conn: Connection) -> int:
            nonlocal begun
            await conn.insert([agency()])
            begun += 1
            return 1

        return await hasty.transaction(work)

    async def read(*_: Any) -> int:
        return len(await hasty.read(lambda conn: conn.fetch("SELECT 1 AS one")))

    fields = {
        "boom": GraphQLField(GraphQLNonNull(GraphQLInt), resolve=boom),
        **{name: GraphQLField(GraphQLInt, resolve=write) for name in ("a", "b")},
        **{name: GraphQLField(GraphQLInt, resolve=read) for name in ("c", "d")},
    }
    schema = GraphQLSchema(GraphQLObjectType("Query", fields))
    async with asyncio.timeout(120):
        for _ in range(ROUNDS):
            result = await graphql(schema, "{ a b boom c d }")
            assert (result.data, [str(error.original_error) for error in result.errors or ()]) == (None, ["boom"])
        whole = await graphql(schema, "{ a b c d }")
        assert whole.data == {"a": 1, "b": 1, "c": 1, "d": 1}
        await hasty.close()
    assert begun == 2 * ROUNDS + 2
    [row] = await database.read(lambda conn: conn.fetch("SELECT COUNT(*) AS n FROM agency"))
    assert row["n"] == begun, "what had begun was finished, and nothing twice"
