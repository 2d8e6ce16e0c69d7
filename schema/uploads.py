"""`POST /uploads`: a file as the request's body, received piece by piece, answered with an id that commands take."""

from collections.abc import AsyncIterator
from email.message import Message

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.database import Busy, StorageFailure, Unavailable
from models.vocabulary import FileType
from schema.asked import Turned
from schema.execution import told_error
from schema.http import Entrance
from schema.reads.ids import make_id
from schema.scalars import write_moment
from workflows.files import NoRoom, TooLarge
from workflows.importing.sniffing import type_of
from workflows.messages import negotiate
from workflows.uploads import Received, UploadRefused, receive

PATH = "/uploads"
RETRY_SECONDS = 60
POINTS = 10
"""What receiving a file costs of the sender's points."""

MEDIA_TYPES = {
    FileType.DELIMITED: "text/csv",
    FileType.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileType.DOCUMENT: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.ARCHIVE: "application/zip",
    FileType.PDF: "application/pdf",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
}
"""What each type is called in HTTP."""


class UploadsEndpoint:
    """Answers ``/uploads``; ``app.state`` holds the open ``database``, the ``clock`` and the ``imports`` with their store."""

    def __init__(self, entrance: Entrance, most: int) -> None:
        self._entrance = entrance
        self._most = most

    async def __call__(self, request: Request) -> Response:
        """Receive one file."""
        locale = negotiate(request.headers.get("accept-language"))
        try:
            received = await self._receive(request)
        except Turned as turned:
            return refused(request, turned, locale)
        return Response(orjson.dumps(_told(received)), 201, _headers(locale), "application/json")

    async def _receive(self, request: Request) -> Received:
        actor = await self._entrance.actor_of(request)
        self._entrance.admit(actor, request, POINTS)
        if actor.person_id is None:
            raise Turned("UNAUTHENTICATED")
        declared = _declared(request)
        if declared is not None and declared > self._most:
            raise Turned("UPLOAD_TOO_LARGE", {"Connection": "close"}, {"max": self._most})
        state = request.app.state
        try:
            return await receive(
                state.database,
                state.imports.store,
                actor,
                _name(request),
                _pieces(request),
                type_of=type_of,
                most=self._most,
                declared=declared,
            )
        except UploadRefused as error:
            raise Turned(error.code, params=error.params) from error
        except TooLarge:
            raise Turned("UPLOAD_TOO_LARGE", {"Connection": "close"}, {"max": self._most}) from None
        except (Busy, Unavailable) as error:
            raise Turned("BUSY" if isinstance(error, Busy) else "UNAVAILABLE", {"Retry-After": "1"}) from error
        except (NoRoom, StorageFailure) as error:
            raise Turned("STORAGE_FULL", {"Retry-After": str(RETRY_SECONDS), "Connection": "close"}) from error


def uploads_route(entrance: Entrance, most: int) -> Route:
    """Give the route that receives files of at most so many bytes."""
    return Route(PATH, UploadsEndpoint(entrance, most).__call__, methods=["POST"])


def refused(request: Request, turned: Turned, locale: str) -> Response:
    """Answer a request about a file that isn't done, and tell its code to the log line."""
    request.scope.get("state", {}).get("request", {})["outcome"] = turned.code
    error = told_error(turned.code, locale, turned.params)
    error["extensions"] |= turned.params
    return Response(orjson.dumps({"errors": [error]}), turned.status, {**_headers(locale), **turned.headers}, "application/json")


def _headers(locale: str) -> dict[str, str]:
    return {"Content-Language": locale, "Vary": "Accept-Language, Authorization", "Cache-Control": "no-store"}


def _told(received: Received) -> dict[str, object]:
    return {
        "id": make_id("upl", received.id),
        "name": received.name,
        "size": received.size,
        "sha256": received.sha256,
        "type": MEDIA_TYPES[received.type],
        "expiresAt": write_moment(received.expires_at),
    }


def _declared(request: Request) -> int | None:
    length = request.headers.get("content-length")
    if length is None:
        if "transfer-encoding" not in request.headers:
            raise Turned("LENGTH_REQUIRED")
        return None
    if not length.isdecimal() or len(length) > 18:
        raise Turned("BAD_REQUEST")
    return int(length)


def _name(request: Request) -> str:
    given = request.query_params.get("name")
    if given is not None:
        return given
    disposition = Message()
    disposition["Content-Disposition"] = request.headers.get("content-disposition", "")
    return disposition.get_filename("")


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        if piece:
            yield piece
