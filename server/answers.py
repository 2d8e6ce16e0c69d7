"""Answers that the rim gives by itself, before anybody knows who asks: an error with its code, in the reader's language."""

from collections.abc import Mapping

import orjson
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from schema.errors import STATUSES
from schema.execution import told_error
from workflows.messages import negotiate

SECURITY_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer that doesn't say otherwise: an answer is data, which no page may frame, run or load as its own."""


def turned_away(
    scope: Scope, code: str, *, params: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Give the answer to a request that isn't let through, and tell its code to the request's log line.

    ``params`` fill the sentence ``error.<code>`` and stand in ``extensions`` too.
    """
    locale = negotiate(Headers(scope=scope).get("accept-language"))
    scope.get("state", {}).get("request", {})["outcome"] = code
    error = told_error(code, locale, params)
    error["extensions"] |= dict(params or {})
    told = {"Content-Language": locale, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    return Response(orjson.dumps({"errors": [error]}), STATUSES[code], {**told, **(headers or {})}, "application/json; charset=utf-8")
