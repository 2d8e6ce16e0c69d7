"""What surrounds every request: its id, its one log line, its figures, and the mask over faults."""

import re
from time import perf_counter
from typing import Any

import orjson
import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.database import counting, new_id
from schema.errors import STATUSES
from server.answers import SECURITY_HEADERS
from server.metrics import Metrics
from workflows.messages import message, negotiate

REQUEST_ID_HEADER = "X-Request-Id"
# Eighteen digits would be somebody's NIP.
WELL_FORMED = re.compile(r"(?!.*\d{16})[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
# What the schema may tell of a request by `scope["state"]["request"]`, each in the form that no name, number or free text fits into:
# a GraphQL name, digests and opaque ids, codes.
TOLD = {
    "operation": re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}"),
    "document": re.compile(r"[0-9a-f]{8,64}"),
    "actor": re.compile(r"[a-z]{3}_[0-9a-f-]{36}|[A-Z_]{1,40}"),
    "agency": re.compile(r"agy_[0-9a-f-]{36}"),
    "outcome": re.compile(r"[A-Z_]{1,40}"),
}

log = structlog.stdlib.get_logger("kinerja.request")


class Requests:
    """ASGI middleware around the whole app.

    A request's id is the client's ``X-Request-Id`` if it is well formed (8–64 letters, digits, ``.``, ``_``, ``-``, and never 16 digits
    in a row), else a new one; it is in ``scope["state"]["request_id"]``, in every log line and in the answer. A status of 499 in log and
    figures is a client that went.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics, routes: list[BaseRoute]) -> None:
        self.app = app
        self.metrics = metrics
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; anything but HTTP goes through untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = given if WELL_FORMED.fullmatch(given) else str(new_id())
        told: dict[str, Any] = {}
        scope["state"] = {**scope.get("state", {}), "request_id": request_id, "request": told}
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = request_id
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        begun = perf_counter()
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id),
            self.metrics.in_progress.track_inprogress(),
            counting() as tally,
        ):
            try:
                await self.app(scope, receive, answer)
            finally:
                seconds = perf_counter() - begun
                route = self._route(scope)
                self.metrics.answered(
                    method=scope["method"], route=route, status=status or 499, seconds=seconds, statements=tally.statements
                )
                log.info(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status or 499,
                    milliseconds=round(seconds * 1000, 1),
                    statements=tally.statements,
                    **{name: told[name] for name, form in TOLD.items() if isinstance(told.get(name), str) and form.fullmatch(told[name])},
                )

    def _route(self, scope: Scope) -> str:
        # The path that was asked for may hold anything; the declared one is from a closed set.
        for route in self.routes:
            if route.matches(scope)[0] is not Match.NONE:
                return str(getattr(route, "path", "other")) or "/"
        return "other"


class Faults:
    """ASGI middleware: a fault is answered 500 with the request's id and nothing else, and its place in the code is logged.

    It stands inside of what adds headers to answers, so that a page of an allowed origin can read that there was one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except ClientDisconnect:
            # Nobody is there to be answered, and nothing is wrong with us.
            return
        except Exception:
            log.exception("fault")
            if begun:
                raise
            request_id = scope["state"]["request_id"]
            await _fault(request_id, negotiate(Headers(scope=scope).get("accept-language")))(scope, receive, answer)


def _fault(request_id: str, locale: str) -> Response:
    told = message("error.INTERNAL", locale, {"requestId": request_id})
    body = {"errors": [{"message": told, "extensions": {"code": "INTERNAL", "requestId": request_id}}]}
    return Response(orjson.dumps(body), STATUSES["INTERNAL"], media_type="application/json")
