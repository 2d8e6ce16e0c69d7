"""Words about feedback between people and coaching."""

from models.vocabulary.word import Word


class FeedbackSide(Word):
    """From where somebody gives feedback, as posts and lines have it on that day: from above, as leader of a unit, beside, from below."""

    SUPERIOR = "SUPERIOR"
    TEAM_LEADER = "TEAM_LEADER"
    PEER = "PEER"
    SUBORDINATE = "SUBORDINATE"


class FeedbackAudience(Word):
    """Who may read a feedback beside its author, as the author chose it; superiors and leaders are those of the day of reading."""

    RECEIVER = "RECEIVER"
    RECEIVER_AND_SUPERIOR = "RECEIVER_AND_SUPERIOR"
    RECEIVER_AND_LINE = "RECEIVER_AND_LINE"


class FeedbackNoteState(Word):
    """Where a feedback stands."""

    GIVEN = "GIVEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    ANSWERED = "ANSWERED"


class FeedbackNoteAction(Word):
    """What moves a feedback."""

    ACKNOWLEDGE = "ACKNOWLEDGE"
    ANSWER = "ANSWER"


class FeedbackRequestState(Word):
    """Where a request for feedback stands."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class FeedbackRequestAction(Word):
    """What moves a request for feedback."""

    ANSWER = "ANSWER"
    DECLINE = "DECLINE"
    WITHDRAW = "WITHDRAW"


class CoachingState(Word):
    """Where a coaching session stands: as the coach wrote it, or seen by the employee."""

    RECORDED = "RECORDED"
    CONFIRMED = "CONFIRMED"


class CoachingAction(Word):
    """What moves a coaching session."""

    CONFIRM = "CONFIRM"
    FOLLOW_UP = "FOLLOW_UP"


class AgreementOutcome(Word):
    """What became of an agreement."""

    OPEN = "OPEN"
    DONE = "DONE"
    NOT_DONE = "NOT_DONE"
