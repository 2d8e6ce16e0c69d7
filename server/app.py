"""The ASGI app: what is open while it runs, and which paths it answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic_ns

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from models.database import open_database
from schema.evidence_files import evidence_route
from schema.http import Entrance, GraphQLEndpoint, Identify
from schema.reports import report_route
from schema.uploads import uploads_route
from server.buckets import Clock as Ticks
from server.clock import Clock, system_clock
from server.evidence import evidence_store
from server.explorer.serving import explorer_routes
from server.identification import sign_in
from server.metrics import Metrics
from server.ratelimit import RateLimit
from server.readiness import OK, readiness
from server.rim import rim
from server.settings import Settings
from workflows.evidence_files import sweep_evidence
from workflows.files import FileStore
from workflows.imports import Imports
from workflows.openings import Openings


def create_app(
    settings: Settings, *, clock: Clock = system_clock, identify: Identify | None = None, ticks: Ticks = monotonic_ns
) -> Starlette:
    """Make the app; its lifespan opens the database and, at its end, waits for what was begun.

    ``clock`` gives the moment at which a command happens, in UTC. ``app.state.database`` is open while the lifespan runs;
    ``app.state.metrics`` holds the app's figures.
    ``ticks`` gives the nanoseconds by which points come back, and never goes backwards as ``clock`` may.
    ``identify`` takes the place of the sign-in that the settings choose.
    """
    metrics, evidence = Metrics(), evidence_store(settings)
    rate_limit = RateLimit(size=settings.rate_points, refill=settings.rate_refill, clock=ticks)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = await open_database(settings.database_url, limits=settings.limits)
        app.state.database = database
        metrics.connections.ask = database.connections
        app.state.openings = Openings(database, clock)
        app.state.openings.begin()
        app.state.evidence = evidence
        app.state.imports = Imports(
            database, FileStore(settings.uploads_folder), clock, sweeps=(lambda now: sweep_evidence(database, evidence, now),)
        )
        app.state.imports.start()
        try:
            yield
        finally:
            await app.state.imports.drain(settings.drain_seconds)
            await app.state.openings.drain()
            await database.close()

    who = identify or sign_in(settings)
    entrance = Entrance(who, rate_limit)
    graphql = GraphQLEndpoint(who, rate_limit, settings.request_limits)
    metrics.left.ask = lambda: dict(graphql.executor.fallbacks)
    routes: list[BaseRoute] = [
        *explorer_routes(),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/graphql", graphql),
        uploads_route(entrance, settings.upload_limit),
        report_route(entrance),
        evidence_route(entrance),
    ]
    middleware = rim(settings, metrics, routes)
    app = Starlette(routes=routes, lifespan=lifespan, middleware=middleware)
    app.state.metrics = metrics
    app.state.settings = settings
    app.state.clock = clock
    app.state.issuers = frozenset() if settings.oidc_issuer is None else frozenset((settings.oidc_issuer,))
    return app


async def healthz(request: Request) -> Response:
    """Answer that the process runs and its loop turns."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """Answer 200 if commands can be taken, else 503, with the state of each thing that they need."""
    checks = await readiness(request.app.state.database)
    return JSONResponse(checks, 200 if all(state == OK for state in checks.values()) else 503)
