"""Asking for an import of uploads: who may, of what; the import itself is done behind the requests (``workflows.imports``)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.uploads import ImportJob, Upload
from models.vocabulary import EventAction, FileType, ImportState, ReasonCode, RefusalCode, RowsTaken, SubjectType
from workflows import events
from workflows.access import Actor, Permission, require
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.engine import announce
from workflows.events import Change
from workflows.refusals import Reason, Refusal, Refused, blocked
from workflows.texts import Checked
from workflows.uploads import usable

IMPORTABLE = (FileType.DELIMITED, FileType.WORKBOOK, FileType.ARCHIVE)


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """What is to be imported: uploads in the order in which they are read, the day from which changes hold (None: today)."""

    uploads: Sequence[UUID]
    effective: date | None = None
    dry_run: bool = False
    rows: RowsTaken = RowsTaken.ALL
    reason: str | None = None


async def import_roster(
    database: Database, actor: Actor, draft: ImportDraft, locale: str, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Put an import on its way in one transaction; the outcome's value is the job's id. ``locale`` is that of its report."""
    attempt = Attempt(SubjectType.IMPORT, None, EventAction.IMPORT_ROSTER)
    work = run(
        database, actor, attempt, lambda conn: import_roster_in(conn, actor, draft, locale, key), key, keep_attempt=not draft.dry_run
    )
    return await work


async def import_roster_in(
    conn: Connection, actor: Actor, draft: ImportDraft, locale: str, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Put an import on its way inside the caller's transaction.

    Raises:
        Refused: NOT_PERMITTED; INVALID with every reason; NOT_FOUND for uploads that are absent, another's or expired; BLOCKED where too
            many imports wait.
    """
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        rows = await conn.fetch(
            "SELECT subject_id FROM event WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": replay}
        )
        return Outcome(value=conn.decode(ImportJob, "id", rows[0]["subject_id"]), event_id=replay, replayed=True)
    require(actor, Permission.IMPORT_ROSTER, None)
    checked = Checked()
    if not draft.uploads:
        checked.wrong(ReasonCode.VALUE_REQUIRED, "input.uploadIds")
    checked.count(draft.uploads, "input.uploadIds", limits.IMPORT_UPLOADS_ROWS)
    effective = checked.day(draft.effective or actor.today, "input.effective") or actor.today
    reason = checked.text(draft.reason, "input.reason", limits.REASON_CHARS)
    checked.done()
    uploads = await _uploads(conn, actor, draft.uploads)
    job = _job(actor, draft, uploads, effective, locale, requested_at=await _turn(conn, actor))
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.IMPORT,
        subject_id=job.id,
        version=1,
        action=EventAction.IMPORT_ROSTER,
        changes=(
            Change("effective", None, effective),
            Change("dryRun", None, draft.dry_run),
            Change("rowsTaken", None, draft.rows.value),
        ),
        reason=reason,
        provenance={"fileSha256": ",".join(one.sha256 for one in uploads)},
        event_id=event_id,
    )
    await conn.insert([job])
    await announce(conn, actor, event_id, "import.roster")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=job.id, event_id=event_id)


def _job(actor: Actor, draft: ImportDraft, uploads: Sequence[Upload], effective: date, locale: str, *, requested_at: datetime) -> ImportJob:
    files = [{"upload": str(one.id), "name": one.name, "size": one.size, "sha256": one.sha256} for one in uploads]
    return ImportJob(
        id=new_id(),
        agency_id=actor.agency_id,
        requested_by_id=actor.employee_id,
        actor=_canonical({"personId": str(actor.person_id), "zone": actor.zone}),
        request_id=actor.request_id,
        locale=locale,
        files=_canonical(files),
        effective=effective,
        dry_run=draft.dry_run,
        rows_taken=draft.rows,
        state=ImportState.WAITING,
        done=0,
        attempts=0,
        written=False,
        row_count=0,
        rejected=0,
        errors=0,
        notices=0,
        counts="[]",
        requested_at=requested_at,
    )


async def _uploads(conn: Connection, actor: Actor, ids: Sequence[UUID]) -> list[Upload]:
    found = await usable(conn, actor, ids)
    gone = tuple(Reason(ReasonCode.UPLOAD_GONE, f"input.uploadIds.{index}") for index, one in enumerate(ids) if one not in found)
    if gone:
        raise Refused(Refusal(RefusalCode.NOT_FOUND, gone))
    checked = Checked()
    for index, one in enumerate(ids):
        if found[one].type not in IMPORTABLE:
            checked.wrong(ReasonCode.UPLOAD_NOT_IMPORTABLE, f"input.uploadIds.{index}")
    checked.done()
    return [found[one] for one in ids]


async def _turn(conn: Connection, actor: Actor) -> datetime:
    # After all that wait already, also those that a clock ahead of this one has counted.
    rows = await conn.fetch(
        "SELECT COUNT(*) AS waiting, MAX(requested_at) AS last FROM import_job"
        " WHERE agency_id = :agency AND state IN ('WAITING', 'RUNNING')",
        {"agency": actor.agency_id},
    )
    if int(rows[0]["waiting"]) >= limits.IMPORTS_WAITING_ROWS:
        raise blocked(Reason(ReasonCode.IMPORTS_WAITING, params={"max": limits.IMPORTS_WAITING_ROWS}))
    if rows[0]["last"] is None:
        return actor.now
    last: datetime = conn.decode(ImportJob, "requested_at", rows[0]["last"])
    return max(actor.now, last + timedelta(microseconds=1))


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
