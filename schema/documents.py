"""Parsed, measured and validated documents, kept by their text: all of that costs milliseconds, a look-up nothing."""

import hashlib
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    validate,
    value_from_ast_untyped,
)
from graphql.language.parser import MAX_NESTING_DEPTH
from graphql.validation import validation_context
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError

from schema.limits.bounds import Beyond, RequestLimits
from schema.limits.cost import Bill
from schema.limits.measure import measure

KEPT_DOCUMENTS = 500
KEPT_CHARS = 20_000
FAULTS = 20

COMPARISONS = validation_context.MAX_FRAGMENT_WORK
"""Steps of validation over what fields and fragments share: the only work that grows faster than the document. The library stops there."""
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = COMPARISONS


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its digest: the first 16 hexadecimal digits of its text's SHA-256. ``faults`` and ``beyond`` keep it from being run.

    ``bills`` are the costs of its operations by their names, ``plans`` how they are answered, kept by who makes them.
    """

    digest: str
    tree: DocumentNode | None
    faults: tuple[GraphQLError, ...] = ()
    beyond: Beyond | None = None
    bills: Mapping[str | None, Bill] = field(default_factory=dict)
    plans: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    @property
    def code(self) -> str:
        """The code of its faults."""
        return "GRAPHQL_PARSE_FAILED" if self.tree is None else "GRAPHQL_VALIDATION_FAILED"

    def cost(self, node: OperationDefinitionNode, variables: Mapping[str, Any] | None) -> int:
        """Give the points that an operation costs with these variables, at least one."""
        bill = self._bill(node)
        return max(1, bill.total(_with_defaults(node, variables) if bill.parts else {}))

    def dearest(self, node: OperationDefinitionNode, variables: Mapping[str, Any] | None) -> tuple[str, ...]:
        """Give the place in the answer that costs most (``Bill.dearest``)."""
        return self._bill(node).dearest(_with_defaults(node, variables))

    def _bill(self, node: OperationDefinitionNode) -> Bill:
        return self.bills[node.name.value if node.name else None]


class Documents:
    """The documents used last, at most ``KEPT_DOCUMENTS`` of at most ``KEPT_CHARS`` characters each, faulty ones too."""

    def __init__(self, schema: GraphQLSchema, limits: RequestLimits | None = None) -> None:
        self._schema = schema
        self._limits = limits or RequestLimits()
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def get(self, text: str) -> Document:
        """Give the document for a text, parsed, measured and validated now if it isn't kept."""
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
        limits = self._limits
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if len(text) > limits.document_chars:
            return Document(digest, None, beyond=_beyond("document_chars", limits.document_chars))
        try:
            tree = parse(text, max_lexical_tokens=limits.document_tokens, max_comments=limits.document_tokens)
        except GraphQLSyntaxError as error:
            # The library has no other mark for a document that was left unread because of its size.
            if error.message.endswith("Parsing aborted."):
                nested = "nest" in error.message
                passed = ("nesting", MAX_NESTING_DEPTH) if nested else ("document_tokens", limits.document_tokens)
                return Document(digest, None, beyond=_beyond(*passed))
            return Document(digest, None, (error.with_traceback(None),))
        try:
            measured = measure(tree, self._schema, limits)
        except Beyond as beyond:
            return Document(digest, tree, beyond=beyond.with_traceback(None))
        faults = validate(self._schema, tree, max_errors=FAULTS, hide_suggestions=not limits.introspection)
        if any(isinstance(one, ValidationAbortedError) for one in faults) and len(faults) <= FAULTS:
            return Document(digest, tree, beyond=_beyond("comparisons", COMPARISONS))
        return Document(digest, tree, tuple(faults), bills=measured.bills)


def _with_defaults(node: OperationDefinitionNode, variables: Mapping[str, Any] | None) -> dict[str, Any]:
    given = {one.variable.name.value: one.default_value for one in node.variable_definitions or ()}
    return {name: value_from_ast_untyped(held) for name, held in given.items() if held is not None} | dict(variables or {})


def _beyond(name: str, most: int) -> Beyond:
    return Beyond("DOCUMENT_LIMIT", (), {"limit": name, "max": most})
