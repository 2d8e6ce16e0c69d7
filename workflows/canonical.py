"""The canonical form of an event: the bytes that later proofs hash. Pure.

An event becomes one RFC 8785 text that holds ids, codes, figures and dates in plain and, in place of each personal value, a commitment
SHA-256(salt ‖ UTF-8 of the value). The values with their salts are kept apart and can be removed without touching the text.

**This encoding can't change after the first release.** ``docs/evidence.md`` specifies it byte by byte and the vectors in
``tests/vectors/events`` hold it; another form would be another ``FORMAT`` beside this one.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

import orjson

from models.vocabulary import EventAction, SubjectType
from workflows.actor import Actor

FORMAT = "kinerja-event-1"
SALT_BYTES = 16
COMMITTED = "sha-256"
"""The one key of the object that stands for a personal value; no name of provenance can be it, which has no hyphen."""

_PATH = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_PROVENANCE_KEY = re.compile(r"[a-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Personal:
    """A text, name, number of a person or address: an event commits to it and keeps the value apart; None is no value, unlike ``""``."""

    value: str | None


Value = Personal | str | bool | int | Decimal | date | datetime | UUID | Enum | None
"""What an event tells: ``Personal`` is committed, everything else stands in the row; a datetime must be aware."""


@dataclass(frozen=True, slots=True)
class Change:
    """The old and the new value of one field.

    ``path`` is its public camelCase name, children by id: ``resultRating``, ``results.<lineage>.title``; ASCII letters, digits, ``_``
    and ``-`` between dots. The type of a path's values never changes.
    """

    path: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """For whom somebody acted by delegation, and by which document."""

    employee_id: UUID
    person_id: UUID | None = None
    delegation_id: UUID | None = None
    name: str | None = None
    number: str | None = None
    document_number: str | None = None


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One event to be recorded: who did what to which version of what, and what it changed.

    ``version`` is the subject's version after the event; ``unit_id`` the unit that the subject belongs to; ``definition`` the digest of the
    workflow's table that allowed it; ``provenance`` plain facts about where it came from (``fileSha256``), never personal ones.
    """

    actor: Actor
    subject_type: SubjectType
    subject_id: UUID
    version: int
    action: EventAction
    changes: Sequence[Change] = ()
    from_state: str | None = None
    to_state: str | None = None
    reason: str | None = None
    definition: str | None = None
    provenance: Mapping[str, str] | None = None
    event_id: UUID | None = None
    unit_id: UUID | None = None
    on_behalf_of: OnBehalf | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens the commitment at ``slot``: the salt and the value, exactly as they were hashed."""

    slot: str
    salt: bytes
    value: str


def normal_text(text: str) -> str:
    """Bring a text to NFC.

    Raises:
        ValueError: for U+0000, which PostgreSQL can't keep, and for lone surrogates, which have no UTF-8.
    """
    normal = unicodedata.normalize("NFC", text)
    if "\x00" in normal:
        raise ValueError("a text with U+0000 can't be kept")
    normal.encode()
    return normal


def number_text(number: int | Decimal) -> str:
    """Write a number: no exponent, no plus, no needless zeros, no negative zero; equal numbers have equal texts.

    Raises:
        ValueError: for NaN and infinities.
    """
    if isinstance(number, int):
        return str(number)
    if not number.is_finite():
        raise ValueError(f"{number} is no figure")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def instant_text(moment: datetime) -> str:
    """Write a moment in UTC with six digits, ``2026-01-31T16:59:59.000000Z``; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def plain_form(value: Value) -> str | bool | None:
    """Give the JSON value in which a plain value stands in the text: a string, a boolean or null, never a JSON number.

    Raises:
        TypeError: for a ``Personal`` value and for types that have no form, a float above all.
        ValueError: for a value that can't be kept.
    """
    if isinstance(value, Enum):
        value = value.value
    match value:
        case None | bool():
            return value
        case str():
            return normal_text(value)
        case int() | Decimal():
            return number_text(value)
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
    raise TypeError(f"an event can't tell a {type(value).__name__}")


def commitment(salt: bytes, value: str) -> str:
    """Give SHA-256(salt ‖ UTF-8 of the value) in lowercase hex; the value is taken as it is.

    Raises:
        ValueError: for a salt that hasn't 16 bytes, since then the border between salt and value would be open.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return hashlib.sha256(salt + value.encode()).hexdigest()


def canonical_event(draft: EventDraft, event_id: UUID, salt: Callable[[str], bytes]) -> tuple[str, tuple[Opening, ...]]:
    """Give the canonical text of an event and what opens its commitments, in the order of the text's own slots.

    ``salt`` gives the 16 bytes for a slot and is asked once for each. The order in which changes are given doesn't matter.

    Raises:
        ValueError: for a path that occurs twice or isn't one, a provenance key that isn't one, or a text that can't be kept.
        TypeError: for a value of a type that has no form.
    """
    openings: list[Opening] = []

    def told(slot: str, value: Value) -> object:
        if not isinstance(value, Personal):
            return plain_form(value)
        if value.value is None:
            return None
        opening = Opening(slot, salt(slot), normal_text(value.value))
        openings.append(opening)
        return {COMMITTED: commitment(opening.salt, opening.value)}

    actor = draft.actor
    tree = {
        "format": FORMAT,
        "id": str(event_id),
        "agencyId": str(actor.agency_id),
        "at": instant_text(actor.now),
        "subject": {
            "type": draft.subject_type.value,
            "id": str(draft.subject_id),
            "version": number_text(draft.version),
            "unitId": plain_form(draft.unit_id),
        },
        "action": draft.action.value,
        "from": plain_form(draft.from_state),
        "to": plain_form(draft.to_state),
        "actor": {
            "kind": actor.kind.value,
            "personId": plain_form(actor.person_id),
            "employeeId": plain_form(actor.employee_id),
            "assignmentId": plain_form(actor.assignment_id),
            "unitId": plain_form(actor.unit_id),
            "name": told("actor.name", Personal(actor.name)),
            "number": told("actor.number", Personal(actor.number)),
            "position": told("actor.position", Personal(actor.position)),
            "unit": told("actor.unit", Personal(actor.unit)),
        },
        "onBehalfOf": _on_behalf(draft.on_behalf_of, told),
        "reason": told("reason", Personal(draft.reason)),
        "requestId": plain_form(actor.request_id),
        "client": told("client", Personal(actor.client)),
        "address": told("address", Personal(actor.address)),
        "definition": plain_form(draft.definition),
        "provenance": _provenance(draft.provenance),
        "changes": [
            {
                "path": change.path,
                "old": told(f"changes.{index}.old", change.old),
                "new": told(f"changes.{index}.new", change.new),
            }
            for index, change in enumerate(_ordered(draft.changes))
        ],
    }
    return _canonical(tree), tuple(openings)


def _canonical(tree: Mapping[str, object]) -> str:
    # RFC 8785, for what an event's text consists of: no numbers, whose form is the hard part, and ASCII names, which sort alike by UTF-16,
    # by code point and by byte. There orjson writes the same bytes thirty times as fast as rfc8785 does; a test compares them.
    return orjson.dumps(tree, option=orjson.OPT_SORT_KEYS).decode()


def changed_fields(paths: Iterable[str]) -> str:
    """Give the top-level names of what changed, delimited for a search: ``|feedback|resultRating|``; empty when nothing did."""
    names = sorted({path.partition(".")[0] for path in paths})
    return f"|{'|'.join(names)}|" if names else ""


def digest(canonical: str) -> str:
    """Give SHA-256 of the canonical text's UTF-8 bytes in lowercase hex: how an event is named in a proof."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def _ordered(changes: Sequence[Change]) -> list[Change]:
    ordered = sorted(changes, key=lambda change: change.path)
    for index, change in enumerate(ordered):
        if not _PATH.fullmatch(change.path):
            raise ValueError(f"not a path: {change.path!r}")
        if index and ordered[index - 1].path == change.path:
            raise ValueError(f"one event tells {change.path} twice")
    return ordered


def _on_behalf(one: OnBehalf | None, told: Callable[[str, Value], object]) -> dict[str, object] | None:
    if one is None:
        return None
    return {
        "personId": plain_form(one.person_id),
        "employeeId": plain_form(one.employee_id),
        "delegationId": plain_form(one.delegation_id),
        "name": told("onBehalfOf.name", Personal(one.name)),
        "number": told("onBehalfOf.number", Personal(one.number)),
        "documentNumber": told("onBehalfOf.documentNumber", Personal(one.document_number)),
    }


def _provenance(facts: Mapping[str, str] | None) -> dict[str, str] | None:
    if not facts:
        return None
    for key in facts:
        if not _PROVENANCE_KEY.fullmatch(key):
            raise ValueError(f"not a name of provenance: {key!r}")
    return {key: normal_text(value) for key, value in facts.items()}
