"""Stating what somebody needs to learn, out of what is known of them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.dialogue import CoachingSession, FeedbackNote
from models.training import TrainingNeed
from models.vocabulary import (
    EventAction,
    NeedSource,
    ReasonCode,
    Relation,
    SubjectType,
    TargetOutcome,
    TrainingNeedState,
    TrainingSubject,
)
from workflows.access import Actor, visible
from workflows.actions.beginning import begin, replayed
from workflows.actions.people import LoadedEmployee, load_employee
from workflows.commands import Attempt, IdempotencyKey, Outcome, run
from workflows.figures.judged import judged_indicator
from workflows.refusals import Reason, WhoCan, not_permitted
from workflows.texts import Checked

CONCERNED = (Relation.EMPLOYEE, Relation.APPRAISER, Relation.APPROVER, Relation.UNIT_LEADER)
"""Who may state a need and ask for a place: the employee, and who stands above them today."""


@dataclass(frozen=True, slots=True)
class NeedDraft:
    """A need to state, out of at most one source; ``indicator_id`` is a row or lineage, ``appraisal_id`` where its figure stands."""

    employee_id: UUID
    subject: TrainingSubject
    text: str
    feedback_id: UUID | None = None
    coaching_id: UUID | None = None
    indicator_id: UUID | None = None
    appraisal_id: UUID | None = None


async def state_need(database: Database, actor: Actor, draft: NeedDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """State a need in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.TRAINING_NEED, None, EventAction.STATE_NEED)
    return await run(database, actor, attempt, lambda conn: state_need_in(conn, actor, draft, key), key)


async def state_need_in(conn: Connection, actor: Actor, draft: NeedDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """State a need inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND for the employee; NOT_PERMITTED for who is neither they nor above them today; INVALID for an empty or too long
            text, several sources, a source that isn't the employee's or that the actor may not see, and a figure that isn't below its
            target.
    """
    employee = await load_employee(conn, actor, draft.employee_id)
    replay = await replayed(conn, actor, key)
    if replay is not None:
        return replay
    require_concerned(employee)
    checked = Checked()
    text = checked.text(draft.text, "input.text", limits.TEXT_CHARS, required=True)
    source = await _source(conn, actor, draft, checked)
    checked.done()
    row = TrainingNeed(
        id=new_id(),
        agency_id=actor.agency_id,
        employee_id=draft.employee_id,
        author_id=actor.employee_id,
        unit_id=employee.unit_id,
        subject=draft.subject,
        text=text or "",
        stated_at=actor.now,
        state=TrainingNeedState.STATED,
        version=1,
        state_since=actor.now,
        updated_at=actor.now,
        **source,
    )
    return await begin(conn, actor, row, SubjectType.TRAINING_NEED, EventAction.STATE_NEED, key, employee.unit_id)


def require_concerned(employee: LoadedEmployee) -> None:
    """Check that the actor is the employee or stands above them today.

    Raises:
        Refused: NOT_PERMITTED.
    """
    if not employee.grantees & frozenset(CONCERNED):
        who = tuple(WhoCan(relation=one, employee_id=employee.id if one is Relation.EMPLOYEE else None) for one in CONCERNED)
        words = "|".join(one.value for one in CONCERNED)
        raise not_permitted(Reason(ReasonCode.RELATION_REQUIRED, params={"role": words}, who_can=who))


async def _source(conn: Connection, actor: Actor, draft: NeedDraft, checked: Checked) -> dict[str, Any]:
    given = {"feedbackId": draft.feedback_id, "coachingId": draft.coaching_id, "indicatorId": draft.indicator_id}
    named = [name for name, key in given.items() if key is not None]
    if len(named) > 1:
        checked.wrong(ReasonCode.ONE_SOURCE, f"input.{named[1]}")
    elif draft.feedback_id is not None:
        if await _seen(conn, actor, FeedbackNote, draft.feedback_id, draft.employee_id):
            return {"source": NeedSource.FEEDBACK, "feedback_note_id": draft.feedback_id}
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.feedbackId")
    elif draft.coaching_id is not None:
        if await _seen(conn, actor, CoachingSession, draft.coaching_id, draft.employee_id):
            return {"source": NeedSource.COACHING, "coaching_session_id": draft.coaching_id}
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.coachingId")
    elif draft.indicator_id is not None:
        judged = await judged_indicator(conn, actor, draft.employee_id, draft.indicator_id, draft.appraisal_id)
        if judged is not None and judged.outcome is TargetOutcome.MISSED:
            return {"source": NeedSource.RESULT, "plan_id": judged.plan_id, "indicator_lineage_id": judged.indicator_lineage}
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE if judged is None else ReasonCode.RESULT_NOT_BELOW, "input.indicatorId")
    elif draft.appraisal_id is not None:
        checked.wrong(ReasonCode.INDICATOR_REQUIRED, "input.indicatorId")
    return {"source": NeedSource.WISH}


async def _seen(conn: Connection, actor: Actor, model: type[FeedbackNote | CoachingSession], key: UUID, employee_id: UUID) -> bool:
    seen = visible(actor, model, "n")
    rows = await conn.fetch(
        f"SELECT 1 AS one FROM {model._meta.db_table} n WHERE n.id = :id AND n.employee_id = :employee AND {seen.sql}",
        {**seen.params, "id": key, "employee": employee_id},
    )
    return bool(rows)
