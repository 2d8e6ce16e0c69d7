"""The rows of import jobs as an import begins, goes on after a crash, and ends; each change is one short transaction."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from models import limits
from models.database import Connection, decode_row, new_id
from models.people import Employee, Person
from models.uploads import ImportJob, ImportProblem
from models.vocabulary import ActorKind, ImportEffect, ImportState, ProblemSeverity, ReasonCode, Role, SubjectType
from workflows.actor import Actor, RoleHeld
from workflows.calendar import day_in_zone
from workflows.importing.outcome import ImportOutcome, Progress
from workflows.importing.problems import Problem

ATTEMPTS = 3
"""How often an import is begun: one that has taken its process down with it so many times isn't begun again."""

PROBLEMS_AT_ONCE = 200
"""How many problems are written by one statement: who waits for the same event loop waits no longer than for these."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended; ``stopped_by`` where its rows don't say why it went no further, ``report`` whether there is one to fetch."""

    state: ImportState
    outcome: ImportOutcome | None = None
    stopped_by: ReasonCode | None = None
    report: bool = False


async def waiting_agencies(conn: Connection) -> list[UUID]:
    """Find the agencies with imports that have not ended, also those of a process that died."""
    rows = await conn.fetch("SELECT DISTINCT agency_id FROM import_job WHERE state IN ('WAITING', 'RUNNING')")
    return sorted(conn.decode(ImportJob, "agency_id", row["agency_id"]) for row in rows)


async def begin(conn: Connection, agency_id: UUID, now: datetime) -> ImportJob | None:
    """Take the agency's next job, whose turn the caller holds: one that is RUNNING already was left by a process that died."""
    rows = await conn.fetch(
        f"SELECT {', '.join(ImportJob._meta.fields_map)} FROM import_job"
        " WHERE agency_id = :agency AND state IN ('WAITING', 'RUNNING') ORDER BY requested_at, id LIMIT 1",
        {"agency": agency_id},
    )
    if not rows:
        return None
    job = ImportJob(**decode_row(ImportJob, rows[0]))
    job.attempts += 1
    await conn.execute(
        "UPDATE import_job SET state = 'RUNNING', attempts = :attempts, started_at = COALESCE(started_at, :now) WHERE id = :id",
        {"attempts": job.attempts, "now": now, "id": job.id},
    )
    return job


async def importer(conn: Connection, job: ImportJob, now: datetime) -> Actor | None:
    """Give the actor that the import's events name; None if whoever asked for it may no longer import."""
    zone = str(json.loads(job.actor)["zone"])
    today = day_in_zone(now, zone)
    rows = await conn.fetch(
        "SELECT e.person_id, e.name, p.number FROM employee e JOIN person p ON p.id = e.person_id"
        " WHERE e.agency_id = :agency AND e.id = :employee AND EXISTS (SELECT 1 FROM role_grant g WHERE g.agency_id = e.agency_id"
        " AND g.employee_id = e.id AND g.role = :role AND g.unit_id IS NULL AND g.recorded_to IS NULL AND g.valid_from <= :today"
        " AND (g.valid_to IS NULL OR g.valid_to > :today))",
        {"agency": job.agency_id, "employee": job.requested_by_id, "role": Role.AGENCY_ADMIN, "today": today},
    )
    if not rows:
        return None
    return Actor(
        kind=ActorKind.IMPORT,
        agency_id=job.agency_id,
        person_id=conn.decode(Employee, "person_id", rows[0]["person_id"]),
        employee_id=job.requested_by_id,
        now=now,
        today=today,
        zone=zone,
        request_id=mark(job.id),
        name=conn.decode(Employee, "name", rows[0]["name"]),
        number=conn.decode(Person, "number", rows[0]["number"]),
        roles=(RoleHeld(Role.AGENCY_ADMIN, None),),
    )


def mark(job_id: UUID) -> str:
    """Give the request id that all events of a job's import carry, and no other events."""
    return f"import-{job_id}"


async def has_ended(conn: Connection, job: ImportJob) -> bool:
    """Tell whether a job has ended: one that has written says so in the same transaction."""
    rows = await conn.fetch("SELECT id FROM import_job WHERE id = :id AND finished_at IS NOT NULL", {"id": job.id})
    return bool(rows)


async def end(conn: Connection, job: ImportJob, ending: Ending, progress: Progress | None, now: datetime) -> None:
    """Write how a job ended, with what it found; one that has ended already stays as it is."""
    outcome = ending.outcome
    values: dict[str, Any] = {
        "state": ending.state,
        "stage": progress.stage if progress else None,
        "done": progress.done if progress else 0,
        "total": progress.total if progress else None,
        "written": ending.state is ImportState.DONE and not job.dry_run,
        "row_count": outcome.rows if outcome else 0,
        "rejected": outcome.rejected if outcome else 0,
        "errors": outcome.errors if outcome else 0,
        "notices": outcome.notices if outcome else 0,
        "locked_ms": outcome.locked_ms if outcome else None,
        "counts": _counts(outcome.counts if outcome else {}),
        "stopped_by": ending.stopped_by,
        "report_until": now + timedelta(hours=limits.UPLOAD_HOURS) if ending.report else None,
        "finished_at": now,
    }
    ended = await conn.execute(
        f"UPDATE import_job SET {', '.join(f'{name} = :{name}' for name in values)} WHERE id = :id AND finished_at IS NULL",
        {**values, "id": job.id},
    )
    if not ended:
        return
    found = outcome.problems if outcome else ()
    for first in range(0, len(found), PROBLEMS_AT_ONCE):
        await conn.insert(list(_problems(job, found[first : first + PROBLEMS_AT_ONCE], first + 1)))


def _problems(job: ImportJob, problems: Sequence[Problem], first: int) -> Iterator[ImportProblem]:
    for ordinal, one in enumerate(problems, first):
        yield ImportProblem(
            id=new_id(),
            agency_id=job.agency_id,
            job_id=job.id,
            ordinal=ordinal,
            file=one.place.file,
            sheet=one.place.sheet and one.place.sheet[: limits.NAME_CHARS],
            line=one.place.row,
            field=one.column and one.column[: limits.NAME_CHARS],
            code=one.code.value,
            severity=ProblemSeverity.ERROR if one.stops else ProblemSeverity.NOTICE,
            params=json.dumps(dict(one.params), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str),
        )


def _counts(counts: Mapping[tuple[SubjectType, ImportEffect], int]) -> str:
    listed = [
        {"subject": subject.value, "effect": effect.value, "count": counts[subject, effect]}
        for subject in SubjectType
        for effect in ImportEffect
        if counts.get((subject, effect), 0)
    ]
    return json.dumps(listed, sort_keys=True, separators=(",", ":"))
