"""The refusal for whoever looked at a record before it moved on: what is there now, who changed it last, and when."""

from uuid import UUID

from models.database import Connection
from models.history import Event
from models.vocabulary import ReasonCode, RefusalCode, SubjectType
from workflows.actor import Actor
from workflows.refusals import Reason, Refusal


async def stale(conn: Connection, actor: Actor, kind: SubjectType, subject_id: UUID, version: int, state: str | None = None) -> Refusal:
    """Make the refusal for a record whose present version is ``version``; one statement, for its last event."""
    rows = await conn.fetch(
        "SELECT actor_id, at, action FROM event"
        " WHERE agency_id = :agency AND subject_type = :type AND subject_id = :id AND version = :version",
        {"agency": actor.agency_id, "type": kind, "id": subject_id, "version": version},
    )
    last = {name: conn.decode(Event, name, value) for name, value in rows[0].items()} if rows else {}
    return Refusal(
        RefusalCode.STALE,
        (Reason(ReasonCode.VERSION_CHANGED, "input.expectedVersion", {"version": version}),),
        current_state=state,
        current_version=version,
        changed_by=last.get("actor_id"),
        changed_at=last.get("at"),
        changed_action=last.get("action"),
    )
