"""The GraphQL-over-HTTP specification, as the audits of the npm package ``graphql-http`` read it, over a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import uvicorn

from server.app import create_app
from server.settings import Settings
from tests.npm import TREES, run
from tests.schema.world import NOW, World, identifying
from tests.server.test_serving import free_port

AUDITS = 61


@pytest.fixture
async def address(settings: Settings, world: World) -> AsyncIterator[str]:
    """Where the whole server listens, its people those of the world."""
    port = free_port()
    app = create_app(settings.model_copy(update={"introspection": True}), clock=lambda: NOW, identify=identifying(world))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None))
    running = asyncio.create_task(server.serve())
    while not server.started:
        assert not running.done()
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}/graphql"
    server.should_exit = True
    await running


async def test_every_audit_passes(address: str) -> None:
    told = [json.loads(line) for line in (await run(TREES / "graphql-http", "audit.mjs", address, "chief")).splitlines()]
    assert [(one["id"], one["name"], one["reason"]) for one in told if one["status"] != "ok"] == []
    assert (len(told), len({one["id"] for one in told})) == (AUDITS, AUDITS)
