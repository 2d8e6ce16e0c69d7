"""Root fields that read appraisals."""

import strawberry

from models.appraisals import Appraisal
from schema.appraisals.filters import APPRAISAL_ORDERS, AppraisalFilter
from schema.reads.declare import argument, connection, filter_set, lookup
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
    appraisals = connection(Appraisal, "The appraisals that you may see.", APPRAISAL_ORDERS, filters=filter_set(AppraisalFilter))
