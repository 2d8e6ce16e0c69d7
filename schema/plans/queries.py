"""Root fields that read plans."""

import strawberry

from models.plans import PerformancePlan
from schema.plans.filters import PLAN_ORDERS, PlanFilter
from schema.reads.declare import connection, filter_set


@strawberry.type
class PlanQueries:
    """The root fields of plans."""

    plans = connection(PerformancePlan, "Performance plans, as far as you may see them.", PLAN_ORDERS, filters=filter_set(PlanFilter))
