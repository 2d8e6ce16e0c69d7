"""What may be done with an appraisal now, and why not."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.vocabulary import AppraisalAction
from schema.context import Context
from schema.reads.declare import value
from schema.reads.readfield import plain
from schema.refusals import Reason, Teller
from schema.words import label
from workflows.appraisal_record import AppraisalRecord
from workflows.engine import preview


@value
class ActionInput:
    """An input that an action takes beside the id and the version."""

    name: str = plain("The input's name in the mutation's `input`.")
    type: str = plain("The name of its GraphQL type.")
    required: bool = plain("Whether the action is refused without it.")
    min_length: int | None = plain("The least number of characters of a text, spaces around it left out; null where there is none.")


@value
class AvailableAction:
    """An action on an appraisal: whether an input exists with which you can carry it out now."""

    action: AppraisalAction = plain("The action.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


async def available_actions(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[AvailableAction]]:
    """Preview every action on every appraisal of a level together; the number of statements doesn't grow with them."""
    ids = [row["id"] for row in rows]
    found = await context.database.read(lambda session: preview(AppraisalRecord(), session, context.actor, ids))
    teller = Teller(context)
    return [
        [
            AvailableAction(
                action=AppraisalAction(one.action.value),
                label=label(AppraisalAction(one.action.value), context.locale),
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
