"""What a request sends to its database, kept in order, so that the same can be sent again by the bare driver."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from models.database.postgres import PostgresConnection
from models.database.runner import Database
from models.database.sqlite import SqliteConnection
from server.app import create_app
from tests.benchmarks.town import Call
from tests.conftest import client_of
from tests.engines import Urls
from tests.worlds import World


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as its driver was given it; ``sql`` is BEGIN or COMMIT around a transaction's."""

    sql: str
    values: tuple[object, ...] = ()
    returns: bool = True


Script = tuple[Sent, ...]


def statements(script: Script) -> int:
    """Count the statements of a request; BEGIN and COMMIT don't count."""
    return sum(one.sql not in ("BEGIN", "COMMIT") for one in script)


@contextmanager
def recording() -> Iterator[list[Sent]]:
    """Keep all that is sent by this process in the block; for one request at a time."""
    kept: list[Sent] = []
    sqlite_send, postgres_send, attempts = SqliteConnection._send, PostgresConnection._send, Database._attempts

    async def sqlite(self: SqliteConnection, sql: str, values: Sequence[object]) -> Any:
        kept.append(Sent(sql, tuple(values)))
        return await sqlite_send(self, sql, values)

    async def postgres(self: PostgresConnection, method: Any, sql: str, values: Sequence[object]) -> Any:
        kept.append(Sent(sql, tuple(values), method.__name__ == "fetch"))
        return await postgres_send(self, method, sql, values)

    async def transaction(self: Database, work: Any) -> Any:
        kept.append(Sent("BEGIN"))
        answer = await attempts(self, work)
        kept.append(Sent("COMMIT"))
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteConnection, "_send", sqlite)
        patch.setattr(PostgresConnection, "_send", postgres)
        patch.setattr(Database, "_attempts", transaction)
        yield kept


async def record(urls: Urls, world: World, calls: Sequence[Call]) -> list[Script]:
    """Send each call once to the app in this process, over a copy of the database, and give what each sent there."""
    scripts = []
    app = create_app(urls.settings(dev_issuer=True), clock=lambda: world.now)
    async with client_of(app) as client:
        # The first request reads the issuer's key, which is kept.
        await client.post("/graphql", json={"query": "{ __typename }"}, headers=calls[0].headers)
        # A start looks for openings to go on with, which is no part of any request.
        await app.state.openings.idle()
        for call in calls:
            with recording() as kept:
                answer = await client.post("/graphql", json=call.body, headers=call.headers)
            check(answer.json())
            scripts.append(tuple(kept))
    return scripts


def check(body: dict[str, Any]) -> None:
    """Check that a call did what it was asked: what is refused costs something else.

    Raises:
        ValueError: it didn't.
    """
    answers = (body.get("data") or {}).values()
    payloads = [each for one in answers for each in one.get("results", [one]) if "refusal" in each]
    if "errors" in body or any(one["refusal"] is not None for one in payloads):
        raise ValueError(f"a measured request was refused: {body}")
