"""Which columns of a model say who somebody is to its rows: what ``workflows.conditions`` makes rights of."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.base import Row
from models.cycles import Extension, OpeningResult
from models.dialogue import CoachingSession, FeedbackNote, FeedbackRequest
from models.evidence import Evidence
from models.line_proposals import LineProposal
from models.people import Absence, Employee, EmployeeGrade, EmployeeIdentity, HandSetLine, LegalStatus, OrgUnit, ReportingLine, RoleGrant
from models.plans import PerformanceDialogue, PerformancePlan
from models.recognition import Recognition
from models.templates import ActivityTemplate, PlanTemplate
from models.training import Enrolment, Training, TrainingNeed, TrainingOpinion
from models.uploads import ImportJob, ImportProblem


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a model that relations are conditions on, as SQL over ``{a}``.

    With ``by_post`` every right to a row follows from its assignment alone: ``visible`` then asks for one set of assignments, which an
    index on them answers, however large the table is. ``keeper`` is the unit that gives the training which a row is, or belongs to.
    """

    employee: str
    assignment: str | None = None
    appraiser: str | None = None
    approver: str | None = None
    unit: str = ""
    pinned: bool = False
    proposer: str = ""
    by_post: bool = False
    author: str = ""
    keeper: str = ""


OF_APPRAISAL: Mapping[type[Row], str] = {
    PerformancePlan: "v_a.plan_id = {a}.id",
    Extension: "v_a.id = {a}.appraisal_id",
}
"""How a row points at the appraisal by which it may be read, as SQL over ``{a}`` and the appraisal's alias ``v_a``."""

_UNIT_OF_ASSIGNMENT = (
    "(SELECT s_p.unit_id FROM assignment s_a JOIN position s_p ON s_p.agency_id = s_a.agency_id AND s_p.id = s_a.position_id"
    " WHERE s_a.agency_id = {a}.agency_id AND s_a.id = {a}.assignment_id)"
)

_UNIT_OF_TRAINING = "(SELECT s_t.unit_id FROM training s_t WHERE s_t.agency_id = {a}.agency_id AND s_t.id = {a}.training_id)"

SHAPES: Mapping[type[Row], Shape] = {
    Appraisal: Shape("{a}.employee_id", "{a}.assignment_id", unit="{a}.unit_id", pinned=True),
    PerformancePlan: Shape("{a}.employee_id", "{a}.assignment_id", unit=_UNIT_OF_ASSIGNMENT),
    PerformanceDialogue: Shape("{a}.employee_id", "{a}.assignment_id", unit=_UNIT_OF_ASSIGNMENT),
    ReportingLine: Shape("{a}.employee_id", None, "{a}.appraiser_id", "{a}.approver_id", unit=_UNIT_OF_ASSIGNMENT),
    HandSetLine: Shape(
        "(SELECT s_e.employee_id FROM assignment s_e WHERE s_e.agency_id = {a}.agency_id AND s_e.id = {a}.assignment_id)",
        None,
        "{a}.appraiser_id",
        "{a}.approver_id",
        unit=_UNIT_OF_ASSIGNMENT,
    ),
    LineProposal: Shape(
        "{a}.employee_id", None, "{a}.appraiser_id", "{a}.approver_id", unit=_UNIT_OF_ASSIGNMENT, proposer="{a}.proposed_by_id"
    ),
    DailyActivity: Shape("{a}.employee_id", "{a}.assignment_id", unit=_UNIT_OF_ASSIGNMENT, by_post=True),
    Evidence: Shape("{a}.employee_id", unit="{a}.unit_id"),
    Employee: Shape("{a}.id"),
    Absence: Shape("{a}.employee_id"),
    LegalStatus: Shape("{a}.employee_id"),
    EmployeeGrade: Shape("{a}.employee_id"),
    RoleGrant: Shape("{a}.employee_id"),
    EmployeeIdentity: Shape("{a}.employee_id"),
    OpeningResult: Shape("{a}.employee_id"),
    **{one: Shape("{a}.employee_id", author="{a}.author_id") for one in (FeedbackNote, FeedbackRequest, CoachingSession)},
    # A unit and a training are nobody's own.
    OrgUnit: Shape("CAST(NULL AS UUID)", unit="{a}.id", keeper="{a}.id"),
    Training: Shape("CAST(NULL AS UUID)", unit="{a}.unit_id", keeper="{a}.unit_id"),
    Recognition: Shape("{a}.employee_id", author="{a}.author_id"),
    TrainingNeed: Shape("{a}.employee_id", author="{a}.author_id"),
    Enrolment: Shape("{a}.employee_id", author="{a}.author_id", keeper=_UNIT_OF_TRAINING),
    TrainingOpinion: Shape("{a}.employee_id", keeper="{a}.unit_id"),
    # Imports are the whole agency's: a role over a part of it gives no right to them.
    ImportJob: Shape("{a}.requested_by_id", unit="NULL"),
    ImportProblem: Shape("NULL", unit="NULL"),
    # So are templates of plans, which everybody reads.
    PlanTemplate: Shape("NULL", unit="NULL"),
    ActivityTemplate: Shape("{a}.employee_id"),
}
"""How rights to the rows of each model follow from its columns."""
