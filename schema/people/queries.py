"""Root fields that read people and units."""

import strawberry

from models.people import Employee, OrgUnit
from schema.people.filters import EmployeeFilter, OrgUnitFilter
from schema.people.orders import EMPLOYEE_ORDERS, UNIT_ORDERS
from schema.reads.declare import argument, connection, filter_set, lookup
from schema.reads.fields import Where


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
    org_units = connection(OrgUnit, "The agency's units.", UNIT_ORDERS, filters=filter_set(OrgUnitFilter))
