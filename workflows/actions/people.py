"""Changing what is recorded of an employee: what every such command shares.

Assignments, absences, legal status, grants and hand-set lines belong to the employee's aggregate: a command is one version and one event
of the employee, and the reporting lines that it touches are recomputed in its transaction. What was known is never overwritten: a
correction closes a copy of it.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from models import limits
from models.database import Connection, new_id
from models.history import Event
from models.people import Employee
from models.vocabulary import EventAction, ReasonCode, SubjectType
from workflows import events
from workflows.access import Actor, Granted, Grantee, Permission, also, can, grantees_of, held, require
from workflows.actions.dated import Edit
from workflows.commands import IdempotencyKey, Outcome, Preview, recall_outcome, remember_outcome
from workflows.engine import Loaded, announce
from workflows.lines.reach import Change as Touched
from workflows.lines.storing import lock_structure, recompute
from workflows.refusals import Reason, Refused, not_found, not_permitted
from workflows.staleness import stale
from workflows.standing import TODAY
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class LoadedEmployee:
    """An employee as a command found them; ``unit_id`` is the unit of their post today, ``grantees`` what the actor is to them."""

    id: UUID
    version: int
    unit_id: UUID | None
    grantees: frozenset[Grantee]


@dataclass(frozen=True, slots=True)
class EmployeeCommand:
    """What every command on an employee may be given; without ``expected_version`` the version isn't compared.

    With ``dry_run`` nothing is written, and the key is ignored.
    """

    expected_version: int | None = None
    reason: str | None = None
    key: IdempotencyKey | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """What a command changed: the employee, and the dated row that it made or changed."""

    employee_id: UUID
    row_id: UUID


Write = Callable[[Connection, Granted[LoadedEmployee], Edit, Checked], Awaitable[UUID]]
"""Checks the inputs of a command and collects what it writes; gives the id of the dated row that it is about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which command on an employee is asked: its event's action, the permission it takes, and whether nobody may do it to themselves.

    ``names`` tells by path whom the command would put in a right: nobody puts themselves there by a role.
    """

    action: EventAction
    permission: Permission
    not_own: bool = False
    names: Mapping[str, UUID | None] = field(default_factory=dict)


async def change_employee(
    conn: Connection,
    actor: Actor,
    employee_id: UUID,
    asked: Asked,
    command: EmployeeCommand,
    write: Write,
    decided: Granted[Loaded] | None = None,
) -> Outcome[Changed]:
    """Carry out a command on an employee inside the caller's transaction.

    ``decided`` is the proof that a workflow's table has let the actor do it, in place of the permission.

    The order of checks is the engine's: hidden or absent, replay, permission, version, inputs.

    Raises:
        Refused: NOT_FOUND, CONFLICT, NOT_PERMITTED, STALE, INVALID.
    """
    await lock_structure(conn, actor.agency_id)
    employee = await load_employee(conn, actor, employee_id)
    replay = None if command.dry_run else await recall_outcome(conn, actor, command.key)
    if replay is not None:
        return Outcome(value=await _changed_before(conn, actor, replay), event_id=replay, replayed=True)
    granted = require(actor, asked.permission, employee, employee.grantees) if decided is None else also(decided, employee)
    if asked.not_own and employee.id == actor.employee_id:
        raise not_permitted(Reason(ReasonCode.OWN_RECORD))
    named = [path for path, one in asked.names.items() if one is not None and one == actor.employee_id]
    if named and decided is None:
        raise not_permitted(*(Reason(ReasonCode.OWN_RECORD, path) for path in named))
    if command.expected_version is not None and command.expected_version != employee.version:
        raise Refused(await stale(conn, actor, SubjectType.EMPLOYEE, employee.id, employee.version))
    checked = Checked()
    reason = checked.text(command.reason, "input.reason", limits.REASON_CHARS)
    edit = Edit(actor)
    row_id = await write(conn, granted, edit, checked)
    checked.done()
    if command.dry_run:
        preview = Preview(None, employee.version + 1, tuple(one.path for one in edit.changes))
        return Outcome(value=Changed(employee.id, row_id), preview=preview, warnings=tuple(edit.warnings))
    event_id = await record_edit(conn, actor, employee, asked.action, edit, reason)
    await remember_outcome(conn, actor, command.key, event_id)
    return Outcome(value=Changed(employee.id, row_id), event_id=event_id, warnings=tuple(edit.warnings))


async def record_edit(
    conn: Connection, actor: Actor, employee: LoadedEmployee, action: EventAction, edit: Edit, reason: str | None = None
) -> UUID:
    """Write what was collected of an employee, after its event and with the next version; gives the event's id.

    Raises:
        Refused: STALE if the employee has changed since they were loaded.
    """
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.EMPLOYEE,
        subject_id=employee.id,
        version=employee.version + 1,
        action=action,
        changes=tuple(edit.changes),
        reason=reason,
        event_id=event_id,
        unit_id=employee.unit_id,
    )
    await edit.write(conn)
    await _raise_version(conn, actor, employee)
    if edit.touched != Touched():
        await recompute(conn, actor.agency_id, edit.touched)
    await announce(conn, actor, event_id, f"employee.{action.value.lower()}")
    return event_id


async def load_employee(conn: Connection, actor: Actor, employee_id: UUID) -> LoadedEmployee:
    """Load and lock an employee of the actor's agency.

    Raises:
        Refused: NOT_FOUND, also for one of another agency.
    """
    grantees = grantees_of(actor, Employee, "e")
    unit = (
        "(SELECT p.unit_id FROM assignment s JOIN position p ON p.agency_id = s.agency_id AND p.id = s.position_id"
        " WHERE s.agency_id = e.agency_id AND s.employee_id = e.id AND s.recorded_to IS NULL"
        f" AND {TODAY.format(l='s')} ORDER BY CASE s.kind WHEN 'DEFINITIVE' THEN 0 ELSE 1 END, s.valid_from DESC, s.id LIMIT 1)"
    )
    sql = f"SELECT e.id, e.version, {unit} AS unit_id, {grantees.sql} FROM employee e WHERE e.agency_id = :acc_agency AND e.id = :employee"
    if conn.dialect == "postgres":
        sql += " FOR NO KEY UPDATE OF e"  # events and lines of others may point at the employee meanwhile
    rows = await conn.fetch(sql, {**grantees.params, "employee": employee_id})
    if not rows:
        raise not_found()
    row = rows[0]
    unit_id = None if row["unit_id"] is None else conn.decode(Employee, "id", row["unit_id"])
    return LoadedEmployee(conn.decode(Employee, "id", row["id"]), row["version"], unit_id, held(row))


async def require_over_unit(conn: Connection, actor: Actor, permission: Permission, unit_id: UUID | None) -> None:
    """Check that the actor's right reaches a unit; None is the whole agency. A role over a unit never reaches beyond it.

    Raises:
        Refused: NOT_PERMITTED.
    """
    over: set[Grantee] = {one.role for one in actor.roles if one.unit_id is None}
    scoped = [one for one in actor.roles if one.unit_id is not None]
    if unit_id is not None and scoped:
        rows = await conn.fetch(
            f"SELECT l.ancestor_id FROM unit_closure l WHERE l.agency_id = :agency AND l.descendant_id = :unit AND {TODAY.format(l='l')}",
            {"agency": actor.agency_id, "unit": unit_id, "acc_today": actor.today},
        )
        above = {conn.decode(Employee, "id", row["ancestor_id"]) for row in rows}
        over |= {one.role for one in scoped if one.unit_id in above}
    decision = can(actor, permission, frozenset(over))
    if not decision.allowed:
        raise not_permitted(*([decision.reason] if decision.reason else []))


async def _raise_version(conn: Connection, actor: Actor, employee: LoadedEmployee) -> None:
    rows = await conn.fetch(
        "UPDATE employee SET version = version + 1 WHERE agency_id = :agency AND id = :id AND version = :version RETURNING id",
        {"agency": actor.agency_id, "id": employee.id, "version": employee.version},
    )
    if len(rows) != 1:
        raise Refused(await stale(conn, actor, SubjectType.EMPLOYEE, employee.id, employee.version))


async def _changed_before(conn: Connection, actor: Actor, event_id: UUID) -> Changed:
    rows = await conn.fetch(
        "SELECT subject_id, canonical FROM event WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": event_id}
    )
    changes = json.loads(rows[0]["canonical"])["changes"]
    made = [one["path"] for one in changes if one["path"].endswith((".validFrom", ".issuer")) and one["old"] is None]
    path: str = (made or [changes[0]["path"]])[0]
    return Changed(conn.decode(Event, "subject_id", rows[0]["subject_id"]), UUID(path.split(".")[1]))
