"""The keys that are held of an issuer: how long they are used, when they are fetched again, and what happens while the issuer is down.

Ages are of a clock that only goes forward, so that a machine whose time is set neither forgets its keys nor keeps them for a year.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from math import ceil
from time import monotonic

import structlog

from server.oidc.documents import NotPublished
from server.oidc.public_keys import PublicKey

log = structlog.stdlib.get_logger("kinerja.sign_in")

PAUSE_SECONDS = 10.0
"""At most one fetch begins in so many seconds, whatever tokens ask for."""


class Unavailable(Exception):
    """The issuer's keys are needed and can't be had; ``retry_after`` is in how many seconds they are asked for again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """For how many seconds fetched keys are taken as they are (``fresh``), and how much longer where they can't be fetched (``grace``)."""

    fresh: float
    grace: float


class KeyRing:
    """Holds an issuer's keys; one fetch at a time, for all who wait for it.

    ``generation`` rises whenever the keys are other ones: what was verified with earlier keys has to be verified again.
    """

    def __init__(
        self, fetch: Callable[[], Awaitable[Mapping[str, PublicKey]]], lifetimes: Lifetimes, *, tick: Callable[[], float] = monotonic
    ) -> None:
        self.generation = 0
        self._fetch = fetch
        self._lifetimes = lifetimes
        self._tick = tick
        self._keys: Mapping[str, PublicKey] = {}
        self._described: object = None
        self._fetched_at: float | None = None
        self._begun_at: float | None = None
        self._failed = False
        self._running: asyncio.Task[None] | None = None

    async def settled(self) -> None:
        """Wait for the fetch that is under way, if one is."""
        if self._running is not None:
            await asyncio.shield(self._running)

    async def ready(self) -> None:
        """Make sure that there are keys that may be used: fresh ones, or within the grace those that are there.

        Keys past their lifetime are fetched again behind the request that finds them so, which doesn't wait.

        Raises:
            Unavailable: there are none, and the issuer doesn't give any.
        """
        age = None if self._fetched_at is None else self._tick() - self._fetched_at
        if age is not None and age <= self._lifetimes.fresh:
            return
        if age is not None and age <= self._lifetimes.fresh + self._lifetimes.grace:
            if self._running is None and self._pause() == 0:
                self._begin()
            return
        await self._fetched()

    async def find(self, kid: str) -> PublicKey | None:
        """Find the key that a token names; one that is unknown is looked for once more at the issuer, unless that was done just now.

        Raises:
            Unavailable: there are no keys to look in, or the issuer, asked for a key that isn't there, gives no answer.
        """
        await self.ready()
        found = self._keys.get(kid)
        if found is None and (self._failed or self._running is not None or self._pause() == 0):
            await self._fetched()
            found = self._keys.get(kid)
        return found

    async def _fetched(self) -> None:
        if self._running is None:
            pause = self._pause()
            if pause > 0:
                raise Unavailable(ceil(pause))
            self._begin()
        assert self._running is not None
        # A client that goes away takes its wait with it, not the fetch that others wait for.
        await asyncio.shield(self._running)
        if self._failed:
            raise Unavailable(max(1, ceil(self._pause())))

    def _pause(self) -> float:
        return 0.0 if self._begun_at is None else max(0.0, self._begun_at + PAUSE_SECONDS - self._tick())

    def _begin(self) -> None:
        self._begun_at = self._tick()
        self._running = asyncio.get_running_loop().create_task(self._read())

    async def _read(self) -> None:
        try:
            keys = await self._fetch()
        except NotPublished as why:
            self._failed = True
            log.warning("identity_provider_unavailable", fault=why.fault)
        except Exception:
            # Whatever else goes wrong in a fetch is the same to whoever signs in; the log tells the difference.
            self._failed = True
            log.exception("identity_provider_fault")
        else:
            described = {kid: (one.algorithm, one.key.as_dict(private=False)) for kid, one in keys.items()}
            if described != self._described:
                self.generation += 1
                log.info("identity_provider_keys", keys=len(keys), generation=self.generation)
            self._keys, self._described, self._failed = keys, described, False
            self._fetched_at = self._tick()
        finally:
            self._running = None
