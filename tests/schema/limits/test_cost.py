"""What requests cost is what they read: every field, generated documents, plans at their limits; charged, told and stopped."""

import random
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from graphql import GraphQLObjectType, GraphQLOutputType, get_named_type, is_leaf_type, is_required_argument
from starlette.applications import Starlette

from models.database import Database, counting
from models.limits import INDICATORS_ROWS, RESULTS_ROWS
from models.plans import Indicator, PlannedResult, PlanRevision
from models.vocabulary import Aspect, ResultKind, ResultOwnership
from schema.execution import Executor, Operation
from schema.http import graphql_route
from schema.limits.bounds import RequestLimits
from schema.limits.cost import ROWS_A_POINT
from schema.root import build
from server.explorer.operations import operations
from server.ratelimit import RateLimit
from tests.engines import Urls
from tests.schema.test_statements import PLACES, fields_under_test, grown, selection
from tests.schema.world import NOW, World, identifying
from tests.server.test_buckets import Hand

PLENTY = 10**9
WIDE = RequestLimits(cost=PLENTY, fields=10**6, aliases=10**6, breadth=10**6, depth=50)
LEFT = "{ rateLimit { remaining } }"
# Its world has fifty roles over one agency, where a person usually is under a few.
MORE_THAN_USUAL = {("Viewer", "rolesOverMe")}
CONTENT = "{ appraisals(first: 4) { edges { node { plan { results { title indicators { title } } } } } } }"
MOVE = "mutation ($i: ReviewAppraisalInput!) { reviewAppraisal(input: $i) { refusal { code } appraisal { %s } } }"


class Meter:
    """Asks as the auditor, and reads off what each request cost: as told before, as taken from the points, as rows of the database."""

    def __init__(self, world: World, limits: RequestLimits = WIDE, *, compiled: bool = True) -> None:
        self.limit = RateLimit(size=PLENTY, refill=1, clock=Hand().read)
        self.app = Starlette(routes=[graphql_route(identifying(world), self.limit, limits, compiled=compiled)])
        self.app.state.database, self.app.state.clock = world.database, lambda: NOW
        self.left = PLENTY
        self.rows = self.taken = 0

    async def __call__(self, document: str, variables: dict[str, Any] | None = None, who: str = "auditor") -> dict[str, Any]:
        """Send a document and give the whole answer."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://kinerja") as client:
            with counting() as tally:
                sent = {"query": document, "variables": variables}
                answer = await client.post("/graphql", json=sent, headers={"Authorization": f"Bearer {who}", "Accept-Language": "en"})
        self.rows = tally.rows
        left = int(answer.headers["RateLimit"].partition("r=")[2].partition(";")[0]) if "RateLimit" in answer.headers else self.left
        self.taken, self.left = self.left - left, left
        body: dict[str, Any] = answer.json()
        return body


async def test_each_field_costs_what_it_reads(urls: Urls, database: Database) -> None:
    meter = Meter(await grown(urls, database, 50))
    dearer = set()
    for kind, name in fields_under_test():
        body = await meter(PLACES[kind] % selection(kind, name))
        assert "errors" not in body, (kind, name, body)
        told = body["extensions"]["cost"]
        assert (meter.taken, told["remaining"]) == (told["used"], meter.left), (kind, name)
        assert meter.rows <= ROWS_A_POINT * meter.taken, (kind, name)
        if meter.taken > told["requested"]:
            dearer.add((kind, name))
    assert dearer == MORE_THAN_USUAL


class Writer:
    """Writes a document by chance; ``more`` is added to each page's size, and changes nothing else."""

    def __init__(self, seed: int, more: int = 0) -> None:
        self.chance = random.Random(seed)
        self.more = more

    def document(self) -> str:
        """Write a document."""
        return f"{{ {self._set(build().core.query_type, 0)} }}"

    def _set(self, held: GraphQLOutputType | None, depth: int) -> str:
        assert isinstance(held, GraphQLObjectType)
        usable = [name for name, field in held.fields.items() if not any(map(is_required_argument, field.args.values()))]
        leaves = [name for name in usable if is_leaf_type(get_named_type(held.fields[name].type))]
        inner = [name for name in usable if name not in leaves]
        chosen = self.chance.sample(inner, min(len(inner), self.chance.randint(1, 2))) if depth < 7 else []
        parts = self.chance.sample(leaves, min(len(leaves), 2)) or ["__typename"]
        for name in chosen:
            field = held.fields[name]
            size = f"(first: {self.chance.randint(1, 20) + self.more})" if "first" in field.args else ""
            parts.append(f"{name}{size} {{ {self._set(get_named_type(field.type), depth + 1)} }}")
        return " ".join(parts)


def generated(count: int) -> Iterator[tuple[str, str]]:
    """Give documents, each with the same one over larger pages."""
    for seed in range(count):
        yield Writer(seed).document(), Writer(seed, more=7).document()


@pytest.mark.proof
async def test_generated_documents_cost_what_they_read(
    urls: Urls, database: Database, scaled: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    meter = Meter(await grown(urls, database, 20))
    executor = Executor(build(), WIDE)
    count = rows = points = dearer = 0
    for small, large in generated(scaled(3_000)):
        body = await meter(small)
        assert "errors" not in body, (small, body["errors"])
        told = body["extensions"]["cost"]
        assert meter.rows <= ROWS_A_POINT * meter.taken == ROWS_A_POINT * told["used"], small
        assert executor.prepare(Operation(large, None, None), "en").cost >= told["requested"], small
        count, rows, points = count + 1, rows + meter.rows, points + meter.taken
        dearer += told["used"] > told["requested"]
    assert dearer <= count // 20
    with capsys.disabled():
        sys.stdout.write(f"cost: {count} documents read {rows} rows for {points} points; {dearer} read more than they were priced\n")


def test_what_is_ready_in_the_explorer_is_far_from_the_limits() -> None:
    executor = Executor(build())
    for one in operations():
        for text in filter(None, (one.query, one.prepare)):
            prepared = executor.prepare(Operation(text, None, {}), "en")
            assert (prepared.errors, prepared.cost * 10 <= RequestLimits.cost) == ((), True), (one.name, prepared.cost)


async def filled(world: World) -> World:
    """Give the plan of ``clerk 0`` as many results and indicators as a plan can have."""
    appraisal = world.appraisals["clerk 0"]
    revision = PlanRevision(id=appraisal.opening_revision_id, agency_id=appraisal.agency_id)
    held = {"agency_id": appraisal.agency_id, "revision_id": revision.id}
    for at in range(2, RESULTS_ROWS + 1):
        kinds = {"kind": ResultKind.MAIN, "ownership": ResultOwnership.INDIVIDUAL}
        world.keep(PlannedResult, lineage_id=appraisal.id.__class__(int=at), ordinal=at, title=f"Result {at}", **kinds, **held)
    results = [one for one in world.rows if isinstance(one, PlannedResult)]
    for result in results:
        for at in range(1, INDICATORS_ROWS + 1):
            number = int(result.ordinal) * 100 + at
            about = {"aspect": Aspect.QUANTITY, "title": "How many", "target_text": "many"}
            world.keep(Indicator, result_id=result.id, lineage_id=appraisal.id.__class__(int=number), ordinal=at, **about, **held)
    await world.save()
    return world


async def test_a_plan_at_its_limits_costs_what_it_reads_and_no_more_than_a_request_may(urls: Urls, database: Database) -> None:
    world = await filled(await grown(urls, database, 1))
    meter = Meter(world)
    body = await meter(CONTENT)
    assert body["extensions"]["cost"]["requested"] == 4 + 4 * (1 + 1 + 8 * (1 + 3))
    # One appraisal and its plan, 50 results; 20 indicators of each but the first, which has one. Of each list that the database makes,
    # all rows but the first are counted.
    assert 49 + 49 * 19 < meter.rows <= 1 + 1 + 50 + 49 * 20 + 1
    assert meter.taken == body["extensions"]["cost"]["used"] == (meter.rows + 1) // 2
    reference = Meter(world, compiled=False)
    assert (await reference(CONTENT))["data"] == body["data"]
    assert reference.rows == 1 + 1 + 50 + 49 * 20 + 1
    assert reference.taken == 517
    few = Meter(world, RequestLimits(cost=400))
    [error] = (await few(CONTENT))["errors"]
    told = {"code": "COST_LIMIT", "requested": 517, "max": 400, "path": "appraisals.edges.node.plan.results.indicators"}
    assert error["extensions"] == told
    assert few.taken == 517


async def test_a_command_is_never_stopped_by_what_its_answer_reads(urls: Urls, database: Database) -> None:
    world = await filled(await grown(urls, database, 1))
    meter = Meter(world, RequestLimits(cost=100))
    given = {"id": f"apr_{world.appraisals['clerk 0'].id}", "expectedVersion": 1}
    body = await meter(MOVE % "plan { results { indicators { id } } }", {"i": given}, "chief")
    assert "errors" not in body, body
    indicators = [one["indicators"] for one in body["data"]["reviewAppraisal"]["appraisal"]["plan"]["results"]]
    assert sum(map(len, indicators)) == 981
    assert meter.taken > 100


async def test_the_dearest_place_is_told() -> None:
    executor = Executor(build(), RequestLimits(cost=1_000))
    pages = "cycles: appraisalCycles(first: 100) { edges { node { name %s } } }"
    fragment = "fragment F on AppraisalCycle { x: extensions(first: $n) { edges { node { cycle { name } } } } }"
    inner = "extensions(first: 20) { edges { node { id } } }"
    many = " ".join(f"a{n}: employees(first: {80 + n}) {{ edges {{ node {{ id }} }} }}" for n in range(12))
    for text, path in (
        (f"{{ viewer {{ employee {{ name }} }} {pages % inner} }}", "cycles.edges.node.extensions"),
        (f"query($n: Int = 50) {{ {pages % '...F'} }} {fragment}", "cycles.edges.node.x"),
        (f"{{ {many} }}", "a11"),
    ):
        [error] = executor.prepare(Operation(text, None, None), "en").errors
        assert (error["extensions"]["code"], error["extensions"]["path"]) == ("COST_LIMIT", path)
