"""Records whose history follows the record: what people tell each other belongs to them and to those whom it was written for."""

from collections.abc import Mapping

from models.base import Row
from models.dialogue import CoachingSession, FeedbackNote, FeedbackRequest
from models.recognition import Recognition
from models.templates import ActivityTemplate
from models.training import TrainingNeed, TrainingOpinion
from models.vocabulary import Role, SubjectType

PRIVATE: Mapping[SubjectType, type[Row]] = {
    SubjectType.FEEDBACK_NOTE: FeedbackNote,
    SubjectType.FEEDBACK_REQUEST: FeedbackRequest,
    SubjectType.COACHING_SESSION: CoachingSession,
    SubjectType.ACTIVITY_TEMPLATE: ActivityTemplate,
    SubjectType.TRAINING_NEED: TrainingNeed,
    SubjectType.TRAINING_OPINION: TrainingOpinion,
    SubjectType.RECOGNITION: Recognition,
}
"""Whoever may read such a record reads its events; being an admin or an auditor over its unit is no right to them by itself."""


UNREAD: Mapping[Role, frozenset[SubjectType]] = {
    Role.AGENCY_ADMIN: frozenset({*PRIVATE, SubjectType.DIALOGUE}),
    Role.AUDITOR: frozenset(PRIVATE),
}
"""Kinds of records whose events and refused attempts a role doesn't read: it doesn't read the records either."""


def but_unread(over: str, alias: str, role: Role) -> str:
    """Narrow a role's condition over events or refused attempts ``alias`` to those that aren't about a record hidden from it."""
    if over == "1 = 0":
        return over
    read = f"{alias}.subject_type NOT IN ({', '.join(repr(kind.value) for kind in sorted(UNREAD[role]))})"
    return read if over == "1 = 1" else f"({over} AND {read})"
