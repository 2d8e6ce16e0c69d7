"""The command line."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE

import pytest

from server.cli import COMMANDS, main
from tests.engines import PostgresEngine, SqliteEngine


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: object, capsys: pytest.CaptureFixture[str]) -> None:
    name, says = getattr(command, "name", ""), getattr(command, "help", "")
    with pytest.raises(SystemExit) as ended:
        main([*name.split(), "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert out.startswith(f"usage: kinerja {name} ")
    assert says in " ".join(out.split())


def test_what_is_not_understood_is_told_apart_from_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["approve-everything"])
    assert ended.value.code == 2
    assert "approve-everything" in capsys.readouterr().err


async def test_migrating_prints_what_was_applied_and_then_nothing(server_of_engine: SqliteEngine | PostgresEngine) -> None:
    urls = await server_of_engine.empty()
    environment = (
        os.environ | {"KINERJA_DATABASE_URL": urls.serving} | ({} if urls.dialect == "sqlite" else {"KINERJA_MIGRATION_URL": urls.owner})
    )
    printed = []
    for _ in range(2):
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "server", "migrate", env=environment, stdout=PIPE, stderr=PIPE)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        assert (process.returncode, err) == (0, b"")
        printed.append(out.decode().splitlines())
    assert printed[0][0] == "0001_initial"
    assert printed[1] == []
