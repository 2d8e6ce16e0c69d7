"""Whether somebody may ask now: points that a request costs, and what is left of them. What keeps count is the server's matter."""

from dataclasses import dataclass
from typing import Protocol

from workflows.actor import Actor


@dataclass(frozen=True, slots=True)
class Points:
    """What somebody may use up: ``limit`` at most, ``remaining`` now, all of them again after ``full_seconds``.

    ``window_seconds``: how long it takes until all are back when none is left.
    """

    limit: int
    remaining: int
    full_seconds: int
    window_seconds: int

    def headers(self) -> dict[str, str]:
        """Tell it in the form of the IETF's draft "RateLimit header fields for HTTP"; the unit is ours, since a request isn't one point."""
        return {
            "RateLimit-Policy": f'"points";q={self.limit};w={self.window_seconds};qu="points"',
            "RateLimit": f'"points";r={self.remaining};t={self.full_seconds}',
        }


class RateLimited(Exception):
    """Too little is left; it will be enough after ``retry_seconds``. ``points`` is what there is."""

    def __init__(self, retry_seconds: int, points: Points) -> None:
        super().__init__(retry_seconds)
        self.retry_seconds = retry_seconds
        self.points = points


class Admission(Protocol):
    """Lets requests in, before anything is read or changed for them."""

    def admit(self, actor: Actor, address: str | None, cost: int) -> Points:
        """Take what a request costs from what its actor has at this address.

        Raises:
            RateLimited: nothing was taken.
        """

    def charge(self, actor: Actor, address: str | None, points: int) -> Points:
        """Take what a request cost beyond what was taken for it, as far as it is there: it has run already."""

    def failed(self, address: str | None) -> Points:
        """Take what a sign-in that failed costs from what the address has.

        Raises:
            RateLimited: nothing was taken.
        """
