"""Roles: granting and revoking them, over the agency or over a unit and what is under it. Nobody decides on their own."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.people import OrgUnit, RoleGrant
from models.vocabulary import EventAction, ReasonCode, Role, SubjectType
from workflows.access import Actor, Granted, Permission
from workflows.actions.dated import Edit, Period, end_row, one_of, rows_of
from workflows.actions.people import Asked, Changed, EmployeeCommand, LoadedEmployee, change_employee, require_over_unit
from workflows.commands import Attempt, Outcome, run
from workflows.texts import Checked

PREFIX = "roleGrants"


@dataclass(frozen=True, slots=True)
class GrantDraft:
    """A role to grant; ``unit_id`` None is the whole agency, ``valid_to`` is exclusive, None for an open end."""

    employee_id: UUID
    role: Role
    unit_id: UUID | None
    valid_from: date
    valid_to: date | None = None
    document_number: str | None = None


async def grant_role(database: Database, actor: Actor, draft: GrantDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Grant a role, in one transaction; see ``grant_role_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, draft.employee_id, EventAction.GRANT_ROLE)
    return await run(database, actor, attempt, lambda conn: grant_role_in(conn, actor, draft, command), command.key)


async def grant_role_in(conn: Connection, actor: Actor, draft: GrantDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Grant a role, inside the caller's transaction. An admin of a unit grants over that unit only, and nobody to themselves.

    Raises:
        Refused: as ``change_employee``; INVALID for an unknown unit, for the order of days, and for days on which it is granted already.
    """

    async def write(conn: Connection, granted: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        period = Period(draft.valid_from, draft.valid_to)
        period.check(checked)
        document = checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS)
        if draft.unit_id is not None and not await OrgUnit.filter(agency_id=actor.agency_id, id=draft.unit_id).using_db(conn):
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.unitId")
        checked.done()
        await require_over_unit(conn, granted, Permission.GRANT_ROLES, draft.unit_id)
        same = {"employee_id": granted.row.id, "role": draft.role, "unit_id": draft.unit_id}
        if any(period.overlaps(row) for row in await rows_of(conn, RoleGrant, agency_id=actor.agency_id, **same)):
            checked.wrong(ReasonCode.OVERLAP, "input.validFrom")
        row = RoleGrant(
            id=new_id(),
            agency_id=actor.agency_id,
            **same,
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            document_number=document,
            recorded_from=actor.now,
        )
        edit.add(PREFIX, row)
        return row.id

    asked = Asked(EventAction.GRANT_ROLE, Permission.GRANT_ROLES, not_own=True)
    return await change_employee(conn, actor, draft.employee_id, asked, command, write)


async def revoke_role(
    database: Database, actor: Actor, grant_id: UUID, valid_to: date | None, command: EmployeeCommand
) -> Outcome[Changed]:
    """Revoke a role, in one transaction; see ``revoke_role_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, None, EventAction.REVOKE_ROLE)
    return await run(database, actor, attempt, lambda conn: revoke_role_in(conn, actor, grant_id, valid_to, command), command.key)


async def revoke_role_in(
    conn: Connection, actor: Actor, grant_id: UUID, valid_to: date | None, command: EmployeeCommand
) -> Outcome[Changed]:
    """Let a grant end at ``valid_to`` (exclusive; today if not given), inside the caller's transaction.

    A grant that would have begun that day or later is withdrawn: it counts as never given from now on, and the history keeps it.

    Raises:
        Refused: as ``change_employee``; NOT_FOUND for the grant; INVALID for one that ends no later anyway.
    """
    found = await one_of(conn, RoleGrant, actor.agency_id, grant_id)
    end = actor.today if valid_to is None else valid_to

    async def write(conn: Connection, granted: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        row = await one_of(conn, RoleGrant, actor.agency_id, grant_id)
        await require_over_unit(conn, granted, Permission.GRANT_ROLES, row.unit_id)
        if end <= row.valid_from:
            edit.withdraw(PREFIX, row)
        else:
            end_row(edit, checked, PREFIX, row, end)
        return row.id

    asked = Asked(EventAction.REVOKE_ROLE, Permission.GRANT_ROLES, not_own=True)
    return await change_employee(conn, actor, found.employee_id, asked, command, write)
