"""Events replayed from nothing: what a subject is, told by its events alone, and the same read from its stored rows.

Both are flat maps from public paths to canonical texts. Nothing of the engine takes part but THE TABLE, which each move has to follow.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from models.activities import ActivityReply, ActivitySum, DailyActivity
from models.appraisals import Appraisal, Feedback, Realisation
from models.base import Row
from models.cascade import MatrixRole, ResultSupport
from models.cycles import AppraisalCycle
from models.database import Connection
from models.dialogue import CoachingAgreement, CoachingSession, FeedbackNote, FeedbackRequest
from models.evidence import Evidence
from models.guidance import GuidanceEdition, GuidanceText
from models.history import Event, EventValue
from models.line_proposals import LineProposal
from models.people import (
    Absence,
    Agency,
    Assignment,
    Employee,
    EmployeeGrade,
    HandSetLine,
    Holiday,
    LegalStatus,
    OrgUnit,
    Person,
    Position,
    RoleGrant,
    UnitLeadership,
    UnitPlacement,
    UnitRoute,
)
from models.plans import BehaviourExpectation, Indicator, PerformanceDialogue, PerformancePlan, PlanAnnex, PlannedResult, PlanRevision
from models.recognition import Recognition
from models.templates import ActivityTemplate, PlanTemplate, TemplateIndicator, TemplatePosition, TemplateResult
from models.training import Enrolment, Training, TrainingNeed, TrainingOpinion
from models.vocabulary import (
    ActivityAction,
    ActivityState,
    AppraisalAction,
    AppraisalState,
    CoachingAction,
    CoachingState,
    CycleAction,
    CycleState,
    EnrolmentAction,
    EnrolmentState,
    EvidenceAction,
    EvidenceState,
    FeedbackNoteAction,
    FeedbackNoteState,
    FeedbackRequestAction,
    FeedbackRequestState,
    LineProposalAction,
    LineProposalState,
    PlanAction,
    PlanState,
    RecognitionAction,
    RecognitionState,
    SubjectType,
    TemplateAction,
    TemplateState,
    TrainingAction,
    TrainingNeedAction,
    TrainingNeedState,
    TrainingState,
    Word,
)
from workflows.appraisal import APPRAISAL
from workflows.cycle import CYCLE
from workflows.daily_activity import DAILY_ACTIVITY
from workflows.definition import Workflow
from workflows.dialogue import COACHING, FEEDBACK_NOTE, FEEDBACK_REQUEST
from workflows.event_views import EventView, read_event
from workflows.evidence_life import EVIDENCE
from workflows.importing.known import rows_of
from workflows.line_proposal import LINE_PROPOSAL
from workflows.plan import PLAN
from workflows.recognition import RECOGNITION
from workflows.template import ACTIVITY_TEMPLATE, PLAN_TEMPLATE
from workflows.training import ENROLMENT, TRAINING, TRAINING_NEED

Told = dict[str, object]
SUBJECTS: Mapping[SubjectType, type[Row]] = {
    SubjectType.AGENCY: Agency,
    SubjectType.UNIT: OrgUnit,
    SubjectType.POSITION: Position,
    SubjectType.PERSON: Person,
    SubjectType.EMPLOYEE: Employee,
    SubjectType.CYCLE: AppraisalCycle,
    SubjectType.PLAN: PerformancePlan,
    SubjectType.APPRAISAL: Appraisal,
    SubjectType.LINE_PROPOSAL: LineProposal,
    SubjectType.GUIDANCE: GuidanceEdition,
    SubjectType.DAILY_ACTIVITY: DailyActivity,
    SubjectType.EVIDENCE: Evidence,
    SubjectType.DIALOGUE: PerformanceDialogue,
    SubjectType.FEEDBACK_NOTE: FeedbackNote,
    SubjectType.FEEDBACK_REQUEST: FeedbackRequest,
    SubjectType.COACHING_SESSION: CoachingSession,
    SubjectType.TRAINING: Training,
    SubjectType.TRAINING_NEED: TrainingNeed,
    SubjectType.ENROLMENT: Enrolment,
    SubjectType.TRAINING_OPINION: TrainingOpinion,
    SubjectType.RECOGNITION: Recognition,
    SubjectType.PLAN_TEMPLATE: PlanTemplate,
    SubjectType.ACTIVITY_TEMPLATE: ActivityTemplate,
}
CHILDREN: Mapping[SubjectType, Mapping[str, tuple[type[Row], str]]] = {
    SubjectType.AGENCY: {"holidays": (Holiday, "agency_id")},
    SubjectType.UNIT: {
        "placements": (UnitPlacement, "unit_id"),
        "leaderships": (UnitLeadership, "unit_id"),
        "routes": (UnitRoute, "unit_id"),
    },
    SubjectType.DAILY_ACTIVITY: {"replies": (ActivityReply, "activity_id")},
    SubjectType.COACHING_SESSION: {"agreements": (CoachingAgreement, "session_id")},
    SubjectType.PLAN_TEMPLATE: {
        "positions": (TemplatePosition, "template_id"),
        "results": (TemplateResult, "template_id"),
        "indicators": (TemplateIndicator, "template_id"),
    },
    SubjectType.EMPLOYEE: {
        "assignments": (Assignment, "employee_id"),
        "grades": (EmployeeGrade, "employee_id"),
        "legalStatuses": (LegalStatus, "employee_id"),
        "absences": (Absence, "employee_id"),
        "roleGrants": (RoleGrant, "employee_id"),
    },
}
TABLES: Mapping[SubjectType, tuple[Workflow[Any], type[Word], type[Word]]] = {
    SubjectType.FEEDBACK_NOTE: (FEEDBACK_NOTE, FeedbackNoteAction, FeedbackNoteState),
    SubjectType.FEEDBACK_REQUEST: (FEEDBACK_REQUEST, FeedbackRequestAction, FeedbackRequestState),
    SubjectType.COACHING_SESSION: (COACHING, CoachingAction, CoachingState),
    SubjectType.TRAINING: (TRAINING, TrainingAction, TrainingState),
    SubjectType.TRAINING_NEED: (TRAINING_NEED, TrainingNeedAction, TrainingNeedState),
    SubjectType.RECOGNITION: (RECOGNITION, RecognitionAction, RecognitionState),
    SubjectType.ENROLMENT: (ENROLMENT, EnrolmentAction, EnrolmentState),
    SubjectType.PLAN_TEMPLATE: (PLAN_TEMPLATE, TemplateAction, TemplateState),
    SubjectType.ACTIVITY_TEMPLATE: (ACTIVITY_TEMPLATE, TemplateAction, TemplateState),
}
"""The tables of what is one row with a state, with their words."""
NOT_TOLD = {"id", "agency_id", "version", "state", "state_since", "updated_at", "recorded_from", "recorded_to"}
ELSEWHERE = ("frozen.", "undecided", "revisionId", "handSetLine")
"""Paths that tell what is in no column of the subject: a review's snapshot, a closing's count, a newest revision, the line that was set."""


@dataclass
class Subject:
    """A subject as its events tell it."""

    kind: SubjectType
    version: int = 0
    state: str | None = None
    since: str | None = None
    at: str | None = None
    told: Told = field(default_factory=dict)


def text_of(value: object) -> object:
    """Give a stored value as an event's canonical text has it, by the rules of docs/evidence.md, written again here."""
    match value:
        case None | bool():
            return value
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case Decimal():
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case UUID() | int() | str():
            return str(value)
    raise TypeError(type(value))


def camel(column: str) -> str:
    """Give a column's public name."""
    head, *rest = column.split("_")
    return head + "".join(part.title() for part in rest)


def replay(events: Iterable[EventView]) -> dict[UUID, Subject]:
    """Replay events; each must follow the one before: the next version, from the state that it left, from the values that it left."""
    subjects: dict[UUID, Subject] = {}
    for event in sorted(events, key=lambda one: (one.subject_type, one.subject_id, one.version)):
        subject = subjects.setdefault(event.subject_id, Subject(SubjectType(event.subject_type)))
        assert event.version == subject.version + 1, (event.subject_type, event.version)
        _move(subject, event)
        for change in event.changes:
            if change.path.startswith("frozen."):
                assert subject.told.get(change.path.removeprefix("frozen.")) == change.new.value, change.path
                continue
            if change.path.startswith(ELSEWHERE) and subject.kind in (SubjectType.CYCLE, SubjectType.PLAN, SubjectType.LINE_PROPOSAL):
                continue
            assert subject.told.get(change.path) == change.old.value, (event.action, change.path)
            if change.new.value is None:
                subject.told.pop(change.path, None)
            else:
                subject.told[change.path] = change.new.value
        subject.version, subject.at = event.version, event.at
    return subjects


def _move(subject: Subject, event: EventView) -> None:
    if subject.kind is SubjectType.APPRAISAL and event.action in AppraisalAction.__members__:
        assert subject.state is not None
        led = APPRAISAL.judge(AppraisalAction(event.action), AppraisalState(subject.state))
        assert led is not None
        assert (event.from_state, event.to_state) == (subject.state, led.value)
    elif subject.kind is SubjectType.CYCLE and event.action in ("OPEN", "CLOSE", "REOPEN"):
        assert subject.state is not None
        led = CYCLE.judge(CycleAction(event.action), CycleState(subject.state))
        assert led is not None
        assert (event.from_state, event.to_state) == (subject.state, led.value)
    elif subject.kind is SubjectType.LINE_PROPOSAL and event.action in LineProposalAction.__members__:
        assert subject.state is not None
        decided = LINE_PROPOSAL.judge(LineProposalAction(event.action), LineProposalState(subject.state))
        assert decided is not None
        assert (event.from_state, event.to_state) == (subject.state, decided.value)
    elif subject.kind is SubjectType.DAILY_ACTIVITY and event.action in ActivityAction.__members__:
        assert subject.state is not None
        moved = DAILY_ACTIVITY.judge(ActivityAction(event.action), ActivityState(subject.state))
        assert moved is not None
        assert (event.from_state, event.to_state) == (subject.state, moved.value)
    elif subject.kind is SubjectType.EVIDENCE and event.action in EvidenceAction.__members__:
        assert subject.state is not None
        removed = EVIDENCE.judge(EvidenceAction(event.action), EvidenceState(subject.state))
        assert removed is not None
        assert (event.from_state, event.to_state) == (subject.state, removed.value)
    elif subject.kind is SubjectType.PLAN and event.action in PlanAction.__members__:
        # A plan without a state is RECORDED.
        was = PlanState(subject.state or PlanState.RECORDED)
        planned = PLAN.judge(PlanAction(event.action), was)
        assert planned is not None
        assert (event.from_state, event.to_state) == (was.value, planned.value)
    elif subject.kind in TABLES and subject.state is not None:
        table, actions, states = TABLES[subject.kind]
        spoken = table.judge(actions(event.action), states(subject.state))
        assert spoken is not None
        assert (event.from_state, event.to_state) == (subject.state, spoken.value)
    else:
        assert event.from_state == subject.state
        assert subject.version == 0 or event.to_state == subject.state
    if event.to_state != subject.state:
        subject.since = event.at
    subject.state = event.to_state


async def events_of(conn: Connection) -> list[EventView]:
    """Read and open every event."""
    values: dict[UUID, list[dict[str, object]]] = defaultdict(list)
    for raw in await conn.fetch("SELECT event_id, slot, value FROM event_value"):
        values[conn.decode(EventValue, "event_id", raw["event_id"])].append({"slot": raw["slot"], "value": raw["value"]})
    rows = await conn.fetch("SELECT id, canonical FROM event")
    return [read_event({"canonical": raw["canonical"]}, values[conn.decode(Event, "id", raw["id"])]) for raw in rows]


async def stored(conn: Connection) -> dict[UUID, Subject]:
    """Read every subject with its children from the rows."""
    found: dict[UUID, Subject] = {}
    for kind, model in SUBJECTS.items():
        for row in await rows_of(conn, model, "1 = 1", {}):
            subject = found[row.id] = Subject(kind, row.version)  # type: ignore[attr-defined]
            if isinstance(row, Appraisal | AppraisalCycle | LineProposal | DailyActivity | Evidence):
                subject.state, subject.at = row.state.value, str(text_of(row.updated_at))
            if isinstance(row, FeedbackNote | FeedbackRequest | CoachingSession | Training | TrainingNeed | Enrolment | Recognition):
                subject.state, subject.at, subject.since = row.state.value, str(text_of(row.updated_at)), str(text_of(row.state_since))
            if isinstance(row, PlanTemplate | ActivityTemplate):
                subject.state, subject.at, subject.since = row.state.value, str(text_of(row.updated_at)), str(text_of(row.state_since))
            if isinstance(row, TrainingOpinion):
                subject.at = str(text_of(row.updated_at))
            if isinstance(row, PerformancePlan) and row.state is not None:
                subject.state, subject.at = row.state.value, str(text_of(row.updated_at))
            if isinstance(row, Appraisal | LineProposal | DailyActivity | Evidence) or (
                isinstance(row, PerformancePlan) and row.state is not None
            ):
                subject.since = str(text_of(row.state_since))
            _tell(subject.told, "", row, NOT_TOLD)
        for prefix, (child, owner) in CHILDREN.get(kind, {}).items():
            known = "recorded_to IS NULL" if "recorded_to" in child._meta.fields_map else "1 = 1"
            for row in await rows_of(conn, child, known, {}):
                _tell(found[getattr(row, owner)].told, f"{prefix}.{row.id}.", row, NOT_TOLD | {owner})
    for text in await rows_of(conn, GuidanceText, "1 = 1", {}):
        path = f"texts.{text.topic.value}.{text.language.value}."
        _tell(found[text.edition_id].told, path, text, NOT_TOLD | {"edition_id", "topic", "language"})
    await _hand_set(conn, found)
    await _plans(conn, found)
    await _appraisals(conn, found)
    return found


def _tell(told: Told, prefix: str, row: Row, leave: set[str]) -> None:
    for name in type(row)._meta.fields_map:
        value = getattr(row, name)
        if name not in leave and value is not None:
            told[f"{prefix}{camel(name)}"] = text_of(value)


async def _hand_set(conn: Connection, found: dict[UUID, Subject]) -> None:
    owner = {row.id: row.employee_id for row in await rows_of(conn, Assignment, "1 = 1", {})}
    for row in await rows_of(conn, HandSetLine, "recorded_to IS NULL", {}):
        _tell(found[owner[row.assignment_id]].told, f"handSetLines.{row.id}.", row, NOT_TOLD)


async def _plans(conn: Connection, found: dict[UUID, Subject]) -> None:
    newest: dict[UUID, PlanRevision] = {}
    for revision in sorted(await rows_of(conn, PlanRevision, "1 = 1", {}), key=lambda one: one.ordinal):
        newest[revision.plan_id] = revision
    plan_of = {revision.id: plan_id for plan_id, revision in newest.items()}
    path_of: dict[UUID, str] = {}
    for row in await rows_of(conn, PlannedResult, "1 = 1", {}):
        if row.revision_id in plan_of:
            path_of[row.id] = f"results.{row.lineage_id}."
            _tell(found[plan_of[row.revision_id]].told, path_of[row.id], row, NOT_TOLD | {"revision_id", "lineage_id"})
    for one in await rows_of(conn, Indicator, "1 = 1", {}):
        if one.revision_id in plan_of:
            path = f"{path_of[one.result_id]}indicators.{one.lineage_id}."
            _tell(found[plan_of[one.revision_id]].told, path, one, NOT_TOLD | {"revision_id", "lineage_id", "result_id"})
    for expectation in await rows_of(conn, BehaviourExpectation, "1 = 1", {}):
        if expectation.revision_id in plan_of:
            found[plan_of[expectation.revision_id]].told[f"expectations.{expectation.value.value}"] = expectation.text
    for link in await rows_of(conn, ResultSupport, "1 = 1", {}):
        _tell(found[link.plan_id].told, f"supports.{link.lineage_id}.", link, NOT_TOLD | {"plan_id", "lineage_id", "linked_at"})
    for cell in await rows_of(conn, MatrixRole, "1 = 1", {}):
        place = f"matrix.{cell.lineage_id}.{cell.assignment_id}."
        _tell(found[cell.plan_id].told, place, cell, NOT_TOLD | {"plan_id", "lineage_id", "assignment_id"})
    for annex in await rows_of(conn, PlanAnnex, "1 = 1", {}):
        if annex.revision_id in plan_of:
            found[plan_of[annex.revision_id]].told[f"annexes.{annex.kind.value}.{annex.ordinal}"] = annex.text


async def _appraisals(conn: Connection, found: dict[UUID, Subject]) -> None:
    for row in await rows_of(conn, Realisation, "1 = 1", {}):
        prefix = f"realisations.{row.indicator_lineage_id}."
        _tell(found[row.appraisal_id].told, prefix, row, NOT_TOLD | {"appraisal_id", "indicator_lineage_id"})
    for pinned in await rows_of(conn, ActivitySum, "1 = 1", {}):
        path = f"activitySums.{pinned.indicator_lineage_id}."
        found[pinned.appraisal_id].told[f"{path}quantity"] = text_of(pinned.value)
        found[pinned.appraisal_id].told[f"{path}activities"] = text_of(pinned.activities)
    for feedback in await rows_of(conn, Feedback, "1 = 1", {}):
        about = feedback.lineage_id or (feedback.value.value if feedback.value else None)
        path = f"feedback.{feedback.about.value}" + (f".{about}" if about else "")
        found[feedback.appraisal_id].told[path] = feedback.text
