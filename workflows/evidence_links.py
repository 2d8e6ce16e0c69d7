"""Whether an address may stand as a link to evidence: by its form alone.

Nothing is ever fetched: a server that fetches what people name can be made to ask its own network. So a checked link is one that a browser
outside could open, and no promise that somebody may open it; a file is what whoever appraises can always open.
"""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from models import limits
from models.vocabulary import ReasonCode
from workflows.texts import Checked

_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_NUMBER = re.compile(r"\d+|0[xX][\da-fA-F]*")
_INSIDE = frozenset(
    ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "localdomain", "arpa", "test", "invalid", "onion")
)
"""Last labels of names that mean nothing, or something else, outside of one network."""
_FORBIDDEN = re.compile(r"[\s\\<>\"`{}|^]")


def checked_link(given: str | None, path: str, checked: Checked) -> str | None:
    """Check an address: https, a public host by name or number, no name or password in it, no port but 443; None where it is wrong."""
    url = checked.text(given, path, limits.URL_CHARS, required=True)
    if not url:
        return None
    code = _against(url)
    if code is not None:
        checked.wrong(code, path)
        return None
    return url


def _against(url: str) -> ReasonCode | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ReasonCode.LINK_MALFORMED
    if parts.scheme != "https":
        return ReasonCode.LINK_NOT_HTTPS
    if not host or _FORBIDDEN.search(url) or "@" in parts.netloc or port not in (None, 443):
        return ReasonCode.LINK_MALFORMED
    return _against_host(host)


def _against_host(host: str) -> ReasonCode | None:
    try:
        return None if ip_address(host).is_global else ReasonCode.LINK_NOT_PUBLIC
    except ValueError:
        labels = host.removesuffix(".").split(".")
    # A last label that is a number makes browsers read the whole as an address, in forms that ip_address doesn't take (127.1, 0x7f000001).
    if _NUMBER.fullmatch(labels[-1]) or len(labels) < 2 or labels[-1].casefold() in _INSIDE:
        return ReasonCode.LINK_NOT_PUBLIC
    if len(host) > 253 or not all(_LABEL.fullmatch(one) for one in labels):
        return ReasonCode.LINK_MALFORMED
    return None
