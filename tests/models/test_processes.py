"""Several processes over one SQLite file: no lost update, no "database is locked", nobody starves, a dead holder holds nothing."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from models.database import Busy, Connection, open_database
from models.migrations import migrate
from tests.engines import SqliteEngine
from tests.models.conftest import SHORT
from tests.models.rows import agency

ROOT = Path(__file__).parents[2]


async def started(*arguments: str) -> asyncio.subprocess.Process:
    """Start Python on the repository."""
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


async def made(sqlite_server: SqliteEngine) -> str:
    """Make a database with one agency and give its URL."""
    urls = await sqlite_server.empty()
    await migrate(urls.owner)
    database = await open_database(urls.owner)
    await database.transaction(lambda conn: conn.insert([agency()]))
    await database.close()
    return urls.owner


async def share(url: str, seconds: float) -> tuple[list[int], list[float]]:
    """Let two processes write side by side, and judge what they did; give each one's writes, and the longest wait in seconds."""
    processes = [await started(str(ROOT / "tests/models/writer.py"), url, str(seconds)) for _ in range(2)]
    outputs = [(await process.communicate())[0].decode().split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    counts, waits = [int(output[0]) for output in outputs], [float(output[1]) for output in outputs]
    database = await open_database(url)
    rows = await database.read(lambda conn: conn.fetch("SELECT version FROM agency"))
    await database.close()
    assert rows[0]["version"] == 1 + sum(counts)
    assert min(counts) > 0.25 * max(counts)
    assert max(waits) < 2.0
    return counts, waits


async def test_two_processes_writing_side_by_side(sqlite_server: SqliteEngine) -> None:
    await share(await made(sqlite_server), 2.0)


@pytest.mark.proof
async def test_two_processes_writing_side_by_side_for_a_minute(
    sqlite_server: SqliteEngine, scaled: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """A minute in `make proof`, a tenth of it elsewhere."""
    seconds = min(60, 5 * scaled(60) + 1)
    counts, waits = await share(await made(sqlite_server), float(seconds))
    with capsys.disabled():
        print(f"\ntwo processes over one SQLite file for {seconds} s: {counts} writes, 0 lost, longest waits {waits} s")  # noqa: T201


async def test_the_ticket_of_a_killed_process_is_free(sqlite_server: SqliteEngine) -> None:
    url = await made(sqlite_server)
    program = (
        "import asyncio, sys; from models.database import open_database\n"
        "async def main():\n"
        "    database = await open_database(sys.argv[1])\n"
        "    async def work(conn):\n"
        "        await conn.execute('UPDATE agency SET version = 99'); print('holding', flush=True); await asyncio.sleep(60)\n"
        "    await database.transaction(work)\n"
        "asyncio.run(main())\n"
    )
    holder = await started("-c", program, url)
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"holding\n"
    database = await open_database(url, limits=SHORT)

    async def write(conn: Connection) -> int:
        return await conn.execute("UPDATE agency SET version = version + 1")

    with pytest.raises(Busy):
        await database.transaction(write)
    waiting = asyncio.create_task(database.transaction(write))
    await asyncio.sleep(0.05)
    holder.send_signal(signal.SIGKILL)
    assert await waiting == 1
    await holder.wait()
    rows = await database.read(lambda conn: conn.fetch("SELECT version FROM agency"))
    assert rows[0]["version"] == 2
    await database.close()


async def test_after_busy_the_ticket_that_comes_late_is_given_on(sqlite_server: SqliteEngine) -> None:
    """Two openings of one file in one process take turns too, and who gave up waiting keeps nothing."""
    url = await made(sqlite_server)
    one, other = await open_database(url), await open_database(url, limits=SHORT)
    holding, go_on = asyncio.Event(), asyncio.Event()

    async def hold(conn: Connection) -> None:
        holding.set()
        await go_on.wait()

    held = asyncio.create_task(one.transaction(hold))
    await holding.wait()
    with pytest.raises(Busy):
        await other.transaction(hold)
    go_on.set()
    await held
    async with asyncio.timeout(5):
        await one.transaction(hold)
        await other.transaction(hold)
        await one.transaction(hold)
    await one.close()
    await other.close()
