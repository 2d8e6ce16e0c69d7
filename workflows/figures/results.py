"""The tree of results from a leader's down: what supports each of them, by the links of the cascade, as far as the reader sees plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from models.database import Connection
from models.plans import PerformancePlan, PlannedResult
from models.vocabulary import SupportKind
from workflows.access import Actor, visible
from workflows.figures.progress import progress
from workflows.figures.standing import Progress
from workflows.standing import IN_FORCE

LEVELS = 2
"""How many levels of supporting results stand below a leader's."""


@dataclass
class Result:
    """A planned result with its targets, how it supports the one above it (None for the leader's own), and what supports it."""

    id: UUID
    plan_id: UUID
    lineage_id: UUID
    employee_id: UUID
    support: SupportKind | None = None
    targets: list[Progress] = field(default_factory=list)
    supporters: list["Result"] = field(default_factory=list)


_OWN = (
    "SELECT t.id, p.id AS plan_id, t.lineage_id, p.employee_id FROM performance_plan p"
    f" JOIN planned_result t ON t.agency_id = p.agency_id AND t.revision_id = {IN_FORCE.format(a='p')}"
    " WHERE p.assignment_id = :post AND p.year = :year AND {seen} ORDER BY p.starts_on, t.ordinal"
)
_SUPPORTERS = (
    "SELECT s.supported_plan_id, s.supported_lineage_id, s.support, t.id, p.id AS plan_id, t.lineage_id, p.employee_id"
    " FROM result_support s JOIN performance_plan p ON p.agency_id = s.agency_id AND p.id = s.plan_id"
    " JOIN employee e ON e.agency_id = p.agency_id AND e.id = p.employee_id"
    f" JOIN planned_result t ON t.agency_id = p.agency_id AND t.lineage_id = s.lineage_id AND t.revision_id = {IN_FORCE.format(a='p')}"
    " WHERE s.agency_id = :acc_agency AND s.supported_plan_id IN :plans AND {seen} ORDER BY e.name, p.id, t.ordinal"
)


async def result_tree(conn: Connection, actor: Actor, post: UUID | None, year: int) -> list[Result]:
    """Give the results of a post's plans of a year with what supports them; six statements."""
    seen = visible(actor, PerformancePlan, "p")
    params: dict[str, object] = {**seen.params, "post": post, "year": year}
    roots = [_result(conn, raw) for raw in await conn.fetch(_OWN.format(seen=seen.sql), params)]
    every, level = list(roots), roots
    for _ in range(LEVELS):
        plans = list(dict.fromkeys(one.plan_id for one in level))
        above: dict[tuple[UUID, UUID], list[Result]] = {}
        for one in level:
            above.setdefault((one.plan_id, one.lineage_id), []).append(one)
        level = []
        for raw in await conn.fetch(_SUPPORTERS.format(seen=seen.sql), {**params, "plans": plans}):
            place = (_key(conn, raw["supported_plan_id"]), _key(conn, raw["supported_lineage_id"]))
            for one in above.get(place, ()):
                below = _result(conn, raw, SupportKind(raw["support"]))
                one.supporters.append(below)
                level.append(below)
        every += level
    keys = list(dict.fromkeys(one.plan_id for one in every))
    targets: dict[UUID, list[Progress]] = {}
    for found in await progress(conn, actor, "p.id IN :plans", {"plans": keys}, actor.today):
        targets.setdefault(found.result_id, []).append(found)
    for one in every:
        one.targets = targets.get(one.id, [])
    return roots


def _result(conn: Connection, raw: Mapping[str, Any], support: SupportKind | None = None) -> Result:
    key, plan, lineage, employee = (_key(conn, raw[name]) for name in ("id", "plan_id", "lineage_id", "employee_id"))
    return Result(key, plan, lineage, employee, support)


def _key(conn: Connection, value: object) -> UUID:
    found: UUID = conn.decode(PlannedResult, "id", value)
    return found


def flat(results: Sequence[Result]) -> list[Result]:
    """Give results with all below them, each before what supports it."""
    return [one for result in results for one in (result, *flat(result.supporters))]
