"""The commands on feedback, on requests for it, and on coaching sessions."""

from datetime import date
from typing import Any

import strawberry

from models import limits
from models.vocabulary import (
    AgreementOutcome,
    BehaviourValue,
    CoachingAction,
    FeedbackAudience,
    FeedbackNoteAction,
    FeedbackRequestAction,
    Word,
)
from schema.commands import (
    Keyed,
    Transition,
    command,
    given,
    held_by,
    key_for,
    label,
    optional_field,
    optional_subject,
    subject,
    text_field,
    who_may,
)
from schema.context import Context
from schema.payloads import CoachingPayload, FeedbackNotePayload, FeedbackRequestPayload, payload, payloads
from schema.reads.ids import parse_id
from workflows.actions.coaching import COACHES, AgreementDraft, CoachingDraft, record_coaching
from workflows.actions.dialogue_records import CoachingRecord, DialogueRecord, FeedbackNoteRecord, FeedbackRequestRecord
from workflows.actions.feedback import FeedbackDraft, RequestDraft, ask_feedback, give_feedback
from workflows.dialogue import COACHING, FEEDBACK_NOTE, FEEDBACK_REQUEST, DialogueInputs
from workflows.engine import Command, advance

_RESULT = "A planned result that it is about (`res_…`), of any revision that you may see."


@strawberry.input(description="Gives a colleague feedback.")
class GiveFeedbackInput(Keyed):
    """The input of ``giveFeedback``."""

    receiver_id: strawberry.ID = strawberry.field(description="The employee who receives it.")
    text: str = strawberry.field(description=f"The feedback. At most {limits.TEXT_CHARS} characters.")
    audience: FeedbackAudience = strawberry.field(description="Who may read it beside you; it can't be changed later.")
    result_id: strawberry.ID | None = optional_field(_RESULT)
    value: BehaviourValue | None = optional_field("A behaviour value that it is about.")
    request_id: strawberry.ID | None = optional_field("The request that it answers, which is answered by it.")


@strawberry.input(description="Asks a colleague for feedback on oneself.")
class AskFeedbackInput(Keyed):
    """The input of ``askFeedback``."""

    asked_id: strawberry.ID = strawberry.field(description="The employee who is asked.")
    question: str = strawberry.field(description=f"What you would like to know. At most {limits.TEXT_CHARS} characters.")
    result_id: strawberry.ID | None = optional_field("A planned result of your own that it is about (`res_…`).")
    value: BehaviourValue | None = optional_field("A behaviour value that it is about.")


@strawberry.input(description="Says that one has read a feedback.")
class AcknowledgeFeedbackInput(Transition):
    """The input of ``acknowledgeFeedback``."""


@strawberry.input(description="Answers a feedback, which acknowledges it.")
class AnswerFeedbackInput(Transition):
    """The input of ``answerFeedback``."""

    text: str = strawberry.field(description=f"The answer. At most {limits.TEXT_CHARS} characters.")


@strawberry.input(description="Declines a request for feedback.")
class DeclineFeedbackRequestInput(Transition):
    """The input of ``declineFeedbackRequest``."""


@strawberry.input(description="Takes back a request for feedback.")
class WithdrawFeedbackRequestInput(Transition):
    """The input of ``withdrawFeedbackRequest``."""


@strawberry.input(description="What was agreed in a coaching session.")
class AgreementInput:
    """An agreement to record."""

    text: str = strawberry.field(description=f"What was agreed. At most {limits.TEXT_CHARS} characters.")
    due_on: date = strawberry.field(description="By which day, not before the session's.")


@strawberry.input(description="Records a coaching session that was held.")
class RecordCoachingInput(Keyed):
    """The input of ``recordCoaching``."""

    employee_id: strawberry.ID = strawberry.field(description="Who was coached.")
    topic: str = strawberry.field(description=f"What it was about. At most {limits.TITLE_CHARS} characters.")
    text: str = strawberry.field(description=f"What was said. At most {limits.TEXT_CHARS} characters.")
    held_on: date | None = optional_field("The day on which it was held, in the agency's zone; left out: today. Not a day to come.")
    agreements: list[AgreementInput] | None = optional_field(f"What was agreed; {limits.AGREEMENTS_ROWS} at most.")


@strawberry.input(description="Confirms that a coaching session was so.")
class ConfirmCoachingInput(Transition):
    """The input of ``confirmCoaching``."""

    text: str | None = text_field("What you would like to add.", limits.TEXT_CHARS)


@strawberry.input(description="Says what became of an agreement.")
class FollowUpCoachingInput(Transition):
    """The input of ``followUpCoaching``."""

    agreement_id: strawberry.ID = strawberry.field(description="The agreement (`cag_…`).")
    outcome: AgreementOutcome = strawberry.field(description="`DONE` or `NOT_DONE`; said once.")
    text: str | None = text_field("What there is to say about it.", limits.TEXT_CHARS)


def _result(one: strawberry.ID | None) -> Any:
    return optional_subject(given(one), "res", "input.resultId")


async def _give(context: Context, field_name: str, asked: GiveFeedbackInput) -> FeedbackNotePayload:
    draft = FeedbackDraft(
        subject(asked.receiver_id, "emp", "input.receiverId"),
        asked.text,
        asked.audience,
        _result(asked.result_id),
        given(asked.value),
        optional_subject(given(asked.request_id), "fbr", "input.requestId"),
    )
    outcome = await give_feedback(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payload(context, FeedbackNotePayload, outcome, feedback_note_id=outcome.value)


async def _ask(context: Context, field_name: str, asked: AskFeedbackInput) -> FeedbackRequestPayload:
    draft = RequestDraft(subject(asked.asked_id, "emp", "input.askedId"), asked.question, _result(asked.result_id), given(asked.value))
    outcome = await ask_feedback(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payload(context, FeedbackRequestPayload, outcome, feedback_request_id=outcome.value)


async def _record(context: Context, field_name: str, asked: RecordCoachingInput) -> CoachingPayload:
    draft = CoachingDraft(
        subject(asked.employee_id, "emp", "input.employeeId"),
        asked.topic,
        asked.text,
        [AgreementDraft(one.text, one.due_on) for one in given(asked.agreements) or ()],
        given(asked.held_on),
    )
    outcome = await record_coaching(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payload(context, CoachingPayload, outcome, coaching_session_id=outcome.value)


def _move(record: DialogueRecord, prefix: str, action: Word, answered: Any, name: str) -> Any:
    async def work(context: Context, field_name: str, asked: Any) -> Any:
        agreement = getattr(asked, "agreement_id", None)
        inputs = DialogueInputs(
            given(asked.reason),
            given(getattr(asked, "text", None)),
            None if agreement is None else _agreement(agreement),
            getattr(asked, "outcome", None),
        )
        key = key_for(field_name, asked.idempotency_key, asked)
        move = Command(subject(asked.id, prefix), action, asked.expected_version, inputs, key, asked.dry_run)
        outcome: Any = await advance(record, context.database, context.actor, move)
        return payloads(context, answered, name, [(move.id, outcome)])[0]

    return work


def _agreement(text: strawberry.ID) -> Any:
    return parse_id(text, "input.agreementId")[1]


_NOTE = (FeedbackNoteRecord(), "fbk")
_REQUEST = (FeedbackRequestRecord(), "fbr")
_COACHING = (CoachingRecord(), "cch")


@strawberry.type
class DialogueMutations:
    """The commands on feedback and coaching."""

    give_feedback = command(
        GiveFeedbackInput,
        FeedbackNotePayload,
        _give,
        "Gives a colleague feedback, asked for or not; you choose who may read it. Who may: whoever holds a post in the agency, as"
        " superior, team leader, peer or subordinate of the receiver.",
    )
    acknowledge_feedback = command(
        AcknowledgeFeedbackInput,
        FeedbackNotePayload,
        _move(*_NOTE, FeedbackNoteAction.ACKNOWLEDGE, FeedbackNotePayload, "feedback_note_id"),
        f"{label(FeedbackNoteAction.ACKNOWLEDGE)}: says that you have read it. {who_may(FEEDBACK_NOTE, FeedbackNoteAction.ACKNOWLEDGE)}",
    )
    answer_feedback = command(
        AnswerFeedbackInput,
        FeedbackNotePayload,
        _move(*_NOTE, FeedbackNoteAction.ANSWER, FeedbackNotePayload, "feedback_note_id"),
        f"{label(FeedbackNoteAction.ANSWER)}: once, to be read by whoever may read the feedback."
        f" {who_may(FEEDBACK_NOTE, FeedbackNoteAction.ANSWER)}",
    )
    ask_feedback = command(
        AskFeedbackInput,
        FeedbackRequestPayload,
        _ask,
        "Asks a colleague for feedback on yourself; one request to a person is open at a time. Who may: whoever holds a post.",
    )
    decline_feedback_request = command(
        DeclineFeedbackRequestInput,
        FeedbackRequestPayload,
        _move(*_REQUEST, FeedbackRequestAction.DECLINE, FeedbackRequestPayload, "feedback_request_id"),
        f"{label(FeedbackRequestAction.DECLINE)}: no reason is asked for. {who_may(FEEDBACK_REQUEST, FeedbackRequestAction.DECLINE)}",
    )
    withdraw_feedback_request = command(
        WithdrawFeedbackRequestInput,
        FeedbackRequestPayload,
        _move(*_REQUEST, FeedbackRequestAction.WITHDRAW, FeedbackRequestPayload, "feedback_request_id"),
        f"{label(FeedbackRequestAction.WITHDRAW)}: until it is answered. {who_may(FEEDBACK_REQUEST, FeedbackRequestAction.WITHDRAW)}",
    )
    record_coaching = command(
        RecordCoachingInput,
        CoachingPayload,
        _record,
        f"Records a coaching session with what was agreed and by when. {held_by(COACHES)}",
    )
    confirm_coaching = command(
        ConfirmCoachingInput,
        CoachingPayload,
        _move(*_COACHING, CoachingAction.CONFIRM, CoachingPayload, "coaching_session_id"),
        f"{label(CoachingAction.CONFIRM)}: that it was so, with what you add. {who_may(COACHING, CoachingAction.CONFIRM)}",
    )
    follow_up_coaching = command(
        FollowUpCoachingInput,
        CoachingPayload,
        _move(*_COACHING, CoachingAction.FOLLOW_UP, CoachingPayload, "coaching_session_id"),
        f"{label(CoachingAction.FOLLOW_UP)}: what became of an agreement. {who_may(COACHING, CoachingAction.FOLLOW_UP)}",
    )
