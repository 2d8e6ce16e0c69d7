"""Records that no role reads, nor their history: what people tell each other belongs to them and to those whom it was written for."""

from collections.abc import Mapping

from models.base import Row
from models.dialogue import CoachingSession, FeedbackNote, FeedbackRequest
from models.vocabulary import SubjectType

PRIVATE: Mapping[SubjectType, type[Row]] = {
    SubjectType.FEEDBACK_NOTE: FeedbackNote,
    SubjectType.FEEDBACK_REQUEST: FeedbackRequest,
    SubjectType.COACHING_SESSION: CoachingSession,
}
"""Whoever may read such a record reads its events; being an admin or an auditor is no right to them."""


def but_private(over: str, alias: str) -> str:
    """Narrow a role's condition over events or refused attempts ``alias`` to those that aren't about a private record."""
    if over == "1 = 0":
        return over
    public = f"{alias}.subject_type NOT IN ({', '.join(repr(one.value) for one in PRIVATE)})"
    return public if over == "1 = 1" else f"({over} AND {public})"
