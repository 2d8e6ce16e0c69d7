"""The rate limit over HTTP: whose points are used up, what is answered then, and that nothing is done for it."""

from collections.abc import Mapping

import httpx
import pytest
from starlette.applications import Starlette

from models.database import Database, counting
from schema.http import graphql_route
from server.app import create_app
from server.ratelimit import FAILED_SIGN_IN, RateLimit, place
from tests.conftest import client_of
from tests.engines import Urls
from tests.schema.calling import Calls
from tests.server.test_buckets import Hand
from tests.worlds import NOW, World, make_world

LEFT = "{ rateLimit { limit remaining resetAt } }"


class Asking:
    """A client from any address, of an endpoint whose points come back by a clock that stands still."""

    def __init__(self, world: World, *, size: int, refill: int) -> None:
        self.world = world
        self.clock = Hand()
        self.limit = RateLimit(size=size, refill=refill, clock=self.clock.read)
        self.app = Starlette(routes=[graphql_route(world.identify, self.limit)])
        self.app.state.database, self.app.state.clock = world.database, lambda: world.now

    async def __call__(
        self, who: str | None, document: str = LEFT, *, address: str = "192.0.2.1", variables: Mapping[str, object] | None = None
    ) -> httpx.Response:
        """Ask as somebody, from an address."""
        headers = {"Accept-Language": "en"} | ({} if who is None else {"Authorization": f"Bearer {self.world.token(who)}"})
        transport = httpx.ASGITransport(self.app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)

    async def served(self, who: str, times: int, *, address: str = "192.0.2.1") -> int:
        """Count how often somebody is served."""
        return sum([(await self(who, address=address)).status_code == 200 for _ in range(times)])


@pytest.fixture
async def world(database: Database) -> World:
    """A world."""
    return await make_world(database, complete=("employee",))


async def test_points_are_used_up_told_and_come_back(world: World) -> None:
    ask = Asking(world, size=5, refill=1)
    answers = [await ask("employee") for _ in range(7)]
    assert [one.status_code for one in answers] == [200] * 5 + [429] * 2
    assert [one.json()["data"]["rateLimit"]["remaining"] for one in answers[:5]] == [4, 3, 2, 1, 0]
    assert answers[2].json()["data"]["rateLimit"] == {"limit": 5, "remaining": 2, "resetAt": "2026-03-10T02:00:03.000000Z"}
    assert [one.headers["RateLimit"] for one in answers] == [f'"points";r={r};t={5 - r}' for r in (4, 3, 2, 1, 0, 0, 0)]
    assert {one.headers["RateLimit-Policy"] for one in answers} == {'"points";q=5;w=5;qu="points"'}
    error = answers[5].json()["errors"][0]
    assert (answers[5].headers["Retry-After"], error["extensions"]) == ("1", {"code": "RATE_LIMITED", "retryAfter": 1})
    assert error["message"] == "You have used up your points for now. Try again in 1 s, or ask for less at once."
    assert "data" not in answers[5].json()
    ask.clock.move(2)
    assert await ask.served("employee", 5) == 2
    ask.clock.move(1_000)
    assert await ask.served("employee", 9) == 5


async def test_nobody_uses_up_what_another_has(world: World) -> None:
    ask = Asking(world, size=5, refill=1)
    assert await ask.served("employee", 9) == 5
    assert await ask.served("supervisor", 9) == 5
    assert await ask.served("employee", 9, address="192.0.2.2") == 5
    assert await ask.served("employee", 9) == 0
    assert (len(ask.limit.persons), len(ask.limit.addresses)) == (3, 0)


async def test_the_addresses_of_one_network_are_one(world: World) -> None:
    ask = Asking(world, size=5, refill=1)
    assert [await ask.served("employee", 1, address=f"2001:db8:1:1::{one:x}") for one in range(7)] == [1] * 5 + [0] * 2
    assert await ask.served("employee", 1, address="2001:db8:1:2::1") == 1


@pytest.mark.parametrize("who", [None, "nobody"])
async def test_failing_to_sign_in_uses_up_the_address_and_not_the_office_behind_it(world: World, who: str | None) -> None:
    """The accident: one program with an old token behind the office's address, and the whole office is locked out."""
    ask = Asking(world, size=5 * FAILED_SIGN_IN, refill=FAILED_SIGN_IN)
    assert [(await ask(who)).status_code for _ in range(7)] == [401] * 5 + [429] * 2
    assert (await ask(who, address="192.0.2.2")).status_code == 401
    assert await ask.served("employee", 3) == 3
    refused = await ask(who)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    ask.clock.move(1)
    assert [(await ask(who)).status_code for _ in range(2)] == [401, 429]


async def test_what_can_not_be_run_costs_too(world: World) -> None:
    ask = Asking(world, size=5, refill=1)
    assert [(await ask("employee", document)).status_code for document in ("{", "{ nothing }", "{ a", "{ b", "{ c", "{ d")] == [200] * 5 + [
        429
    ]
    transport = httpx.ASGITransport(ask.app, client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        headers = {"Authorization": f"Bearer {world.token('employee')}"}
        answers = [await client.post("/graphql", content=b"?", headers=headers) for _ in range(6)]
    assert [one.status_code for one in answers] == [415] * 5 + [429]


async def test_a_command_beyond_the_limit_is_not_done(world: World) -> None:
    ask = Asking(world, size=2, refill=1)
    calls = Calls(world)
    assert await ask.served("employee", 3) == 2
    before = await calls.stored(but=frozenset())
    mutation = "mutation ($input: SubmitAppraisalInput!) { submitAppraisal(input: $input) { event { id } refusal { code } } }"
    given = {"input": await calls.subject("employee")}
    with counting() as tally:
        refused = await ask("employee", mutation, variables=given)
    assert (refused.status_code, tally.statements) == (429, 0)
    assert await calls.stored(but=frozenset()) == before
    # It costs more than there can be: it takes all of it.
    ask.clock.move(2)
    done = (await ask("employee", mutation, variables=given)).json()["data"]["submitAppraisal"]
    assert (done["refusal"], done["event"] is None) == (None, False)


async def test_a_request_dearer_than_a_bucket_takes_a_whole_one(world: World) -> None:
    """Else it would be told to come again, for ever."""
    limit = RateLimit(size=5, refill=1, clock=Hand().read)
    assert limit.admit(world.actor("employee"), None, 6).remaining == 0


async def test_without_points_nothing_is_told(world: World) -> None:
    body = await Calls(world).post("employee", LEFT)
    assert body["data"] == {"rateLimit": None}


async def test_the_app_counts_by_its_settings(world: World, urls: Urls) -> None:
    app = create_app(
        urls.settings(rate_points=1_234, rate_refill=100, cost=1_000), clock=lambda: NOW, identify=world.identify, ticks=Hand().read
    )
    async with client_of(app) as client:
        answers = [
            await client.post("/graphql", json={"query": LEFT}, headers={"Authorization": f"Bearer {world.token('employee')}"})
            for _ in range(2)
        ]
    assert [one.json()["data"]["rateLimit"]["limit"] for one in answers] == [1_234, 1_234]
    used = [1_234 - one.json()["data"]["rateLimit"]["remaining"] for one in answers]
    assert used[1] == 2 * used[0] > 0


def test_what_counts_as_one_address() -> None:
    assert place("192.0.2.1") != place("192.0.2.2")
    assert place("::ffff:192.0.2.1") == place("192.0.2.1")
    assert place(None) == place("nonsense")
