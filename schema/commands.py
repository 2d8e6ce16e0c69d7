"""What all mutations share: the fields that every input has, ids and keys read from it, and how a mutation is declared."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Annotated, Any, Optional, TypeVar
from uuid import UUID

import strawberry
from strawberry import UNSET

from models import limits
from models.vocabulary import ApprovalRoute, ReasonCode, RefusalCode, Word
from schema import words
from schema.context import Context, ReadInfo
from schema.errors import RequestError
from schema.reads import declare
from schema.reads.ids import parse_id
from schema.reads.names import camel
from schema.reads.statement import storable
from workflows.commands import IdempotencyKey, input_digest
from workflows.conditions import Grantee
from workflows.definition import ALL_ROUTES, Workflow
from workflows.parts import PARTS
from workflows.refusals import Reason, Refusal

I = TypeVar("I")  # noqa: E741 - a mutation's input
P = TypeVar("P")  # what it answers
T = TypeVar("T")  # an item of a bulk command as read

NOBODY = UUID(int=0)
"""The key that no row has: what an id of another type stands for, so that it answers like an absent one."""


def optional_reason() -> Any:
    """Declare the reason that whoever sends a command may give."""
    return strawberry.field(
        default=UNSET, description=f"Why, if you want to say it; at most {limits.REASON_CHARS} characters; kept in the history."
    )


@strawberry.input
class Keyed:
    """What every command may be given."""

    idempotency_key: str | None = strawberry.field(
        default=UNSET,
        description=f"Chosen by you, at most {limits.KEY_CHARS} characters: the same command sent again under it, within"
        f" {limits.IDEMPOTENCY_DAYS} days, is not done again but answers the same event with `replayed`; another command under it is a"
        " `CONFLICT`.",
    )


@strawberry.input
class Transition(Keyed):
    """What every move of a record is given."""

    id: strawberry.ID = strawberry.field(description="The record's id.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")
    dry_run: bool = strawberry.field(
        default=False, description="Only tell what would happen, in `preview`: nothing is written, and the idempotency key is ignored."
    )
    reason: str | None = optional_reason()


def reason_field(why: str) -> Any:
    """Declare the reason that an action takes; ``why`` says when it is asked for."""
    return strawberry.field(
        default=UNSET, description=f"{why} From {limits.REASON_MIN_CHARS} to {limits.REASON_CHARS} characters; kept in the history."
    )


def text_field(what: str, limit: int) -> Any:
    """Declare an optional text of at most ``limit`` characters."""
    return strawberry.field(default=UNSET, description=f"{what} At most {limit} characters.")


def optional_field(what: str) -> Any:
    """Declare an optional field."""
    return strawberry.field(default=UNSET, description=what)


def command(taken: type[I], answered: type[P], work: Callable[[Context, str, I], Awaitable[P]], description: str) -> Any:
    """Declare a mutation: ``work(context, field_name, input)`` does it.

    Its field is nullable, so that a fault in it takes no other field with it.
    """

    async def resolver(
        info: ReadInfo,
        input: Annotated[taken, strawberry.argument(description="What is asked for.")],  # type: ignore[valid-type]  # noqa: A002 - the contract's name
    ) -> Optional[answered]:  # type: ignore[valid-type]  # noqa: UP045 - strawberry reads a variable only so
        return await work(info.context, info.field_name, input)

    return declare.command(resolver, description)


def subject(text: str, prefix: str, path: str = "input.id") -> UUID:
    """Read the id of what a command is about, or of what it refers to; one of another type stands for nothing.

    Raises:
        RequestError: BAD_ID with the path of the argument.
    """
    given, key = parse_id(text, path)
    return key if given == prefix else NOBODY


def made_subject(text: str, prefix: str, path: str) -> UUID:
    """Read the id that a client makes for what it records; one of another type isn't taken, lest what was meant for another be written.

    Raises:
        RequestError: BAD_ID with the path of the argument, for an id of another type too, and for one of no or all bits, which nobody made.
    """
    given, key = parse_id(text, path)
    if given != prefix or key in (NOBODY, UUID(int=2**128 - 1)):
        raise RequestError("BAD_ID", path=path)
    return key


def optional_subject(text: str | None, prefix: str, path: str) -> UUID | None:
    """Read an optional id; None if it isn't given."""
    return subject(text, prefix, path) if text else None


def given(value: Any) -> Any:
    """Give a field's value, None for one that isn't given."""
    return None if value is UNSET else value


def key_for(field_name: str, key: str | None, body: object, item: UUID | None = None) -> IdempotencyKey | None:
    """Make the idempotency key of a command with the digest of what it is used for; ``item`` tells apart the items of a bulk command.

    Raises:
        RequestError: BAD_VALUE for a key that is empty, too long, or can't be kept.
    """
    if key is UNSET or key is None:
        return None
    if not 0 < len(key) <= limits.KEY_CHARS or not storable(key):
        raise RequestError("BAD_VALUE", path="input.idempotencyKey", why="KEY", params={"max": limits.KEY_CHARS})
    canonical = canonical_input(body)
    if not isinstance(canonical, dict):
        raise TypeError("a command's input is an object")
    return IdempotencyKey(key, input_digest(field_name, canonical), "" if item is None else str(item))


def canonical_input(value: object) -> object:
    """Give an input by its public names, without what wasn't given: equal commands have equal forms."""
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: getattr(value, one.name) for one in fields(value)}
        return {camel(name): canonical_input(one) for name, one in held.items() if one is not UNSET}
    if isinstance(value, list):
        return [canonical_input(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value


def bulk(items: Sequence[I], read: Callable[[I, str], T]) -> list[T | Refusal]:
    """Read every item of a bulk command before anything is done; one with an id that is none is refused alone, at its path.

    Raises:
        RequestError: TOO_MANY_IDS, or what ``read`` raises otherwise, which is wrong with the whole request.
    """
    if len(items) > limits.BULK_ROWS:
        raise RequestError("TOO_MANY_IDS", path="input.items", why="ITEMS", params={"max": limits.BULK_ROWS})
    found: list[T | Refusal] = []
    for index, one in enumerate(items):
        try:
            found.append(read(one, f"input.items.{index}"))
        except RequestError as error:
            if error.code != "BAD_ID":
                raise
            found.append(Refusal(RefusalCode.INVALID, (Reason(ReasonCode.MALFORMED_ID, error.path),)))
    return found


def unique(keys: Sequence[object], path: str) -> None:
    """Check that nothing is named twice in a list.

    Raises:
        RequestError: BAD_VALUE with the path of the second one.
    """
    for index, key in enumerate(keys):
        if key in keys[:index]:
            raise RequestError("BAD_VALUE", path=f"{path}.{index}", why="TWICE")


def who_may(workflow: Workflow[Any], action: Word) -> str:
    """Say who may do an action, as the rows of its workflow's table have it."""
    rows: dict[str, list[str]] = {}
    for step in workflow.steps:
        if step.action is action:
            routes = "" if step.routes == ALL_ROUTES else f" on {_joined([one.value for one in ApprovalRoute if one in step.routes])}"
            rows.setdefault(f"`{step.who.value}`{routes}", []).append(f"`{step.source.value}`")
    return "Who may: " + "; ".join(f"{who} while it is {_joined(states)}" for who, states in rows.items()) + "."


def held_by(grantees: Sequence[Grantee]) -> str:
    """Say who has a permission."""
    return f"Who may: {_joined([f'`{one.value}`' for one in grantees])}."


def parts_sentence(names: Sequence[str]) -> str:
    """Say who may write which part of the content, and in which state."""
    return "; ".join(f"`{name}`: `{PARTS[name].writer.value}` in `{PARTS[name].state.value}`" for name in names) + "."


def label(action: Word) -> str:
    """Give an action's name in both languages, for descriptions."""
    return f"{words.label(action, 'en')} ({words.label(action, 'id')})"


def _joined(names: Sequence[str]) -> str:
    return " or ".join(dict.fromkeys(names))
