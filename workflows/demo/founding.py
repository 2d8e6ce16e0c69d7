"""How an agency of the demo begins: its row, its holidays, and its first grants, each with an event."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from models.database import Connection, new_id
from models.people import Holiday
from models.vocabulary import ActorKind, EventAction, NumberKind, Role, SubjectType
from workflows import events
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_agencies import AdminDraft, AgencyDraft, create_agency_in
from workflows.actions.people_roles import GrantDraft, grant_role_in
from workflows.actor import Actor, RoleHeld
from workflows.calendar import day_in_zone
from workflows.changes import row_changes
from workflows.demo.people import Character
from workflows.demo.town import Town

_FIXED_HOLIDAYS = (
    (1, 1, "Tahun Baru Masehi"),
    (5, 1, "Hari Buruh Internasional"),
    (6, 1, "Hari Lahir Pancasila"),
    (8, 17, "Hari Kemerdekaan"),
    (12, 25, "Hari Raya Natal"),
)


def operator(agency_id: UUID, zone: str, now: datetime, kind: ActorKind = ActorKind.SYSTEM) -> Actor:
    """Give the actor who sets an agency up before it has an admin: no person, but an admin's role."""
    return Actor(
        kind=kind,
        agency_id=agency_id,
        person_id=None,
        employee_id=None,
        now=now,
        today=day_in_zone(now, zone),
        zone=zone,
        request_id=f"demo-{new_id()}",
        roles=(RoleHeld(Role.AGENCY_ADMIN, None),),
    )


async def found_agency(conn: Connection, town: Town, admin: Character, now: datetime, years: Sequence[int]) -> UUID:
    """Make the agency with its first admin, then the holidays of these years that fall on the same day each year; give its id."""
    drafts = (
        AgencyDraft(town.code, town.name, town.zone),
        AdminDraft(admin.name, NumberKind.NIP, admin.number, admin.code, admin.employment, admin.email),
    )
    made = await create_agency_in(conn, *drafts, now=now, request_id=f"demo-{new_id()}")
    holidays = [
        Holiday(id=new_id(), agency_id=made.agency_id, day=date(year, month, day), name=name)
        for year in years
        for month, day, name in _FIXED_HOLIDAYS
    ]
    await events.record(
        conn,
        actor=operator(made.agency_id, town.zone, now),
        subject_type=SubjectType.AGENCY,
        subject_id=made.agency_id,
        version=2,
        action=EventAction.CHANGE,
        changes=[change for one in holidays for change in row_changes(Holiday, one, prefix=f"holidays.{one.id}.")],
    )
    await conn.execute("UPDATE agency SET version = 2 WHERE id = :id", {"id": made.agency_id})
    await conn.insert(holidays)
    return made.agency_id


async def grant_roles(conn: Connection, actor: Actor, grants: Sequence[tuple[UUID, Role]], day: date, until: date) -> None:
    """Grant roles over the whole agency from a day on; an auditor's until the day that the letter names."""
    for employee_id, role in grants:
        auditor = role is Role.AUDITOR
        document = "700/014/ST" if auditor else "800.1.2/001/SK"
        draft = GrantDraft(employee_id, role, (), day, until if auditor else None, document, whole_agency=auditor)
        await grant_role_in(conn, actor, draft, EmployeeCommand())
