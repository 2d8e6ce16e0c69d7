"""Machines that fail at a chosen place of one command, inside this process: the fault points of the histories.

``statement:N`` the process fails before the Nth statement that a transaction sends; ``cut:N`` the connection is lost there, on PostgreSQL;
``commit:1`` it fails after the commit and before anybody is told; ``cancel:N`` whoever asked goes away at the Nth statement, in a
transaction or not. A transaction that has begun goes on then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from models.database import Connection, Database
from models.database.runner import _inside
from workflows import openings

POINTS = (*(f"statement:{n}" for n in range(1, 9)), "commit:1", *(f"cancel:{n}" for n in range(1, 9)), *(f"cut:{n}" for n in range(1, 9)))


class MachineFailed(Exception):
    """Nothing of the product knows this: it goes up as whatever else breaks."""


@dataclass
class Fault:
    """A fault that waits for its place; ``asking`` is the task of whoever asked."""

    point: str
    asking: asyncio.Task[Any] | None = None
    fired: bool = False

    def __post_init__(self) -> None:
        """Read the place."""
        self.kind, _, count = self.point.partition(":")
        self.countdown = int(count)

    def reached(self) -> bool:
        """Count down, and tell whether this is the place."""
        if self.fired:
            return False
        self.countdown -= 1
        self.fired = self.countdown == 0
        return self.fired


_armed: list[Fault] = []


@contextmanager
def armed(fault: Fault) -> Iterator[None]:
    """Let a fault happen in this block."""
    _armed.append(fault)
    try:
        yield
    finally:
        _armed.remove(fault)


def plant(patching: pytest.MonkeyPatch) -> None:
    """Make the database's connections and transactions look at the armed fault."""
    sending, original = Connection._sending, Database.transaction

    def faulty_sending(conn: Connection) -> None:
        for fault in tuple(_armed):
            if fault.kind == "cancel" and fault.reached():
                assert fault.asking is not None
                fault.asking.cancel()
            elif _inside.get() and fault.kind == "statement" and fault.reached():
                raise MachineFailed
            elif _inside.get() and fault.kind == "cut" and fault.reached():
                conn._driver.terminate()  # type: ignore[attr-defined]
        sending(conn)

    async def faulty_transaction(self: Database, work: Callable[[Connection], Awaitable[Any]]) -> Any:
        result = await original(self, work)
        for fault in tuple(_armed):
            if fault.kind == "commit" and fault.reached():
                raise MachineFailed
        return result

    # An opening whose chunk met the fault is tried again; a chunk that always fails ends with a difference and not with a long wait.
    patching.setattr(openings, "FIRST_WAIT_SECONDS", 0.01)
    patching.setattr(Connection, "_sending", faulty_sending)
    patching.setattr(Database, "transaction", faulty_transaction)
