"""The event vectors of ``tests/vectors/events`` as drafts, and a bare draft that tests build on."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from models.vocabulary import ActorKind, EventAction, SubjectType
from workflows.actor import Actor
from workflows.canonical import Change, EventDraft, OnBehalf, Personal, Value

DIRECTORY = Path(__file__).parents[1] / "vectors" / "events"
VECTORS = sorted(DIRECTORY.glob("*.json"))

_READERS: Mapping[str, Callable[[Any], Value]] = {
    "text": Personal,
    "code": str,
    "plain": str,
    "number": Decimal,
    "integer": int,
    "boolean": bool,
    "date": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "id": UUID,
}


def _value(told: Mapping[str, Any] | None) -> Value:
    if told is None:
        return None
    ((kind, raw),) = told.items()
    return _READERS[kind](raw)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def draft_of(event: Mapping[str, Any]) -> EventDraft:
    """Make the draft that a vector's ``event`` describes."""
    actor, behalf, subject = event["actor"], event["onBehalfOf"], event["subject"]
    at = datetime.fromisoformat(event["at"])
    return EventDraft(
        actor=Actor(
            kind=ActorKind(actor["kind"]),
            agency_id=UUID(event["agencyId"]),
            person_id=_id(actor["personId"]),
            employee_id=_id(actor["employeeId"]),
            now=at,
            today=at.date(),
            zone="Asia/Jakarta",
            request_id=event["requestId"],
            name=actor["name"],
            number=actor["number"],
            assignment_id=_id(actor["assignmentId"]),
            position=actor["position"],
            unit=actor["unit"],
            unit_id=_id(actor["unitId"]),
            address=event["address"],
            client=event["client"],
        ),
        subject_type=SubjectType(subject["type"]),
        subject_id=UUID(subject["id"]),
        version=int(subject["version"]),
        action=EventAction(event["action"]),
        changes=[Change(one["path"], _value(one["old"]), _value(one["new"])) for one in event["changes"]],
        from_state=event["from"],
        to_state=event["to"],
        reason=event["reason"],
        definition=event["definition"],
        provenance=event["provenance"],
        unit_id=_id(subject["unitId"]),
        on_behalf_of=behalf
        and OnBehalf(
            employee_id=UUID(behalf["employeeId"]),
            person_id=_id(behalf["personId"]),
            delegation_id=_id(behalf["delegationId"]),
            name=behalf["name"],
            number=behalf["number"],
            document_number=behalf["documentNumber"],
        ),
    )


def read_vector(name: str) -> dict[str, Any]:
    """Read one vector by its name."""
    return dict(json.loads((DIRECTORY / f"{name}.json").read_text()))


BARE = EventDraft(
    actor=Actor(
        kind=ActorKind.SYSTEM,
        agency_id=UUID(int=1),
        person_id=None,
        employee_id=None,
        now=datetime(2026, 1, 2, tzinfo=UTC),
        today=date(2026, 1, 2),
        zone="UTC",
        request_id="r",
    ),
    subject_type=SubjectType.APPRAISAL,
    subject_id=UUID(int=2),
    version=1,
    action=EventAction.EDIT_APPRAISAL,
)
