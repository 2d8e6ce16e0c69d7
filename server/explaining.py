"""The worker of ``kinerja explain``: how a query is answered for somebody, by which statements, and what the database makes of them."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from models.database import Connection, Database, open_database, recording
from schema.compiled.plan import RootField
from schema.context import Context
from schema.execution import Executor, Operation, Prepared
from schema.reads.execute import resolve
from schema.root import build
from server.clock import system_clock
from server.demonstration import person_called
from server.failure import Failure
from server.settings import Settings
from workflows.identity import Request, Subject, UnknownPerson, find_actor

LOCALE = "en"
REQUEST = "command-explain"


def explain_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja explain`` takes."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a file with the query")
    parser.add_argument("--as", dest="who", metavar="WHO", required=True, help="for whom: an employee number, or a persona of the demo")
    parser.add_argument("--operation", metavar="NAME", help="which operation, where the file has several")
    parser.add_argument("--variables", metavar="JSON", default="{}", help="the variables' values")


def explain(settings: Settings, args: Namespace) -> int:
    """Run a query once as somebody and print how it was answered; nothing that it read is printed, and no value of a statement.

    Raises:
        Failure: the file can't be read, the query doesn't fit, changes something or asks too much, the variables are no JSON object, or
            nobody has that number.
    """
    try:
        variables = orjson.loads(args.variables)
    except orjson.JSONDecodeError:
        variables = None
    if not isinstance(variables, dict):
        raise Failure('--variables: a JSON object, such as {"first": 5}')
    try:
        text = args.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failed:
        raise Failure(f"FILE: {args.file} can't be read: {failed}") from None
    asked = Operation(text, args.operation, variables)
    for line in asyncio.run(_explained(settings, asked, args.who)):
        sys.stdout.write(f"{line}\n")
    return 0


async def _explained(settings: Settings, asked: Operation, who: str) -> list[str]:
    executor = Executor(build(), settings.request_limits)
    prepared = executor.prepare(asked, LOCALE)
    if prepared.node is None:
        raise Failure("FILE: " + "; ".join(_said(one) for one in prepared.errors))
    if prepared.changes or executor.plans is None:
        raise Failure("FILE: commands aren't explained; docs/architecture.md tells the way of one")
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        return [*await _answered(executor, asked, prepared, database, who)]
    finally:
        await database.close()


async def _answered(executor: Executor, asked: Operation, prepared: Prepared, database: Database, who: str) -> Sequence[str]:
    request = Request(system_clock(), REQUEST)
    try:
        actor = await database.read(lambda conn: _actor(conn, request, who))
    except UnknownPerson:
        raise Failure(f"--as: nobody here has the number {who}, and it is no persona of the demo") from None
    context = Context(actor, database, LOCALE, REQUEST, resolve)
    # The first time a document may turn out to be too deep for the engine's parser: it is the second that tells how it goes on.
    await executor.run(asked, prepared, context)
    with recording() as sent:
        answer = await executor.run(asked, prepared, context)
    told = [f"cost: {prepared.cost} points of {executor.limits.cost}"]
    told += [f"error: {_said(one)}" for one in answer.get("errors", ())]
    told += _fields(executor.fields(asked, prepared, database.dialect))
    for number, one in enumerate(sent, 1):
        told += ["", f"statement {number} of {len(sent)}, {len(one.values)} values:", one.text, "plan:"]
        told += [f"  {step}" for step in await database.read(lambda conn, one=one: conn.explain(one))]  # type: ignore[misc] # a lambda's default
    return told


def _fields(fields: Sequence[RootField]) -> Iterator[str]:
    for one in fields:
        yield f"{one.key}: {'compiled' if one.root is not None else f'left to the reference executor: {one.fallback}'}"


async def _actor(conn: Connection, request: Request, who: str) -> Any:
    person = await person_called(conn, who)
    if person is None:
        raise UnknownPerson
    return await find_actor(conn, Subject(person_id=person), request)


def _said(error: dict[str, Any]) -> str:
    detail = error["extensions"].get("detail")
    return f"{error['extensions']['code']}: {error['message']}{'' if detail is None else f' {detail}'}"
