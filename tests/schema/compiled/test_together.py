"""The compiled executor among many requests: what is learned of a document is learned once, and a database without room is asked once."""

import asyncio
from typing import Any

import pytest

from models.database import Busy
from tests.schema.world import Api, World, app_of

DEEP = """{ appraisals(first: 2) { edges { node {
  employee { unit { parent { parent { name } } } } plan { results { indicators { title } } } } } } }"""


async def test_many_at_once_learn_as_much_as_one(world: World) -> None:
    """How deep a document is for SQLite's parser; each step that is taken too far would cost statements for ever."""
    alone, together = Api(app_of(world)), Api(app_of(world))
    expected = await alone.data("head", DEEP)
    await alone.data("head", DEEP)
    assert await asyncio.gather(*(together.data("head", DEEP) for _ in range(8))) == [expected] * 8
    assert await together.data("head", DEEP) == expected
    assert together.statements == alone.statements


async def test_a_database_without_room_is_asked_once_a_root_field(world: World, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def busy(work: Any, **_: Any) -> Any:
        asked.append(work)
        raise Busy("all connections are in use")

    monkeypatch.setattr(world.database, "read", busy)
    answer = await api.answer("head", "{ a: appraisals { totalCount } orgUnits { totalCount } }")
    assert answer["data"] == {"a": None, "orgUnits": None}
    told = [(one["extensions"]["code"], one["path"], one["locations"]) for one in answer["errors"]]
    assert told == [("BUSY", ["a"], [{"line": 1, "column": 3}]), ("BUSY", ["orgUnits"], [{"line": 1, "column": 32}])]
    assert len(asked) == 2
