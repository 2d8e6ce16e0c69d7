"""The tables of feedback, of requests for it, and of coaching: who may move them, and which inputs that takes.

Feedback: its receiver acknowledges it and may answer once; what was said and who may read it never changes. A request: whoever is asked
answers by giving feedback, or declines; whoever asked withdraws it. Coaching: the employee confirms that it was so; either side says what
became of an agreement. Giving, asking and recording create the record (``actions.feedback``, ``actions.coaching``). Source: continuous
feedback, dialogue and coaching in PermenPANRB 6/2022 as the domain page reads it (sections 1 and 4); the moves are a choice of ours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from models.vocabulary import (
    AgreementOutcome,
    CoachingAction,
    CoachingState,
    FeedbackNoteAction,
    FeedbackNoteState,
    FeedbackRequestAction,
    FeedbackRequestState,
    ReasonCode,
    Relation,
)
from workflows.definition import Guard, Input, Step, Workflow
from workflows.refusals import Reason

RECEIVER = "RECEIVER"
REQUESTER = "REQUESTER"
ASKED = "ASKED"
"""How sentences name who receives a feedback, who asks for one, and who is asked."""


@dataclass(frozen=True, slots=True)
class DialogueInputs:
    """What an action is given; None is "not given"."""

    reason: str | None = None
    text: str | None = None
    agreement_id: UUID | None = None
    outcome: AgreementOutcome | None = None


@dataclass(frozen=True, slots=True)
class DialogueFacts:
    """What the guards know: the agreements that are still open and those that are settled, by id, and the inputs."""

    open_agreements: frozenset[UUID] = frozenset()
    settled_agreements: frozenset[UUID] = frozenset()
    inputs: DialogueInputs = field(default_factory=DialogueInputs)


def text_given(facts: DialogueFacts) -> bool:
    """A text is given."""
    return bool(facts.inputs.text)


def agreement_open(facts: DialogueFacts) -> bool:
    """Something agreed is still to be settled."""
    return bool(facts.open_agreements)


def agreement_named(facts: DialogueFacts) -> bool:
    """One of the open agreements of this session is named."""
    return facts.inputs.agreement_id in facts.open_agreements


def outcome_given(facts: DialogueFacts) -> bool:
    """It is said what became of it."""
    return facts.inputs.outcome in (AgreementOutcome.DONE, AgreementOutcome.NOT_DONE)


def _one(code: ReasonCode, path: str) -> Callable[[DialogueFacts], Sequence[Reason]]:
    return lambda facts: (Reason(code, path),)


def _not_open(facts: DialogueFacts) -> Sequence[Reason]:
    settled = facts.inputs.agreement_id in facts.settled_agreements
    return (Reason(ReasonCode.AGREEMENT_SETTLED if settled else ReasonCode.UNKNOWN_REFERENCE, "input.agreementId"),)


_TEXT = Guard(text_given, _one(ReasonCode.TEXT_EMPTY, "input.text"), of_input=True)
_ANSWER_INPUTS = (Input("text", "String", required=True, min_length=1),)
_NOTE, _REQUEST, _COACHING = FeedbackNoteState, FeedbackRequestState, CoachingState

FEEDBACK_NOTE: Workflow[DialogueFacts] = Workflow(
    name="feedback_note",
    states=tuple(FeedbackNoteState),
    initial=_NOTE.GIVEN,
    final=frozenset({_NOTE.ANSWERED}),
    protected=frozenset(),
    probe=DialogueFacts(),
    titles={Relation.EMPLOYEE: RECEIVER},
    steps=(
        Step(FeedbackNoteAction.ACKNOWLEDGE, _NOTE.GIVEN, _NOTE.ACKNOWLEDGED, Relation.EMPLOYEE),
        *(
            Step(FeedbackNoteAction.ANSWER, source, _NOTE.ANSWERED, Relation.EMPLOYEE, (_TEXT,), _ANSWER_INPUTS)
            for source in (_NOTE.GIVEN, _NOTE.ACKNOWLEDGED)
        ),
    ),
)
"""The feedback's table; giving creates it and is no move."""

FEEDBACK_REQUEST: Workflow[DialogueFacts] = Workflow(
    name="feedback_request",
    states=tuple(FeedbackRequestState),
    initial=_REQUEST.OPEN,
    final=frozenset({_REQUEST.ANSWERED, _REQUEST.DECLINED, _REQUEST.WITHDRAWN}),
    protected=frozenset(),
    probe=DialogueFacts(),
    titles={Relation.EMPLOYEE: REQUESTER, Relation.AUTHOR: ASKED},
    steps=(
        Step(
            FeedbackRequestAction.ANSWER,
            _REQUEST.OPEN,
            _REQUEST.ANSWERED,
            Relation.AUTHOR,
            (_TEXT,),
            (Input("text", "String", required=True, min_length=1), Input("audience", "FeedbackAudience", required=True)),
        ),
        Step(
            FeedbackRequestAction.DECLINE,
            _REQUEST.OPEN,
            _REQUEST.DECLINED,
            Relation.AUTHOR,
            inputs=(Input("reason", "String", required=False),),
        ),
        Step(FeedbackRequestAction.WITHDRAW, _REQUEST.OPEN, _REQUEST.WITHDRAWN, Relation.EMPLOYEE),
    ),
)
"""The request's table; asking creates it, and it is answered by giving the feedback."""

COACHING: Workflow[DialogueFacts] = Workflow(
    name="coaching",
    states=tuple(CoachingState),
    initial=_COACHING.RECORDED,
    final=frozenset({_COACHING.CONFIRMED}),
    protected=frozenset(),
    probe=DialogueFacts(),
    titles={Relation.AUTHOR: "COACH"},
    steps=(
        Step(
            CoachingAction.CONFIRM,
            _COACHING.RECORDED,
            _COACHING.CONFIRMED,
            Relation.EMPLOYEE,
            inputs=(Input("text", "String", required=False),),
        ),
        *(
            Step(
                CoachingAction.FOLLOW_UP,
                state,
                state,
                who,
                (
                    Guard(agreement_open, _one(ReasonCode.NOTHING_AGREED, "agreements")),
                    Guard(agreement_named, _not_open, of_input=True),
                    Guard(outcome_given, _one(ReasonCode.OUTCOME_REQUIRED, "input.outcome"), of_input=True),
                ),
                (
                    Input("agreementId", "ID", required=True),
                    Input("outcome", "AgreementOutcome", required=True),
                    Input("text", "String", required=False),
                ),
            )
            for state in CoachingState
            for who in (Relation.AUTHOR, Relation.EMPLOYEE)
        ),
    ),
)
"""The coaching session's table; recording creates it and is no move."""
