"""What may be done with a record now, and why not, of whatever kind it is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from models.vocabulary import Word
from schema.context import Context
from schema.reads.declare import value
from schema.reads.readfield import plain
from schema.refusals import Teller
from schema.words import label
from workflows.engine import Record, preview

A = TypeVar("A")
W = TypeVar("W", bound=Word)


@value
class ActionInput:
    """An input that an action takes beside the id and the version."""

    name: str = plain("The input's name in the mutation's `input`.")
    type: str = plain("The name of its GraphQL type.")
    required: bool = plain("Whether the action is refused without it.")
    min_length: int | None = plain("The least number of characters of a text, spaces around it left out; null where there is none.")


async def previewed(
    context: Context, record: Record[Any, Any], rows: Sequence[Mapping[str, Any]], kind: type[W], shown: Callable[..., A]
) -> list[list[A]]:
    """Preview every action on every record of a level together; the number of statements doesn't grow with them."""
    ids = [row["id"] for row in rows]
    found = await context.database.read(lambda session: preview(record, session, context.actor, ids))
    teller = Teller(context)
    return [
        [
            shown(
                action=kind(one.action.value),
                label=label(kind(one.action.value), context.locale),
                allowed=one.allowed,
                inputs=[
                    ActionInput(name=each.name, type=each.type, required=each.required, min_length=each.min_length) for each in one.inputs
                ],
                reasons=[teller.reason(each) for each in one.reasons],
            )
            for one in found.get(key, ())
        ]
        for key in ids
    ]
