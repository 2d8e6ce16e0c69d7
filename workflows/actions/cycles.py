"""Planning a cycle, and holding a window open for one appraisal, a unit or everybody."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from models import limits
from models.cycles import AppraisalCycle, Extension
from models.database import Connection, Database, new_id
from models.vocabulary import (
    AppraisalState,
    CycleKind,
    CycleState,
    EmploymentType,
    EventAction,
    ExtensionKind,
    ExtensionScope,
    PositionKind,
    ReasonCode,
    Relation,
    SubjectType,
)
from workflows import events
from workflows.access import Actor, Permission, require
from workflows.appraisal_record import AppraisalRecord
from workflows.changes import row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.cycle import CycleRecord
from workflows.engine import Record, announce, check_version, compare_and_set, load_one
from workflows.lines.storing import lock_structure
from workflows.refusals import Reason, blocked, not_permitted
from workflows.texts import Checked

ASN_TYPES = (EmploymentType.PNS, EmploymentType.PPPK, EmploymentType.PPPK_PART_TIME)
"""Who is appraised when a population names no employment type: civil servants, not mayors or outside auditors."""

CLOSING_DAYS = {CycleKind.MONTHLY: (5, 15), CycleKind.QUARTERLY: (10, 20), CycleKind.SEMESTER: (10, 20), CycleKind.ANNUAL: (31, 45)}
"""Default windows in days after the period: submission closes after the first, decisions are late after the second."""


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a cycle takes in; an empty list takes all (of civil servants, for employment types). Units mean their subtrees."""

    units: Sequence[UUID] = ()
    position_kinds: Sequence[PositionKind] = ()
    employment_types: Sequence[EmploymentType] = ()

    def canonical(self) -> str:
        """Write the filter as canonical JSON, as the cycle stores it."""
        body = {
            "units": sorted(str(unit) for unit in self.units),
            "positionKinds": sorted(kind.value for kind in self.position_kinds),
            "employmentTypes": sorted(kind.value for kind in self.employment_types),
        }
        return json.dumps(body, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "Population":
        """Read a stored filter."""
        body = json.loads(text)
        return cls(
            tuple(UUID(unit) for unit in body["units"]),
            tuple(PositionKind(kind) for kind in body["positionKinds"]),
            tuple(EmploymentType(kind) for kind in body["employmentTypes"]),
        )


@dataclass(frozen=True, slots=True)
class CycleDraft:
    """A cycle to plan; ends are exclusive, windows left out take the defaults of the kind; ``reason`` is kept by the event alone."""

    name: str
    kind: CycleKind
    starts_on: date
    ends_on: date
    submission_from: date | None = None
    submission_to: date | None = None
    decision_to: date | None = None
    population: Population = Population()
    reason: str | None = None


async def plan_cycle(database: Database, actor: Actor, draft: CycleDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Plan a cycle in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.CYCLE, None, EventAction.PLAN)
    return await run(database, actor, attempt, lambda conn: plan_cycle_in(conn, actor, draft, key), key)


async def plan_cycle_in(conn: Connection, actor: Actor, draft: CycleDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Plan a cycle inside the caller's transaction.

    Raises:
        Refused: NOT_PERMITTED, or INVALID with every reason.
    """
    # A cycle that isn't there yet can't be locked: without this, two equal ones planned at once would both find no other.
    await lock_structure(conn, actor.agency_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        rows = await conn.fetch(
            "SELECT subject_id FROM event WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": replay}
        )
        return Outcome(value=conn.decode(AppraisalCycle, "id", rows[0]["subject_id"]), event_id=replay, replayed=True)
    require(actor, Permission.RUN_CYCLES, None)
    submission, decision = CLOSING_DAYS[draft.kind]
    checked = Checked()
    for path, day in (("input.startsOn", draft.starts_on), ("input.endsOn", draft.ends_on)):
        checked.day(day, path)
    reason = checked.text(draft.reason, "input.reason", limits.REASON_CHARS)
    # What follows reckons with these days.
    checked.done()
    row = AppraisalCycle(
        id=new_id(),
        agency_id=actor.agency_id,
        name=checked.text(draft.name, "input.name", limits.NAME_CHARS, required=True) or "",
        kind=draft.kind,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        submission_from=draft.submission_from or draft.ends_on,
        submission_to=draft.submission_to or draft.ends_on + timedelta(days=submission),
        decision_to=draft.decision_to or draft.ends_on + timedelta(days=decision),
        population=draft.population.canonical(),
        state=CycleState.PLANNED,
        updated_at=actor.now,
        version=1,
    )
    if row.starts_on >= row.ends_on:
        checked.wrong(ReasonCode.DATE_ORDER, "input.endsOn")
    if row.submission_from < row.starts_on:
        checked.wrong(ReasonCode.DATE_ORDER, "input.submissionFrom")
    elif row.submission_from >= row.submission_to:
        checked.wrong(ReasonCode.DATE_ORDER, "input.submissionTo")
    if row.decision_to < row.submission_to:
        checked.wrong(ReasonCode.DATE_ORDER, "input.decisionTo")
    await _check_units(conn, actor, draft.population.units, checked)
    same = await conn.fetch(
        "SELECT 1 AS one FROM appraisal_cycle WHERE agency_id = :agency AND kind = :kind AND starts_on = :starts AND ends_on = :ends"
        " AND population = :population",
        {"agency": actor.agency_id, "kind": row.kind, "starts": row.starts_on, "ends": row.ends_on, "population": row.population},
    )
    if same:
        checked.wrong(ReasonCode.DUPLICATE, "input.startsOn")
    checked.done()
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.CYCLE,
        subject_id=row.id,
        version=1,
        action=EventAction.PLAN,
        changes=row_changes(AppraisalCycle, row, leave=frozenset({"state", "updated_at"})),
        to_state=CycleState.PLANNED.value,
        reason=reason,
        event_id=event_id,
    )
    await conn.insert([row])
    await announce(conn, actor, event_id, "cycle.plan")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=row.id, event_id=event_id)


async def _check_units(conn: Connection, actor: Actor, units: Sequence[UUID], checked: Checked) -> None:
    if not units:
        return
    rows = await conn.fetch(
        "SELECT id FROM org_unit WHERE agency_id = :agency AND id IN :ids", {"agency": actor.agency_id, "ids": list(units)}
    )
    known = {conn.decode(AppraisalCycle, "id", raw["id"]) for raw in rows}
    for index, unit in enumerate(units):
        if unit not in known:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, f"input.population.units.{index}")


@dataclass(frozen=True, slots=True)
class ExtensionDraft:
    """An extension to grant: of which window, until when (exclusive), for one appraisal, a unit's subtree, or the whole cycle."""

    kind: ExtensionKind
    scope: ExtensionScope
    until: date
    reason: str
    cycle_id: UUID | None = None
    unit_id: UUID | None = None
    appraisal_id: UUID | None = None


async def grant_extension(
    database: Database,
    record: AppraisalRecord,
    actor: Actor,
    draft: ExtensionDraft,
    expected_version: int | None,
    key: IdempotencyKey | None = None,
) -> Outcome[UUID]:
    """Grant an extension in one transaction; the outcome's value is the id of the appraisal or cycle that it belongs to."""
    subject = draft.appraisal_id if draft.scope is ExtensionScope.APPRAISAL else draft.cycle_id
    kind = SubjectType.APPRAISAL if draft.scope is ExtensionScope.APPRAISAL else SubjectType.CYCLE
    attempt = Attempt(kind, subject, EventAction.GRANT_EXTENSION)
    return await run(database, actor, attempt, lambda conn: grant_extension_in(conn, record, actor, draft, expected_version, key), key)


async def grant_extension_in(
    conn: Connection,
    record: AppraisalRecord,
    actor: Actor,
    draft: ExtensionDraft,
    expected_version: int | None,
    key: IdempotencyKey | None = None,
) -> Outcome[UUID]:
    """Grant an extension inside the caller's transaction: one version of the appraisal, or of the cycle for a unit or all.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED (also for one's own appraisal), STALE, BLOCKED when the cycle isn't open, INVALID.
    """
    own = draft.scope is ExtensionScope.APPRAISAL
    holder: Record[Any, Any] = record if own else CycleRecord()
    subject = draft.appraisal_id if own else draft.cycle_id
    checked = Checked()
    if subject is None:
        checked.wrong(ReasonCode.VALUE_REQUIRED, "input.appraisalId" if own else "input.cycleId")
    if (draft.scope is ExtensionScope.UNIT) != (draft.unit_id is not None):
        checked.wrong(ReasonCode.VALUE_REQUIRED, "input.unitId")
    reason = checked.text(draft.reason, "input.reason", limits.REASON_CHARS, required=True)
    if reason and len(reason) < limits.REASON_MIN_CHARS:
        checked.wrong(ReasonCode.REASON_TOO_SHORT, "input.reason", min=limits.REASON_MIN_CHARS)
    if draft.until <= actor.today:
        checked.wrong(ReasonCode.DATE_ORDER, "input.until")
    elif draft.until.year > actor.today.year + 1:
        # An extension can't be taken back, so a slip in the year must not stand.
        checked.wrong(ReasonCode.DATE_OUT_OF_RANGE, "input.until", min=str(actor.today.year), max=str(actor.today.year + 1))
    checked.done()
    if subject is None:
        raise TypeError("checked above")
    loaded = await load_one(holder, conn, actor, subject)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        return Outcome(value=subject, event_id=replay, replayed=True)
    granted = require(actor, Permission.GRANT_EXTENSION, loaded, loaded.grantees)
    if own and Relation.EMPLOYEE in loaded.grantees:
        raise not_permitted(Reason(ReasonCode.OWN_RECORD))
    if expected_version is not None:
        await check_version(holder, conn, actor, loaded, expected_version)
    if (loaded.row["cycle_state"] if own else loaded.state) is not CycleState.OPEN:
        raise blocked(Reason(ReasonCode.CYCLE_NOT_OPEN, "cycle.state"))
    if own and (loaded.row["voided_at"] is not None or loaded.state is AppraisalState.APPROVED):
        raise blocked(Reason(ReasonCode.ACTION_NOT_IN_STATE, "state", {"state": loaded.state.value, "possible": "", "role": ""}))
    await _check_units(conn, actor, [draft.unit_id] if draft.unit_id else [], checked)
    checked.done()
    cycle_id = loaded.row["cycle_id"] if own else loaded.id
    row = Extension(
        id=new_id(),
        agency_id=actor.agency_id,
        cycle_id=cycle_id,
        kind=draft.kind,
        scope=draft.scope,
        unit_id=draft.unit_id,
        appraisal_id=draft.appraisal_id if own else None,
        until=draft.until,
        granted_by_id=actor.employee_id,
        granted_at=actor.now,
    )
    event_id = new_id()
    event = await events.record(
        conn,
        actor=actor,
        subject_type=holder.subject_type,
        subject_id=loaded.id,
        version=loaded.version + 1,
        action=EventAction.GRANT_EXTENSION,
        changes=row_changes(Extension, row, prefix=f"extensions.{row.id}.", leave=frozenset({"granted_at", "granted_by_id"})),
        from_state=loaded.state.value,
        to_state=loaded.state.value,
        reason=reason,
        event_id=event_id,
        unit_id=loaded.unit_id or draft.unit_id,
    )
    await conn.insert([row])
    await compare_and_set(holder, conn, granted.row, loaded.state, {}, event.at)
    await announce(conn, actor, event_id, f"{holder.subject_type.value.lower()}.extension")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=subject, event_id=event_id)
