"""A small identity provider on the loopback: discovery, keys that can be rotated, tokens of every form, and faults on request.

It speaks HTTP over a bare socket, so that it can also stop in the middle of an answer, which no HTTP server would.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from joserfc import jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

Fault = Literal["error", "garbage", "list", "html", "redirect", "huge", "gzip", "close", "half", "hang", "drip", "other", "unsafe", "empty"]
DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/keys"
AUDIENCE = "kinerja"


_HEADERS: dict[str, dict[str, str]] = {
    "html": {"Content-Type": "text/html"},
    "redirect": {"Location": "/elsewhere"},
    "gzip": {"Content-Encoding": "gzip"},
}
_BODIES: dict[str, bytes] = {
    "garbage": b"{not json",
    "list": b"[]",
    "empty": b'{"keys": []}',
    "huge": b'{"more": "' + b"x" * 1_000_000 + b'"}',
}
_CHANGES: dict[str, dict[str, str]] = {
    "other": {"issuer": "https://other.example"},
    "unsafe": {"jwks_uri": "http://keys.example/keys"},
}


@dataclass
class Issuer:
    """An identity provider; ``asked`` counts the requests by path, ``fault`` is what is wrong with the answer to ``faulty``.

    One that hangs sets ``hanging`` and waits for ``released``.
    """

    address: str = ""
    keys: dict[str, Key] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    fault: Fault | None = None
    faulty: str = KEYS
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, kid: str, kind: Literal["RS256", "ES256", "EdDSA"] = "ES256") -> Key:
        """Publish another key."""
        made: Key
        match kind:
            case "RS256":
                made = RSAKey.generate_key(2048, private=True)
            case "ES256":
                made = ECKey.generate_key("P-256", private=True)
            case "EdDSA":
                made = OKPKey.generate_key("Ed25519", private=True)
        self.keys[kid] = made
        return made

    def claims(self, subject: str, now: datetime, **changed: object) -> dict[str, Any]:
        """Give the claims of an ordinary token; None takes one away."""
        moment = int(now.timestamp())
        told: dict[str, Any] = {"iss": self.address, "aud": AUDIENCE, "sub": subject, "iat": moment, "exp": moment + 300, **changed}
        return {name: value for name, value in told.items() if value is not None}

    def token(self, subject: str, now: datetime, kid: str = "first", *, header: Mapping[str, Any] | None = None, **changed: object) -> str:
        """Sign a token; ``changed`` are claims, ``header`` are further members of its header."""
        key = self.keys[kid]
        algorithm = {"RSA": "RS256", "EC": "ES256", "OKP": "Ed25519"}[key.key_type]
        told = {"alg": algorithm, "kid": kid, "typ": "JWT", **(header or {})}
        return jwt.encode(told, self.claims(subject, now, **changed), key, algorithms=[algorithm])

    def key_set(self) -> dict[str, Any]:
        """Give the public key set as it is published."""
        return {"keys": [{**key.as_dict(private=False), "kid": kid, "use": "sig"} for kid, key in self.keys.items()]}

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, well or not."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ")[1]
            self.asked[path] += 1
            await self._write(writer, path, self.fault if path == self.faulty else None)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # who asked has gone
        finally:
            writer.close()

    async def _write(self, writer: asyncio.StreamWriter, path: str, fault: Fault | None) -> None:
        documents: dict[str, Any] = {
            DISCOVERY: {"issuer": self.address, "jwks_uri": f"{self.address}{KEYS}"},
            KEYS: self.key_set(),
        }
        document = documents.get(path, {})
        if fault == "close":
            return
        named = fault or ""
        status = {"error": 500, "redirect": 302}.get(named, 200)
        headers = {"Content-Type": "application/json", **_HEADERS.get(named, {})}
        body = _BODIES.get(named, json.dumps({**document, **_CHANGES.get(named, {})}).encode())
        if fault == "hang":
            self.hanging.set()
            await self.released.wait()
        headers["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status} X\r\n{head}Connection: close\r\n\r\n".encode())
        if fault == "half":
            writer.write(body[:10])
        elif fault == "drip":
            for byte in body:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.02)
        else:
            writer.write(body)
        await writer.drain()


@asynccontextmanager
async def running_issuer() -> AsyncIterator[Issuer]:
    """Run an issuer with one key, ``first``, until the end of the block."""
    issuer = Issuer()
    issuer.add("first")
    server = await asyncio.start_server(issuer.answer, "127.0.0.1", 0)
    issuer.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield issuer
    finally:
        issuer.released.set()
        server.close()
