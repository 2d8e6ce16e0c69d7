"""What evidence and events are about: by kind, the model whose readers read them."""

from collections.abc import Callable, Mapping

from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.base import Row
from models.evidence import Evidence
from models.line_proposals import LineProposal
from models.plans import PerformanceDialogue, PerformancePlan
from models.training import Enrolment, Training
from models.vocabulary import EvidenceSubject, SubjectType, Word
from workflows.privacy import PRIVATE

EVIDENCE_OF: Mapping[Word, type[Row]] = {EvidenceSubject.APPRAISAL: Appraisal, EvidenceSubject.DAILY_ACTIVITY: DailyActivity}
"""What evidence belongs to: whoever may read such a row may read its evidence, the files too."""

EVENTS_OF: Mapping[Word, type[Row]] = {
    SubjectType.APPRAISAL: Appraisal,
    SubjectType.LINE_PROPOSAL: LineProposal,
    SubjectType.DAILY_ACTIVITY: DailyActivity,
    SubjectType.DIALOGUE: PerformanceDialogue,
    SubjectType.EVIDENCE: Evidence,
    SubjectType.PLAN: PerformancePlan,
    SubjectType.TRAINING: Training,
    SubjectType.ENROLMENT: Enrolment,
    **dict(PRIVATE.items()),
}
"""Aggregates whose events are read by whoever may read the aggregate."""


def about(alias: str, of: Mapping[Word, type[Row]], readable: Callable[[type[Row], str], str]) -> list[str]:
    """Give, by kind, the SQL condition that the row ``alias`` is about a row for which ``readable`` holds, which gets model and alias.

    The kind stands in ``subject_kind`` of evidence and in ``subject_type`` of events.
    """
    column = "subject_kind" if of is EVIDENCE_OF else "subject_type"
    # Named after the row that asks: what events say of evidence asks for what that evidence belongs to.
    row = f"{alias}_s"
    return [
        f"({alias}.{column} = {kind.value!r} AND EXISTS (SELECT 1 FROM {model._meta.db_table} {row}"
        f" WHERE {row}.agency_id = {alias}.agency_id AND {row}.id = {alias}.subject_id AND {readable(model, row)}))"
        for kind, model in of.items()
    ]
