"""`GET /evidence/{id}`: the file of a piece of evidence, for whoever may see what it belongs to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from models.database import Busy, Connection, Unavailable
from models.evidence import Evidence
from models.vocabulary import EvidenceState, FileType
from schema.asked import Turned
from schema.errors import RequestError
from schema.evidence.types import FILE_PATH
from schema.http import Entrance
from schema.reads.ids import key_of
from schema.uploads import MEDIA_TYPES, POINTS, refused
from workflows.access import visible
from workflows.actions.evidence_record import PREFIX
from workflows.actor import Actor
from workflows.evidence_files import EvidenceStore, Unreachable
from workflows.messages import negotiate

SAFE = {
    "Cache-Control": "no-store",
    "Vary": "Authorization",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What keeps a browser from running anything of a file that somebody sent."""


@dataclass(frozen=True, slots=True)
class _Kept:
    key: UUID
    name: str
    type: FileType
    size: int


def evidence_route(entrance: Entrance) -> Route:
    """Give the route of the files."""

    async def file(request: Request) -> Response:
        locale = negotiate(request.headers.get("accept-language"))
        try:
            actor = await entrance.actor_of(request)
            entrance.admit(actor, request, POINTS)
            evidence = _key(request.path_params["id"])
            kept = await request.app.state.database.read(lambda conn: _kept(conn, actor, evidence))
            pieces = await _opened(request.app.state.evidence, kept.key)
        except Turned as turned:
            return refused(request, turned, locale)
        except (Busy, Unavailable) as error:
            return refused(request, Turned("BUSY" if isinstance(error, Busy) else "UNAVAILABLE", {"Retry-After": "1"}), locale)
        headers = {
            **SAFE,
            "Content-Length": str(kept.size),
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}",
        }
        return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPES[kept.type])

    return Route(FILE_PATH, file, methods=["GET"])


def _key(public_id: str) -> UUID:
    try:
        key = key_of(public_id, "id", PREFIX)
    except RequestError:
        key = None
    if key is None:
        raise Turned("EVIDENCE_NOT_FOUND")
    return key


async def _opened(store: EvidenceStore, key: UUID) -> AsyncIterator[bytes]:
    try:
        return await store.open(key)
    except FileNotFoundError:
        raise Turned("EVIDENCE_GONE") from None
    except Unreachable:
        raise Turned("UNAVAILABLE", {"Retry-After": "1"}) from None


async def _kept(conn: Connection, actor: Actor, evidence: UUID) -> _Kept:
    """Find the file of evidence that the actor may see.

    Raises:
        Turned: 404 where it is absent, hidden, or a link; 410 where it is removed.
    """
    allowed = visible(actor, Evidence, "t")
    names = ("file_key", "file_name", "file_type", "size", "state")
    rows = await conn.fetch(
        f"SELECT {', '.join(f't.{name}' for name in names)} FROM evidence t WHERE t.id = :id AND {allowed.sql}",
        {**allowed.params, "id": evidence},
    )
    if not rows or rows[0]["file_key"] is None:
        raise Turned("EVIDENCE_NOT_FOUND")
    if conn.decode(Evidence, "state", rows[0]["state"]) is EvidenceState.REMOVED:
        raise Turned("EVIDENCE_GONE")
    key, name, kind, size = (conn.decode(Evidence, one, rows[0][one]) for one in names[:4])
    return _Kept(key, name, kind, size)
