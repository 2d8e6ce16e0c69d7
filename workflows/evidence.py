"""Checking events: a row against its canonical text, and values against the commitments in it. Pure; ``docs/evidence.md`` says how."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import rfc8785

from models.history import Event
from workflows.canonical import COMMITTED, FORMAT, changed_fields, commitment, plain_form
from workflows.event_views import Fields

_KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset(
        (
            *("format", "id", "agencyId", "at", "subject", "action", "from", "to", "actor", "onBehalfOf", "reason"),
            *("requestId", "client", "address", "definition", "provenance", "changes"),
        )
    ),
    "subject": frozenset(("type", "id", "version", "unitId")),
    "actor": frozenset(("kind", "personId", "employeeId", "assignmentId", "unitId", "name", "number", "position", "unit")),
    "onBehalfOf": frozenset(("personId", "employeeId", "delegationId", "name", "number", "documentNumber")),
}
_CHANGE_KEYS = frozenset(("path", "old", "new"))
_SLOTS = re.compile(
    r"actor\.(name|number|position|unit)|onBehalfOf\.(name|number|documentNumber)|reason|client|address|changes\.(0|[1-9][0-9]*)\.(old|new)"
)


class Finding(Enum):
    """What a check of an event can find; all but ``REDACTED`` mean that the evidence is broken."""

    NOT_CANONICAL = "NOT_CANONICAL"
    UNKNOWN_FORMAT = "UNKNOWN_FORMAT"
    COLUMN_DIFFERS = "COLUMN_DIFFERS"
    COMMITMENT_DIFFERS = "COMMITMENT_DIFFERS"
    UNKNOWN_SLOT = "UNKNOWN_SLOT"
    SLOT_TWICE = "SLOT_TWICE"
    REDACTED = "REDACTED"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, with the slot or the column where it was found."""

    finding: Finding
    where: str

    @property
    def broken(self) -> bool:
        """Tell whether the evidence is broken; a redacted value is missing lawfully."""
        return self.finding is not Finding.REDACTED


def verify_event(event: Fields, values: Sequence[Fields]) -> list[Problem]:
    """Check an event's row against its canonical text, and its values against the commitments in it; empty when all agree.

    A value whose row is missing is told as ``REDACTED``. ``event`` holds all columns of the row, each of ``values`` ``slot``, ``salt``
    (hex) and ``value``.
    """
    text = str(event["canonical"])
    try:
        tree = json.loads(text)
        same = rfc8785.dumps(tree).decode() == text
    except (ValueError, RecursionError):
        same, tree = False, None
    if not same or not isinstance(tree, dict):
        return [Problem(Finding.NOT_CANONICAL, "canonical")]
    if tree.get("format") != FORMAT:
        return [Problem(Finding.UNKNOWN_FORMAT, "format")]
    misshapen = _misshapen(tree)
    if misshapen is not None:
        return [Problem(Finding.NOT_CANONICAL, misshapen)]
    committed = dict(_commitments("", tree))
    problems = [Problem(Finding.COLUMN_DIFFERS, column) for column, told in _columns(tree).items() if _stored(event, column) != told]
    seen: set[str] = set()
    for row in values:
        slot = str(row["slot"])
        if slot in seen:
            problems.append(Problem(Finding.SLOT_TWICE, slot))
        elif slot not in committed:
            problems.append(Problem(Finding.UNKNOWN_SLOT, slot))
        elif not _opens(committed[slot], str(row["salt"]), str(row["value"])):
            problems.append(Problem(Finding.COMMITMENT_DIFFERS, slot))
        seen.add(slot)
    problems += [Problem(Finding.REDACTED, slot) for slot in committed if slot not in seen]
    return problems


def _commitments(slot: str, node: object) -> Iterator[tuple[str, str]]:
    """Walk the text for ``{"sha-256": …}``; a slot is the way there, keys and list indexes joined by dots."""
    if isinstance(node, dict) and COMMITTED in node:
        yield slot, str(node[COMMITTED])
        return
    for key, child in _children(node):
        yield from _commitments(f"{slot}.{key}" if slot else key, child)


def _opens(committed: str, salt: str, value: str) -> bool:
    try:
        return commitment(bytes.fromhex(salt), value) == committed
    except ValueError:
        return False


def _columns(tree: Mapping[str, Any]) -> dict[str, str | None]:
    subject, actor = tree["subject"], tree["actor"]
    return {
        "id": tree["id"],
        "agency_id": tree["agencyId"],
        "at": tree["at"],
        "subject_type": subject["type"],
        "subject_id": subject["id"],
        "version": subject["version"],
        "action": tree["action"],
        "from_state": tree["from"],
        "to_state": tree["to"],
        "actor_kind": actor["kind"],
        "actor_id": actor["employeeId"],
        "actor_assignment_id": actor["assignmentId"],
        "unit_id": subject["unitId"],
        "changed_fields": changed_fields(one["path"] for one in tree["changes"]),
        "request_id": tree["requestId"],
        "definition": tree["definition"],
    }


def _stored(event: Fields, column: str) -> object:
    return plain_form(Event._meta.fields_map[column].to_python_value(event[column]))


def _misshapen(tree: Mapping[str, Any]) -> str | None:
    """Give the place where the text departs from the format's shape, or None."""
    for name, keys in _KEYS.items():
        part = tree[name] if name else tree
        if part is None and name == "onBehalfOf":
            continue
        if not isinstance(part, dict) or part.keys() != keys:
            return name or "canonical"
    changes = tree["changes"]
    if not isinstance(changes, list) or not all(isinstance(one, dict) and one.keys() == _CHANGE_KEYS for one in changes):
        return "changes"
    paths = [one["path"] for one in changes]
    if not all(isinstance(path, str) for path in paths) or paths != sorted(set(paths)):
        return "changes"
    return next((slot for slot in _strangers("", tree)), None)


def _strangers(slot: str, node: object) -> Iterator[str]:
    """Walk the text for what the format hasn't: JSON numbers, commitments misshapen or where none may stand."""
    if isinstance(node, dict) and COMMITTED in node:
        told = node[COMMITTED]
        if len(node) != 1 or not isinstance(told, str) or not re.fullmatch("[0-9a-f]{64}", told) or not _SLOTS.fullmatch(slot):
            yield slot
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield slot
    else:
        for key, child in _children(node):
            yield from _strangers(f"{slot}.{key}" if slot else key, child)


def _children(node: object) -> list[tuple[str, object]]:
    if isinstance(node, dict):
        return list(node.items())
    if isinstance(node, list):
        return [(str(index), child) for index, child in enumerate(node)]
    return []
