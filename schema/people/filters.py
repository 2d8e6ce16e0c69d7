"""Filters of people and units."""

import strawberry

from models.vocabulary import EmploymentType, UnitKind
from schema.reads.declare import filters, where
from workflows.standing import TODAY


def under(column: str) -> str:
    """Give the condition that a unit column stands, today, under the unit ``:value`` or is it."""
    return (
        f"{column} IN (SELECT f_c.descendant_id FROM unit_closure f_c WHERE f_c.agency_id = {{a}}.agency_id AND f_c.ancestor_id = :value"
        f" AND {TODAY.format(l='f_c')})"
    )


_HOLDS_A_POST_UNDER = (
    "EXISTS (SELECT 1 FROM assignment f_s JOIN position f_p ON f_p.agency_id = f_s.agency_id AND f_p.id = f_s.position_id"
    " WHERE f_s.agency_id = {a}.agency_id AND f_s.employee_id = {a}.id AND f_s.recorded_to IS NULL"
    f" AND {TODAY.format(l='f_s')} AND {under('f_p.unit_id')})"
)


@filters
class EmployeeFilter:
    """Which employees; all given fields must hold."""

    name: str | None = where("lower({name}) LIKE :value ESCAPE '\\'", "A part of the name, in any case.", pattern=True)
    nip: str | None = where("{nip} = :value", "The whole employee number (NIP or NRP); one that is hidden from you doesn't match.")
    employment_types: list[EmploymentType] | None = where("{employment_type} IN :value", "How they are employed.")
    unit_id: strawberry.ID | None = where(_HOLDS_A_POST_UNDER, "Who holds a post today in this unit or under it.", id_of="unt")


@filters
class OrgUnitFilter:
    """Which units; all given fields must hold."""

    name: str | None = where("lower({name}) LIKE :value ESCAPE '\\'", "A part of the name, in any case.", pattern=True)
    code: str | None = where("{code} = :value", "The whole code.")
    kinds: list[UnitKind] | None = where("{kind} IN :value", "Which kinds.")
    under_id: strawberry.ID | None = where(under("{a}.id"), "What stands today under this unit, itself included.", id_of="unt")
