"""Where the bytes of evidence lie: one small interface, and the folder behind it; object storage is in ``workflows.evidence_bucket``.

A key is random and tells nothing of what lies under it. Files are copied here before their row is written and removed after their row says
so; what a process that died in between has left is swept.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

import structlog

from models.database import Connection, Database
from models.evidence import Evidence
from models.vocabulary import FileType
from workflows.files import FileStore, Stored

TYPES = (FileType.PDF, FileType.JPEG, FileType.PNG, FileType.DOCUMENT, FileType.WORKBOOK)
"""What a file of evidence may be."""
PIECE, CHUNK = 1 << 16, 500
LEFT_HOURS = (1, 48)
"""Between these ages a file without a row is one that a process which died has left. A younger one may be coming; an older one is never
removed for want of a row: beside the wrong database, all files are without."""

log = structlog.get_logger(__name__)


class Unreachable(Exception):
    """The store doesn't answer, or not as it should; whether what was asked of it is done isn't known."""


class EvidenceStore(Protocol):
    """Bytes under random keys; every method but ``put`` may raise ``Unreachable``."""

    async def put(self, key: UUID, pieces: AsyncIterator[bytes], most: int) -> Stored:
        """Store what comes, whole or not at all.

        Raises:
            TooLarge: more than ``most`` bytes.
            NoRoom: the store can't take it, or doesn't answer.
        """
        ...

    async def open(self, key: UUID) -> AsyncIterator[bytes]:
        """Give what lies under a key, piece by piece.

        Raises:
            FileNotFoundError: nothing does; before the first piece is asked for.
        """
        ...

    async def remove(self, keys: Iterable[UUID]) -> None:
        """Remove what lies under keys; what isn't there is no fault."""
        ...

    async def written_between(self, start: datetime, end: datetime) -> Sequence[UUID]:
        """Give the keys, unfinished ones too, last written between two moments in UTC."""
        ...


class EvidenceFolder:
    """Evidence in a folder, which several processes may share."""

    def __init__(self, folder: Path) -> None:
        self._files = FileStore(folder)

    async def put(self, key: UUID, pieces: AsyncIterator[bytes], most: int) -> Stored:
        """Store what comes."""
        return await self._files.put(key, pieces, most)

    async def open(self, key: UUID) -> AsyncIterator[bytes]:
        """Open a file and give it piece by piece; each reading is off the loop."""
        return pieces_of(await asyncio.to_thread(self._files.open, key))

    async def remove(self, keys: Iterable[UUID]) -> None:
        """Remove files, half written ones too."""
        await asyncio.to_thread(self._remove, list(keys))

    def _remove(self, keys: Sequence[UUID]) -> None:
        self._files.remove(keys)
        self._files.remove_parts(keys)

    async def written_between(self, start: datetime, end: datetime) -> Sequence[UUID]:
        """Look through the folder."""

        def look() -> Sequence[UUID]:
            older = self._files.older_than(start)
            return [key for key in self._files.older_than(end) if key not in older]

        return await asyncio.to_thread(look)


async def pieces_of(stream: BinaryIO) -> AsyncIterator[bytes]:
    """Give an open file piece by piece and close it in the end."""
    try:
        while piece := await asyncio.to_thread(stream.read, PIECE):
            yield piece
    finally:
        stream.close()


async def remove_now(store: EvidenceStore, key: UUID) -> None:
    """Remove a file that no row needs any more; where the store doesn't answer, the sweep does it."""
    try:
        await store.remove([key])
    except (Unreachable, OSError) as error:
        log.warning("evidence_left_to_sweep", fault=type(error).__name__)


async def sweep_evidence(database: Database, store: EvidenceStore, now: datetime) -> int:
    """Remove what processes that died have left: files that never got a row, and those whose row says that they are removed.

    Safe beside other processes that do the same; gives how many files went.
    """
    youngest, oldest = (now - timedelta(hours=hours) for hours in LEFT_HOURS)
    found = await store.written_between(oldest, youngest)
    gone = await database.read(lambda conn: _gone(conn, found, oldest))
    await store.remove(gone)
    return len(gone)


async def _gone(conn: Connection, found: Sequence[UUID], since: datetime) -> list[UUID]:
    attached: set[object] = set()
    for first in range(0, len(found), CHUNK):
        rows = await conn.fetch(
            "SELECT file_key FROM evidence WHERE state = 'ATTACHED' AND file_key IN :keys", {"keys": list(found[first : first + CHUNK])}
        )
        attached |= {conn.decode(Evidence, "file_key", row["file_key"]) for row in rows}
    rows = await conn.fetch("SELECT file_key FROM evidence WHERE removed_at > :since AND file_key IS NOT NULL", {"since": since})
    removed = [conn.decode(Evidence, "file_key", row["file_key"]) for row in rows]
    return [*dict.fromkeys([*(one for one in found if one not in attached), *removed])]


async def check_evidence(database: Database, store: EvidenceStore) -> tuple[int, list[UUID]]:
    """Read every attached file again: give how many there should be, and the evidence whose file is missing or isn't what was attached."""
    rows = await database.read(
        lambda conn: conn.fetch("SELECT id, file_key, sha256 FROM evidence WHERE state = 'ATTACHED' AND file_key IS NOT NULL ORDER BY id")
    )
    wrong = []
    for row in rows:
        digest = hashlib.sha256()
        try:
            async for piece in await store.open(UUID(str(row["file_key"]))):
                digest.update(piece)
        except FileNotFoundError:
            digest.update(b"missing")
        if digest.hexdigest() != row["sha256"]:
            wrong.append(UUID(str(row["id"])))
    return len(rows), wrong
