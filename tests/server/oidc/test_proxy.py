"""Behind a forward proxy: a small one on this machine, and an issuer over TLS whose name only the proxy can look up."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.database import Database
from server.app import create_app
from server.oidc.documents import IssuerDocuments, NotPublished
from tests.conftest import client_of
from tests.engines import Urls
from tests.server.oidc.conftest import WHO
from tests.server.oidc.issuer import AUDIENCE, DISCOVERY, KEYS, Issuer, running_issuer
from tests.worlds import World, done, make_world
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_identities import IdentityDraft, link_identity

NAME = "sso.kinerja.example"
"""Resolves nowhere: whoever asks for it directly gets no answer."""


@dataclass
class Proxy:
    """A forward proxy that leads every tunnel to ``port`` of this machine; ``asked`` are the targets, ``credentials`` what it wants."""

    port: int = 0
    address: str = ""
    credentials: str | None = None
    refusing: bool = False
    asked: list[str] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Open one tunnel, or refuse it."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split("\r\n")[0].split(" ")
        self.asked.append(f"{method} {target}")
        given = [line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith("proxy-authorization:")]
        wanted = [] if self.credentials is None else [f"Basic {b64encode(self.credentials.encode()).decode()}"]
        if self.refusing or given != wanted:
            writer.write(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % (403 if self.refusing else 407))
            writer.close()
            return
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        inner, outer = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.gather(_pass_on(reader, outer), _pass_on(inner, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    except ConnectionError:
        pass  # the other side has gone
    finally:
        writer.close()


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate that vouches for itself; give its file, and what serves by it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """A proxy that opens tunnels."""
    made = Proxy()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@asynccontextmanager
async def issuer_over_tls(proxy: Proxy, context: ssl.SSLContext) -> AsyncIterator[Issuer]:
    """Run an issuer that is named ``NAME`` and stands where the proxy's tunnels lead."""
    issuer = Issuer(address=f"https://{NAME}")
    issuer.add("first")
    server = await asyncio.start_server(issuer.answer, "127.0.0.1", 0, ssl=context)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield issuer
    finally:
        server.close()


@pytest.fixture
async def world(database: Database) -> World:
    """The town."""
    return await make_world(database, complete=())


async def sign_in(urls: Urls, world: World, issuer: Issuer, **settings: Any) -> tuple[int, str]:
    """Sign in at a fresh app with a good token; give the status, and the name or the code."""
    app = create_app(
        urls.settings(oidc_issuer=issuer.address, oidc_audience=AUDIENCE, oidc_fetch_seconds=10, **settings), clock=lambda: world.now
    )
    token = issuer.token("employee", world.now)
    async with client_of(app) as client:
        answer = await client.post("/graphql", json={"query": WHO}, headers={"Authorization": f"Bearer {token}"})
    body = answer.json()
    told = body["errors"][0]["extensions"]["code"] if "errors" in body else body["data"]["viewer"]["employee"]["name"]
    return answer.status_code, told


async def fault(issuer: Issuer, proxy: Proxy) -> str:
    """Give the word with which the log tells why the keys can't be had."""
    with pytest.raises(NotPublished) as told:
        await IssuerDocuments(issuer.address, 10, proxy.address).keys()
    return told.value.fault


async def link(world: World, issuer: Issuer) -> str:
    """Link ``employee`` to the account of that name; give the name that signs in."""
    draft = IdentityDraft(world.members["employee"].employee_id, issuer.address, "employee")
    done(await link_identity(world.database, world.actor("hr"), draft, EmployeeCommand(), trusted=(issuer.address,)))
    return world.members["employee"].name


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_keys_are_fetched_through_the_proxy(
    urls: Urls, world: World, proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a tunnel for each document, with the proxy's own password where it asks for one; TLS is spoken with the issuer."""
    trusted, context = certificate(tmp_path, NAME)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    async with issuer_over_tls(proxy, context) as issuer:
        name = await link(world, issuer)
        assert await sign_in(urls, world, issuer, oidc_proxy=proxy.address) == (200, name)
        assert proxy.asked == [f"CONNECT {NAME}:443"] * 2
        assert dict(issuer.asked) == {DISCOVERY: 1, KEYS: 1}
        proxy.credentials = "kinerja:rahasia"
        named = proxy.address.replace("http://", "http://kinerja:rahasia@")
        assert await sign_in(urls, world, issuer, oidc_proxy=named) == (200, name)
        assert await sign_in(urls, world, issuer, oidc_proxy=proxy.address) == (503, "IDENTITY_PROVIDER_UNAVAILABLE")
        proxy.credentials, proxy.refusing = None, True
        assert await sign_in(urls, world, issuer, oidc_proxy=proxy.address) == (503, "IDENTITY_PROVIDER_UNAVAILABLE")
        assert await fault(issuer, proxy) == "proxy"
        assert sum(issuer.asked.values()) == 4, "who was refused got nowhere"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_proxy_cannot_stand_in_for_the_issuer(
    urls: Urls, world: World, proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The accident: whoever runs the proxy signs everybody in. Its own certificate is nobody's here, whatever it says of itself."""
    trusted, _ = certificate(tmp_path, NAME)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    (tmp_path / "other").mkdir()
    _, own = certificate(tmp_path / "other", NAME)
    async with issuer_over_tls(proxy, own) as issuer:
        await link(world, issuer)
        assert await sign_in(urls, world, issuer, oidc_proxy=proxy.address) == (503, "IDENTITY_PROVIDER_UNAVAILABLE")
        assert (proxy.asked, sum(issuer.asked.values())) == ([f"CONNECT {NAME}:443"], 0)
        assert await fault(issuer, proxy) == "unreachable"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_this_machine_is_asked_directly_and_the_environment_not_at_all(
    urls: Urls, world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy.address)
    async with running_issuer() as issuer:
        name = await link(world, issuer)
        assert await sign_in(urls, world, issuer) == (200, name)
        assert await sign_in(urls, world, issuer, oidc_proxy=proxy.address) == (200, name)
    assert proxy.asked == []
