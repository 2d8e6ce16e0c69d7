"""Keeping the catalogue of trainings: adding one, and editing it; opening, holding and cancelling are moves of ``workflows.training``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from models.database import Connection, Database, new_id
from models.people import OrgUnit
from models.training import Training
from models.vocabulary import EventAction, ReasonCode, Relation, SubjectType, TrainingKind, TrainingState, TrainingSubject
from workflows.access import Actor, grantees_of, held
from workflows.actions.beginning import begin, replayed
from workflows.actions.training_records import checked_content
from workflows.commands import Attempt, IdempotencyKey, Outcome, run
from workflows.refusals import Reason, WhoCan, not_found, not_permitted
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class TrainingDraft:
    """A training for the catalogue; ``unit_id`` is the unit that gives it, ``optional`` the provider and the place, by name."""

    unit_id: UUID
    title: str
    kind: TrainingKind
    subject: TrainingSubject
    starts_on: date
    last_on: date
    hours: int
    capacity: int
    optional: Mapping[str, str | None] = field(default_factory=dict)


async def add_training(database: Database, actor: Actor, draft: TrainingDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Add a training in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.TRAINING, None, EventAction.ADD_TRAINING)
    return await run(database, actor, attempt, lambda conn: add_training_in(conn, actor, draft, key), key)


async def add_training_in(conn: Connection, actor: Actor, draft: TrainingDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Add a training inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND for the unit; NOT_PERMITTED for who doesn't keep its trainings; INVALID for empty or too long texts, a last day
            before the first, and hours or room out of range.
    """
    await _require_keeper(conn, actor, draft.unit_id)
    replay = await replayed(conn, actor, key)
    if replay is not None:
        return replay
    checked = Checked()
    names = ("title", "kind", "subject", "starts_on", "last_on", "hours", "capacity")
    given: dict[str, Any] = {name: getattr(draft, name) for name in names}
    content = checked_content(checked, {**given, **draft.optional})
    if draft.last_on < draft.starts_on:
        checked.wrong(ReasonCode.DATE_ORDER, "input.lastOn")
    checked.done()
    row = Training(
        id=new_id(),
        agency_id=actor.agency_id,
        unit_id=draft.unit_id,
        state=TrainingState.PLANNED,
        version=1,
        state_since=actor.now,
        updated_at=actor.now,
        **content,
    )
    return await begin(conn, actor, row, SubjectType.TRAINING, EventAction.ADD_TRAINING, key, draft.unit_id)


async def _require_keeper(conn: Connection, actor: Actor, unit_id: UUID) -> None:
    grantees = grantees_of(actor, OrgUnit, "u")
    rows = await conn.fetch(
        f"SELECT {grantees.sql} FROM org_unit u WHERE u.agency_id = :acc_agency AND u.id = :unit", {**grantees.params, "unit": unit_id}
    )
    if not rows:
        raise not_found()
    if Relation.KEEPER not in held(rows[0]):
        who = (WhoCan(relation=Relation.KEEPER),)
        raise not_permitted(Reason(ReasonCode.RELATION_REQUIRED, params={"role": Relation.KEEPER.value}, who_can=who))
