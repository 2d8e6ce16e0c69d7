"""Events opened for people: who, what, why and every change, with the personal values put back where they still are. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Fields = Mapping[str, Any]
"""Columns by name of an ``event`` or ``event_value`` row, decoded or as the driver gave them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value of an event as it can be shown: plain, opened, or gone by a lawful redaction (``redacted``, then ``value`` is None)."""

    value: str | bool | None
    personal: bool = False
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class ActorView:
    """Who acted, as known at that moment: ids, and name, number, position and unit as they were then."""

    kind: str
    person_id: UUID | None
    employee_id: UUID | None
    assignment_id: UUID | None
    unit_id: UUID | None
    name: Shown
    number: Shown
    position: Shown
    unit: Shown


@dataclass(frozen=True, slots=True)
class OnBehalfView:
    """For whom the actor acted, by which delegation and document."""

    person_id: UUID | None
    employee_id: UUID | None
    delegation_id: UUID | None
    name: Shown
    number: Shown
    document_number: Shown


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One changed field with its old and new value."""

    path: str
    old: Shown
    new: Shown


@dataclass(frozen=True, slots=True)
class EventView:
    """An event opened for reading; ``at`` is the canonical text of the moment, ``changes`` are ordered by path."""

    id: UUID
    agency_id: UUID
    at: str
    subject_type: str
    subject_id: UUID
    version: int
    unit_id: UUID | None
    action: str
    from_state: str | None
    to_state: str | None
    actor: ActorView
    on_behalf_of: OnBehalfView | None
    reason: Shown
    request_id: str
    client: Shown
    address: Shown
    definition: str | None
    provenance: Mapping[str, str]
    changes: tuple[ChangeView, ...]


def read_event(event: Fields, values: Sequence[Fields]) -> EventView:
    """Open an event: of ``event`` only ``canonical`` is read, of each of its ``values`` ``slot`` and ``value``.

    Nothing is checked here; ``verify_event`` does that.
    """
    tree = json.loads(event["canonical"])
    opened = {str(row["slot"]): str(row["value"]) for row in values}

    def shown(slot: str, told: object) -> Shown:
        if not isinstance(told, dict):
            return Shown(told if isinstance(told, str | bool) else None)
        return Shown(opened.get(slot), personal=True, redacted=slot not in opened)

    actor, on_behalf, subject = tree["actor"], tree["onBehalfOf"], tree["subject"]
    return EventView(
        id=UUID(tree["id"]),
        agency_id=UUID(tree["agencyId"]),
        at=tree["at"],
        subject_type=subject["type"],
        subject_id=UUID(subject["id"]),
        version=int(subject["version"]),
        unit_id=_id(subject["unitId"]),
        action=tree["action"],
        from_state=tree["from"],
        to_state=tree["to"],
        actor=ActorView(
            kind=actor["kind"],
            person_id=_id(actor["personId"]),
            employee_id=_id(actor["employeeId"]),
            assignment_id=_id(actor["assignmentId"]),
            unit_id=_id(actor["unitId"]),
            **{name: shown(f"actor.{name}", actor[name]) for name in ("name", "number", "position", "unit")},
        ),
        on_behalf_of=on_behalf
        and OnBehalfView(
            person_id=_id(on_behalf["personId"]),
            employee_id=_id(on_behalf["employeeId"]),
            delegation_id=_id(on_behalf["delegationId"]),
            name=shown("onBehalfOf.name", on_behalf["name"]),
            number=shown("onBehalfOf.number", on_behalf["number"]),
            document_number=shown("onBehalfOf.documentNumber", on_behalf["documentNumber"]),
        ),
        reason=shown("reason", tree["reason"]),
        request_id=tree["requestId"],
        client=shown("client", tree["client"]),
        address=shown("address", tree["address"]),
        definition=tree["definition"],
        provenance=tree["provenance"] or {},
        changes=tuple(
            ChangeView(one["path"], shown(f"changes.{index}.old", one["old"]), shown(f"changes.{index}.new", one["new"]))
            for index, one in enumerate(tree["changes"])
        ),
    )


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
