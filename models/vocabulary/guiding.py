"""Words about what helps people to write a plan: how a target is bounded, what is worth a second look, what there is guidance on."""

from models.vocabulary.word import Word


class TargetBound(Word):
    """How a target that was read from its text is bounded; TEXT where no single figure or range can be read from it."""

    VALUE = "VALUE"
    AT_LEAST = "AT_LEAST"
    MORE_THAN = "MORE_THAN"
    AT_MOST = "AT_MOST"
    LESS_THAN = "LESS_THAN"
    ABOUT = "ABOUT"
    RANGE = "RANGE"
    TEXT = "TEXT"


class PlanCheckCode(Word):
    """What a plan's wording is warned of; a warning never stops anything."""

    TITLE_SAYS_NOTHING = "TITLE_SAYS_NOTHING"
    ACTIVITY_NOT_RESULT = "ACTIVITY_NOT_RESULT"
    RESULT_WITHOUT_INDICATOR = "RESULT_WITHOUT_INDICATOR"
    INDICATOR_NOT_MEASURABLE = "INDICATOR_NOT_MEASURABLE"
    TARGET_WITHOUT_UNIT = "TARGET_WITHOUT_UNIT"
    TARGET_REVERSED = "TARGET_REVERSED"
    TOO_MANY_RESULTS = "TOO_MANY_RESULTS"


class GuidanceTopic(Word):
    """What there is guidance on, for people who are new to it or don't trust it."""

    GOOD_RESULT = "GOOD_RESULT"
    INDICATOR = "INDICATOR"
    DAILY_REPORT = "DAILY_REPORT"
    SELF_APPRAISAL = "SELF_APPRAISAL"
    RATINGS = "RATINGS"
    PREDICATE = "PREDICATE"
    BEHAVIOUR = "BEHAVIOUR"
    FEEDBACK = "FEEDBACK"
    COACHING = "COACHING"
    WHO_READS = "WHO_READS"
    HISTORY = "HISTORY"
    RETURNED = "RETURNED"
    LATE = "LATE"
    WRONG_APPRAISER = "WRONG_APPRAISER"
    OBJECTION = "OBJECTION"


class GuidanceLanguage(Word):
    """A language in which there is guidance."""

    ID = "ID"
    EN = "EN"
