"""Checking events: every tampering is found, and a redacted value is told as redacted, not as broken."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.workflows.event_vectors import VECTORS, draft_of, read_vector
from workflows.canonical import changed_fields, plain_form
from workflows.evidence import Finding, Problem, verify_event


def _row(vector: dict[str, Any]) -> dict[str, Any]:
    draft = draft_of(vector["event"])
    return {
        "id": UUID(vector["event"]["id"]),
        "agency_id": draft.actor.agency_id,
        "at": draft.actor.now,
        "subject_type": draft.subject_type.value,
        "subject_id": draft.subject_id,
        "version": draft.version,
        "action": draft.action.value,
        "from_state": draft.from_state,
        "to_state": draft.to_state,
        "actor_kind": draft.actor.kind.value,
        "actor_id": draft.actor.employee_id,
        "actor_assignment_id": draft.actor.assignment_id,
        "unit_id": draft.unit_id,
        "changed_fields": changed_fields(change.path for change in draft.changes),
        "request_id": plain_form(draft.actor.request_id),
        "definition": draft.definition,
        "canonical": vector["canonical"],
    }


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_an_untouched_event_has_no_problem(path: Any) -> None:
    vector = read_vector(path.stem)
    assert verify_event(_row(vector), vector["values"]) == []


def test_a_missing_value_is_redacted_and_not_broken() -> None:
    vector = read_vector("review")
    kept = [one for one in vector["values"] if one["slot"] != "actor.name"]
    problems = verify_event(_row(vector), kept)
    assert problems == [Problem(Finding.REDACTED, "actor.name")]
    assert not problems[0].broken


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"value": "Budi"}, Finding.COMMITMENT_DIFFERS),
        ({"salt": "00" * 16}, Finding.COMMITMENT_DIFFERS),
        ({"salt": "00" * 8}, Finding.COMMITMENT_DIFFERS),
        ({"salt": "not hex"}, Finding.COMMITMENT_DIFFERS),
    ],
)
def test_a_changed_value_is_found(change: dict[str, str], finding: Finding) -> None:
    vector = read_vector("review")
    values = [one | change if one["slot"] == "actor.name" else one for one in vector["values"]]
    problems = verify_event(_row(vector), values)
    assert problems == [Problem(finding, "actor.name")]
    assert problems[0].broken


def test_a_value_that_nothing_commits_to_is_found() -> None:
    vector = read_vector("review")
    stranger = {"slot": "reason", "salt": "00" * 16, "value": "added"}
    assert verify_event(_row(vector), [*vector["values"], stranger]) == [Problem(Finding.UNKNOWN_SLOT, "reason")]


def test_a_second_value_for_a_slot_is_found() -> None:
    vector = read_vector("review")
    name = next(one for one in vector["values"] if one["slot"] == "actor.name")
    assert verify_event(_row(vector), [*vector["values"], name]) == [Problem(Finding.SLOT_TWICE, "actor.name")]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", UUID(int=9)),
        ("agency_id", UUID(int=9)),
        ("at", "2026-04-07T02:03:04.000001Z"),
        ("subject_type", "PLAN"),
        ("subject_id", UUID(int=9)),
        ("version", 5),
        ("action", "APPROVE"),
        ("from_state", None),
        ("to_state", "APPROVED"),
        ("actor_kind", "SYSTEM"),
        ("actor_id", None),
        ("actor_assignment_id", None),
        ("unit_id", None),
        ("changed_fields", ""),
        ("request_id", "other"),
        ("definition", None),
    ],
)
def test_a_column_that_differs_from_the_text_is_found(column: str, value: object) -> None:
    vector = read_vector("review")
    assert verify_event(_row(vector) | {column: value}, vector["values"]) == [Problem(Finding.COLUMN_DIFFERS, column)]


def _edited(edit: Callable[[dict[str, Any]], object]) -> str:
    tree = json.loads(read_vector("review")["canonical"])
    edit(tree)
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "canonical"),
        ("[]", "canonical"),
        ("{", "canonical"),
        ("[" * 100_000, "canonical"),
        (read_vector("review")["canonical"] + " ", "canonical"),
        (read_vector("review")["canonical"].replace('{"action":"REVIEW",', '{"action":"APPROVE","action":"REVIEW",', 1), "canonical"),
        (_edited(lambda tree: tree.pop("reason")), "canonical"),
        (_edited(lambda tree: tree.update(more=None)), "canonical"),
        (_edited(lambda tree: tree["actor"].pop("name")), "actor"),
        (_edited(lambda tree: tree.update(subject=None)), "subject"),
        (_edited(lambda tree: tree.update(changes={})), "changes"),
        (_edited(lambda tree: tree["changes"].reverse()), "changes"),
        (_edited(lambda tree: tree["changes"].append(tree["changes"][-1])), "changes"),
        (_edited(lambda tree: tree["changes"][0].pop("old")), "changes"),
        (_edited(lambda tree: tree["subject"].update(version=4)), "subject.version"),
        (_edited(lambda tree: tree.update(action={"sha-256": "0" * 64})), "action"),
        (_edited(lambda tree: tree.update(reason={"sha-256": "0" * 63})), "reason"),
        (_edited(lambda tree: tree.update(reason={"sha-256": "0" * 64, "more": ""})), "reason"),
        (_edited(lambda tree: tree.update(provenance={"sha-256": "0" * 64})), "provenance"),
    ],
)
def test_a_text_without_the_formats_shape_is_found(text: str, where: str) -> None:
    vector = read_vector("review")
    assert verify_event(_row(vector) | {"canonical": text}, vector["values"]) == [Problem(Finding.NOT_CANONICAL, where)]


def test_another_format_is_not_read_as_this_one() -> None:
    vector = read_vector("review")
    text = _edited(lambda tree: tree.update(format="kinerja-event-2"))
    assert verify_event(_row(vector) | {"canonical": text}, vector["values"]) == [Problem(Finding.UNKNOWN_FORMAT, "format")]


def test_an_edited_text_no_longer_agrees_with_row_and_values() -> None:
    vector = read_vector("review")
    text = _edited(lambda tree: (tree.update(action="APPROVE"), tree["actor"].update(name={"sha-256": "0" * 64})))
    assert verify_event(_row(vector) | {"canonical": text}, vector["values"]) == [
        Problem(Finding.COLUMN_DIFFERS, "action"),
        Problem(Finding.COMMITMENT_DIFFERS, "actor.name"),
    ]
