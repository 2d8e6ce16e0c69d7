"""Feedback between people, requests for it, and coaching sessions with what was agreed."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Reference, word
from models.vocabulary import (
    AgreementOutcome,
    BehaviourValue,
    CoachingState,
    FeedbackAudience,
    FeedbackNoteState,
    FeedbackRequestState,
    FeedbackSide,
)


class FeedbackRequest(AgencyRow):
    """That ``employee_id`` asks ``author_id`` for feedback, about a planned result (by lineage) or a behaviour value if they say so."""

    employee_id = Reference("employee")
    author_id = Reference("employee")
    unit_id = Reference("org_unit", null=True, indexed=False)
    question = BoundedText(max_length=limits.TEXT_CHARS)
    result_lineage_id = fields.UUIDField(null=True)
    value = word(BehaviourValue, null=True)
    state = word(FeedbackRequestState)
    version = fields.IntField()
    asked_at = Instant()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "feedback_request"


class FeedbackNote(AgencyRow):
    """What ``author_id`` tells ``employee_id``, who receives it; ``audience`` is who else may read it. Text and audience never change.

    ``given_on`` is the day in the agency's zone, ``unit_id`` the receiver's unit on it.
    """

    employee_id = Reference("employee", indexed=False)
    author_id = Reference("employee")
    unit_id = Reference("org_unit", null=True, indexed=False)
    request_id = Reference("feedback_request", null=True)
    side = word(FeedbackSide)
    audience = word(FeedbackAudience)
    text = BoundedText(max_length=limits.TEXT_CHARS)
    result_lineage_id = fields.UUIDField(null=True)
    value = word(BehaviourValue, null=True)
    given_on = Day()
    given_at = Instant()
    acknowledged_at = Instant(null=True)
    answer = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    state = word(FeedbackNoteState)
    version = fields.IntField()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "feedback_note"


class CoachingSession(AgencyRow):
    """A conversation of ``author_id`` (the coach) with an employee about what hinders and what will be tried.

    ``employee_view`` is what the employee adds when they confirm that it was so.
    """

    employee_id = Reference("employee", indexed=False)
    author_id = Reference("employee")
    unit_id = Reference("org_unit", null=True, indexed=False)
    held_on = Day()
    topic = BoundedText(max_length=limits.TITLE_CHARS)
    text = BoundedText(max_length=limits.TEXT_CHARS)
    employee_view = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    state = word(CoachingState)
    version = fields.IntField()
    recorded_at = Instant()
    state_since = Instant()
    updated_at = Instant()

    class Meta:
        table = "coaching_session"


class CoachingAgreement(AgencyRow):
    """What was agreed in a session, by when, and what became of it."""

    session_id = Reference("coaching_session")
    ordinal = fields.IntField()
    text = BoundedText(max_length=limits.TEXT_CHARS)
    due_on = Day()
    outcome = word(AgreementOutcome)
    outcome_note = BoundedText(max_length=limits.TEXT_CHARS, null=True)
    settled_at = Instant(null=True)

    class Meta:
        table = "coaching_agreement"
