"""Recording events: the append-only row with its canonical text, and the personal values with their salts in a table of their own.

Nothing that exists came about without an event. An event is written in its command's own transaction, before the change it tells.
"""

import secrets
from collections.abc import Mapping, Sequence
from uuid import UUID

from models.database import Connection, new_id
from models.history import Event, EventValue
from models.vocabulary import EventAction, SubjectType
from workflows.actor import Actor
from workflows.canonical import SALT_BYTES, Change, EventDraft, OnBehalf, Personal, Value, canonical_event, changed_fields, normal_text

__all__ = ["Change", "EventDraft", "OnBehalf", "Personal", "Value", "record", "record_many"]


async def record(
    conn: Connection,
    *,
    actor: Actor,
    subject_type: SubjectType,
    subject_id: UUID,
    version: int,
    action: EventAction,
    changes: Sequence[Change] = (),
    from_state: str | None = None,
    to_state: str | None = None,
    reason: str | None = None,
    definition: str | None = None,
    provenance: Mapping[str, str] | None = None,
    event_id: UUID | None = None,
    unit_id: UUID | None = None,
    on_behalf_of: OnBehalf | None = None,
) -> Event:
    """Record one event with two statements: its row and, if it commits to any, its values. See ``EventDraft`` for the arguments.

    Raises:
        ValueError, TypeError: for a change that has no canonical form; nothing is written then.
    """
    draft = EventDraft(
        actor=actor,
        subject_type=subject_type,
        subject_id=subject_id,
        version=version,
        action=action,
        changes=changes,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        definition=definition,
        provenance=provenance,
        event_id=event_id,
        unit_id=unit_id,
        on_behalf_of=on_behalf_of,
    )
    return (await record_many(conn, [draft]))[0]


async def record_many(conn: Connection, drafts: Sequence[EventDraft]) -> list[Event]:
    """Record events in the order given, all rows in one statement and all values in another (more only beyond the engine's limits).

    Ids are given in that order too, so that events of one moment sort as they were made. Gives the events, one per draft.

    Raises:
        ValueError, TypeError: for a change that has no canonical form; nothing is written then.
    """
    events: list[Event] = []
    values: list[EventValue] = []
    for draft in drafts:
        event, its_values = _rows(draft)
        events.append(event)
        values.extend(its_values)
    await conn.insert(events)
    await conn.insert(values)
    return events


def _rows(draft: EventDraft) -> tuple[Event, list[EventValue]]:
    event_id = draft.event_id or new_id()
    actor = draft.actor
    canonical, openings = canonical_event(draft, event_id, lambda _slot: secrets.token_bytes(SALT_BYTES))
    event = Event(
        id=event_id,
        agency_id=actor.agency_id,
        at=actor.now,
        subject_type=draft.subject_type,
        subject_id=draft.subject_id,
        version=draft.version,
        action=draft.action,
        from_state=draft.from_state,
        to_state=draft.to_state,
        actor_kind=actor.kind,
        actor_id=actor.employee_id,
        actor_assignment_id=actor.assignment_id,
        unit_id=draft.unit_id,
        changed_fields=changed_fields(change.path for change in draft.changes),
        request_id=normal_text(actor.request_id),
        definition=draft.definition,
        canonical=canonical,
    )
    values = [
        EventValue(
            id=new_id(),
            agency_id=actor.agency_id,
            event_id=event_id,
            slot=opening.slot,
            salt=opening.salt.hex(),
            value=opening.value,
        )
        for opening in openings
    ]
    return event, values
