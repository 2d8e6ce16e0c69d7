"""What a participant thinks of a training's use: given once, changed for a while, read by whom they choose."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.training import TrainingOpinion
from models.vocabulary import Attendance, EventAction, OpinionAudience, ReasonCode, Relation, SubjectType
from workflows import events
from workflows.access import Actor
from workflows.actions.beginning import begin, replayed
from workflows.actions.training_records import EnrolmentRecord
from workflows.changes import column_change
from workflows.commands import Attempt, IdempotencyKey, Outcome, remember_outcome, run
from workflows.engine import Loaded, announce, load_one
from workflows.refusals import Reason, Refused, WhoCan, blocked, not_permitted
from workflows.staleness import stale
from workflows.texts import Checked

_COLUMNS = tuple(TrainingOpinion._meta.fields_map)


@dataclass(frozen=True, slots=True)
class OpinionDraft:
    """What a participant thinks: the whole opinion anew; ``expected_version`` is of the one that was given before, if there is one."""

    enrolment_id: UUID
    usefulness: int
    text: str | None
    audience: OpinionAudience
    expected_version: int | None = None


async def give_opinion(database: Database, actor: Actor, draft: OpinionDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Give or change an opinion in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.ENROLMENT, draft.enrolment_id, EventAction.GIVE_OPINION)
    return await run(database, actor, attempt, lambda conn: give_opinion_in(conn, actor, draft, key), key)


async def give_opinion_in(conn: Connection, actor: Actor, draft: OpinionDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Give or change an opinion inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND for the enrolment; NOT_PERMITTED for anybody but the participant; STALE where another version is there; BLOCKED
            for who wasn't present, and once it can't be changed any more; INVALID for a figure out of range or a text too long.
    """
    enrolment = await load_one(EnrolmentRecord(), conn, actor, draft.enrolment_id)
    replay = await replayed(conn, actor, key)
    if replay is not None:
        return replay
    if Relation.EMPLOYEE not in enrolment.grantees:
        who = (WhoCan(relation=Relation.EMPLOYEE, employee_id=enrolment.standing[Relation.EMPLOYEE]),)
        raise not_permitted(Reason(ReasonCode.RELATION_REQUIRED, params={"role": Relation.EMPLOYEE.value}, who_can=who))
    known = await _known(conn, enrolment)
    if known is not None and known.version != draft.expected_version:
        raise Refused(await stale(conn, actor, SubjectType.TRAINING_OPINION, known.id, known.version))
    if enrolment.row["attendance"] is not Attendance.PRESENT:
        raise blocked(Reason(ReasonCode.NOT_ATTENDED, "attendance"))
    checked = Checked()
    text = checked.text(draft.text, "input.text", limits.TEXT_CHARS)
    if not limits.USEFULNESS_LEAST <= draft.usefulness <= limits.USEFULNESS_MOST:
        checked.wrong(ReasonCode.USEFULNESS_OUT_OF_RANGE, "input.usefulness", min=limits.USEFULNESS_LEAST, max=limits.USEFULNESS_MOST)
    checked.done()
    if known is not None:
        return await _change(conn, actor, known, draft, text, key)
    unit = await conn.fetch(
        "SELECT unit_id FROM training WHERE agency_id = :agency AND id = :id",
        {"agency": actor.agency_id, "id": enrolment.row["training_id"]},
    )
    row = TrainingOpinion(
        id=new_id(),
        agency_id=actor.agency_id,
        enrolment_id=enrolment.id,
        training_id=enrolment.row["training_id"],
        employee_id=actor.employee_id,
        unit_id=conn.decode(TrainingOpinion, "unit_id", unit[0]["unit_id"]),
        usefulness=draft.usefulness,
        text=text,
        audience=draft.audience,
        given_at=actor.now,
        version=1,
        updated_at=actor.now,
    )
    return await begin(conn, actor, row, SubjectType.TRAINING_OPINION, EventAction.GIVE_OPINION, key, row.unit_id)


async def _known(conn: Connection, enrolment: Loaded) -> TrainingOpinion | None:
    rows = await conn.fetch(
        f"SELECT {', '.join(_COLUMNS)} FROM training_opinion WHERE agency_id = :agency AND enrolment_id = :enrolment",
        {"agency": enrolment.row["agency_id"], "enrolment": enrolment.id},
    )
    return TrainingOpinion(**{name: conn.decode(TrainingOpinion, name, rows[0][name]) for name in _COLUMNS}) if rows else None


async def _change(
    conn: Connection, actor: Actor, known: TrainingOpinion, draft: OpinionDraft, text: str | None, key: IdempotencyKey | None
) -> Outcome[UUID]:
    if actor.now >= known.given_at + timedelta(days=limits.OPINION_DAYS):
        raise blocked(Reason(ReasonCode.OPINION_CLOSED, "givenAt", {"max": limits.OPINION_DAYS}))
    old = {"usefulness": known.usefulness, "text": known.text, "audience": known.audience}
    new = {"usefulness": draft.usefulness, "text": text, "audience": draft.audience}
    if old == new:
        return Outcome(value=known.id, unchanged=True)
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.TRAINING_OPINION,
        subject_id=known.id,
        version=known.version + 1,
        action=EventAction.EDIT_OPINION,
        changes=[change for name, value in new.items() if (change := column_change(TrainingOpinion, old, name, value))],
        event_id=event_id,
        unit_id=known.unit_id,
    )
    # The enrolment is locked, so that nobody changes it at once.
    await conn.execute(
        "UPDATE training_opinion SET usefulness = :usefulness, text = :text, audience = :audience, version = version + 1, updated_at = :now"
        " WHERE agency_id = :agency AND id = :id",
        {"agency": actor.agency_id, "id": known.id, "now": actor.now, **new},
    )
    await announce(conn, actor, event_id, "training_opinion.edit_opinion")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=known.id, event_id=event_id)
