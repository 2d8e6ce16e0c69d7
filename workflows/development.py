"""The development issuer: tokens without a sign-in, for a demo alone.

It exists only in a database that ``mark_demo`` has marked; the key stands in that database, so that a token of one demo is worth nothing in
another. Whether the process may use it at all (loopback, a setting) is the server's matter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from models.database import Connection, new_id
from models.history import Installation

ISSUER = "kinerja-development"
AUDIENCE = "kinerja"
ALGORITHM = "Ed25519"
LIFETIME = timedelta(hours=12)
DEMO = "demo"
KEY = "development_key"


class TokenRefused(Exception):
    """The token is not one of this issuer: forged, for another audience, malformed."""


class TokenExpired(Exception):
    """The token was good until a while ago."""


@dataclass(frozen=True, slots=True)
class DevelopmentIssuer:
    """Signs and checks tokens with the key of one demo database."""

    key: OKPKey

    def issue(self, person_id: UUID, now: datetime, lifetime: timedelta = LIFETIME) -> str:
        """Make a token that speaks of a person until ``lifetime`` after ``now``."""
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(person_id),
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, self.key, algorithms=[ALGORITHM])

    def verify(self, token: str, now: datetime) -> UUID:
        """Give the person that a token speaks of.

        Raises:
            TokenExpired: at or after its end.
            TokenRefused: for everything else that is wrong with it.
        """
        try:
            claims = jwt.decode(token, self.key, algorithms=[ALGORITHM]).claims
            person_id = UUID(claims["sub"])
            issued, expires = int(claims["iat"]), int(claims["exp"])
        except (JoseError, KeyError, ValueError, TypeError, AttributeError) as wrong:
            raise TokenRefused from wrong
        moment = now.timestamp()
        if claims.get("iss") != ISSUER or claims.get("aud") != AUDIENCE or moment < issued - 60:
            raise TokenRefused
        if moment >= expires:
            raise TokenExpired
        return person_id


async def mark_demo(conn: Connection) -> None:
    """Mark a database as a demo and give it a key; what is there already stays as it is."""
    rows = []
    if await _value(conn, DEMO) is None:
        rows.append(Installation(id=new_id(), name=DEMO, value="true"))
    if await _value(conn, KEY) is None:
        key = OKPKey.generate_key("Ed25519", private=True)
        rows.append(Installation(id=new_id(), name=KEY, value=key.as_pem(private=True).decode()))
    await conn.insert(rows)


async def load_issuer(conn: Connection) -> DevelopmentIssuer | None:
    """Give the issuer of this database, None when it isn't a demo."""
    if await _value(conn, DEMO) is None:
        return None
    pem = await _value(conn, KEY)
    return None if pem is None else DevelopmentIssuer(OKPKey.import_key(pem))


async def _value(conn: Connection, name: str) -> str | None:
    rows = await conn.fetch("SELECT value FROM installation WHERE name = :name", {"name": name})
    return str(rows[0]["value"]) if rows else None
