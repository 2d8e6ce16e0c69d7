"""Evidence (bukti dukung): a file or a link that shows what was reached or done."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Instant, Reference, word
from models.vocabulary import EvidenceState, EvidenceSubject, FileType

TOMBSTONE = ("removed_by_id", "removed_at", "removal_reason", "state", "version", "state_since", "updated_at")
"""What alone is written after evidence was attached."""


class Evidence(AgencyRow):
    """A file or a link of ``employee_id``, which belongs to the subject ``subject_kind`` and ``subject_id``.

    Either ``url`` is set, or what is known of the file: its bytes lie in the store of evidence under ``file_key``, a random key; ``size``
    is in bytes, ``sha256`` in hex. What was attached never changes. A removed one stays as a tombstone that says who removed it, when and
    why; its bytes are gone, their digest stays. ``unit_id`` is the subject's unit when it was attached.
    """

    subject_kind = word(EvidenceSubject)
    subject_id = fields.UUIDField()
    indicator_lineage_id = fields.UUIDField(null=True)
    employee_id = Reference("employee")
    unit_id = Reference("org_unit", indexed=False)
    title = BoundedText(max_length=limits.TITLE_CHARS)
    url = BoundedText(max_length=limits.URL_CHARS, null=True)
    file_key = fields.UUIDField(null=True)
    file_name = BoundedText(max_length=limits.NAME_CHARS, null=True)
    file_type = word(FileType, null=True)
    size = fields.IntField(null=True)
    sha256 = BoundedText(max_length=64, null=True)
    attached_at = Instant()
    removed_by_id = Reference("employee", null=True, indexed=False)
    removed_at = Instant(null=True)
    removal_reason = BoundedText(max_length=limits.REASON_CHARS, null=True)
    state = word(EvidenceState)
    version = fields.IntField()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "evidence"
