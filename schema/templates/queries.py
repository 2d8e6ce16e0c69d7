"""Root fields that read templates; those of one's own activities are the viewer's."""

import strawberry

from models.templates import PlanTemplate
from schema.reads.declare import connection, filter_set
from schema.templates.filters import PLAN_TEMPLATE_ORDERS, PlanTemplateFilter


@strawberry.type
class TemplateQueries:
    """The root fields of templates."""

    plan_templates = connection(
        PlanTemplate,
        "Templates of plans by position, from which a plan starts or copies. Everybody of the agency sees them.",
        PLAN_TEMPLATE_ORDERS,
        filters=filter_set(PlanTemplateFilter),
    )
