"""The README's section on identity providers, run as it stands there, but for the provider: that is the tests' own."""

import asyncio
import json
import os
import shutil
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from graphql import build_schema, parse, validate

from server.clock import system_clock
from tests.docs.pages import ROOT, blocks, section
from tests.docs.test_first_minutes import STAND_IN, runs, typed, without_cost
from tests.server.oidc.issuer import running_issuer
from tests.server.test_serving import free_port

HEADING = "Your identity provider in five minutes"
SHOWN_ISSUER = "https://sso.example.go.id/realms/asn"
SHOWN_ADDRESS = "127.0.0.1:8000"
NIP = "198501012010012001"
SUBJECT = "7f3c2a10-5d5e-4c8f-9a51-0f5a6f4e2b11"


@asynccontextmanager
async def serving(script: str, folder: Path, port: int, **settings: str) -> AsyncIterator[list[str]]:
    """Run a script whose last line serves, until it answers; give what the lines before it printed."""
    environment = os.environ | {"KINERJA_PORT": str(port), **settings}
    process = await asyncio.create_subprocess_exec("sh", "-e", "-c", script, cwd=folder, env=environment, stdout=PIPE, stderr=PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    said = asyncio.create_task(process.stderr.read())
    printed: list[str] = []
    try:
        while not printed or not printed[-1].startswith("Kinerja answers on "):
            line = await asyncio.wait_for(process.stdout.readline(), 60)
            assert line, (await said)[-2000:]
            printed.append(line.decode().strip())
        yield printed[:-1]
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await said


async def test_the_section_on_identity_providers(tmp_path: Path) -> None:
    """The accident: whoever sets up sign-in by this page locks everybody out, or lets everybody in."""
    page = section((ROOT / "README.md").read_text(encoding="utf-8"), HEADING)
    setting_up, serve, asking = [block.text for block in blocks(page) if block.language == "sh"]
    [shown] = [json.loads(block.text) for block in blocks(page) if block.language == "json"]
    runs(tmp_path / ".venv" / "bin" / "kinerja", "server")
    runs(tmp_path / STAND_IN / "curl", "tests.docs.curl")
    port, stand_in = free_port(), shutil.which("curl") is None
    async with running_issuer() as issuer:
        told = (setting_up + "exec " + serve).replace(SHOWN_ISSUER, issuer.address)
        assert told.count(issuer.address) == 1
        async with serving(told, tmp_path, port) as printed:
            assert [line[:4] for line in printed[-2:]] == ["agy_", "idn_"], "after the names of the migrations"

            async def ask(token: str) -> dict[str, object]:
                script = f"token='{token}'\n" + asking.replace(SHOWN_ADDRESS, f"127.0.0.1:{port}")
                answer: dict[str, object] = without_cost(json.loads(await typed(script, tmp_path, stand_in=stand_in)))  # type: ignore[assignment]
                return answer

            assert await ask(issuer.token(SUBJECT, system_clock())) == shown
            for token, code in (
                (issuer.token("somebody", system_clock(), nip=NIP), "IDENTITY_NOT_LINKED"),
                (issuer.token(SUBJECT, system_clock(), aud="account"), "UNAUTHENTICATED"),
            ):
                assert (await ask(token))["errors"][0]["extensions"]["code"] == code  # type: ignore[index]


async def test_first_sign_ins_by_the_claim(tmp_path: Path) -> None:
    """The other way that the page names: no account is linked by hand, and the NIP lets its person in."""
    page = section((ROOT / "README.md").read_text(encoding="utf-8"), HEADING)
    setting_up, serve, asking = [block.text for block in blocks(page) if block.language == "sh"]
    assert "`KINERJA_OIDC_NIP_CLAIM=nip`" in page
    [shown] = [json.loads(block.text) for block in blocks(page) if block.language == "json"]
    runs(tmp_path / ".venv" / "bin" / "kinerja", "server")
    runs(tmp_path / STAND_IN / "curl", "tests.docs.curl")
    port = free_port()
    async with running_issuer() as issuer:
        unlinked = "".join(line for line in setting_up.splitlines(keepends=True) if " identity link " not in line)
        told = (unlinked + "exec " + serve).replace(SHOWN_ISSUER, issuer.address)
        async with serving(told, tmp_path, port, KINERJA_OIDC_NIP_CLAIM="nip"):
            script = f"token='{issuer.token('new', system_clock(), nip=NIP)}'\n" + asking.replace(SHOWN_ADDRESS, f"127.0.0.1:{port}")
            assert without_cost(json.loads(await typed(script, tmp_path, stand_in=shutil.which("curl") is None))) == shown


def test_the_mutation_is_one_of_the_contract() -> None:
    page = section((ROOT / "README.md").read_text(encoding="utf-8"), HEADING)
    [document] = [block.text for block in blocks(page) if block.language == "graphql"]
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
    assert validate(schema, parse(document)) == []
