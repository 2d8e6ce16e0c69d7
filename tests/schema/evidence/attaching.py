"""Uploading and attaching in a town, for the tests of evidence."""

import io
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from models.database import Database, Dialect
from tests.engines import Urls
from tests.server.uploading import Sending, sending
from tests.storage import Storage, storing
from workflows.evidence_files import EvidenceStore

ANSWER = (
    "{ evidence { id state version title url fileName fileType size sha256 fileUrl removalReason removedBy { id } }"
    " event { id action from to } replayed refusal { code reasons { code path message howToFix } } }"
)
LIMIT = 64 * 1024


def chunk(name: bytes, body: bytes) -> bytes:
    """Give a chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(40) + b"\xff\xd9"


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Give a ZIP of these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return packed.getvalue()


def office(*kinds: str, **parts: str) -> bytes:
    """Give an office file whose parts are of these types, and such parts besides, named with `__` for `/`."""
    listed = "".join(f'<Override PartName="/part{number}.xml" ContentType="{kind}"/>' for number, kind in enumerate(kinds))
    types = f'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{listed}</Types>'
    return archive({"[Content_Types].xml": types, "_rels/.rels": "<Relationships/>", **{k.replace("__", "/"): v for k, v in parts.items()}})


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
DOCX, XLSX = office(WORD, word__document="<document/>"), office(EXCEL, xl__workbook="<workbook/>")


class Attaching:
    """Somebody's uploads and evidence in a town, and a look at what is left."""

    def __init__(self, send: Sending, kept: Path, folder: Path, storage: Storage | None) -> None:
        self.send, self.world, self.kept, self.folder, self.storage = send, send.world, kept, folder, storage

    @property
    def store(self) -> EvidenceStore:
        """The store of evidence of the app."""
        store: EvidenceStore = self.send.app.state.evidence
        return store

    async def call(self, who: str, field: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Call a mutation on evidence and give its payload."""
        kind = f"{field[0].upper()}{field[1:]}Input"
        document = f"mutation ($input: {kind}!) {{ {field}(input: $input) {ANSWER} }}"
        payload: dict[str, Any] = (await self.send.ask(who, document, {"input": given}))[field]
        return payload

    async def attach(self, who: str, subject: str, **given: Any) -> dict[str, Any]:
        """Attach, whatever comes of it."""
        return await self.call(who, "attachEvidence", {"subjectId": subject, "title": "Berita acara uji berkala", **given})

    async def attached(self, subject: str, *, who: str = "employee", content: bytes = PDF, **given: Any) -> dict[str, Any]:
        """Upload and attach a file, and give the evidence."""
        upload = await self.send.upload(who, content, "berita acara.pdf")
        payload = await self.attach(who, subject, uploadId=upload, **given)
        assert payload["refusal"] is None, payload["refusal"]
        evidence: dict[str, Any] = payload["evidence"]
        return evidence

    async def remove(self, who: str, evidence: Mapping[str, Any], **given: Any) -> dict[str, Any]:
        """Remove, whatever comes of it."""
        asked = {"id": evidence["id"], "expectedVersion": evidence["version"], "reason": "Berkas yang salah.", **given}
        return await self.call(who, "removeEvidence", asked)

    async def get(self, who: str | None, evidence: Mapping[str, Any]) -> httpx.Response:
        """Fetch the file."""
        return await self.send.client.get(f"/evidence/{evidence['id']}", headers=self.send.headers(who))

    async def left(self) -> tuple[int, int]:
        """Count the rows and the files of evidence, unfinished ones too."""
        return await self.send.count("evidence"), sum(one.is_file() for one in self.kept.rglob("*"))


@asynccontextmanager
async def attaching(urls: Urls, database: Database, folder: Path, storage: Storage | None = None) -> AsyncIterator[Attaching]:
    """Make a world and an app over it that takes files of 64 KiB, its evidence in a folder or a storage; ``employee`` may submit."""
    kept = folder / "evidence" if storage is None else storage.folder
    settings = {"evidence": str(kept)} if storage is None else storage.settings
    async with sending(urls, database, folder / "uploads", upload_limit=LIMIT, **settings) as send:
        await send.world.complete("employee")
        yield Attaching(send, kept, kept if storage is None else storage.objects, storage)


@asynccontextmanager
async def attaching_on(engine: Dialect, urls: Urls, database: Database, folder: Path) -> AsyncIterator[Attaching]:
    """As ``attaching``: on SQLite in a folder, on PostgreSQL in object storage, so that each is tried once; neither knows the other."""
    if engine == "sqlite":
        async with attaching(urls, database, folder) as made:
            yield made
        return
    with storing(folder / "storage") as storage:
        async with attaching(urls, database, folder, storage) as made:
            yield made


def outcome(payload: Mapping[str, Any]) -> tuple[str, str | None]:
    """Give how a command came out: DONE, or the refusal's code and its only reason's."""
    refusal = payload["refusal"]
    if refusal is None:
        return "DONE", None
    codes = [one["code"] for one in refusal["reasons"]]
    assert len(codes) <= 1, codes
    return refusal["code"], codes[0] if codes else None
