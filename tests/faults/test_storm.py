"""Cancelled, failing and half-read queries: no hang, no connection lost, no memory lost, nothing at error level, and a write afterwards."""

import asyncio
import random
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

import httpx
import pytest

from models.database import open_database
from tests.engines import Urls
from tests.faults.failing import PLENTY
from tests.faults.load import write_until, writers_of
from tests.faults.storm import GUARD_SECONDS, Storm
from tests.server.test_serving import free_port, serving
from tests.worlds import make_world
from workflows.development import load_issuer

QUERIES, WARM = 10_000, 400
CLERKS = 8
POOLS = {"sqlite": {"read": 5, "write": 1}, "postgres": {"read": 5, "write": 5}}
MEMORY = "process_resident_memory_bytes"


async def figures(client: httpx.AsyncClient, metrics: str) -> dict[str, float]:
    """Read the process's figures by name and labels."""
    page = (await client.get(metrics)).text
    lines = (line.rpartition(" ") for line in page.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def connections(told: dict[str, float], state: str) -> dict[str, float]:
    """Pick the connections in a state, by pool."""
    return {pool: told[f'kinerja_database_connections{{pool="{pool}",state="{state}"}}'] for pool in ("read", "write")}


@pytest.mark.proof
async def test_queries_that_go_wrong(urls: Urls, scaled: Callable[[int], int], capsys: pytest.CaptureFixture[str]) -> None:
    """The accident: clients on a train, and by noon every connection to the database is in somebody's hands who went long ago."""
    names = [f"clerk-{number}" for number in range(CLERKS)]
    database = await open_database(urls.serving)
    world = await make_world(database, complete=names, clerks=CLERKS)
    world.now = datetime.now(UTC)
    writers = await writers_of(world, names)
    issuer = await database.read(load_issuer)
    assert issuer is not None
    token = issuer.issue(world.members["supervisor"].person_id, world.now)
    await database.close()
    port, memory, errors = free_port(), [], bytearray()
    metrics = f"http://127.0.0.1:{port + 1}/metrics"
    settings = {"KINERJA_DEV_ISSUER": "1", **PLENTY, "KINERJA_LOG_LEVEL": "ERROR"}
    storm = Storm(port, token, [(one.appraisal, one.token) for one in writers[1:]], random.Random(4))
    async with serving(urls, port, **settings) as (process, address), httpx.AsyncClient(base_url=address, timeout=GUARD_SECONDS) as probe:
        assert process.stderr is not None
        said = asyncio.create_task(process.stderr.read())
        # What Python and the engines keep for good is there after the first few hundred, of which the whole run's first tenth is made.
        await storm.blow(max(0, WARM - scaled(QUERIES) // 10))
        for _ in range(10):
            await storm.blow(scaled(QUERIES) // 10)
            memory.append((await figures(probe, metrics))[MEMORY])
        async with asyncio.timeout(GUARD_SECONDS):
            # Who asked went, what was asked goes on to its end.
            while any(connections(await figures(probe, metrics), "in_use").values()):
                pass
        free = connections(await figures(probe, metrics), "free")
        begun = perf_counter()
        await write_until(writers[:1], address, lambda: bool(writers[0].acknowledged))
        took = perf_counter() - begun
        process.send_signal(signal.SIGTERM)
        errors += await asyncio.wait_for(said, GUARD_SECONDS)
    assert free == POOLS[urls.dialect]
    assert not errors, errors.decode()[-3000:]
    assert memory[9] <= 1.05 * memory[1]
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\nqueries that go wrong on {urls.dialect}: {sum(storm.kinds.values())} ({dict(sorted(storm.kinds.items()))}), codes"
            f" {dict(sorted(storm.codes.items()))}; free connections {free}; memory of the tenths"
            f" {', '.join(f'{one / 2**20:.1f}' for one in memory)} MiB; then a write in {took * 1000:.0f} ms; 0 log lines at error level"
        )
