"""Running one operation, and telling its errors: a client's own with code and sentence, a fault masked with the request's id."""

import logging
from asyncio import Future
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from types import CoroutineType
from typing import Any, TypeGuard

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType, execute, get_operation_ast

from models.database import Busy
from schema.context import Context
from schema.documents import Document, Documents
from schema.errors import RequestError
from workflows.messages import message

log = logging.getLogger("kinerja.schema")


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client asks: a document, which of its operations, and the variables."""

    query: str
    name: str | None
    variables: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation that can run, or the errors that keep it from running; ``cost`` in points, at least one."""

    document: Document
    node: OperationDefinitionNode | None
    errors: tuple[dict[str, Any], ...] = ()
    cost: int = 1

    @property
    def changes(self) -> bool:
        """Whether it is a mutation."""
        return self.node is not None and self.node.operation is OperationType.MUTATION


class Executor:
    """Prepares and runs operations of one schema; the kept documents are shared by all requests."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._documents = Documents(schema)

    def prepare(self, asked: Operation, locale: str) -> Prepared:
        """Parse, validate and choose the operation."""
        document = self._documents.get(asked.query)
        if document.tree is None or document.faults:
            return Prepared(document, None, tuple(_faulty(fault, document.code, locale) for fault in document.faults))
        node = get_operation_ast(document.tree, asked.name)
        if node is None:
            code = "OPERATION_RESOLUTION_FAILURE"
            return Prepared(document, None, ({"message": message(f"error.{code}", locale), "extensions": {"code": code}},))
        return Prepared(document, node)

    async def run(self, asked: Operation, prepared: Prepared, context: Context) -> dict[str, Any]:
        """Run a prepared operation; answers the response's members. Without ``data`` the request itself was wrong."""
        if prepared.node is None or prepared.document.tree is None:
            return {"errors": list(prepared.errors)}
        answer = execute(
            self._schema,
            prepared.document.tree,
            context_value=context,
            variable_values=None if asked.variables is None else dict(asked.variables),
            operation_name=asked.name,
            is_awaitable=_is_awaitable,
        )
        result = answer if isinstance(answer, ExecutionResult) else await answer
        errors = [_told(error, context) for error in result.errors or ()]
        if result.data is None and all(error.path is None for error in result.errors or ()):
            return {"errors": errors}
        return {"data": result.data, **({"errors": errors} if errors else {})}


def _is_awaitable(value: object) -> TypeGuard[Awaitable[Any]]:
    # Asked of every value of an answer, for which the library looks for any way to be awaited; resolvers give coroutines or futures.
    return isinstance(value, CoroutineType | Future)


def told_error(code: str, locale: str, params: Mapping[str, object] | None = None, path: str | None = None) -> dict[str, Any]:
    """Give an error of the whole request by its code, without a place in the response."""
    extensions: dict[str, Any] = {"code": code, **({} if path is None else {"argument": path})}
    return {"message": message(f"error.{code}", locale, params or {}), "extensions": extensions}


def _faulty(error: GraphQLError, code: str, locale: str) -> dict[str, Any]:
    return _with_place(error, {"message": f"{message(f'error.{code}', locale)} {error.message}", "extensions": {"code": code}})


def _told(error: GraphQLError, context: Context) -> dict[str, Any]:
    cause = _cause(error)
    match cause:
        case RequestError():
            made = told_error(cause.code, context.locale, cause.params, cause.path)
        case Busy():
            made = told_error("BUSY", context.locale)
        case None | GraphQLError():
            # What the client sent didn't fit a type: the library's sentence names the value and what was expected.
            made = told_error("BAD_VALUE", context.locale)
            made["message"] += f" {error.message}"
        case _:
            log.error("fault in a field", exc_info=cause, extra={"request_id": context.request_id})
            made = told_error("INTERNAL", context.locale, {"requestId": context.request_id})
            made["extensions"]["requestId"] = context.request_id
    return _with_place(error, made)


def _cause(error: GraphQLError) -> BaseException | None:
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _with_place(error: GraphQLError, made: dict[str, Any]) -> dict[str, Any]:
    if error.locations:
        made["locations"] = [{"line": one.line, "column": one.column} for one in error.locations]
    if error.path is not None:
        made["path"] = list(error.path)
    return made


def codes(errors: Sequence[Mapping[str, Any]]) -> str | None:
    """Give the first error's code for logs and figures; None without errors."""
    return str(errors[0]["extensions"]["code"]) if errors else None
