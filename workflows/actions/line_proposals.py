"""Proposing who should appraise: by the employee, by the superior who says "I am the one", or by the one who says "I am not"."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.line_proposals import LineProposal
from models.people import Assignment
from models.vocabulary import EventAction, LineProposalState, ReasonCode, Relation, SubjectType
from workflows import events
from workflows.access import Actor
from workflows.actions.dated import Period, one_of
from workflows.actions.line_naming import who_by_line
from workflows.actions.line_proposal_record import LineProposalRecord
from workflows.actions.people import load_employee
from workflows.actions.people_lines import check_people
from workflows.changes import row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.engine import announce
from workflows.line_proposal import NOT_POINTLESS, PROPOSED_APPRAISER
from workflows.lines.storing import lock_structure
from workflows.refusals import Reason, WhoCan, blocked, not_permitted
from workflows.standing import TODAY
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class LineProposalDraft:
    """A line to propose; an approver not named is found above the appraiser; ``valid_from`` None is today, ``valid_to`` is exclusive."""

    assignment_id: UUID
    appraiser_id: UUID
    reason: str
    approver_id: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    document_number: str | None = None


async def propose_line(database: Database, actor: Actor, draft: LineProposalDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Propose a line in one transaction; the outcome's value is the proposal's id."""
    attempt = Attempt(SubjectType.LINE_PROPOSAL, None, EventAction.PROPOSE)
    return await run(database, actor, attempt, lambda conn: propose_line_in(conn, actor, draft, key), key)


async def propose_line_in(conn: Connection, actor: Actor, draft: LineProposalDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Propose a line inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND for the assignment; NOT_PERMITTED for whoever is neither its holder, nor the proposed appraiser, nor who
            appraises today; INVALID as for setting a line, and while a proposal of the same person for it is open; BLOCKED when it would
            be pointless.
    """
    # Two equal proposals at once would both find no other.
    await lock_structure(conn, actor.agency_id)
    assignment = await one_of(conn, Assignment, actor.agency_id, draft.assignment_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        found = await conn.fetch(
            "SELECT subject_id FROM event WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": replay}
        )
        return Outcome(value=conn.decode(LineProposal, "id", found[0]["subject_id"]), event_id=replay, replayed=True)
    await _require_party(conn, actor, assignment, draft.appraiser_id)
    row = await _checked(conn, actor, assignment, draft)
    employee = await load_employee(conn, actor, assignment.employee_id)
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.LINE_PROPOSAL,
        subject_id=row.id,
        version=1,
        action=EventAction.PROPOSE,
        changes=row_changes(LineProposal, row, leave=frozenset({"state", "state_since", "updated_at"})),
        to_state=row.state.value,
        reason=row.reason,
        event_id=event_id,
        unit_id=employee.unit_id,
    )
    await conn.insert([row])
    # The same facts and guards as for accepting it, over the row itself; a refusal takes it back.
    record = LineProposalRecord()
    facts = (await record.facts(conn, actor, await record.load(conn, actor, [row.id], lock=False)))[row.id]
    against = tuple(reason for guard in NOT_POINTLESS for reason in guard.against(facts))
    if against:
        raise blocked(*against)
    await announce(conn, actor, event_id, "line_proposal.propose")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=row.id, event_id=event_id)


async def _require_party(conn: Connection, actor: Actor, assignment: Assignment, proposed: UUID) -> None:
    lines = await conn.fetch(
        "SELECT l.appraiser_id FROM reporting_line l WHERE l.agency_id = :agency AND l.assignment_id = :assignment"
        f" AND {TODAY.format(l='l')}",
        {"agency": actor.agency_id, "assignment": assignment.id, "acc_today": actor.today},
    )
    named = [conn.decode(LineProposal, "appraiser_id", row["appraiser_id"]) for row in lines if row["appraiser_id"] is not None]
    if actor.employee_id is None or actor.employee_id not in (assignment.employee_id, proposed, *named):
        who = tuple(
            dict.fromkeys(
                (
                    WhoCan(relation=Relation.EMPLOYEE, employee_id=assignment.employee_id),
                    *await who_by_line(conn, actor, (assignment.id,), Relation.APPRAISER),
                    WhoCan(relation=Relation.APPRAISER, employee_id=proposed),
                )
            )
        )
        words = f"{Relation.EMPLOYEE.value}|{Relation.APPRAISER.value}|{PROPOSED_APPRAISER}"
        raise not_permitted(Reason(ReasonCode.RELATION_REQUIRED, params={"role": words}, who_can=who))


async def _checked(conn: Connection, actor: Actor, assignment: Assignment, draft: LineProposalDraft) -> LineProposal:
    checked = Checked()
    period = Period(draft.valid_from or actor.today, draft.valid_to)
    period.check(checked)
    reason = checked.text(draft.reason, "input.reason", limits.REASON_CHARS, required=True)
    if reason and len(reason) < limits.REASON_MIN_CHARS:
        checked.wrong(ReasonCode.REASON_TOO_SHORT, "input.reason", min=limits.REASON_MIN_CHARS)
    document = checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS)
    await check_people(conn, actor, assignment.employee_id, draft.appraiser_id, draft.approver_id, checked)
    same = await conn.fetch(
        "SELECT 1 AS one FROM line_proposal WHERE agency_id = :agency AND assignment_id = :assignment AND proposed_by_id = :me"
        " AND state = :open",
        {"agency": actor.agency_id, "assignment": assignment.id, "me": actor.employee_id, "open": LineProposalState.PROPOSED},
    )
    if same:
        checked.wrong(ReasonCode.PROPOSAL_OPEN, "input.assignmentId")
    checked.done()
    return LineProposal(
        id=new_id(),
        agency_id=actor.agency_id,
        assignment_id=assignment.id,
        employee_id=assignment.employee_id,
        appraiser_id=draft.appraiser_id,
        approver_id=draft.approver_id,
        proposed_by_id=actor.employee_id,
        valid_from=period.valid_from,
        valid_to=period.valid_to,
        reason=reason or "",
        document_number=document,
        state=LineProposalState.PROPOSED,
        version=1,
        state_since=actor.now,
        updated_at=actor.now,
    )
