"""What kinds of values settings take, and what is wrong with others; what is told of a wrong one never holds a password."""

import re
from ipaddress import ip_address, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from models.database.opening import sqlite_path
from server.addresses import Network


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` can be reached from this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_safe_address(address: str) -> bool:
    """Tell whether an issuer or its keys may be fetched from an address: over TLS, or from this machine; never with a password in it."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def _database_url(value: str) -> str:
    sqlite_path(value)
    return value


def _listed(value: object) -> object:
    return tuple(one.strip() for one in value.split(",") if one.strip()) if isinstance(value, str) else value


def _networks(value: object) -> object:
    return tuple(ip_network(one) for one in value) if isinstance(value, tuple | list) else value


def _origins(value: tuple[str, ...]) -> tuple[str, ...]:
    for one in value:
        parts = urlsplit(one)
        if parts.scheme not in ("http", "https") or not parts.netloc or one != f"{parts.scheme}://{parts.netloc}".lower():
            raise ValueError(
                f"an origin is https://NAME or https://NAME:PORT in small letters, without a path and never *; not {one[:80]!r}"
            )
    return value


def _hosts(value: tuple[str, ...]) -> tuple[str, ...]:
    for one in value:
        if not one or one != one.lower() or any(char in one for char in "/*@ "):
            raise ValueError(f"a host is a name or an address in small letters, without port; not {one[:80]!r}")
    return value


Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks), BeforeValidator(_listed)]
Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_origins)]
Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_hosts)]
Count = Annotated[int, Field(ge=1, le=100_000)]


def _issuer(value: str) -> str:
    if not is_safe_address(value):
        raise ValueError("an identity provider is reached over https, or over http on this machine")
    if urlsplit(value).query or urlsplit(value).fragment or not value.isascii() or any(char.isspace() for char in value):
        raise ValueError("an issuer has no query, no fragment and no blanks")
    return value


def _proxy(value: str) -> str:
    parts = urlsplit(value)
    # A port that is none raises by being read.
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.port == 0
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
    ):
        raise ValueError("a proxy is http://NAME:PORT or https://NAME:PORT, with USER:PASSWORD@ before the name where it asks for them")
    return value


def _place(value: str) -> str:
    if "://" not in value:
        return value
    parts = urlsplit(value)
    prefix = parts.path.strip("/")
    # Anything else in it would be somebody's wish to set something that has a setting of its own.
    if parts.scheme != "s3" or value.rstrip("/") != "/".join(one for one in (f"s3://{parts.hostname}", prefix) if one):
        raise ValueError("evidence is in a folder, or in s3://BUCKET or s3://BUCKET/PREFIX, the bucket in small letters")
    if any(part in ("", ".", "..") or not _PART.fullmatch(part) for part in prefix.split("/") if prefix):
        raise ValueError("a prefix is of letters, digits and the signs . _ - with / between its parts")
    return value.rstrip("/")


def _endpoint(value: str) -> str:
    if not is_safe_address(value) or urlsplit(value).path.strip("/") or urlsplit(value).query or urlsplit(value).fragment:
        raise ValueError("object storage is reached at https://NAME or https://NAME:PORT, or over http on this machine")
    return value.rstrip("/")


_PART = re.compile(r"[\w.-]+", re.ASCII)
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
Issuer = Annotated[str, AfterValidator(_issuer)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Place = Annotated[str, AfterValidator(_place), Field(min_length=1)]
Endpoint = Annotated[str, AfterValidator(_endpoint)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Many = Annotated[int, Field(ge=1, le=10_000_000)]
Seconds = Annotated[float, Field(gt=0, le=3_600)]
Connections = Annotated[int, Field(ge=1, le=200)]
