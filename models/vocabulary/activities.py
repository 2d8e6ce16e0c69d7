"""Words about the working day: what an employee reports, and what the superior answers."""

from models.vocabulary.word import Word


class ActivityState(Word):
    """Where a daily activity stands: REPORTED waits for the superior, QUESTIONED and RETURNED wait for the employee."""

    REPORTED = "REPORTED"
    QUESTIONED = "QUESTIONED"
    RETURNED = "RETURNED"
    ANSWERED = "ANSWERED"
    WITHDRAWN = "WITHDRAWN"


class ActivityAction(Word):
    """What moves a daily activity, or is said in its thread."""

    ACKNOWLEDGE = "ACKNOWLEDGE"
    PRAISE = "PRAISE"
    ASK = "ASK"
    RETURN = "RETURN"
    REPLY = "REPLY"
    EDIT = "EDIT"
    WITHDRAW = "WITHDRAW"


class ActivityAnswer(Word):
    """What a superior answers to a daily activity."""

    ACKNOWLEDGE = "ACKNOWLEDGE"
    PRAISE = "PRAISE"
    ASK = "ASK"
    RETURN = "RETURN"
