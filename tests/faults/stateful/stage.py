"""Where histories are played: one app a process would have, thrice, each with a database of its own over the same file or server.

``first`` and ``second`` are two processes; ``hasty`` waits for nobody, so that it tells that it is busy. A history begins on a copy of one
town that is made once.
"""

import asyncio
import time
from collections.abc import Coroutine
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import asyncpg
import httpx

from models.database import Database, open_database
from models.vocabulary import ApprovalRoute, Role
from schema.http import Arrival
from server.app import create_app
from tests.engines import PostgresEngine, SqliteEngine, Urls
from tests.faults.stateful.sending import Ids
from tests.faults.stateful.town import ADMIN, ADMINS, SOLE_UNITS, UNITS, Appraisal, Town
from tests.worlds import NOW, World, done, make_world
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_roles import GrantDraft, grant_role
from workflows.actor import Actor
from workflows.lines.storing import recompute
from workflows.openings import Openings

T = TypeVar("T")
PROCESSES = ("first", "second", "hasty")
PLENTY = 1_000_000_000
HASTE = 0.05
LONG_SECONDS = 10.0
CONNECTIONS = 2


@dataclass
class Process:
    """A process of the product: its app, a client of it, and the database that it has open."""

    app: Any
    client: httpx.AsyncClient
    busy_seconds: float
    database: Database | None = None

    async def open(self, urls: Urls, now: "Stage") -> None:
        """Begin on a database."""
        limits = urls.settings(busy_seconds=self.busy_seconds, read_connections=CONNECTIONS, write_connections=CONNECTIONS).limits
        self.database = await open_database(urls.serving, limits=limits)
        self.app.state.database = self.database
        self.app.state.openings = Openings(self.database, lambda: now.world.now)

    async def settle(self) -> None:
        """Wait for what goes on though nobody waits for it."""
        assert self.database is not None
        while self.database._tasks:
            await asyncio.wait(set(self.database._tasks))
        await self.app.state.openings.idle()

    async def close(self) -> None:
        """End."""
        assert self.database is not None
        await self.app.state.openings.drain()
        await self.database.close()


@dataclass
class Stage:
    """The engine, the town as it begins with the model of it, and the processes; ``runner`` runs everything in one loop."""

    runner: asyncio.Runner
    engine: SqliteEngine | PostgresEngine
    beginning: Urls
    made: World
    town: Town
    ids: Ids
    processes: dict[str, Process] = field(default_factory=dict)
    world: World = field(init=False)
    urls: Urls | None = None
    stood_still: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the processes' apps."""
        self.world = self.made
        for name in PROCESSES:
            settings = self.beginning.settings(rate_points=PLENTY, rate_refill=PLENTY)
            app = create_app(settings, clock=lambda: self.world.now, identify=self._identify)
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
            self.processes[name] = Process(app, client, HASTE if name == "hasty" else 30.0)

    async def _identify(self, database: Database, arrival: Arrival) -> Actor:
        return await self.world.identify(database, arrival)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something to its end; what takes longer than ``LONG_SECONDS`` is witnessed in ``stood_still``."""
        return self.runner.run(self._watched(work))

    async def _watched(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.get_running_loop().create_task(work)
        begun = time.monotonic()
        await asyncio.wait({task}, timeout=LONG_SECONDS)
        if not task.done():
            seen = f"{getattr(work, '__qualname__', work)}: {[str(one) for one in asyncio.all_tasks()]} {await self._activity()}"
            await asyncio.wait({task})
            self.stood_still.append(f"{time.monotonic() - begun:.1f} s: {seen}")
        return task.result()

    async def _activity(self) -> list[str]:
        if isinstance(self.engine, SqliteEngine):
            return []
        admin = await asyncpg.connect(self.engine.admin_url)
        try:
            return [
                str(dict(record)) for record in await admin.fetch("SELECT * FROM pg_stat_activity WHERE backend_type = 'client backend'")
            ]
        finally:
            await admin.close()

    async def begin(self) -> tuple[Town, Ids]:
        """Begin a history on a fresh copy; gives the model of it and the ids."""
        self.urls = await self.engine.copied(self.beginning)
        for one in self.processes.values():
            await one.open(self.urls, self)
        first = self.processes["first"].database
        assert first is not None
        self.world = replace(self.made, database=first, now=NOW)
        ids = replace(deepcopy(replace(self.ids, world=None)), world=self.world)  # type: ignore[arg-type]
        return deepcopy(self.town), ids

    async def end(self) -> None:
        """End the history and throw its database away."""
        assert self.urls is not None
        for one in self.processes.values():
            await one.close()
        await self.engine.remove(self.urls)
        self.urls = None


async def make_stage(runner: asyncio.Runner, engine: SqliteEngine | PostgresEngine, route: str) -> Stage:
    """Make the town on a route, once for many histories, and write its model."""
    urls = await engine.migrated()
    database = await open_database(urls.serving)
    world = await make_world(database, route=ApprovalRoute(route))
    # The world's lines are written by hand; from here on they are computed.
    await database.transaction(lambda conn: recompute(conn, world.agency_id))
    for who in ADMINS:
        member = world.members[who]
        if Role.AGENCY_ADMIN not in member.roles:
            draft = GrantDraft(member.employee_id, Role.AGENCY_ADMIN, (), date(2026, 1, 1))
            done(await grant_role(database, world.actor(ADMIN), draft, EmployeeCommand()))
            member.roles = (*member.roles, Role.AGENCY_ADMIN)
    alone = route == ApprovalRoute.SOLE_AUTHORITY
    units = SOLE_UNITS if alone else UNITS
    appraisals = {who: Appraisal(who, unit) for who, unit in units.items()}
    town = Town("SUPERIOR" if alone else route, datetime(2026, 3, 10, 2, tzinfo=UTC), appraisals)
    town.employees |= dict.fromkeys(ADMINS[1:], 2)
    town.names = {who: one.name for who, one in world.members.items()}
    ids = Ids(world)
    for who in UNITS:
        ids.appraisals[who], ids.plans[who] = world.appraisal(who), world.plan(who)
        ids.assignments[who] = f"asg_{world.members[who].assignment_id}"
    for who in ("employee", "colleague"):
        one = town.appraisals[who]
        one.results = [(True, [f"{who}-0"]), (False, [f"{who}-1"])]
        one.realised = {f"{who}-0", f"{who}-1"}
        one.self_appraisal, one.version, one.plan_version, one.plan_edited = "Semua target tercapai.", 2, 2, True
        for number, lineage in enumerate(await world.indicators(who)):
            ids.indicators[f"{who}-{number}"] = f"ind_{lineage}"
        rows = await world.all(
            "SELECT r.lineage_id FROM planned_result r JOIN plan_revision v ON v.id = r.revision_id WHERE v.plan_id = :plan"
            " AND v.ordinal = 2 ORDER BY r.ordinal",
            plan=world.members[who].plan_id,
        )
        ids.results[who] = [f"res_{row['lineage_id']}" for row in rows]
    town.events = int((await world.one("SELECT COUNT(*) AS n FROM event"))["n"])
    await database.close()
    return Stage(runner, engine, urls, world, town, ids)
