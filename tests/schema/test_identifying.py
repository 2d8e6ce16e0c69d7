"""The way from a token to an actor, through the endpoint."""

from datetime import datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from models.database import new_id
from schema.errors import RequestError
from schema.http import graphql_route
from schema.identifying import identify_by
from tests.schema.world import NOW, World, public_id
from workflows.identity import Subject


@pytest.fixture
def app(world: World) -> Starlette:
    """An app whose tokens are names of people; ``old`` has expired and ``ghost`` is nobody's."""

    async def verify(token: str, _: datetime) -> Subject:
        if token == "old":
            raise RequestError("TOKEN_EXPIRED")
        return Subject(new_id() if token == "ghost" else world.people[token].person_id)

    made = Starlette(routes=[graphql_route(identify_by(verify))])
    made.state.database = world.database
    made.state.clock = lambda: NOW
    return made


async def ask(app: Starlette, token: str, **headers: str) -> tuple[int, Any]:
    query = "{ viewer { employee { name } actingAs { position { name } } agency { name } } }"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://kinerja") as client:
        answer = await client.post("/graphql", json={"query": query}, headers={"Authorization": f"Bearer {token}", **headers})
    body = answer.json()
    return answer.status_code, body["errors"][0]["extensions"]["code"] if "errors" in body else body["data"]["viewer"]


async def test_a_person_acts_in_their_post(app: Starlette, world: World) -> None:
    chief = {"employee": {"name": "Chief"}, "actingAs": {"position": {"name": "Post of chief"}}, "agency": {"name": "Town"}}
    assert await ask(app, "chief") == (200, chief)
    own, others = (public_id("asg", world.assignments[name].id) for name in ("chief", "staff"))
    assert await ask(app, "chief", **{"Kinerja-Acting-As": own}) == (200, chief)
    assert await ask(app, "chief", **{"Kinerja-Acting-As": others}) == (403, "UNKNOWN_POST")


async def test_who_is_not_known_is_not_half_let_in(app: Starlette) -> None:
    assert await ask(app, "ghost") == (401, "UNAUTHENTICATED")
    assert await ask(app, "old") == (401, "TOKEN_EXPIRED")
