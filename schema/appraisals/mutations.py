"""The commands on appraisals: one mutation an action, and bulk ones for review, approval and return."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import strawberry

from models.limits import BULK_ROWS, RETURN_WORKING_DAYS
from models.vocabulary import AppraisalAction
from schema.appraisals.inputs import (
    ApproveAppraisalInput,
    ApproveAppraisalsInput,
    BulkItem,
    EditAppraisalInput,
    RecallAppraisalInput,
    ReturnAppraisalInput,
    ReturnAppraisalsInput,
    Review,
    ReviewAppraisalInput,
    ReviewAppraisalsInput,
    SubmitAppraisalInAbsenceInput,
    SubmitAppraisalInput,
    VoidAppraisalInput,
    WithdrawAppraisalInput,
    parts_of,
    review_inputs,
)
from schema.commands import Transition, bulk, command, given, key_for, label, parts_sentence, subject, who_may
from schema.context import Context
from schema.payloads import AppraisalPayload, AppraisalsPayload, payloads
from workflows.actions.appraisals import edit_appraisal
from workflows.appraisal import APPRAISAL
from workflows.appraisal_record import AppraisalRecord
from workflows.calendar import load_calendar
from workflows.commands import IdempotencyKey, Outcome
from workflows.engine import Command, Loaded, advance
from workflows.facts import Inputs
from workflows.refusals import Refusal

_PARTS = ("realisations", "selfAppraisal", "feedback", "resultRating", "behaviourRating", "recommendation")
Work = Callable[[Context, str, Any], Awaitable[AppraisalPayload]]
BulkWork = Callable[[Context, str, Any], Awaitable[AppraisalsPayload]]


async def _record(context: Context, action: AppraisalAction) -> AppraisalRecord:
    """Give the record as the action needs it: only a return counts working days."""
    if action is not AppraisalAction.RETURN:
        return AppraisalRecord()
    return AppraisalRecord(await context.database.read(lambda conn: load_calendar(conn, context.actor.agency_id)))


def _inputs(one: Any, path: str) -> Inputs:
    """Read the inputs of any action from its input type."""
    if isinstance(one, Review):
        return review_inputs(one, path)
    return Inputs(reason=given(getattr(one, "reason", None)), void_kind=given(getattr(one, "kind", None)))


def _moving(action: AppraisalAction) -> Work:
    async def work(context: Context, field_name: str, asked: Transition) -> AppraisalPayload:
        key = key_for(field_name, asked.idempotency_key, asked)
        move = Command(subject(asked.id, "apr"), action, asked.expected_version, _inputs(asked, "input"), key, asked.dry_run)
        outcome = await advance(await _record(context, action), context.database, context.actor, move)
        return payloads(context, AppraisalPayload, "appraisal_id", [(move.id, outcome)])[0]

    return work


@dataclass(frozen=True, slots=True)
class _Item:
    subject: UUID
    expected_version: int
    inputs: Inputs
    key: IdempotencyKey | None


def _items(field_name: str, items: Sequence[BulkItem], key: str | None) -> list[_Item | Refusal]:
    def read(one: BulkItem, path: str) -> _Item:
        target = subject(one.id, "apr", f"{path}.id")
        return _Item(target, one.expected_version, _inputs(one, path), key_for(field_name, key, one, target))

    return bulk(items, read)


def _moving_many(action: AppraisalAction) -> BulkWork:
    async def work(context: Context, field_name: str, asked: Any) -> AppraisalsPayload:
        items = _items(field_name, asked.items, asked.idempotency_key)
        record = await _record(context, action)
        outcomes: list[tuple[UUID | None, Outcome[Loaded]]] = []
        for one in items:
            if isinstance(one, Refusal):
                outcomes.append((None, Outcome(refusal=one)))
                continue
            move = Command(one.subject, action, one.expected_version, one.inputs, one.key, asked.dry_run)
            outcomes.append((one.subject, await advance(record, context.database, context.actor, move)))
        return AppraisalsPayload(results=payloads(context, AppraisalPayload, "appraisal_id", outcomes))

    return work


async def _edit(context: Context, field_name: str, asked: EditAppraisalInput) -> AppraisalPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target = subject(asked.id, "apr")
    outcome = await edit_appraisal(context.database, AppraisalRecord(), context.actor, target, asked.expected_version, parts_of(asked), key)
    return payloads(context, AppraisalPayload, "appraisal_id", [(target, outcome)])[0]


def _action(action: AppraisalAction, taken: type[Transition], description: str) -> Any:
    return command(taken, AppraisalPayload, _moving(action), f"{label(action)}: {description} {who_may(APPRAISAL, action)}")


def _bulk(action: AppraisalAction, taken: type[Any], single: str) -> Any:
    text = f"`{single}` for at most {BULK_ROWS} appraisals: each in a transaction of its own, an outcome each, in the order given."
    return command(taken, AppraisalsPayload, _moving_many(action), text)


@strawberry.type
class AppraisalMutations:
    """The commands on appraisals."""

    submit_appraisal = _action(
        AppraisalAction.SUBMIT,
        SubmitAppraisalInput,
        "hands it to the appraiser and pins the plan's revision. Within the submission window or an extension, with complete content.",
    )
    submit_appraisal_in_absence = _action(
        AppraisalAction.SUBMIT_IN_ABSENCE,
        SubmitAppraisalInAbsenceInput,
        "after the window or by legal status; realisation and self-appraisal are waived. Who does it neither reviews nor approves it.",
    )
    withdraw_appraisal = _action(
        AppraisalAction.WITHDRAW, WithdrawAppraisalInput, "takes it back to DRAFT, as long as it could be submitted again."
    )
    return_appraisal = _action(
        AppraisalAction.RETURN,
        ReturnAppraisalInput,
        f"gives it back by one state. A return to DRAFT gives at least {RETURN_WORKING_DAYS} working days to submit again.",
    )
    review_appraisal = _action(
        AppraisalAction.REVIEW,
        ReviewAppraisalInput,
        "gives both ratings and feedback, pins the appraiser and sets the predicate; what is given replaces what `editAppraisal` saved.",
    )
    recall_appraisal = _action(AppraisalAction.RECALL, RecallAppraisalInput, "takes the review back before it is approved.")
    approve_appraisal = _action(
        AppraisalAction.APPROVE, ApproveAppraisalInput, "fixes it for good and delivers it to the employee; it never changes a rating."
    )
    void_appraisal = _action(AppraisalAction.VOID, VoidAppraisalInput, "takes it out of the count; it stays where it is and readable.")
    review_appraisals = _bulk(AppraisalAction.REVIEW, ReviewAppraisalsInput, "reviewAppraisal")
    approve_appraisals = _bulk(AppraisalAction.APPROVE, ApproveAppraisalsInput, "approveAppraisal")
    return_appraisals = _bulk(AppraisalAction.RETURN, ReturnAppraisalsInput, "returnAppraisal")
    edit_appraisal = command(
        EditAppraisalInput,
        AppraisalPayload,
        _edit,
        "Writes any parts of an appraisal in one command and one version; where all is as asked already, the answer is"
        " `unchanged`. Who may write which part, and while it is in which state:"
        f" {parts_sentence(_PARTS)}",
    )
