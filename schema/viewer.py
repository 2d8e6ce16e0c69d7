"""Who asks: the viewer with their posts, roles and what waits for them."""

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from models.activities import DailyActivity
from models.appraisals import Appraisal
from models.limits import PAGE_ROWS
from models.line_proposals import LineProposal
from models.people import Agency, Assignment, Employee, OrgUnit, RoleGrant
from models.plans import PerformancePlan
from models.templates import ActivityTemplate
from models.vocabulary import Role
from schema.activities.drafts import ARGUMENTS, ActivityDraft, activity_drafts
from schema.appraisals.filters import APPRAISAL_ORDERS
from schema.context import Context
from schema.line_proposals.filters import LINE_PROPOSAL_ORDERS
from schema.people.activities import DAILY_ACTIVITY_ORDERS, DailyActivityFilter
from schema.people.response_times import DAYS, ResponseTimes, own_response_times
from schema.plans.filters import PLAN_ORDERS
from schema.reads.cohort import given
from schema.reads.declare import computed, connection, filter_set, record, to_many, to_one, value
from schema.reads.fields import Key
from schema.reads.ids import make_id
from schema.reads.readfield import plain
from schema.templates.filters import ACTIVITY_TEMPLATE_ORDERS, ActivityTemplateFilter
from workflows.conditions import over_me
from workflows.standing import ACTIVITY_WAITS_FOR_ME, PLAN_WAITS_FOR_ME, PROPOSAL_WAITS_FOR_ME, TODAY

_ROLES_OVER_SOMEBODY = 20


@record(None)
class RoleHeld:
    """A role that you hold today."""

    role: Role = plain("The role.")
    unit = to_one(OrgUnit, "unit_id", "The unit over whose subtree you hold it; null for the whole agency.")


@value
class AgencyOpen:
    """An agency in which your token counts."""

    id: strawberry.ID = plain("The agency's id, for the header `Kinerja-Agency`.")
    code: str = plain("The agency's code.")
    name: str = plain("The agency's name.")


@record(None)
class Viewer:
    """You, in the agency and the post you act in."""

    roles: list[RoleHeld] = plain("The roles that you hold today.")
    agencies: list[AgencyOpen] = plain("The agencies in which your token counts; the header `Kinerja-Agency` chooses one of them.")
    roles_over_me = to_many(
        RoleGrant,
        "agency_id",
        "The roles that are held over you today, by whom, by which document, over which unit and until when: over a post of yours, or over"
        " the whole agency.",
        key="agency_id",
        order=(Key("role"), Key("valid_from")),
        where=f"{{a}}.recorded_to IS NULL AND {over_me('{a}')}",
        usual=_ROLES_OVER_SOMEBODY,
    )
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
    line_inbox = connection(
        LineProposal, "The proposals of reporting lines that wait for you to decide.", LINE_PROPOSAL_ORDERS, where=PROPOSAL_WAITS_FOR_ME
    )
    plan_inbox = connection(PerformancePlan, "The plans that wait for you to agree or return them.", PLAN_ORDERS, where=PLAN_WAITS_FOR_ME)

    activities = connection(
        DailyActivity,
        "Your daily activities.",
        DAILY_ACTIVITY_ORDERS,
        column="employee_id",
        key="employee_id",
        filters=filter_set(DailyActivityFilter),
    )
    activity_templates = connection(
        ActivityTemplate,
        "Your templates of what you report often; nobody else sees them.",
        ACTIVITY_TEMPLATE_ORDERS,
        column="employee_id",
        key="employee_id",
        filters=filter_set(ActivityTemplateFilter),
    )
    activity_drafts: list[ActivityDraft] = computed(
        activity_drafts,
        "Your activities of a day as drafts of another: look at them, change what differs, and send them by `recordActivities`.",
        arguments=ARGUMENTS,
        reads=10,
    )
    response_times: ResponseTimes = computed(
        own_response_times,
        "How fast you answer the daily activities of those whose superior you are.",
        arguments=DAYS,
        reads=PAGE_ROWS,
    )
    activity_inbox = connection(
        DailyActivity,
        "The daily activities that wait for your answer.",
        DAILY_ACTIVITY_ORDERS,
        where=ACTIVITY_WAITS_FOR_ME,
        filters=filter_set(DailyActivityFilter),
        default="DAY_ASC",
    )


async def viewer(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[Viewer]:
    """Show who asks."""
    actor = context.actor
    roles = given(RoleHeld, context, ({"role": one.role, "unit_id": one.unit_id} for one in actor.roles))
    agencies = [AgencyOpen(id=strawberry.ID(make_id("agy", one.id)), code=one.code, name=one.name) for one in actor.agencies]
    values = {
        "agencies": agencies,
        "agency_id": actor.agency_id,
        "employee_id": actor.employee_id,
        "assignment_id": actor.assignment_id,
        "roles": roles,
    }
    return given(Viewer, context, [values for _ in rows])
