"""Histories written by hand for what chance rarely comes to: each ends well without its bug, and with a difference where it is planted."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from tests.faults.stateful.asks import Value, ask
from tests.faults.stateful.play import Play
from tests.faults.stateful.town import ADMIN

SUBJECT = "employee"
PAST_THE_WINDOW = 40 * 24
WELL: Mapping[str, Value] = {"results": "MEETS", "behaviour": "MEETS", "confirm": True, "feedback": True}


async def _step(play: Play, what: str, who: str, **args: Value) -> None:
    await play.ask(ask(what, who, SUBJECT, play.town.appraisals[SUBJECT].version, **args))


async def _line(play: Play, appraiser: str, approver: str) -> None:
    name = play.town.fresh("line")
    since = play.town.today
    await play.ask(ask("SET_LINE", ADMIN, SUBJECT, appraiser=appraiser, approver=approver, name=name, since=since, until=None))


async def _reviewer_becomes_approver(play: Play) -> None:
    await _step(play, "SUBMIT", SUBJECT)
    await _step(play, "REVIEW", "supervisor", **WELL)
    await _line(play, "planner", "supervisor")
    await _step(play, "APPROVE", "supervisor")
    assert play.tried["code NOT_PERMITTED"] == 1


async def _submitted_in_absence(play: Play) -> None:
    async def step(what: str, who: str, **args: Value) -> None:
        await play.ask(ask(what, who, "stranger", play.town.appraisals["stranger"].version, **args))

    await play.ask(ask("EDIT_PLAN", "stranger", "stranger", play.town.appraisals["stranger"].plan_version, part="main"))
    play.pass_time(PAST_THE_WINDOW)
    await step("SUBMIT_IN_ABSENCE", "planner", reason=True)
    await step("REVIEW", "planner", **WELL)
    assert play.tried["code NOT_PERMITTED"] == 1


async def _their_own(play: Play) -> None:
    await play.ask(ask("VOID", ADMIN, ADMIN, play.town.appraisals[ADMIN].version, reason=True, kind="DUPLICATE"))
    assert play.tried["code NOT_PERMITTED"] == 1


async def _voided(play: Play) -> None:
    await _step(play, "VOID", ADMIN, reason=True, kind="DUPLICATE")
    await _step(play, "SUBMIT", SUBJECT)
    assert play.tried["code BLOCKED"] == 1


async def _too_late(play: Play) -> None:
    play.pass_time(PAST_THE_WINDOW)
    await _step(play, "SUBMIT", SUBJECT)
    assert play.tried["code BLOCKED"] == 1


async def _suspended(play: Play) -> None:
    name, since = play.town.fresh("status"), play.town.today
    await play.ask(ask("LEGAL_STATUS", ADMIN, SUBJECT, status="SUSPENDED", name=name, since=since, until=None))
    await _step(play, "SUBMIT", SUBJECT)
    assert play.tried["code BLOCKED"] == 1


async def _recalled(play: Play) -> None:
    await _step(play, "SUBMIT", SUBJECT)
    await _step(play, "REVIEW", "supervisor", **WELL)
    await _step(play, "RECALL", "supervisor", reason=True)
    await play.compare()


async def _nothing_said(play: Play) -> None:
    await _step(play, "EDIT", SUBJECT, part="selfAppraisal", value=None)
    await _step(play, "SUBMIT", SUBJECT)
    assert play.tried["code BLOCKED"] == 1


async def _unconfirmed(play: Play) -> None:
    await _step(play, "SUBMIT", SUBJECT)
    await _step(play, "REVIEW", "supervisor", **{**WELL, "confirm": False})
    assert play.tried["code BLOCKED"] == 1


async def _corrected_earlier(play: Play) -> None:
    await _line(play, "planner", "mayor")
    play.pass_time(-1)
    await _line(play, "mayor", "planner")
    await play.compare()


async def _returned(play: Play) -> None:
    await _step(play, "SUBMIT", SUBJECT)
    await _step(play, "RETURN", "supervisor", reason=True)
    await play.compare()


DIRECTED: Mapping[str, Callable[[Play], Coroutine[Any, Any, None]]] = {
    "two persons decide on route SUPERIOR": _reviewer_becomes_approver,
    "who submits in absence decides nothing": _submitted_in_absence,
    "nobody decides their own": _their_own,
    "a voided appraisal stays": _voided,
    "a clock set back stops nothing": _corrected_earlier,
    "a return gives days": _returned,
    "content is complete": _nothing_said,
    "changed results are confirmed": _unconfirmed,
    "the window is respected": _too_late,
    "an exempt status is respected": _suspended,
    "a recall releases the pin": _recalled,
}
"""By the invariant whose bug they find."""
