"""Serves the explorer: its page at ``/``, its files, what it needs to begin, the project's pages. Nothing of it asks another machine."""

from collections.abc import Mapping
from dataclasses import asdict
from mimetypes import guess_type

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.staticfiles import StaticFiles

from server.explorer.operations import operations
from server.explorer.pages import pages, titles
from server.explorer.places import BUILT
from server.explorer.tokens import give_token, offered
from server.explorer.waiting import waiting
from workflows.messages import negotiate

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # Monaco places its lines and cursors by styles that it writes into the page.
        "style-src 'self' 'unsafe-inline'",
        "worker-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FRESH = "no-cache"
IMMUTABLE = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".html": "text/html"}
"""Said by us and not by the machine, whose table of types may lack them; a browser runs no script that comes as another type."""

INDEX = "index.html"
ASSETS = "assets"


class BuiltFiles(StaticFiles):
    """The files of the build, by name, never outside it; unchanged ones are answered 304. A name with a digest in it is kept for good."""

    def __init__(self) -> None:
        super().__init__(directory=BUILT, check_dir=False)

    async def answer(self, path: str, request: Request, caching: str) -> Response:
        """Answer one file with our headers; 404 for what isn't there."""
        try:
            response = await self.get_response(path, request.scope)
        except (HTTPException, RuntimeError, OSError):
            # RuntimeError: the folder itself isn't there.
            return Response("", 404, headers=dict(HEADERS))
        response.headers.update(HEADERS)
        response.headers["Cache-Control"] = caching
        if isinstance(response, FileResponse):
            ending = path[path.rfind(".") :]
            kind = TYPES.get(ending) or guess_type(path)[0] or "application/octet-stream"
            response.headers["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        return response


async def home(request: Request) -> Response:
    """Answer the explorer's page, or, while it isn't built, a plain one that says so."""
    if (BUILT / INDEX).is_file():
        return await BuiltFiles().answer(INDEX, request, FRESH)
    return await waiting(request, HEADERS)


async def asset(request: Request) -> Response:
    """Answer a file of the build; its name holds a digest of what is in it, so it never changes."""
    return await BuiltFiles().answer(f"{ASSETS}/{request.path_params['name']}", request, IMMUTABLE)


async def start(request: Request) -> Response:
    """Answer what the page needs to begin: the language, who one may be, ready operations, the pages beside it."""
    told = {
        "locale": negotiate(request.headers.get("accept-language")),
        "personas": await offered(request),
        "operations": [asdict(one) for one in operations()],
        "docs": titles(),
    }
    return JSONResponse(told, headers={**HEADERS, "Cache-Control": "no-store", "Vary": "Accept-Language"})


async def page(request: Request) -> Response:
    """Answer one of the project's pages as it is written."""
    path = pages().get(request.path_params["name"])
    if path is None:
        return Response("", 404, headers=dict(HEADERS))
    return FileResponse(path, media_type="text/markdown; charset=utf-8", headers={**HEADERS, "Cache-Control": FRESH})


def explorer_routes() -> list[BaseRoute]:
    """Give the routes of the explorer."""
    return [
        Route("/", home),
        Route("/explorer/start", start),
        Route("/explorer/token", give_token, methods=["POST"]),
        Route("/explorer/docs/{name}", page),
        Route("/explorer/assets/{name}", asset),
    ]
