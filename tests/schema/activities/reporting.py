"""Reporting and answering in a town, for the tests of daily activities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from tests.schema.calling import Calls
from tests.worlds import TEN_CHARS

TODAY = date(2026, 3, 10)
"""The world's day: a Tuesday."""
SUPERIORS = ("ACKNOWLEDGE", "PRAISE", "ASK", "RETURN")
PATHS: Mapping[str, tuple[str, ...]] = {
    "REPORTED": (),
    "QUESTIONED": ("ASK",),
    "RETURNED": ("RETURN",),
    "ANSWERED": ("ACKNOWLEDGE",),
    "WITHDRAWN": ("WITHDRAW",),
}
"""By which actions a new report comes to a state."""


def report(**more: Any) -> dict[str, Any]:
    """Give the input of a new report of today, under an id of its own."""
    return {"id": f"dac_{uuid4()}", "day": TODAY.isoformat(), "text": "Menguji 12 kendaraan.", "minutes": 90, **more}


def asked(action: str, activity: Mapping[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
    """Give the mutation and input of an action on an activity."""
    given = {"id": activity["id"], "expectedVersion": activity["version"]}
    if action == "EDIT":
        return "recordActivity", {**report(text="Menguji 13 kendaraan."), **given, **more}
    if action == "WITHDRAW":
        return "withdrawActivity", {**given, **more}
    if action == "REPLY":
        return "replyToActivity", {**given, "text": "Dua belas, bukan tiga belas.", **more}
    return "answerActivity", {**given, "answer": action, "text": TEN_CHARS, **more}


def outcome(payload: Mapping[str, Any]) -> tuple[str, str | None]:
    """Give how a command came out: DONE, or the refusal's code and its only reason's."""
    refusal = payload["refusal"]
    if refusal is None:
        return "DONE", None
    reasons = [one["code"] for one in refusal["reasons"]]
    assert len(reasons) <= 1, reasons
    return refusal["code"], reasons[0] if reasons else None


@dataclass
class Reports:
    """Makes reports of somebody and brings them to a state."""

    calls: Calls
    of: str = "employee"
    superior: str = "supervisor"

    async def reported(self, **more: Any) -> dict[str, Any]:
        """Report, and give the activity."""
        activity: dict[str, Any] = (await self.calls.done(self.of, "recordActivity", report(**more)))["dailyActivity"]
        assert (activity["state"], activity["version"], activity["answer"]) == ("REPORTED", 1, None)
        return activity

    async def done(self, action: str, activity: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """Carry out an action by whoever does it, and give the activity."""
        who = self.superior if action in SUPERIORS else self.of
        found: dict[str, Any] = (await self.calls.done(who, *asked(action, activity, **more)))["dailyActivity"]
        return found

    async def brought(self, state: str) -> dict[str, Any]:
        """Report and bring it to ``state``."""
        activity = await self.reported()
        for action in PATHS[state]:
            activity = await self.done(action, activity)
        assert activity["state"] == state
        return activity
