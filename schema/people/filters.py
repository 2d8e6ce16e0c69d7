"""Filters of people and units."""

import strawberry

from models.vocabulary import EmploymentType, UnitKind
from schema.reads.declare import filters, where
from workflows.lines.loading import OUT_OF_SERVICE
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


_AWAY = (
    "EXISTS (SELECT 1 FROM absence f_b WHERE f_b.agency_id = f_s.agency_id AND f_b.employee_id = f_s.employee_id"
    f" AND f_b.recorded_to IS NULL AND {TODAY.format(l='f_b')}) OR EXISTS (SELECT 1 FROM legal_status f_g"
    f" WHERE f_g.agency_id = f_s.agency_id AND f_g.employee_id = f_s.employee_id AND f_g.recorded_to IS NULL AND {TODAY.format(l='f_g')}"
    f" AND f_g.status IN ({', '.join(repr(one.value) for one in OUT_OF_SERVICE)}))"
)
_LED = (
    "EXISTS (SELECT 1 FROM unit_leadership f_l JOIN assignment f_s ON f_s.agency_id = f_l.agency_id AND f_s.position_id = f_l.position_id"
    f" WHERE f_l.agency_id = {{a}}.agency_id AND f_l.unit_id = {{a}}.id AND {TODAY.format(l='f_l')} AND f_s.recorded_to IS NULL"
    f" AND {TODAY.format(l='f_s')} AND NOT ({_AWAY}))"
)


@filters
class OrgUnitFilter:
    """Which units; all given fields must hold."""

    name: str | None = where("lower({name}) LIKE :value ESCAPE '\\'", "A part of the name, in any case.", pattern=True)
    code: str | None = where("{code} = :value", "The whole code.")
    kinds: list[UnitKind] | None = where("{kind} IN :value", "Which kinds.")
    without_leader: bool | None = where(
        f"(NOT {_LED}) = :value", "Whether nobody leads it today: no post is set, or nobody who is present holds that post in any way."
    )
    under_id: strawberry.ID | None = where(under("{a}.id"), "What stands today under this unit, itself included.", id_of="unt")
