"""A new agency with its first admin."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.people import Agency, Employee, Person, RoleGrant
from models.vocabulary import (
    ActorKind,
    ApprovalRoute,
    EmploymentType,
    EventAction,
    LegalStatusKind,
    NumberKind,
    ReasonCode,
    Role,
    SubjectType,
)
from workflows import events
from workflows.access import Actor
from workflows.actions.dated import NOT_TOLD
from workflows.calendar import day_in_zone
from workflows.changes import row_changes
from workflows.events import EventDraft
from workflows.texts import Checked

EXEMPT_STATUSES = (
    LegalStatusKind.UNPAID_LEAVE,
    LegalStatusKind.STUDY_ASSIGNMENT,
    LegalStatusKind.SUSPENDED,
    LegalStatusKind.DISMISSED,
    LegalStatusKind.RETIRED,
    LegalStatusKind.DIED,
)
"""Legal statuses under which a new agency appraises nobody; the agency's own setting from then on."""


@dataclass(frozen=True, slots=True)
class AgencyDraft:
    """An agency to make; ``time_zone`` is an IANA name."""

    code: str
    name: str
    time_zone: str
    approval_route: ApprovalRoute = ApprovalRoute.SUPERIOR


@dataclass(frozen=True, slots=True)
class AdminDraft:
    """The first admin: known by a number of a register, or by the agency's own ``code`` without one."""

    name: str
    number_kind: NumberKind
    number: str | None
    code: str | None
    employment_type: EmploymentType
    email: str | None = None


@dataclass(frozen=True, slots=True)
class MadeAgency:
    """What ``create_agency`` made."""

    agency_id: UUID
    admin_id: UUID


async def create_agency(database: Database, draft: AgencyDraft, admin: AdminDraft, *, now: datetime, request_id: str) -> MadeAgency:
    """Make an agency with its first admin, in one transaction; see ``create_agency_in``."""
    return await database.transaction(lambda conn: create_agency_in(conn, draft, admin, now=now, request_id=request_id))


async def create_agency_in(conn: Connection, draft: AgencyDraft, admin: AdminDraft, *, now: datetime, request_id: str) -> MadeAgency:
    """Make an agency with its first admin inside the caller's transaction; whoever holds the command line does it, so no right is asked.

    A person who is known by their number already stays one person. Each of agency, person and employee begins with its event.

    Raises:
        Refused: INVALID for an unknown zone, a route that no setting can be, a code that is taken, empty or too long texts, and an admin
            who has neither number nor code, or a number of no register.
    """
    agency, person, employee = await _checked(conn, draft, admin, now)
    actor = Actor(
        kind=ActorKind.SYSTEM,
        agency_id=agency.id,
        person_id=None,
        employee_id=None,
        now=now,
        today=day_in_zone(now, agency.time_zone),
        zone=agency.time_zone,
        request_id=request_id,
    )
    grant = RoleGrant(
        id=new_id(),
        agency_id=agency.id,
        employee_id=employee.id,
        role=Role.AGENCY_ADMIN,
        valid_from=actor.today,
        recorded_from=now,
    )
    told = (*row_changes(Employee, employee), *row_changes(RoleGrant, grant, prefix=f"roleGrants.{grant.id}.", leave=NOT_TOLD))
    drafts = [_created(actor, SubjectType.AGENCY, agency)]
    if not person._saved_in_db:
        drafts.append(_created(actor, SubjectType.PERSON, person))
    drafts.append(
        EventDraft(
            actor=actor,
            subject_type=SubjectType.EMPLOYEE,
            subject_id=employee.id,
            version=1,
            action=EventAction.CREATE,
            changes=told,
        )
    )
    # An event points at its agency, so the agency's row alone comes before its event.
    await conn.insert([agency])
    await events.record_many(conn, drafts)
    if not person._saved_in_db:
        await conn.insert([person])
    await conn.insert([employee])
    await conn.insert([grant])
    return MadeAgency(agency.id, employee.id)


async def _checked(conn: Connection, draft: AgencyDraft, admin: AdminDraft, now: datetime) -> tuple[Agency, Person, Employee]:
    checked = Checked()
    code = checked.text(draft.code, "input.code", limits.CODE_CHARS, required=True)
    name = checked.text(draft.name, "input.name", limits.NAME_CHARS, required=True)
    admin_name = checked.text(admin.name, "input.admin.name", limits.NAME_CHARS, required=True)
    number = checked.text(admin.number, "input.admin.number", limits.NUMBER_CHARS, required=admin.number_kind is not NumberKind.NONE)
    own_code = checked.text(admin.code, "input.admin.code", limits.CODE_CHARS, required=number is None)
    email = checked.text(admin.email, "input.admin.email", limits.EMAIL_CHARS)
    if number is not None and admin.number_kind is NumberKind.NONE:
        checked.wrong(ReasonCode.VALUE_REQUIRED, "input.admin.numberKind")
    if draft.approval_route is ApprovalRoute.SOLE_AUTHORITY:
        checked.wrong(ReasonCode.VALUE_REQUIRED, "input.approvalRoute")
    try:
        day_in_zone(now, draft.time_zone)
    except ValueError:
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.timeZone")
    if code and await Agency.filter(code=code).using_db(conn):
        checked.wrong(ReasonCode.DUPLICATE, "input.code")
    checked.done()
    known = await Person.filter(number=number, number_kind=admin.number_kind).using_db(conn) if number else []
    person = known[0] if known else Person(id=new_id(), number=number, number_kind=admin.number_kind, version=1)
    agency = Agency(
        id=new_id(),
        code=code,
        name=name,
        time_zone=draft.time_zone,
        approval_route=draft.approval_route,
        opens_acting=True,
        exempt_statuses=json.dumps([one.value for one in EXEMPT_STATUSES], separators=(",", ":")),
        version=1,
    )
    employee = Employee(
        id=new_id(),
        agency_id=agency.id,
        person_id=person.id,
        code=own_code,
        name=admin_name,
        email=email,
        employment_type=admin.employment_type,
        version=1,
    )
    return agency, person, employee


def _created(actor: Actor, kind: SubjectType, row: Agency | Person) -> EventDraft:
    return EventDraft(
        actor=actor, subject_type=kind, subject_id=row.id, version=1, action=EventAction.CREATE, changes=row_changes(type(row), row)
    )
