"""Whom browsers may let in: the pages of other sites that may ask the API, and the names that this one is called by."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.http import ACTING_AS, IN_AGENCY
from server.answers import turned_away

ASKED = ("Authorization", "Content-Type", ACTING_AS, IN_AGENCY, "X-Request-Id")
"""Request headers that a page of an allowed origin may send."""
TOLD = ("X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy", "WWW-Authenticate", "Content-Disposition")
"""Answers' headers that it may read."""
PREFLIGHT_SECONDS = 600
"""How long a browser may keep a preflight's answer; short, so that an origin that is taken away is gone soon."""


def cross_origin(allowed: Sequence[str]) -> Middleware:
    """Let pages of exactly these origins ask, without cookies: who asks is told by a token alone.

    Nobody else's page is told anything: a preflight is answered 400 without a grant, another answer comes without one.
    """
    return Middleware(
        CORSMiddleware,
        allow_origins=tuple(allowed),
        allow_methods=("GET", "POST"),
        allow_headers=ASKED,
        expose_headers=TOLD,
        allow_credentials=False,
        max_age=PREFLIGHT_SECONDS,
    )


class Hosts:
    """ASGI middleware: serves only requests for one of these names, so that no other site's name can be made to lead here.

    Health is asked for by address (a probe, a balancer), and tells nothing: it is answered under any name.
    """

    def __init__(self, app: ASGIApp, *, allowed: Sequence[str], open_paths: Sequence[str]) -> None:
        self.app = app
        self.allowed = frozenset(allowed)
        self.open_paths = frozenset(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request for an allowed name; answer any other with 421."""
        if scope["type"] == "http" and scope["path"] not in self.open_paths:
            given = Headers(scope=scope).getlist("host")
            if len(given) != 1 or host_name(given[0]) not in self.allowed:
                await turned_away(scope, "WRONG_HOST")(scope, receive, send)
                return
        await self.app(scope, receive, send)


def host_name(place: str) -> str:
    """Give the name in ``name``, ``name:port``, ``[address]`` or ``[address]:port``, in small letters and without a final dot."""
    if place.startswith("["):
        return place[1:].partition("]")[0].lower()
    return place.partition(":")[0].lower().removesuffix(".")
