"""Lines without an appraiser or an approver, as SQL over a reporting line's alias ``{a}``: what is to be repaired today.

A line at the top is none: nobody stands above whoever leads the agency. Who isn't appraised at all (a daily acting officer's or an
additional post, a mayor, an auditor from outside) has none either. A line of an ended assignment counts as long as an undecided appraisal
stands on it.
"""

from models.vocabulary import AssignmentKind, EmploymentType
from workflows.standing import TODAY

_APPRAISED = (AssignmentKind.DEFINITIVE, AssignmentKind.ACTING, AssignmentKind.INTERIM)
_CIVIL_SERVANTS = (EmploymentType.PNS, EmploymentType.PPPK, EmploymentType.PPPK_PART_TIME)


def _listed(words: tuple[AssignmentKind, ...] | tuple[EmploymentType, ...]) -> str:
    return ", ".join(f"'{one.value}'" for one in words)


_CONCERNS = (
    "EXISTS (SELECT 1 FROM assignment w_a JOIN employee w_e ON w_e.agency_id = w_a.agency_id AND w_e.id = w_a.employee_id"
    " WHERE w_a.agency_id = {a}.agency_id AND w_a.id = {a}.assignment_id AND w_a.recorded_to IS NULL"
    f" AND w_a.kind IN ({_listed(_APPRAISED)}) AND w_e.employment_type IN ({_listed(_CIVIL_SERVANTS)})"
    " AND (w_a.valid_to IS NULL OR w_a.valid_to > :acc_today OR EXISTS (SELECT 1 FROM appraisal w_u WHERE w_u.agency_id = w_a.agency_id"
    " AND w_u.assignment_id = w_a.id AND w_u.state <> 'APPROVED' AND w_u.voided_at IS NULL)))"
)

NO_APPRAISER = "({a}.appraiser_id IS NULL AND {a}.rule <> 'TOP')"
"""Nobody stands where the appraiser should."""

NO_APPROVER = "({a}.approver_id IS NULL AND {a}.route = 'SUPERIOR' AND {a}.rule <> 'TOP')"
"""Nobody stands where the approver should, on a route that asks for one."""

GAP = f"({TODAY.format(l='{a}')} AND ({NO_APPRAISER} OR {NO_APPROVER}) AND {_CONCERNS})"
"""Whether it is a line of today in which somebody is missing."""

UNIT_OF_LINE = (
    "(SELECT w_p.unit_id FROM assignment w_s JOIN position w_p ON w_p.agency_id = w_s.agency_id AND w_p.id = w_s.position_id"
    " WHERE w_s.agency_id = {a}.agency_id AND w_s.id = {a}.assignment_id)"
)
"""The unit of the post that the line is for."""
