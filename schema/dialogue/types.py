"""Feedback between people, requests for it, coaching sessions, and what may be done with each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models import dialogue as stored
from models.people import Employee
from models.plans import PlannedResult
from models.vocabulary import CoachingAction, FeedbackNoteAction, FeedbackRequestAction
from schema.actions import ActionInput, previewed
from schema.context import Context
from schema.history.subject import subject_history
from schema.reads.declare import column, computed, record, to_many, to_one, value
from schema.reads.fields import Key, Like, Through, Value
from schema.reads.node import Node
from schema.reads.readfield import plain
from schema.refusals import Reason
from workflows.actions.dialogue_records import CoachingRecord, DialogueRecord, FeedbackNoteRecord, FeedbackRequestRecord

_RESULT = Value(
    "result_id",
    sql=(
        "(SELECT v_r.id FROM planned_result v_r JOIN plan_revision v_v ON v_v.agency_id = v_r.agency_id AND v_v.id = v_r.revision_id"
        " WHERE v_r.agency_id = {a}.agency_id AND v_r.lineage_id = {a}.result_lineage_id ORDER BY v_v.ordinal DESC LIMIT 1)"
    ),
    like=Like(PlannedResult, "id"),
)
_AGREEMENTS = 3


def _preview(record_: DialogueRecord, kind: Any, shown: Callable[..., Any]) -> Any:
    async def available(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[Any]]:
        return await previewed(context, record_, rows, kind, shown)

    return available


def _actions(record_: DialogueRecord, kind: Any, shown: Callable[..., Any]) -> Any:
    return computed(
        _preview(record_, kind, shown), "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=2
    )


_READERS = ". Whoever may read it sees it, and no role besides."


@value
class AvailableFeedbackNoteAction:
    """An action on a feedback: whether an input exists with which you can carry it out now."""

    action: FeedbackNoteAction = plain("The action: `acknowledgeFeedback`, `answerFeedback`.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


@value
class AvailableFeedbackRequestAction:
    """An action on a request for feedback: whether an input exists with which you can carry it out now."""

    action: FeedbackRequestAction = plain(
        "The action: the first is `giveFeedback` with this `requestId`, the others are `declineFeedbackRequest`, `withdrawFeedbackRequest`."
    )
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


@value
class AvailableCoachingAction:
    """An action on a coaching session: whether an input exists with which you can carry it out now."""

    action: CoachingAction = plain("The action: `confirmCoaching`, `followUpCoaching`.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


@record(stored.FeedbackNote, "fbk", values=(_RESULT,))
class FeedbackNote(Node):
    """What somebody tells a colleague, at any time. Its author, its receiver and whom the author chose see it; no role does."""

    state = column("Where it stands.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    receiver = to_one(Employee, "employee_id", "Who receives it.")
    author = to_one(Employee, "author_id", "Who gave it.")
    side = column("From where it was given, as posts and lines had it on that day.")
    audience = column("Who may read it beside its author, as the author chose it; it never changes.")
    text = column("The feedback.")
    value = column("The behaviour value that it is about; null if it names none.")
    result_lineage = column(
        "The planned result that it is about, by what it keeps from revision to revision; null.", of="result_lineage_id"
    )
    result = to_one(PlannedResult, "result_id", "The planned result that it is about, newest revision; null if you may not see it.")
    request = to_one(
        stored.FeedbackRequest, "request_id", "The request that it answers; null if it was given unasked, or you may not see it."
    )
    given_on = column("The day on which it was given, in the agency's zone.")
    given_at = column("When it was given.")
    acknowledged_at = column("When its receiver acknowledged it; null until then.")
    answer = column("What its receiver answered; null if they didn't.")
    available_actions: list[AvailableFeedbackNoteAction] = _actions(FeedbackNoteRecord(), FeedbackNoteAction, AvailableFeedbackNoteAction)
    history = subject_history(_READERS)


@record(stored.FeedbackRequest, "fbr", values=(_RESULT,))
class FeedbackRequest(Node):
    """That somebody asks a colleague for feedback. Those two see it; no role does."""

    state = column("Where it stands.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    requester = to_one(Employee, "employee_id", "Who asks.")
    asked = to_one(Employee, "author_id", "Who is asked.")
    question = column("What they would like to know.")
    value = column("The behaviour value that it is about; null if it names none.")
    result = to_one(PlannedResult, "result_id", "The planned result that it is about, newest revision; null if you may not see it.")
    asked_at = column("When it was asked.")
    available_actions: list[AvailableFeedbackRequestAction] = _actions(
        FeedbackRequestRecord(), FeedbackRequestAction, AvailableFeedbackRequestAction
    )
    history = subject_history(_READERS)


@record(stored.CoachingSession, "cch")
class CoachingSession(Node):
    """A conversation about what hinders and what will be tried. The employee, the coach and who appraises today see it; no role does."""

    state = column("Where it stands.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    employee = to_one(Employee, "employee_id", "Who was coached.")
    coach = to_one(Employee, "author_id", "Who coached and recorded it.")
    held_on = column("The day on which it was held.")
    topic = column("What it was about.")
    text = column("What was said, as the coach has it.")
    employee_view = column("What the employee added in confirming; null if nothing.")
    agreements = to_many(
        stored.CoachingAgreement, "session_id", "What was agreed.", order=(Key("ordinal"),), implied=True, usual=_AGREEMENTS
    )
    available_actions: list[AvailableCoachingAction] = _actions(CoachingRecord(), CoachingAction, AvailableCoachingAction)
    history = subject_history(_READERS)


@record(stored.CoachingAgreement, "cag", through=Through("session_id", stored.CoachingSession))
class CoachingAgreement(Node):
    """What was agreed in a coaching session, and what became of it."""

    ordinal = column("Its place in the session, from 1.")
    text = column("What was agreed.")
    due_on = column("By which day.")
    outcome = column("What became of it.")
    outcome_note = column("What was said about the outcome; null if nothing.")
    settled_at = column("When the outcome was recorded; null while it is open.")
