"""Who asks: from a bearer token to the actor, by the agency's identity provider or by the development issuer of a demo database."""

from datetime import datetime
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from models import limits
from models.database import Database
from schema.errors import RequestError
from schema.http import Arrival, Identify
from schema.identifying import identify_by
from server.answers import turned_away
from server.oidc.documents import IssuerDocuments
from server.oidc.key_ring import KeyRing, Lifetimes
from server.oidc.signing_in import IssuerTokens
from server.oidc.tokens import Expected
from server.setting_types import is_loopback
from server.settings import Settings
from workflows.actions.people_identities import link_at_first_sign_in
from workflows.actor import Actor
from workflows.development import DevelopmentIssuer, TokenExpired, TokenRefused, load_issuer
from workflows.identity import Subject

FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


class DevelopmentSignIn:
    """Accepts the tokens of ``kinerja token``: as long as the database is a demo, and only then."""

    def __init__(self) -> None:
        self._issuer: DevelopmentIssuer | None = None
        self._identify = identify_by(self._verify)

    async def __call__(self, database: Database, arrival: Arrival) -> Actor:
        """Give the actor of a request.

        Raises:
            RequestError: UNAUTHENTICATED, TOKEN_EXPIRED, UNKNOWN_AGENCY, or UNKNOWN_POST.
        """
        self._issuer = self._issuer or await database.read(load_issuer)
        return await self._identify(database, arrival)

    async def _verify(self, token: str, now: datetime) -> Subject:
        if self._issuer is None or len(token) > limits.TOKEN_CHARS:
            raise RequestError("UNAUTHENTICATED")
        try:
            return Subject(person_id=self._issuer.verify(token, now))
        except TokenExpired:
            raise RequestError("TOKEN_EXPIRED") from None
        except TokenRefused:
            raise RequestError("UNAUTHENTICATED") from None


async def nobody(database: Database, arrival: Arrival) -> Actor:
    """Accept no token: no issuer is set."""
    raise RequestError("UNAUTHENTICATED")


def sign_in(settings: Settings) -> Identify:
    """Choose how tokens are checked by the settings."""
    if settings.dev_issuer:
        return DevelopmentSignIn()
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        return nobody
    documents = IssuerDocuments(settings.oidc_issuer, settings.oidc_fetch_seconds, settings.oidc_proxy)
    keys = KeyRing(documents.keys, Lifetimes(settings.oidc_keys_seconds, settings.oidc_grace_seconds))
    expected = Expected(
        settings.oidc_issuer,
        settings.oidc_audience,
        settings.oidc_skew_seconds,
        settings.oidc_nip_claim,
        settings.oidc_agency_claim,
    )
    link = None if settings.oidc_nip_claim is None else link_at_first_sign_in
    return identify_by(IssuerTokens(expected, keys).subject, link)


class LoopbackOnly:
    """ASGI middleware of a process with the development issuer: whoever can be reached from elsewhere is not served.

    A proxy could put the port on the network, so Host must be a loopback name, and a forwarding header is refused whatever it says; a page
    of another site could send a person's browser here, so Origin must be a loopback name too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request from this machine and its own pages; answer any other with 403, and why."""
        code = _refusal(Headers(scope=scope)) if scope["type"] == "http" else None
        if code is not None:
            await turned_away(scope, code)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _refusal(headers: Headers) -> str | None:
    if any(name in headers for name in FORWARDING) or not is_loopback(_host(headers.get("host", ""))):
        return "LOOPBACK_ONLY"
    if not all(is_loopback(_host(one.partition("://")[2])) for one in headers.getlist("origin")):
        return "OTHER_ORIGIN"
    return None


def _host(place: str) -> str:
    if place.startswith("["):
        return place[1:].partition("]")[0]
    try:
        # A bare IPv6 address has colons of its own.
        return str(ip_address(place))
    except ValueError:
        return place.partition(":")[0]
