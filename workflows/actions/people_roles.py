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
    """A role to grant; ``valid_to`` is exclusive, None for an open end.

    No ``unit_ids`` are the whole agency; for an auditor that has to be said by ``whole_agency``, so that no scope is wide by omission.
    ``path`` is where an unknown unit is told: of all of them if None, else of the one.
    """

    employee_id: UUID
    role: Role
    unit_ids: tuple[UUID, ...]
    valid_from: date
    valid_to: date | None = None
    document_number: str | None = None
    whole_agency: bool = False
    path: str | None = None


@dataclass(frozen=True, slots=True)
class RoleEnd:
    """A grant that ends at ``valid_to`` (exclusive; None for today), alone or with all others of its letter."""

    grant_id: UUID
    valid_to: date | None = None
    whole_letter: bool = False


async def grant_role(database: Database, actor: Actor, draft: GrantDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Grant a role, in one transaction; see ``grant_role_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, draft.employee_id, EventAction.GRANT_ROLE)
    return await run(database, actor, attempt, lambda conn: grant_role_in(conn, actor, draft, command), command.key)


async def grant_role_in(conn: Connection, actor: Actor, draft: GrantDraft, command: EmployeeCommand) -> Outcome[Changed]:
    """Grant a role, inside the caller's transaction: a grant for each unit, in one event. Gives the first.

    An admin of a unit grants over that unit only, and nobody to themselves. An auditor comes from outside the line, so what they may look
    at is what a letter says: its number, units and end are asked for.

    Raises:
        Refused: as ``change_employee``; INVALID for an unknown unit, for the order of days, for days on which it is granted already, and
            for an auditor's grant without its letter, units or end.
    """

    async def write(conn: Connection, granted: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        period = Period(draft.valid_from, draft.valid_to)
        period.check(checked)
        auditor = draft.role is Role.AUDITOR
        document = checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS, required=auditor)
        if auditor and draft.valid_to is None:
            checked.wrong(ReasonCode.DATE_REQUIRED, "input.validTo")
        await _check_units(conn, actor, draft, checked)
        checked.done()
        over: tuple[UUID | None, ...] = draft.unit_ids or (None,)
        for unit_id in over:
            await require_over_unit(conn, actor, Permission.GRANT_ROLES, unit_id)
        same = {"employee_id": granted.row.id, "role": draft.role}
        known = await rows_of(conn, RoleGrant, agency_id=actor.agency_id, **same)
        rows = []
        for unit_id in over:
            if any(one.unit_id == unit_id and period.overlaps(one) for one in known):
                checked.wrong(ReasonCode.OVERLAP, "input.validFrom")
            rows.append(
                RoleGrant(
                    id=new_id(),
                    agency_id=actor.agency_id,
                    **same,
                    unit_id=unit_id,
                    valid_from=draft.valid_from,
                    valid_to=draft.valid_to,
                    document_number=document,
                    recorded_from=actor.now,
                )
            )
        checked.done()
        for row in rows:
            edit.add(PREFIX, row)
        return rows[0].id

    asked = Asked(EventAction.GRANT_ROLE, Permission.GRANT_ROLES, not_own=True)
    return await change_employee(conn, actor, draft.employee_id, asked, command, write)


async def revoke_role(database: Database, actor: Actor, end: RoleEnd, command: EmployeeCommand) -> Outcome[Changed]:
    """Revoke a role, in one transaction; see ``revoke_role_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, None, EventAction.REVOKE_ROLE)
    return await run(database, actor, attempt, lambda conn: revoke_role_in(conn, actor, end, command), command.key)


async def revoke_role_in(conn: Connection, actor: Actor, end: RoleEnd, command: EmployeeCommand) -> Outcome[Changed]:
    """Let a grant end, inside the caller's transaction; from the next request on its holder has it no more.

    A grant that would have begun that day or later is withdrawn: it counts as never given from now on, and the history keeps it. With its
    whole letter, those of the other grants end that haven't ended by then.

    Raises:
        Refused: as ``change_employee``; NOT_FOUND for the grant; INVALID for one that ends no later anyway.
    """
    found = await one_of(conn, RoleGrant, actor.agency_id, end.grant_id)
    day = actor.today if end.valid_to is None else end.valid_to

    async def write(conn: Connection, _: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        named = await one_of(conn, RoleGrant, actor.agency_id, end.grant_id)
        rows = [named]
        if end.whole_letter:
            same = {"employee_id": named.employee_id, "role": named.role, "document_number": named.document_number}
            others = await rows_of(conn, RoleGrant, agency_id=actor.agency_id, **same)
            rows += [one for one in others if one.id != named.id and (one.valid_to is None or one.valid_to > day)]
        for row in rows:
            await require_over_unit(conn, actor, Permission.GRANT_ROLES, row.unit_id)
        for row in rows:
            if day <= row.valid_from:
                edit.withdraw(PREFIX, row)
            else:
                end_row(edit, checked, PREFIX, row, day)
        return named.id

    asked = Asked(EventAction.REVOKE_ROLE, Permission.GRANT_ROLES, not_own=True)
    return await change_employee(conn, actor, found.employee_id, asked, command, write)


async def _check_units(conn: Connection, actor: Actor, draft: GrantDraft, checked: Checked) -> None:
    checked.count(draft.unit_ids, "input.unitIds", limits.GRANT_UNITS_ROWS)
    if bool(draft.unit_ids) == draft.whole_agency and (draft.whole_agency or draft.role is Role.AUDITOR):
        checked.wrong(ReasonCode.UNITS_REQUIRED, "input.unitIds")
    found = await OrgUnit.filter(agency_id=actor.agency_id, id__in=list(draft.unit_ids)).using_db(conn) if draft.unit_ids else []
    known = {one.id for one in found}
    for index, unit_id in enumerate(draft.unit_ids):
        if unit_id not in known:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, draft.path or f"input.unitIds.{index}")
