"""What every command shares: one transaction, an idempotency record in it, and a refused attempt after the rollback.

A command is whatever a mutation does. It runs inside ``run``: its work raises ``Refused`` to roll everything back; ``run`` then answers the
refusal as data and, in a second short transaction, keeps the attempt for auditors.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar
from uuid import UUID

import structlog
from prometheus_client import Counter

from models.database import Busy, Connection, Database, new_id
from models.history import IdempotencyRecord, RefusedAttempt
from models.limits import IDEMPOTENCY_DAYS, REFUSED_ATTEMPT_SECONDS
from models.vocabulary import EventAction, ReasonCode, RefusalCode, SubjectType
from workflows.actor import Actor
from workflows.refusals import Reason, Refusal, Refused

T = TypeVar("T")
log = structlog.get_logger(__name__)
attempts_not_kept = Counter("kinerja_refused_attempts_not_kept", "Refused attempts that were answered but could not be kept as rows")

KEPT_ATTEMPTS = frozenset({RefusalCode.NOT_PERMITTED, RefusalCode.ILLEGAL_TRANSITION, RefusalCode.BLOCKED})
"""Refusals that are kept as rows; the rest is only counted."""


class LostRace(Exception):
    """Another transaction has used the same idempotency key meanwhile: this one rolls back, and finds the record when it is run again."""


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A client's key with the digest of what it was used for; ``item`` tells apart the items of a bulk command."""

    key: str
    digest: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a command tries, for the row that is kept when it is refused; ``subject_id`` is None for what creates."""

    subject_type: SubjectType
    subject_id: UUID | None
    action: EventAction


@dataclass(frozen=True, slots=True)
class Preview:
    """What a command would do: the state (None for what has none) and version it would lead to, and the fields it would change."""

    to_state: str | None
    version: int
    changed_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a command did: ``value`` and the event on success, else ``refusal``; ``replayed`` when the key had been used for it before.

    ``unchanged`` when everything was already as asked: then there is no event, and no key is kept, since nothing was done.
    """

    value: T | None = None
    event_id: UUID | None = None
    refusal: Refusal | None = None
    preview: Preview | None = None
    replayed: bool = False
    unchanged: bool = False
    warnings: tuple[Reason, ...] = field(default=())


def input_digest(field_name: str, canonical_input: Mapping[str, object]) -> str:
    """Give the digest of a mutation's field and input, without its key and ``dryRun``: equal commands have equal digests."""
    body = {name: value for name, value in canonical_input.items() if name not in ("idempotencyKey", "dryRun")}
    text = json.dumps([field_name, body], sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


async def recall_outcome(conn: Connection, actor: Actor, key: IdempotencyKey | None) -> UUID | None:
    """Find the event that ``key`` led to before, if it did.

    Raises:
        Refused: CONFLICT when the key was used for something else.
    """
    if key is None:
        return None
    rows = await conn.fetch(
        "SELECT digest, event_id, at FROM idempotency_record"
        " WHERE agency_id = :agency AND person_id = :person AND key = :key AND item = :item AND at > :since",
        {
            "agency": actor.agency_id,
            "person": actor.person_id,
            "key": key.key,
            "item": key.item,
            "since": actor.now - timedelta(days=IDEMPOTENCY_DAYS),
        },
    )
    if not rows:
        return None
    if rows[0]["digest"] != key.digest:
        raise Refused(Refusal(RefusalCode.CONFLICT, (Reason(ReasonCode.KEY_USED_OTHERWISE, "input.idempotencyKey"),)))
    event_id: UUID = conn.decode(IdempotencyRecord, "event_id", rows[0]["event_id"])
    return event_id


async def subject_of(conn: Connection, actor: Actor, event_id: UUID) -> UUID:
    """Give what an event is about, for the outcome of a command that made it."""
    rows = await conn.fetch(
        "SELECT subject_id FROM event WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": event_id}
    )
    subject: UUID = conn.decode(IdempotencyRecord, "event_id", rows[0]["subject_id"])
    return subject


async def remember_outcome(conn: Connection, actor: Actor, key: IdempotencyKey | None, event_id: UUID) -> None:
    """Keep, in the command's own transaction, that ``key`` led to the event; a forgotten record of the same key is replaced.

    Raises:
        LostRace: a duplicate of the command has committed since the key was looked up.
    """
    if key is None:
        return
    kept = await conn.fetch(
        "INSERT INTO idempotency_record (id, agency_id, person_id, key, item, digest, event_id, at)"
        " VALUES (:id, :agency, :person, :key, :item, :digest, :event, :at)"
        " ON CONFLICT (agency_id, person_id, key, item)"
        " DO UPDATE SET digest = excluded.digest, event_id = excluded.event_id, at = excluded.at WHERE idempotency_record.at <= :since"
        " RETURNING id",
        {
            "id": new_id(),
            "agency": actor.agency_id,
            "person": actor.person_id,
            "key": key.key,
            "item": key.item,
            "digest": key.digest,
            "event": event_id,
            "at": actor.now,
            "since": actor.now - timedelta(days=IDEMPOTENCY_DAYS),
        },
    )
    if not kept:
        raise LostRace


async def run(
    database: Database,
    actor: Actor,
    attempt: Attempt,
    work: Callable[[Connection], Awaitable[Outcome[T]]],
    key: IdempotencyKey | None,
    *,
    keep_attempt: bool = True,
) -> Outcome[T]:
    """Run a command's work in one transaction and answer its outcome; a refusal changed nothing.

    A command under an idempotency key may lose a race against its own duplicate, whether it finds the duplicate's record in its way or
    what the duplicate made (then it would be refused for its own doing): run once more, it finds the record.
    ``keep_attempt`` is off for a dry run.
    """
    try:
        try:
            return await database.transaction(work)
        except LostRace:
            return await database.transaction(work)
        except Refused:
            if key is None or not await database.read(lambda conn: _done_before(conn, actor, key)):
                raise
            return await database.transaction(work)
    except Busy:
        return Outcome(refusal=Refusal(RefusalCode.BUSY, (Reason(ReasonCode.TRY_AGAIN),)))
    except Refused as refused:
        if keep_attempt:
            await _keep_attempt(database, actor, attempt, refused.refusal)
        return Outcome(refusal=refused.refusal)


async def _done_before(conn: Connection, actor: Actor, key: IdempotencyKey) -> bool:
    try:
        return await recall_outcome(conn, actor, key) is not None
    except Refused:
        # The key was used for something else: that is no reason to say anything but what the command itself was refused for.
        return False


async def keep_refused(database: Database, actor: Actor, attempt: Attempt, refusal: Refusal) -> None:
    """Keep the attempt of one refused item of a command that took many in one transaction; what isn't to be kept is passed over."""
    await _keep_attempt(database, actor, attempt, refusal)


async def _keep_attempt(database: Database, actor: Actor, attempt: Attempt, refusal: Refusal) -> None:
    if refusal.code not in KEPT_ATTEMPTS or actor.employee_id is None:
        return
    # What creates has no subject yet: it was tried on the agency.
    kind = attempt.subject_type if attempt.subject_id else SubjectType.AGENCY
    subject_id = attempt.subject_id or actor.agency_id
    reasons = json.dumps(
        [{"code": one.code.value, "path": one.path} for one in refusal.reasons], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )

    async def insert(conn: Connection) -> None:
        same = await conn.fetch(
            "SELECT 1 AS one FROM refused_attempt WHERE agency_id = :agency AND actor_id = :actor AND subject_id = :subject"
            " AND action = :action AND code = :code AND reasons = :reasons AND at > :since AND at < :until",
            {
                "agency": actor.agency_id,
                "actor": actor.employee_id,
                "subject": subject_id,
                "action": attempt.action,
                "code": refusal.code,
                "reasons": reasons,
                "since": actor.now - timedelta(seconds=REFUSED_ATTEMPT_SECONDS),
                # One from the future is of a clock that has been set back since.
                "until": actor.now + timedelta(seconds=REFUSED_ATTEMPT_SECONDS),
            },
        )
        if same:
            return
        row = RefusedAttempt(
            id=new_id(),
            agency_id=actor.agency_id,
            at=actor.now,
            subject_type=kind,
            subject_id=subject_id,
            action=attempt.action,
            actor_id=actor.employee_id,
            unit_id=actor.unit_id,
            code=refusal.code,
            reasons=reasons,
            request_id=actor.request_id,
        )
        await conn.insert([row])

    try:
        await database.transaction(insert)
    except Exception:
        # The refusal is answered all the same; the log line and the counter behind it tell that an attempt was not kept.
        log.warning("refused_attempt_not_kept", request_id=actor.request_id, code=refusal.code.value, exc_info=True)
        attempts_not_kept.inc()
