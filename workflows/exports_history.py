"""Exporting the history as CSV: one line for each change, one line for an event that changed no field."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.database import Connection, Database
from models.history import Event
from models.vocabulary import SubjectType
from workflows.canonical import digest
from workflows.conditions import Condition
from workflows.event_views import ChangeView, EventView, Shown, read_event
from workflows.exports import PAGE_OF_EXPORT_ROWS, Cell, csv_lines

HISTORY_COLUMNS = (
    *("id", "at", "subjectType", "subjectId", "version", "unitId", "action", "from", "to"),
    *("actorKind", "actorId", "actorName", "actorNip", "actorPosition", "actorUnit"),
    *("onBehalfOfId", "onBehalfOfName", "documentNumber", "reason", "path", "old", "new", "redacted"),
    *("requestId", "client", "address", "definition", "provenance", "sha256"),
)
"""The header. ``redacted`` names the slots whose values were lawfully removed; ``sha256`` is the digest of the canonical text."""


@dataclass(frozen=True, slots=True)
class HistorySelection:
    """Which events: recorded in ``[since, until)``, of one subject; None doesn't narrow."""

    since: datetime | None = None
    until: datetime | None = None
    subject_type: SubjectType | None = None
    subject_id: UUID | None = None


async def history_csv(
    database: Database, agency_id: UUID, selection: HistorySelection, access: Condition, *, page_rows: int = PAGE_OF_EXPORT_ROWS
) -> AsyncIterator[str]:
    """Give the history of one agency as pieces of CSV, header first, ordered by (at, id).

    ``access`` narrows it to what the caller may read, as a condition over the alias ``e`` of the event; it is what ``visible`` gives, and
    the caller sees to it that no hidden rating of their own is among it. Memory holds one page; each page is a read of its own, so
    a long export holds nothing up, and an event committed behind the page just read is left out.
    """
    yield csv_lines([HISTORY_COLUMNS])
    after: tuple[datetime, UUID] | None = None
    while True:

        async def page(conn: Connection, after: tuple[datetime, UUID] | None = after) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
            return await _page(conn, agency_id, selection, access, after, page_rows)

        events = await database.read(page)
        if events:
            yield csv_lines(line for event, values in events for line in _lines(event, values))
        if len(events) < page_rows:
            return
        after = (events[-1][0]["at"], events[-1][0]["id"])


async def _page(
    conn: Connection,
    agency_id: UUID,
    selection: HistorySelection,
    access: Condition,
    after: tuple[datetime, UUID] | None,
    page_rows: int,
) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    terms = {
        "e.at >= :since": selection.since,
        "e.at < :until": selection.until,
        "e.subject_type = :subject_type": selection.subject_type,
        "e.subject_id = :subject_id": selection.subject_id,
        "(e.at, e.id) > (:after_at, :after_id)": after,
    }
    narrowed = "".join(f" AND {term}" for term, value in terms.items() if value is not None)
    rows = await conn.fetch(
        f"SELECT e.id, e.at, e.canonical FROM event e WHERE e.agency_id = :agency AND ({access.sql}){narrowed}"
        " ORDER BY e.at, e.id LIMIT :page_rows",
        {
            **access.params,
            "agency": agency_id,
            "since": selection.since,
            "until": selection.until,
            "subject_type": selection.subject_type,
            "subject_id": selection.subject_id,
            "after_at": after and after[0],
            "after_id": after and after[1],
            "page_rows": page_rows,
        },
    )
    events = [{name: conn.decode(Event, name, row[name]) for name in ("id", "at", "canonical")} for row in rows]
    values: dict[UUID, list[dict[str, Any]]] = {event["id"]: [] for event in events}
    if events:
        kept = await conn.fetch(
            "SELECT event_id, slot, value FROM event_value WHERE agency_id = :agency AND event_id IN :ids",
            {"agency": agency_id, "ids": list(values)},
        )
        for row in kept:
            values[conn.decode(Event, "id", row["event_id"])].append(row)
    return [(event, values[event["id"]]) for event in events]


def _lines(event: dict[str, Any], values: Sequence[dict[str, Any]]) -> Iterator[tuple[Cell, ...]]:
    view = read_event(event, values)
    for change in view.changes or (None,):
        yield _line(view, change, digest(event["canonical"]))


def _line(view: EventView, change: ChangeView | None, sha256: str) -> tuple[Cell, ...]:
    actor, behalf = view.actor, view.on_behalf_of
    shown = {
        "actor.name": actor.name,
        "actor.number": actor.number,
        "actor.position": actor.position,
        "actor.unit": actor.unit,
        "onBehalfOf.name": behalf.name if behalf else _NOTHING,
        "onBehalfOf.documentNumber": behalf.document_number if behalf else _NOTHING,
        "reason": view.reason,
        "old": change.old if change else _NOTHING,
        "new": change.new if change else _NOTHING,
        "client": view.client,
        "address": view.address,
    }
    text = {slot: _cell(one) for slot, one in shown.items()}
    return (
        *(str(view.id), view.at, view.subject_type, str(view.subject_id), view.version, _text(view.unit_id)),
        *(view.action, view.from_state, view.to_state, actor.kind, _text(actor.employee_id)),
        *(text["actor.name"], text["actor.number"], text["actor.position"], text["actor.unit"]),
        *(_text(behalf.employee_id) if behalf else None, text["onBehalfOf.name"], text["onBehalfOf.documentNumber"]),
        *(text["reason"], change.path if change else None, text["old"], text["new"]),
        "|".join(slot for slot, one in shown.items() if one.redacted),
        *(view.request_id, text["client"], text["address"], view.definition),
        json.dumps(dict(view.provenance), sort_keys=True, ensure_ascii=False) if view.provenance else None,
        sha256,
    )


_NOTHING = Shown(None)


def _cell(shown: Shown) -> str | None:
    return str(shown.value).lower() if isinstance(shown.value, bool) else shown.value


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
