"""Giving feedback at any time, and asking for it; who may read it is chosen by its author."""

from dataclasses import dataclass
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.dialogue import FeedbackNote, FeedbackRequest
from models.plans import PerformancePlan
from models.vocabulary import (
    BehaviourValue,
    EventAction,
    FeedbackAudience,
    FeedbackNoteState,
    FeedbackRequestAction,
    FeedbackRequestState,
    FeedbackSide,
    ReasonCode,
    SubjectType,
)
from workflows.access import Actor, visible
from workflows.actions.beginning import begin, replayed
from workflows.actions.dialogue_records import FeedbackRequestRecord
from workflows.actions.people import LoadedEmployee, load_employee
from workflows.commands import Attempt, IdempotencyKey, Outcome, run
from workflows.dialogue import DialogueInputs
from workflows.engine import Command, advance_in, load_one
from workflows.refusals import Reason, blocked, invalid, not_permitted
from workflows.sides import side_of
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class FeedbackDraft:
    """A feedback to give; ``result`` is the row id or lineage of a planned result of the receiver that the author may see."""

    receiver_id: UUID
    text: str
    audience: FeedbackAudience
    result: UUID | None = None
    value: BehaviourValue | None = None
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """A request for feedback on oneself; ``result`` is the row id or lineage of one of one's own planned results."""

    asked_id: UUID
    question: str
    result: UUID | None = None
    value: BehaviourValue | None = None


async def give_feedback(database: Database, actor: Actor, draft: FeedbackDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Give feedback in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.FEEDBACK_NOTE, None, EventAction.GIVE_FEEDBACK)
    return await run(database, actor, attempt, lambda conn: give_feedback_in(conn, actor, draft, key), key)


async def give_feedback_in(conn: Connection, actor: Actor, draft: FeedbackDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Give feedback inside the caller's transaction; one that answers a request answers it in the same.

    Raises:
        Refused: NOT_FOUND for the receiver or the request; NOT_PERMITTED for who holds no post here; BLOCKED for a receiver who holds
            none; INVALID for feedback to oneself, an empty or too long text, a result that isn't the receiver's or that the author may
            not see, or a request of somebody else; ILLEGAL_TRANSITION for a request that is answered already.
    """
    receiver = await load_employee(conn, actor, draft.receiver_id)
    replay = await replayed(conn, actor, key)
    if replay is not None:
        return replay
    side = await require_side(conn, actor, receiver, "input.receiverId")
    checked = Checked()
    text = checked.text(draft.text, "input.text", limits.TEXT_CHARS, required=True)
    lineage = await _result(conn, actor, draft.receiver_id, draft.result, checked)
    request = None
    if draft.request_id is not None:
        request = await load_one(FeedbackRequestRecord(), conn, actor, draft.request_id)
        if request.row["employee_id"] != draft.receiver_id:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.requestId")
    checked.done()
    if request is not None:
        answered = Command(request.id, FeedbackRequestAction.ANSWER, request.version, DialogueInputs(text=text))
        await advance_in(FeedbackRequestRecord(), conn, actor, answered)
    note = FeedbackNote(
        id=new_id(),
        agency_id=actor.agency_id,
        employee_id=draft.receiver_id,
        author_id=actor.employee_id,
        unit_id=receiver.unit_id,
        request_id=draft.request_id,
        side=side,
        audience=draft.audience,
        text=text or "",
        result_lineage_id=lineage,
        value=draft.value,
        given_on=actor.today,
        given_at=actor.now,
        acknowledged_at=None,
        answer=None,
        state=FeedbackNoteState.GIVEN,
        version=1,
        state_since=actor.now,
        updated_at=actor.now,
    )
    return await begin(conn, actor, note, SubjectType.FEEDBACK_NOTE, EventAction.GIVE_FEEDBACK, key, note.unit_id)


async def ask_feedback(database: Database, actor: Actor, draft: RequestDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Ask for feedback in one transaction; the outcome's value is the request's id."""
    attempt = Attempt(SubjectType.FEEDBACK_REQUEST, None, EventAction.ASK_FEEDBACK)
    return await run(database, actor, attempt, lambda conn: ask_feedback_in(conn, actor, draft, key), key)


async def ask_feedback_in(conn: Connection, actor: Actor, draft: RequestDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Ask for feedback inside the caller's transaction: one open request to the same person at a time.

    Raises:
        Refused: NOT_FOUND for who is asked; NOT_PERMITTED for who holds no post here; BLOCKED for asking who holds none; INVALID for
            asking oneself, an empty or too long question, a result that isn't one's own, or while one is open.
    """
    asked = await load_employee(conn, actor, draft.asked_id)
    replay = await replayed(conn, actor, key)
    if replay is not None:
        return replay
    await require_side(conn, actor, asked, "input.askedId")
    me: UUID = actor.employee_id  # type: ignore[assignment]  # who holds a post is an employee
    checked = Checked()
    question = checked.text(draft.question, "input.question", limits.TEXT_CHARS, required=True)
    lineage = await _result(conn, actor, me, draft.result, checked)
    open_already = await conn.fetch(
        "SELECT 1 AS one FROM feedback_request WHERE agency_id = :agency AND employee_id = :me AND author_id = :asked AND state = :open",
        {"agency": actor.agency_id, "me": me, "asked": draft.asked_id, "open": FeedbackRequestState.OPEN},
    )
    if open_already:
        checked.wrong(ReasonCode.REQUEST_OPEN, "input.askedId")
    checked.done()
    row = FeedbackRequest(
        id=new_id(),
        agency_id=actor.agency_id,
        employee_id=me,
        author_id=draft.asked_id,
        unit_id=actor.unit_id,
        question=question or "",
        result_lineage_id=lineage,
        value=draft.value,
        state=FeedbackRequestState.OPEN,
        version=1,
        asked_at=actor.now,
        state_since=actor.now,
        updated_at=actor.now,
    )
    return await begin(conn, actor, row, SubjectType.FEEDBACK_REQUEST, EventAction.ASK_FEEDBACK, key, row.unit_id)


async def require_side(conn: Connection, actor: Actor, other: LoadedEmployee, path: str) -> FeedbackSide:
    """Give from where the actor speaks to ``other`` today.

    Raises:
        Refused: NOT_PERMITTED for who holds no post here, INVALID for oneself, BLOCKED for who is spoken to and holds none.
    """
    side, here = (None, False) if actor.employee_id is None else await side_of(conn, actor, actor.employee_id, other.id)
    if side is None:
        raise not_permitted(Reason(ReasonCode.RELATION_REQUIRED, params={"role": "|".join(one.value for one in FeedbackSide)}))
    if other.id == actor.employee_id:
        raise invalid(Reason(ReasonCode.TO_ONESELF, path))
    if not here:
        raise blocked(Reason(ReasonCode.NO_POST, path))
    return side


async def _result(conn: Connection, actor: Actor, employee_id: UUID, result: UUID | None, checked: Checked) -> UUID | None:
    """Find the lineage of a planned result of the employee that the actor may see."""
    if result is None:
        return None
    seen = visible(actor, PerformancePlan, "p")
    rows = await conn.fetch(
        "SELECT r.lineage_id FROM planned_result r JOIN plan_revision v ON v.agency_id = r.agency_id AND v.id = r.revision_id"
        " JOIN performance_plan p ON p.agency_id = v.agency_id AND p.id = v.plan_id"
        f" WHERE r.agency_id = :acc_agency AND (r.id = :result OR r.lineage_id = :result) AND p.employee_id = :owner"
        f" AND {seen.sql} LIMIT 1",
        {**seen.params, "result": result, "owner": employee_id},
    )
    if not rows:
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.resultId")
        return None
    lineage: UUID = conn.decode(FeedbackNote, "result_lineage_id", rows[0]["lineage_id"])
    return lineage
