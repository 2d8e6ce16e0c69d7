"""What an issuer publishes, fetched over HTTP: its discovery document, and behind it its keys.

The issuer is trusted, the way to it and its health are not: each document has a limit of size and both together one of time; redirects,
other content and another issuer's name are refused.
"""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any

import httpx
import orjson

from server.oidc.public_keys import PublicKey, WrongKeys, read_keys
from server.setting_types import is_loopback, is_safe_address

DISCOVERY = "/.well-known/openid-configuration"
DOCUMENT_BYTES = 262_144
MEDIA_TYPES = frozenset({"application/json", "application/jwk-set+json"})


class NotPublished(Exception):
    """The issuer's keys can't be had now; ``fault`` is one of a few words, for the log."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class _Ways(httpx.AsyncBaseTransport):
    """Through the proxy to everywhere but this machine, which it would look for in the wrong place."""

    def __init__(self, tls: ssl.SSLContext, proxy: str | None) -> None:
        self._direct = httpx.AsyncHTTPTransport(verify=tls, trust_env=False)
        self._proxied = None if proxy is None else httpx.AsyncHTTPTransport(verify=tls, trust_env=False, proxy=httpx.Proxy(proxy))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        way = self._direct if self._proxied is None or is_loopback(request.url.host) else self._proxied
        return await way.handle_async_request(request)

    async def aclose(self) -> None:
        await self._direct.aclose()
        if self._proxied is not None:
            await self._proxied.aclose()


class IssuerDocuments:
    """Fetches the keys of one issuer; ``seconds`` is what one fetch may take in all, ``proxy`` the address of a forward proxy.

    TLS is spoken with the issuer itself, so the proxy sees its name and no more.
    """

    def __init__(self, issuer: str, seconds: float, proxy: str | None = None) -> None:
        self.issuer = issuer
        self.seconds = seconds
        self.proxy = proxy
        self._tls: ssl.SSLContext | None = None

    async def keys(self) -> Mapping[str, PublicKey]:
        """Fetch the issuer's public keys by their ``kid``.

        Raises:
            NotPublished: it can't be reached, takes too long, or answers something else.
        """
        # The machine's own trust store, where an agency puts its authority. Read once: that takes 20 ms.
        if self._tls is None:
            self._tls = await asyncio.to_thread(ssl.create_default_context)
        tls: ssl.SSLContext = self._tls
        try:
            async with (
                asyncio.timeout(self.seconds),
                # Nothing of the surroundings (proxies, .netrc) goes into these requests: what is set is set by a setting.
                httpx.AsyncClient(
                    transport=_Ways(tls, self.proxy), trust_env=False, follow_redirects=False, timeout=self.seconds
                ) as client,
            ):
                discovery = await self._object(client, self.issuer.rstrip("/") + DISCOVERY)
                if discovery.get("issuer") != self.issuer:
                    raise NotPublished("other_issuer")
                address = discovery.get("jwks_uri")
                if not isinstance(address, str) or not is_safe_address(address):
                    raise NotPublished("unsafe_address")
                return read_keys(await self._object(client, address))
        except TimeoutError:
            raise NotPublished("slow") from None
        except httpx.ProxyError:
            raise NotPublished("proxy") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise NotPublished("unreachable") from None
        except WrongKeys:
            raise NotPublished("no_keys") from None

    async def _object(self, client: httpx.AsyncClient, address: str) -> dict[str, Any]:
        # Uncompressed, so that the limit of size is that of what is read.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        async with client.stream("GET", address, headers=headers) as answer:
            if answer.is_redirect:
                raise NotPublished("redirect")
            if answer.status_code != httpx.codes.OK:
                raise NotPublished("status")
            if answer.headers.get("content-type", "").partition(";")[0].strip().lower() not in MEDIA_TYPES:
                raise NotPublished("content_type")
            if answer.headers.get("content-encoding", "identity").lower() != "identity":
                raise NotPublished("content_encoding")
            body = bytearray()
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > DOCUMENT_BYTES:
                    raise NotPublished("too_large")
        try:
            read = orjson.loads(bytes(body))
        except orjson.JSONDecodeError:
            raise NotPublished("malformed") from None
        if not isinstance(read, dict):
            raise NotPublished("malformed")
        return read
