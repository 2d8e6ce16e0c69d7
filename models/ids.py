"""Keys made by the application: UUIDv7 (RFC 9562), which sort by the time they were made."""

import os
import threading
import time
from uuid import UUID


class _Stamps:
    """Milliseconds and a count within them, as one rising number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        with self._lock:
            self._last = max((time.time_ns() // 1_000_000) << 12, self._last + 1)
            return self._last


_stamps = _Stamps()


def new_id() -> UUID:
    """Make a UUIDv7 that is greater than every one this process made before, so that keys of one command keep their order.

    48 bits of Unix milliseconds, 12 bits that count within a millisecond, 62 random bits.
    """
    stamp = _stamps.next()
    milliseconds, count = stamp >> 12, stamp & 0xFFF
    random = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | count << 64 | 0b10 << 62 | random)
