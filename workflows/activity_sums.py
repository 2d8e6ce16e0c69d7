"""What daily activities add up to towards an indicator; a figure that is stated by hand stands beside it and wins.

Counted is whatever stands: not what was withdrawn, nor what was returned and not mended. While an appraisal is in DRAFT the sum is worked
out anew each time; ``submit`` pins the sum of then, as it pins the realisations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from models.activities import ActivitySum, DailyActivity
from models.appraisals import Appraisal, Realisation
from models.database import Connection, new_id
from models.plans import Indicator
from models.vocabulary import AppraisalState
from workflows.access import Actor, FieldPolicy, Granted, field_visible
from workflows.engine import Loaded
from workflows.events import Change
from workflows.standing import SHOWN_REVISION

COUNTED = "{a}.state NOT IN ('WITHDRAWN', 'RETURNED')"
"""Whether a daily activity ``{a}`` counts towards its indicator."""

_TICKS = 10_000
_WHOLE = {"postgres": "SUM(d.quantity)", "sqlite": "SUM(CAST(d.quantity AS INTEGER))"}
# SQLite keeps figures as text: whole units and ten-thousandths are added apart, in integers, since its own sum would be a float.
_REST = {"postgres": "0", "sqlite": f"SUM(CAST(REPLACE(d.quantity, '.', '') AS INTEGER) % {_TICKS})"}


@dataclass(frozen=True, slots=True)
class Total:
    """What so many activities add up to, in the indicator's unit of measure."""

    quantity: Decimal = Decimal(0)
    activities: int = 0


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """What an appraisal has about an indicator: the sum of activities, and the stated figure where the reader may see it."""

    indicator_id: UUID
    lineage: UUID
    total: Total
    stated: Decimal | None
    pinned_at: datetime | None


def sum_columns(conn: Connection) -> str:
    """Give the select list that adds up activities ``d``; ``read_total`` reads it back."""
    return f"{_WHOLE[conn.dialect]} AS whole, {_REST[conn.dialect]} AS rest, COUNT(*) AS activities"


def read_total(raw: Mapping[str, object]) -> Total:
    """Read a sum back from a row selected with ``sum_columns``."""
    if raw["whole"] is None:
        return Total()
    return Total(Decimal(str(raw["whole"])) + Decimal(str(raw["rest"])) / _TICKS, int(str(raw["activities"])))


async def totals(
    conn: Connection, agency_id: UUID, lineages: Sequence[UUID], first: date | None, last: date | None
) -> dict[tuple[UUID, UUID], Total]:
    """Add up by plan and indicator's lineage, from ``first`` to ``last``, both included; one statement."""
    days = ("" if first is None else " AND d.day >= :first") + ("" if last is None else " AND d.day <= :last")
    rows = await conn.fetch(
        f"SELECT d.plan_id, d.indicator_lineage_id, {sum_columns(conn)} FROM daily_activity d WHERE d.agency_id = :agency"
        f" AND d.indicator_lineage_id IN :lineages AND d.quantity IS NOT NULL AND {COUNTED.format(a='d')}{days}"
        " GROUP BY d.plan_id, d.indicator_lineage_id",
        {"agency": agency_id, "lineages": list(lineages), "first": first, "last": last},
    )
    return {
        (conn.decode(DailyActivity, "plan_id", raw["plan_id"]), conn.decode(Indicator, "id", raw["indicator_lineage_id"])): read_total(raw)
        for raw in rows
    }


_LIVE = (
    "SELECT a.id AS appraisal_id, d.indicator_lineage_id, {columns} FROM appraisal a"
    " JOIN appraisal_cycle c ON c.agency_id = a.agency_id AND c.id = a.cycle_id"
    " JOIN indicator i ON i.agency_id = a.agency_id AND i.revision_id = {shown}"
    " JOIN daily_activity d ON d.agency_id = a.agency_id AND d.indicator_lineage_id = i.lineage_id AND d.plan_id = a.plan_id"
    " AND d.day >= c.starts_on AND d.day < c.ends_on"
    " WHERE a.agency_id = :agency AND a.id IN :ids AND d.quantity IS NOT NULL AND {counted} GROUP BY a.id, d.indicator_lineage_id"
)


def _live(conn: Connection) -> str:
    return _LIVE.format(columns=sum_columns(conn), shown=SHOWN_REVISION.format(a="a"), counted=COUNTED.format(a="d"))


async def live(conn: Connection, agency_id: UUID, appraisals: Sequence[UUID]) -> dict[tuple[UUID, UUID], Total]:
    """Add up within each appraisal's cycle, by appraisal and lineage; one statement."""
    rows = await conn.fetch(_live(conn), {"agency": agency_id, "ids": list(appraisals)})
    return {
        (conn.decode(Appraisal, "id", raw["appraisal_id"]), conn.decode(Indicator, "lineage_id", raw["indicator_lineage_id"])): read_total(
            raw
        )
        for raw in rows
    }


async def figures(conn: Connection, actor: Actor, appraisals: Sequence[UUID]) -> dict[UUID, list[IndicatorFigure]]:
    """Give what each appraisal has about each indicator that it shows, in the plan's order; two statements.

    The caller has checked that the actor sees the appraisals; a stated figure is left out where the self-appraisal is hidden.
    """
    stated = field_visible(actor, Appraisal, FieldPolicy.SELF_APPRAISAL, "a")
    rows = await conn.fetch(
        f"SELECT a.id AS appraisal_id, a.state, i.id AS indicator_id, i.lineage_id, CASE WHEN {stated.sql} THEN r.value END AS stated,"
        " p.value, p.activities, p.pinned_at"
        f" FROM appraisal a JOIN planned_result t ON t.agency_id = a.agency_id AND t.revision_id = {SHOWN_REVISION.format(a='a')}"
        " JOIN indicator i ON i.agency_id = t.agency_id AND i.result_id = t.id"
        " LEFT JOIN realisation r ON r.agency_id = a.agency_id AND r.appraisal_id = a.id AND r.indicator_lineage_id = i.lineage_id"
        " LEFT JOIN activity_sum p ON p.agency_id = a.agency_id AND p.appraisal_id = a.id AND p.indicator_lineage_id = i.lineage_id"
        " WHERE a.agency_id = :acc_agency AND a.id IN :ids ORDER BY a.id, t.ordinal, i.ordinal",
        {**stated.params, "ids": list(appraisals)},
    )
    drafts = [conn.decode(Appraisal, "id", raw["appraisal_id"]) for raw in rows if raw["state"] == AppraisalState.DRAFT.value]
    now = await live(conn, actor.agency_id, list(dict.fromkeys(drafts)))
    found: dict[UUID, list[IndicatorFigure]] = {}
    for raw in rows:
        appraisal, lineage = conn.decode(Appraisal, "id", raw["appraisal_id"]), conn.decode(Indicator, "lineage_id", raw["lineage_id"])
        draft = raw["state"] == AppraisalState.DRAFT.value
        pinned = Total() if raw["value"] is None else Total(conn.decode(ActivitySum, "value", raw["value"]), int(raw["activities"]))
        figure = IndicatorFigure(
            indicator_id=conn.decode(Indicator, "id", raw["indicator_id"]),
            lineage=lineage,
            total=now.get((appraisal, lineage), Total()) if draft else pinned,
            stated=conn.decode(Realisation, "value", raw["stated"]),
            pinned_at=None if draft else conn.decode(ActivitySum, "pinned_at", raw["pinned_at"]),
        )
        found.setdefault(appraisal, []).append(figure)
    return found


async def pin_sums(conn: Connection, granted: Granted[Loaded]) -> tuple[Change, ...]:
    """Keep what the activities add up to now, in the place of what an earlier submission kept; told as changes of the submission."""
    loaded, actor = granted.row, granted.actor
    scope = {"agency": actor.agency_id, "appraisal": loaded.id}
    now: dict[UUID, Total] = {}
    before: dict[UUID, Total] = {}
    for raw in await conn.fetch(
        f"SELECT q.*, 0 AS kept FROM ({_live(conn)}) q UNION ALL SELECT s.appraisal_id, s.indicator_lineage_id, s.value, 0, s.activities, 1"
        " FROM activity_sum s WHERE s.agency_id = :agency AND s.appraisal_id = :appraisal",
        {**scope, "ids": [loaded.id]},
    ):
        (before if raw["kept"] else now)[conn.decode(ActivitySum, "indicator_lineage_id", raw["indicator_lineage_id"])] = read_total(raw)
    if before:
        await conn.execute("DELETE FROM activity_sum WHERE agency_id = :agency AND appraisal_id = :appraisal", scope)
    await conn.insert(
        [
            ActivitySum(
                id=new_id(),
                agency_id=actor.agency_id,
                appraisal_id=loaded.id,
                indicator_lineage_id=lineage,
                value=total.quantity,
                activities=total.activities,
                pinned_at=actor.now,
            )
            for lineage, total in sorted(now.items())
        ]
    )
    changes: list[Change] = []
    for lineage in sorted({*before, *now}):
        old, new = before.get(lineage), now.get(lineage)
        was = (None, None) if old is None else (old.quantity, old.activities)
        has = (None, None) if new is None else (new.quantity, new.activities)
        told = zip(("quantity", "activities"), was, has, strict=True)
        changes += [Change(f"activitySums.{lineage}.{name}", one, other) for name, one, other in told if one != other]
    return tuple(changes)
