"""From a token to the actor of a request: what a verifier says of the token, and what the database knows of its subject."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from models.database import Database
from schema.errors import RequestError
from schema.http import Arrival, Identify
from workflows.actor import Actor
from workflows.identity import Request, Subject, UnknownPerson, UnknownPost, find_actor

Verify = Callable[[str, datetime], Awaitable[Subject]]
"""Checks a token at a moment and gives its subject, or raises ``RequestError``: UNAUTHENTICATED, or TOKEN_EXPIRED."""


def identify_by(verify: Verify) -> Identify:
    """Give the endpoint its ``Identify``: a token is verified, then its subject looked up on a reading connection."""

    async def identify(database: Database, arrival: Arrival) -> Actor:
        subject = await verify(arrival.token, arrival.now)
        request = Request(arrival.now, arrival.request_id, arrival.address, arrival.client)
        try:
            return await database.read(lambda conn: find_actor(conn, subject, request, arrival.acting_as))
        except UnknownPerson as error:
            raise RequestError("UNAUTHENTICATED") from error
        except UnknownPost as error:
            raise RequestError("UNKNOWN_POST") from error

    return identify
