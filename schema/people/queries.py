"""Root fields that read people and units."""

import strawberry

from models.people import Employee, OrgUnit, ReportingLine
from schema.people.filters import EmployeeFilter, OrgUnitFilter
from schema.people.lines import LINE_ORDERS, LineGapFilter
from schema.people.orders import EMPLOYEE_ORDERS, UNIT_ORDERS
from schema.reads.declare import argument, connection, filter_set, lookup
from schema.reads.fields import Where
from workflows.lines.gaps import GAP


@strawberry.type
class PeopleQueries:
    """The root fields of people and units."""

    employee = lookup(
        Employee,
        argument("nip", str, "The whole employee number (NIP or NRP)."),
        Where("{nip} = :value"),
        "One employee by number; null if there is none or the number is hidden from you.",
    )
    employees = connection(Employee, "The agency's people.", EMPLOYEE_ORDERS, filters=filter_set(EmployeeFilter))
    lines_without_appraiser = connection(
        ReportingLine,
        "Today's lines in which the appraiser, or an approver that the route asks for, is missing, among those that you may see: `because`"
        " tells why, `suggestions` whom to set by `setLine`, `setLines` or `setSuggestedLines`. Units without a leader:"
        " `orgUnits(filter: {withoutLeader: true})`.",
        LINE_ORDERS,
        where=GAP,
        filters=filter_set(LineGapFilter),
    )
    org_units = connection(OrgUnit, "The agency's units.", UNIT_ORDERS, filters=filter_set(OrgUnitFilter))
