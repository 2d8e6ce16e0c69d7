"""Orders of people and units."""

from schema.reads.declare import Orders
from schema.reads.fields import Key, Order

EMPLOYEE_ORDERS = Orders(
    "EmployeeOrder",
    "Orders of employees.",
    Order("NAME_ASC", "By name.", (Key("name"),)),
    Order("NAME_DESC", "By name, backwards.", (Key("name", True),)),
)

UNIT_ORDERS = Orders(
    "OrgUnitOrder",
    "Orders of organisational units.",
    Order("CODE_ASC", "By code.", (Key("code"),)),
    Order("NAME_ASC", "By name.", (Key("name"),)),
)
