"""The proposal of a reporting line, and what may be done with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from models import line_proposals as stored
from models.people import Assignment, Employee
from models.vocabulary import LineProposalAction
from schema.actions import ActionInput, previewed
from schema.context import Context
from schema.history.subject import subject_history
from schema.reads.declare import column, computed, record, to_one, value
from schema.reads.node import Node
from schema.reads.readfield import plain
from schema.refusals import Reason
from workflows.actions.line_proposal_record import PREFIX, LineProposalRecord


@value
class AvailableLineProposalAction:
    """An action on a line proposal: whether an input exists with which you can carry it out now."""

    action: LineProposalAction = plain("The action: the first two are `decideLine`, the last is `withdrawLineProposal`.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


async def available_actions(
    context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]
) -> list[list[AvailableLineProposalAction]]:
    """Preview every action on every proposal of a level together."""
    return await previewed(context, LineProposalRecord(), rows, LineProposalAction, AvailableLineProposalAction)


@record(stored.LineProposal, PREFIX)
class LineProposal(Node):
    """That somebody else should appraise an employee, and why. The employee, proposed and proposing people, admins and auditors see it."""

    state = column("Where it stands.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    employee = to_one(Employee, "employee_id", "Whose line it is.")
    assignment = to_one(Assignment, "assignment_id", "The assignment whose line it is.")
    appraiser = to_one(Employee, "appraiser_id", "Who should appraise.")
    approver = to_one(Employee, "approver_id", "Who should approve; null: found above the appraiser.")
    proposed_by = to_one(Employee, "proposed_by_id", "Who proposed it.")
    valid_from = column("The first day for which it is proposed.")
    valid_to = column("The day after the last; null for good.")
    reason = column("Why, as the proposer says it.")
    document_number = column("The number of the document it rests on; null if there is none.")
    decided_by = to_one(Employee, "decided_by_id", "Who accepted or rejected it; null while nobody has, and if it was withdrawn.")
    decision_reason = column("Why, as whoever decided says it; null if they didn't.")
    available_actions: list[AvailableLineProposalAction] = computed(
        available_actions, "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=2
    )
    history = subject_history()
