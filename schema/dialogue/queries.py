"""Root fields that read feedback, requests for it, and coaching sessions."""

import strawberry

from models.dialogue import CoachingSession, FeedbackNote, FeedbackRequest
from schema.dialogue.filters import (
    COACHING_SESSION_ORDERS,
    FEEDBACK_NOTE_ORDERS,
    FEEDBACK_REQUEST_ORDERS,
    CoachingSessionFilter,
    FeedbackNoteFilter,
    FeedbackRequestFilter,
)
from schema.reads.declare import connection, filter_set


@strawberry.type
class DialogueQueries:
    """The root fields of feedback and coaching."""

    feedback_notes = connection(
        FeedbackNote, "Feedback that you gave, received, or were let read.", FEEDBACK_NOTE_ORDERS, filters=filter_set(FeedbackNoteFilter)
    )
    feedback_requests = connection(
        FeedbackRequest, "Requests for feedback by you or to you.", FEEDBACK_REQUEST_ORDERS, filters=filter_set(FeedbackRequestFilter)
    )
    coaching_sessions = connection(
        CoachingSession,
        "Coaching sessions of yours, by you, or with those whom you appraise.",
        COACHING_SESSION_ORDERS,
        filters=filter_set(CoachingSessionFilter),
    )
