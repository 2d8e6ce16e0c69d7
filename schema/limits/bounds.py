"""The limits of a request, and the refusal that names the one that was passed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestLimits:
    """How much one request may ask for. The settings of the same names say what each means.

    ``introspection`` says whether the schema may be asked for; where it may not, no error suggests names of it.
    """

    body_bytes: int = 2 * 1024 * 1024
    document_chars: int = 100_000
    document_tokens: int = 4_000
    depth: int = 20
    fields: int = 2_000
    aliases: int = 200
    directives: int = 100
    breadth: int = 200
    root_fields: int = 20
    fragments: int = 100
    variable_values: int = 50_000
    list_items: int = 2_000
    string_chars: int = 20_000
    cost: int = 20_000
    cost_told: bool = True
    introspection: bool = True


class Beyond(Exception):
    """A request asks for more than it may.

    ``code`` has a sentence ``error.<code>``; ``params`` fill it and stand in ``extensions``; ``path`` is the place: keys of the answer
    for a document, ``variables.<name>…`` for a variable.
    """

    def __init__(self, code: str, path: tuple[str | int, ...], params: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.path = path
        self.params = dict(params or {})


def within(name: str, given: int, most: int, path: tuple[str | int, ...]) -> None:
    """Check one limit of a document.

    Raises:
        Beyond: DOCUMENT_LIMIT, naming the limit.
    """
    if given > most:
        raise Beyond("DOCUMENT_LIMIT", path, {"limit": name, "max": most})
