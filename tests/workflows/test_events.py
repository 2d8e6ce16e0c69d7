"""Recording events on both engines: what is written, in how many statements, and that it checks."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from models.database import Connection, Database, GuardFailure, IntegrityFailure, counting, new_id
from models.history import Event
from models.vocabulary import ActorKind, EventAction, Rating, SubjectType
from tests.workflows.stored_rows import acting, agency_row, person_rows, store
from workflows import events
from workflows.actor import Actor
from workflows.event_views import Shown, read_event
from workflows.events import Change, EventDraft, Personal
from workflows.evidence import Finding, Problem, verify_event


async def make_actor(database: Database) -> Actor:
    """Make an agency with one employee in it, who acts."""
    agency = agency_row()
    person, employee = person_rows(agency.id, "Siti")
    await database.transaction(lambda conn: store(conn, agency.id, agency, person, employee))
    return acting(employee, number="198503152010012003", address="192.0.2.7")


def draft(actor: Actor, version: int = 1, **more: Any) -> EventDraft:
    """Make a draft about one subject of its own, with a text, a rating and a figure changed."""
    made = EventDraft(
        actor=actor,
        subject_type=SubjectType.APPRAISAL,
        subject_id=UUID(int=77),
        version=version,
        action=EventAction.EDIT_APPRAISAL,
        changes=(
            Change("selfAppraisal", Personal(None), Personal("Sesuai e\u0301 target")),
            Change("resultRating", Rating.MEETS, Rating.ABOVE),
            Change(f"realisations.{UUID(int=5)}.value", Decimal("12.5000"), None),
        ),
        reason="Perbaikan angka",
    )
    return replace(made, **more)


async def stored(database: Database, agency_id: UUID) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Read an agency's events of appraisals in order, each with its values, as the driver gives them."""

    async def select(conn: Connection) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
        rows = await conn.fetch(
            "SELECT * FROM event WHERE agency_id = :agency AND subject_type = 'APPRAISAL' ORDER BY at, id", {"agency": agency_id}
        )
        values = await conn.fetch("SELECT * FROM event_value WHERE agency_id = :agency ORDER BY id", {"agency": agency_id})
        return [(row, [value for value in values if value["event_id"] == row["id"]]) for row in rows]

    return await database.read(select)


async def test_an_event_is_written_in_two_statements_and_checks(database: Database) -> None:
    actor = await make_actor(database)
    one = draft(actor)

    async def work(conn: Connection) -> Event:
        return await events.record(
            conn,
            actor=actor,
            subject_type=one.subject_type,
            subject_id=one.subject_id,
            version=1,
            action=one.action,
            changes=one.changes,
            reason=one.reason,
        )

    with counting() as tally:
        event = await database.transaction(work)
    assert tally.statements == 2

    ((row, values),) = await stored(database, actor.agency_id)
    assert verify_event(row, values) == []
    assert row["canonical"] == event.canonical
    assert row["changed_fields"] == "|realisations|resultRating|selfAppraisal|"
    assert row["version"] == 1
    assert {value["slot"]: value["value"] for value in values} == {
        "actor.name": "Siti",
        "actor.number": "198503152010012003",
        "address": "192.0.2.7",
        "reason": "Perbaikan angka",
        "changes.2.new": "Sesuai \u00e9 target",
    }
    assert len({value["salt"] for value in values}) == 5
    view = read_event(row, values)
    assert view.at == "2026-03-10T02:00:00.120000Z"
    assert [(one.path, one.old.value, one.new.value) for one in view.changes] == [
        (f"realisations.{UUID(int=5)}.value", "12.5", None),
        ("resultRating", "MEETS", "ABOVE"),
        ("selfAppraisal", None, "Sesuai \u00e9 target"),
    ]


async def test_an_event_without_personal_values_is_one_statement(database: Database) -> None:
    actor = replace(await make_actor(database), kind=ActorKind.SYSTEM, name=None, number=None, address=None)

    async def work(conn: Connection) -> None:
        await events.record_many(conn, [draft(actor, changes=(), reason=None)])

    with counting() as tally:
        await database.transaction(work)
    assert tally.statements == 1
    ((row, values),) = await stored(database, actor.agency_id)
    assert values == []
    assert verify_event(row, values) == []
    assert row["changed_fields"] == ""


async def test_many_events_are_two_statements_and_keep_their_order(database: Database) -> None:
    actor = await make_actor(database)
    drafts = [draft(actor, version) for version in range(1, 51)]

    async def work(conn: Connection) -> list[Event]:
        return await events.record_many(conn, drafts)

    with counting() as tally:
        made = await database.transaction(work)
    assert tally.statements == 2
    assert [event.version for event in made] == list(range(1, 51))
    kept = await stored(database, actor.agency_id)
    assert [row["version"] for row, _ in kept] == list(range(1, 51))
    assert all(verify_event(row, values) == [] for row, values in kept)


async def test_no_events_are_no_statement(database: Database) -> None:
    async def work(conn: Connection) -> list[Event]:
        return await events.record_many(conn, [])

    with counting() as tally:
        assert await database.transaction(work) == []
    assert tally.statements == 0


async def test_equal_values_have_different_commitments(database: Database) -> None:
    actor = await make_actor(database)

    async def work(conn: Connection) -> list[Event]:
        return await events.record_many(conn, [draft(actor, 1), draft(actor, 2)])

    one, other = await database.transaction(work)
    committed = [str(event.canonical).partition('"name":')[2][:80] for event in (one, other)]
    assert committed[0].startswith('{"sha-256":"')
    assert committed[0] != committed[1]


async def test_a_version_of_a_subject_has_one_event(database: Database) -> None:
    actor = await make_actor(database)

    async def work(conn: Connection) -> None:
        await events.record_many(conn, [draft(actor, 1), draft(actor, 1)])

    with pytest.raises((IntegrityFailure, GuardFailure)):
        await database.transaction(work)
    assert await stored(database, actor.agency_id) == []


async def test_a_draft_without_a_form_writes_nothing(database: Database) -> None:
    actor = await make_actor(database)

    async def work(conn: Connection) -> None:
        await events.record_many(conn, [draft(actor, 1), draft(actor, 2, changes=(Change("a", 1, 1.5),))])  # type: ignore[arg-type]

    with counting() as tally, pytest.raises(TypeError, match="float"):
        await database.transaction(work)
    assert tally.statements == 0


async def test_what_is_given_is_kept(database: Database) -> None:
    actor = await make_actor(database)
    event_id = new_id()
    given = draft(
        actor, event_id=event_id, from_state="DRAFT", to_state="SUBMITTED", definition="d" * 64, provenance={"fileSha256": "f" * 64}
    )

    async def work(conn: Connection) -> None:
        await events.record_many(conn, [given])

    await database.transaction(work)
    ((row, values),) = await stored(database, actor.agency_id)
    assert UUID(str(row["id"])) == event_id
    assert (row["from_state"], row["to_state"], row["definition"]) == ("DRAFT", "SUBMITTED", "d" * 64)
    assert read_event(row, values).provenance == {"fileSha256": "f" * 64}


async def test_a_redacted_value_leaves_the_rest_whole(database: Database) -> None:
    actor = await make_actor(database)

    async def work(conn: Connection) -> None:
        await events.record_many(conn, [draft(actor)])

    await database.transaction(work)
    ((row, values),) = await stored(database, actor.agency_id)
    left = [value for value in values if value["slot"] != "actor.name"]
    assert verify_event(row, left) == [Problem(Finding.REDACTED, "actor.name")]
    view = read_event(row, left)
    assert view.actor.name == Shown(None, personal=True, redacted=True)
    assert view.actor.number.value == "198503152010012003"
