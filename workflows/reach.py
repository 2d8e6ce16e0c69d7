"""What somebody reaches, as SQL that gives a set: units led, lines stood in, units of a role, assignments of all of these.

Parameters are those of ``workflows.conditions``: ``:acc_agency``, ``:acc_me``, ``:acc_today``, ``:acc_post``, ``:acc_units_<ROLE>``.
"""

from collections.abc import Sequence
from enum import Enum

from models.vocabulary import Relation, Role
from workflows.actor import Actor
from workflows.standing import TODAY


def led_units(actor: Actor) -> str:
    """Give the units that the actor leads today, and those under them; in the chosen post alone, if one is chosen."""
    post = " AND s.id = :acc_post" if actor.post_chosen else ""
    return (
        "SELECT c.descendant_id FROM unit_closure c"
        " JOIN unit_leadership ul ON ul.agency_id = c.agency_id AND ul.unit_id = c.ancestor_id"
        " JOIN assignment s ON s.agency_id = ul.agency_id AND s.position_id = ul.position_id"
        f" WHERE c.agency_id = :acc_agency AND s.employee_id = :acc_me AND s.recorded_to IS NULL{post}"
        f" AND {TODAY.format(l='c')} AND {TODAY.format(l='ul')} AND {TODAY.format(l='s')}"
    )


def lines_of(actor: Actor, part: str, key: str) -> str:
    """Give ``key`` of today's reporting lines in which the actor stands as ``part``, ``appraiser`` or ``approver``."""
    post = f" AND (l.{part}_assignment_id IS NULL OR l.{part}_assignment_id = :acc_post)" if actor.post_chosen else ""
    return f"SELECT l.{key} FROM reporting_line l WHERE l.agency_id = :acc_agency AND l.{part}_id = :acc_me{post} AND {TODAY.format(l='l')}"


def units_of_role(role: Role) -> str:
    """Give the units over which a role is held that is granted over a part of the agency."""
    return (
        f"SELECT c.descendant_id FROM unit_closure c WHERE c.agency_id = :acc_agency AND c.ancestor_id IN :acc_units_{role.value}"
        f" AND {TODAY.format(l='c')}"
    )


def by_posts(actor: Actor, grantees: Sequence[Enum], column: str) -> str:
    """Give the condition that a column's assignment is in the reach of any of these grantees, as one set.

    It holds for every row where a role is held over the whole agency.

    Raises:
        TypeError: for a grantee whose right doesn't follow from an assignment.
    """
    sets: list[str] = []
    units: list[str] = []
    for grantee in grantees:
        match grantee:
            case Relation.EMPLOYEE:
                sets.append("SELECT y.id FROM assignment y WHERE y.agency_id = :acc_agency AND y.employee_id = :acc_me")
            case Relation.APPRAISER | Relation.APPROVER:
                sets.append(lines_of(actor, grantee.value.lower(), "assignment_id"))
            case Relation.UNIT_LEADER:
                units.append(led_units(actor))
            case Role():
                held = [one for one in actor.roles if one.role is grantee]
                if any(one.unit_id is None for one in held):
                    return "1 = 1"
                if held:
                    units.append(units_of_role(grantee))
            case _:
                raise TypeError(f"{grantee} is no right that follows from an assignment")
    sets += [
        "SELECT y.id FROM assignment y JOIN position y_p ON y_p.agency_id = y.agency_id AND y_p.id = y.position_id"
        f" WHERE y.agency_id = :acc_agency AND y_p.unit_id IN ({one})"
        for one in units
    ]
    return f"{column} IN ({' UNION '.join(sets)})"
