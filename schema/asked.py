"""What a request over HTTP asks: the form of its answer, and the operation in its body or its address."""

from codecs import BOM_UTF8
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request

from schema.errors import STATUSES
from schema.execution import Operation

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
UTF_8 = ("", "utf-8", "utf8")
SINGLE = ("query", "operationName", "variables", "extensions")


class Turned(Exception):
    """The request is answered before anything runs, with the code of an error and its status; ``params`` fill its sentence."""

    def __init__(self, code: str, headers: Mapping[str, str] | None = None, params: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.status = STATUSES[code]
        self.code = code
        self.headers = dict(headers or {})
        self.params = dict(params or {})


def media_of(accept: str) -> str:
    """Choose the answer's media type: the newer one where it is accepted at least as gladly as plain JSON, else JSON."""
    wanted: dict[str, float] = {}
    for one in accept.split(","):
        name, *parameters = (part.strip().lower() for part in one.split(";"))
        wanted[name] = _quality(parameters)
    asked = wanted.get(GRAPHQL_RESPONSE, 0.0)
    return GRAPHQL_RESPONSE if asked > 0 and asked >= wanted.get(JSON, 0.0) else JSON


def _quality(parameters: list[str]) -> float:
    for one in parameters:
        if one.startswith("q="):
            try:
                return float(one[2:])
            except ValueError:
                return 0.0
    return 1.0


async def asked(request: Request, body_bytes: int) -> Operation:
    """Read the operation of a request: JSON in a POST of at most ``body_bytes``, the address of a GET.

    Raises:
        Turned: 405, 413, 415 or 400 with what is wrong. One request holds one operation; a list of them is BATCH_REFUSED.
    """
    if request.method == "GET":
        given = _of_address(request)
    elif request.method == "POST":
        media_type, _, rest = request.headers.get("content-type", "").partition(";")
        if media_type.strip().lower() != JSON or _charset(rest) not in UTF_8:
            raise Turned("UNSUPPORTED_MEDIA_TYPE", {"Accept": JSON})
        given = _json(await _body(request, body_bytes))
    else:
        raise Turned("METHOD_NOT_ALLOWED", {"Allow": "GET, POST"})
    if isinstance(given, list):
        raise Turned("BATCH_REFUSED")
    if not isinstance(given, dict):
        raise Turned("BAD_REQUEST")
    query, name, variables = given.get("query"), given.get("operationName"), given.get("variables")
    if not isinstance(query, str) or not isinstance(name, str | None) or not isinstance(variables, dict | None):
        raise Turned("BAD_REQUEST")
    if not isinstance(given.get("extensions"), dict | None):
        raise Turned("BAD_REQUEST")
    return Operation(query, name or None, variables)


def _of_address(request: Request) -> Any:
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in SINGLE and name in given:
            # What stands twice is read differently by those between us and the client.
            raise Turned("BAD_REQUEST")
        given[name] = value
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(given[name].encode("utf-8", "surrogatepass")) if given[name] else None
    return given


def _charset(parameters: str) -> str:
    for one in parameters.split(";"):
        name, _, value = one.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


async def _body(request: Request, most: int) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > len(str(most)) or int(length) > most):
        raise _too_large(most)
    parts: list[bytes] = []
    came = 0
    async for part in request.stream():
        came += len(part)
        if came > most:
            raise _too_large(most)
        parts.append(part)
    return b"".join(parts)


def _too_large(most: int) -> Turned:
    # What is still to come of it isn't read, so that the connection can't be used again.
    return Turned("BODY_TOO_LARGE", {"Connection": "close"}, {"max": most})


def _json(body: bytes) -> Any:
    # RFC 8259, section 8.1: a mark of the byte order isn't sent, and may be passed over by who reads.
    try:
        return orjson.loads(body.removeprefix(BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise Turned("BAD_REQUEST") from error
