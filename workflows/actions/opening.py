"""Opening a cycle in mass: a resumable job in chunks, idempotent, with what happened for each assignment.

A chunk is one transaction over the next assignments by id: a crash loses at most the chunk under way, and a second run changes nothing.
Neither all employees nor all appraisals are ever held in memory.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from models.appraisals import Appraisal
from models.cycles import AppraisalCycle, OpeningJob, OpeningResult
from models.database import Connection, Database, new_id
from models.people import Agency, Assignment, LegalStatus
from models.plans import PerformancePlan, PlanRevision
from models.vocabulary import (
    ActorKind,
    AppraisalState,
    AssignmentKind,
    CycleAction,
    CycleState,
    EventAction,
    JobState,
    LegalStatusKind,
    OpeningOutcome,
    PlanApproach,
    PlanOrigin,
    ReasonCode,
    SubjectType,
)
from workflows import events
from workflows.access import Actor
from workflows.actions.cycles import ASN_TYPES, Population
from workflows.changes import row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, run
from workflows.cycle import CycleInputs, CycleRecord
from workflows.engine import Command, Loaded, advance_in
from workflows.events import EventDraft
from workflows.standing import IN_FORCE, TODAY

CHUNK = 200
"""Assignments a transaction: long enough to be quick, short enough that nobody waits for it."""

_POPULATION = (
    " FROM assignment s JOIN position p ON p.agency_id = s.agency_id AND p.id = s.position_id"
    " JOIN employee e ON e.agency_id = s.agency_id AND e.id = s.employee_id"
    " WHERE s.agency_id = :agency AND s.recorded_to IS NULL AND s.kind IN :kinds AND e.employment_type IN :types"
    " AND s.valid_from < :ends AND (s.valid_to IS NULL OR s.valid_to > :starts)"
)
_UNITS = (
    " AND p.unit_id IN (SELECT u.descendant_id FROM unit_closure u WHERE u.agency_id = :agency AND u.ancestor_id IN :units"
    f" AND {TODAY.format(l='u')})"
)


async def open_cycle(
    database: Database, actor: Actor, cycle_id: UUID, expected_version: int, key: IdempotencyKey | None = None, *, dry_run: bool = False
) -> Outcome[Loaded]:
    """Open a planned cycle, or an open one again for newcomers: the move and the job are one transaction; ``run_opening`` does the rest."""
    attempt = Attempt(SubjectType.CYCLE, cycle_id, EventAction.OPEN)
    command = Command(cycle_id, CycleAction.OPEN, expected_version, CycleInputs(), key, dry_run)
    return await run(database, actor, attempt, lambda conn: open_cycle_in(conn, actor, command), command.key, keep_attempt=not dry_run)


async def open_cycle_in(conn: Connection, actor: Actor, command: Command[CycleInputs]) -> Outcome[Loaded]:
    """Move the cycle and make its job inside the caller's transaction.

    Raises:
        Refused: as the engine does.
    """
    outcome = await advance_in(CycleRecord(), conn, actor, command)
    if command.dry_run or outcome.replayed or outcome.value is None:
        return outcome
    row = outcome.value.row
    sql, params = _population(row, await _opens_acting(conn, actor.agency_id))
    last = "(SELECT MAX(j.started_at) FROM opening_job j WHERE j.agency_id = :agency AND j.cycle_id = :cycle)"
    counted = (await conn.fetch(f"SELECT COUNT(*) AS total, {last} AS last{sql}", {**params, "cycle": command.id}))[0]
    started = actor.now
    if counted["last"] is not None:
        # After every earlier run, though the clock may have been set back: which run is the last is told by it.
        started = max(started, conn.decode(OpeningJob, "started_at", counted["last"]) + timedelta(microseconds=1))
    who = {
        "personId": str(actor.person_id),
        "employeeId": str(actor.employee_id),
        "assignmentId": str(actor.assignment_id or ""),
        "unitId": str(actor.unit_id or ""),
        "zone": actor.zone,
    }
    job = OpeningJob(
        id=new_id(),
        agency_id=actor.agency_id,
        cycle_id=command.id,
        state=JobState.RUNNING,
        position=None,
        total=int(counted["total"]),
        done=0,
        actor=json.dumps(who, sort_keys=True, separators=(",", ":")),
        request_id=actor.request_id,
        started_at=started,
        updated_at=started,
    )
    await conn.insert([job])
    return outcome


async def job_of(conn: Connection, agency_id: UUID, cycle_id: UUID) -> UUID | None:
    """Find the cycle's newest job."""
    rows = await conn.fetch(
        "SELECT id FROM opening_job WHERE agency_id = :agency AND cycle_id = :cycle ORDER BY started_at DESC LIMIT 1",
        {"agency": agency_id, "cycle": cycle_id},
    )
    return conn.decode(OpeningJob, "id", rows[0]["id"]) if rows else None


async def run_opening(database: Database, job_id: UUID, now: datetime, today: date) -> None:
    """Work through a job chunk by chunk until it is done; safe to run twice and in two processes at once."""
    while await database.transaction(lambda conn: open_chunk(conn, job_id, now, today)):
        pass


async def open_chunk(conn: Connection, job_id: UUID, now: datetime, today: date, size: int = CHUNK) -> bool:
    """Do the next chunk of a job in the caller's transaction; tell whether more is left."""
    lock = " FOR UPDATE" if conn.dialect == "postgres" else ""
    rows = await conn.fetch(f"SELECT {', '.join(OpeningJob._meta.fields_map)} FROM opening_job WHERE id = :id{lock}", {"id": job_id})
    job = _decoded(conn, OpeningJob, rows[0])
    if job["state"] is not JobState.RUNNING:
        return False
    cycle = await _cycle(conn, job)
    if cycle["state"] is not CycleState.OPEN:
        await _end(conn, job_id, JobState.FAILED, now)
        return False
    actor = await _actor(conn, job, now, today)
    sql, params = _population(cycle, await _opens_acting(conn, actor.agency_id))
    after = ""
    if job["position"] is not None:
        after, params["position"] = " AND s.id > :position", job["position"]
    chunk = await conn.fetch(
        f"SELECT s.id, s.employee_id, s.valid_from, s.valid_to, p.unit_id{sql}{after} ORDER BY s.id LIMIT {size:d}", params
    )
    if not chunk:
        await _end(conn, job_id, JobState.DONE, now)
        return False
    assignments = [
        _decoded(conn, Assignment, {k: v for k, v in raw.items() if k != "unit_id"})
        | {"unit_id": conn.decode(Appraisal, "unit_id", raw["unit_id"])}
        for raw in chunk
    ]
    await _open_assignments(conn, actor, cycle, assignments)
    await conn.execute(
        "UPDATE opening_job SET position = :position, done = done + :count, updated_at = :now WHERE id = :id",
        {"position": assignments[-1]["id"], "count": len(assignments), "now": now, "id": job_id},
    )
    return True


async def _open_assignments(conn: Connection, actor: Actor, cycle: Mapping[str, Any], assignments: Sequence[Mapping[str, Any]]) -> None:
    year = cycle["starts_on"].year
    scope = {"agency": actor.agency_id, "ids": [one["id"] for one in assignments], "acc_today": actor.today}
    employees = {**scope, "employees": [one["employee_id"] for one in assignments]}
    exempt = await _exempt(conn, employees)
    appraised = await _ids(
        conn,
        Appraisal,
        "assignment_id",
        "appraiser_id",
        (
            "SELECT l.assignment_id, l.appraiser_id FROM reporting_line l WHERE l.agency_id = :agency AND l.assignment_id IN :ids"
            f" AND {TODAY.format(l='l')}"
        ),
        scope,
    )
    existing = await _ids(
        conn,
        Appraisal,
        "assignment_id",
        "id",
        (
            "SELECT a.assignment_id, a.id FROM appraisal a WHERE a.agency_id = :agency AND a.cycle_id = :cycle AND a.assignment_id IN :ids"
            " AND a.superseded_at IS NULL ORDER BY a.ordinal"
        ),
        {**scope, "cycle": cycle["id"]},
    )
    voided = await _ids(
        conn,
        Appraisal,
        "assignment_id",
        "id",
        (
            "SELECT a.assignment_id, a.id FROM appraisal a WHERE a.agency_id = :agency AND a.cycle_id = :cycle AND a.assignment_id IN :ids"
            " AND a.voided_at IS NOT NULL"
        ),
        {**scope, "cycle": cycle["id"]},
    )
    todo = [one for one in assignments if one["id"] not in existing and one["id"] not in exempt]
    plans = await _plans(conn, actor, year, cycle, todo)
    drafts: list[EventDraft] = []
    rows: list[Appraisal] = []
    results: list[OpeningResult] = []
    for one in assignments:
        result = OpeningResult(
            id=new_id(), agency_id=actor.agency_id, cycle_id=cycle["id"], assignment_id=one["id"], employee_id=one["employee_id"]
        )
        results.append(result)
        if one["id"] in existing:
            # What was voided stays voided: opening again never undoes that decision.
            result.outcome, result.appraisal_id = OpeningOutcome.EXISTS, existing[one["id"]]
            result.reason = ReasonCode.APPRAISAL_VOIDED if one["id"] in voided else None
        elif one["id"] in exempt:
            result.outcome, result.reason = OpeningOutcome.EXEMPT, ReasonCode.LEGAL_STATUS
        else:
            plan_id, revision_id = plans[one["id"]]
            row = Appraisal(
                id=new_id(),
                agency_id=actor.agency_id,
                cycle_id=cycle["id"],
                plan_id=plan_id,
                assignment_id=one["id"],
                employee_id=one["employee_id"],
                unit_id=one["unit_id"],
                ordinal=1,
                state=AppraisalState.DRAFT,
                version=1,
                state_since=actor.now,
                updated_at=actor.now,
                opening_revision_id=revision_id,
            )
            rows.append(row)
            drafts.append(
                _draft(actor, SubjectType.APPRAISAL, row.id, EventAction.OPEN_APPRAISAL, Appraisal, row, one["unit_id"], job=cycle["id"])
            )
            known = appraised.get(one["id"]) is not None
            result.outcome = OpeningOutcome.CREATED if known else OpeningOutcome.NO_APPRAISER
            result.reason = None if known else ReasonCode.NO_APPRAISER
            result.appraisal_id = row.id
    await events.record_many(conn, drafts)
    await conn.insert(rows)
    await conn.execute(
        "DELETE FROM opening_result WHERE agency_id = :agency AND cycle_id = :cycle AND assignment_id IN :ids",
        {**scope, "cycle": cycle["id"]},
    )
    await conn.insert(results)


async def _plans(
    conn: Connection, actor: Actor, year: int, cycle: Mapping[str, Any], todo: Sequence[Mapping[str, Any]]
) -> dict[UUID, tuple[UUID, UUID]]:
    """Find or make the year's plan of each assignment; give the plan and its revision in force by assignment."""
    rows = await conn.fetch(
        f"SELECT p.assignment_id, p.id AS plan_id, {IN_FORCE.format(a='p')} AS revision_id FROM performance_plan p"
        " WHERE p.agency_id = :agency AND p.year = :year AND p.assignment_id IN :ids",
        {"agency": actor.agency_id, "year": year, "ids": [one["id"] for one in todo]},
    )
    found = {
        conn.decode(Appraisal, "assignment_id", raw["assignment_id"]): (
            conn.decode(Appraisal, "plan_id", raw["plan_id"]),
            conn.decode(Appraisal, "plan_id", raw["revision_id"]),
        )
        for raw in rows
    }
    plans: list[PerformancePlan] = []
    revisions: list[PlanRevision] = []
    drafts: list[EventDraft] = []
    first, last = date(year, 1, 1), date(year + 1, 1, 1)
    for one in todo:
        if one["id"] in found:
            continue
        plan = PerformancePlan(
            id=new_id(),
            agency_id=actor.agency_id,
            assignment_id=one["id"],
            employee_id=one["employee_id"],
            year=year,
            starts_on=max(first, one["valid_from"]),
            ends_on=min(last, one["valid_to"] or last),
            approach=PlanApproach.QUANTITATIVE,
            origin=PlanOrigin.ENTERED,
            version=1,
        )
        revision = PlanRevision(id=new_id(), agency_id=actor.agency_id, plan_id=plan.id, ordinal=1, created_at=actor.now)
        plans.append(plan)
        revisions.append(revision)
        drafts.append(
            _draft(actor, SubjectType.PLAN, plan.id, EventAction.CREATE_PLAN, PerformancePlan, plan, one["unit_id"], job=cycle["id"])
        )
        found[one["id"]] = (plan.id, revision.id)
    await events.record_many(conn, drafts)
    await conn.insert(plans)
    await conn.insert(revisions)
    return found


def _draft(
    actor: Actor, subject: SubjectType, subject_id: UUID, action: EventAction, model: Any, row: Any, unit_id: UUID, *, job: UUID
) -> EventDraft:
    state = row.state.value if subject is SubjectType.APPRAISAL else None
    return EventDraft(
        actor=actor,
        subject_type=subject,
        subject_id=subject_id,
        version=1,
        action=action,
        to_state=state,
        unit_id=unit_id,
        changes=row_changes(model, row, leave=frozenset({"state", "state_since", "updated_at"})),
        provenance={"cycle": str(job)},
    )


async def _exempt(conn: Connection, scope: Mapping[str, object]) -> set[UUID]:
    rows = await conn.fetch("SELECT exempt_statuses FROM agency WHERE id = :agency", scope)
    statuses = [LegalStatusKind(one) for one in json.loads(rows[0]["exempt_statuses"])]
    found = await conn.fetch(
        "SELECT s.employee_id FROM legal_status s WHERE s.agency_id = :agency AND s.employee_id IN :employees AND s.recorded_to IS NULL"
        f" AND s.status IN :statuses AND {TODAY.format(l='s')}",
        {**scope, "statuses": statuses},
    )
    exempt = {conn.decode(LegalStatus, "employee_id", raw["employee_id"]) for raw in found}
    held = await conn.fetch("SELECT id, employee_id FROM assignment WHERE agency_id = :agency AND id IN :ids", scope)
    return {
        conn.decode(Assignment, "id", raw["id"]) for raw in held if conn.decode(Assignment, "employee_id", raw["employee_id"]) in exempt
    }


async def _ids(conn: Connection, model: Any, key: str, value: str, sql: str, params: Mapping[str, object]) -> dict[UUID, UUID | None]:
    rows = await conn.fetch(sql, params)
    return {conn.decode(model, key, raw[key]): conn.decode(model, value, raw[value]) for raw in rows}


async def _opens_acting(conn: Connection, agency_id: UUID) -> bool:
    rows = await conn.fetch("SELECT opens_acting FROM agency WHERE id = :agency", {"agency": agency_id})
    return bool(conn.decode(Agency, "opens_acting", rows[0]["opens_acting"]))


def _population(cycle: Mapping[str, Any], opens_acting: bool) -> tuple[str, dict[str, object]]:
    population = Population.read(str(cycle["population"]))
    kinds = [AssignmentKind.DEFINITIVE] + ([AssignmentKind.ACTING, AssignmentKind.INTERIM] if opens_acting else [])
    params: dict[str, object] = {
        "agency": cycle["agency_id"],
        "kinds": kinds,
        "types": list(population.employment_types or ASN_TYPES),
        "starts": cycle["starts_on"],
        "ends": cycle["ends_on"],
    }
    sql = _POPULATION
    if population.position_kinds:
        sql += " AND p.kind IN :position_kinds"
        params["position_kinds"] = list(population.position_kinds)
    if population.units:
        sql += _UNITS
        params["units"] = list(population.units)
    if ":acc_today" in sql:
        params["acc_today"] = cycle["ends_on"] - timedelta(days=1)
    return sql, params


async def _cycle(conn: Connection, job: Mapping[str, Any]) -> dict[str, Any]:
    rows = await conn.fetch(
        f"SELECT {', '.join(AppraisalCycle._meta.fields_map)} FROM appraisal_cycle WHERE agency_id = :agency AND id = :id",
        {"agency": job["agency_id"], "id": job["cycle_id"]},
    )
    return _decoded(conn, AppraisalCycle, rows[0])


async def _actor(conn: Connection, job: Mapping[str, Any], now: datetime, today: date) -> Actor:
    who = json.loads(job["actor"])
    rows = await conn.fetch(
        "SELECT e.name, p.number FROM employee e JOIN person p ON p.id = e.person_id WHERE e.agency_id = :agency AND e.id = :id",
        {"agency": job["agency_id"], "id": UUID(who["employeeId"])},
    )
    return Actor(
        kind=ActorKind.JOB,
        agency_id=job["agency_id"],
        person_id=UUID(who["personId"]),
        employee_id=UUID(who["employeeId"]),
        now=now,
        today=today,
        zone=who["zone"],
        request_id=job["request_id"],
        name=rows[0]["name"],
        number=rows[0]["number"],
        assignment_id=UUID(who["assignmentId"]) if who["assignmentId"] else None,
        unit_id=UUID(who["unitId"]) if who["unitId"] else None,
    )


async def _end(conn: Connection, job_id: UUID, state: JobState, now: datetime) -> None:
    await conn.execute(
        "UPDATE opening_job SET state = :state, finished_at = :now, updated_at = :now WHERE id = :id",
        {"state": state, "now": now, "id": job_id},
    )


def _decoded(conn: Connection, model: Any, raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: conn.decode(model, name, value) for name, value in raw.items()}
