"""Errors of a request, by code: what a client must change in what it sent. Refused commands are data, never errors."""

from collections.abc import Mapping

from workflows.messages import message
from workflows.render import table


class RequestError(Exception):
    """The request can't be answered as it stands.

    ``code`` is stable and has a sentence ``error.<code>`` in the catalogues; ``path`` is the public path of the argument that is wrong,
    e.g. ``filter.cycleId``; ``params`` fill the sentence's placeholders; ``retry_after`` is in how many seconds it is worth trying again.
    """

    def __init__(
        self, code: str, *, path: str | None = None, params: Mapping[str, object] | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.path = path
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
    "UPLOAD_EMPTY",
    "UPLOAD_INCOMPLETE",
    "UPLOAD_TOO_LARGE",
    "UPLOAD_TYPE_UNKNOWN",
    "VARIABLES_LIMIT",
    "WRONG_HOST",
)
"""Every code that an error of a request can carry; each has a sentence in both languages."""


def error_table() -> str:
    """Render the codes with their sentences."""
    return table(
        ("code", "English", "Indonesian"),
        [(f"`{one}`", *(message(f"error.{one}", locale) for locale in ("en", "id"))) for one in REQUEST_ERROR_CODES],
    )
