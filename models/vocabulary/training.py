"""Words about training: the catalogue, what people need to learn, who takes part, and what it was good for."""

from models.vocabulary.word import Word


class TrainingKind(Word):
    """How something is taught."""

    WORKSHOP = "WORKSHOP"
    COURSE = "COURSE"
    SEMINAR = "SEMINAR"
    E_LEARNING = "E_LEARNING"
    COACHING_PROGRAMME = "COACHING_PROGRAMME"


class TrainingSubject(Word):
    """What something teaches, and what somebody needs to learn."""

    PLANNING = "PLANNING"
    APPRAISING = "APPRAISING"
    FEEDBACK_AND_COACHING = "FEEDBACK_AND_COACHING"
    LEADING = "LEADING"
    PUBLIC_SERVICE = "PUBLIC_SERVICE"
    BEHAVIOUR = "BEHAVIOUR"
    DIGITAL = "DIGITAL"
    TECHNICAL = "TECHNICAL"
    OTHER = "OTHER"


class TrainingState(Word):
    """Where a training stands."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    HELD = "HELD"
    CANCELLED = "CANCELLED"


class TrainingAction(Word):
    """What moves or edits a training."""

    EDIT_TRAINING = "EDIT_TRAINING"
    OPEN_TRAINING = "OPEN_TRAINING"
    HOLD_TRAINING = "HOLD_TRAINING"
    CANCEL_TRAINING = "CANCEL_TRAINING"


class NeedSource(Word):
    """What a training need comes from: a feedback, a coaching session, an indicator below its target, or one's own wish."""

    FEEDBACK = "FEEDBACK"
    COACHING = "COACHING"
    RESULT = "RESULT"
    WISH = "WISH"


class TrainingNeedState(Word):
    """Where a training need stands."""

    STATED = "STATED"
    ANSWERED = "ANSWERED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class TrainingNeedAction(Word):
    """What moves a training need."""

    ANSWER_NEED = "ANSWER_NEED"
    DECLINE_NEED = "DECLINE_NEED"
    WITHDRAW_NEED = "WITHDRAW_NEED"


class EnrolmentState(Word):
    """Where an enrolment stands: FINISHED once the attendance is recorded."""

    REQUESTED = "REQUESTED"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    FINISHED = "FINISHED"


class EnrolmentAction(Word):
    """What moves an enrolment."""

    CONFIRM_ENROLMENT = "CONFIRM_ENROLMENT"
    DECLINE_ENROLMENT = "DECLINE_ENROLMENT"
    WITHDRAW_ENROLMENT = "WITHDRAW_ENROLMENT"
    RECORD_ATTENDANCE = "RECORD_ATTENDANCE"


class Attendance(Word):
    """Whether somebody took part."""

    PRESENT = "PRESENT"
    ABSENT = "ABSENT"


class OpinionAudience(Word):
    """Who reads what a participant thinks of a training: whoever keeps it, or the participant's superiors as well."""

    KEEPER = "KEEPER"
    KEEPER_AND_SUPERIORS = "KEEPER_AND_SUPERIORS"
