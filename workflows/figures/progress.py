"""Loading how far plans are: their indicators, what activities add up to, and the stated figures that the reader may see."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from models.activities import DailyActivity
from models.appraisals import Appraisal, Realisation
from models.cycles import AppraisalCycle
from models.database import Connection
from models.plans import Indicator, PerformancePlan
from models.vocabulary import Aspect
from workflows.access import Actor, FieldPolicy, field_visible, visible
from workflows.activity_sums import COUNTED, read_total, sum_columns
from workflows.calendar import ONE_DAY
from workflows.figures.periods import Period, named_period
from workflows.figures.standing import Progress, Share, Stated
from workflows.standing import IN_FORCE
from workflows.targets import target_of

_INDICATORS = (
    "SELECT p.id AS plan_id, p.employee_id, p.assignment_id, p.starts_on, p.ends_on, t.id AS result_id, i.id, i.lineage_id,"
    " i.title, i.aspect, i.target_text, i.target_value, i.target_high, i.target_unit FROM performance_plan p"
    f" JOIN planned_result t ON t.agency_id = p.agency_id AND t.revision_id = {IN_FORCE.format(a='p')}"
    " JOIN indicator i ON i.agency_id = t.agency_id AND i.result_id = t.id"
    " WHERE p.agency_id = :acc_agency AND {plans} ORDER BY p.starts_on, p.id, t.ordinal, i.ordinal"
)
Lineage = tuple[UUID, UUID]
"""A plan and an indicator's lineage."""


async def progress(conn: Connection, actor: Actor, plans: str, params: Mapping[str, object], by: date) -> list[Progress]:
    """Give how far the plans ``p`` for which ``plans`` holds are by a day, in their order; three statements.

    The caller's condition admits only plans that the actor may read. A figure that they may not see counts for nothing.
    """
    rows = await conn.fetch(_INDICATORS.format(plans=plans), {**params, "acc_agency": actor.agency_id})
    keys = list(dict.fromkeys(_key(conn, PerformancePlan, "id", raw["plan_id"]) for raw in rows))
    lineages = list(dict.fromkeys(_key(conn, Indicator, "lineage_id", raw["lineage_id"]) for raw in rows))
    stated = await _stated(conn, actor, keys, by)
    starts = {day for raw in rows if (day := _begun(conn, raw, by)) is not None}
    shares = await _shares(conn, actor, lineages, by, _cuts(starts, (one for of in stated.values() for one in of)))
    found = []
    for raw in rows:
        plan, lineage = _key(conn, PerformancePlan, "id", raw["plan_id"]), _key(conn, Indicator, "lineage_id", raw["lineage_id"])
        figures = (conn.decode(Indicator, name, raw[name]) for name in ("target_text", "target_value", "target_high", "target_unit"))
        found.append(
            Progress(
                plan_id=plan,
                employee_id=_key(conn, PerformancePlan, "employee_id", raw["employee_id"]),
                assignment_id=_key(conn, PerformancePlan, "assignment_id", raw["assignment_id"]),
                result_id=_key(conn, Indicator, "result_id", raw["result_id"]),
                indicator_id=_key(conn, Indicator, "id", raw["id"]),
                lineage_id=lineage,
                target=target_of(*figures),
                aspect=Aspect(raw["aspect"]),
                starts_on=conn.decode(PerformancePlan, "starts_on", raw["starts_on"]),
                ends_on=conn.decode(PerformancePlan, "ends_on", raw["ends_on"]),
                by=by,
                shares=shares.get((plan, lineage), ()),
                all_stated=stated.get((plan, lineage), ()),
                title=str(raw["title"]),
            )
        )
    return found


async def _stated(conn: Connection, actor: Actor, plans: Sequence[UUID], by: date) -> dict[Lineage, list[Stated]]:
    """Read the figures stated in appraisals that the actor sees, of periods that have begun by the day."""
    seen, open_to = visible(actor, Appraisal, "a"), field_visible(actor, Appraisal, FieldPolicy.SELF_APPRAISAL, "a")
    rows = await conn.fetch(
        "SELECT a.plan_id, r.indicator_lineage_id, r.value, c.starts_on, c.ends_on FROM appraisal a"
        " JOIN appraisal_cycle c ON c.agency_id = a.agency_id AND c.id = a.cycle_id"
        " JOIN realisation r ON r.agency_id = a.agency_id AND r.appraisal_id = a.id"
        " WHERE a.agency_id = :acc_agency AND a.plan_id IN :plans AND a.voided_at IS NULL AND a.superseded_at IS NULL"
        f" AND c.starts_on <= :by AND r.value IS NOT NULL AND {seen.sql} AND {open_to.sql}",
        {**seen.params, **open_to.params, "plans": list(plans), "by": by},
    )
    found: dict[Lineage, list[Stated]] = {}
    for raw in rows:
        value: Decimal = conn.decode(Realisation, "value", raw["value"])
        first, end = (conn.decode(AppraisalCycle, name, raw[name]) for name in ("starts_on", "ends_on"))
        place = (_key(conn, Appraisal, "plan_id", raw["plan_id"]), _key(conn, Indicator, "lineage_id", raw["indicator_lineage_id"]))
        found.setdefault(place, []).append(Stated(first, end, value))
    return found


def _begun(conn: Connection, raw: Mapping[str, Any], by: date) -> date | None:
    """Give the first day of the week or day that an indicator's target names; months are added up apart in any case."""
    period = named_period(*(conn.decode(Indicator, name, raw[name]) for name in ("target_unit", "target_text")))
    if period not in (Period.DAY, Period.WEEK):
        return None
    first: date = conn.decode(PerformancePlan, "starts_on", raw["starts_on"])
    end: date = conn.decode(PerformancePlan, "ends_on", raw["ends_on"])
    return max(first, period.days_of(min(max(by, first), end - ONE_DAY))[0])


def _cuts(starts: Iterable[date], stated: Iterable[Stated]) -> list[date]:
    """Name the days within a month at which a week or day of a target begins, or a stated period begins or ends."""
    return sorted({day for day in (*starts, *(day for one in stated for day in (one.first, one.end))) if day.day != 1})


async def _shares(conn: Connection, actor: Actor, lineages: Sequence[UUID], by: date, cuts: Sequence[date]) -> dict[Lineage, list[Share]]:
    """Add up activities by plan, indicator and month, and within a month by the cuts."""
    params: dict[str, object] = {"agency": actor.agency_id, "lineages": list(lineages), "by": by}
    month = "date_trunc('month', d.day)" if conn.dialect == "postgres" else "substr(d.day, 1, 7)"
    parts = [month]
    for number, day in enumerate(cuts):
        params[f"cut_{number}"] = day
        parts.append(f"CASE WHEN d.day >= :cut_{number} THEN 1 ELSE 0 END")
    rows = await conn.fetch(
        f"SELECT d.plan_id, d.indicator_lineage_id, MIN(d.day) AS first, {sum_columns(conn)} FROM daily_activity d"
        " WHERE d.agency_id = :agency AND d.indicator_lineage_id IN :lineages AND d.day <= :by AND d.quantity IS NOT NULL"
        f" AND {COUNTED.format(a='d')} GROUP BY d.plan_id, d.indicator_lineage_id, {', '.join(parts)} ORDER BY first",
        params,
    )
    found: dict[Lineage, list[Share]] = {}
    for raw in rows:
        place = (
            _key(conn, DailyActivity, "plan_id", raw["plan_id"]),
            _key(conn, DailyActivity, "indicator_lineage_id", raw["indicator_lineage_id"]),
        )
        found.setdefault(place, []).append(Share(conn.decode(DailyActivity, "day", raw["first"]), read_total(raw)))
    return found


def _key(conn: Connection, model: type[Any], column: str, value: object) -> UUID:
    found: UUID = conn.decode(model, column, value)
    return found
