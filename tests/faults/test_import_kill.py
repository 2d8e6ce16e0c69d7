"""``kill -9`` of the server in the middle of an import through the API: the next one takes it up, and it is there once, told in full.

Some kills come from outside while rows are written, some before a statement of the import, some between COMMIT and what comes after.
"""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from models.database import open_database
from tests.engines import Urls
from tests.faults.failing import Server, start
from tests.server.uploading import ENDED, IMPORT
from tests.workflows.rosters import nip
from tests.worlds import World, make_world
from workflows.development import DevelopmentIssuer, load_issuer, mark_demo
from workflows.verification import verify

KILLS, PEOPLE = 20, 60
BETWEEN_STARTS = timedelta(hours=12)
"""What passes between two servers: uploads outlive one crash, and are gone before one person has sent more than may stay."""
# Statements of the command and of the beginning come first, then those of the import itself.
FIRST_STATEMENT, LAST_STATEMENT = 15, 45
WRITING = ("APPLYING", "LINES", "WRITING")
CREATED = {("UNIT", 1), ("POSITION", 2), ("PERSON", PEOPLE), ("EMPLOYEE", PEOPLE)}
DOCUMENT = (
    f"mutation ($input: ImportRosterInput!) {{ importRoster(input: $input) {{ import {{ {IMPORT} }} replayed refusal {{ code }} }} }}"
)
LOOK = f"query ($id: ID!) {{ node(id: $id) {{ ... on RosterImport {{ {IMPORT} }} }} }}"


def roster(turn: int) -> tuple[str, ...]:
    """Give a unit with two posts and the people who hold them; one row's number is broken."""
    units = f"kode_unor,nama_unor,jenis_unor,kode_jabatan_pimpinan\nT{turn},Unit {turn},dinas,T{turn}.0\n"
    posts = f"kode_jabatan,nama_jabatan,jenis_jabatan,kode_unor\nT{turn}.0,Kepala {turn},Administrator,T{turn}\n"
    posts += f"T{turn}.1,Pelaksana {turn},Pelaksana,T{turn}\n"
    people = "nip,nama,jenis_pegawai,kode_jabatan,jenis_penugasan\n12345,Rusak,PNS,T{turn}.1,Definitif\n"
    for number in range(PEOPLE):
        people += f"{nip(turn * PEOPLE + number)},Orang {number},PNS,T{turn}.{min(number, 1)},Definitif\n"
    return units, posts, people


class Sender:
    """The agency's admin, who sends again under the same key what had no answer."""

    def __init__(self, issuer: DevelopmentIssuer, person: UUID) -> None:
        self.issuer, self.person = issuer, person
        self.headers: dict[str, str] = {}

    def sign_in(self, now: datetime) -> None:
        """Get a token of this moment."""
        self.headers = {"Authorization": f"Bearer {self.issuer.issue(self.person, now)}"}

    async def ask(self, server: Server, document: str, **variables: Any) -> dict[str, Any]:
        """Send a document and give its data."""
        async with httpx.AsyncClient(base_url=server.address, timeout=60, headers=self.headers) as client:
            body = (await client.post("/graphql", json={"query": document, "variables": variables})).json()
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    async def upload(self, server: Server, *texts: str) -> list[str]:
        """Send files and give their ids."""
        async with httpx.AsyncClient(base_url=server.address, timeout=60, headers=self.headers) as client:
            answers = [await client.post(f"/uploads?name={n}.csv", content=text.encode()) for n, text in enumerate(texts)]
        return [str(one.json()["id"]) for one in answers]

    async def begin(self, server: Server, turn: int, uploads: list[str]) -> dict[str, Any]:
        """Ask for the import of a turn."""
        given = {"uploadIds": uploads, "rows": "VALID", "idempotencyKey": f"turn-{turn}"}
        payload: dict[str, Any] = (await self.ask(server, DOCUMENT, input=given))["importRoster"]
        assert payload["refusal"] is None
        return payload

    async def until(self, server: Server, job: str, enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Look until it is ``enough``."""
        while True:
            found: dict[str, Any] = (await self.ask(server, LOOK, id=job))["node"]
            if enough(found):
                return found
            await asyncio.sleep(0.02)

    async def report(self, server: Server, url: str) -> int:
        """Fetch the report; give its status."""
        async with httpx.AsyncClient(base_url=server.address, timeout=60, headers=self.headers) as client:
            return (await client.get(url)).status_code


@pytest.mark.proof
async def test_an_import_survives_kill_9(
    urls: Urls, scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twenty kills; in `make test` four, none of them after the second commit."""
    chance = random.Random(4)
    database = await open_database(urls.serving)
    world = await make_world(database, complete=())
    await database.transaction(mark_demo)
    issuer = await database.read(load_issuer)
    assert issuer is not None
    await database.close()
    sender = Sender(issuer, world.members["hr"].person_id)
    # After the answer's own commit, the beginning's, and the import's.
    kinds = ("commit:3", "statement", "-", "commit:1", "statement", "commit:2")
    kills = max(4, scaled(KILLS))
    places = [
        f"statement:{chance.randint(FIRST_STATEMENT, LAST_STATEMENT)}" if one == "statement" else one
        for one in (kinds[turn % len(kinds)] for turn in range(kills))
    ]
    here, committed = Counter[str](), 0

    async def begun(place: str) -> Server:
        world.now += BETWEEN_STARTS
        sender.sign_in(world.now)
        return await start(urls, world.now, place, log=tmp_path / "server.log", KINERJA_UPLOADS=str(tmp_path / "uploads"))

    server = await begun(places[0])
    for turn, place in enumerate(places):
        uploads = await sender.upload(server, *roster(turn))
        await _kill(server, sender, turn, uploads, place)
        here[place.partition(":")[0]] += 1
        there = await _there(urls, world, turn)
        assert there in (0, PEOPLE), "whole or not at all"
        assert (there == PEOPLE) is (place == "commit:3") or place == "-"
        committed += there == PEOPLE
        server = await begun(places[(turn + 1) % kills])
        job = (await sender.begin(server, turn, uploads))["import"]["id"]
        found = await sender.until(server, job, lambda one: one["state"] in ENDED)
        assert (found["state"], found["written"], found["stopped"]) == ("DONE", True, None)
        assert {(one["subject"], one["count"]) for one in found["counts"]} == CREATED
        assert (found["rowCount"], found["rejected"], found["errorCount"], found["problems"]["totalCount"]) == (PEOPLE + 4, 1, 1, 1)
        assert await sender.report(server, found["reportUrl"]) == 200
        assert await _there(urls, world, turn) == PEOPLE
    assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    database = await open_database(urls.serving)
    assert (await verify(database)).faults == []
    [row] = await database.read(lambda conn: conn.fetch("SELECT COUNT(*) AS n FROM event WHERE request_id LIKE 'import-%'"))
    assert int(row["n"]) == kills * sum(count for _, count in CREATED), "each aggregate has one event, however often its import was begun"
    await database.close()
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\nkill -9 of an import on {urls.dialect}: {kills} kills ({dict(here)}), {committed} after its commit;"
            " each import is there once, with its counts, problems and report"
        )


async def _kill(server: Server, sender: Sender, turn: int, uploads: list[str], place: str) -> None:
    """Ask for the import, and let the server die at the place, or while it writes."""
    if place != "-":
        server.tell(signal.SIGUSR1)
        await sender.ask(server, "{ viewer { employee { id } } }")
    try:
        payload = await sender.begin(server, turn, uploads)
        if place == "-":
            await sender.until(server, payload["import"]["id"], lambda one: (one["progress"] or {}).get("stage") in WRITING)
            server.tell(signal.SIGKILL)
    except httpx.TransportError:
        assert place != "-"
    assert await server.ended() == -signal.SIGKILL


async def _there(urls: Urls, world: World, turn: int) -> int:
    """Count the people of a turn's roster, in what the server left."""
    database = await open_database(urls.serving)
    try:
        rows = await database.read(
            lambda conn: conn.fetch(
                "SELECT COUNT(*) AS n FROM assignment a JOIN position p ON p.agency_id = a.agency_id AND p.id = a.position_id"
                " WHERE a.agency_id = :agency AND p.code IN :codes",
                {"agency": world.agency_id, "codes": [f"T{turn}.0", f"T{turn}.1"]},
            )
        )
        return int(rows[0]["n"])
    finally:
        await database.close()
