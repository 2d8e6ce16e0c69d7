"""Words about recognition: thanks for what was reached."""

from models.vocabulary.word import Word


class RecognitionKind(Word):
    """What somebody is recognised for: a target that was reached by its figure, or effort in words."""

    TARGET_REACHED = "TARGET_REACHED"
    EFFORT = "EFFORT"


class RecognitionVisibility(Word):
    """Who sees a recognition beside giver and receiver, as its receiver chose it."""

    ONLY_ME = "ONLY_ME"
    UNIT = "UNIT"
    AGENCY = "AGENCY"


class RecognitionState(Word):
    """Where a recognition stands."""

    GIVEN = "GIVEN"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


class RecognitionAction(Word):
    """What moves a recognition."""

    ACCEPT_RECOGNITION = "ACCEPT_RECOGNITION"
    SHOW_RECOGNITION = "SHOW_RECOGNITION"
    DECLINE_RECOGNITION = "DECLINE_RECOGNITION"
    WITHDRAW_RECOGNITION = "WITHDRAW_RECOGNITION"
