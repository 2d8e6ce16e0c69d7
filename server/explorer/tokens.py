"""Tokens for the demo's personas, given to the explorer's own page.

Only where the development issuer is on, which is over a demo, on a loopback address, for loopback hosts and origins (``LoopbackOnly``).
A page of another port of this machine is refused besides: it could otherwise act as a persona without being asked to.
"""

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from models.database import Connection
from models.people import Employee
from server.explorer.words import personas_said, say
from workflows.demo.personas import personas
from workflows.development import load_issuer
from workflows.messages import negotiate

LARGEST = 1_000
"""Bytes that a request for a token may have: it holds one word."""


async def offered(request: Request) -> list[str]:
    """Give the personas whose tokens can be had here, in the order in which they are offered; none without a demo."""
    if not request.app.state.settings.dev_issuer:
        return []
    here = await request.app.state.database.read(personas)
    return [who for who in personas_said("id") if who in here]


async def give_token(request: Request) -> Response:
    """Answer ``{"token": …}`` for ``{"persona": …}``.

    403 without a demo or for another origin, 415 or 400 for what isn't that, 404 for nobody.
    """
    locale = negotiate(request.headers.get("accept-language"))
    known = await offered(request)
    if not known:
        return _refused(403, "NO_DEMO", say("token.unavailable", locale))
    malformed = say("token.malformed", locale)
    if not _from_here(request):
        return _refused(403, "OTHER_ORIGIN", malformed)
    # A form of another page can send plain text, but no JSON by its name.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return _refused(415, "NOT_JSON", malformed)
    who = await _asked(request)
    if who is None:
        return _refused(400, "BAD_REQUEST", malformed)
    if who not in known:
        return _refused(404, "UNKNOWN_PERSONA", say("token.unknown", locale, known=", ".join(known)))
    moment = request.app.state.clock()

    async def issued(conn: Connection) -> str | None:
        issuer = await load_issuer(conn)
        rows = await conn.fetch("SELECT person_id FROM employee WHERE id = :id", {"id": (await personas(conn))[who]})
        return None if issuer is None or not rows else issuer.issue(conn.decode(Employee, "person_id", rows[0]["person_id"]), moment)

    token = await request.app.state.database.read(issued)
    if token is None:
        return _refused(403, "NO_DEMO", say("token.unavailable", locale))
    return JSONResponse({"token": token}, headers={"Cache-Control": "no-store"})


def _from_here(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.url.scheme}://{request.headers.get('host', '')}"


async def _asked(request: Request) -> str | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    who = asked.get("persona") if isinstance(asked, dict) else None
    return who if isinstance(who, str) else None


def _refused(status: int, code: str, message: str) -> Response:
    return JSONResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status, headers={"Cache-Control": "no-store"})
