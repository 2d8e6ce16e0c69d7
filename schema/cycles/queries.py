"""Root fields that read cycles."""

import strawberry

from models.cycles import AppraisalCycle
from models.vocabulary import CycleKind, CycleState
from schema.cycles.types import CYCLE_ORDERS
from schema.reads.declare import connection, filter_set, filters, where


@filters
class AppraisalCycleFilter:
    """Which cycles; all given fields must hold."""

    states: list[CycleState] | None = where("{state} IN :value", "In one of these states.")
    kinds: list[CycleKind] | None = where("{kind} IN :value", "Of one of these lengths.")


@strawberry.type
class CycleQueries:
    """The root fields of cycles."""

    appraisal_cycles = connection(AppraisalCycle, "The agency's cycles.", CYCLE_ORDERS, filters=filter_set(AppraisalCycleFilter))
