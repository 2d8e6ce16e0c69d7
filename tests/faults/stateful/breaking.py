"""Machines that fail at a chosen place of one command, inside this process: the fault points of the histories.

``statement:N`` the process fails before the Nth statement that a transaction sends; ``cut:N`` the connection is lost there, on PostgreSQL;
``commit:1`` it fails after the commit and before anybody is told; ``cancel:N`` whoever asked goes away at the Nth statement, in a
transaction or not. A transaction that has begun goes on then. What is counted are the first eight of a kind one by one, the others by
spans. A command that ends before the point comes to an ordinary end, and isn't counted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from models.database import Connection, Database
from models.database.runner import _inside
from workflows import openings

FIRST = 8
SPANS = (range(FIRST + 1, 17), range(17, 25), range(25, 41))
PLACES = (*map(str, range(1, FIRST + 1)), *(f"{span[0]}-{span[-1]}" for span in SPANS))
POINTS = ("commit:1", *(f"{kind}:{place}" for kind in ("statement", "cancel", "cut") for place in PLACES))
SENT = {
    **dict.fromkeys(("EDIT", "PLAN"), 5),
    **dict.fromkeys(("SUBMIT", "SUBMIT_IN_ABSENCE", "WITHDRAW", "RETURN", "RECALL", "APPROVE", "VOID", "EXTEND"), 6),
    **dict.fromkeys(("REVIEW", "CLOSE", "REOPEN"), 8),
    "OPEN": 11,
    "EDIT_PLAN": 12,
    **dict.fromkeys(("LEGAL_STATUS", "ABSENCE", "ACT", "SET_LINE", "END_ABSENCE", "END_ACTING", "END_LINE"), 24),
    **dict.fromkeys(("IMPORT_NAME", "IMPORT_MOVE"), 40),
}
"""About how many statements the transaction of an action sends that is done; counted over both engines."""
TOLD = {"NOT_FOUND": 1, "INVALID": 1, "STALE": 2, "CONFLICT": 2, "UNCHANGED": 15}
"""About how many it sends that is answered so; three where a refusal is recorded."""
COMMITTED = frozenset({"DONE", "UNCHANGED", "BLOCKED", "NOT_PERMITTED", "ILLEGAL_TRANSITION"})
"""What an answer is in which something was committed: a refusal by the table is recorded as an attempt."""


def chosen_point(chance: Random, kind: str, action: str, answer: str) -> str:
    """Choose a fault point of a kind among those that an action has which comes to this answer."""
    if kind == "commit":
        return "commit:1" if answer in COMMITTED else "statement:1"
    last = SENT[action] if answer == "DONE" else min(SENT[action], TOLD.get(answer, 3))
    # What comes before and after the transaction is read as well.
    last = min(last + (kind == "cancel"), SPANS[-1][-1])
    deepest = SPANS[-1][0]
    if last >= deepest and chance.random() < 0.4:
        # Few commands have so many.
        return f"{kind}:{chance.randint(deepest, last)}"
    return f"{kind}:{chance.randint(1, min(FIRST, last)) if chance.random() < 0.6 else chance.randint(1, last)}"


def counted_as(point: str) -> str:
    """Give the name under which a point is counted."""
    kind, _, place = point.partition(":")
    span = next((each for each in SPANS if int(place) in each), None)
    return point if span is None else f"{kind}:{span[0]}-{span[-1]}"


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
