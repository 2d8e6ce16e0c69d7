"""The commands on line proposals."""

from datetime import date
from typing import Any

import strawberry

from models import limits
from models.vocabulary import LineDecision, LineProposalAction
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
    text_field,
    who_may,
)
from schema.context import Context
from schema.payloads import LineProposalPayload, payloads
from workflows.actions.line_proposal_record import PREFIX, LineProposalRecord
from workflows.actions.line_proposals import LineProposalDraft, propose_line
from workflows.engine import Command, advance
from workflows.line_proposal import LINE_PROPOSAL, LineProposalInputs


@strawberry.input(description="Proposes who should appraise whoever holds an assignment.")
class ProposeLineInput(Keyed):
    """The input of ``proposeLine``."""

    assignment_id: strawberry.ID = strawberry.field(description="The assignment whose line is wrong.")
    appraiser_id: strawberry.ID = strawberry.field(description="The employee who should appraise.")
    approver_id: strawberry.ID | None = optional_field("Who should approve above them; left out: found by the appraiser's post.")
    valid_from: date | None = optional_field("The first day, in the agency's zone; left out: today.")
    valid_to: date | None = optional_field("The day after the last; left out: open.")
    reason: str = reason_field("Why the line is wrong.")
    document_number: str | None = text_field("The number of a document it rests on, if there is one.", limits.DOCUMENT_NUMBER_CHARS)


@strawberry.input(description="Accepts or rejects a proposed line.")
class DecideLineInput(Transition):
    """The input of ``decideLine``."""

    decision: LineDecision = strawberry.field(description="What you decide.")
    reason: str | None = reason_field("Why; required to reject.")


@strawberry.input(description="Takes back a proposed line.")
class WithdrawLineProposalInput(Transition):
    """The input of ``withdrawLineProposal``."""


async def _propose(context: Context, field_name: str, asked: ProposeLineInput) -> LineProposalPayload:
    draft = LineProposalDraft(
        subject(asked.assignment_id, "asg", "input.assignmentId"),
        subject(asked.appraiser_id, "emp", "input.appraiserId"),
        asked.reason,
        optional_subject(given(asked.approver_id), "emp", "input.approverId"),
        given(asked.valid_from),
        given(asked.valid_to),
        given(asked.document_number),
    )
    outcome = await propose_line(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payloads(context, LineProposalPayload, "line_proposal_id", [(outcome.value, outcome)])[0]


async def _move(context: Context, field_name: str, asked: Transition, action: LineProposalAction) -> LineProposalPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    inputs = LineProposalInputs(given(asked.reason))
    move = Command(subject(asked.id, PREFIX), action, asked.expected_version, inputs, key, asked.dry_run)
    outcome: Any = await advance(LineProposalRecord(), context.database, context.actor, move)
    return payloads(context, LineProposalPayload, "line_proposal_id", [(move.id, outcome)])[0]


async def _decide(context: Context, field_name: str, asked: DecideLineInput) -> LineProposalPayload:
    return await _move(context, field_name, asked, LineProposalAction(asked.decision.value))


async def _withdraw(context: Context, field_name: str, asked: WithdrawLineProposalInput) -> LineProposalPayload:
    return await _move(context, field_name, asked, LineProposalAction.WITHDRAW)


@strawberry.type
class LineProposalMutations:
    """The commands on line proposals."""

    propose_line = command(
        ProposeLineInput,
        LineProposalPayload,
        _propose,
        "Proposes who should appraise, where the line is wrong; it changes nothing until it is accepted. Who may: who holds the assignment,"
        " the proposed appraiser, or who appraises today.",
    )
    decide_line = command(
        DecideLineInput,
        LineProposalPayload,
        _decide,
        f"{label(LineProposalAction.ACCEPT)}: sets the line by hand, and undecided appraisals follow; or"
        f" {label(LineProposalAction.REJECT)}. Never one's own line, nor what one proposed oneself. The proposed appraiser"
        " accepts where no approver is named and they lead the employee's unit or one above it on the first proposed day; an admin whom it"
        f" names rejects at most."
        f" {who_may(LINE_PROPOSAL, LineProposalAction.ACCEPT)}",
    )
    withdraw_line_proposal = command(
        WithdrawLineProposalInput,
        LineProposalPayload,
        _withdraw,
        f"{label(LineProposalAction.WITHDRAW)}: as long as nobody has decided. {who_may(LINE_PROPOSAL, LineProposalAction.WITHDRAW)}",
    )
