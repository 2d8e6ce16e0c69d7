"""What is left of the points that requests cost."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from schema.context import Context
from schema.reads.declare import value
from schema.reads.readfield import plain


@value
class RateLimit:
    """The points that you have at the address that you ask from. A request that finds too few of them is answered 429."""

    limit: int = plain("The most that you can have.")
    remaining: int = plain("What is left after this request.")
    reset_at: datetime = plain("When all of them will be back if you ask nothing more until then.")


async def rate_limit(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[RateLimit | None]:
    """Show the points of who asks; null where nobody counts."""
    points = context.points
    if points is None:
        return [None for _ in rows]
    reset_at = context.actor.now + timedelta(seconds=points.full_seconds)
    return [RateLimit(limit=points.limit, remaining=points.remaining, reset_at=reset_at) for _ in rows]
