"""Trainings, needs, enrolments and opinions, and what may be done with each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models import limits
from models import training as stored
from models.dialogue import CoachingSession, FeedbackNote
from models.people import Employee, OrgUnit
from models.plans import Indicator
from models.vocabulary import EnrolmentAction, TrainingAction, TrainingNeedAction
from schema.actions import ActionInput, previewed
from schema.context import Context
from schema.history.subject import subject_history
from schema.reads.declare import column, computed, connection, filter_set, record, to_many, to_one, value
from schema.reads.fields import Key, Like, Value
from schema.reads.node import Node
from schema.reads.readfield import plain
from schema.refusals import Reason
from schema.training.filters import ENROLMENT_ORDERS, EnrolmentFilter
from workflows.actions.training_records import CONFIRMED, EnrolmentRecord, NeedRecord, TrainingRecord

_INDICATOR = Value(
    "indicator_id",
    sql=(
        "(SELECT v_i.id FROM indicator v_i JOIN plan_revision v_v ON v_v.agency_id = v_i.agency_id AND v_v.id = v_i.revision_id"
        " WHERE v_i.agency_id = {a}.agency_id AND v_i.lineage_id = {a}.indicator_lineage_id AND v_v.plan_id = {a}.plan_id"
        " ORDER BY v_v.ordinal DESC LIMIT 1)"
    ),
    like=Like(Indicator, "id"),
)
_REQUESTED = (
    "(SELECT COUNT(*) FROM enrolment v_e WHERE v_e.agency_id = {a}.agency_id AND v_e.training_id = {a}.id AND v_e.state = 'REQUESTED')"
)


def _actions(record_: TrainingRecord | NeedRecord | EnrolmentRecord, kind: Any, shown: Callable[..., Any]) -> Any:
    async def available(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[Any]]:
        return await previewed(context, record_, rows, kind, shown)

    return computed(available, "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=2)


@value
class AvailableTrainingAction:
    """An action on a training: whether an input exists with which you can carry it out now."""

    action: TrainingAction = plain("The action: `editTraining`, `openTraining`, `holdTraining`, `cancelTraining`.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


@value
class AvailableTrainingNeedAction:
    """An action on a training need: whether an input exists with which you can carry it out now."""

    action: TrainingNeedAction = plain(
        "The action: the first comes by `confirmEnrolment` of an enrolment for it, the others are `declineTrainingNeed`,"
        " `withdrawTrainingNeed`."
    )
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


@value
class AvailableEnrolmentAction:
    """An action on an enrolment: whether an input exists with which you can carry it out now."""

    action: EnrolmentAction = plain("The action: `confirmEnrolment`, `declineEnrolment`, `withdrawEnrolment`, `recordAttendance`.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


@record(stored.Training, "trn")
class Training(Node):
    """Something that people are taught. Everybody of the agency sees it; who leads the unit that gives it, or is its admin, keeps it."""

    state = column("Where it stands.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    unit = to_one(OrgUnit, "unit_id", "The unit that gives it.")
    title = column("What it is called.")
    kind = column("How it is taught.")
    subject = column("What it teaches.")
    provider = column("Who teaches, where it isn't the unit itself; null.")
    place = column("Where; null if nothing is said.")
    starts_on = column("The first day.")
    last_on = column("The last day, which belongs to it.")
    hours = column("How many hours a participant attends at most.")
    capacity = column("How many participants there is room for.")
    confirmed = column(
        "How many places are taken, with those who have finished.",
        sql=CONFIRMED.replace("{t}", "{a}"),
        like=Like(stored.Training, "capacity"),
        required=True,
    )
    requested = column("How many requests wait for the keeper.", sql=_REQUESTED, like=Like(stored.Training, "capacity"), required=True)
    enrolments = connection(
        stored.Enrolment,
        "Who takes part or asks to; of these, those that you may see.",
        ENROLMENT_ORDERS,
        column="training_id",
        filters=filter_set(EnrolmentFilter),
    )
    available_actions: list[AvailableTrainingAction] = _actions(TrainingRecord(), TrainingAction, AvailableTrainingAction)
    history = subject_history()


@record(stored.TrainingNeed, "tnd", values=(_INDICATOR,))
class TrainingNeed(Node):
    """What somebody needs to learn. They, who stated it, their superiors and the admins see it, and of its source what they see anyway."""

    state = column("Where it stands.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    employee = to_one(Employee, "employee_id", "Who needs it.")
    author = to_one(Employee, "author_id", "Who stated it: they themselves, or a superior.")
    unit = to_one(OrgUnit, "unit_id", "The unit of the employee when it was stated; null if they held no post.")
    subject = column("What is to be learnt.")
    text = column("What is needed, in the words of who stated it, written for whoever develops people.")
    source = column("What it comes from.")
    feedback = to_one(FeedbackNote, "feedback_note_id", "The feedback from which it comes; null if there is none, or you may not see it.")
    coaching = to_one(
        CoachingSession, "coaching_session_id", "The coaching session from which it comes; null if there is none, or you may not see it."
    )
    indicator = to_one(
        Indicator, "indicator_id", "The indicator that was below its target, newest revision; null if there is none, or you may not see it."
    )
    stated_at = column("When it was stated.")
    enrolments = to_many(stored.Enrolment, "need_id", "The enrolments that answer it, with what came of them.", order=(Key("id"),), usual=1)
    available_actions: list[AvailableTrainingNeedAction] = _actions(NeedRecord(), TrainingNeedAction, AvailableTrainingNeedAction)
    history = subject_history(". Whoever may read it sees it, and no role besides.")


@record(stored.Enrolment, "enr")
class Enrolment(Node):
    """That somebody takes part in a training, or asks to."""

    state = column("Where it stands.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    training = to_one(stored.Training, "training_id", "The training.")
    employee = to_one(Employee, "employee_id", "The participant.")
    author = to_one(Employee, "author_id", "Who asked for it: they themselves, or a superior who proposed them.")
    need = to_one(stored.TrainingNeed, "need_id", "The need that it answers; null if there is none, or you may not see it.")
    requested_at = column("When it was asked for.")
    attendance = column("Whether they were there; null until it is recorded.")
    hours = column("How many hours they attended; null until it is recorded.")
    opinion = to_one(
        stored.TrainingOpinion,
        "id",
        "What the participant thinks of its use; null if they haven't said, or you may not see it.",
        target_key="enrolment_id",
    )
    available_actions: list[AvailableEnrolmentAction] = _actions(EnrolmentRecord(), EnrolmentAction, AvailableEnrolmentAction)
    history = subject_history()


@record(stored.TrainingOpinion, "top")
class TrainingOpinion(Node):
    """What a participant thinks of a training's use. They and whoever keeps the training see it; their superiors where they share it."""

    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    updated_at = column("The moment of the last change.")
    enrolment = to_one(stored.Enrolment, "enrolment_id", "The participation that it is about.")
    training = to_one(stored.Training, "training_id", "The training.")
    employee = to_one(Employee, "employee_id", "Whose opinion it is.")
    usefulness = column(f"How useful it was for the work, from {limits.USEFULNESS_LEAST} (not at all) to {limits.USEFULNESS_MOST} (very).")
    text = column("In words; null if nothing.")
    audience = column("Who reads it beside the participant.")
    given_at = column(f"When it was given first; it may be changed for {limits.OPINION_DAYS} days from then.")
    history = subject_history(". Whoever may read it sees it, and no role besides.")
