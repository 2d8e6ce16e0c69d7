"""Who reached all targets of a cycle: by the figures of their appraisals, as they were submitted, and whether they were thanked for it.

Looked at are appraisals from SUBMITTED on, neither voided nor superseded, that the actor may see, without the actor's own. All targets are
reached where every figure that can be judged reaches its target (``workflows.reaching``) and at least one is judged; what isn't judged is
shown beside. Recognitions that the actor may not see count for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from models.appraisals import Appraisal
from models.database import Connection
from models.plans import Indicator
from models.recognition import Recognition
from models.vocabulary import AppraisalState, Aspect, RecognitionState, TargetOutcome
from workflows.access import Actor, visible
from workflows.activity_sums import figures
from workflows.reaching import outcome_of
from workflows.standing import TODAY
from workflows.targets import Target, target_of


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator's figure and what it makes of the target; None without a figure."""

    indicator_id: UUID
    figure: Decimal | None
    outcome: TargetOutcome


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who reached all targets, with the figures, and whether a recognition that the actor may see stands for it."""

    employee_id: UUID
    appraisal_id: UUID
    figures: Sequence[Figure]
    recognised: bool


@dataclass(frozen=True, slots=True)
class ReachedPage:
    """Who of so many appraisals looked at reached all targets; the next page begins after ``next_id``."""

    looked_at: int
    reached: Sequence[Reached]
    next_id: UUID | None = None


_LATEST = (
    "(SELECT c.id FROM appraisal_cycle c WHERE c.agency_id = :acc_agency AND c.state <> 'PLANNED'"
    " ORDER BY c.ends_on DESC, c.id DESC LIMIT 1)"
)


async def reached_targets(
    conn: Connection, actor: Actor, cycle_id: UUID | None, unit_id: UUID | None, first: int, after: UUID | None
) -> ReachedPage:
    """Look at the next ``first`` appraisals of a cycle, of a unit and those under it if one is given; five statements at most.

    Without a cycle it is the one that ends last of those that were opened.
    """
    seen = visible(actor, Appraisal, "a")
    under = (
        ""
        if unit_id is None
        else " AND a.unit_id IN (SELECT k.descendant_id FROM unit_closure k WHERE k.agency_id = :acc_agency AND k.ancestor_id = :unit"
        f" AND {TODAY.format(l='k')})"
    )
    cycle = _LATEST if cycle_id is None else ":cycle"
    rows = await conn.fetch(
        f"SELECT a.id, a.employee_id FROM appraisal a WHERE a.cycle_id = {cycle} AND a.state <> :draft AND a.voided_at IS NULL"
        f" AND a.superseded_at IS NULL AND (:acc_me IS NULL OR a.employee_id <> :acc_me) AND {seen.sql}{under}"
        f"{'' if after is None else ' AND a.id > :after'} ORDER BY a.id LIMIT {first + 1}",
        {**seen.params, "cycle": cycle_id, "unit": unit_id, "after": after, "draft": AppraisalState.DRAFT},
    )
    found = {conn.decode(Appraisal, "id", raw["id"]): conn.decode(Appraisal, "employee_id", raw["employee_id"]) for raw in rows[:first]}
    page = list(found)
    if not page:
        return ReachedPage(0, ())
    known = await figures(conn, actor, page)
    targets = await _targets(conn, actor, [one.indicator_id for held in known.values() for one in held])
    thanked = await _thanked(conn, actor, page)
    reached = []
    for appraisal, employee in found.items():
        judged = []
        for one in known.get(appraisal, ()):
            figure = one.stated if one.stated is not None else one.total.quantity if one.total.activities else None
            judged.append(Figure(one.indicator_id, figure, outcome_of(*targets[one.indicator_id], figure)))
        outcomes = {one.outcome for one in judged}
        if TargetOutcome.REACHED in outcomes and TargetOutcome.MISSED not in outcomes:
            reached.append(Reached(employee, appraisal, judged, appraisal in thanked))
    return ReachedPage(len(page), reached, page[-1] if len(rows) > first else None)


async def _targets(conn: Connection, actor: Actor, indicators: Sequence[UUID]) -> dict[UUID, tuple[Target, Aspect]]:
    names = ("id", "aspect", "target_text", "target_value", "target_high", "target_unit")
    rows = await conn.fetch(
        f"SELECT {', '.join(f'i.{name}' for name in names)} FROM indicator i WHERE i.agency_id = :agency AND i.id IN :ids",
        {"agency": actor.agency_id, "ids": list(indicators)},
    )
    found = {}
    for raw in rows:
        key, aspect, text, value, high, unit = (conn.decode(Indicator, name, raw[name]) for name in names)
        found[key] = (target_of(text, value, high, unit), aspect)
    return found


async def _thanked(conn: Connection, actor: Actor, appraisals: Sequence[UUID]) -> set[UUID]:
    seen = visible(actor, Recognition, "r")
    rows = await conn.fetch(
        f"SELECT DISTINCT r.appraisal_id FROM recognition r WHERE r.appraisal_id IN :ids AND r.state IN :standing AND {seen.sql}",
        {**seen.params, "ids": list(appraisals), "standing": [RecognitionState.GIVEN, RecognitionState.ACCEPTED]},
    )
    return {conn.decode(Recognition, "appraisal_id", raw["appraisal_id"]) for raw in rows}
