"""Words about evidence: what it belongs to, and what becomes of it."""

from models.vocabulary.word import Word


class EvidenceSubject(Word):
    """What evidence belongs to: an appraisal, where it shows what was reached, or a daily activity."""

    APPRAISAL = "APPRAISAL"
    DAILY_ACTIVITY = "DAILY_ACTIVITY"


class EvidenceState(Word):
    """Where a piece of evidence stands; a REMOVED one is its tombstone."""

    ATTACHED = "ATTACHED"
    REMOVED = "REMOVED"


class EvidenceAction(Word):
    """What moves a piece of evidence."""

    REMOVE = "REMOVE"
