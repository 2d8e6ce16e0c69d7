"""Words about cycles, plans and appraisals."""

from models.vocabulary.word import Word


class CycleKind(Word):
    """Length of an appraisal period."""

    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    SEMESTER = "SEMESTER"
    ANNUAL = "ANNUAL"


class CycleState(Word):
    """Where an appraisal cycle stands."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class CycleAction(Word):
    """What moves a cycle."""

    OPEN = "OPEN"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"


class AppraisalState(Word):
    """Where an appraisal stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    REVIEWED = "REVIEWED"
    APPROVED = "APPROVED"


class AppraisalAction(Word):
    """What moves an appraisal."""

    SUBMIT = "SUBMIT"
    SUBMIT_IN_ABSENCE = "SUBMIT_IN_ABSENCE"
    WITHDRAW = "WITHDRAW"
    RETURN = "RETURN"
    REVIEW = "REVIEW"
    RECALL = "RECALL"
    APPROVE = "APPROVE"
    VOID = "VOID"


class Rating(Word):
    """A rating against expectation; national codes ABOVE 1, MEETS 2, BELOW 3: lower is better, never sort or average."""

    ABOVE = "ABOVE"
    MEETS = "MEETS"
    BELOW = "BELOW"


class Predicate(Word):
    """The quadrant's outcome; national codes 1 to 5 in this order."""

    VERY_GOOD = "VERY_GOOD"
    GOOD = "GOOD"
    NEEDS_IMPROVEMENT = "NEEDS_IMPROVEMENT"
    POOR = "POOR"
    VERY_POOR = "VERY_POOR"


class VoidKind(Word):
    """Why an appraisal was voided."""

    DUPLICATE = "DUPLICATE"
    WRONG_OPENING = "WRONG_OPENING"
    DIED = "DIED"
    DISMISSED = "DISMISSED"
    EXEMPT = "EXEMPT"


class PlanOrigin(Word):
    """Where a plan came from; neither was agreed here."""

    IMPORTED = "IMPORTED"
    ENTERED = "ENTERED"


class PlanApproach(Word):
    """Whether a plan is quantitative or qualitative."""

    QUANTITATIVE = "QUANTITATIVE"
    QUALITATIVE = "QUALITATIVE"


class ResultKind(Word):
    """Main or additional planned result."""

    MAIN = "MAIN"
    ADDITIONAL = "ADDITIONAL"


class ResultOwnership(Word):
    """ORGANISATION stays with the post, INDIVIDUAL goes with the person."""

    ORGANISATION = "ORGANISATION"
    INDIVIDUAL = "INDIVIDUAL"


class Perspective(Word):
    """Perspective of a planned result of a head of unit."""

    SERVICE_RECIPIENT = "SERVICE_RECIPIENT"
    BUSINESS_PROCESS = "BUSINESS_PROCESS"
    INTERNAL_STRENGTHENING = "INTERNAL_STRENGTHENING"
    BUDGET = "BUDGET"


class Aspect(Word):
    """What an indicator measures."""

    QUANTITY = "QUANTITY"
    QUALITY = "QUALITY"
    TIME = "TIME"
    COST = "COST"


class BehaviourValue(Word):
    """The seven BerAKHLAK values (SE MenPANRB 20/2021)."""

    SERVICE_ORIENTED = "SERVICE_ORIENTED"
    ACCOUNTABLE = "ACCOUNTABLE"
    COMPETENT = "COMPETENT"
    HARMONIOUS = "HARMONIOUS"
    LOYAL = "LOYAL"
    ADAPTIVE = "ADAPTIVE"
    COLLABORATIVE = "COLLABORATIVE"


class FeedbackAbout(Word):
    """What an appraiser's feedback is about."""

    OVERALL = "OVERALL"
    RESULT = "RESULT"
    INDICATOR = "INDICATOR"
    VALUE = "VALUE"


class ExtensionKind(Word):
    """Which window an extension extends."""

    SUBMISSION = "SUBMISSION"
    DECISION = "DECISION"


class ExtensionScope(Word):
    """For whom an extension holds."""

    APPRAISAL = "APPRAISAL"
    UNIT = "UNIT"
    CYCLE = "CYCLE"


class OpeningOutcome(Word):
    """What opening a cycle did for one assignment."""

    CREATED = "CREATED"
    EXISTS = "EXISTS"
    EXEMPT = "EXEMPT"
    NO_APPRAISER = "NO_APPRAISER"


class JobState(Word):
    """Where a resumable job stands."""

    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
