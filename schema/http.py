"""GraphQL over HTTP: who asks, in which language, what; POST with JSON, GET for queries."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from models.database import Busy, Database, Unavailable, new_id
from schema.admission import Admission, Points, RateLimited
from schema.asked import GRAPHQL_RESPONSE, Turned, asked, media_of
from schema.context import Context
from schema.errors import STATUSES, RequestError
from schema.execution import Executor, Operation, Prepared, codes, told_error
from schema.limits.bounds import RequestLimits
from schema.reads.execute import resolve
from schema.reads.ids import key_of, make_id
from schema.root import build
from workflows.actor import Actor
from workflows.identity import Choice
from workflows.messages import negotiate

ACTING_AS = "Kinerja-Acting-As"
IN_AGENCY = "Kinerja-Agency"
REALM = 'Bearer realm="kinerja"'


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request before it is known who asks; ``choice`` is the agency and the assignment that it says it acts in."""

    token: str
    choice: Choice
    now: datetime
    request_id: str
    address: str | None
    client: str | None


Identify = Callable[[Database, Arrival], Awaitable[Actor]]
"""Finds the actor for a token, or raises ``RequestError``: 401 is the token's fault, 403 isn't mended by another one, 503 is ours."""


RETRY_SECONDS = 2
"""When a client may try again that the database couldn't serve."""


class Entrance:
    """Who comes in, for every path that takes a bearer token, and what it costs them."""

    def __init__(self, identify: Identify, admission: Admission | None = None) -> None:
        self._identify = identify
        self._admission = admission

    def admit(self, actor: Actor, request: Request, cost: int) -> Points | None:
        """Take the points of a request from its actor and give what is left, None where nobody counts.

        Raises:
            Turned: 429 with when to come again.
        """
        if self._admission is None:
            return None
        try:
            return self._admission.admit(actor, _address(request), cost)
        except RateLimited as limited:
            raise _too_many(limited) from limited

    def charging(self, actor: Actor, request: Request) -> Callable[[int], Points] | None:
        """Give what takes further points for a request that was admitted, None where nobody counts."""
        return None if self._admission is None else partial(self._admission.charge, actor, _address(request))

    def _failed(self, request: Request) -> None:
        # Whoever has failed too often learns no more whether a token is good.
        try:
            if self._admission is not None:
                self._admission.failed(_address(request))
        except RateLimited as limited:
            raise _too_many(limited) from limited

    async def actor_of(self, request: Request) -> Actor:
        """Find who sends a request by its bearer token, and tell the request's log line.

        Raises:
            Turned: 401 without a token that is known, 403 for a post that the person doesn't hold, 429 after too many failures.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            self._failed(request)
            raise Turned("UNAUTHENTICATED", {"WWW-Authenticate": REALM})
        try:
            arrival = Arrival(
                token.strip(),
                Choice(_chosen(request, IN_AGENCY, "agy", "UNKNOWN_AGENCY"), _chosen(request, ACTING_AS, "asg", "UNKNOWN_POST")),
                request.app.state.clock(),
                request.scope.get("state", {}).get("request_id") or str(new_id()),
                _address(request),
                request.headers.get("user-agent"),
            )
            actor = await self._identify(request.app.state.database, arrival)
        except RequestError as error:
            status = STATUSES[error.code]
            if status != 503:
                self._failed(request)
            headers = {"WWW-Authenticate": f'{REALM}, error="invalid_token"'} if status == 401 else {}
            if error.retry_after is not None:
                headers["Retry-After"] = str(error.retry_after)
            raise Turned(error.code, headers) from error
        except (Busy, Unavailable) as error:
            # Who asks can't be found out now: no fault of the token's, and none of a kind that a person has to look for.
            code = "BUSY" if isinstance(error, Busy) else "UNAVAILABLE"
            raise Turned(code, {"Retry-After": str(RETRY_SECONDS)}) from error
        told: dict[str, str] = request.scope.get("state", {}).get("request", {})
        told["actor"] = make_id("emp", actor.employee_id) if actor.employee_id else actor.kind.value
        told["agency"] = make_id("agy", actor.agency_id)
        return actor


class GraphQLEndpoint:
    """Answers ``/graphql``; ``app.state`` holds the open ``database`` and the ``clock``. Without an ``admission`` nobody counts."""

    def __init__(
        self, identify: Identify, admission: Admission | None = None, limits: RequestLimits | None = None, *, compiled: bool = True
    ) -> None:
        self._entrance = Entrance(identify, admission)
        self._limits = limits or RequestLimits()
        self.executor = Executor(build(), self._limits, compiled=compiled)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        await (await self.answer(Request(scope, receive)))(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        locale = negotiate(request.headers.get("accept-language"))
        media = media_of(request.headers.get("accept", ""))
        told: dict[str, str] = request.scope.get("state", {}).get("request", {})
        try:
            actor = await self._entrance.actor_of(request)
            operation, prepared = await self._prepare(actor, request, locale, told)
            points = self._entrance.admit(actor, request, prepared.cost)
        except Turned as turned:
            told["outcome"] = turned.code
            error = told_error(turned.code, locale, turned.params)
            error["extensions"] |= turned.params
            return _response({"errors": [error]}, turned.status, media, locale, turned.headers)
        state = request.app.state
        context = Context(
            actor,
            state.database,
            locale,
            actor.request_id,
            resolve,
            openings=getattr(state, "openings", None),
            imports=getattr(state, "imports", None),
            evidence=getattr(state, "evidence", None),
            points=points,
            charge=self._entrance.charging(actor, request),
            issuers=getattr(state, "issuers", frozenset()),
        )
        answer = await self.executor.run(operation, prepared, context)
        outcome = codes(answer.get("errors", ()))
        if outcome is not None:
            told["outcome"] = outcome
        status = 400 if "data" not in answer and media == GRAPHQL_RESPONSE else 200
        return _response(answer, status, media, locale, context.points.headers() if context.points else None)

    async def _prepare(self, actor: Actor, request: Request, locale: str, told: dict[str, str]) -> tuple[Operation, Prepared]:
        try:
            operation = await asked(request, self._limits.body_bytes)
            prepared = self.executor.prepare(operation, locale)
            told["document"] = prepared.document.digest
            _name(told, prepared)
            _allow(request, prepared)
        except Turned:
            # What can't be run has cost the sign-in too.
            self._entrance.admit(actor, request, 1)
            raise
        return operation, prepared


def graphql_route(
    identify: Identify, admission: Admission | None = None, limits: RequestLimits | None = None, *, compiled: bool = True
) -> Route:
    """Give the route of the endpoint; other methods than GET and POST are answered 405 by it.

    Without ``compiled``, reads are left to the reference executor, which answers the same.
    """
    return Route("/graphql", GraphQLEndpoint(identify, admission, limits, compiled=compiled))


def _address(request: Request) -> str | None:
    return request.client.host if request.client else None


def _too_many(limited: RateLimited) -> Turned:
    headers = {"Retry-After": str(limited.retry_seconds), **limited.points.headers()}
    return Turned("RATE_LIMITED", headers, {"retryAfter": limited.retry_seconds})


def _chosen(request: Request, header: str, prefix: str, unknown: str) -> UUID | None:
    given = request.headers.get(header)
    if given is None:
        return None
    try:
        key = key_of(given, header, prefix)
    except RequestError:
        key = None
    if key is None:
        raise RequestError(unknown)
    return key


def _allow(request: Request, prepared: Prepared) -> None:
    if request.method == "GET" and prepared.changes:
        raise Turned("METHOD_NOT_ALLOWED", {"Allow": "POST"})


def _name(told: dict[str, str], prepared: Prepared) -> None:
    if prepared.node is not None and prepared.node.name is not None:
        told["operation"] = prepared.node.name.value


def _response(answer: Mapping[str, Any], status: int, media: str, locale: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(answer),
        status,
        {"Content-Language": locale, "Vary": "Accept, Accept-Language, Authorization", "Cache-Control": "no-store", **(headers or {})},
        f"{media}; charset=utf-8",
    )
