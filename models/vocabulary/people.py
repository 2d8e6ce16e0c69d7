"""Words about people, units, posts, and who appraises whom."""

from models.vocabulary.word import Word


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


class LineProposalState(Word):
    """Where the proposal of a reporting line stands."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class LineProposalAction(Word):
    """What moves the proposal of a reporting line."""

    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    WITHDRAW = "WITHDRAW"


class LineDecision(Word):
    """What is decided about the proposal of a reporting line."""

    ACCEPT = "ACCEPT"
    REJECT = "REJECT"


class LineCandidate(Word):
    """Why somebody is suggested for a line in which somebody is missing."""

    UNIT_LEADER = "UNIT_LEADER"
    ACTING_OFFICER = "ACTING_OFFICER"
    SUPERIOR_UNIT_LEADER = "SUPERIOR_UNIT_LEADER"
    PREVIOUS_APPRAISER = "PREVIOUS_APPRAISER"
    NAMED_BEFORE = "NAMED_BEFORE"


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
    PROPOSER = "PROPOSER"
    AUTHOR = "AUTHOR"
    KEEPER = "KEEPER"
