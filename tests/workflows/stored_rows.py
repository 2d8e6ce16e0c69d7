"""Rows put into a test's database past the commands, each behind the event that the database asks for."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from models.base import Row
from models.database import Connection, new_id
from models.people import Agency, Employee, Person
from models.vocabulary import ActorKind, ApprovalRoute, EmploymentType, EventAction, NumberKind
from workflows import events
from workflows.actor import Actor
from workflows.events import EventDraft
from workflows.versioned import VERSIONED

NOW = datetime(2026, 3, 10, 2, 0, 0, 120_000, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def system(agency_id: UUID, now: datetime = NOW) -> Actor:
    """Give the actor behind the events that only let rows be stored."""
    return Actor(
        kind=ActorKind.SYSTEM,
        agency_id=agency_id,
        person_id=None,
        employee_id=None,
        now=now,
        today=now.date(),
        zone="Asia/Jakarta",
        request_id="stored",
    )


async def store(conn: Connection, agency_id: UUID, *rows: Row) -> None:
    """Store rows in the order given, each that has a version behind its first event."""
    for row in rows:
        kind = VERSIONED.get(type(row))
        if kind is not None:
            await events.record_many(conn, [EventDraft(system(agency_id), kind, row.id, 1, EventAction.CREATE)])
        await conn.insert([row])


async def move(
    conn: Connection, model: type[Row], agency_id: UUID, row_id: UUID, version: int, states: Sequence[str], columns: Mapping[str, object]
) -> None:
    """Set columns and state of a stored row behind an event; ``version`` is the one it gets."""
    await events.record_many(
        conn,
        [EventDraft(system(agency_id), VERSIONED[model], row_id, version, EventAction.CHANGE, from_state=states[0], to_state=states[-1])],
    )
    assignments = "".join(f", {name} = :set_{name}" for name in columns)
    changed = await conn.execute(
        f"UPDATE {model._meta.db_table} SET version = :version, state = :state{assignments} WHERE id = :id",
        {"version": version, "state": states[-1], "id": row_id, **{f"set_{name}": value for name, value in columns.items()}},
    )
    assert changed == 1


def agency_row(code: str = "KOTA") -> Agency:
    """Make an agency in Jakarta's zone."""
    return Agency(
        id=new_id(),
        code=code,
        name="Pemerintah Kota",
        time_zone="Asia/Jakarta",
        approval_route=ApprovalRoute.SUPERIOR,
        opens_acting=True,
        exempt_statuses="[]",
        version=1,
    )


def person_rows(
    agency_id: UUID, name: str, number: str | None = None, kind: EmploymentType = EmploymentType.PNS
) -> tuple[Person, Employee]:
    """Make a person and what the agency knows of them; without a number the name serves as the agency's own code."""
    person = Person(id=new_id(), number=number, number_kind=NumberKind.NIP if number else NumberKind.NONE, version=1)
    employee = Employee(
        id=new_id(), agency_id=agency_id, person_id=person.id, code=None if number else name, name=name, employment_type=kind, version=1
    )
    return person, employee


def acting(employee: Employee, now: datetime = NOW, **more: object) -> Actor:
    """Give the actor that an employee is, without a post."""
    return Actor(
        kind=ActorKind.PERSON,
        agency_id=employee.agency_id,
        person_id=employee.person_id,
        employee_id=employee.id,
        now=now,
        today=now.date(),
        zone="Asia/Jakarta",
        request_id="req-1",
        name=employee.name,
        **more,  # type: ignore[arg-type]
    )
