"""The words that live in columns, each stated once: the column, the GraphQL enum, the machine, the guards and the docs read them here.

Names are the field's own terms (the glossary of the domain page). A stored text equals the member's name, which is also the GraphQL
enum value. Labels in Indonesian and English stand in the message catalogues, never here.
"""

from enum import Enum


class Word(str, Enum):
    """A closed set of words whose stored text is the member's name."""

    def __str__(self) -> str:
        return str(self.value)


class NumberKind(Word):
    """Which register an employee number belongs to."""

    NIP = "NIP"
    NRP = "NRP"
    NONE = "NONE"


class EmploymentType(Word):
    """How somebody is employed; NON_ASN is a mayor or a soldier, EXTERNAL an auditor from outside."""

    PNS = "PNS"
    PPPK = "PPPK"
    PPPK_PART_TIME = "PPPK_PART_TIME"
    NON_ASN = "NON_ASN"
    EXTERNAL = "EXTERNAL"


class LegalStatusKind(Word):
    """Legal status that decides whether somebody is planned for and appraised."""

    ACTIVE = "ACTIVE"
    UNPAID_LEAVE = "UNPAID_LEAVE"
    STUDY_ASSIGNMENT = "STUDY_ASSIGNMENT"
    SUSPENDED = "SUSPENDED"
    PRE_PENSION = "PRE_PENSION"
    DISMISSED = "DISMISSED"
    RETIRED = "RETIRED"
    DIED = "DIED"


class PositionKind(Word):
    """Kind of position (jabatan); STATE_OFFICIAL is an elected or appointed head such as a mayor."""

    STATE_OFFICIAL = "STATE_OFFICIAL"
    SENIOR_EXECUTIVE_MAIN = "SENIOR_EXECUTIVE_MAIN"
    SENIOR_EXECUTIVE_MIDDLE = "SENIOR_EXECUTIVE_MIDDLE"
    SENIOR_EXECUTIVE_PRIMARY = "SENIOR_EXECUTIVE_PRIMARY"
    ADMINISTRATOR = "ADMINISTRATOR"
    SUPERVISORY = "SUPERVISORY"
    EXECUTOR = "EXECUTOR"
    FUNCTIONAL = "FUNCTIONAL"


class FunctionalLevel(Word):
    """Level of a functional position, by its official name."""

    PEMULA = "PEMULA"
    TERAMPIL = "TERAMPIL"
    MAHIR = "MAHIR"
    PENYELIA = "PENYELIA"
    AHLI_PERTAMA = "AHLI_PERTAMA"
    AHLI_MUDA = "AHLI_MUDA"
    AHLI_MADYA = "AHLI_MADYA"
    AHLI_UTAMA = "AHLI_UTAMA"


class UnitKind(Word):
    """Kind of organisational unit (unor)."""

    AGENCY = "AGENCY"
    SECRETARIAT = "SECRETARIAT"
    OFFICE = "OFFICE"
    BOARD = "BOARD"
    INSPECTORATE = "INSPECTORATE"
    DISTRICT = "DISTRICT"
    SUBDISTRICT = "SUBDISTRICT"
    DIVISION = "DIVISION"
    SECTION = "SECTION"
    TECHNICAL_UNIT = "TECHNICAL_UNIT"
    SCHOOL = "SCHOOL"
    HEALTH_CENTRE = "HEALTH_CENTRE"
    HOSPITAL = "HOSPITAL"


class AssignmentKind(Word):
    """How somebody holds a post: ACTING is Plt, DAILY_ACTING Plh, INTERIM Pj."""

    DEFINITIVE = "DEFINITIVE"
    ACTING = "ACTING"
    DAILY_ACTING = "DAILY_ACTING"
    INTERIM = "INTERIM"
    ADDITIONAL = "ADDITIONAL"


class AbsenceKind(Word):
    """Why somebody is away for a time."""

    LEAVE = "LEAVE"
    SICK = "SICK"
    DUTY_TRAVEL = "DUTY_TRAVEL"
    TRAINING = "TRAINING"
    OTHER = "OTHER"


class ApprovalRoute(Word):
    """Who fixes an appraisal; SOLE_AUTHORITY only where nobody stands above the appraiser."""

    SUPERIOR = "SUPERIOR"
    APPRAISER = "APPRAISER"
    SOLE_AUTHORITY = "SOLE_AUTHORITY"


class LineRule(Word):
    """The rule by which a reporting line was found."""

    UNIT_LEADER = "UNIT_LEADER"
    PARENT_LEADER = "PARENT_LEADER"
    PREDECESSOR_POST = "PREDECESSOR_POST"
    BY_HAND = "BY_HAND"
    TOP = "TOP"
    VACANT = "VACANT"


class LinePart(Word):
    """Which part of a reporting line a step of its explanation is about."""

    APPRAISER = "APPRAISER"
    APPROVER = "APPROVER"
    ROUTE = "ROUTE"


class LineStep(Word):
    """A step of the explanation of a reporting line, or the reason why nobody was found."""

    ENDED_ASSIGNMENT = "ENDED_ASSIGNMENT"
    LEADS_OWN_UNIT = "LEADS_OWN_UNIT"
    OWN_SUPERIOR_POST = "OWN_SUPERIOR_POST"
    UNIT_WITHOUT_LEADER = "UNIT_WITHOUT_LEADER"
    HOLDER_AWAY = "HOLDER_AWAY"
    HOLDER = "HOLDER"
    APPRAISER_STANDS_HIGHER = "APPRAISER_STANDS_HIGHER"
    NOBODY_PRESENT = "NOBODY_PRESENT"
    POST_VACANT = "POST_VACANT"
    NOBODY_ABOVE = "NOBODY_ABOVE"
    NO_LEADER_ABOVE = "NO_LEADER_ABOVE"
    SET_BY_HAND = "SET_BY_HAND"
    SUPERIOR_OF_APPRAISER = "SUPERIOR_OF_APPRAISER"
    ROUTE_OF_AGENCY = "ROUTE_OF_AGENCY"
    ROUTE_OF_UNIT = "ROUTE_OF_UNIT"
    TOP_ALONE = "TOP_ALONE"


class Role(Word):
    """A role granted with dates."""

    AGENCY_ADMIN = "AGENCY_ADMIN"
    AUDITOR = "AUDITOR"
    AGENCY_LEADER = "AGENCY_LEADER"
    OPERATOR = "OPERATOR"


class Relation(Word):
    """What a person is to a record."""

    EMPLOYEE = "EMPLOYEE"
    APPRAISER = "APPRAISER"
    APPROVER = "APPROVER"
    UNIT_LEADER = "UNIT_LEADER"


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


class SubjectType(Word):
    """Aggregates that have a version and events."""

    AGENCY = "AGENCY"
    UNIT = "UNIT"
    POSITION = "POSITION"
    PERSON = "PERSON"
    EMPLOYEE = "EMPLOYEE"
    CYCLE = "CYCLE"
    PLAN = "PLAN"
    APPRAISAL = "APPRAISAL"


class ActorKind(Word):
    """Who or what acted."""

    PERSON = "PERSON"
    IMPORT = "IMPORT"
    JOB = "JOB"
    SYSTEM = "SYSTEM"


class RefusalCode(Word):
    """Why a command was refused; never changes with the language."""

    NOT_FOUND = "NOT_FOUND"
    NOT_PERMITTED = "NOT_PERMITTED"
    STALE = "STALE"
    ILLEGAL_TRANSITION = "ILLEGAL_TRANSITION"
    BLOCKED = "BLOCKED"
    CONFLICT = "CONFLICT"
    INVALID = "INVALID"
    BUSY = "BUSY"


class ReasonCode(Word):
    """The single reasons behind a refusal; each has a message and a way out in both languages."""

    RELATION_REQUIRED = "RELATION_REQUIRED"
    ROLE_REQUIRED = "ROLE_REQUIRED"
    OWN_RECORD = "OWN_RECORD"
    REVIEWED_BY_SAME_PERSON = "REVIEWED_BY_SAME_PERSON"
    SUBMITTED_BY_SAME_PERSON = "SUBMITTED_BY_SAME_PERSON"
    ACTION_NOT_IN_STATE = "ACTION_NOT_IN_STATE"
    VERSION_CHANGED = "VERSION_CHANGED"
    WINDOW_NOT_OPEN = "WINDOW_NOT_OPEN"
    WINDOW_CLOSED = "WINDOW_CLOSED"
    DECISION_CLOSED = "DECISION_CLOSED"
    CYCLE_NOT_OPEN = "CYCLE_NOT_OPEN"
    CYCLE_NOT_PLANNED = "CYCLE_NOT_PLANNED"
    CYCLE_NOT_CLOSED = "CYCLE_NOT_CLOSED"
    APPRAISAL_VOIDED = "APPRAISAL_VOIDED"
    SUBMISSION_STILL_POSSIBLE = "SUBMISSION_STILL_POSSIBLE"
    NO_MAIN_RESULT = "NO_MAIN_RESULT"
    RESULT_WITHOUT_INDICATOR = "RESULT_WITHOUT_INDICATOR"
    REALISATION_MISSING = "REALISATION_MISSING"
    SELF_APPRAISAL_MISSING = "SELF_APPRAISAL_MISSING"
    RATING_MISSING = "RATING_MISSING"
    FEEDBACK_MISSING = "FEEDBACK_MISSING"
    RESULTS_CHANGED = "RESULTS_CHANGED"
    REASON_REQUIRED = "REASON_REQUIRED"
    REASON_TOO_SHORT = "REASON_TOO_SHORT"
    VOID_KIND_REQUIRED = "VOID_KIND_REQUIRED"
    NO_APPRAISER = "NO_APPRAISER"
    NO_APPROVER = "NO_APPROVER"
    LEGAL_STATUS = "LEGAL_STATUS"
    PART_NOT_EDITABLE = "PART_NOT_EDITABLE"
    UNDECIDED_APPRAISALS = "UNDECIDED_APPRAISALS"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    TEXT_EMPTY = "TEXT_EMPTY"
    NUMBER_OUT_OF_RANGE = "NUMBER_OUT_OF_RANGE"
    DATE_ORDER = "DATE_ORDER"
    DATE_REQUIRED = "DATE_REQUIRED"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE"
    DUPLICATE = "DUPLICATE"
    TOO_MANY = "TOO_MANY"
    OVERLAP = "OVERLAP"
    ALREADY_ENDED = "ALREADY_ENDED"
    NOT_ANOTHER_PERSON = "NOT_ANOTHER_PERSON"
    TWO_DEFINITIVE_POSTS = "TWO_DEFINITIVE_POSTS"
    VALUE_REQUIRED = "VALUE_REQUIRED"
    KEY_USED_OTHERWISE = "KEY_USED_OTHERWISE"
    TRY_AGAIN = "TRY_AGAIN"
    NO_SOURCE = "NO_SOURCE"


class EventAction(Word):
    """Every action an event can record: what moves a record, what edits one, and how a record began."""

    SUBMIT = "SUBMIT"
    SUBMIT_IN_ABSENCE = "SUBMIT_IN_ABSENCE"
    WITHDRAW = "WITHDRAW"
    RETURN = "RETURN"
    REVIEW = "REVIEW"
    RECALL = "RECALL"
    APPROVE = "APPROVE"
    VOID = "VOID"
    OPEN_APPRAISAL = "OPEN_APPRAISAL"
    EDIT_APPRAISAL = "EDIT_APPRAISAL"
    COPY_FROM_LAST = "COPY_FROM_LAST"
    GRANT_EXTENSION = "GRANT_EXTENSION"
    EDIT_PLAN = "EDIT_PLAN"
    CREATE_PLAN = "CREATE_PLAN"
    PLAN = "PLAN"
    OPEN = "OPEN"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"
    CREATE = "CREATE"
    CHANGE = "CHANGE"
    END = "END"
    START_ASSIGNMENT = "START_ASSIGNMENT"
    END_ASSIGNMENT = "END_ASSIGNMENT"
    RECORD_ABSENCE = "RECORD_ABSENCE"
    RECORD_LEGAL_STATUS = "RECORD_LEGAL_STATUS"
    SET_LINE = "SET_LINE"
    GRANT_ROLE = "GRANT_ROLE"
    REVOKE_ROLE = "REVOKE_ROLE"
    LINK_IDENTITY = "LINK_IDENTITY"
