"""Where a request comes from: the peer's address, or what a trusted proxy says of whoever stands before it."""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
ForwardedHeader = Literal["x-forwarded-for", "forwarded"]

_PORT = r"(?::\d{1,5})?"
_BRACKETED = re.compile(rf"\[([0-9A-Fa-f:.]+)\]{_PORT}")
_DOTTED = re.compile(rf"(\d{{1,3}}(?:\.\d{{1,3}}){{3}}){_PORT}")
_WORD = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
# One element of RFC 7239, as far as it goes: pairs of a name and a token or quoted string.
_PAIR = re.compile(rf'\s*({_WORD})=({_WORD}|"(?:[^"\\]|\\.)*")\s*(;|$)')
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')


class ClientAddress:
    """ASGI middleware: puts the client's address into ``scope["client"]``, from where events, limits and the sign-in take it.

    A proxy appends the address that it was asked from, so the list is read from the right: addresses of ``trusted`` networks are
    our own proxies', the first other one is the client. Whatever stands left of it, anybody may have written. Of a peer that isn't trusted
    no header is read; where one can't be read, the peer's own address stays. One header is read, the one that the proxy writes: the
    other passes a proxy as the client sent it.
    """

    def __init__(self, app: ASGIApp, *, trusted: Sequence[Network], header: ForwardedHeader) -> None:
        self.app = app
        self.trusted = tuple(trusted)
        self.header: ForwardedHeader = header

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; the port is 0 where the address isn't the peer's."""
        client = scope.get("client")
        if scope["type"] == "http" and client is not None and self.trusted:
            peer = read_address(client[0])
            if peer is not None and self._ours(peer):
                found = self._before(peer, Headers(scope=scope).getlist(self.header))
                if found != peer:
                    scope["client"] = (str(found), 0)
        await self.app(scope, receive, send)

    def _before(self, peer: Address, values: Sequence[str]) -> Address:
        nearest = peer
        for told in reversed(list(_told(values, self.header))):
            address = None if told is None else read_address(told)
            if address is None:
                return peer
            nearest = address
            if not self._ours(address):
                break
        return nearest

    def _ours(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)


def read_address(text: str) -> Address | None:
    """Read an address with or without port: ``192.0.2.1``, ``192.0.2.1:80``, ``2001:db8::1``, ``[2001:db8::1]:80``.

    An IPv4 address that comes as IPv6 (``::ffff:192.0.2.1``) is IPv4. None for anything else, also for an address with a zone.
    """
    text = text.strip()
    with_port = _BRACKETED.fullmatch(text) or _DOTTED.fullmatch(text)
    try:
        address = ip_address(with_port[1] if with_port else text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return None
        return address.ipv4_mapped or address
    return address


def _told(values: Sequence[str], header: ForwardedHeader) -> Iterable[str | None]:
    joined = ",".join(values)
    if not joined.strip():
        return ()
    if header == "x-forwarded-for":
        return joined.split(",")
    return [_for(element) for element in _ELEMENT.findall(joined)]


def _for(element: str) -> str | None:
    at, found = 0, None
    while at < len(element):
        pair = _PAIR.match(element, at)
        if pair is None:
            return None
        if pair[1].lower() == "for":
            found = pair[2].removeprefix('"').removesuffix('"')
        at = pair.end()
    return found
