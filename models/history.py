"""Evidence: the append-only events with their values apart, refused attempts, the outbox, idempotency records, definitions.

Outbox, idempotency and refusal rows hold ids and codes, never text of persons.
"""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Instant, Json, Reference, Row, word
from models.vocabulary import ActorKind, EventAction, RefusalCode, SubjectType


class Event(AgencyRow):
    """One change of one subject: ``canonical`` is the RFC 8785 text that later proofs hash; the columns repeat parts of it for queries.

    ``changed_fields`` is ``|``-delimited names of the changed top-level fields, e.g. ``|resultRating|feedback|``.
    """

    at = Instant()
    subject_type = word(SubjectType)
    subject_id = fields.UUIDField()
    version = fields.IntField()
    action = word(EventAction)
    from_state = BoundedText(max_length=limits.CODE_CHARS, null=True)
    to_state = BoundedText(max_length=limits.CODE_CHARS, null=True)
    actor_kind = word(ActorKind)
    actor_id = Reference("employee", null=True)
    actor_assignment_id = fields.UUIDField(null=True)
    unit_id = fields.UUIDField(null=True)
    changed_fields = BoundedText(max_length=limits.TEXT_CHARS)
    request_id = BoundedText(max_length=limits.KEY_CHARS)
    definition = BoundedText(max_length=64, null=True)
    canonical = Json()

    class Meta:
        table = "event"


class EventValue(AgencyRow):
    """A personal value that an event commits to, with its 16-byte salt in hex; the only rows that a lawful redaction may remove.

    ``slot`` says which commitment of the canonical text it opens, e.g. ``actor.name``, ``reason``, ``changes.0.new``.
    """

    event_id = Reference("event")
    slot = BoundedText(max_length=limits.SUBJECT_CHARS)
    salt = BoundedText(max_length=32)
    value = fields.TextField()

    class Meta:
        table = "event_value"


class RefusedAttempt(AgencyRow):
    """An attempt that was refused for want of a right, a state or a condition; ``reasons`` is canonical JSON of codes and paths."""

    at = Instant()
    subject_type = word(SubjectType)
    subject_id = fields.UUIDField()
    action = word(EventAction)
    actor_id = Reference("employee")
    unit_id = fields.UUIDField(null=True)
    code = word(RefusalCode)
    reasons = Json()
    request_id = BoundedText(max_length=limits.KEY_CHARS)

    class Meta:
        table = "refused_attempt"


class Outbox(AgencyRow):
    """What others are to be told after commit: an event's id and kind, nothing else."""

    event_id = Reference("event")
    kind = BoundedText(max_length=limits.CODE_CHARS)
    at = Instant()

    class Meta:
        table = "outbox"


class IdempotencyRecord(AgencyRow):
    """The outcome of a command under a client's key: scope agency × person × key (× item in bulk)."""

    person_id = Reference("person", within_agency=False, indexed=False)
    key = BoundedText(max_length=limits.KEY_CHARS)
    item = BoundedText(max_length=limits.KEY_CHARS)
    digest = BoundedText(max_length=64)
    event_id = Reference("event", indexed=False)
    at = Instant()

    class Meta:
        table = "idempotency_record"


class WorkflowDefinition(Row):
    """The canonical text of a workflow's table, by its digest, as it stood when events were made under it."""

    digest = BoundedText(max_length=64)
    name = BoundedText(max_length=limits.CODE_CHARS)
    text = fields.TextField()
    recorded_at = Instant()

    class Meta:
        table = "workflow_definition"


class Installation(Row):
    """Facts about this database, by name: the digest of the rendered guards, whether it is a demo."""

    name = BoundedText(max_length=limits.CODE_CHARS)
    value = fields.TextField()

    class Meta:
        table = "installation"
