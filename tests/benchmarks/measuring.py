"""Rounds in turn: a batch through the server, the same batch by hand, so that whatever slows the machine slows both."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from tests.benchmarks import by_hand, town
from tests.benchmarks.by_hand import ByHand
from tests.benchmarks.recording import Script, check, record, statements
from tests.benchmarks.serving import Served, serving
from tests.benchmarks.town import Call
from tests.engines import PostgresEngine, SqliteEngine

AT_ONCE = 4
"""Requests under way at a time."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of the rounds, and the lowest and highest of them."""

    median: float
    low: float
    high: float


@dataclass
class Case:
    """One kind of request on one engine: CPU milliseconds of the server and by hand, a request, one figure a round."""

    name: str
    engine: str
    requests_a_round: int
    statements: int
    statements_by_hand: int
    server: list[float] = field(default_factory=list)
    hand: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    writes: int = 1

    def figures(self) -> dict[str, object]:
        """Give the case for JSON; times in milliseconds a request, ``ratio`` of server to hand within each round."""
        ratios = [mine / theirs for mine, theirs in zip(self.server, self.hand, strict=True)]
        return {
            "name": self.name,
            "engine": self.engine,
            "rounds": len(self.server),
            "requestsARound": self.requests_a_round,
            "statements": self.statements,
            "statementsByHand": self.statements_by_hand,
            "serverCpuMs": spread(self.server),
            "byHandCpuMs": spread(self.hand),
            "ratio": spread(ratios),
            "wallMs": spread(self.waited),
            "writes": self.writes,
            "writesASecond": spread([1000 * self.writes / one for one in self.waited]),
        }


def spread(figures: Sequence[float]) -> dict[str, float]:
    """Give median, lowest and highest, to three digits."""
    return {"median": round(statistics.median(figures), 3), "low": round(min(figures), 3), "high": round(max(figures), 3)}


async def measure(engine: SqliteEngine | PostgresEngine, rounds: int, batch: int) -> list[Case]:
    """Measure both commands, the page, and a request that does nothing; one more batch before warms everything up."""
    built = await town.build(engine, (rounds + 1) * batch)
    dialect = built.urls.dialect
    recorded = await engine.copied(built.urls)
    submitting = await record(recorded, built.world, built.submissions)
    approving = await record(recorded, built.world, built.approvals)
    reporting = await record(recorded, built.world, built.reports)
    queueing = await record(recorded, built.world, built.queues)
    paging = await record(recorded, built.world, [built.page])
    served_urls, hand_urls = await engine.copied(built.urls), await engine.copied(built.urls)
    hand = await by_hand.connect(hand_urls)
    cases = []
    async with serving(served_urls, built.world.now) as served:
        for name, calls, scripts, writes in (
            ("submitAppraisal", built.submissions, submitting, 1),
            ("approveAppraisal", built.approvals, approving, 1),
            ("recordActivity", built.reports, reporting, 1),
            (f"recordActivities, {town.REPORTS_AT_ONCE}", built.queues, queueing, town.REPORTS_AT_ONCE),
        ):
            # Now and then a round of the process's own, which looks for imports that wait, falls among a request's statements.
            counted = min(statements(script) for script in scripts)
            case = Case(name, dialect, batch, counted, counted, writes=writes)
            for turn in range(rounds + 1):
                part = slice(turn * batch, (turn + 1) * batch)
                mine = await _served(served, calls[part])
                theirs = await _by_hand(hand, scripts[part])
                _keep(case, turn, mine, theirs, batch)
            cases.append(case)
        cases.append(await _pages(built, served, hand, rounds, batch, statements(paging[0])))
        cases.append(await _nothing(dialect, served, rounds, batch))
    await hand.close()
    return cases


def _keep(case: Case, turn: int, mine: tuple[float, float], theirs: float, batch: int) -> None:
    if turn:
        case.server.append(mine[0] * 1000 / batch)
        case.waited.append(mine[1] * 1000 / batch)
        case.hand.append(theirs * 1000 / batch)


async def _pages(built: town.Measured, served: Served, hand: ByHand, rounds: int, batch: int, counted: int) -> Case:
    case = Case("page of 50 appraisals", built.urls.dialect, batch, counted, 1, writes=0)
    for turn in range(rounds + 1):
        mine = await _served(served, [built.page] * batch)
        begun = time.process_time()
        for _ in range(batch):
            await hand.page(built.world.agency_id)
        _keep(case, turn, mine, time.process_time() - begun, batch)
    return case


async def _nothing(dialect: str, served: Served, rounds: int, batch: int) -> Case:
    """Measure ``/healthz``: what HTTP, middleware, figures and the log line cost any request. Its other side is itself."""
    case = Case("GET /healthz", dialect, batch, 0, 0, writes=0)

    async def ask() -> None:
        (await served.client.get("/healthz")).raise_for_status()

    for turn in range(rounds + 1):
        mine = await _timed(served, [ask] * batch)
        _keep(case, turn, mine, mine[0], batch)
    return case


async def _served(served: Served, calls: Sequence[Call]) -> tuple[float, float]:
    async def send(call: Call) -> None:
        check((await served.client.post("/graphql", json=call.body, headers=call.headers)).json())

    return await _timed(served, [lambda call=call: send(call) for call in calls])  # type: ignore[misc] # a lambda's default has no type


async def _timed(served: Served, work: Sequence[Callable[[], Awaitable[None]]]) -> tuple[float, float]:
    """Do the work, ``AT_ONCE`` at a time; give the server's CPU seconds and the seconds that passed."""
    waiting = list(reversed(work))

    async def one() -> None:
        while waiting:
            await waiting.pop()()

    cpu, begun = served.cpu_seconds(), time.perf_counter()
    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return served.cpu_seconds() - cpu, time.perf_counter() - begun


async def _by_hand(hand: ByHand, scripts: Sequence[Script]) -> float:
    begun = time.process_time()
    for script in scripts:
        await hand.replay(script)
    return time.process_time() - begun
