"""Attaching evidence to what an employee may still edit, and removing it: a file that was uploaded, or a link."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from models import limits
from models.database import Connection, Database, new_id
from models.evidence import Evidence
from models.uploads import Upload
from models.vocabulary import EventAction, EvidenceState, EvidenceSubject, ReasonCode, RefusalCode, SubjectType
from workflows import events
from workflows.access import Actor
from workflows.actions.evidence_record import EvidenceRecord
from workflows.actions.evidence_subjects import PATH, SUBJECTS, indicator_lineage
from workflows.changes import row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.engine import Command, Loaded, advance, announce, load_one
from workflows.evidence_files import TYPES, EvidenceStore, pieces_of, remove_now
from workflows.evidence_life import EVIDENCE, EvidenceInputs
from workflows.evidence_links import checked_link
from workflows.files import FileStore, NoRoom, TooLarge
from workflows.refusals import Reason, Refusal, Refused, blocked, not_found, not_permitted
from workflows.texts import Checked
from workflows.uploads import usable


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """Evidence to attach: either an upload or a link; ``id`` is the client's, so that sending twice is the same evidence."""

    kind: EvidenceSubject
    subject_id: UUID
    title: str
    id: UUID | None = None
    indicator_id: UUID | None = None
    upload_id: UUID | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _File:
    """An upload as it was copied: under which key, and what is known of it."""

    key: UUID
    upload: Upload


async def attach_evidence(
    database: Database,
    uploads: FileStore | None,
    store: EvidenceStore | None,
    actor: Actor,
    draft: EvidenceDraft,
    key: IdempotencyKey | None = None,
) -> Outcome[UUID]:
    """Copy the file, then attach it in one transaction; the outcome's value is the evidence's id. What is refused leaves no file."""
    try:
        file = await _copied(database, uploads, store, actor, draft.upload_id)
    except NoRoom:
        return Outcome(refusal=Refusal(RefusalCode.BUSY, (Reason(ReasonCode.TRY_AGAIN),)))
    attempt = Attempt(SubjectType(draft.kind.value), draft.subject_id, EventAction.ATTACH_EVIDENCE)
    # A fault or a cancelled request may yet have been committed: only an answer tells that no row needs the file; the sweep takes the rest.
    outcome = await run(database, actor, attempt, lambda conn: attach_evidence_in(conn, actor, draft, file, key), key)
    if store is not None and file is not None and (outcome.refusal is not None or outcome.replayed):
        await remove_now(store, file.key)
    return outcome


async def _copied(
    database: Database, uploads: FileStore | None, store: EvidenceStore | None, actor: Actor, upload_id: UUID | None
) -> _File | None:
    if upload_id is None or uploads is None or store is None:
        return None
    found = (await database.read(lambda conn: usable(conn, actor, [upload_id]))).get(upload_id)
    if found is None or found.type not in TYPES:
        # What it is is told when it is refused; it isn't copied for that.
        return None if found is None else _File(upload_id, found)
    file = _File(uuid4(), found)
    try:
        with uploads.open(upload_id) as stream:
            stored = await store.put(file.key, pieces_of(stream), found.size)
    except (FileNotFoundError, TooLarge):
        return None
    if (stored.size, stored.sha256) != (found.size, found.sha256):
        await remove_now(store, file.key)
        return None
    return file


async def attach_evidence_in(
    conn: Connection, actor: Actor, draft: EvidenceDraft, file: _File | None, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Attach inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED, INVALID, CONFLICT or BLOCKED, in this order, with every reason.
    """
    kind = SUBJECTS[draft.kind]
    subject = await load_one(kind.record, conn, actor, draft.subject_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        rows = await conn.fetch(
            "SELECT subject_id FROM event WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": replay}
        )
        return Outcome(value=conn.decode(Evidence, "id", rows[0]["subject_id"]), event_id=replay, replayed=True)
    against = kind.not_the_employee(subject, actor)
    if against:
        raise not_permitted(*against)
    row = await _checked(conn, actor, subject, draft, file)
    earlier = await _earlier(conn, actor, row)
    if earlier is not None:
        return earlier
    closed = kind.shut(subject, actor)
    if closed:
        raise blocked(*closed)
    await _check_room(conn, row)
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.EVIDENCE,
        subject_id=row.id,
        version=1,
        action=EventAction.ATTACH_EVIDENCE,
        changes=row_changes(Evidence, row, leave=frozenset({"state", "state_since", "updated_at"})),
        to_state=row.state.value,
        definition=EVIDENCE.digest,
        event_id=event_id,
        unit_id=subject.unit_id,
    )
    await conn.insert([row])
    await announce(conn, actor, event_id, "evidence.attach_evidence")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=row.id, event_id=event_id)


async def _checked(conn: Connection, actor: Actor, subject: Loaded, draft: EvidenceDraft, file: _File | None) -> Evidence:
    checked = Checked()
    title = checked.text(draft.title, "input.title", limits.TITLE_CHARS, required=True)
    lineage = None
    if draft.indicator_id is not None:
        if SUBJECTS[draft.kind].by_indicator:
            lineage = await indicator_lineage(conn, subject, actor, draft.indicator_id)
        if lineage is None:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.indicatorId")
    url = None
    if (draft.upload_id is None) == (draft.url is None):
        checked.wrong(ReasonCode.FILE_OR_LINK, "input.uploadId")
    elif draft.url is not None:
        url = checked_link(draft.url, "input.url", checked)
    elif file is not None and file.upload.type not in TYPES:
        checked.wrong(ReasonCode.EVIDENCE_TYPE, "input.uploadId")
    checked.done()
    if draft.url is None and file is None:
        raise Refused(Refusal(RefusalCode.NOT_FOUND, (Reason(ReasonCode.UPLOAD_GONE, "input.uploadId"),)))
    upload = file.upload if file is not None else None
    return Evidence(
        id=draft.id or new_id(),
        agency_id=actor.agency_id,
        subject_kind=draft.kind,
        subject_id=subject.id,
        indicator_lineage_id=lineage,
        employee_id=subject.row["employee_id"],
        unit_id=subject.unit_id,
        title=title or "",
        url=url,
        file_key=file.key if file else None,
        file_name=upload.name if upload else None,
        file_type=upload.type if upload else None,
        size=upload.size if upload else None,
        sha256=upload.sha256 if upload else None,
        attached_at=actor.now,
        state=EvidenceState.ATTACHED,
        version=1,
        state_since=actor.now,
        updated_at=actor.now,
    )


async def _earlier(conn: Connection, actor: Actor, row: Evidence) -> Outcome[UUID] | None:
    """Answer for an id that is taken: the same content is the same evidence; an id of somebody else's answers like an absent one."""
    rows = await conn.fetch(
        "SELECT e.agency_id, e.employee_id, e.subject_id, e.indicator_lineage_id, e.title, e.url, e.sha256, v.id AS event_id"
        " FROM evidence e LEFT JOIN event v ON v.agency_id = e.agency_id AND v.subject_type = 'EVIDENCE' AND v.subject_id = e.id"
        " AND v.version = 1 WHERE e.id = :id",
        {"id": row.id},
    )
    if not rows:
        return None
    found = {name: conn.decode(Evidence, name if name != "event_id" else "id", value) for name, value in rows[0].items()}
    if (found["agency_id"], found["employee_id"]) != (actor.agency_id, actor.employee_id):
        raise not_found()
    same = all(found[name] == getattr(row, name) for name in ("subject_id", "indicator_lineage_id", "title", "url", "sha256"))
    if not same:
        raise Refused(Refusal(RefusalCode.CONFLICT, (Reason(ReasonCode.ATTACHED_OTHERWISE, "input.id"),)))
    return Outcome(value=row.id, event_id=found["event_id"], replayed=True)


async def _check_room(conn: Connection, row: Evidence) -> None:
    """Refuse what is there already, in the same place, and more than the subject has room for; the subject is locked."""
    rows = await conn.fetch(
        "SELECT indicator_lineage_id, url, sha256 FROM evidence WHERE agency_id = :agency AND subject_id = :subject AND state = 'ATTACHED'",
        {"agency": row.agency_id, "subject": row.subject_id},
    )
    there = [tuple(conn.decode(Evidence, name, one[name]) for name in ("indicator_lineage_id", "url", "sha256")) for one in rows]
    if (row.indicator_lineage_id, row.url, row.sha256) in there:
        raise blocked(Reason(ReasonCode.ATTACHED_ALREADY, "input.url" if row.sha256 is None else "input.uploadId"))
    if len(there) >= limits.EVIDENCE_ROWS:
        raise blocked(Reason(ReasonCode.EVIDENCE_FULL, PATH, {"max": limits.EVIDENCE_ROWS}))


async def remove_evidence(
    database: Database, store: EvidenceStore | None, actor: Actor, command: Command[EvidenceInputs]
) -> Outcome[Loaded]:
    """Put a tombstone in the place of evidence; then its bytes go, and if this process dies in between, the sweep takes them."""
    outcome = await advance(EvidenceRecord(), database, actor, command)
    if store is not None and outcome.event_id is not None and outcome.value is not None and outcome.value.row["file_key"] is not None:
        await remove_now(store, outcome.value.row["file_key"])  # type: ignore[arg-type]
    return outcome
