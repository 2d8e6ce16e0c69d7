"""The performance dialogue behind a plan: recorded by the employee or the superior, each with its own side's points.

One that was recorded before an agreement belongs to what was agreed, and doesn't change any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.plans import PerformanceDialogue
from models.vocabulary import EventAction, ReasonCode, Relation, SubjectType
from workflows import events
from workflows.access import Actor, grantees_of, held, may_read
from workflows.actions.plan_record import PlanRecord
from workflows.changes import column_change, row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run, subject_of
from workflows.engine import announce, load_one
from workflows.refusals import Reason, Refused, WhoCan, blocked, not_found, not_permitted
from workflows.staleness import stale
from workflows.texts import Checked

PREFIX = "dlg"
"""What the public ids of dialogues begin with."""

_SIDES = {Relation.EMPLOYEE: "employee_points", Relation.APPRAISER: "superior_points"}
_COLUMNS = tuple(PerformanceDialogue._meta.fields_map)


@dataclass(frozen=True, slots=True)
class DialogueContent:
    """What somebody writes of a dialogue.

    ``values`` holds what is given of ``held_on``, ``points`` (of their own side) and ``agreements``.
    """

    values: Mapping[str, Any]


async def record_dialogue(
    database: Database, actor: Actor, plan_id: UUID, content: DialogueContent, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Record a dialogue about a plan in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.DIALOGUE, None, EventAction.RECORD_DIALOGUE)
    return await run(database, actor, attempt, lambda conn: record_dialogue_in(conn, actor, plan_id, content, key), key)


async def record_dialogue_in(
    conn: Connection, actor: Actor, plan_id: UUID, content: DialogueContent, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Record a dialogue inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND for the plan; NOT_PERMITTED for whoever is neither its employee nor who appraises today; BLOCKED where nobody
            appraises; INVALID for a day to come and for a dialogue in which nothing was said.
    """
    plan = await load_one(PlanRecord(), conn, actor, plan_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        return Outcome(value=await subject_of(conn, actor, replay), event_id=replay, replayed=True)
    side = _side(plan.grantees)
    if side is None:
        raise not_permitted(_sides_only(plan.standing[Relation.EMPLOYEE], plan.standing[Relation.APPRAISER]))
    superior = plan.standing[Relation.APPRAISER]
    if superior is None:
        raise blocked(Reason(ReasonCode.NO_APPRAISER, "employee.reportingLine"))
    given = _checked(actor, content, side, {"held_on": None, **dict.fromkeys((*_SIDES.values(), "agreements"))})
    row = PerformanceDialogue(
        id=new_id(),
        agency_id=actor.agency_id,
        plan_id=plan_id,
        assignment_id=plan.row["assignment_id"],
        employee_id=plan.row["employee_id"],
        superior_id=superior,
        version=1,
        recorded_at=actor.now,
        updated_at=actor.now,
        **given,
    )
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.DIALOGUE,
        subject_id=row.id,
        version=1,
        action=EventAction.RECORD_DIALOGUE,
        changes=row_changes(PerformanceDialogue, row, leave=frozenset({"updated_at"})),
        event_id=event_id,
        unit_id=plan.unit_id,
    )
    await conn.insert([row])
    await announce(conn, actor, event_id, "dialogue.record_dialogue")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=row.id, event_id=event_id)


async def edit_dialogue(
    database: Database, actor: Actor, dialogue_id: UUID, expected_version: int, content: DialogueContent, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Edit a dialogue in one transaction; a refusal comes back as data."""
    attempt = Attempt(SubjectType.DIALOGUE, dialogue_id, EventAction.EDIT_DIALOGUE)
    return await run(database, actor, attempt, lambda conn: edit_dialogue_in(conn, actor, dialogue_id, expected_version, content, key), key)


async def edit_dialogue_in(
    conn: Connection, actor: Actor, dialogue_id: UUID, expected_version: int, content: DialogueContent, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Edit a dialogue inside the caller's transaction: the day, one's own side's points, and what was agreed.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED for whoever isn't one of its two sides, STALE, BLOCKED once a plan was agreed on it, or INVALID.
    """
    row, raw = await _load(conn, actor, dialogue_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        return Outcome(value=dialogue_id, event_id=replay, replayed=True)
    side = _side(held(raw))
    if side is None or (side is Relation.APPRAISER and row.superior_id != actor.employee_id):
        raise not_permitted(_sides_only(row.employee_id, row.superior_id))
    if row.version != expected_version:
        raise Refused(await stale(conn, actor, SubjectType.DIALOGUE, dialogue_id, row.version))
    if raw["closed"]:
        raise blocked(Reason(ReasonCode.DIALOGUE_CLOSED, "plan.state"))
    old = {name: getattr(row, name) for name in ("held_on", *_SIDES.values(), "agreements")}
    new = _checked(actor, content, side, old)
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.DIALOGUE,
        subject_id=dialogue_id,
        version=row.version + 1,
        action=EventAction.EDIT_DIALOGUE,
        changes=[change for name, value in new.items() if (change := column_change(PerformanceDialogue, old, name, value))],
        event_id=event_id,
        unit_id=conn.decode(PerformanceDialogue, "id", raw["unit_id"]),
    )
    sets = ", ".join(f"{name} = :{name}" for name in new)
    moved = await conn.fetch(
        f"UPDATE performance_dialogue SET version = version + 1, updated_at = :now, {sets}"
        " WHERE agency_id = :agency AND id = :id AND version = :version RETURNING id",
        {"agency": actor.agency_id, "id": dialogue_id, "version": row.version, "now": actor.now, **new},
    )
    if len(moved) != 1:
        raise Refused(await stale(conn, actor, SubjectType.DIALOGUE, dialogue_id, row.version))
    await announce(conn, actor, event_id, "dialogue.edit_dialogue")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=dialogue_id, event_id=event_id)


def _side(grantees: frozenset[Any]) -> Relation | None:
    """Tell which side somebody is; nobody is both."""
    return next((side for side in _SIDES if side in grantees), None)


def _sides_only(employee: UUID | None, superior: UUID | None) -> Reason:
    words = "|".join(side.value for side in _SIDES)
    who = (WhoCan(relation=Relation.EMPLOYEE, employee_id=employee), WhoCan(relation=Relation.APPRAISER, employee_id=superior))
    return Reason(ReasonCode.RELATION_REQUIRED, params={"role": words}, who_can=who)


def _checked(actor: Actor, content: DialogueContent, side: Relation, old: Mapping[str, Any]) -> dict[str, Any]:
    checked, new = Checked(), dict(old)
    names = {"points": _SIDES[side], "agreements": "agreements"}
    for name, column in names.items():
        if name in content.values:
            new[column] = checked.text(content.values[name], f"input.{name}", limits.TEXT_CHARS)
    if content.values.get("held_on") is not None:
        new["held_on"] = content.values["held_on"]
    first = date(limits.YEAR_FIRST, 1, 1)
    if new["held_on"] is not None and not first <= new["held_on"] <= actor.today:
        checked.wrong(ReasonCode.DATE_OUT_OF_RANGE, "input.heldOn", min=first.isoformat(), max=actor.today.isoformat())
    if new["held_on"] is None:
        checked.wrong(ReasonCode.DATE_REQUIRED, "input.heldOn")
    if all(new[name] is None for name in (*_SIDES.values(), "agreements")):
        checked.wrong(ReasonCode.VALUE_REQUIRED, "input.points")
    checked.done()
    return new


async def _load(conn: Connection, actor: Actor, dialogue_id: UUID) -> tuple[PerformanceDialogue, Mapping[str, Any]]:
    grantees = grantees_of(actor, PerformanceDialogue, "d")
    lock = " FOR UPDATE OF d" if conn.dialect == "postgres" else ""
    rows = await conn.fetch(
        f"SELECT {', '.join(f'd.{name}' for name in _COLUMNS)}, o.unit_id, CASE WHEN EXISTS (SELECT 1 FROM plan_revision r"
        " WHERE r.agency_id = d.agency_id AND r.plan_id = d.plan_id AND r.agreed_at >= d.recorded_at) THEN 1 ELSE 0 END AS closed,"
        f" {grantees.sql} FROM performance_dialogue d"
        " JOIN assignment s ON s.agency_id = d.agency_id AND s.id = d.assignment_id"
        " JOIN position o ON o.agency_id = s.agency_id AND o.id = s.position_id"
        f" WHERE d.agency_id = :acc_agency AND d.id = :dialogue{lock}",
        {**grantees.params, "dialogue": dialogue_id},
    )
    if not rows or not may_read(PerformanceDialogue, held(rows[0])):
        raise not_found()
    row = PerformanceDialogue(**{name: conn.decode(PerformanceDialogue, name, rows[0][name]) for name in _COLUMNS})
    return row, rows[0]
