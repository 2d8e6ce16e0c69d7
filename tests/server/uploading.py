"""Sending files and importing them over HTTP, as anybody of a world."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from models.database import Database
from server.app import create_app
from tests.conftest import client_of
from tests.engines import Urls
from tests.worlds import World, make_world

ENDED = ("DONE", "REFUSED", "FAILED")
IMPORT = (
    "id state dryRun rows written rowCount rejected errorCount noticeCount effective reportUrl progress { stage done total }"
    " files { name size sha256 } counts { subject effect count } stopped { code message howToFix } requestedBy { id }"
    " problems(first: 100) { totalCount edges { node { file sheet row column code severity message howToFix } } }"
)
EVENT = "event { id action subjectType reason }"
REFUSAL = "refusal { code message reasons { code path message howToFix } }"
STARTED = f"import {{ {IMPORT} }} {EVENT} replayed {REFUSAL}"
PEOPLE = "nip;nama;jenis_pegawai\n199001012015011001;Sari Dewi;PNS\n198502022010012002;Made Wirawan;PNS\n"
WRONG = "nip;nama;jenis_pegawai\n199001012015011001;Sari Dewi;PNS\n12345;Made Wirawan;PNS\n"


class Sending:
    """A client of one app over a world."""

    def __init__(self, world: World, app: Starlette, client: httpx.AsyncClient, folder: Path) -> None:
        self.world, self.app, self.client, self.folder = world, app, client, folder

    def headers(self, who: str | None, **more: str) -> dict[str, str]:
        """Give the headers of a request of ``who``."""
        token = {} if who is None else {"Authorization": f"Bearer {self.world.token(who)}"}
        return {"Accept-Language": "en", **token, **{name.replace("_", "-"): value for name, value in more.items()}}

    async def post(self, who: str | None, content: Any, query: str = "?name=roster.csv", **headers: str) -> httpx.Response:
        """Send a file, whatever the answer."""
        return await self.client.post(f"/uploads{query}", content=content, headers=self.headers(who, **headers))

    async def upload(self, who: str = "hr", content: str | bytes = PEOPLE, name: str = "roster.csv") -> str:
        """Send a file that is taken, and give its id."""
        answer = await self.client.post("/uploads", params={"name": name}, content=content, headers=self.headers(who))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def ask(self, who: str, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send a document and give its data."""
        body = {"query": document, "variables": variables}
        answer = (await self.client.post("/graphql", json=body, headers=self.headers(who))).json()
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def call(self, who: str, *uploads: str, **given: Any) -> dict[str, Any]:
        """Ask for an import, and give the payload."""
        document = f"mutation ($input: ImportRosterInput!) {{ importRoster(input: $input) {{ {STARTED} }} }}"
        payload: dict[str, Any] = (await self.ask(who, document, {"input": {"uploadIds": list(uploads), **given}}))["importRoster"]
        return payload

    async def look(self, who: str, job: str) -> dict[str, Any] | None:
        """Read an import by its id."""
        found: dict[str, Any] | None = (
            await self.ask(who, f"query ($id: ID!) {{ node(id: $id) {{ ... on RosterImport {{ {IMPORT} }} }} }}", {"id": job})
        )["node"]
        return found

    async def ended(self, *uploads: str, **given: Any) -> dict[str, Any]:
        """Import as ``hr``, wait until it has ended, and give the import."""
        payload = await self.call("hr", *uploads, **given)
        assert payload["refusal"] is None, payload["refusal"]
        await self.app.state.imports.idle()
        found = await self.look("hr", payload["import"]["id"])
        assert found is not None
        assert found["state"] in ENDED
        return found

    async def count(self, table: str) -> int:
        """Count the rows of a table."""
        return int((await self.world.one(f"SELECT COUNT(*) AS n FROM {table}"))["n"])

    def files(self) -> list[str]:
        """Name the files in the folder, but for the locks of turns."""
        return sorted(one.name for one in self.folder.iterdir() if one.suffix != ".lock") if self.folder.is_dir() else []

    async def nothing_left(self) -> bool:
        """Tell that neither a row nor a file of an upload is there."""
        return await self.count("upload") == 0 and self.files() == []


@asynccontextmanager
async def sending(urls: Urls, database: Database, folder: Path, **settings: object) -> AsyncIterator[Sending]:
    """Make a world and run an app over it, whose clock is the world's and whose uploads lie in ``folder``."""
    world = await make_world(database, complete=())
    app = app_over(urls, world, folder, **settings)
    async with client_of(app) as client:
        yield Sending(world, app, client, folder)


def app_over(urls: Urls, world: World, folder: Path, **settings: object) -> Starlette:
    """Make an app, as another process over the same database and folder would."""

    def clock() -> datetime:
        return world.now

    return create_app(urls.settings(uploads=str(folder), **settings), clock=clock, identify=world.identify)


async def slowly(*pieces: bytes, seconds: float = 0.0) -> AsyncIterator[bytes]:
    """Give pieces one after the other."""
    for piece in pieces:
        yield piece
        await asyncio.sleep(seconds)
