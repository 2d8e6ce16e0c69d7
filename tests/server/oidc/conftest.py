"""A town whose people sign in at a small issuer, and a client of the app that trusts it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from models.database import Database
from models.vocabulary import Role
from schema.identifying import Link, identify_by
from server.app import create_app
from server.oidc.documents import IssuerDocuments
from server.oidc.key_ring import KeyRing, Lifetimes
from server.oidc.signing_in import IssuerTokens
from server.oidc.tokens import Expected
from tests.conftest import client_of
from tests.engines import Urls
from tests.server.oidc.issuer import AUDIENCE, Issuer, running_issuer
from tests.worlds import World, done, make_world
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_identities import IdentityDraft, link_at_first_sign_in, link_identity
from workflows.actor import Actor, RoleHeld

WHO = "{ viewer { employee { name } agency { code } roles { role } } }"
SKEW = 30.0
FRESH = 300.0
GRACE = 3_600.0


@dataclass
class Asked:
    """An answer: its status, the code of its error, its viewer, and its headers."""

    status: int
    code: str | None
    viewer: Any
    headers: httpx.Headers


class SignIns:
    """People who sign in: the issuer, the town, a clock of the world and one that only goes forward (``ticks``), and a client."""

    def __init__(self, world: World, issuer: Issuer, fetch_seconds: float = 5.0) -> None:
        self.world = world
        self.issuer = issuer
        self.ticks = 1_000.0
        self.documents = IssuerDocuments(issuer.address, fetch_seconds)
        self.keys = KeyRing(self.documents.keys, Lifetimes(FRESH, GRACE), tick=lambda: self.ticks)
        self.tokens = IssuerTokens(Expected(issuer.address, AUDIENCE, SKEW, "nip", "agency"), self.keys, remembered=100)
        self.client: httpx.AsyncClient

    def app(self, urls: Urls, link: Link | None = link_at_first_sign_in) -> Starlette:
        """Make the app that checks tokens so."""
        return create_app(
            urls.settings(rate_points=1_000_000_000), clock=lambda: self.world.now, identify=identify_by(self.tokens.subject, link)
        )

    def pass_time(self, seconds: float) -> None:
        """Let both clocks go on."""
        self.ticks += seconds
        self.world.now += timedelta(seconds=seconds)

    async def link(self, who: str, subject: str | None = None) -> None:
        """Let the admin link ``who`` to the account of the same name, or to another; the admin is linked by another one."""
        draft = IdentityDraft(self.world.members[who].employee_id, self.issuer.address, subject or who)
        by = "hr" if who != "hr" else "planner"
        actor = self.world.actor("hr") if by == "hr" else _as_admin(self.world)
        done(await link_identity(self.world.database, actor, draft, EmployeeCommand(), trusted={self.issuer.address}))

    def token(self, subject: str, kid: str = "first", **changed: Any) -> str:
        """Let the issuer sign a token for now."""
        return self.issuer.token(subject, self.world.now, kid, **changed)

    async def ask(self, token: str, document: str = WHO, variables: Any = None, **headers: str) -> Asked:
        """Send a query with a token."""
        answer = await self.client.post(
            "/graphql",
            json={"query": document, "variables": variables},
            headers={"Authorization": f"Bearer {token}", "Accept-Language": "en", **headers},
        )
        body = answer.json()
        code = body["errors"][0]["extensions"]["code"] if "errors" in body else None
        return Asked(answer.status_code, code, (body.get("data") or {}).get("viewer"), answer.headers)

    async def name(self, token: str, **headers: str) -> str:
        """Give the name of whom a token lets in."""
        asked = await self.ask(token, **headers)
        assert asked.status == 200, asked
        found: str = asked.viewer["employee"]["name"]
        return found


def _as_admin(world: World) -> Actor:
    return replace(world.actor("planner"), roles=(RoleHeld(Role.AGENCY_ADMIN, None),))


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    """An identity provider that answers."""
    async with running_issuer() as made:
        yield made


@pytest.fixture
async def world(database: Database) -> World:
    """The town."""
    return await make_world(database)


@pytest.fixture
async def sign_ins(urls: Urls, world: World, issuer: Issuer) -> AsyncIterator[SignIns]:
    """The town's people at the issuer; ``employee`` is linked."""
    made = SignIns(world, issuer)
    await made.link("employee")
    async with client_of(made.app(urls)) as client:
        made.client = client
        yield made
