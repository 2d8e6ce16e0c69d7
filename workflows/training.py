"""The tables of training: the catalogue, needs, and enrolments: who may move them, under which conditions, and which inputs that takes.

A training is kept by whoever develops people: an admin over the unit that gives it, and who leads that unit or one above (KEEPER). A need
is stated by the employee or a superior; it is answered by the confirmation of an enrolment for it, or declined with a reason. An enrolment
is asked for by the employee or proposed by a superior, and confirmed while there is room. Adding, stating and asking create the record
(``actions.training``, ``actions.training_needs``, ``actions.enrolments``). Source: competence development as follow-up on the domain page,
section 8; the moves are a choice of ours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models import limits
from models.vocabulary import (
    Attendance,
    EnrolmentAction,
    EnrolmentState,
    ReasonCode,
    Relation,
    Role,
    TrainingAction,
    TrainingKind,
    TrainingNeedAction,
    TrainingNeedState,
    TrainingState,
    TrainingSubject,
)
from workflows.definition import Guard, Input, Step, Workflow
from workflows.refusals import Reason


@dataclass(frozen=True, slots=True)
class TrainingInputs:
    """What an action on a training is given; ``edit`` are the columns that an edit sets, None for "left as it is"."""

    reason: str | None = None
    edit: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """What a training's guards know: its days, hours and room, how many are confirmed, and the agency's day."""

    starts_on: date = date.min
    last_on: date = date.min
    capacity: int = 0
    confirmed: int = 0
    today: date = date.min
    inputs: TrainingInputs = field(default_factory=TrainingInputs)


@dataclass(frozen=True, slots=True)
class NeedInputs:
    """What an action on a training need is given."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """What a need's guards know: the inputs alone."""

    inputs: NeedInputs = field(default_factory=NeedInputs)


@dataclass(frozen=True, slots=True)
class EnrolmentInputs:
    """What an action on an enrolment is given; ``hours`` None is "all of the training's"."""

    reason: str | None = None
    attendance: Attendance | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentFacts:
    """What an enrolment's guards know: its training's state, first day, hours and room, how many are confirmed, and the agency's day."""

    training_state: TrainingState = TrainingState.OPEN
    starts_on: date = date.min
    hours: int = 0
    capacity: int = 0
    confirmed: int = 0
    today: date = date.min
    inputs: EnrolmentInputs = field(default_factory=EnrolmentInputs)


def days_in_order(facts: TrainingFacts) -> bool:
    """The last day isn't before the first."""
    edit = facts.inputs.edit
    first: date = edit.get("starts_on") or facts.starts_on
    last: date = edit.get("last_on") or facts.last_on
    return first <= last


def room_for_confirmed(facts: TrainingFacts) -> bool:
    """There is still room for everybody who is confirmed."""
    capacity: int = facts.inputs.edit.get("capacity") or facts.capacity
    return facts.confirmed <= capacity


def training_over(facts: TrainingFacts) -> bool:
    """Its last day has come."""
    return facts.today >= facts.last_on


def cancelling_explained(facts: TrainingFacts) -> bool:
    """A reason of real length is given."""
    return len(facts.inputs.reason or "") >= limits.REASON_MIN_CHARS


def declining_explained(facts: NeedFacts) -> bool:
    """A reason of real length is given."""
    return len(facts.inputs.reason or "") >= limits.REASON_MIN_CHARS


def refusing_explained(facts: EnrolmentFacts) -> bool:
    """A reason of real length is given."""
    return len(facts.inputs.reason or "") >= limits.REASON_MIN_CHARS


def training_open(facts: EnrolmentFacts) -> bool:
    """The training takes people."""
    return facts.training_state is TrainingState.OPEN


def seat_free(facts: EnrolmentFacts) -> bool:
    """There is room for one more."""
    return facts.confirmed < facts.capacity


def not_held_yet(facts: EnrolmentFacts) -> bool:
    """The training hasn't been held: who was confirmed then was there or wasn't."""
    return facts.training_state is not TrainingState.HELD


def training_begun(facts: EnrolmentFacts) -> bool:
    """Its first day has come."""
    return facts.today >= facts.starts_on


def training_takes_place(facts: EnrolmentFacts) -> bool:
    """It isn't cancelled."""
    return facts.training_state is not TrainingState.CANCELLED


def attendance_given(facts: EnrolmentFacts) -> bool:
    """It is said whether they were there."""
    return facts.inputs.attendance is not None


def hours_fit(facts: EnrolmentFacts) -> bool:
    """Whoever was there attended between one hour and all; whoever was absent, none."""
    given = facts.inputs.hours
    if facts.inputs.attendance is Attendance.ABSENT:
        return not given
    return given is None or 1 <= given <= facts.hours


def _one(code: ReasonCode, path: str, **params: int) -> Callable[[Any], Sequence[Reason]]:
    return lambda facts: (Reason(code, path, params),)


def _explanation(facts: Any) -> Sequence[Reason]:
    code = ReasonCode.REASON_TOO_SHORT if facts.inputs.reason else ReasonCode.REASON_REQUIRED
    return (Reason(code, "input.reason", {"min": limits.REASON_MIN_CHARS}),)


def _hours(facts: EnrolmentFacts) -> Sequence[Reason]:
    absent = facts.inputs.attendance is Attendance.ABSENT
    return (Reason(ReasonCode.HOURS_OUT_OF_RANGE, "input.hours", {"min": 0 if absent else 1, "max": 0 if absent else facts.hours}),)


def _until(facts: TrainingFacts) -> Sequence[Reason]:
    return (Reason(ReasonCode.TRAINING_NOT_OVER, "lastOn", {"until": facts.last_on.isoformat()}),)


def _from(facts: EnrolmentFacts) -> Sequence[Reason]:
    return (Reason(ReasonCode.TRAINING_NOT_BEGUN, "training.startsOn", {"from": facts.starts_on.isoformat()}),)


REASON = Input("reason", "String", required=True, min_length=limits.REASON_MIN_CHARS)
_REASON_IF_ANY = Input("reason", "String", required=False)
_FIELDS = {
    "title": ("String", 1),
    "kind": (TrainingKind.__name__, None),
    "subject": (TrainingSubject.__name__, None),
    "provider": ("String", None),
    "place": ("String", None),
    "startsOn": ("Date", None),
    "lastOn": ("Date", None),
    "hours": ("Int", None),
    "capacity": ("Int", None),
}
_EDITED = tuple(Input(name, kind, required=False, min_length=least) for name, (kind, least) in _FIELDS.items())
_PLANNED, _OPEN, _HELD, _CANCELLED = TrainingState
_NEED, _STATE = TrainingNeedState, EnrolmentState

TRAINING: Workflow[TrainingFacts] = Workflow(
    name="training",
    states=tuple(TrainingState),
    initial=_PLANNED,
    final=frozenset({_HELD, _CANCELLED}),
    protected=frozenset(),
    probe=TrainingFacts(),
    steps=(
        *(
            Step(
                TrainingAction.EDIT_TRAINING,
                state,
                state,
                Relation.KEEPER,
                (
                    Guard(days_in_order, _one(ReasonCode.DATE_ORDER, "input.lastOn"), of_input=True),
                    Guard(
                        room_for_confirmed,
                        lambda facts: (Reason(ReasonCode.CAPACITY_BELOW_CONFIRMED, "input.capacity", {"count": facts.confirmed}),),
                        of_input=True,
                    ),
                ),
                _EDITED,
            )
            for state in (_PLANNED, _OPEN)
        ),
        Step(TrainingAction.OPEN_TRAINING, _PLANNED, _OPEN, Relation.KEEPER, inputs=(_REASON_IF_ANY,)),
        Step(TrainingAction.HOLD_TRAINING, _OPEN, _HELD, Relation.KEEPER, (Guard(training_over, _until),), (_REASON_IF_ANY,)),
        *(
            Step(
                TrainingAction.CANCEL_TRAINING,
                state,
                _CANCELLED,
                Relation.KEEPER,
                (Guard(cancelling_explained, _explanation, of_input=True),),
                (REASON,),
            )
            for state in (_PLANNED, _OPEN)
        ),
    ),
)
"""The training's table; adding it to the catalogue creates it and is no move."""

TRAINING_NEED: Workflow[NeedFacts] = Workflow(
    name="training_need",
    states=tuple(TrainingNeedState),
    initial=_NEED.STATED,
    final=frozenset({_NEED.ANSWERED, _NEED.DECLINED, _NEED.WITHDRAWN}),
    protected=frozenset(),
    probe=NeedFacts(),
    steps=(
        # Confirming an enrolment for it does this; nobody is a keeper of a need by itself.
        Step(TrainingNeedAction.ANSWER_NEED, _NEED.STATED, _NEED.ANSWERED, Relation.KEEPER),
        Step(
            TrainingNeedAction.DECLINE_NEED,
            _NEED.STATED,
            _NEED.DECLINED,
            Role.AGENCY_ADMIN,
            (Guard(declining_explained, _explanation, of_input=True),),
            (REASON,),
            not_own=True,
        ),
        *(
            Step(TrainingNeedAction.WITHDRAW_NEED, _NEED.STATED, _NEED.WITHDRAWN, who, inputs=(_REASON_IF_ANY,))
            for who in (Relation.EMPLOYEE, Relation.AUTHOR)
        ),
    ),
)
"""The need's table; stating creates it."""

_TAKES_PEOPLE = Guard(training_open, _one(ReasonCode.TRAINING_NOT_OPEN, "training.state"))
_NOT_HELD = Guard(not_held_yet, _one(ReasonCode.TRAINING_OVER, "training.state"))

ENROLMENT: Workflow[EnrolmentFacts] = Workflow(
    name="enrolment",
    states=tuple(EnrolmentState),
    initial=_STATE.REQUESTED,
    final=frozenset({_STATE.DECLINED, _STATE.WITHDRAWN, _STATE.FINISHED}),
    protected=frozenset(),
    probe=EnrolmentFacts(),
    titles={Relation.AUTHOR: Relation.PROPOSER.value},
    steps=(
        Step(
            EnrolmentAction.CONFIRM_ENROLMENT,
            _STATE.REQUESTED,
            _STATE.CONFIRMED,
            Relation.KEEPER,
            (
                _TAKES_PEOPLE,
                Guard(seat_free, lambda facts: (Reason(ReasonCode.TRAINING_FULL, "training.capacity", {"max": facts.capacity}),)),
            ),
            (_REASON_IF_ANY,),
            not_own=True,
        ),
        *(
            Step(
                EnrolmentAction.DECLINE_ENROLMENT,
                state,
                _STATE.DECLINED,
                Relation.KEEPER,
                (*held, Guard(refusing_explained, _explanation, of_input=True)),
                (REASON,),
                not_own=True,
            )
            for state, held in ((_STATE.REQUESTED, ()), (_STATE.CONFIRMED, (_NOT_HELD,)))
        ),
        *(
            Step(EnrolmentAction.WITHDRAW_ENROLMENT, state, _STATE.WITHDRAWN, who, held, (_REASON_IF_ANY,))
            for state, who, held in (
                (_STATE.REQUESTED, Relation.EMPLOYEE, ()),
                (_STATE.REQUESTED, Relation.AUTHOR, ()),
                (_STATE.CONFIRMED, Relation.EMPLOYEE, (_NOT_HELD,)),
            )
        ),
        *(
            Step(
                EnrolmentAction.RECORD_ATTENDANCE,
                state,
                _STATE.FINISHED,
                Relation.KEEPER,
                (
                    Guard(training_takes_place, _one(ReasonCode.TRAINING_CANCELLED, "training.state")),
                    Guard(training_begun, _from),
                    Guard(attendance_given, _one(ReasonCode.VALUE_REQUIRED, "input.attendance"), of_input=True),
                    Guard(hours_fit, _hours, of_input=True),
                ),
                (Input("attendance", "Attendance", required=True), Input("hours", "Int", required=False)),
                not_own=True,
            )
            for state in (_STATE.CONFIRMED, _STATE.FINISHED)
        ),
    ),
)
"""The enrolment's table; asking or proposing creates it. A recorded attendance may be corrected.

What was asked for and not answered in time can still be ended after the training, by both sides: nobody was there by it.
"""
