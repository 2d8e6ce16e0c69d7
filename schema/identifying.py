"""From a token to the actor of a request: what a verifier says of the token, and what the database knows of its subject."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from models.database import Database
from schema.errors import RequestError
from schema.http import Arrival, Identify
from workflows.actor import Actor
from workflows.identity import Request, Subject, UnknownAgency, UnknownPerson, UnknownPost, find_actor

Verify = Callable[[str, datetime], Awaitable[Subject]]
"""Checks a token at a moment and gives its subject, or raises ``RequestError``."""

Link = Callable[[Database, Subject, Request], Awaitable[bool]]
"""Links a subject to whom its issuer says it is, at a first sign-in; tells whether anything was linked."""


def identify_by(verify: Verify, link: Link | None = None) -> Identify:
    """Give the endpoint its ``Identify``: a token is verified, then its subject looked up on a reading connection.

    A subject that isn't known where it asks is given to ``link`` once, if there is one, and looked up again.
    """

    async def identify(database: Database, arrival: Arrival) -> Actor:
        subject = await verify(arrival.token, arrival.now)
        request = Request(arrival.now, arrival.request_id, arrival.address, arrival.client)
        try:
            return await _found(database, subject, request, arrival)
        except RequestError as error:
            if link is None or error.code not in ("IDENTITY_NOT_LINKED", "UNKNOWN_AGENCY") or not await link(database, subject, request):
                raise
        return await _found(database, subject, request, arrival)

    return identify


async def _found(database: Database, subject: Subject, request: Request, arrival: Arrival) -> Actor:
    try:
        return await database.read(lambda conn: find_actor(conn, subject, request, arrival.choice))
    except UnknownPerson as error:
        raise RequestError("UNAUTHENTICATED" if subject.issuer is None else "IDENTITY_NOT_LINKED") from error
    except UnknownAgency as error:
        raise RequestError("UNKNOWN_AGENCY") from error
    except UnknownPost as error:
        raise RequestError("UNKNOWN_POST") from error
