"""Public ids: ``<prefix>_<uuid>``, plain text that SQL can make as well as Python."""

import re
from uuid import UUID

from schema.errors import RequestError

_FORM = re.compile(r"([a-z]{3})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


def make_id(prefix: str, key: UUID) -> str:
    """Give the public id of the row ``key`` of the type with ``prefix``."""
    return f"{prefix}_{key}"


def parse_id(text: str, path: str) -> tuple[str, UUID]:
    """Split a public id into its prefix and its key; any well-formed one passes, of whatever type.

    Raises:
        RequestError: BAD_ID for ``path``, the argument's public path, if it isn't three letters, ``_`` and a lowercase UUID.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise RequestError("BAD_ID", path=path)
    return match[1], UUID(match[2])


def key_of(text: str, path: str, *prefixes: str) -> UUID | None:
    """Give the key of a public id of one of the types with ``prefixes``; None if it is well-formed but of another type.

    Raises:
        RequestError: BAD_ID for ``path``.
    """
    prefix, key = parse_id(text, path)
    return key if prefix in prefixes else None
