"""Employees and where they stand: units, positions, assignments, absences, legal status."""

from models import people as stored
from models.activities import DailyActivity
from models.limits import RESPONSE_PEOPLE
from models.line_proposals import LineProposal
from schema.agencies.types import HOLIDAY_ORDERS, HolidayFilter
from schema.people.activities import DAILY_ACTIVITY_ORDERS, DailyActivityFilter
from schema.people.response_times import DAYS, ResponseTimes, unit_response_times
from schema.reads.declare import column, computed, connection, filter_set, record, to_many, to_one
from schema.reads.fields import Key, Like, Value
from schema.reads.node import Node
from workflows.access import FieldPolicy
from workflows.standing import TODAY

NOW_KNOWN = "{a}.recorded_to IS NULL"
ON_DAY = "{a}.valid_from <= :value AND ({a}.valid_to IS NULL OR {a}.valid_to > :value)"
BY_DATE = (Key("valid_from"),)
PRECEDENCE = "CASE {s}.kind WHEN 'DEFINITIVE' THEN 0 WHEN 'INTERIM' THEN 1 WHEN 'ACTING' THEN 2 WHEN 'DAILY_ACTING' THEN 3 ELSE 4 END"
"""Which of several assignments ``{s}`` is the main one: the one with the lowest number."""

_POST = (
    "(SELECT v_s.position_id FROM assignment v_s WHERE v_s.agency_id = {a}.agency_id AND v_s.employee_id = {a}.id"
    f" AND v_s.recorded_to IS NULL AND {TODAY.format(l='v_s')} ORDER BY {PRECEDENCE.format(s='v_s')}, v_s.valid_from, v_s.id LIMIT 1)"
)


def _of_unit_today(table: str, column: str) -> str:
    return (
        f"(SELECT v_u.{column} FROM {table} v_u WHERE v_u.agency_id = {{a}}.agency_id AND v_u.unit_id = {{a}}.id"
        f" AND {TODAY.format(l='v_u')})"
    )


_STATUS = (
    "COALESCE((SELECT v_g.status FROM legal_status v_g WHERE v_g.agency_id = {a}.agency_id AND v_g.employee_id = {a}.id"
    f" AND v_g.recorded_to IS NULL AND {TODAY.format(l='v_g')} ORDER BY v_g.valid_from DESC LIMIT 1), 'ACTIVE')"
)


@record(stored.Agency, "agy")
class Agency(Node):
    """A government agency (instansi): the tenant whose data nobody of another agency sees."""

    code = column("The agency's code.")
    name = column("The agency's name.")
    time_zone = column("The IANA time zone in which its days begin and end.")
    approval_route = column("Who fixes an appraisal where a unit doesn't say otherwise.")
    opens_acting = column("Whether opening a cycle also takes acting and interim assignments.")
    version = column("Rises by one with every change.")
    holidays = connection(
        stored.Holiday,
        "The days on which it doesn't work, beside Saturdays and Sundays.",
        HOLIDAY_ORDERS,
        column="agency_id",
        filters=filter_set(HolidayFilter),
    )


@record(
    stored.OrgUnit,
    "unt",
    values=(
        Value(
            "parent_id",
            sql=_of_unit_today("unit_placement", "parent_id"),
            like=Like(stored.UnitPlacement, "parent_id"),
        ),
        Value(
            "leader_position_id",
            sql=_of_unit_today("unit_leadership", "position_id"),
            like=Like(stored.UnitLeadership, "position_id"),
        ),
    ),
)
class OrgUnit(Node):
    """An organisational unit (unor)."""

    code = column("The unit's code, unique in the agency.")
    name = column("The unit's name.")
    kind = column("What kind of unit it is.")
    version = column("Rises by one with every change.")
    response_times: ResponseTimes | None = computed(
        unit_response_times,
        "How fast daily activities are answered in it and under it. Null unless you lead it or a unit above it, or hold the role of admin,"
        f" auditor or leader over it, and where fewer than {RESPONSE_PEOPLE} people work.",
        needs=("id",),
        arguments=DAYS,
        reads=10,
    )
    parent = to_one(stored.OrgUnit, "parent_id", "The unit above it today; null at the top.")
    leader_position = to_one(stored.Position, "leader_position_id", "The position that leads it today; null if none is set.")


@record(stored.Position, "pos")
class Position(Node):
    """A post (jabatan) in a unit."""

    code = column("The position's code, unique in the agency.")
    name = column("The position's name.")
    kind = column("What kind of position it is.")
    functional_level = column("The level of a functional position; null for others.")
    version = column("Rises by one with every change.")
    unit = to_one(stored.OrgUnit, "unit_id", "The unit it belongs to.")


@record(
    stored.Employee,
    "emp",
    values=(
        Value("position_id", sql=_POST, like=Like(stored.Assignment, "position_id")),
        Value(
            "unit_id",
            sql=f"(SELECT v_q.unit_id FROM position v_q WHERE v_q.agency_id = {{a}}.agency_id AND v_q.id = {_POST})",
            like=Like(stored.Position, "unit_id"),
        ),
        Value(
            "status",
            sql=_STATUS,
            like=Like(stored.LegalStatus, "status"),
        ),
    ),
)
class Employee(Node):
    """A person as the agency knows them: everyone who acts there, a mayor or an outside auditor too."""

    nip = column(
        "The employee number (NIP, 18 digits, or NRP), always text; null where the person has none.",
        sql="(SELECT v_n.number FROM person v_n WHERE v_n.id = {a}.person_id)",
        like=Like(stored.Person, "number"),
        policy=FieldPolicy.EMPLOYEE_NUMBER,
    )
    number_kind = column(
        "Which register the number belongs to.",
        sql="(SELECT v_n.number_kind FROM person v_n WHERE v_n.id = {a}.person_id)",
        like=Like(stored.Person, "number_kind"),
        policy=FieldPolicy.EMPLOYEE_NUMBER,
    )
    name = column("The name with titles, as the agency writes it.")
    email = column("The e-mail address at work.", policy=FieldPolicy.PERSONAL)
    employment_type = column("How the person is employed.")
    siasn_id = column("The id in the national system.", policy=FieldPolicy.PERSONAL)
    version = column("Rises by one with every change of the employee, their assignments, absences, legal status and roles.")
    position = to_one(
        stored.Position, "position_id", "The main position held today: the definitive one, else interim, acting, daily acting, additional."
    )
    unit = to_one(stored.OrgUnit, "unit_id", "The unit of the main position held today.")
    legal_status = column(
        "The legal status today; `ACTIVE` where nothing else is recorded.",
        sql="{status}",
        like=Like(stored.LegalStatus, "status"),
        policy=FieldPolicy.PERSONAL,
    )
    reporting_line = to_one(
        stored.ReportingLine,
        "id",
        "Who appraises and who approves on a day, with the reasons: of the main assignment held then.",
        target_key="employee_id",
        where=ON_DAY,
        order=(Key("assignment_ends", True), Key("precedence")),
    )
    assignments = to_many(
        stored.Assignment, "employee_id", "Every position held, past and future too, by start.", order=BY_DATE, where=NOW_KNOWN
    )
    absences = to_many(stored.Absence, "employee_id", "Recorded absences that you may see, by start.", order=BY_DATE, where=NOW_KNOWN)
    grades = to_many(stored.EmployeeGrade, "employee_id", "Rank and grade over time, where you may see it.", order=BY_DATE, where=NOW_KNOWN)
    line_proposals = to_many(
        LineProposal, "employee_id", "Proposals of who should appraise this person that you may see.", order=(Key("id", True),)
    )
    activities = connection(
        DailyActivity,
        "The person's daily activities that you may see.",
        DAILY_ACTIVITY_ORDERS,
        column="employee_id",
        filters=filter_set(DailyActivityFilter),
    )
    grants = to_many(stored.RoleGrant, "employee_id", "Roles granted that you may see.", order=BY_DATE, where=NOW_KNOWN)
    identities = to_many(
        stored.EmployeeIdentity, "employee_id", "Accounts with which the person signs in, where you may see them.", where=NOW_KNOWN
    )
    legal_statuses = to_many(
        stored.LegalStatus, "employee_id", "Recorded legal statuses that you may see, by start.", order=BY_DATE, where=NOW_KNOWN
    )


@record(stored.Assignment, "asg")
class Assignment(Node):
    """That an employee holds a position, in what way, from when to when."""

    kind = column("In what way: definitive, acting (Plt), daily acting (Plh), interim (Pj) or as an additional duty.")
    valid_from = column("The first day.")
    valid_to = column("The day after the last; null while open.")
    document_number = column("The number of the document it rests on.")
    employee = to_one(stored.Employee, "employee_id", "Who holds the position.")
    position = to_one(stored.Position, "position_id", "The position held.")
    reporting_line = to_one(
        stored.ReportingLine,
        "id",
        "Who appraises and who approves on a day whoever holds this assignment, with the reasons. It goes on after the assignment's end.",
        target_key="assignment_id",
        where=ON_DAY,
    )
    hand_set_lines = to_many(
        stored.HandSetLine, "assignment_id", "Lines set by delegation that you may see.", order=BY_DATE, where=NOW_KNOWN
    )


@record(stored.Absence, "abs")
class Absence(Node):
    """Days on which an employee is away and replaced by the Plh or Plt."""

    kind = column("Why.")
    valid_from = column("The first day.")
    valid_to = column("The day after the last; null while open.")
    document_number = column("The number of the document it rests on.")
    employee = to_one(stored.Employee, "employee_id", "Who is away.")


@record(stored.LegalStatus, "lgl")
class LegalStatus(Node):
    """A legal status of an employee; without a record the employee is active."""

    status = column("The legal status.")
    valid_from = column("The first day.")
    valid_to = column("The day after the last; null while open.")
    document_number = column("The number of the document it rests on.")
    employee = to_one(stored.Employee, "employee_id", "Whose status it is.")


@record(stored.EmployeeGrade, "grd")
class EmployeeGrade(Node):
    """Rank and grade (golru) of an employee, dated."""

    grade = column("Rank and grade, e.g. `III/c`.")
    valid_from = column("The first day.")
    valid_to = column("The day after the last; null while open.")


@record(stored.RoleGrant, "grt")
class RoleGrant(Node):
    """A role granted to an employee, for the whole agency or for a unit and what is under it.

    Whoever stands in its scope sees it while it holds, so that nobody has a role over somebody who can't know.
    """

    role = column("The role.")
    valid_from = column("The first day.")
    valid_to = column("The day after the last; null while open.")
    document_number = column("The number of the document it rests on.")
    employee = to_one(stored.Employee, "employee_id", "Who holds it.")
    unit = to_one(stored.OrgUnit, "unit_id", "The unit over whose subtree it is held; null for the whole agency.")


@record(stored.EmployeeIdentity, "idn")
class EmployeeIdentity(Node):
    """An account of an identity provider that the agency takes for one of its employees. They, admins and auditors see it."""

    issuer = column("The issuer, as its tokens name it in `iss`.")
    subject = column("The subject, as the issuer's tokens name it in `sub`.")
    linked_at = column("When it was linked.", of="recorded_from")
    employee = to_one(stored.Employee, "employee_id", "Who signs in with it.")


@record(stored.HandSetLine, "hsl")
class HandSetLine(Node):
    """Appraiser and approver of one assignment set by written delegation, which the computed line obeys."""

    valid_from = column("The first day.")
    valid_to = column("The day after the last; null while open.")
    document_number = column("The number of the delegation.")
    assignment = to_one(stored.Assignment, "assignment_id", "The assignment whose line is set.")
    appraiser = to_one(stored.Employee, "appraiser_id", "Who appraises.")
    approver = to_one(stored.Employee, "approver_id", "Who approves; null where the usual line says it.")
