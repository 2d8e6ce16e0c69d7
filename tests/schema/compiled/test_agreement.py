"""The two executors agree: whatever is asked, by whomever, the compiled one answers what the reference one answers."""

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from models.database import Database
from schema.execution import TOO_DEEP
from schema.http import GraphQLEndpoint
from schema.root import build
from tests.engines import Urls
from tests.schema.compiled.generating import Generator
from tests.schema.test_statements import grown
from tests.schema.world import Api, app_of

OPERATIONS = 20_000
SHORT = 120
"""How many in `make test`."""
PEOPLE = ("mayor", "head", "chief", "staff", "auditor", "admin", "stranger", "clerk 1", "foreigner")
SEED = 20_260_310


def comparable(answer: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Give an answer's data with the order of its keys, and its errors in any order."""
    return json.dumps(answer.get("data", "absent")), sorted(json.dumps(one, sort_keys=True) for one in answer.get("errors", ()))


def endpoint_of(app: Starlette) -> GraphQLEndpoint:
    """Give what answers ``/graphql``."""
    (route,) = app.routes
    assert isinstance(route, Route)
    assert isinstance(route.app, GraphQLEndpoint)
    return route.app


@pytest.mark.proof
async def test_both_executors_answer_the_same(
    urls: Urls, database: Database, scaled: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    world = await grown(urls, database, 6)
    compiled, reference = Api(app_of(world)), Api(app_of(world, compiled=False))
    executor = endpoint_of(compiled.app).executor
    generator = Generator(build().core, random.Random(SEED))
    found: Counter[str] = Counter()
    for number in range(OPERATIONS if scaled(2) == 2 else SHORT):
        text, variables = generator.operation()
        who = generator.random.choice(PEOPLE)
        expected = await reference.answer(who, text, **variables)
        answer = await compiled.answer(who, text, **variables)
        assert comparable(answer) == comparable(expected), f"{number} {who}: {text}\n{json.dumps(variables)}"
        codes = {one["extensions"]["code"] for one in expected.get("errors", ())}
        assert "INTERNAL" not in codes, text
        generator.learn(expected.get("data"))
        found["with errors" if codes else "without"] += 1
        found.update(codes)
    with capsys.disabled():
        print(f"\nboth executors on {urls.dialect}: {dict(found)}")  # noqa: T201 - what a long run tried is its result
    assert found["without"] > found["with errors"]
    # What can't be compiled would be told here by its field's name, and a fault of the compiled executor by its own.
    deep = {TOO_DEEP} if urls.dialect == "sqlite" and sqlite3.sqlite_version_info < (3, 46) else set()
    assert set(executor.fallbacks) <= {"RequestError", *deep}
