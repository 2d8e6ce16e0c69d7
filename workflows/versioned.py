"""Which records have versions, each after its event, and which of their columns never change: what the database's guards are made of."""

from collections.abc import Mapping, Sequence

from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.base import Row
from models.cycles import AppraisalCycle
from models.dialogue import CoachingSession, FeedbackNote, FeedbackRequest
from models.evidence import TOMBSTONE, Evidence
from models.guidance import GuidanceEdition
from models.line_proposals import LineProposal
from models.people import Employee, OrgUnit, Person, Position
from models.plans import PerformanceDialogue, PerformancePlan
from models.recognition import Recognition
from models.templates import ActivityTemplate, PlanTemplate
from models.training import Enrolment, Training, TrainingNeed, TrainingOpinion
from models.vocabulary import SubjectType

VERSIONED: dict[type[Row], SubjectType] = {
    Person: SubjectType.PERSON,
    Employee: SubjectType.EMPLOYEE,
    OrgUnit: SubjectType.UNIT,
    Position: SubjectType.POSITION,
    PerformancePlan: SubjectType.PLAN,
    Appraisal: SubjectType.APPRAISAL,
    AppraisalCycle: SubjectType.CYCLE,
    LineProposal: SubjectType.LINE_PROPOSAL,
    GuidanceEdition: SubjectType.GUIDANCE,
    DailyActivity: SubjectType.DAILY_ACTIVITY,
    PerformanceDialogue: SubjectType.DIALOGUE,
    FeedbackNote: SubjectType.FEEDBACK_NOTE,
    FeedbackRequest: SubjectType.FEEDBACK_REQUEST,
    CoachingSession: SubjectType.COACHING_SESSION,
    Evidence: SubjectType.EVIDENCE,
    PlanTemplate: SubjectType.PLAN_TEMPLATE,
    ActivityTemplate: SubjectType.ACTIVITY_TEMPLATE,
    Training: SubjectType.TRAINING,
    TrainingNeed: SubjectType.TRAINING_NEED,
    Enrolment: SubjectType.ENROLMENT,
    TrainingOpinion: SubjectType.TRAINING_OPINION,
    Recognition: SubjectType.RECOGNITION,
}
"""Aggregates whose every version has its event first; an agency's first event can only follow its row, which the event points at."""

FROZEN_IDENTITY: Mapping[type[Row], Sequence[str]] = {
    Appraisal: [
        *("id", "agency_id", "cycle_id", "plan_id", "assignment_id", "employee_id", "unit_id", "ordinal"),
        *("opening_revision_id", "supersedes_id"),
    ],
    AppraisalCycle: ["id", "agency_id", "kind"],
    LineProposal: [
        *("id", "agency_id", "assignment_id", "employee_id", "appraiser_id", "approver_id", "proposed_by_id"),
        *("valid_from", "valid_to", "reason", "document_number"),
    ],
    DailyActivity: ["id", "agency_id", "employee_id", "written_at", "recorded_at"],
    Evidence: [name for name in Evidence._meta.fields_map if name not in TOMBSTONE],
    PerformancePlan: ["id", "agency_id", "assignment_id", "employee_id", "year", "origin"],
    GuidanceEdition: ["id", "agency_id", "valid_from", "document_number", "recorded_at"],
    PerformanceDialogue: ["id", "agency_id", "plan_id", "assignment_id", "employee_id", "superior_id", "recorded_at"],
    FeedbackNote: [
        *("id", "agency_id", "employee_id", "author_id", "request_id", "side", "audience", "text", "result_lineage_id", "value"),
        *("given_on", "given_at"),
    ],
    FeedbackRequest: ["id", "agency_id", "employee_id", "author_id", "question", "result_lineage_id", "value", "asked_at"],
    CoachingSession: ["id", "agency_id", "employee_id", "author_id", "held_on", "topic", "text", "recorded_at"],
    Training: ["id", "agency_id", "unit_id"],
    TrainingNeed: [
        *("id", "agency_id", "employee_id", "author_id", "unit_id", "subject", "text", "source", "stated_at"),
        *("feedback_note_id", "coaching_session_id", "plan_id", "indicator_lineage_id"),
    ],
    Enrolment: ["id", "agency_id", "training_id", "employee_id", "author_id", "unit_id", "need_id", "requested_at"],
    TrainingOpinion: ["id", "agency_id", "enrolment_id", "training_id", "employee_id", "unit_id", "given_at"],
    Recognition: [
        *("id", "agency_id", "employee_id", "author_id", "unit_id", "for_unit_id", "side", "kind", "reason", "given_at"),
        *("plan_id", "appraisal_id", "result_lineage_id", "indicator_lineage_id", "figure"),
    ],
    PlanTemplate: ["id", "agency_id", "recorded_at"],
    ActivityTemplate: ["id", "agency_id", "employee_id", "recorded_at"],
    Employee: ["id", "agency_id", "person_id"],
    OrgUnit: ["id", "agency_id"],
    Position: ["id", "agency_id"],
    Person: ["id"],
}
"""What of a record stays as it began, whatever is done to it."""
