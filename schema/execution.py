"""Running one operation, and telling its errors: a client's own with code and sentence, a fault masked with the request's id."""

import asyncio
import logging
import re
from asyncio import Future
from collections import Counter
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import CoroutineType
from typing import Any, TypeGuard

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute,
    get_operation_ast,
)
from graphql.execution.values import VariableValues, get_variable_values

from models.database import Busy, Dialect, TooMuchRead, Unavailable, counting
from schema.compiled.completing import Wrong
from schema.compiled.executing import Run
from schema.compiled.plan import Plans, RootField
from schema.compiled.tree import NotCompiled, TooDeep
from schema.context import Context
from schema.documents import Document, Documents
from schema.errors import RequestError
from schema.limits.bounds import Beyond, RequestLimits
from schema.limits.cost import ROWS_A_POINT
from schema.limits.variables import check_variables
from schema.reads.execute import Picked
from schema.scalars import form_of
from schema.wrong_variables import wrong_variables
from workflows.messages import message

log = logging.getLogger("kinerja.schema")

TOO_DEEP = "too deep for SQLite's parser"
"""Why a document is left to the reference executor whose conditions alone, within a row, are too deep before SQLite 3.46."""
_FOUND = re.compile(r",? found:? \{.*", re.DOTALL)
_LEFT = object()
_NONE = VariableValues({}, {})


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
    """Prepares and runs operations of one schema; the kept documents are shared by all requests.

    Queries are answered by their plans (``schema.compiled``) unless it isn't ``compiled``; ``fallbacks`` counts the root fields that were
    left to the reference executor, by what couldn't be compiled or by the error that it has to place.
    """

    def __init__(self, schema: Any, limits: RequestLimits | None = None, *, compiled: bool = True) -> None:
        self._schema: GraphQLSchema = schema.core
        self.limits = limits or RequestLimits()
        self._documents = Documents(self._schema, self.limits)
        self.plans = Plans(schema) if compiled else None
        self.fallbacks: Counter[str] = Counter()

    def prepare(self, asked: Operation, locale: str) -> Prepared:
        """Parse, measure and validate; choose the operation and tell what it costs."""
        document = self._documents.get(asked.query)
        if document.beyond is not None:
            return Prepared(document, None, (_refused(document.beyond, locale),))
        if document.tree is None or document.faults:
            # A parser's sentence is about the client's own text; a validator's names what the schema has.
            told = document.tree is None or self.limits.introspection
            return Prepared(document, None, tuple(_faulty(fault, document.code, locale, told) for fault in document.faults))
        node = get_operation_ast(document.tree, asked.name)
        if node is None:
            return Prepared(document, None, (told_error("OPERATION_RESOLUTION_FAILURE", locale),))
        try:
            check_variables(asked.variables, self.limits)
        except Beyond as beyond:
            return Prepared(document, None, (_refused(beyond, locale),))
        cost = document.cost(node, asked.variables)
        if cost > self.limits.cost:
            path = document.dearest(node, asked.variables)
            costly = Beyond("COST_LIMIT", path, {"requested": cost, "max": self.limits.cost})
            return Prepared(document, None, (_refused(costly, locale),))
        return Prepared(document, node, cost=cost)

    def fields(self, asked: Operation, prepared: Prepared, dialect: Dialect) -> Sequence[RootField]:
        """Tell how each root field of a prepared query is answered; nothing where the variables don't fit or all is left to the other."""
        variables = None if prepared.node is None else self._variables(asked, prepared.node)
        if self.plans is None or prepared.node is None or variables is None or self.plans.beyond(prepared.document):
            return ()
        return self.plans.of(prepared.document, prepared.node, variables.coerced, dialect).fields

    async def run(self, asked: Operation, prepared: Prepared, context: Context) -> dict[str, Any]:
        """Run a prepared operation; answers the response's members. Without ``data`` the request itself was wrong.

        What it reads is counted: a query is stopped that reads more than one request may cost, and ``context`` is charged for what it read
        beyond its cost. A command is never stopped: what it has done is done, and its answer says so.
        """
        if prepared.node is None or prepared.document.tree is None:
            return {"errors": list(prepared.errors)}
        most = None if prepared.changes else ROWS_A_POINT * self.limits.cost
        with counting(most) as tally:
            result = await self._compiled(asked, prepared, context)
        if result is None:
            with counting(most) as tally:
                result = await self._executed(asked, prepared.document.tree, context)
        used = -(-tally.rows // ROWS_A_POINT)
        if context.charge is not None and used > prepared.cost:
            context.points = context.charge(used - prepared.cost)
        if result.data is None and result.errors and all(error.path is None for error in result.errors):
            return {
                "errors": self._wrong_variables(asked, prepared.node, context) or [self._told(error, context) for error in result.errors]
            }
        extensions = self._extensions(max(used, prepared.cost), prepared, context)
        stopped = next((error.path for error in result.errors or () if isinstance(_cause(error), TooMuchRead)), None)
        if stopped is not None:
            keys = tuple(one for one in stopped if isinstance(one, str))
            costly = Beyond("COST_LIMIT", keys, {"requested": used, "max": self.limits.cost})
            return {"data": None, "errors": [_refused(costly, context.locale)], **extensions}
        errors = [self._told(error, context) for error in result.errors or ()]
        return {"data": result.data, **({"errors": errors} if errors else {}), **extensions}

    async def _compiled(self, asked: Operation, prepared: Prepared, context: Context) -> ExecutionResult | None:
        """Answer a query by its plan; what the plan leaves, by the reference executor. None where that is all, or too much was read."""
        document, node = prepared.document, prepared.node
        if self.plans is None or node is None or document.tree is None or prepared.changes:
            return None
        if self.plans.beyond(document):
            self.fallbacks[TOO_DEEP] += 1
            return None
        variables = self._variables(asked, node)
        if variables is None:
            return None
        try:
            plan, answers = await self._planned(self.plans, document, node, context, variables)
        except TooMuchRead:
            # Read again until it is too much, for the place where that was.
            return None
        left = [one for one, answer in zip(plan, answers, strict=True) if answer is _LEFT]
        errors = [one for one in answers if isinstance(one, GraphQLError)]
        data = {one.key: None if isinstance(answer, GraphQLError) else answer for one, answer in zip(plan, answers, strict=True)}
        if not left:
            return ExecutionResult(data, errors or None)
        if len(left) == len(plan):
            return None
        chosen = SelectionSetNode(selections=tuple(each for one in left for each in one.nodes))
        fragments = (one for one in document.tree.definitions if isinstance(one, FragmentDefinitionNode))
        tree = DocumentNode(definitions=(replace(node, selection_set=chosen), *fragments))
        result = await self._executed(asked, tree, context)
        return result if result.data is None else ExecutionResult(data | result.data, [*errors, *(result.errors or ())])

    def _variables(self, asked: Operation, node: OperationDefinitionNode) -> VariableValues | None:
        if not node.variable_definitions:
            return _NONE
        given = get_variable_values(self._schema, node.variable_definitions, dict(asked.variables or {}))
        return None if isinstance(given, list) else given

    async def _planned(
        self, plans: Plans, document: Document, node: OperationDefinitionNode, context: Context, variables: VariableValues
    ) -> tuple[Sequence[RootField], Sequence[Any]]:
        while True:
            plan = plans.of(document, node, variables.coerced, context.database.dialect)
            run = Run(plans, plan, context, variables)
            try:
                return plan.fields, await asyncio.gather(*(self._field(run, one) for one in plan.fields))
            except TooDeep:
                if not plans.split(document, plan):
                    self.fallbacks[TOO_DEEP] += 1
                    return plan.fields, [_LEFT] * len(plan.fields)

    async def _field(self, run: Run, field: RootField) -> Any:
        if field.root is None:
            self.fallbacks[field.fallback] += 1
            return _LEFT
        try:
            return await run.field(field.root)
        except (TooDeep, TooMuchRead):
            raise
        except (Busy, Unavailable) as error:
            # Asked again it would only wait again, for what isn't there.
            return GraphQLError(str(error), list(field.nodes), path=[field.key], original_error=error)
        except Exception as error:
            self.fallbacks[type(error).__name__] += 1
            if not isinstance(error, NotCompiled | RequestError | Wrong | GraphQLError):
                log.warning("a root field could not be answered by its plan", exc_info=error)
            return _LEFT

    async def _executed(self, asked: Operation, tree: DocumentNode, context: Context) -> ExecutionResult:
        answer = execute(
            self._schema,
            tree,
            context_value=context,
            variable_values=None if asked.variables is None else dict(asked.variables),
            operation_name=asked.name,
            is_awaitable=_is_awaitable,
            hide_suggestions=not self.limits.introspection,
        )
        return answer if isinstance(answer, ExecutionResult) else await answer

    def _extensions(self, used: int, prepared: Prepared, context: Context) -> dict[str, Any]:
        if not self.limits.cost_told:
            return {}
        remaining = {} if context.points is None else {"remaining": context.points.remaining}
        return {"extensions": {"cost": {"requested": prepared.cost, "used": used, "limit": self.limits.cost, **remaining}}}

    def _wrong_variables(self, asked: Operation, node: OperationDefinitionNode, context: Context) -> list[dict[str, Any]]:
        suggest = self.limits.introspection
        made = []
        for path, detail in wrong_variables(self._schema, node, asked.variables, suggest=suggest):
            error = told_error("BAD_VALUE", context.locale, why=form_of(detail))
            error["extensions"] |= {"path": path, **({"detail": detail} if suggest else {})}
            made.append(error)
        return made

    def _told(self, error: GraphQLError, context: Context) -> dict[str, Any]:
        cause = _cause(error)
        match cause:
            case RequestError():
                made = told_error(cause.code, context.locale, cause.params, cause.path, cause.why)
            case Busy():
                made = told_error("BUSY", context.locale)
            case Unavailable():
                log.warning("the database is unavailable", extra={"request_id": context.request_id})
                made = told_error("UNAVAILABLE", context.locale)
            case None | GraphQLError():
                # What the client sent didn't fit a type: the library's sentence names the value and what was expected.
                made = told_error("BAD_VALUE", context.locale, why=form_of(error.message))
                if self.limits.introspection:
                    made["extensions"]["detail"] = error.message
            case _:
                log.error("fault in a field", exc_info=cause, extra={"request_id": context.request_id})
                made = told_error("INTERNAL", context.locale, {"requestId": context.request_id})
                made["extensions"]["requestId"] = context.request_id
        return _with_place(error, made)


def _is_awaitable(value: object) -> TypeGuard[Awaitable[Any]]:
    # Asked of every value of an answer, for which the library looks for any way to be awaited; resolvers give coroutines, futures or these.
    return isinstance(value, CoroutineType | Future | Picked)


def told_error(
    code: str, locale: str, params: Mapping[str, object] | None = None, path: str | None = None, why: str | None = None
) -> dict[str, Any]:
    """Give an error of the whole request by its code, and by ``why`` where that has a sentence of its own; without a place in it."""
    extensions: dict[str, Any] = {"code": code, **({} if path is None else {"argument": path})}
    key = f"error.{code}" if why is None else f"error.{code}.{why}"
    return {"message": message(key, locale, params or {}), "extensions": extensions}


def _refused(beyond: Beyond, locale: str) -> dict[str, Any]:
    error = told_error(beyond.code, locale, beyond.params)
    error["extensions"] |= beyond.params
    if beyond.path:
        error["extensions"]["path"] = ".".join(map(str, beyond.path))
    return error


def _faulty(error: GraphQLError, code: str, locale: str, told: bool) -> dict[str, Any]:
    made = told_error(code, locale)
    if told:
        # An object that stands in the document may hold a person's words: the place is told, and what is expected there.
        made["extensions"]["detail"] = _FOUND.sub(".", error.message)
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
