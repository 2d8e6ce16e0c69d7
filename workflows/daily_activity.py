"""The table of the daily activity: what its employee and its superior may do with it.

An activity is reported (``actions.daily_activities``) and waits for the superior. A question or a return hands it to the employee, whose
reply or edit hands it back; an answer closes it, and only a return opens it again. It is edited until it is answered, and removed only by
being withdrawn, which keeps it readable. The superior is who stands in today's line of the post in which it was done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from models.limits import REASON_MIN_CHARS, THREAD_ROWS
from models.vocabulary import ActivityAction, ActivityState, ReasonCode, Relation
from workflows.definition import Guard, Input, Step, Workflow
from workflows.refusals import Reason


@dataclass(frozen=True, slots=True)
class ActivityInputs:
    """What an action on an activity is given: ``text`` is said in its thread, ``reason`` is kept with the event alone."""

    text: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """Facts about an activity: how much has been said in its thread."""

    said: int = 0
    inputs: ActivityInputs = field(default_factory=ActivityInputs)


def thread_has_room(facts: ActivityFacts) -> bool:
    """The thread is short enough to go on in."""
    return facts.said < THREAD_ROWS


def text_given(facts: ActivityFacts) -> bool:
    """Something is said."""
    return bool((facts.inputs.text or "").strip())


def return_explained(facts: ActivityFacts) -> bool:
    """What is to be mended is said at real length."""
    return len((facts.inputs.text or "").strip()) >= REASON_MIN_CHARS


def _one(code: ReasonCode, path: str, **params: int) -> Callable[[ActivityFacts], Sequence[Reason]]:
    return lambda facts: (Reason(code, path, params),)


def _explanation(facts: ActivityFacts) -> Sequence[Reason]:
    code = ReasonCode.REASON_TOO_SHORT if (facts.inputs.text or "").strip() else ReasonCode.REASON_REQUIRED
    return (Reason(code, "input.text", {"min": REASON_MIN_CHARS}),)


_ROOM = Guard(thread_has_room, _one(ReasonCode.THREAD_FULL, "replies", max=THREAD_ROWS))
_SAID = Guard(text_given, _one(ReasonCode.TEXT_EMPTY, "input.text"), of_input=True)
_EXPLAINED = Guard(return_explained, _explanation, of_input=True)
_TEXT = Input("text", "String", required=True, min_length=1)
_TEXT_IF_ANY = Input("text", "String", required=False)
_EXPLANATION = Input("text", "String", required=True, min_length=REASON_MIN_CHARS)

_REPORTED, _QUESTIONED, _RETURNED = ActivityState.REPORTED, ActivityState.QUESTIONED, ActivityState.RETURNED
_ANSWERED, _WITHDRAWN = ActivityState.ANSWERED, ActivityState.WITHDRAWN
_OPEN = (_REPORTED, _QUESTIONED, _RETURNED)


def _superior(
    action: ActivityAction, source: ActivityState, target: ActivityState, guards: tuple[Guard[ActivityFacts], ...], given: Input
) -> Step[ActivityFacts]:
    return Step(action, source, target, Relation.APPRAISER, guards, (given,), not_own=True)


DAILY_ACTIVITY: Workflow[ActivityFacts] = Workflow(
    name="daily_activity",
    states=tuple(ActivityState),
    initial=_REPORTED,
    final=frozenset({_ANSWERED, _WITHDRAWN}),
    protected=frozenset(),
    probe=ActivityFacts(),
    steps=(
        *(_superior(ActivityAction.ACKNOWLEDGE, source, _ANSWERED, (), _TEXT_IF_ANY) for source in _OPEN),
        *(_superior(ActivityAction.PRAISE, source, _ANSWERED, (), _TEXT_IF_ANY) for source in _OPEN),
        *(_superior(ActivityAction.ASK, source, _QUESTIONED, (_ROOM, _SAID), _TEXT) for source in (_REPORTED, _QUESTIONED)),
        *(
            _superior(ActivityAction.RETURN, source, _RETURNED, (_EXPLAINED,), _EXPLANATION)
            for source in (_REPORTED, _QUESTIONED, _ANSWERED)
        ),
        Step(ActivityAction.REPLY, _QUESTIONED, _REPORTED, Relation.EMPLOYEE, (_ROOM, _SAID), (_TEXT,)),
        *(Step(ActivityAction.EDIT, source, _REPORTED, Relation.EMPLOYEE) for source in _OPEN),
        *(Step(ActivityAction.WITHDRAW, source, _WITHDRAWN, Relation.EMPLOYEE) for source in _OPEN),
    ),
)
"""The activity's table; reporting creates it and is no move."""
