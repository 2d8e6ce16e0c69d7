"""The inputs of the commands on training."""

from datetime import date

import strawberry

from models import limits
from models.vocabulary import Attendance, OpinionAudience, TrainingKind, TrainingSubject
from schema.commands import Keyed, Transition, optional_field, optional_reason, reason_field, text_field

_HOURS = f"How many hours a participant attends at most, from 1 to {limits.TRAINING_HOURS}."
_CAPACITY = f"How many participants there is room for, from 1 to {limits.TRAINING_PEOPLE}."


@strawberry.input(description="Adds a training to the catalogue.")
class AddTrainingInput(Keyed):
    """The input of ``addTraining``."""

    unit_id: strawberry.ID = strawberry.field(description="The unit that gives it; it can't be changed later.")
    title: str = strawberry.field(description=f"What it is called. At most {limits.TITLE_CHARS} characters.")
    kind: TrainingKind = strawberry.field(description="How it is taught.")
    subject: TrainingSubject = strawberry.field(description="What it teaches.")
    starts_on: date = strawberry.field(description="The first day.")
    last_on: date = strawberry.field(description="The last day, not before the first.")
    hours: int = strawberry.field(description=_HOURS)
    capacity: int = strawberry.field(description=_CAPACITY)
    provider: str | None = text_field("Who teaches, where it isn't the unit itself.", limits.NAME_CHARS)
    place: str | None = text_field("Where.", limits.NAME_CHARS)


@strawberry.input(description="Changes a training. What is left out stays as it is.")
class EditTrainingInput(Keyed):
    """The input of ``editTraining``."""

    id: strawberry.ID = strawberry.field(description="The training's id.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")
    title: str | None = text_field("What it is called; not empty.", limits.TITLE_CHARS)
    kind: TrainingKind | None = optional_field("How it is taught.")
    subject: TrainingSubject | None = optional_field("What it teaches.")
    starts_on: date | None = optional_field("The first day.")
    last_on: date | None = optional_field("The last day, not before the first.")
    hours: int | None = optional_field(_HOURS)
    capacity: int | None = optional_field(f"{_CAPACITY} Not fewer than are confirmed.")
    provider: str | None = text_field("Who teaches; an empty text removes it.", limits.NAME_CHARS)
    place: str | None = text_field("Where; an empty text removes it.", limits.NAME_CHARS)
    reason: str | None = optional_reason()


@strawberry.input(description="Opens a training: it takes participants.")
class OpenTrainingInput(Transition):
    """The input of ``openTraining``."""


@strawberry.input(description="Says that a training was held.")
class HoldTrainingInput(Transition):
    """The input of ``holdTraining``."""


@strawberry.input(description="Cancels a training.")
class CancelTrainingInput(Transition):
    """The input of ``cancelTraining``."""

    reason: str | None = reason_field("Why; required.")


@strawberry.input(description="States what somebody needs to learn, out of one source at most.")
class StateTrainingNeedInput(Keyed):
    """The input of ``stateTrainingNeed``."""

    employee_id: strawberry.ID = strawberry.field(description="Who needs it: you yourself, or somebody below you.")
    subject: TrainingSubject = strawberry.field(description="What is to be learnt.")
    text: str = strawberry.field(
        description=f"What is needed; whoever develops people reads it, so leave out what was said in confidence. At most"
        f" {limits.TEXT_CHARS} characters."
    )
    feedback_id: strawberry.ID | None = optional_field("A feedback to the employee that you may read (`fbk_…`).")
    coaching_id: strawberry.ID | None = optional_field("A coaching session with the employee that you may read (`cch_…`).")
    indicator_id: strawberry.ID | None = optional_field(
        "An indicator of the employee's plan that is below its target (`ind_…`), in the appraisal that is named or by daily activities."
    )
    appraisal_id: strawberry.ID | None = optional_field("The appraisal in which the indicator's figure stands (`apr_…`).")


@strawberry.input(description="Declines a training need.")
class DeclineTrainingNeedInput(Transition):
    """The input of ``declineTrainingNeed``."""

    reason: str | None = reason_field("Why; required.")


@strawberry.input(description="Takes back a training need.")
class WithdrawTrainingNeedInput(Transition):
    """The input of ``withdrawTrainingNeed``."""


@strawberry.input(description="Asks for a place in a training.")
class RequestEnrolmentInput(Keyed):
    """The input of ``requestEnrolment``."""

    training_id: strawberry.ID = strawberry.field(description="The training (`trn_…`).")
    employee_id: strawberry.ID = strawberry.field(description="For whom: you yourself, or somebody below you whom you propose.")
    need_id: strawberry.ID | None = optional_field("Their open need that it would answer (`tnd_…`).")


@strawberry.input(description="Gives a place to a participant.")
class ConfirmEnrolmentInput(Transition):
    """The input of ``confirmEnrolment``."""


@strawberry.input(description="Gives no place, or takes one back.")
class DeclineEnrolmentInput(Transition):
    """The input of ``declineEnrolment``."""

    reason: str | None = reason_field("Why; required.")


@strawberry.input(description="Takes back an enrolment.")
class WithdrawEnrolmentInput(Transition):
    """The input of ``withdrawEnrolment``."""


@strawberry.input(description="Records whether a participant was there.")
class RecordAttendanceInput(Transition):
    """The input of ``recordAttendance``."""

    attendance: Attendance = strawberry.field(description="Whether they were there.")
    hours: int | None = optional_field("How many hours they attended; all of the training's if left out, none for who was absent.")


@strawberry.input(description="Says what one thinks of a training's use: the whole opinion anew.")
class GiveTrainingOpinionInput(Keyed):
    """The input of ``giveTrainingOpinion``."""

    enrolment_id: strawberry.ID = strawberry.field(description="One's own participation (`enr_…`).")
    expected_version: int | None = optional_field("The version of the opinion that you gave before; left out for the first one.")
    usefulness: int = strawberry.field(
        description=f"How useful it was for the work, from {limits.USEFULNESS_LEAST} (not at all) to {limits.USEFULNESS_MOST} (very)."
    )
    text: str | None = text_field("In words.", limits.TEXT_CHARS)
    audience: OpinionAudience = strawberry.field(
        default=OpinionAudience.KEEPER, description="Who reads it beside you: whoever keeps the training, or your superiors as well."
    )
