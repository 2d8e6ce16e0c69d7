"""Uploads: a file that a person sends, for that person alone and for a day, to be named by id in a command."""

import json
import re
import unicodedata
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog

from models import limits
from models.database import Connection, Database, decode_row, new_id
from models.uploads import ImportJob, Upload
from models.vocabulary import FileType
from workflows.actor import Actor
from workflows.files import FileStore
from workflows.texts import clean

ORPHAN_HOURS = 1
"""How old a file without a row must be before it is removed: one that is just coming has none yet."""
CHUNK = 500

_PLACES = re.compile(r"[/\\]")

log = structlog.get_logger(__name__)


class UploadRefused(Exception):
    """A file that isn't taken: ``code`` has a sentence ``error.<code>`` that ``params`` fill."""

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Received:
    """An upload as its sender is told of it."""

    id: UUID
    name: str
    size: int
    sha256: str
    type: FileType
    expires_at: datetime


async def receive(
    database: Database,
    store: FileStore,
    actor: Actor,
    name: str,
    pieces: AsyncIterator[bytes],
    *,
    type_of: Callable[[Path], FileType],
    most: int,
    declared: int | None = None,
) -> Received:
    """Store what comes and keep whose it is; whatever goes wrong, neither row nor file is left.

    ``most`` is the size limit in bytes, ``declared`` the size that the sender announced; ``type_of`` tells by the content what it is.

    Raises:
        UploadRefused: TOO_MANY_UPLOADS, UPLOAD_EMPTY, UPLOAD_INCOMPLETE, or from ``type_of``.
        TooLarge, NoRoom: from the store.
    """
    if actor.person_id is None:
        raise ValueError("an upload is a person's")
    # Asked before anything is read, and again in the transaction, since others of the same person may be coming.
    await database.read(lambda conn: _check_room(conn, actor, declared or 0))
    key = new_id()
    stored = await store.put(key, pieces, most)
    try:
        _check_size(stored.size, declared)
        row = Upload(
            id=key,
            agency_id=actor.agency_id,
            person_id=actor.person_id,
            name=file_name(name),
            type=type_of(store.path(key)),
            size=stored.size,
            sha256=stored.sha256,
            created_at=actor.now,
            expires_at=actor.now + timedelta(hours=limits.UPLOAD_HOURS),
        )

        async def keep(conn: Connection) -> None:
            await _lock_person(conn, actor)
            await _check_room(conn, actor, stored.size)
            await conn.insert([row])

        await database.transaction(keep)
    except BaseException:
        store.remove([key])
        raise
    return Received(key, row.name, row.size, row.sha256, row.type, row.expires_at)


def file_name(given: str) -> str:
    """Give a name that is safe to show and to store: the last part of a path in one line, without controls, within its limit."""
    last = _PLACES.split(unicodedata.normalize("NFC", given))[-1]
    name = clean(" ".join(last.split()))
    return name[: limits.NAME_CHARS].strip(" .") or "upload"


async def usable(conn: Connection, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Upload]:
    """Find those of the uploads that the actor may use now; another person's, another agency's and expired ones are absent alike."""
    rows = await conn.fetch(
        f"SELECT {', '.join(Upload._meta.fields_map)} FROM upload"
        " WHERE agency_id = :agency AND person_id = :person AND expires_at > :now AND id IN :ids",
        {"agency": actor.agency_id, "person": actor.person_id, "now": actor.now, "ids": list(ids)},
    )
    found = [Upload(**decode_row(Upload, row)) for row in rows]
    return {one.id: one for one in found}


async def sweep(database: Database, store: FileStore, now: datetime) -> int:
    """Remove expired uploads, unless an import that hasn't ended needs them, and files that no row knows; tell how many files went.

    Safe beside other processes that do the same.
    """
    expired = await database.transaction(lambda conn: _expire(conn, now))
    store.remove(expired)
    old = store.older_than(now - timedelta(hours=ORPHAN_HOURS))
    known = await database.read(lambda conn: _known(conn, list(old), now))
    orphans = [path for key, path in old.items() if key not in known or path.suffix]
    for path in orphans:
        path.unlink(missing_ok=True)
    if expired or orphans:
        log.info("uploads_swept", expired=len(expired), orphans=len(orphans))
    return len(expired) + len(orphans)


def uploads_of(files: str) -> list[UUID]:
    """Read the uploads that a job's ``files`` name."""
    return [UUID(one["upload"]) for one in json.loads(files)]


def _check_size(size: int, declared: int | None) -> None:
    if not size:
        raise UploadRefused("UPLOAD_EMPTY")
    if declared is not None and size != declared:
        raise UploadRefused("UPLOAD_INCOMPLETE")


async def _check_room(conn: Connection, actor: Actor, size: int) -> None:
    rows = await conn.fetch(
        "SELECT COUNT(*) AS files, COALESCE(SUM(size), 0) AS bytes FROM upload"
        " WHERE agency_id = :agency AND person_id = :person AND expires_at > :now",
        {"agency": actor.agency_id, "person": actor.person_id, "now": actor.now},
    )
    if int(rows[0]["files"]) >= limits.UPLOADS_ROWS or int(rows[0]["bytes"]) + size > limits.UPLOADS_BYTES:
        raise UploadRefused("TOO_MANY_UPLOADS", count=limits.UPLOADS_ROWS, max=limits.UPLOADS_BYTES, hours=limits.UPLOAD_HOURS)


async def _lock_person(conn: Connection, actor: Actor) -> None:
    if conn.dialect == "postgres":
        await conn.fetch("SELECT id FROM person WHERE id = :person FOR NO KEY UPDATE", {"person": actor.person_id})


async def _expire(conn: Connection, now: datetime) -> list[UUID]:
    rows = await conn.fetch("SELECT files FROM import_job WHERE state IN ('WAITING', 'RUNNING')")
    needed = [key for row in rows for key in uploads_of(row["files"])]
    # One that came later than it may stay from now on is of a clock that has been set back since: it would stay for that long.
    gone = await conn.fetch(
        "DELETE FROM upload WHERE (expires_at <= :now OR created_at > :ahead) AND id NOT IN :needed RETURNING id",
        {"now": now, "ahead": now + timedelta(hours=limits.UPLOAD_HOURS), "needed": needed},
    )
    return [conn.decode(Upload, "id", row["id"]) for row in gone]


async def _known(conn: Connection, keys: Sequence[UUID], now: datetime) -> set[UUID]:
    known: set[UUID] = set()
    for first in range(0, len(keys), CHUNK):
        part = keys[first : first + CHUNK]
        rows = await conn.fetch("SELECT id FROM upload WHERE id IN :ids", {"ids": part})
        known |= {conn.decode(Upload, "id", row["id"]) for row in rows}
        rows = await conn.fetch("SELECT id FROM import_job WHERE id IN :ids AND report_until > :now", {"ids": part, "now": now})
        known |= {conn.decode(ImportJob, "id", row["id"]) for row in rows}
    return known
