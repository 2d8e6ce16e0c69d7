"""The README's first ten minutes, run as they stand there against a process that was started as `make run` starts it."""

import asyncio
import json
import os
import re
import shutil
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Block, blocks, section
from tests.server.test_serving import free_port

HEADING = "The first ten minutes"
SHOWN_ADDRESS = "127.0.0.1:8000"
MARK = "=== next ==="
LOADING_SECONDS = 400
STAND_IN = "stand-in"
# Each demo has its own ids, moments and names; what is compared of them is that they are there.
OWN = (
    (re.compile(r"\b([a-z]{3})_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), r"\1_…"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"), "moment"),
)
NAMES = "name"


def tried(page: str) -> list[tuple[str, Block | None]]:
    """Give each shell block of the section with the output that is shown right after it, None where none is."""
    found: list[tuple[str, Block | None]] = []
    for block in blocks(section(page, HEADING)):
        if block.language == "sh":
            found.append((block.text, None))
        elif block.follows and found:
            found[-1] = (found[-1][0], block)
    return found


def without_cost(answer: object) -> object:
    """Take out of an answer what it cost, which the pages leave out and say so."""
    if isinstance(answer, dict) and isinstance(told := answer.get("extensions"), dict) and set(told) == {"cost"}:
        return {key: held for key, held in answer.items() if key != "extensions"}
    return answer


def without_own(value: object) -> object:
    """Take out of an answer what each demo has of its own."""
    match value:
        case dict():
            return {key: NAMES if key == NAMES and isinstance(held, str) else without_own(held) for key, held in value.items()}
        case list():
            return [without_own(one) for one in value]
        case str():
            for pattern, instead in OWN:
                value = pattern.sub(instead, value)
            return value
    return value


def read(text: str, language: str) -> list[object]:
    """Read an output: each JSON document in it, or, where it is shown as text, each line, with JSON in lines read too."""
    if language != "json":
        return [_line(line) for line in text.replace("\r", "").splitlines() if line.strip()]
    found, rest = [], text.strip()
    while rest:
        value, end = json.JSONDecoder().raw_decode(rest)
        found.append(without_own(without_cost(value)))
        rest = rest[end:].strip()
    return found


def _line(line: str) -> object:
    return without_own(without_cost(json.loads(line))) if line.startswith("{") else line.strip()


def runs(script: Path, module: str) -> None:
    """Write a script that runs one of our modules."""
    script.parent.mkdir(parents=True)
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m {module} "$@"\n')
    script.chmod(0o755)


async def typed(script: str, folder: Path, *, stand_in: bool) -> str:
    """Run a script as somebody types it in a folder; give what it prints."""
    path = os.environ["PATH"]
    environment = os.environ | {"PATH": f"{folder / STAND_IN}:{path}" if stand_in else path}
    shell = await asyncio.create_subprocess_exec("sh", "-e", "-c", script, cwd=folder, env=environment, stdout=PIPE, stderr=PIPE)
    out, err = await asyncio.wait_for(shell.communicate(), 120)
    assert (shell.returncode, err.decode()) == (0, "")
    return out.decode()


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[tuple[Path, str]]:
    """A folder with the command line in it, as `make run` makes one, and the address of a process that serves a demo from there."""
    command = tmp_path / ".venv" / "bin" / "kinerja"
    runs(command, "server")
    runs(tmp_path / STAND_IN / "curl", "tests.docs.curl")
    port = free_port()
    environment = os.environ | {"KINERJA_DEV_ISSUER": "1", "KINERJA_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(command, "serve", "--demo", cwd=tmp_path, env=environment, stdout=PIPE, stderr=PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    said = asyncio.create_task(process.stderr.read())
    try:
        first = await asyncio.wait_for(process.stdout.readline(), LOADING_SECONDS)
        assert first.startswith(b"Kinerja answers on "), (await said)[-2000:]
        yield tmp_path, f"127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await said


async def test_the_first_ten_minutes(place: tuple[Path, str]) -> None:
    """The accident: the page that everybody reads first shows calls of last year, and whoever tries them gives up there."""
    folder, address = place
    steps = tried((ROOT / "README.md").read_text(encoding="utf-8"))
    script = "".join(f"{text}\nprintf '\\n{MARK}\\n'\n" for text, _ in steps).replace(SHOWN_ADDRESS, address)
    out = await typed(script, folder, stand_in=shutil.which("curl") is None)
    printed = out.split(f"\n{MARK}\n")
    assert printed.pop() == ""
    assert len(printed) == len(steps)
    for (text, shown), got in zip(steps, printed, strict=True):
        language = "text" if shown is None else shown.language
        assert read(got, language) == ([] if shown is None else read(shown.text, language)), f"{text}\nprinted\n{got}"
    assert sum(shown is not None for _, shown in steps) >= 8
    # The stand-in for curl, which runs all of this where there is no curl, says the same of what changes nothing.
    still = "".join(text for text, _ in (steps[0], *steps[-2:])).replace(SHOWN_ADDRESS, address).replace("$appraisal", "apr_7")
    said = [await typed(still, folder, stand_in=stand_in) for stand_in in (shutil.which("curl") is None, True)]
    assert said[0] == said[1]


def test_only_what_each_demo_has_of_its_own_is_left_out() -> None:
    shown = '{"id": "apr_01930000-0000-7000-8000-000000000001", "at": "2026-01-02T03:04:05.000000Z", "name": "A", "state": "DRAFT"}'
    same = shown.replace("0001", "0002").replace("03:04", "04:05").replace('"A"', '"B"')
    assert read(f"{shown}\n{shown}", "json") == read(same + same, "json")
    for other in (shown.replace("DRAFT", "APPROVED"), shown.replace("apr_", "pln_"), shown.replace('"A"', "null"), f"{shown}{shown}"):
        assert read(other, "json") != read(shown, "json")
    assert read("HTTP/1.1 401 Unauthorized\r\n", "text") != read("HTTP/1.1 200 OK\n", "text")
