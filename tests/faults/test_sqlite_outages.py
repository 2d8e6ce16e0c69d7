"""SQLite's disk full, its file read-only, its ``-wal`` left by a crash: clear answers, recovery without hands, nothing lost."""

import asyncio
import ctypes
import os
import resource
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from models.database import open_database
from tests.engines import Urls
from tests.faults.failing import Server, start
from tests.faults.load import Writer, acknowledged, write_once, write_until
from tests.faults.test_outages import check, make_writers, more
from tests.server.test_serving import free_port

TIMES, BETWEEN = 10, 100
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24
PAGE = "{ viewer { employee { id } inbox(first: 5) { edges { node { id state } } } } }"
WAITED = 120

pytestmark = [pytest.mark.proof, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


def path_of(urls: Urls) -> Path:
    """Give the database's file."""
    return Path(urls.serving.removeprefix("sqlite://"))


def allow_bytes(server: Server, most: int) -> None:
    """Let the server's files grow to so many bytes and no further, as a full disk would."""
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, hard))


async def reads(server: Server, writer: Writer) -> None:
    """Ask what needs no writing."""
    async with httpx.AsyncClient(base_url=server.address, timeout=60) as client:
        answer = (await client.post("/graphql", json={"query": PAGE}, headers={"Authorization": f"Bearer {writer.token}"})).json()
    assert "errors" not in answer, answer
    assert answer["data"]["viewer"]["employee"] is not None


async def test_disk_full(urls: Urls, scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever writes is told UNAVAILABLE, whoever reads is answered; with room again everything goes on."""
    world, writers = await make_writers(urls)
    server = await start(urls, world.now, log=tmp_path / "server.log", KINERJA_LOG_LEVEL="ERROR")
    told = 0
    try:
        for _ in range(scaled(TIMES)):
            await write_until(writers, server.address, more(writers, scaled(BETWEEN)))
            allow_bytes(server, 4096)
            full = asyncio.create_task(write_until(writers, server.address, lambda: all(one.unavailable for one in writers), patient=True))
            await asyncio.wait_for(full, WAITED)
            for one in writers:
                await reads(server, one)
            allow_bytes(server, resource.RLIM_INFINITY)
            # One after the other: of many at once somebody always waits for an answer.
            await write_once([one for one in writers if one.unanswered is not None], server.address)
            for one in writers:
                told, one.unavailable = told + one.unavailable, 0
        looked = await check(urls, world, writers)
    finally:
        assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    assert sum(one.gone for one in writers) == 0
    assert (tmp_path / "server.log").read_text() == ""
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\nSQLite's disk full {scaled(TIMES)} times under load: {told} refusals, {looked} acknowledged writes, each there once"
        )


async def test_a_log_left_by_a_crash(urls: Urls, scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the ``-shm`` beside it, without, and in a folder that can't be written to at first."""
    world, writers = await make_writers(urls)
    path = path_of(urls)
    wal, shm = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    turns, looked = max(3, scaled(3 * TIMES)), 0
    for turn in range(turns):
        server = await start(urls, world.now, log=tmp_path / "server.log")
        # Whoever was cut off by the last crash sends the same again.
        await write_until(writers, server.address, more(writers, scaled(BETWEEN)))
        writing = asyncio.create_task(write_until(writers, server.address, lambda: False))
        await asyncio.sleep(0.02)
        assert await server.end(signal.SIGKILL) == -signal.SIGKILL
        await asyncio.wait_for(writing, WAITED)
        assert wal.stat().st_size > 0
        if turn % 3 == 1:
            shm.unlink()
        elif turn % 3 == 2:
            shm.unlink()
            path.parent.chmod(0o555)
            code, out, err = await serve_without_override(urls)
            path.parent.chmod(0o755)
            assert (code, out, err) == (1, "", f"kinerja: {path.parent}: can't be written to, which a database needs\n")
            assert wal.stat().st_size > 0
        looked = await check(urls, world, writers)
    assert looked >= turns * scaled(BETWEEN)
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\nSQLite's log left by a crash {turns} times, a third without -shm, a third in a read-only folder at first:"
            f" {looked} acknowledged writes, each there once"
        )


async def test_a_file_that_is_read_only(urls: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The server says so in one line and doesn't start: one that refused every command would look well. Writable again, it serves."""
    world, writers = await make_writers(urls)
    path = path_of(urls)
    before = path.read_bytes()
    path.chmod(0o444)
    code, out, err = await serve_without_override(urls)
    assert (code, out, err) == (1, "", f"kinerja: {path}: can't be written to, which a database needs\n")
    assert path.read_bytes() == before
    path.chmod(0o600)
    server = await start(urls, world.now, log=tmp_path / "server.log")
    await write_until(writers, server.address, lambda: acknowledged(writers) >= len(writers))
    assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    looked = await check(urls, world, writers)
    assert looked >= len(writers)
    with capsys.disabled():
        print(f"\nSQLite's file read-only: one line and exit code 1, the file as it was; then {looked} acknowledged writes")  # noqa: T201


async def test_a_file_that_is_no_database(urls: Urls, tmp_path: Path) -> None:
    """One line that names it, and it stays as it is."""
    path = tmp_path / "other.sqlite3"
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(OSError, match="file is not a database") as told:
        await open_database(f"sqlite://{path}")
    assert told.value.filename == str(path)
    assert path.read_bytes() == b"this is no database" * 1000


async def serve_without_override(urls: Urls) -> tuple[int, str, str]:
    """Run ``kinerja serve`` as one whom modes of files bind, also where the tests run as root; give exit code and what it said."""

    def bound() -> None:
        if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "can't be bound by modes")

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", "serve"),
        env=os.environ | {"KINERJA_DATABASE_URL": urls.serving, "KINERJA_PORT": str(free_port())},
        stdout=PIPE,
        stderr=PIPE,
        preexec_fn=bound,
    )
    out, err = await asyncio.wait_for(process.communicate(), WAITED)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()
