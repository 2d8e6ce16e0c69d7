"""Training: the catalogue, needs, enrolments, and what participants think of it."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Reference, word
from models.vocabulary import (
    Attendance,
    EnrolmentState,
    NeedSource,
    OpinionAudience,
    TrainingKind,
    TrainingNeedState,
    TrainingState,
    TrainingSubject,
)


class Training(AgencyRow):
    """Something that people are taught, from ``starts_on`` to ``last_on``, both included; ``unit_id`` is the unit that gives it.

    ``hours`` are what a participant attends at most, ``capacity`` how many can be confirmed.
    """

    unit_id = Reference("org_unit")
    title = BoundedText(max_length=limits.TITLE_CHARS)
    kind = word(TrainingKind)
    subject = word(TrainingSubject)
    provider = BoundedText(max_length=limits.NAME_CHARS, null=True)
    place = BoundedText(max_length=limits.NAME_CHARS, null=True)
    starts_on = Day()
    last_on = Day()
    hours = fields.IntField()
    capacity = fields.IntField()
    state = word(TrainingState)
    version = fields.IntField()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "training"


class TrainingNeed(AgencyRow):
    """That ``employee_id`` needs to learn something, as ``author_id``, they themselves or a superior, states it.

    Of the sources at most one is set, by ``source``: a feedback, a coaching session, or an indicator that was below its target, which
    goes by its lineage and its plan. ``unit_id`` is the employee's unit when it was stated.
    """

    employee_id = Reference("employee", indexed=False)
    author_id = Reference("employee")
    unit_id = Reference("org_unit", null=True, indexed=False)
    subject = word(TrainingSubject)
    text = BoundedText(max_length=limits.TEXT_CHARS)
    source = word(NeedSource)
    feedback_note_id = Reference("feedback_note", null=True)
    coaching_session_id = Reference("coaching_session", null=True)
    plan_id = Reference("performance_plan", null=True)
    indicator_lineage_id = fields.UUIDField(null=True)
    stated_at = Instant()
    state = word(TrainingNeedState)
    version = fields.IntField()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "training_need"


class Enrolment(AgencyRow):
    """That ``employee_id`` takes part in a training, asked for or proposed by ``author_id``; ``need_id`` is the need that it answers.

    ``attendance`` and ``hours`` are set in FINISHED alone; somebody who was absent attended no hours.
    """

    training_id = Reference("training", indexed=False)
    employee_id = Reference("employee", indexed=False)
    author_id = Reference("employee")
    unit_id = Reference("org_unit", null=True, indexed=False)
    need_id = Reference("training_need", null=True)
    requested_at = Instant()
    attendance = word(Attendance, null=True)
    hours = fields.IntField(null=True)
    state = word(EnrolmentState)
    version = fields.IntField()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "enrolment"


class TrainingOpinion(AgencyRow):
    """What a participant thinks of a training's use: ``usefulness`` from 1 to 5, and words; ``audience`` is who reads it beside them.

    ``unit_id`` is the unit that gives the training.
    """

    enrolment_id = Reference("enrolment", indexed=False)
    training_id = Reference("training")
    employee_id = Reference("employee")
    unit_id = Reference("org_unit", indexed=False)
    usefulness = fields.IntField()
    text = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    audience = word(OpinionAudience)
    given_at = Instant()
    version = fields.IntField()
    updated_at = Instant()

    class Meta:
        table = "training_opinion"
