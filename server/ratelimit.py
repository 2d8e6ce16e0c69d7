"""The rate limit: points of a person at an address, and of an address where nobody signed in."""

from collections.abc import Hashable
from ipaddress import IPv6Address, IPv6Network

from schema.admission import Points, RateLimited
from server.addresses import read_address
from server.buckets import Buckets, Clock, Level
from workflows.actor import Actor

FAILED_SIGN_IN = 200
"""Points that a sign-in that failed costs its address."""
PREFIX_BITS = 64
"""An IPv6 client has at least this network for itself, so its addresses count as one."""


class RateLimit:
    """Keeps count in this process (``schema.admission.Admission``).

    A person's bucket is that of the person at one address, so that nobody can use up what somebody else has: neither a colleague behind
    the same address, nor a stolen token elsewhere. The addresses' buckets are apart from those: whoever fails to sign in uses up what the
    address has for failing, and the office behind it goes on working. A request that costs more than a bucket holds takes a whole one.
    """

    def __init__(self, *, size: int, refill: int, clock: Clock) -> None:
        self.persons = Buckets(size=size, refill=refill, clock=clock)
        self.addresses = Buckets(size=size, refill=refill, clock=clock)

    def admit(self, actor: Actor, address: str | None, cost: int) -> Points:
        """Take a request's cost, at least one point.

        Raises:
            RateLimited: nothing was taken.
        """
        return _take(self.persons, (actor.person_id, place(address)), max(1, cost))

    def charge(self, actor: Actor, address: str | None, points: int) -> Points:
        """Take further points for what a request read, as far as they are there."""
        return _points(self.persons, self.persons.drain((actor.person_id, place(address)), points))

    def failed(self, address: str | None) -> Points:
        """Take what a failed sign-in costs.

        Raises:
            RateLimited: nothing was taken.
        """
        return _take(self.addresses, place(address), FAILED_SIGN_IN)


def place(address: str | None) -> Hashable:
    """Give what counts as one address: an IPv4 address, an IPv6 network; one for all that have none."""
    read = None if address is None else read_address(address)
    return IPv6Network((read, PREFIX_BITS), strict=False).network_address if isinstance(read, IPv6Address) else read


def _take(buckets: Buckets, key: Hashable, points: int) -> Points:
    level = buckets.take(key, min(points, buckets.size))
    left = _points(buckets, level)
    if not level.given:
        raise RateLimited(level.retry_seconds, left)
    return left


def _points(buckets: Buckets, level: Level) -> Points:
    return Points(level.limit, level.remaining, level.full_seconds, buckets.window_seconds)
