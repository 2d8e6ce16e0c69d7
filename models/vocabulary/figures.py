"""Words of the pages of figures; they live in no column."""

from models.vocabulary.word import Word


class TargetStanding(Word):
    """How an indicator stands against its target on a day. NOT_COMPARED has no figure that could be compared by that day."""

    REACHED = "REACHED"
    ON_TRACK = "ON_TRACK"
    BEHIND = "BEHIND"
    NOTHING_REPORTED = "NOTHING_REPORTED"
    NOT_COMPARED = "NOT_COMPARED"


class DayStanding(Word):
    """How somebody stands on a day: reported, away, free since the agency doesn't work, without a report, or still to come."""

    REPORTED = "REPORTED"
    AWAY = "AWAY"
    FREE = "FREE"
    WITHOUT_REPORT = "WITHOUT_REPORT"
    TO_COME = "TO_COME"


class WaitingStep(Word):
    """What waits for somebody to do it."""

    REPLY_TO_QUESTION = "REPLY_TO_QUESTION"
    MEND_ACTIVITY = "MEND_ACTIVITY"
    ANSWER_ACTIVITY = "ANSWER_ACTIVITY"
    GIVE_FEEDBACK = "GIVE_FEEDBACK"
    READ_FEEDBACK = "READ_FEEDBACK"
    CONFIRM_COACHING = "CONFIRM_COACHING"
    PROPOSE_PLAN = "PROPOSE_PLAN"
    AGREE_PLAN = "AGREE_PLAN"
    SUBMIT_APPRAISAL = "SUBMIT_APPRAISAL"
    REVIEW_APPRAISAL = "REVIEW_APPRAISAL"
    APPROVE_APPRAISAL = "APPROVE_APPRAISAL"


class HelpReason(Word):
    """Why somebody may need help: a reason to ask how they are, never a mark."""

    NO_REPORT = "NO_REPORT"
    QUESTION_OPEN = "QUESTION_OPEN"
    RETURN_OPEN = "RETURN_OPEN"
    TARGET_FAR_BEHIND = "TARGET_FAR_BEHIND"
