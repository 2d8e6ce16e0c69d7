"""Parsed and validated documents, kept by their text: parsing and validating cost milliseconds, a look-up nothing."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse, validate

KEPT_DOCUMENTS = 500
KEPT_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its digest: the first 16 hexadecimal digits of its text's SHA-256. ``faults`` keep it from being run."""

    digest: str
    tree: DocumentNode | None
    faults: tuple[GraphQLError, ...]

    @property
    def code(self) -> str:
        """The code of its faults."""
        return "GRAPHQL_PARSE_FAILED" if self.tree is None else "GRAPHQL_VALIDATION_FAILED"


class Documents:
    """The documents used last, at most ``KEPT_DOCUMENTS`` of at most ``KEPT_CHARS`` characters each, faulty ones too."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def get(self, text: str) -> Document:
        """Give the document for a text, parsed and validated now if it isn't kept."""
        found = self._kept.get(text)
        if found is not None:
            self._kept.move_to_end(text)
            return found
        made = self._read(text)
        if len(text) <= KEPT_CHARS:
            self._kept[text] = made
            if len(self._kept) > KEPT_DOCUMENTS:
                self._kept.popitem(last=False)
        return made

    def _read(self, text: str) -> Document:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        try:
            tree = parse(text, no_location=False)
        except GraphQLSyntaxError as error:
            return Document(digest, None, (error,))
        return Document(digest, tree, tuple(validate(self._schema, tree)))
