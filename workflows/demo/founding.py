"""How an agency of the demo begins: its row, its holidays, and its first grants, each with an event."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from models.database import Connection, new_id
from models.people import Agency, Holiday
from models.vocabulary import ActorKind, ApprovalRoute, EventAction, LegalStatusKind, Role, SubjectType
from workflows import events
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_roles import GrantDraft, grant_role_in
from workflows.actor import Actor, RoleHeld
from workflows.calendar import day_in_zone
from workflows.changes import row_changes
from workflows.demo.town import Town

EXEMPT = (
    LegalStatusKind.UNPAID_LEAVE,
    LegalStatusKind.STUDY_ASSIGNMENT,
    LegalStatusKind.SUSPENDED,
    LegalStatusKind.DISMISSED,
    LegalStatusKind.RETIRED,
    LegalStatusKind.DIED,
)
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


async def found_agency(conn: Connection, town: Town, now: datetime, years: Sequence[int]) -> UUID:
    """Make the agency with the holidays of these years that fall on the same day each year."""
    agency = Agency(
        id=new_id(),
        code=town.code,
        name=town.name,
        time_zone=town.zone,
        approval_route=ApprovalRoute.SUPERIOR,
        opens_acting=True,
        exempt_statuses=json.dumps([one.value for one in EXEMPT], separators=(",", ":")),
        version=1,
    )
    holidays = [
        Holiday(id=new_id(), agency_id=agency.id, day=date(year, month, day), name=name)
        for year in years
        for month, day, name in _FIXED_HOLIDAYS
    ]
    told = [change for one in holidays for change in row_changes(Holiday, one, prefix=f"holidays.{one.id}.")]
    await conn.insert([agency])
    await events.record(
        conn,
        actor=operator(agency.id, town.zone, now),
        subject_type=SubjectType.AGENCY,
        subject_id=agency.id,
        version=1,
        action=EventAction.CREATE,
        changes=(*row_changes(Agency, agency), *told),
    )
    await conn.insert(holidays)
    return agency.id


async def grant_roles(conn: Connection, actor: Actor, grants: Sequence[tuple[UUID, Role]], day: date) -> None:
    """Grant roles over the whole agency from a day on."""
    for employee_id, role in grants:
        draft = GrantDraft(employee_id, role, None, day, document_number="800.1.2/001/SK")
        await grant_role_in(conn, actor, draft, EmployeeCommand())
