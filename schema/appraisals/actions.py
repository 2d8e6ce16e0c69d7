"""What may be done with an appraisal now, and why not."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.vocabulary import AppraisalAction
from schema.actions import ActionInput, previewed
from schema.context import Context
from schema.reads.declare import value
from schema.reads.readfield import plain
from schema.refusals import Reason
from workflows.appraisal_record import AppraisalRecord


@value
class AvailableAction:
    """An action on an appraisal: whether an input exists with which you can carry it out now."""

    action: AppraisalAction = plain("The action.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


async def available_actions(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[AvailableAction]]:
    """Preview every action on every appraisal of a level together."""
    return await previewed(context, AppraisalRecord(), rows, AppraisalAction, AvailableAction)
