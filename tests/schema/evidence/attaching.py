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

from models.database import Database
from tests.engines import Urls
from tests.server.uploading import Sending, sending

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


def archive(**parts: str) -> bytes:
    """Give a ZIP of these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return packed.getvalue()


class Attaching:
    """Somebody's uploads and evidence in a town, and a look at what is left."""

    def __init__(self, send: Sending, folder: Path) -> None:
        self.send, self.world, self.folder = send, send.world, folder

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
        """Count the rows and the files of evidence."""
        return await self.send.count("evidence"), len(list(self.folder.iterdir())) if self.folder.is_dir() else 0


@asynccontextmanager
async def attaching(urls: Urls, database: Database, folder: Path) -> AsyncIterator[Attaching]:
    """Make a world and an app over it that takes files of 64 KiB; the draft of ``employee`` is complete."""
    kept = folder / "evidence"
    async with sending(urls, database, folder / "uploads", evidence=str(kept), upload_limit=LIMIT) as send:
        await send.world.complete("employee")
        yield Attaching(send, kept)


def outcome(payload: Mapping[str, Any]) -> tuple[str, str | None]:
    """Give how a command came out: DONE, or the refusal's code and its only reason's."""
    refusal = payload["refusal"]
    if refusal is None:
        return "DONE", None
    codes = [one["code"] for one in refusal["reasons"]]
    assert len(codes) <= 1, codes
    return refusal["code"], codes[0] if codes else None
