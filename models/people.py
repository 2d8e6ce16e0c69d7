"""People, agencies, units, positions, and who holds what from when to when.

What is dated has ``[valid_from, valid_to)`` in days of the agency's zone and ``[recorded_from, recorded_to)`` in instants:
a correction closes what was known and adds a row, so that "as known on" has an answer. An open end is null.
"""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Json, Reference, Row, word
from models.vocabulary import (
    AbsenceKind,
    ApprovalRoute,
    AssignmentKind,
    EmploymentType,
    FunctionalLevel,
    LegalStatusKind,
    LineRule,
    NumberKind,
    PositionKind,
    Role,
    UnitKind,
)


class Person(Row):
    """A human being, known by an employee number or, without one, by the agency's own code on the employee; has no agency."""

    number = BoundedText(max_length=limits.NUMBER_CHARS, null=True)
    number_kind = word(NumberKind)
    version = fields.IntField()

    class Meta:
        table = "person"


class Agency(Row):
    """A government agency: the tenant that every row of its data carries.

    ``opens_acting`` says whether opening a cycle takes ACTING and INTERIM posts; ``exempt_statuses`` is a JSON list of the legal
    statuses under which nobody is appraised. Both are settings, since no source settles them.
    """

    code = BoundedText(max_length=limits.CODE_CHARS, plain=True)
    name = BoundedText(max_length=limits.NAME_CHARS)
    time_zone = BoundedText(max_length=limits.CODE_CHARS, plain=True)
    approval_route = word(ApprovalRoute)
    opens_acting = fields.BooleanField()
    exempt_statuses = Json()
    version = fields.IntField()

    class Meta:
        table = "agency"


class Holiday(AgencyRow):
    """A day on which the agency doesn't work, beside Saturdays and Sundays."""

    day = Day()
    name = BoundedText(max_length=limits.NAME_CHARS)

    class Meta:
        table = "holiday"


class OrgUnit(AgencyRow):
    """An organisational unit (unor); its place in the tree and its leader's post are dated rows of their own."""

    code = BoundedText(max_length=limits.CODE_CHARS, plain=True)
    name = BoundedText(max_length=limits.NAME_CHARS)
    kind = word(UnitKind)
    version = fields.IntField()

    class Meta:
        table = "org_unit"


class UnitPlacement(AgencyRow):
    """Under which unit a unit stands; the top has a row with no parent."""

    unit_id = Reference("org_unit")
    parent_id = Reference("org_unit", null=True)
    valid_from = Day()
    valid_to = Day(null=True)

    class Meta:
        table = "unit_placement"


class UnitClosure(AgencyRow):
    """Every pair of a unit and one above it (itself at depth 0), dated; derived from the placements."""

    ancestor_id = Reference("org_unit")
    descendant_id = Reference("org_unit")
    depth = fields.IntField()
    valid_from = Day()
    valid_to = Day(null=True)

    class Meta:
        table = "unit_closure"


class UnitLeadership(AgencyRow):
    """Which position leads a unit."""

    unit_id = Reference("org_unit")
    position_id = Reference("position")
    valid_from = Day()
    valid_to = Day(null=True)

    class Meta:
        table = "unit_leadership"


class UnitRoute(AgencyRow):
    """An approval route that differs from the agency's, inherited by the unit's subtree."""

    unit_id = Reference("org_unit")
    route = word(ApprovalRoute)
    valid_from = Day()
    valid_to = Day(null=True)

    class Meta:
        table = "unit_route"


class Position(AgencyRow):
    """A post (jabatan) in a unit."""

    code = BoundedText(max_length=limits.CODE_CHARS, plain=True)
    name = BoundedText(max_length=limits.NAME_CHARS)
    kind = word(PositionKind)
    functional_level = word(FunctionalLevel, null=True)
    unit_id = Reference("org_unit")
    version = fields.IntField()

    class Meta:
        table = "position"


class Employee(AgencyRow):
    """A person as one agency knows them: everyone who acts in an agency has exactly one such row there."""

    person_id = Reference("person", within_agency=False)
    code = BoundedText(max_length=limits.CODE_CHARS, null=True)
    name = BoundedText(max_length=limits.NAME_CHARS)
    email = BoundedText(max_length=limits.EMAIL_CHARS, null=True)
    employment_type = word(EmploymentType)
    siasn_id = BoundedText(max_length=limits.CODE_CHARS, null=True)
    version = fields.IntField()

    class Meta:
        table = "employee"


class EmployeeIdentity(AgencyRow):
    """A subject of a token issuer, taken by an agency for one of its employees, and so for their person there.

    Each agency vouches for its own: what one links opens nothing in another. A row that is closed was unlinked, and is kept.
    """

    employee_id = Reference("employee")
    issuer = BoundedText(max_length=limits.SUBJECT_CHARS)
    subject = BoundedText(max_length=limits.SUBJECT_CHARS)
    recorded_from = Instant()
    recorded_to = Instant(null=True)

    class Meta:
        table = "employee_identity"


class EmployeeGrade(AgencyRow):
    """Rank and grade (golru) of an employee, dated."""

    employee_id = Reference("employee")
    grade = BoundedText(max_length=limits.CODE_CHARS, plain=True)
    valid_from = Day()
    valid_to = Day(null=True)
    recorded_from = Instant()
    recorded_to = Instant(null=True)

    class Meta:
        table = "employee_grade"


class Assignment(AgencyRow):
    """That an employee holds a position, in what way, from when to when, by which document."""

    employee_id = Reference("employee")
    position_id = Reference("position")
    kind = word(AssignmentKind)
    valid_from = Day()
    valid_to = Day(null=True)
    document_number = BoundedText(max_length=limits.DOCUMENT_NUMBER_CHARS, null=True)
    recorded_from = Instant()
    recorded_to = Instant(null=True)

    class Meta:
        table = "assignment"


class Absence(AgencyRow):
    """Days on which an employee is away and replaced by the Plh or Plt."""

    employee_id = Reference("employee")
    kind = word(AbsenceKind)
    valid_from = Day()
    valid_to = Day(null=True)
    document_number = BoundedText(max_length=limits.DOCUMENT_NUMBER_CHARS, null=True)
    recorded_from = Instant()
    recorded_to = Instant(null=True)

    class Meta:
        table = "absence"


class LegalStatus(AgencyRow):
    """An employee's legal status; without a row the employee is active."""

    employee_id = Reference("employee")
    status = word(LegalStatusKind)
    valid_from = Day()
    valid_to = Day(null=True)
    document_number = BoundedText(max_length=limits.DOCUMENT_NUMBER_CHARS, null=True)
    recorded_from = Instant()
    recorded_to = Instant(null=True)

    class Meta:
        table = "legal_status"


class RoleGrant(AgencyRow):
    """A role granted to an employee, for the whole agency or for a unit and what is under it."""

    employee_id = Reference("employee")
    role = word(Role)
    unit_id = Reference("org_unit", null=True)
    valid_from = Day()
    valid_to = Day(null=True)
    document_number = BoundedText(max_length=limits.DOCUMENT_NUMBER_CHARS, null=True)
    recorded_from = Instant()
    recorded_to = Instant(null=True)

    class Meta:
        table = "role_grant"


class HandSetLine(AgencyRow):
    """Appraiser and approver of one assignment set by written delegation; the computation of lines obeys it."""

    assignment_id = Reference("assignment")
    appraiser_id = Reference("employee")
    approver_id = Reference("employee", null=True)
    valid_from = Day()
    valid_to = Day(null=True)
    document_number = BoundedText(max_length=limits.DOCUMENT_NUMBER_CHARS)
    recorded_from = Instant()
    recorded_to = Instant(null=True)

    class Meta:
        table = "hand_set_line"


class ReportingLine(AgencyRow):
    """Who appraises and who approves whoever holds an assignment, for an interval of days; derived, so without events.

    ``*_assignment_id`` is the post in which they do, null for a line set by hand.

    ``because`` is canonical JSON: the steps that led there, by codes and ids. A null appraiser or approver has its reason in it.
    """

    assignment_id = Reference("assignment")
    employee_id = Reference("employee")
    valid_from = Day()
    valid_to = Day(null=True)
    appraiser_id = Reference("employee", null=True)
    appraiser_assignment_id = Reference("assignment", null=True, indexed=False)
    approver_id = Reference("employee", null=True)
    approver_assignment_id = Reference("assignment", null=True, indexed=False)
    route = word(ApprovalRoute)
    rule = word(LineRule)
    because = Json()

    class Meta:
        table = "reporting_line"
