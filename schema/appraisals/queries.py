"""Root fields that read appraisals."""

import strawberry

from models.appraisals import Appraisal
from models.limits import PAGE_ROWS
from schema.appraisals.counts import AppraisalCount, AppraisalGroup, appraisal_counts
from schema.appraisals.filters import APPRAISAL_ORDERS, AppraisalFilter
from schema.reads.declare import argument, computed, connection, filter_set, lookup
from schema.reads.fields import Where


@strawberry.type
class AppraisalQueries:
    """The root fields of appraisals."""

    appraisal = lookup(
        Appraisal,
        argument("id", strawberry.ID, "The appraisal's id."),
        Where("{a}.id = :value", ("apr",)),
        "One appraisal; null if it is absent or you may not see it.",
    )
    appraisal_counts: list[AppraisalCount] | None = computed(
        appraisal_counts,
        "Counts of the appraisals that you may see.",
        reads=PAGE_ROWS,
        usual=PAGE_ROWS,
        arguments=(
            argument("group_by", list[AppraisalGroup], "By what they are counted; an empty list counts all together."),
            argument("filter", AppraisalFilter | None, "Which ones; all given fields must hold."),
        ),
    )
    appraisals = connection(Appraisal, "The appraisals that you may see.", APPRAISAL_ORDERS, filters=filter_set(AppraisalFilter))
