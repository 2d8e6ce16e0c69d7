"""Errors of a request, by code: what a client must change in what it sent. Refused commands are data, never errors."""

from collections.abc import Mapping

from workflows.messages import message
from workflows.render import table


class RequestError(Exception):
    """The request can't be answered as it stands.

    ``code`` is stable and has a sentence ``error.<code>`` in the catalogues; ``path`` is the public path of the argument that is wrong,
    e.g. ``filter.cycleId``; ``why`` chooses a sentence of its own (``error.<code>.<why>``, one of ``SENTENCES``); ``params`` fill the
    sentence's placeholders; ``retry_after`` is in how many seconds it is worth trying again.
    """

    def __init__(
        self,
        code: str,
        *,
        path: str | None = None,
        why: str | None = None,
        params: Mapping[str, object] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.path = path
        self.why = why
        self.params = dict(params or {})
        self.retry_after = retry_after


REQUEST_ERROR_CODES = (
    "BAD_ID",
    "BAD_CURSOR",
    "BAD_PAGE",
    "BAD_REQUEST",
    "BAD_VALUE",
    "BATCH_REFUSED",
    "BODY_TOO_LARGE",
    "BODY_TOO_SLOW",
    "BUSY",
    "COST_LIMIT",
    "DOCUMENT_LIMIT",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "EVIDENCE_GONE",
    "EVIDENCE_NOT_FOUND",
    "HEAD_TOO_LARGE",
    "HEAD_TOO_SLOW",
    "IDENTITY_NOT_LINKED",
    "IDENTITY_PROVIDER_UNAVAILABLE",
    "INTERNAL",
    "LENGTH_REQUIRED",
    "INTROSPECTION_OFF",
    "LOOPBACK_ONLY",
    "METHOD_NOT_ALLOWED",
    "OPERATION_RESOLUTION_FAILURE",
    "OTHER_ORIGIN",
    "OVERLOADED",
    "RATE_LIMITED",
    "REPORT_GONE",
    "REPORT_NOT_FOUND",
    "REPORT_NOT_READY",
    "STORAGE_FULL",
    "TOO_MANY_IDS",
    "TOKEN_EXPIRED",
    "TOO_MANY_UPLOADS",
    "UNAUTHENTICATED",
    "UNAVAILABLE",
    "UNKNOWN_AGENCY",
    "UNKNOWN_POST",
    "UNSUPPORTED_ENCODING",
    "UNSUPPORTED_MEDIA_TYPE",
    "UPLOAD_DAMAGED",
    "UPLOAD_EMPTY",
    "UPLOAD_INCOMPLETE",
    "UPLOAD_TOO_LARGE",
    "UPLOAD_TWO_TYPES",
    "UPLOAD_TYPE_UNKNOWN",
    "VARIABLES_LIMIT",
    "WRONG_HOST",
)
"""Every code that an error of a request can carry; each has a sentence in both languages."""

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "BAD_VALUE": ("KEY", "MOST", "DAYS", "TWICE", "REMOVE", "ABOUT", "UNIT", "PLACE", "DATE", "DATE_TIME", "DECIMAL", "UUID"),
    "TOO_MANY_IDS": ("ITEMS",),
}
"""Sentences that tell more than their code's own: what exactly is wrong with the value, and what to send instead."""


STATUSES: Mapping[str, int] = {
    "BAD_REQUEST": 400,
    "BATCH_REFUSED": 400,
    "UPLOAD_DAMAGED": 400,
    "UPLOAD_EMPTY": 400,
    "UPLOAD_INCOMPLETE": 400,
    "TOKEN_EXPIRED": 401,
    "UNAUTHENTICATED": 401,
    "IDENTITY_NOT_LINKED": 403,
    "LOOPBACK_ONLY": 403,
    "OTHER_ORIGIN": 403,
    "UNKNOWN_AGENCY": 403,
    "UNKNOWN_POST": 403,
    "EVIDENCE_NOT_FOUND": 404,
    "REPORT_NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "BODY_TOO_SLOW": 408,
    "HEAD_TOO_SLOW": 408,
    "REPORT_NOT_READY": 409,
    "EVIDENCE_GONE": 410,
    "REPORT_GONE": 410,
    "LENGTH_REQUIRED": 411,
    "BODY_TOO_LARGE": 413,
    "UPLOAD_TOO_LARGE": 413,
    "UNSUPPORTED_ENCODING": 415,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "UPLOAD_TWO_TYPES": 415,
    "UPLOAD_TYPE_UNKNOWN": 415,
    "WRONG_HOST": 421,
    "RATE_LIMITED": 429,
    "TOO_MANY_UPLOADS": 429,
    "HEAD_TOO_LARGE": 431,
    "INTERNAL": 500,
    "BUSY": 503,
    "IDENTITY_PROVIDER_UNAVAILABLE": 503,
    "OVERLOADED": 503,
    "STORAGE_FULL": 503,
    "UNAVAILABLE": 503,
}
"""The status of an answer that is nothing but this error; in an operation that ran, the same code stands at its field, under 200."""

MEANINGS: Mapping[int, str] = {
    400: "the request isn't one that can be read; send it otherwise",
    401: "nobody is signed in; with `WWW-Authenticate`",
    403: "whoever signed in isn't known there, or nobody is served from there; another token doesn't help",
    404: "there is no such thing, or it isn't for you",
    405: "another method is wanted; `Allow` names it. A mutation by GET, too",
    408: "the request came too slowly; the connection is closed",
    409: "not yet; ask again later",
    410: "it was there and is gone",
    411: "the length of the body is missing",
    413: "the body is too large; the limit stands in `extensions.max`",
    415: "the body is of a kind that isn't taken",
    421: "asked under a name that isn't this server's",
    429: "too much at once; with `Retry-After` where the time is known",
    431: "the head is too large; the connection is closed",
    500: "a fault of ours. Its text is never told; `extensions.requestId`, also in the header `X-Request-Id`, leads to its log line",
    503: "not now, and no fault of the request's; with `Retry-After`. Send the same again, a change with the same `idempotencyKey`",
}
"""What a status of ``STATUSES`` says to a client."""


def error_table() -> str:
    """Render the codes with their sentences."""
    return table(
        ("code", "English", "Indonesian"),
        [(f"`{one}`", *(message(f"error.{one}", locale) for locale in ("en", "id"))) for one in REQUEST_ERROR_CODES],
    )


def status_table() -> str:
    """Render each status of HTTP with what it says and the codes that come with it."""
    rows = [
        ("200", "the operation ran; a field that can't be answered is null, with its error", "all others"),
        ("201", "`POST /uploads`: the file is kept", ""),
    ]
    rows += [
        (str(status), meaning, ", ".join(f"`{code}`" for code, given in STATUSES.items() if given == status))
        for status, meaning in sorted(MEANINGS.items())
    ]
    return table(("status", "when", "codes"), rows)
