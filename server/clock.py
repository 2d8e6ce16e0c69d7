"""The one reading of the machine's clock; everything below is passed the moment."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Give this moment in UTC."""
    return datetime.now(UTC)
