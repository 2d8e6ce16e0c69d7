"""The table of recognition: its receiver accepts it and says who sees it, or declines it; its giver takes it back before, with reason.

Giving creates it (``actions.recognitions``). Nobody but giver and receiver sees it before the receiver accepts. Source: recognition as
follow-up on the domain page, section 8; the moves are a choice of ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models import limits
from models.vocabulary import ReasonCode, RecognitionAction, RecognitionState, RecognitionVisibility, Relation
from workflows.definition import Guard, Input, Step, Workflow
from workflows.refusals import Reason


@dataclass(frozen=True, slots=True)
class RecognitionInputs:
    """What an action is given; None is "not given"."""

    reason: str | None = None
    visibility: RecognitionVisibility | None = None


@dataclass(frozen=True, slots=True)
class RecognitionFacts:
    """What the guards know: the inputs alone."""

    inputs: RecognitionInputs = field(default_factory=RecognitionInputs)


def visibility_given(facts: RecognitionFacts) -> bool:
    """It is said who may see it."""
    return facts.inputs.visibility is not None


def withdrawal_explained(facts: RecognitionFacts) -> bool:
    """A reason of real length is given."""
    return len(facts.inputs.reason or "") >= limits.REASON_MIN_CHARS


def _explanation(facts: RecognitionFacts) -> Sequence[Reason]:
    code = ReasonCode.REASON_TOO_SHORT if facts.inputs.reason else ReasonCode.REASON_REQUIRED
    return (Reason(code, "input.reason", {"min": limits.REASON_MIN_CHARS}),)


def _visibility(facts: RecognitionFacts) -> Sequence[Reason]:
    return (Reason(ReasonCode.VALUE_REQUIRED, "input.visibility"),)


_CHOSEN = Guard(visibility_given, _visibility, of_input=True)
_CHOICE = (Input("visibility", "RecognitionVisibility", required=True),)
_STATE, _ACTION = RecognitionState, RecognitionAction

RECOGNITION: Workflow[RecognitionFacts] = Workflow(
    name="recognition",
    states=tuple(RecognitionState),
    initial=_STATE.GIVEN,
    final=frozenset({_STATE.ACCEPTED, _STATE.DECLINED, _STATE.WITHDRAWN}),
    protected=frozenset(),
    probe=RecognitionFacts(),
    titles={Relation.EMPLOYEE: "RECOGNISED", Relation.AUTHOR: "GIVER"},
    steps=(
        Step(_ACTION.ACCEPT_RECOGNITION, _STATE.GIVEN, _STATE.ACCEPTED, Relation.EMPLOYEE, (_CHOSEN,), _CHOICE),
        Step(_ACTION.SHOW_RECOGNITION, _STATE.ACCEPTED, _STATE.ACCEPTED, Relation.EMPLOYEE, (_CHOSEN,), _CHOICE),
        *(
            Step(
                _ACTION.DECLINE_RECOGNITION, state, _STATE.DECLINED, Relation.EMPLOYEE, inputs=(Input("reason", "String", required=False),)
            )
            for state in (_STATE.GIVEN, _STATE.ACCEPTED)
        ),
        Step(
            _ACTION.WITHDRAW_RECOGNITION,
            _STATE.GIVEN,
            _STATE.WITHDRAWN,
            Relation.AUTHOR,
            (Guard(withdrawal_explained, _explanation, of_input=True),),
            (Input("reason", "String", required=True, min_length=limits.REASON_MIN_CHARS),),
        ),
    ),
)
"""The recognition's table."""
