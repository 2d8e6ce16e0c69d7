"""Points that are used up and come back: a bucket for each key, in bounded memory, by a clock that is passed in."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

SECOND = 1_000_000_000
MOST_KEYS = 50_000
"""Buckets that are kept, about a hundred bytes each."""
SHARED = 1_024
"""Buckets that newcomers share while all others are in use."""

Clock = Callable[[], int]
"""A clock that only goes forward, in nanoseconds; ``time.monotonic_ns`` is one."""


@dataclass(frozen=True, slots=True)
class Level:
    """A bucket after it was asked: whether the points were ``given``, its ``limit``, how many points ``remain``.

    ``retry_seconds``: after how many whole seconds what was asked for will be there, 0 if it was given. ``full_seconds``: after how many it
    is full again, rounded up.
    """

    given: bool
    limit: int
    remaining: int
    retry_seconds: int
    full_seconds: int


class Buckets:
    """A bucket of ``size`` points for each key, filled by ``refill`` points a second.

    Of a bucket only the moment is kept at which it will be full again; one that is full is as good as none and is forgotten. One that isn't
    is never forgotten, so that nobody gets a full one by bringing many others. If ``most`` of them are in use, keys that come new share
    ``SHARED`` others, by their hash: they have less, never more.
    """

    def __init__(self, *, size: int, refill: int, clock: Clock, most: int = MOST_KEYS) -> None:
        self.size = size
        self.refill = refill
        self.most = most
        self._clock = clock
        self._full_at: OrderedDict[Hashable, int] = OrderedDict()
        self._shared = [0] * SHARED

    def __len__(self) -> int:
        return len(self._full_at)

    @property
    def window_seconds(self) -> int:
        """How long an empty bucket takes to be full, rounded up."""
        return -(-self.size // self.refill)

    def take(self, key: Hashable, points: int) -> Level:
        """Take ``points``, all or none. More than ``size`` are never given: who asks for them must be refused for good before."""
        # In units of time in which one point comes back in exactly SECOND of them, so that nothing is ever rounded.
        now = self._clock() * self.refill
        self._forget(now)
        full_at = max(now, self._read(key))
        after = full_at + points * SECOND
        most = now + self.size * SECOND
        if after > most:
            return self._level(now, full_at, given=False, wait=after - most)
        if points:
            self._write(key, after)
        return self._level(now, after, given=True, wait=0)

    def drain(self, key: Hashable, points: int) -> Level:
        """Take ``points``, or what is there where that is less."""
        now = self._clock() * self.refill
        after = min(max(now, self._read(key)) + points * SECOND, now + self.size * SECOND)
        if points:
            self._write(key, after)
        return self._level(now, after, given=True, wait=0)

    def _level(self, now: int, full_at: int, *, given: bool, wait: int) -> Level:
        missing = full_at - now
        second = SECOND * self.refill
        return Level(given, self.size, self.size - -(-missing // SECOND), -(-wait // second), -(-missing // second))

    def _read(self, key: Hashable) -> int:
        # A shared one counts as long as it isn't full, also when there is room again: else who shared it would begin anew.
        return self._full_at.get(key) or self._shared[hash(key) % SHARED]

    def _write(self, key: Hashable, full_at: int) -> None:
        if key in self._full_at or len(self._full_at) < self.most:
            self._full_at[key] = full_at
            self._full_at.move_to_end(key)
        else:
            self._shared[hash(key) % SHARED] = full_at

    def _forget(self, now: int) -> None:
        # Those used longest ago first, two at a time: more than can be added, and never many at once.
        for _ in range(2):
            oldest = next(iter(self._full_at.items()), None)
            if oldest is None or oldest[1] > now:
                return
            del self._full_at[oldest[0]]
