"""The commands on training."""

from typing import Any

import strawberry

from models.vocabulary import EnrolmentAction, TrainingAction, TrainingNeedAction, Word
from schema.commands import Transition, command, given, held_by, key_for, label, optional_subject, subject, who_may
from schema.context import Context
from schema.payloads import EnrolmentPayload, TrainingNeedPayload, TrainingOpinionPayload, TrainingPayload, payload, payloads
from schema.training.inputs import (
    AddTrainingInput,
    CancelTrainingInput,
    ConfirmEnrolmentInput,
    DeclineEnrolmentInput,
    DeclineTrainingNeedInput,
    EditTrainingInput,
    GiveTrainingOpinionInput,
    HoldTrainingInput,
    OpenTrainingInput,
    RecordAttendanceInput,
    RequestEnrolmentInput,
    StateTrainingNeedInput,
    WithdrawEnrolmentInput,
    WithdrawTrainingNeedInput,
)
from workflows.actions.enrolments import EnrolmentDraft, request_enrolment
from workflows.actions.training import TrainingDraft, add_training
from workflows.actions.training_needs import CONCERNED, NeedDraft, state_need
from workflows.actions.training_opinions import OpinionDraft, give_opinion
from workflows.actions.training_records import EnrolmentRecord, NeedRecord, TrainingRecord
from workflows.engine import Command, advance
from workflows.training import ENROLMENT, TRAINING, TRAINING_NEED, EnrolmentInputs, NeedInputs, TrainingInputs

_EDITED = ("title", "kind", "subject", "starts_on", "last_on", "hours", "capacity")
_CLEARED = ("provider", "place")


async def _add(context: Context, field_name: str, asked: AddTrainingInput) -> TrainingPayload:
    draft = TrainingDraft(
        subject(asked.unit_id, "unt", "input.unitId"),
        asked.title,
        asked.kind,
        asked.subject,
        asked.starts_on,
        asked.last_on,
        asked.hours,
        asked.capacity,
        {name: given(getattr(asked, name)) for name in _CLEARED},
    )
    outcome = await add_training(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payload(context, TrainingPayload, outcome, training_id=outcome.value)


async def _edit(context: Context, field_name: str, asked: EditTrainingInput) -> TrainingPayload:
    # Null is "left as it is", as is what isn't given; an empty text removes what may be empty.
    edit = {name: value for name in (*_EDITED, *_CLEARED) if (value := given(getattr(asked, name))) is not None}
    inputs = TrainingInputs(given(asked.reason), edit)
    key = key_for(field_name, asked.idempotency_key, asked)
    move = Command(subject(asked.id, "trn"), TrainingAction.EDIT_TRAINING, asked.expected_version, inputs, key)
    outcome = await advance(TrainingRecord(), context.database, context.actor, move)
    return payloads(context, TrainingPayload, "training_id", [(move.id, outcome)])[0]


async def _state(context: Context, field_name: str, asked: StateTrainingNeedInput) -> TrainingNeedPayload:
    draft = NeedDraft(
        subject(asked.employee_id, "emp", "input.employeeId"),
        asked.subject,
        asked.text,
        optional_subject(given(asked.feedback_id), "fbk", "input.feedbackId"),
        optional_subject(given(asked.coaching_id), "cch", "input.coachingId"),
        optional_subject(given(asked.indicator_id), "ind", "input.indicatorId"),
        optional_subject(given(asked.appraisal_id), "apr", "input.appraisalId"),
    )
    outcome = await state_need(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payload(context, TrainingNeedPayload, outcome, training_need_id=outcome.value)


async def _request(context: Context, field_name: str, asked: RequestEnrolmentInput) -> EnrolmentPayload:
    draft = EnrolmentDraft(
        subject(asked.training_id, "trn", "input.trainingId"),
        subject(asked.employee_id, "emp", "input.employeeId"),
        optional_subject(given(asked.need_id), "tnd", "input.needId"),
    )
    outcome = await request_enrolment(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payload(context, EnrolmentPayload, outcome, enrolment_id=outcome.value)


async def _opine(context: Context, field_name: str, asked: GiveTrainingOpinionInput) -> TrainingOpinionPayload:
    draft = OpinionDraft(
        subject(asked.enrolment_id, "enr", "input.enrolmentId"),
        asked.usefulness,
        given(asked.text),
        asked.audience,
        given(asked.expected_version),
    )
    outcome = await give_opinion(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payload(context, TrainingOpinionPayload, outcome, training_opinion_id=outcome.value)


def _move_training(action: TrainingAction) -> Any:
    return _moving(TrainingRecord(), "trn", action, TrainingPayload, "training_id", lambda asked: TrainingInputs(given(asked.reason)))


def _move_need(action: TrainingNeedAction) -> Any:
    return _moving(NeedRecord(), "tnd", action, TrainingNeedPayload, "training_need_id", lambda asked: NeedInputs(given(asked.reason)))


def _move_enrolment(action: EnrolmentAction) -> Any:
    def inputs(asked: Any) -> EnrolmentInputs:
        return EnrolmentInputs(given(asked.reason), getattr(asked, "attendance", None), given(getattr(asked, "hours", None)))

    return _moving(EnrolmentRecord(), "enr", action, EnrolmentPayload, "enrolment_id", inputs)


def _moving(record: Any, prefix: str, action: Word, answered: Any, name: str, inputs: Any) -> Any:
    async def work(context: Context, field_name: str, asked: Transition) -> Any:
        key = key_for(field_name, asked.idempotency_key, asked)
        move = Command(subject(asked.id, prefix), action, asked.expected_version, inputs(asked), key, asked.dry_run)
        outcome: Any = await advance(record, context.database, context.actor, move)
        return payloads(context, answered, name, [(move.id, outcome)])[0]

    return work


@strawberry.type
class TrainingMutations:
    """The commands on training."""

    add_training = command(
        AddTrainingInput,
        TrainingPayload,
        _add,
        "Adds a training to the catalogue; nobody can ask for a place until it is opened. Who may: who leads the unit that gives it or one"
        " above, and admins over it.",
    )
    edit_training = command(
        EditTrainingInput,
        TrainingPayload,
        _edit,
        f"{label(TrainingAction.EDIT_TRAINING)}; where all is as asked already, the answer is `unchanged`."
        f" {who_may(TRAINING, TrainingAction.EDIT_TRAINING)}",
    )
    open_training = command(
        OpenTrainingInput,
        TrainingPayload,
        _move_training(TrainingAction.OPEN_TRAINING),
        f"{label(TrainingAction.OPEN_TRAINING)}: from then on it takes participants. {who_may(TRAINING, TrainingAction.OPEN_TRAINING)}",
    )
    hold_training = command(
        HoldTrainingInput,
        TrainingPayload,
        _move_training(TrainingAction.HOLD_TRAINING),
        f"{label(TrainingAction.HOLD_TRAINING)}, on its last day or later. {who_may(TRAINING, TrainingAction.HOLD_TRAINING)}",
    )
    cancel_training = command(
        CancelTrainingInput,
        TrainingPayload,
        _move_training(TrainingAction.CANCEL_TRAINING),
        f"{label(TrainingAction.CANCEL_TRAINING)}, with a reason that everybody reads in its history."
        f" {who_may(TRAINING, TrainingAction.CANCEL_TRAINING)}",
    )
    state_training_need = command(
        StateTrainingNeedInput,
        TrainingNeedPayload,
        _state,
        f"States what somebody needs to learn. {held_by(CONCERNED)}",
    )
    decline_training_need = command(
        DeclineTrainingNeedInput,
        TrainingNeedPayload,
        _move_need(TrainingNeedAction.DECLINE_NEED),
        f"{label(TrainingNeedAction.DECLINE_NEED)}, never one's own. {who_may(TRAINING_NEED, TrainingNeedAction.DECLINE_NEED)}",
    )
    withdraw_training_need = command(
        WithdrawTrainingNeedInput,
        TrainingNeedPayload,
        _move_need(TrainingNeedAction.WITHDRAW_NEED),
        f"{label(TrainingNeedAction.WITHDRAW_NEED)}. {who_may(TRAINING_NEED, TrainingNeedAction.WITHDRAW_NEED)}",
    )
    request_enrolment = command(
        RequestEnrolmentInput,
        EnrolmentPayload,
        _request,
        f"Asks for a place in an open training, or proposes somebody for one; a full one too, since a place may become free."
        f" {held_by(CONCERNED)}",
    )
    confirm_enrolment = command(
        ConfirmEnrolmentInput,
        EnrolmentPayload,
        _move_enrolment(EnrolmentAction.CONFIRM_ENROLMENT),
        f"{label(EnrolmentAction.CONFIRM_ENROLMENT)}, while there is room, never oneself; it answers the need for which it was asked."
        f" {who_may(ENROLMENT, EnrolmentAction.CONFIRM_ENROLMENT)}",
    )
    decline_enrolment = command(
        DeclineEnrolmentInput,
        EnrolmentPayload,
        _move_enrolment(EnrolmentAction.DECLINE_ENROLMENT),
        f"{label(EnrolmentAction.DECLINE_ENROLMENT)}, also one who has a place already."
        f" {who_may(ENROLMENT, EnrolmentAction.DECLINE_ENROLMENT)}",
    )
    withdraw_enrolment = command(
        WithdrawEnrolmentInput,
        EnrolmentPayload,
        _move_enrolment(EnrolmentAction.WITHDRAW_ENROLMENT),
        f"{label(EnrolmentAction.WITHDRAW_ENROLMENT)}, until the training is held."
        f" {who_may(ENROLMENT, EnrolmentAction.WITHDRAW_ENROLMENT)}",
    )
    record_attendance = command(
        RecordAttendanceInput,
        EnrolmentPayload,
        _move_enrolment(EnrolmentAction.RECORD_ATTENDANCE),
        f"{label(EnrolmentAction.RECORD_ATTENDANCE)}, from the training's first day on; it may be corrected."
        f" {who_may(ENROLMENT, EnrolmentAction.RECORD_ATTENDANCE)}",
    )
    give_training_opinion = command(
        GiveTrainingOpinionInput,
        TrainingOpinionPayload,
        _opine,
        "Says what you think of a training that you attended, or changes what you said; where all is as asked already, the answer is"
        " `unchanged`. Who may: the participant.",
    )
