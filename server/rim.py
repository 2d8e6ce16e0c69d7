"""The rim: what every request passes before anything knows who asks, from the outside inwards."""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from server.addresses import ClientAddress
from server.bodies import Bodies
from server.capacity import Capacity, Room
from server.identification import LoopbackOnly
from server.metrics import Metrics
from server.origins import Hosts, cross_origin
from server.requests import Faults, Requests
from server.settings import Settings

OPEN_PATHS = ("/healthz", "/readyz")
"""Answered under any name and however much there is to do."""
UPLOADS = "/uploads"
"""Where files are received, which may be large: they have places of their own and are read while they hold one."""


def rim(settings: Settings, metrics: Metrics, routes: Sequence[BaseRoute]) -> list[Middleware]:
    """Give the middlewares of an app, the outermost first.

    The development issuer's refusal stands before everything that could answer, so that nothing of a demo is told to another machine.
    """
    chosen = [
        Middleware(Requests, metrics=metrics, routes=list(routes)),
        Middleware(ClientAddress, trusted=settings.trusted_proxies, header=settings.forwarded_header),
    ]
    if settings.dev_issuer:
        chosen.append(Middleware(LoopbackOnly))
    if settings.allowed_hosts:
        chosen.append(Middleware(Hosts, allowed=settings.allowed_hosts, open_paths=OPEN_PATHS))
    room = Room(settings.requests_at_once, settings.requests_waiting, settings.waiting_seconds)
    uploads = Room(settings.uploads_at_once, settings.uploads_at_once, settings.waiting_seconds, streamed=True)
    return [
        *chosen,
        cross_origin(settings.allowed_origins),
        Middleware(Faults),
        Middleware(Bodies, seconds=settings.body_seconds),
        Middleware(Capacity, room=room, rooms={UPLOADS: uploads}, open_paths=OPEN_PATHS, metrics=metrics),
    ]
