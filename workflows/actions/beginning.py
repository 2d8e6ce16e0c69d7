"""How a record of one row begins: its event, the row, word of it, and the outcome's key, in the caller's transaction."""

from uuid import UUID

from models.base import AgencyRow
from models.database import Connection, new_id
from models.history import Event
from models.vocabulary import EventAction, SubjectType, Word
from workflows import events
from workflows.access import Actor
from workflows.changes import row_changes
from workflows.commands import IdempotencyKey, Outcome, recall_outcome, remember_outcome
from workflows.engine import announce

_LEFT_OUT = frozenset({"state", "state_since", "updated_at"})


async def replayed(conn: Connection, actor: Actor, key: IdempotencyKey | None) -> Outcome[UUID] | None:
    """Give what ``key`` made before, if it did.

    Raises:
        Refused: CONFLICT when the key was used for something else.
    """
    replay = await recall_outcome(conn, actor, key)
    if replay is None:
        return None
    found = await conn.fetch(
        "SELECT subject_id FROM event WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": replay}
    )
    return Outcome(value=conn.decode(Event, "subject_id", found[0]["subject_id"]), event_id=replay, replayed=True)


async def begin(
    conn: Connection, actor: Actor, row: AgencyRow, kind: SubjectType, action: EventAction, key: IdempotencyKey | None, unit_id: UUID | None
) -> Outcome[UUID]:
    """Write a new record after its first event; ``unit_id`` is the unit to which the event belongs."""
    event_id = new_id()
    state = getattr(row, "state", None)
    await events.record(
        conn,
        actor=actor,
        subject_type=kind,
        subject_id=row.id,
        version=1,
        action=action,
        changes=row_changes(type(row), row, leave=_LEFT_OUT),
        to_state=state.value if isinstance(state, Word) else None,
        event_id=event_id,
        unit_id=unit_id,
    )
    await conn.insert([row])
    await announce(conn, actor, event_id, f"{kind.value.lower()}.{action.value.lower()}")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=row.id, event_id=event_id)
