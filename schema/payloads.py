"""What commands answer: the changed object as it is now, the event, or the refusal as data."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import strawberry

from models import people
from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.cycles import AppraisalCycle
from models.dialogue import CoachingSession, FeedbackNote, FeedbackRequest
from models.evidence import Evidence
from models.guidance import GuidanceEdition
from models.history import Event
from models.line_proposals import LineProposal
from models.plans import PerformanceDialogue, PerformancePlan
from models.recognition import Recognition
from models.templates import ActivityTemplate, PlanTemplate
from models.training import Enrolment, Training, TrainingNeed, TrainingOpinion
from models.uploads import ImportJob
from models.vocabulary import RefusalCode
from schema.context import Context
from schema.reads.cohort import given
from schema.reads.declare import record, to_one, value
from schema.reads.readfield import plain
from schema.refusals import Reason, Refusal, Teller
from workflows import commands
from workflows.commands import Outcome

P = TypeVar("P")

_SUBJECTS = (
    "appraisal_id",
    "cycle_id",
    "plan_id",
    "dialogue_id",
    "employee_id",
    "assignment_id",
    "absence_id",
    "legal_status_id",
    "line_id",
    "grant_id",
    "identity_id",
    "line_proposal_id",
    "daily_activity_id",
    "evidence_id",
    "plan_template_id",
    "activity_template_id",
    "import_id",
    "edition_id",
    "agency_id",
    "feedback_note_id",
    "feedback_request_id",
    "coaching_session_id",
    "training_id",
    "training_need_id",
    "enrolment_id",
    "training_opinion_id",
    "recognition_id",
)


@value
class Preview:
    """What a move of a record would do; a dry run has written nothing."""

    to_state: str = plain("The state that it would lead to.")
    version: int = plain("The version that the record would have.")
    changes: list[str] = plain("The fields that would change, by their public names.")


@record(None)
class LinePreview:
    """The line that a command would set; a dry run has written nothing."""

    version: int = plain("The version that the employee would have.")
    changes: list[str] = plain("The fields that would change, by their public names; the line's own under an id that it wouldn't keep.")
    appraiser = to_one(people.Employee, "appraiser_id", "Who would appraise.")
    approver = to_one(people.Employee, "approver_id", "Who would approve; null where the approver is found above the appraiser.")


@strawberry.type
class CommandPayload:
    """What every command answers."""

    event = to_one(Event, "event_id", "The event that was recorded; null if nothing was done, in a dry run, and if you may not see it.")
    refusal: Refusal | None = plain("Why nothing was changed; null on success.")
    replayed: bool = plain("Whether this idempotency key had already led to the event: nothing was done again.")
    unchanged: bool = plain(
        "Whether everything was already as asked: then there is no event, no new version, and nothing is kept under the idempotency key."
        " Only edits, copies and `setHolidays` answer so; all else does something or is refused."
    )
    preview: Preview | None = plain(
        "What it would do; null unless `dryRun` was asked for and would succeed, and for what takes no `dryRun`."
    )


@strawberry.type
class TransitionPayload(CommandPayload):
    """What every move of a record answers."""

    warnings: list[Reason] = plain("What is worth a look, though it didn't stop the command.")


@record(None)
class AppraisalPayload(TransitionPayload):
    """What a command on an appraisal answers."""

    appraisal = to_one(Appraisal, "appraisal_id", "The appraisal as it is now, changed or not; null if it is absent or you may not see it.")


@record(None)
class CyclePayload(TransitionPayload):
    """What a command on a cycle answers."""

    cycle = to_one(AppraisalCycle, "cycle_id", "The cycle as it is now, changed or not; null if it is absent or was not made.")


@record(None)
class LineProposalPayload(TransitionPayload):
    """What a command on a line proposal answers."""

    line_proposal = to_one(
        LineProposal, "line_proposal_id", "The proposal as it is now, changed or not; null if it is absent or you may not see it."
    )


@record(None)
class DailyActivityPayload(TransitionPayload):
    """What a command on a daily activity answers."""

    daily_activity = to_one(
        DailyActivity, "daily_activity_id", "The activity as it is now, changed or not; null if it is absent or you may not see it."
    )


@record(None)
class FeedbackNotePayload(TransitionPayload):
    """What a command on a feedback answers."""

    feedback_note = to_one(
        FeedbackNote, "feedback_note_id", "The feedback as it is now, changed or not; null if it is absent or you may not see it."
    )


@record(None)
class FeedbackRequestPayload(TransitionPayload):
    """What a command on a request for feedback answers."""

    feedback_request = to_one(
        FeedbackRequest, "feedback_request_id", "The request as it is now, changed or not; null if it is absent or you may not see it."
    )


@record(None)
class CoachingPayload(TransitionPayload):
    """What a command on a coaching session answers."""

    coaching_session = to_one(
        CoachingSession, "coaching_session_id", "The session as it is now, changed or not; null if it is absent or you may not see it."
    )


@record(None)
class TrainingPayload(TransitionPayload):
    """What a command on a training answers."""

    training = to_one(Training, "training_id", "The training as it is now, changed or not; null if it is absent or was not made.")


@record(None)
class TrainingNeedPayload(TransitionPayload):
    """What a command on a training need answers."""

    training_need = to_one(
        TrainingNeed, "training_need_id", "The need as it is now, changed or not; null if it is absent or you may not see it."
    )


@record(None)
class EnrolmentPayload(TransitionPayload):
    """What a command on an enrolment answers."""

    enrolment = to_one(Enrolment, "enrolment_id", "The enrolment as it is now, changed or not; null if it is absent or you may not see it.")


@record(None)
class TrainingOpinionPayload(CommandPayload):
    """What `giveTrainingOpinion` answers."""

    training_opinion = to_one(TrainingOpinion, "training_opinion_id", "The opinion as it is now; null if it was not given.")


@record(None)
class RecognitionPayload(TransitionPayload):
    """What a command on a recognition answers."""

    recognition = to_one(
        Recognition, "recognition_id", "The recognition as it is now, changed or not; null if it is absent or you may not see it."
    )


@record(None)
class PlanPayload(TransitionPayload):
    """What a command on a plan answers."""

    plan = to_one(PerformancePlan, "plan_id", "The plan as it is now, changed or not; null if it is absent or you may not see it.")


@record(None)
class DialoguePayload(CommandPayload):
    """What a command on a performance dialogue answers."""

    dialogue = to_one(
        PerformanceDialogue, "dialogue_id", "The dialogue as it is now, changed or not; null if it is absent or you may not see it."
    )


@record(None)
class ExtensionPayload(CommandPayload):
    """What `grantExtension` answers."""

    appraisal = to_one(Appraisal, "appraisal_id", "The appraisal whose window was extended, as it is now; null for other scopes.")
    cycle = to_one(
        AppraisalCycle, "cycle_id", "The cycle in which a unit's window or everybody's was extended; null for the scope APPRAISAL."
    )


@value
class AppraisalsPayload:
    """What a bulk command answers: an outcome for each item, in the order given; one that is refused stops none of the others."""

    results: list[AppraisalPayload] = plain("The outcome of each item, in the order given.")


@record(None)
class PlanTemplatePayload(TransitionPayload):
    """What a command on a template of a plan answers."""

    plan_template = to_one(PlanTemplate, "plan_template_id", "The template as it is now, changed or not; null if it is absent.")


@record(None)
class ActivityTemplatePayload(TransitionPayload):
    """What a command on a template of an activity answers."""

    activity_template = to_one(
        ActivityTemplate, "activity_template_id", "The template as it is now, changed or not; null if it is absent or not yours."
    )


@record(None)
class EvidencePayload(TransitionPayload):
    """What a command on evidence answers."""

    evidence = to_one(Evidence, "evidence_id", "The evidence as it is now, changed or not; null if it is absent or you may not see it.")


@value
class DailyActivitiesPayload:
    """What a bulk command on daily activities answers: an outcome for each, in order; one that is refused stops none of the others."""

    results: list[DailyActivityPayload] = plain("The outcome of each item, in the order given.")


@record(None)
class EmployeePayload(CommandPayload):
    """What a command on an employee answers."""

    employee = to_one(people.Employee, "employee_id", "The employee as they are now, changed or not; null if they are absent.")
    assignment = to_one(people.Assignment, "assignment_id", "The assignment that was started or ended; null for other commands.")
    absence = to_one(people.Absence, "absence_id", "The absence that was recorded or ended; null for other commands.")
    legal_status = to_one(people.LegalStatus, "legal_status_id", "The legal status that was recorded; null for other commands.")
    line = to_one(people.HandSetLine, "line_id", "The line that was set or ended; null for other commands, and in a dry run.")
    line_preview: LinePreview | None = plain(
        "The line that a dry run of `setLines` or `setSuggestedLines` would set; null unless it was asked for and would succeed."
    )
    warnings: list[Reason] = plain("What is worth a look, though it didn't stop the command.")


@value
class EmployeesPayload:
    """What a bulk command on employees answers: an outcome for each, in order; one that is refused stops none of the others."""

    results: list[EmployeePayload] = plain("The outcome of each item, in the order given.")


@record(None)
class GrantPayload(CommandPayload):
    """What a command on roles answers."""

    grant = to_one(
        people.RoleGrant,
        "grant_id",
        "The grant as it is now, the first where several units were named; null if it was revoked before it began, was not made, or is"
        " absent.",
    )
    employee = to_one(people.Employee, "employee_id", "Whose role it is; null if they are absent.")


@record(None)
class IdentityPayload(CommandPayload):
    """What a command on accounts of an identity provider answers."""

    identity = to_one(
        people.EmployeeIdentity, "identity_id", "The account that was linked; null once it is unlinked, or if it was not made."
    )
    employee = to_one(people.Employee, "employee_id", "Whose account it is; null if they are absent.")


@record(None)
class AgencyPayload(CommandPayload):
    """What a command on the agency answers."""

    agency = to_one(people.Agency, "agency_id", "The agency as it is now, changed or not.")


@record(None)
class ImportPayload(CommandPayload):
    """What `importRoster` answers: it is put on its way and goes on after the answer."""

    import_ = to_one(ImportJob, "import_id", "The import as it is now; null if there is none, or you may not see it.", name="import")


@record(None)
class GuidancePayload(CommandPayload):
    """What `replaceGuidance` answers."""

    edition = to_one(GuidanceEdition, "edition_id", "The edition that was put in force; null if it was not made.")
    warnings: list[Reason] = plain("What is worth a look, though it didn't stop the command.")


def payloads(context: Context, answered: type[P], subject: str, outcomes: Sequence[tuple[UUID | None, Outcome[Any]]]) -> list[P]:
    """Make the answers of one field, whose relations are then read together.

    ``subject`` names the key of the changed object, e.g. ``appraisal_id``; with each outcome comes its value.
    """
    return _made(context, answered, [({subject: subject_id}, outcome) for subject_id, outcome in outcomes])


def many_payloads(context: Context, answered: type[P], outcomes: Sequence[tuple[Mapping[str, UUID | None], Outcome[Any]]]) -> list[P]:
    """Make the answers of one field about several objects each, whose relations are then read together."""
    return _made(context, answered, outcomes)


def payload(context: Context, answered: type[P], outcome: Outcome[Any], **subjects: UUID | None) -> P:
    """Make one answer about several objects, by the names of their keys."""
    return _made(context, answered, [(subjects, outcome)])[0]


def _made(context: Context, answered: type[P], outcomes: Sequence[tuple[Mapping[str, UUID | None], Outcome[Any]]]) -> list[P]:
    teller = Teller(context)
    # A line has no state: its preview is another one.
    lines = iter(
        given(
            LinePreview,
            context,
            (
                {
                    "version": one.preview.version,
                    "changes": list(one.preview.changed_fields),
                    "appraiser_id": subjects.get("appraiser_id"),
                    "approver_id": subjects.get("approver_id"),
                }
                for subjects, one in outcomes
                if one.preview is not None and one.preview.to_state is None
            ),
        )
    )
    return given(
        answered,
        context,
        (
            {
                **dict.fromkeys(_SUBJECTS),
                # What is NOT_FOUND is not looked for again.
                **({} if outcome.refusal is not None and outcome.refusal.code is RefusalCode.NOT_FOUND else subjects),
                "event_id": outcome.event_id,
                "refusal": None if outcome.refusal is None else teller.refusal(outcome.refusal),
                "replayed": outcome.replayed,
                "unchanged": outcome.unchanged,
                "preview": _preview(outcome.preview),
                "line_preview": None if outcome.preview is None or outcome.preview.to_state is not None else next(lines),
                "warnings": [teller.reason(one) for one in outcome.warnings],
            }
            for subjects, outcome in outcomes
        ),
    )


def _preview(one: commands.Preview | None) -> Preview | None:
    if one is None or one.to_state is None:
        return None
    return Preview(to_state=one.to_state, version=one.version, changes=list(one.changed_fields))
