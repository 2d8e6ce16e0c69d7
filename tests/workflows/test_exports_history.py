"""Exporting the history, on both engines: what is in it, what isn't, and that it is read page by page."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.database import Database, counting
from models.people import Employee
from models.vocabulary import EventAction, Rating, SubjectType
from tests.workflows.event_vectors import read_vector
from tests.workflows.stored_rows import NOW, acting, agency_row, person_rows, store
from workflows import events, exports_history
from workflows.canonical import digest
from workflows.conditions import Condition
from workflows.events import Change, EventDraft, OnBehalf, Personal
from workflows.exports import everything
from workflows.exports_history import HISTORY_COLUMNS, HistorySelection, history_csv

SUBJECT = UUID(int=77)
APPRAISALS = HistorySelection(subject_type=SubjectType.APPRAISAL)


async def make_employee(database: Database, code: str, name: str) -> Employee:
    """Make an agency with one employee."""
    agency = agency_row(code)
    person, employee = person_rows(agency.id, name)
    await database.transaction(lambda conn: store(conn, agency.id, agency, person, employee))
    return employee


def draft(employee: Employee, version: int, minutes: int = 0, **more: Any) -> EventDraft:
    """Make a draft of an edit, done so many minutes after ``NOW``."""
    actor = acting(employee, NOW + timedelta(minutes=minutes), number="198503152010012003", position="Kepala Seksi", unit="Dinas")
    return replace(EventDraft(actor, SubjectType.APPRAISAL, SUBJECT, version, EventAction.EDIT_APPRAISAL), **more)


async def exported(
    database: Database,
    agency_id: UUID,
    selection: HistorySelection = APPRAISALS,
    access: Condition | None = None,
    page_rows: int = 500,
) -> list[dict[str, str]]:
    """Export and read back."""
    pieces = [piece async for piece in history_csv(database, agency_id, selection, access or everything(), page_rows=page_rows)]
    return list(csv.DictReader(io.StringIO("".join(pieces), newline="")))


async def test_a_line_for_each_change_and_one_for_an_event_without(database: Database) -> None:
    siti = await make_employee(database, "KOTA", "Siti")
    changes = (
        Change("resultRating", Rating.MEETS, Rating.ABOVE),
        Change("feedback.OVERALL", Personal(None), Personal("=HYPERLINK(1)")),
        Change("flagged", False, None),
    )
    behalf = OnBehalf(siti.id, name="Budi", document_number="800/12")
    first = draft(siti, 1, from_state="SUBMITTED", to_state="REVIEWED", changes=changes, reason="Sesuai, benar", on_behalf_of=behalf)
    second = draft(siti, 2, 1, provenance={"fileSha256": "ab"}, definition="d" * 64, unit_id=UUID(int=4))
    made = await database.transaction(lambda conn: events.record_many(conn, [first, second]))

    one, other, third, last = await exported(database, siti.agency_id)
    assert tuple(one) == HISTORY_COLUMNS
    same: Mapping[str, str] = {
        "id": str(made[0].id),
        "at": "2026-03-10T02:00:00.120000Z",
        "subjectType": "APPRAISAL",
        "subjectId": str(SUBJECT),
        "version": "1",
        "unitId": "",
        "action": "EDIT_APPRAISAL",
        "from": "SUBMITTED",
        "to": "REVIEWED",
        "actorKind": "PERSON",
        "actorId": str(siti.id),
        "actorName": "Siti",
        "actorNip": "198503152010012003",
        "actorPosition": "Kepala Seksi",
        "actorUnit": "Dinas",
        "onBehalfOfId": str(siti.id),
        "onBehalfOfName": "Budi",
        "documentNumber": "800/12",
        "reason": "Sesuai, benar",
        "redacted": "",
        "requestId": "req-1",
        "client": "",
        "address": "",
        "definition": "",
        "provenance": "",
        "sha256": digest(str(made[0].canonical)),
    }
    assert one == {**same, "path": "feedback.OVERALL", "old": "", "new": "'=HYPERLINK(1)"}
    assert other == {**same, "path": "flagged", "old": "false", "new": ""}
    assert third == {**same, "path": "resultRating", "old": "MEETS", "new": "ABOVE"}
    assert (last["version"], last["path"], last["onBehalfOfId"], last["reason"]) == ("2", "", "", "")
    assert (last["provenance"], last["definition"], last["unitId"]) == ('{"fileSha256": "ab"}', "d" * 64, str(UUID(int=4)))


@pytest.mark.parametrize("page_rows", [1, 2, 3, 100])
async def test_pages_neither_repeat_nor_skip(database: Database, page_rows: int) -> None:
    siti = await make_employee(database, "KOTA", "Siti")
    drafts = [draft(siti, version, minutes=version // 3) for version in range(1, 7)]
    await database.transaction(lambda conn: events.record_many(conn, drafts))
    rows = await exported(database, siti.agency_id, page_rows=page_rows)
    assert [row["version"] for row in rows] == ["1", "2", "3", "4", "5", "6"]


async def test_a_page_is_two_statements_however_long(database: Database) -> None:
    siti = await make_employee(database, "KOTA", "Siti")
    await database.transaction(lambda conn: events.record_many(conn, [draft(siti, version) for version in range(1, 41)]))
    with counting() as tally:
        assert len(await exported(database, siti.agency_id, page_rows=10)) == 40
    # Four full pages of two statements, and one that finds nothing more.
    assert tally.statements == 9


async def test_since_is_inclusive_and_until_is_not(database: Database) -> None:
    siti = await make_employee(database, "KOTA", "Siti")
    drafts = [draft(siti, 1, 0), draft(siti, 2, 1), draft(siti, 3, 2)]
    await database.transaction(lambda conn: events.record_many(conn, drafts))
    selection = HistorySelection(NOW + timedelta(minutes=1), NOW + timedelta(minutes=2))
    assert [row["version"] for row in await exported(database, siti.agency_id, selection)] == ["2"]
    assert await exported(database, siti.agency_id, HistorySelection(since=NOW + timedelta(minutes=3))) == []


async def test_one_subject(database: Database) -> None:
    siti = await make_employee(database, "KOTA", "Siti")
    other = draft(siti, 1, subject_id=UUID(int=78))
    await database.transaction(lambda conn: events.record_many(conn, [draft(siti, 1), other]))
    rows = await exported(database, siti.agency_id, HistorySelection(subject_type=SubjectType.APPRAISAL, subject_id=UUID(int=78)))
    assert [row["subjectId"] for row in rows] == [str(UUID(int=78))]


async def test_another_agencys_events_are_never_in_it(database: Database) -> None:
    siti, budi = await make_employee(database, "KOTA", "Siti"), await make_employee(database, "LAIN", "Budi")
    await database.transaction(lambda conn: events.record_many(conn, [draft(siti, 1), draft(budi, 1, subject_id=UUID(int=78))]))
    assert {row["actorName"] for row in await exported(database, siti.agency_id)} == {"Siti"}
    assert {row["actorName"] for row in await exported(database, budi.agency_id)} == {"Budi"}


async def test_only_what_the_caller_may_read(database: Database) -> None:
    siti = await make_employee(database, "KOTA", "Siti")
    drafts = [draft(siti, 1), draft(siti, 2, unit_id=UUID(int=9))]
    await database.transaction(lambda conn: events.record_many(conn, drafts))
    access = Condition("e.unit_id = :acc_unit OR 1 = 0", {"acc_unit": UUID(int=9)})
    assert [row["version"] for row in await exported(database, siti.agency_id, access=access)] == ["2"]


async def test_no_events_are_a_header(database: Database) -> None:
    pieces = [piece async for piece in history_csv(database, UUID(int=1), HistorySelection(), everything())]
    assert pieces == [",".join(f'"{name}"' for name in HISTORY_COLUMNS) + "\r\n"]


def test_a_redacted_value_is_an_empty_cell_that_is_told() -> None:
    vector = read_vector("review")
    kept = [one for one in vector["values"] if one["slot"] not in ("actor.name", "changes.1.new")]
    lines = [dict(zip(HISTORY_COLUMNS, line, strict=True)) for line in exports_history._lines(vector, kept)]
    assert [(line["path"], line["actorName"], line["new"], line["redacted"]) for line in lines] == [
        ("behaviourRating", None, "ABOVE", "actor.name"),
        ("feedback.OVERALL", None, None, "actor.name|new"),
        ("predicate", None, "GOOD", "actor.name"),
        ("resultRating", None, "MEETS", "actor.name"),
    ]
