"""From a bearer token of the issuer to its verified claims: the keys, the check, and what was checked a moment ago."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from schema.errors import RequestError
from server.oidc.key_ring import KeyRing, Unavailable
from server.oidc.tokens import Claims, Expected, TokenExpired, TokenRefused, check_moment, read_header, verify
from workflows.identity import Subject

REMEMBERED = 10_000
"""How many verified tokens are remembered, at about 1 kB each."""


@dataclass(frozen=True, slots=True)
class _Verified:
    claims: Claims
    generation: int


class IssuerTokens:
    """Checks tokens of one issuer.

    A verified token is remembered by its digest as long as the keys stay what they are, the last used ones of many; its moment is looked at
    each time. What is remembered is what the token says, never what its person may do: that is read for every request.
    """

    def __init__(self, expected: Expected, keys: KeyRing, *, remembered: int = REMEMBERED) -> None:
        self.verifications = 0
        self._expected = expected
        self._keys = keys
        self._limit = remembered
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    @property
    def remembered(self) -> int:
        """How many verified tokens are remembered."""
        return len(self._verified)

    async def subject(self, token: str, now: datetime) -> Subject:
        """Give whom a token speaks of.

        Raises:
            RequestError: UNAUTHENTICATED, TOKEN_EXPIRED, or IDENTITY_PROVIDER_UNAVAILABLE where it can't be told.
        """
        try:
            claims = await self._claims(token)
            check_moment(claims, now.timestamp(), self._expected.skew)
        except TokenExpired:
            raise RequestError("TOKEN_EXPIRED") from None
        except TokenRefused:
            raise RequestError("UNAUTHENTICATED") from None
        except Unavailable as unavailable:
            raise RequestError("IDENTITY_PROVIDER_UNAVAILABLE", retry_after=unavailable.retry_after) from None
        return Subject(issuer=self._expected.issuer, subject=claims.subject, number=claims.number, agencies=claims.agencies)

    async def _claims(self, token: str) -> Claims:
        kid, algorithm = read_header(token)
        await self._keys.ready()
        digest = hashlib.sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known is not None and known.generation == self._keys.generation:
            self._verified.move_to_end(digest)
            return known.claims
        key = await self._keys.find(kid)
        if key is None:
            raise TokenRefused
        generation = self._keys.generation
        self.verifications += 1
        claims = verify(token, algorithm, key, self._expected)
        self._verified[digest] = _Verified(claims, generation)
        self._verified.move_to_end(digest)
        while len(self._verified) > self._limit:
            self._verified.popitem(last=False)
        return claims
