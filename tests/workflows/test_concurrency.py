"""A hundred who approve the same appraisal at once: one succeeds, the others learn that it has moved on, and there is one event."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import httpx

from models.database import Database
from models.vocabulary import AppraisalState
from server.app import create_app
from tests.conftest import client_of
from tests.engines import Urls
from tests.server.test_serving import free_port, serving
from tests.worlds import World, make_world
from workflows.development import load_issuer, mark_demo

MUTATION = (
    "mutation($input: ApproveAppraisalInput!) { approveAppraisal(input: $input)"
    " { appraisal { state version } event { id } refusal { code currentState currentVersion changedAction } } }"
)
HUNDRED = 100


async def approve(client: httpx.AsyncClient, world: World, token: str, version: int) -> dict[str, Any]:
    """Approve the employee's appraisal once; give the payload."""
    asked = {"id": world.appraisal("employee"), "expectedVersion": version}
    response = await client.post(
        "/graphql", json={"query": MUTATION, "variables": {"input": asked}}, headers={"Authorization": f"Bearer {token}"}
    )
    body = response.json()
    assert response.status_code == 200, body
    assert "errors" not in body, body
    payload: dict[str, Any] = body["data"]["approveAppraisal"]
    return payload


async def one_of_a_hundred(world: World, clients: Sequence[httpx.AsyncClient], token: str) -> None:
    """Send a hundred approvals at once, spread over the clients, and judge the outcome."""
    version = await world.version("employee")
    payloads = await asyncio.gather(*(approve(clients[i % len(clients)], world, token, version) for i in range(HUNDRED)))
    codes = Counter(payload["refusal"]["code"] if payload["refusal"] else "done" for payload in payloads)
    assert codes == {"done": 1, "STALE": HUNDRED - 1}
    for payload in payloads:
        if payload["refusal"]:
            assert payload["refusal"] | {"code": ""} == {
                "code": "",
                "currentState": "APPROVED",
                "currentVersion": version + 1,
                "changedAction": "APPROVE",
            }
    sql = "SELECT action FROM event WHERE subject_id = :id AND version > :version"
    events = await world.all(sql, id=world.members["employee"].appraisal_id, version=version)
    assert [row["action"] for row in events] == ["APPROVE"]
    assert await world.version("employee") == version + 1


async def test_in_one_process(database: Database, urls: Urls) -> None:
    """Were the check of the version not one with the write, several would pass it before the first has written."""
    world = await make_world(database, complete=("employee",))
    await world.bring("employee", AppraisalState.REVIEWED)
    app = create_app(urls.settings(), clock=lambda: world.now, identify=world.identify)
    async with client_of(app) as client:
        await one_of_a_hundred(world, [client], world.token("approver"))


async def test_with_two_processes(database: Database, urls: Urls) -> None:
    """Locks inside a process don't help against another: two servers over one database share the hundred."""
    now = datetime.now(UTC)
    world = await make_world(database, complete=("employee",))
    await world.bring("employee", AppraisalState.REVIEWED)
    await database.transaction(mark_demo)
    issuer = await database.read(load_issuer)
    assert issuer is not None
    token = issuer.issue(world.members["approver"].person_id, now)
    async with AsyncExitStack() as stack:
        clients = []
        for _ in range(2):
            _, base = await stack.enter_async_context(serving(urls, free_port(), KINERJA_DEV_ISSUER="1"))
            clients.append(await stack.enter_async_context(httpx.AsyncClient(base_url=base, timeout=60)))
        await one_of_a_hundred(world, clients, token)
