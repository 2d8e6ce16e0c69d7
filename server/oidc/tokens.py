"""One bearer token: what is looked at before any key is, the signature, and what its claims must say.

In this order: size, form, header, key, signature, claims. The library checks the signature alone; what a token may ask of it is decided
before, here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from models import limits
from server.oidc.public_keys import ED25519, PublicKey

ALGORITHMS = frozenset({"RS256", "ES256"}) | ED25519
# A token of another kind (a logout token, say) is signed by the same issuer with the same keys.
TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
# What brings its own key, or says where to get it, or asks for what we don't know.
REFUSED_HEADERS = ("crit", "jwk", "jku", "x5u", "x5c", "b64", "zip", "enc")
HEADER_CHARS = 2_048


class TokenRefused(Exception):
    """The token is not one to act on: forged, of another issuer, for another audience, malformed, not valid yet."""


class TokenExpired(Exception):
    """The token was good until a while ago."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: issuer and audience; ``number_claim`` and ``agency_claim`` name the claims of the same meaning, None for none.

    ``skew`` is by how many seconds the issuer's clock may differ from ours.
    """

    issuer: str
    audience: str
    skew: float
    number_claim: str | None = None
    agency_claim: str | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says; moments are seconds since 1970. ``agencies`` are codes, None if it is bound to none."""

    subject: str
    expires: float
    not_before: float | None
    number: str | None
    agencies: tuple[str, ...] | None


class _Registry(jws.JWSRegistry):
    max_header_length = HEADER_CHARS
    max_payload_length = limits.TOKEN_CHARS

    def get_alg(self, name: str) -> Any:
        return super().get_alg("Ed25519" if name in ED25519 else name)


_REGISTRY = _Registry(algorithms=["RS256", "ES256", "Ed25519"], strict_check_header=False)


def read_header(token: str) -> tuple[str, str]:
    """Give ``kid`` and ``alg`` of a token that could be one of ours.

    Raises:
        TokenRefused: it is too long, no compact JWS, signed otherwise than with a public key that we hold, or of another kind.
    """
    if len(token) > limits.TOKEN_CHARS or not token.isascii():
        raise TokenRefused
    parts = token.split(".")
    if len(parts) != 3 or not all(parts) or len(parts[0]) > HEADER_CHARS:
        raise TokenRefused
    header = _object(parts[0].encode())
    kid, algorithm, kind = header.get("kid"), header.get("alg"), header.get("typ", "JWT")
    if not isinstance(kid, str) or not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise TokenRefused
    if not isinstance(kind, str) or kind.lower() not in TYPES or any(name in header for name in REFUSED_HEADERS):
        raise TokenRefused
    return kid, algorithm


def verify(token: str, algorithm: str, key: PublicKey, expected: Expected) -> Claims:
    """Check a token's signature with a key, and that its claims are for us; not yet whether it holds now.

    Raises:
        TokenRefused: the key isn't one for ``algorithm``, the signature is another's, or a claim is missing or not as expected.
    """
    if algorithm not in key.names:
        raise TokenRefused
    try:
        payload = jws.deserialize_compact(token, key.key, registry=_REGISTRY).payload
        claims = orjson.loads(payload)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise TokenRefused from None
    if not isinstance(claims, dict) or claims.get("iss") != expected.issuer or not _meant(claims.get("aud"), expected.audience):
        raise TokenRefused
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= limits.SUBJECT_CHARS:
        raise TokenRefused
    expires, issued, begins = (_moment(claims, name) for name in ("exp", "iat", "nbf"))
    if expires is None:
        raise TokenRefused
    return Claims(
        subject=subject,
        expires=expires,
        # A token from the future is one of a clock that is wrong.
        not_before=max((one for one in (issued, begins) if one is not None), default=None),
        number=_number(claims, expected.number_claim),
        agencies=_agencies(claims, expected.agency_claim),
    )


def check_moment(claims: Claims, now: float, skew: float) -> None:
    """Check that a token holds at a moment.

    Raises:
        TokenExpired: at or after its end.
        TokenRefused: before its beginning.
    """
    if now >= claims.expires + skew:
        raise TokenExpired
    if claims.not_before is not None and now < claims.not_before - skew:
        raise TokenRefused


def _object(segment: bytes) -> dict[str, Any]:
    try:
        read = orjson.loads(urlsafe_b64decode(segment))
    except ValueError:
        raise TokenRefused from None
    if not isinstance(read, dict):
        raise TokenRefused
    return read


def _meant(audience: object, expected: str) -> bool:
    return audience == expected or (isinstance(audience, list) and expected in audience)


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if name not in claims:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TokenRefused
    return float(value)


def _number(claims: Mapping[str, Any], name: str | None) -> str | None:
    value = None if name is None else claims.get(name)
    return value if isinstance(value, str) else None


def _agencies(claims: Mapping[str, Any], name: str | None) -> tuple[str, ...] | None:
    if name is None or name not in claims:
        return None
    value = claims[name]
    codes = [value] if isinstance(value, str) else value
    # Bound to something that can't be read is not bound to nothing.
    if not isinstance(codes, list) or not codes or not all(isinstance(one, str) and one for one in codes):
        raise TokenRefused
    return tuple(codes)
