"""Asking for a place in a training, or proposing somebody for one."""

from dataclasses import dataclass
from uuid import UUID

from models.database import Connection, Database, new_id
from models.training import Enrolment, TrainingNeed
from models.vocabulary import EnrolmentState, EventAction, ReasonCode, SubjectType, TrainingNeedState, TrainingState
from workflows.access import Actor, visible
from workflows.actions.beginning import begin, replayed
from workflows.actions.people import load_employee
from workflows.actions.training_needs import require_concerned
from workflows.actions.training_records import TrainingRecord
from workflows.commands import Attempt, IdempotencyKey, Outcome, run
from workflows.refusals import Reason, blocked, not_found
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class EnrolmentDraft:
    """A place to ask for; ``need_id`` is the employee's need that it would answer."""

    training_id: UUID
    employee_id: UUID
    need_id: UUID | None = None


async def request_enrolment(database: Database, actor: Actor, draft: EnrolmentDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Ask for a place in one transaction; the outcome's value is the enrolment's id."""
    attempt = Attempt(SubjectType.ENROLMENT, None, EventAction.REQUEST_ENROLMENT)
    return await run(database, actor, attempt, lambda conn: request_enrolment_in(conn, actor, draft, key), key)


async def request_enrolment_in(conn: Connection, actor: Actor, draft: EnrolmentDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Ask for a place inside the caller's transaction; a full training may be asked for, since a place may become free.

    Raises:
        Refused: NOT_FOUND for the training or the employee; NOT_PERMITTED for who is neither the employee nor above them today; BLOCKED
            while the training doesn't take people; INVALID for a need that isn't open or isn't theirs, and where they are enrolled already.
    """
    employee = await load_employee(conn, actor, draft.employee_id)
    found = await TrainingRecord().load(conn, actor, [draft.training_id], lock=False)
    if not found:
        raise not_found()
    replay = await replayed(conn, actor, key)
    if replay is not None:
        return replay
    require_concerned(employee)
    checked = Checked()
    await _check(conn, actor, draft, checked)
    checked.done()
    if found[0].state is not TrainingState.OPEN:
        raise blocked(Reason(ReasonCode.TRAINING_NOT_OPEN, "training.state"))
    row = Enrolment(
        id=new_id(),
        agency_id=actor.agency_id,
        training_id=draft.training_id,
        employee_id=draft.employee_id,
        author_id=actor.employee_id,
        unit_id=employee.unit_id,
        need_id=draft.need_id,
        requested_at=actor.now,
        state=EnrolmentState.REQUESTED,
        version=1,
        state_since=actor.now,
        updated_at=actor.now,
    )
    return await begin(conn, actor, row, SubjectType.ENROLMENT, EventAction.REQUEST_ENROLMENT, key, employee.unit_id)


async def _check(conn: Connection, actor: Actor, draft: EnrolmentDraft, checked: Checked) -> None:
    standing = [EnrolmentState.REQUESTED, EnrolmentState.CONFIRMED, EnrolmentState.FINISHED]
    # The employee is locked, so that nobody enrols them twice at once.
    already = await conn.fetch(
        "SELECT 1 AS one FROM enrolment e WHERE e.agency_id = :agency AND e.training_id = :training AND e.employee_id = :employee"
        " AND e.state IN :standing",
        {"agency": actor.agency_id, "training": draft.training_id, "employee": draft.employee_id, "standing": standing},
    )
    if already:
        checked.wrong(ReasonCode.ENROLLED_ALREADY, "input.trainingId")
    if draft.need_id is not None:
        seen = visible(actor, TrainingNeed, "n")
        rows = await conn.fetch(
            f"SELECT 1 AS one FROM training_need n WHERE n.id = :id AND n.employee_id = :employee AND n.state = :stated AND {seen.sql}",
            {**seen.params, "id": draft.need_id, "employee": draft.employee_id, "stated": TrainingNeedState.STATED},
        )
        if not rows:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.needId")
