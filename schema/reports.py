"""`GET /imports/{id}/report.xlsx`: the rows of an import with their problems, as a spreadsheet for whoever may see the import."""

from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from models.database import Busy, Connection, Unavailable
from models.uploads import ImportJob
from models.vocabulary import FileType
from schema.asked import Turned
from schema.errors import RequestError
from schema.http import Entrance
from schema.imports.types import REPORT_PATH
from schema.reads.ids import key_of
from schema.uploads import MEDIA_TYPES, POINTS, refused
from workflows.access import visible
from workflows.actor import Actor
from workflows.messages import negotiate


def report_route(entrance: Entrance) -> Route:
    """Give the route of the reports."""

    async def report(request: Request) -> Response:
        locale = negotiate(request.headers.get("accept-language"))
        try:
            actor = await entrance.actor_of(request)
            entrance.admit(actor, request, POINTS)
            job = _key(request.path_params["id"])
            until = await request.app.state.database.read(lambda conn: _report_until(conn, actor, job))
        except Turned as turned:
            return refused(request, turned, locale)
        except (Busy, Unavailable) as error:
            return refused(request, Turned("BUSY" if isinstance(error, Busy) else "UNAVAILABLE", {"Retry-After": "1"}), locale)
        path = request.app.state.imports.store.path(job)
        if until is None or until <= actor.now or not path.is_file():
            return refused(request, Turned("REPORT_GONE"), locale)
        headers = {"Cache-Control": "no-store", "Vary": "Authorization"}
        name = f"{request.path_params['id']}.xlsx"
        return FileResponse(path, headers=headers, media_type=MEDIA_TYPES[FileType.WORKBOOK], filename=name)

    return Route(REPORT_PATH, report, methods=["GET"])


def _key(public_id: str) -> UUID:
    try:
        key = key_of(public_id, "id", "imp")
    except RequestError:
        key = None
    if key is None:
        raise Turned("REPORT_NOT_FOUND")
    return key


async def _report_until(conn: Connection, actor: Actor, job: UUID) -> datetime | None:
    """Tell until when a report is kept; None where the import has none.

    Raises:
        Turned: 404 for an import that is absent or hidden, or ended without a problem; 409 for one that has not ended.
    """
    allowed = visible(actor, ImportJob, "t")
    rows = await conn.fetch(
        f"SELECT t.finished_at, t.report_until, t.errors, t.notices FROM import_job t WHERE t.id = :id AND {allowed.sql}",
        {**allowed.params, "id": job},
    )
    if not rows:
        raise Turned("REPORT_NOT_FOUND")
    if rows[0]["finished_at"] is None:
        raise Turned("REPORT_NOT_READY")
    if rows[0]["report_until"] is None and not (rows[0]["errors"] or rows[0]["notices"]):
        raise Turned("REPORT_NOT_FOUND")
    until: datetime | None = conn.decode(ImportJob, "report_until", rows[0]["report_until"])
    return until
