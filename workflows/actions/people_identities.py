"""Which account of an identity provider is which employee: linked by an admin, by the operator, or at a first sign-in.

Each agency links for itself. Would one agency's link open another, its admin could add somebody's person to their own agency, link an
account of their own to it, and sign in elsewhere as that somebody.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from models import limits
from models.database import Connection, Database, IntegrityFailure, new_id
from models.people import EmployeeIdentity
from models.vocabulary import EventAction, NumberKind, ReasonCode, SubjectType
from workflows.access import Actor, Granted, Permission
from workflows.actions.dated import Edit
from workflows.actions.people import (
    Asked,
    Changed,
    EmployeeCommand,
    LoadedEmployee,
    change_employee,
    load_employee,
    record_edit,
    require_over_unit,
)
from workflows.commands import Attempt, Outcome, run
from workflows.identity import Choice, Request, Subject, find_actor
from workflows.refusals import Refused, not_found
from workflows.texts import Checked, clean

PREFIX = "identities"
NIP_DIGITS = 18


@dataclass(frozen=True, slots=True)
class IdentityDraft:
    """An account to link: the issuer as tokens name it in ``iss``, the subject as they name it in ``sub``."""

    employee_id: UUID
    issuer: str
    subject: str


async def link_identity(
    database: Database, actor: Actor, draft: IdentityDraft, command: EmployeeCommand, *, trusted: Collection[str]
) -> Outcome[Changed]:
    """Link an account to an employee, in one transaction; see ``link_identity_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, draft.employee_id, EventAction.LINK_IDENTITY)
    return await run(database, actor, attempt, lambda conn: link_identity_in(conn, actor, draft, command, trusted=trusted), command.key)


async def link_identity_in(
    conn: Connection, actor: Actor, draft: IdentityDraft, command: EmployeeCommand, *, trusted: Collection[str]
) -> Outcome[Changed]:
    """Link an account to an employee, inside the caller's transaction: by an admin of the whole agency, and never to oneself.

    An employee has one account of an issuer; another takes its place only after the first is unlinked, so that nobody signs in beside them.
    ``trusted`` are the issuers whose tokens are accepted here: an account of another would open nothing, or, once that other is trusted,
    what nobody remembers.

    Raises:
        Refused: as ``change_employee``; INVALID for texts that are empty or too long, for an issuer that isn't trusted, for an account that
            is linked already in the agency, and for an employee who has one.
    """

    async def write(conn: Connection, _: Granted[LoadedEmployee], edit: Edit, checked: Checked) -> UUID:
        await require_over_unit(conn, actor, Permission.LINK_IDENTITIES, None)
        return await _collect(conn, actor, draft, edit, checked, trusted=trusted)

    asked = Asked(EventAction.LINK_IDENTITY, Permission.LINK_IDENTITIES, not_own=True)
    return await change_employee(conn, actor, draft.employee_id, asked, command, write)


async def unlink_identity(database: Database, actor: Actor, identity_id: UUID, command: EmployeeCommand) -> Outcome[Changed]:
    """Unlink an account, in one transaction; see ``unlink_identity_in``."""
    attempt = Attempt(SubjectType.EMPLOYEE, None, EventAction.UNLINK_IDENTITY)
    return await run(database, actor, attempt, lambda conn: unlink_identity_in(conn, actor, identity_id, command), command.key)


async def unlink_identity_in(conn: Connection, actor: Actor, identity_id: UUID, command: EmployeeCommand) -> Outcome[Changed]:
    """Unlink an account, inside the caller's transaction: its next request is nobody's in the agency, and no claim links it again.

    Raises:
        Refused: as ``change_employee``; NOT_FOUND for an account that isn't linked in the agency.
    """
    found = await _open(conn, actor.agency_id, id=identity_id)
    if not found:
        raise not_found()

    async def write(conn: Connection, granted: Granted[LoadedEmployee], edit: Edit, _: Checked) -> UUID:
        await require_over_unit(conn, actor, Permission.LINK_IDENTITIES, None)
        # Loaded again: now the employee is locked, and nobody else unlinks it.
        rows = await _open(conn, actor.agency_id, id=identity_id)
        if not rows:
            raise not_found()
        edit.withdraw(PREFIX, rows[0])
        return identity_id

    asked = Asked(EventAction.UNLINK_IDENTITY, Permission.LINK_IDENTITIES, not_own=True)
    return await change_employee(conn, actor, found[0].employee_id, asked, command, write)


async def link_identity_by_operator(database: Database, actor: Actor, draft: IdentityDraft) -> UUID:
    """Link an account as whoever holds the command line, so no right is asked; gives the link's id.

    This is how a first admin gets in: nobody else in the agency could link them.

    Raises:
        Refused: NOT_FOUND; INVALID as ``link_identity_in``.
    """

    async def work(conn: Connection) -> UUID:
        employee = await load_employee(conn, actor, draft.employee_id)
        edit, checked = Edit(actor), Checked()
        row_id = await _collect(conn, actor, draft, edit, checked)
        await record_edit(conn, actor, employee, EventAction.LINK_IDENTITY, edit)
        return row_id

    return await database.transaction(work)


async def link_at_first_sign_in(database: Database, subject: Subject, request: Request) -> bool:
    """Link a subject to the employees with the NIP that its issuer vouches for, in each agency in which nothing speaks against it.

    Against it speaks that this account was ever linked there, or that the employee ever had one of this issuer: then an admin decides. So
    an account that was unlinked stays out, and a second account with the same NIP doesn't get in. Tells whether anything was linked.
    """
    number = "".join((subject.number or "").split())
    if subject.issuer is None or subject.subject is None or clean(subject.subject) != subject.subject:
        return False
    if len(number) != NIP_DIGITS or not (number.isascii() and number.isdigit()):
        return False
    rows = await database.read(
        lambda conn: conn.fetch(
            "SELECT e.id, e.agency_id, e.person_id, g.code FROM employee e JOIN person p ON p.id = e.person_id"
            " JOIN agency g ON g.id = e.agency_id WHERE p.number = :number AND p.number_kind = :kind ORDER BY g.code",
            {"number": number, "kind": NumberKind.NIP},
        )
    )
    linked = False
    for row in rows:
        if subject.agencies is not None and row["code"] not in subject.agencies:
            continue
        keys = {name: UUID(str(row[name])) for name in ("id", "agency_id", "person_id")}
        draft = IdentityDraft(keys["id"], subject.issuer, subject.subject)
        try:
            linked |= await _link_once(database, draft, keys["agency_id"], keys["person_id"], request)
        except (Refused, IntegrityFailure):
            # Somebody else, most often another request with the same token, was there first: what is there now counts.
            linked = True
    return linked


async def _link_once(database: Database, draft: IdentityDraft, agency_id: UUID, person_id: UUID, request: Request) -> bool:
    async def work(conn: Connection) -> bool:
        actor = await find_actor(conn, Subject(person_id=person_id), request, Choice(agency_id=agency_id))
        employee = await load_employee(conn, actor, draft.employee_id)
        ever: list[EmployeeIdentity] = (
            await EmployeeIdentity.filter(agency_id=agency_id, issuer=draft.issuer)
            .filter(Q(subject=draft.subject) | Q(employee_id=draft.employee_id))
            .using_db(conn)
        )
        if ever:
            # Another request with the same account may have linked it since this one looked.
            return any((one.subject, one.employee_id, one.recorded_to) == (draft.subject, draft.employee_id, None) for one in ever)
        edit = Edit(actor)
        await _collect(conn, actor, draft, edit, Checked())
        await record_edit(conn, actor, employee, EventAction.LINK_IDENTITY, edit)
        return True

    return await database.transaction(work)


async def _collect(
    conn: Connection, actor: Actor, draft: IdentityDraft, edit: Edit, checked: Checked, *, trusted: Collection[str] | None = None
) -> UUID:
    issuer = checked.text(draft.issuer, "input.issuer", limits.SUBJECT_CHARS, required=True)
    subject = checked.text(draft.subject, "input.subject", limits.SUBJECT_CHARS, required=True)
    checked.done()
    if trusted is not None and issuer not in trusted:
        checked.wrong(ReasonCode.ISSUER_NOT_TRUSTED, "input.issuer")
    if await _open(conn, actor.agency_id, issuer=issuer, subject=subject):
        checked.wrong(ReasonCode.DUPLICATE, "input.subject")
    if await _open(conn, actor.agency_id, issuer=issuer, employee_id=draft.employee_id):
        checked.wrong(ReasonCode.ACCOUNT_LINKED, "input.employeeId")
    checked.done()
    row = EmployeeIdentity(
        id=new_id(),
        agency_id=actor.agency_id,
        employee_id=draft.employee_id,
        issuer=issuer,
        subject=subject,
        recorded_from=actor.now,
    )
    edit.add(PREFIX, row)
    return row.id


async def _open(conn: Connection, agency_id: UUID, **where: object) -> list[EmployeeIdentity]:
    return await EmployeeIdentity.filter(agency_id=agency_id, recorded_to=None, **where).using_db(conn)
