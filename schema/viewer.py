"""Who asks: the viewer with their posts, roles and what waits for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.appraisals import Appraisal
from models.people import Agency, Assignment, Employee, OrgUnit
from models.vocabulary import Role
from schema.appraisals.filters import APPRAISAL_ORDERS
from schema.context import Context
from schema.reads.cohort import given
from schema.reads.declare import connection, record, to_many, to_one
from schema.reads.fields import Key
from schema.reads.readfield import plain
from workflows.standing import TODAY


@record(None)
class RoleHeld:
    """A role that you hold today."""

    role: Role = plain("The role.")
    unit = to_one(OrgUnit, "unit_id", "The unit over whose subtree you hold it; null for the whole agency.")


@record(None)
class Viewer:
    """You, in the agency and the post you act in."""

    roles: list[RoleHeld] = plain("The roles that you hold today.")
    agency = to_one(Agency, "agency_id", "The agency you act in.")
    employee = to_one(Employee, "employee_id", "You, as the agency knows you; null for a process that acts without a person.")
    acting_as = to_one(
        Assignment, "assignment_id", "The post in which you act, as the request chose it or the main one; null without a post."
    )
    assignments = to_many(
        Assignment,
        "employee_id",
        "The posts that you hold today.",
        key="employee_id",
        order=(Key("valid_from"),),
        where=f"{{a}}.recorded_to IS NULL AND {TODAY.format(l='{a}')}",
    )
    inbox = connection(
        Appraisal, "The appraisals that wait for you to act.", APPRAISAL_ORDERS, where="{holder_id} = :acc_me AND {cycle_open}"
    )


async def viewer(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[Viewer]:
    """Show who asks."""
    actor = context.actor
    roles = given(RoleHeld, context, ({"role": one.role, "unit_id": one.unit_id} for one in actor.roles))
    values = {
        "agency_id": actor.agency_id,
        "employee_id": actor.employee_id,
        "assignment_id": actor.assignment_id,
        "roles": roles,
    }
    return given(Viewer, context, [values for _ in rows])
