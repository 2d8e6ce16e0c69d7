"""The commands on recognition."""

from typing import Any

import strawberry

from models import limits
from models.vocabulary import RecognitionAction, RecognitionVisibility
from schema.commands import (
    Keyed,
    Transition,
    command,
    given,
    key_for,
    label,
    optional_field,
    optional_subject,
    reason_field,
    subject,
    who_may,
)
from schema.context import Context
from schema.payloads import RecognitionPayload, payload, payloads
from workflows.actions.recognitions import RecognitionDraft, RecognitionRecord, give_recognition
from workflows.engine import Command, advance
from workflows.recognition import RECOGNITION, RecognitionInputs


@strawberry.input(description="Recognises a colleague: for a reached target where an indicator is named, else for effort.")
class GiveRecognitionInput(Keyed):
    """The input of ``giveRecognition``."""

    receiver_id: strawberry.ID = strawberry.field(description="The employee who is recognised.")
    reason: str = strawberry.field(description=f"Why, in your words. At most {limits.TEXT_CHARS} characters.")
    indicator_id: strawberry.ID | None = optional_field(
        "An indicator of the receiver's plan that you may see and whose target is reached (`ind_…`), in the appraisal that is named or by"
        " daily activities."
    )
    appraisal_id: strawberry.ID | None = optional_field("The appraisal in which the indicator's figure stands (`apr_…`).")
    unit_id: strawberry.ID | None = optional_field("The unit in whose name you give it as its leader (`unt_…`).")


@strawberry.input(description="Accepts a recognition, and says who may see it.")
class AcceptRecognitionInput(Transition):
    """The input of ``acceptRecognition``."""

    visibility: RecognitionVisibility = strawberry.field(description="Who may see it beside you and its giver.")


@strawberry.input(description="Changes who may see a recognition.")
class ShowRecognitionInput(Transition):
    """The input of ``showRecognition``."""

    visibility: RecognitionVisibility = strawberry.field(description="Who may see it beside you and its giver.")


@strawberry.input(description="Declines a recognition.")
class DeclineRecognitionInput(Transition):
    """The input of ``declineRecognition``."""


@strawberry.input(description="Takes back a recognition.")
class WithdrawRecognitionInput(Transition):
    """The input of ``withdrawRecognition``."""

    reason: str | None = reason_field("Why; required.")


async def _give(context: Context, field_name: str, asked: GiveRecognitionInput) -> RecognitionPayload:
    draft = RecognitionDraft(
        subject(asked.receiver_id, "emp", "input.receiverId"),
        asked.reason,
        optional_subject(given(asked.indicator_id), "ind", "input.indicatorId"),
        optional_subject(given(asked.appraisal_id), "apr", "input.appraisalId"),
        optional_subject(given(asked.unit_id), "unt", "input.unitId"),
    )
    outcome = await give_recognition(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payload(context, RecognitionPayload, outcome, recognition_id=outcome.value)


def _move(action: RecognitionAction) -> Any:
    async def work(context: Context, field_name: str, asked: Any) -> RecognitionPayload:
        key = key_for(field_name, asked.idempotency_key, asked)
        inputs = RecognitionInputs(given(asked.reason), getattr(asked, "visibility", None))
        move = Command(subject(asked.id, "rcg"), action, asked.expected_version, inputs, key, asked.dry_run)
        outcome = await advance(RecognitionRecord(), context.database, context.actor, move)
        return payloads(context, RecognitionPayload, "recognition_id", [(move.id, outcome)])[0]

    return work


@strawberry.type
class RecognitionMutations:
    """The commands on recognition."""

    give_recognition = command(
        GiveRecognitionInput,
        RecognitionPayload,
        _give,
        "Recognises a colleague. Until they accept it, only you two see it. Who may: whoever holds a post in the agency, never for"
        " themselves; in a unit's name who leads it, for its people.",
    )
    accept_recognition = command(
        AcceptRecognitionInput,
        RecognitionPayload,
        _move(RecognitionAction.ACCEPT_RECOGNITION),
        f"{label(RecognitionAction.ACCEPT_RECOGNITION)}: with who may see it. {who_may(RECOGNITION, RecognitionAction.ACCEPT_RECOGNITION)}",
    )
    show_recognition = command(
        ShowRecognitionInput,
        RecognitionPayload,
        _move(RecognitionAction.SHOW_RECOGNITION),
        f"{label(RecognitionAction.SHOW_RECOGNITION)}, wider or narrower; where it is so already, the answer is `unchanged`."
        f" {who_may(RECOGNITION, RecognitionAction.SHOW_RECOGNITION)}",
    )
    decline_recognition = command(
        DeclineRecognitionInput,
        RecognitionPayload,
        _move(RecognitionAction.DECLINE_RECOGNITION),
        f"{label(RecognitionAction.DECLINE_RECOGNITION)}, also one that was accepted: then giver and receiver alone see it."
        f" {who_may(RECOGNITION, RecognitionAction.DECLINE_RECOGNITION)}",
    )
    withdraw_recognition = command(
        WithdrawRecognitionInput,
        RecognitionPayload,
        _move(RecognitionAction.WITHDRAW_RECOGNITION),
        f"{label(RecognitionAction.WITHDRAW_RECOGNITION)}, before it is accepted."
        f" {who_may(RECOGNITION, RecognitionAction.WITHDRAW_RECOGNITION)}",
    )
