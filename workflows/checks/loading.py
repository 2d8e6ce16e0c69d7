"""The wording of stored revisions, for the checks."""

from collections.abc import Sequence
from uuid import UUID

from models.database import Connection
from models.plans import Indicator, PlannedResult
from workflows.checks.plan import IndicatorText, ResultText
from workflows.targets import target_of

_SQL = (
    "SELECT r.revision_id, r.lineage_id, r.title, i.lineage_id AS indicator, i.title AS indicator_title, i.target_text, i.target_value,"
    " i.target_high, i.target_unit FROM planned_result r LEFT JOIN indicator i ON i.agency_id = r.agency_id AND i.result_id = r.id"
    " WHERE r.agency_id = :agency AND r.revision_id IN :ids ORDER BY r.revision_id, r.ordinal, i.ordinal"
)


async def wording_of(conn: Connection, agency_id: UUID, revisions: Sequence[UUID]) -> dict[UUID, list[ResultText]]:
    """Load the results of revisions with their indicators, in their order; paths name them by lineage. One statement for all."""
    found: dict[UUID, dict[UUID, tuple[str, list[IndicatorText]]]] = {one: {} for one in revisions}
    rows = await conn.fetch(_SQL, {"agency": agency_id, "ids": list(found)}) if found else []
    for raw in rows:
        lineage: UUID = conn.decode(PlannedResult, "lineage_id", raw["lineage_id"])
        revision: UUID = conn.decode(PlannedResult, "revision_id", raw["revision_id"])
        _, indicators = found[revision].setdefault(lineage, (str(raw["title"]), []))
        if raw["indicator"] is not None:
            text, value, high, unit = (
                conn.decode(Indicator, name, raw[name]) for name in ("target_text", "target_value", "target_high", "target_unit")
            )
            path = f"results.{lineage}.indicators.{conn.decode(Indicator, 'lineage_id', raw['indicator'])}"
            indicators.append(IndicatorText(path, str(raw["indicator_title"]), target_of(text, value, high, unit)))
    return {
        revision: [ResultText(f"results.{lineage}", title, indicators) for lineage, (title, indicators) in results.items()]
        for revision, results in found.items()
    }
