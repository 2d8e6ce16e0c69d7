"""Which fields a reader's history doesn't tell: no change and no filter by field tells of them where they are hidden."""

from collections.abc import Mapping

from models.vocabulary import SubjectType
from workflows.access import FieldPolicy

GUARDED: Mapping[FieldPolicy, tuple[str, ...]] = {
    FieldPolicy.RATING: ("behaviourRating", "feedback", "predicate", "recommendation", "resultRating"),
    FieldPolicy.SELF_APPRAISAL: ("realisations", "selfAppraisal"),
}
"""Equal to the policies that the appraisal's fields declare; a test holds them together."""


OF_THE_WRITER: Mapping[SubjectType, tuple[str, ...]] = {
    SubjectType.RECOGNITION: ("appraisalId", "figure", "indicatorLineageId", "planId", "resultLineageId"),
    SubjectType.TRAINING_OPINION: ("text", "usefulness"),
    SubjectType.TRAINING_NEED: ("coachingSessionId", "feedbackNoteId", "indicatorLineageId", "planId"),
    SubjectType.ENROLMENT: ("needId",),
}
"""What the history of a record tells to nobody but whoever wrote it there: the record's own fields say now who may see it, and the history
is read by more people, or later, than it was written for."""


def policy_of(path: str) -> FieldPolicy:
    """Give the policy that guards a changed field of an appraisal, by its public path; a frozen copy is guarded like what it froze."""
    head = path.removeprefix("frozen.").partition(".")[0]
    return next((policy for policy, names in GUARDED.items() if head in names), FieldPolicy.OPEN)
