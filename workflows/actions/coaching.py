"""Recording a coaching session with what was agreed and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.dialogue import CoachingAgreement, CoachingSession
from models.people import Assignment, Employee
from models.vocabulary import AgreementOutcome, CoachingState, EventAction, ReasonCode, Relation, SubjectType
from workflows import events
from workflows.access import Actor
from workflows.actions.line_naming import who_by_line
from workflows.actions.people import LoadedEmployee, load_employee
from workflows.changes import row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.engine import announce
from workflows.refusals import Reason, WhoCan, not_permitted
from workflows.standing import TODAY
from workflows.texts import Checked

COACHES = (Relation.APPRAISER, Relation.APPROVER, Relation.UNIT_LEADER)
"""Who may coach: those who stand above the employee today."""

_LEFT_OUT = frozenset({"state", "state_since", "updated_at"})


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """What was agreed, and by which day it is to be done."""

    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class CoachingDraft:
    """A session that was held; ``held_on`` None is today."""

    employee_id: UUID
    topic: str
    text: str
    agreements: Sequence[AgreementDraft] = ()
    held_on: date | None = None


async def record_coaching(database: Database, actor: Actor, draft: CoachingDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Record a session in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.COACHING_SESSION, None, EventAction.RECORD_COACHING)
    return await run(database, actor, attempt, lambda conn: record_coaching_in(conn, actor, draft, key), key)


async def record_coaching_in(conn: Connection, actor: Actor, draft: CoachingDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Record a session inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND for the employee; NOT_PERMITTED for who doesn't stand above them today; INVALID for a day to come, for what is
            empty or too long, for too many agreements, and for one that is due before the session.
    """
    employee = await load_employee(conn, actor, draft.employee_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        found = await conn.fetch(
            "SELECT subject_id FROM event WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": replay}
        )
        return Outcome(value=conn.decode(Employee, "id", found[0]["subject_id"]), event_id=replay, replayed=True)
    if not employee.grantees & frozenset(COACHES):
        words = "|".join(one.value for one in COACHES)
        raise not_permitted(Reason(ReasonCode.RELATION_REQUIRED, params={"role": words}, who_can=await _coaches(conn, actor, employee)))
    if employee.id == actor.employee_id:
        raise not_permitted(Reason(ReasonCode.OWN_RECORD))
    session, agreements = _checked(actor, employee, draft)
    event_id = new_id()
    changes = list(row_changes(CoachingSession, session, leave=_LEFT_OUT))
    for one in agreements:
        changes.extend(row_changes(CoachingAgreement, one, prefix=f"agreements.{one.id}.", leave=frozenset({"session_id"})))
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.COACHING_SESSION,
        subject_id=session.id,
        version=1,
        action=EventAction.RECORD_COACHING,
        changes=changes,
        to_state=session.state.value,
        event_id=event_id,
        unit_id=session.unit_id,
    )
    await conn.insert([session])
    await conn.insert(agreements)
    await announce(conn, actor, event_id, "coaching.record")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=session.id, event_id=event_id)


async def _coaches(conn: Connection, actor: Actor, employee: LoadedEmployee) -> tuple[WhoCan, ...]:
    """Name who appraises and approves the employee's posts today; who leads their units may be many."""
    rows = await conn.fetch(
        "SELECT s.id FROM assignment s WHERE s.agency_id = :agency AND s.employee_id = :employee"
        f" AND s.recorded_to IS NULL AND {TODAY.format(l='s')} ORDER BY s.id",
        {"agency": actor.agency_id, "employee": employee.id, "acc_today": actor.today},
    )
    posts = tuple(conn.decode(Assignment, "id", row["id"]) for row in rows)
    named = await who_by_line(conn, actor, posts, Relation.APPRAISER, Relation.APPROVER)
    return (*named, WhoCan(relation=Relation.UNIT_LEADER))


def _checked(actor: Actor, employee: LoadedEmployee, draft: CoachingDraft) -> tuple[CoachingSession, list[CoachingAgreement]]:
    checked = Checked()
    held_on = checked.day(draft.held_on, "input.heldOn") or actor.today
    if held_on > actor.today:
        checked.wrong(ReasonCode.DATE_TO_COME, "input.heldOn")
    topic = checked.text(draft.topic, "input.topic", limits.TITLE_CHARS, required=True)
    text = checked.text(draft.text, "input.text", limits.TEXT_CHARS, required=True)
    checked.count(draft.agreements, "input.agreements", limits.AGREEMENTS_ROWS)
    session = CoachingSession(
        id=new_id(),
        agency_id=actor.agency_id,
        employee_id=employee.id,
        author_id=actor.employee_id,
        unit_id=employee.unit_id,
        held_on=held_on,
        topic=topic or "",
        text=text or "",
        employee_view=None,
        state=CoachingState.RECORDED,
        version=1,
        recorded_at=actor.now,
        state_since=actor.now,
        updated_at=actor.now,
    )
    rows = []
    for index, one in enumerate(draft.agreements):
        path = f"input.agreements.{index}"
        agreed = checked.text(one.text, f"{path}.text", limits.TEXT_CHARS, required=True)
        due = checked.day(one.due_on, f"{path}.dueOn")
        if due is not None and due < held_on:
            checked.wrong(ReasonCode.DUE_BEFORE_SESSION, f"{path}.dueOn")
        rows.append(
            CoachingAgreement(
                id=new_id(),
                agency_id=actor.agency_id,
                session_id=session.id,
                ordinal=index + 1,
                text=agreed or "",
                due_on=one.due_on,
                outcome=AgreementOutcome.OPEN,
            )
        )
    checked.done()
    return session, rows
