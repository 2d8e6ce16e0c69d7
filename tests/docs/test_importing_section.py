"""The import through the API, run as docs/import.md shows it: the file sent by curl, then both documents as they stand there."""

import asyncio
import json
import os
import shutil
from asyncio.subprocess import PIPE
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from models.database import open_database
from tests.docs.pages import ROOT, blocks, section
from tests.docs.test_first_minutes import STAND_IN, runs, typed
from tests.engines import SqliteEngine
from tests.server.test_serving import free_port
from tests.worlds import make_world
from workflows.development import load_issuer, mark_demo

SHOWN_ADDRESS = "127.0.0.1:8000"
ROSTER = "nip;nama;jenis_pegawai\n199001012015011001;Sari Dewi;PNS\n198502022010012002;Made Wirawan;PNS\n"
SECONDS = 60


async def test_the_import_through_the_api(sqlite_server: SqliteEngine, tmp_path: Path) -> None:
    """The accident: the page's calls are never run, and the first agency that tries them finds out."""
    urls = await sqlite_server.migrated()
    database = await open_database(urls.serving)
    world = await make_world(database, complete=())
    await database.transaction(mark_demo)
    issuer = await database.read(load_issuer)
    assert issuer is not None
    await database.close()
    shown = blocks(section((ROOT / "docs" / "import.md").read_text(encoding="utf-8"), "Through the API"))
    assert [block.language for block in shown] == ["sh", "graphql", "graphql"]
    sending, importing, looking = (block.text for block in shown)
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    runs(tmp_path / ".venv" / "bin" / "kinerja", "server")
    runs(tmp_path / STAND_IN / "curl", "tests.docs.curl")
    port = free_port()
    environment = {"KINERJA_PORT": str(port), "KINERJA_DATABASE_URL": urls.serving, "KINERJA_DEV_ISSUER": "1"}
    command = tmp_path / ".venv" / "bin" / "kinerja"
    process = await asyncio.create_subprocess_exec(command, "serve", cwd=tmp_path, env=os.environ | environment, stdout=PIPE)
    try:
        assert process.stdout is not None
        assert (await asyncio.wait_for(process.stdout.readline(), SECONDS)).startswith(b"Kinerja answers on ")
        token = issuer.issue(world.members["hr"].person_id, datetime.now(UTC))
        script = f"token={token}\n{sending}".replace(SHOWN_ADDRESS, f"127.0.0.1:{port}")
        # Whatever curl is there, and its stand-in: the same file, so the same digest.
        sent = [json.loads(await typed(script, tmp_path, stand_in=one)) for one in (shutil.which("curl") is None, True)]
        assert sent[0] | {"id": "", "expiresAt": ""} == sent[1] | {"id": "", "expiresAt": ""}
        assert (sent[0]["name"], sent[0]["size"], sent[0]["type"]) == ("roster.csv", len(ROSTER), "text/csv")
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
            started = (await asked(client, importing.replace("upl_…", sent[0]["id"])))["importRoster"]
            assert started["refusal"] is None
            job = started["import"]["id"]
            ended = await until_ended(client, looking.replace("imp_…", job))
    finally:
        process.terminate()
        await process.wait()
        await sqlite_server.remove(urls)
    assert ended["state"] == "DONE"
    assert ended["problems"]["totalCount"] == 0
    assert {(one["subject"], one["effect"]): one["count"] for one in ended["counts"]}[("EMPLOYEE", "CREATED")] == 2


async def asked(client: httpx.AsyncClient, document: str) -> dict[str, Any]:
    """Send a document of the page, and give its data."""
    answer = (await client.post("/graphql", json={"query": document})).json()
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


async def until_ended(client: httpx.AsyncClient, document: str) -> dict[str, Any]:
    """Ask for the import as the page says, until it has ended."""
    while True:
        found: dict[str, Any] = (await asked(client, document))["node"]
        if found["state"] in ("DONE", "REFUSED", "FAILED"):
            return found
        await asyncio.sleep(0.05)
