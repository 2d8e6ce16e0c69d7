"""Who the client is behind proxies, and that nobody else can say so."""

from ipaddress import ip_network

import pytest
from starlette.types import Message, Receive, Scope, Send

from server.addresses import ClientAddress, ForwardedHeader, read_address

OURS = tuple(ip_network(one) for one in ("10.0.0.0/8", "127.0.0.1/32", "2001:db8:1::/48"))

# Peer, header lines as they come, the client. 203.0.113.0/24 and 2001:db8:2::/48 are other people's.
FORWARDED_FOR: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("203.0.113.9", (), "203.0.113.9"),
    ("203.0.113.9", ("198.51.100.1",), "203.0.113.9"),
    ("203.0.113.9", ("10.0.0.1",), "203.0.113.9"),
    ("10.0.0.1", (), "10.0.0.1"),
    ("10.0.0.1", ("",), "10.0.0.1"),
    ("10.0.0.1", ("203.0.113.9",), "203.0.113.9"),
    ("10.0.0.1", (" 203.0.113.9 ",), "203.0.113.9"),
    ("10.0.0.1", ("203.0.113.9:4711",), "203.0.113.9"),
    ("10.0.0.1", ("198.51.100.1, 203.0.113.9",), "203.0.113.9"),
    ("10.0.0.1", ("198.51.100.1", "203.0.113.9"), "203.0.113.9"),
    ("10.0.0.1", ("<script>, 203.0.113.9",), "203.0.113.9"),
    ("10.0.0.1", ("198.51.100.1, 203.0.113.9, 10.2.3.4",), "203.0.113.9"),
    ("10.0.0.1", ("10.9.9.9, 10.2.3.4",), "10.9.9.9"),
    ("10.0.0.1", ("198.51.100.1, unknown",), "10.0.0.1"),
    ("10.0.0.1", ("198.51.100.1,",), "10.0.0.1"),
    ("10.0.0.1", ("198.51.100.1, , 10.2.3.4",), "10.0.0.1"),
    ("10.0.0.1", ("203.0.113.999",), "10.0.0.1"),
    ("10.0.0.1", ("203.0.113.9:http",), "10.0.0.1"),
    ("10.0.0.1", ("kinerja.example",), "10.0.0.1"),
    ("10.0.0.1", ("2001:db8:2::1",), "2001:db8:2::1"),
    ("10.0.0.1", ("[2001:DB8:2:0::1]:443",), "2001:db8:2::1"),
    ("10.0.0.1", ("[2001:db8:2::1]",), "2001:db8:2::1"),
    ("10.0.0.1", ("fe80::1%eth0",), "10.0.0.1"),
    ("10.0.0.1", ("::ffff:203.0.113.9",), "203.0.113.9"),
    ("::ffff:10.0.0.1", ("203.0.113.9",), "203.0.113.9"),
    ("2001:db8:1::5", ("203.0.113.9, 2001:db8:1::6",), "203.0.113.9"),
    ("2001:db8:2::5", ("203.0.113.9",), "2001:db8:2::5"),
)
FORWARDED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("203.0.113.9", ("for=198.51.100.1",), "203.0.113.9"),
    ("10.0.0.1", ("for=203.0.113.9",), "203.0.113.9"),
    ("10.0.0.1", ("For=203.0.113.9;proto=https;by=10.0.0.1",), "203.0.113.9"),
    ("10.0.0.1", ('proto=https; for="203.0.113.9:47011"; host="a, for=198.51.100.1"',), "203.0.113.9"),
    ("10.0.0.1", ('for="[2001:db8:2::1]:4711"',), "2001:db8:2::1"),
    ("10.0.0.1", ("for=198.51.100.1, for=203.0.113.9, for=10.2.3.4",), "203.0.113.9"),
    ("10.0.0.1", ("for=198.51.100.1", "for=203.0.113.9"), "203.0.113.9"),
    ("10.0.0.1", ("for=198.51.100.1, for=unknown",), "10.0.0.1"),
    ("10.0.0.1", ("for=198.51.100.1, for=_hidden",), "10.0.0.1"),
    ("10.0.0.1", ("for=198.51.100.1, proto=https",), "10.0.0.1"),
    ("10.0.0.1", ("203.0.113.9",), "10.0.0.1"),
    ("10.0.0.1", ('for="203.0.113.9',), "10.0.0.1"),
    ("10.0.0.1", ("for=203.0.113.9;;",), "10.0.0.1"),
)


async def client(
    peer: str | None, header: ForwardedHeader, headers: list[tuple[str, str]], trusted: tuple[str, ...] | None = None
) -> object:
    """Give the client that a request is from, as what stands behind the middleware sees it."""
    seen: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"])

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError(message)

    networks = OURS if trusted is None else tuple(ip_network(one) for one in trusted)
    scope = {
        "type": "http",
        "client": None if peer is None else (peer, 50_000),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    await ClientAddress(app, trusted=networks, header=header)(scope, receive, send)
    (found,) = seen
    return found


@pytest.mark.parametrize(
    ("header", "peer", "values", "expected"),
    [("x-forwarded-for", *row) for row in FORWARDED_FOR] + [("forwarded", *row) for row in FORWARDED],
)
async def test_the_client_is_the_first_from_the_right_that_is_not_ours(
    header: ForwardedHeader, peer: str, values: tuple[str, ...], expected: str
) -> None:
    """The accident: a client writes another's address into the header, and the history says that it was the other."""
    found = await client(peer, header, [(header, value) for value in values])
    assert found == ((peer, 50_000) if peer == expected else (expected, 0))


@pytest.mark.parametrize(("header", "other"), [("x-forwarded-for", "forwarded"), ("forwarded", "x-forwarded-for")])
async def test_the_header_that_our_proxy_does_not_write_is_not_read(header: ForwardedHeader, other: str) -> None:
    """The accident: the proxy appends to one header and lets the other one pass as the client wrote it."""
    spoofed = [("x-forwarded-for", "198.51.100.1"), ("forwarded", "for=198.51.100.1"), ("x-real-ip", "198.51.100.1")]
    assert await client("10.0.0.1", header, [one for one in spoofed if one[0] != header]) == ("10.0.0.1", 50_000)


async def test_without_trusted_proxies_no_header_is_read() -> None:
    assert await client("127.0.0.1", "x-forwarded-for", [("x-forwarded-for", "203.0.113.9")], ()) == ("127.0.0.1", 50_000)


async def test_a_connection_without_an_address_has_none() -> None:
    assert await client(None, "x-forwarded-for", [("x-forwarded-for", "203.0.113.9")]) is None


@pytest.mark.parametrize(
    "text", ["", ":80", "[]", "[::1", "::1]:80", "1.2.3", "1.2.3.4:", "1.2.3.4:123456", "[1.2.3.4]x", "0x7f.1", "１.2.3.4"]
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_address(text) is None
