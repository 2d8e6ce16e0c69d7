"""Root fields that read evidence."""

import strawberry

from models.evidence import Evidence
from schema.evidence.filters import EVIDENCE_ORDERS, EvidenceFilter
from schema.reads.declare import connection, filter_set


@strawberry.type
class EvidenceQueries:
    """The root fields of evidence."""

    evidence = connection(
        Evidence, "Evidence, as far as you may see what it belongs to.", EVIDENCE_ORDERS, filters=filter_set(EvidenceFilter)
    )
