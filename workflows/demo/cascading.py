"""The cascade of the demo: leaders' results support the mayor's, and those of two offices' people support their own leaders'."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from models.database import Connection
from models.plans import PerformancePlan, PlannedResult
from models.vocabulary import SupportKind
from workflows.actions.plan_cascade import LinkDraft, link_result_in
from workflows.actor import Actor
from workflows.cascade import supportable
from workflows.demo.world import World

LINKS = 2
"""How many of a plan's results are linked: the first directly, the second indirectly; the rest is still to be linked."""

_RESULTS = (
    "SELECT p.id AS plan_id, p.employee_id, p.version, r.id FROM performance_plan p"
    " JOIN plan_revision v ON v.agency_id = p.agency_id AND v.plan_id = p.id"
    " JOIN planned_result r ON r.agency_id = v.agency_id AND r.revision_id = v.id"
    " WHERE p.agency_id = :agency AND p.year = :year AND p.employee_id IN :ids ORDER BY p.id, v.ordinal DESC, r.ordinal"
)


async def link_plans(conn: Connection, world: World, actor: Actor, people: Sequence[tuple[str, UUID]]) -> int:
    """Link the plans of people, by key and id, for the year of the actor's day; each as its own employee. Tells how many were linked.

    Whom a plan may support is what the API offers (``workflows.cascade``): the nearest leader's results come first.
    """
    scope = {"agency": world.agency_id, "year": actor.today.year, "ids": [one for _, one in people]}
    results: dict[UUID, list[UUID]] = defaultdict(list)
    holders: dict[UUID, tuple[UUID, int]] = {}
    for raw in await conn.fetch(_RESULTS, scope):
        plan_id: UUID = conn.decode(PerformancePlan, "id", raw["plan_id"])
        results[plan_id].append(conn.decode(PlannedResult, "id", raw["id"]))
        holders[plan_id] = (conn.decode(PerformancePlan, "employee_id", raw["employee_id"]), int(raw["version"]))
    offered = await supportable(conn, actor, list(results))
    linked = 0
    for plan_id, (employee_id, version) in holders.items():
        nearest = _line(world, employee_id, actor)
        targets = sorted(offered[plan_id], key=lambda one: nearest.index(one.employee_id) if one.employee_id in nearest else len(nearest))
        targets = [one for one in targets if one.employee_id == targets[0].employee_id]
        holder = world.actor(employee_id, actor.now)
        for number, (result, target) in enumerate(zip(results[plan_id][:LINKS], targets, strict=False)):
            draft = LinkDraft(result, target.result_id, SupportKind.INDIRECT if number else SupportKind.DIRECT)
            await link_result_in(conn, holder, plan_id, version + number, draft)
            linked += 1
    return linked


def _line(world: World, employee_id: UUID, actor: Actor) -> tuple[UUID | None, ...]:
    """Give who appraises and who approves somebody on the actor's day, in that order."""
    post = world.actor(employee_id, actor.now).assignment_id
    line = world.line(post, actor.today) if post else None
    return (line.appraiser_id, line.approver_id) if line else ()
