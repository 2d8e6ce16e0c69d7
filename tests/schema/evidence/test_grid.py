"""Who may attach, remove, see and open evidence, by what it belongs to and where that stands: tables by hand, asked through HTTP."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from models.database import Connection, Database
from models.history import Event
from models.vocabulary import AppraisalAction, SubjectType, VoidKind
from tests.engines import Urls
from tests.schema.activities.reporting import asked, report
from tests.schema.evidence.attaching import PDF, Attaching, attaching, outcome
from tests.workflows.replay import Subject, events_of, replay, stored
from tests.worlds import review_inputs
from workflows.access import visible
from workflows.exports_history import HistorySelection, history_csv
from workflows.facts import Inputs

EVERYBODY = (
    *("employee", "colleague", "supervisor", "approver", "mayor", "planner", "stranger"),
    *("hr", "auditor", "leader", "operator", "foreigner"),
)
SEES: Mapping[str, tuple[str, ...]] = {
    "APPRAISAL": ("employee", "supervisor", "approver", "mayor", "hr", "auditor", "leader"),
    "DAILY_ACTIVITY": ("employee", "supervisor", "approver", "mayor", "hr", "auditor"),
}
"""Who sees what evidence of ``employee`` belongs to, and so the evidence and its file; to everybody else it isn't there."""
EDITED = {
    "APPRAISAL": {"DRAFT": True, "SUBMITTED": False, "REVIEWED": False, "APPROVED": False},
    "DAILY_ACTIVITY": {"REPORTED": True, "QUESTIONED": True, "RETURNED": True, "ANSWERED": False, "WITHDRAWN": False},
}
"""Whether its employee may edit the subject in each state, in the order in which the test brings it there."""
SHUT = {"APPRAISAL": "PART_NOT_EDITABLE", "DAILY_ACTIVITY": "ACTION_NOT_IN_STATE"}
HIDDEN, NO_RELATION, DONE = ("NOT_FOUND", None), ("NOT_PERMITTED", "RELATION_REQUIRED"), ("DONE", None)
READ = """query ($id: ID!, $subject: ID!) {
  node(id: $id) { ... on Evidence { id availableActions { action allowed reasons { code } } } }
  evidence { edges { node { id } } }
  subject: node(id: $subject) {
    ... on Appraisal { evidence { edges { node { id } } } }
    ... on DailyActivity { evidence { edges { node { id } } } }
  }
  historyEvents(filter: { subject: $id, refused: false }) { totalCount }
}"""


@pytest.fixture
async def town(urls: Urls, database: Database, tmp_path: Path) -> AsyncIterator[Attaching]:
    """The town with its open quarter."""
    async with attaching(urls, database, tmp_path) as made:
        yield made


def expected(kind: str, who: str, state: str, action: str) -> tuple[str, str | None]:
    """Give what the tables say."""
    if who not in SEES[kind]:
        return HIDDEN
    if who == "employee":
        return DONE if EDITED[kind][state] else ("BLOCKED", SHUT[kind])
    return DONE if (who, action) == ("hr", "REMOVE") else NO_RELATION


async def test_appraisals(town: Attaching) -> None:
    """Everybody tries everything on the evidence of an appraisal in each of its states."""
    world = town.world
    moves = {
        "SUBMITTED": ("employee", AppraisalAction.SUBMIT, None),
        "REVIEWED": ("supervisor", AppraisalAction.REVIEW, review_inputs()),
        "APPROVED": ("approver", AppraisalAction.APPROVE, None),
    }
    subject = world.appraisal("employee")
    first, second = [await town.attached(subject, content=PDF + bytes([10 + n])) for n in range(2)]
    tried = 0
    for state in EDITED["APPRAISAL"]:
        if state in moves:
            who, action, inputs = moves[state]
            assert (await world.act(who, "employee", action, inputs)).refusal is None
        tried += await _grid(town, "APPRAISAL", state, subject, first)
    assert tried == 4 * 12 * 2
    # What may be done is done: the admin alone removes from what is approved, and the employee's own stays theirs to see.
    removed = await town.remove("hr", second)
    assert removed["evidence"]["removedBy"] == {"id": world.employee("hr")}
    assert (removed["event"]["action"], removed["event"]["from"], removed["event"]["to"]) == ("REMOVE", "ATTACHED", "REMOVED")
    assert await town.left() == (2, 1)
    await _told_is_stored(town, 2)


async def test_what_is_voided_stays_open(town: Attaching) -> None:
    """Who saw it before sees it as before, and nobody but an admin removes anything of it."""
    subject = town.world.appraisal("employee")
    evidence = await town.attached(subject)
    voiding = Inputs(reason="Dibuka dua kali untuk jabatan ini.", void_kind=VoidKind.DUPLICATE)
    assert (await town.world.act("hr", "employee", AppraisalAction.VOID, voiding)).refusal is None
    for who in EVERYBODY:
        assert (await town.get(who, evidence)).status_code == (200 if who in SEES["APPRAISAL"] else 404), who
        assert await _exported(town, who, evidence) is (who in SEES["APPRAISAL"]), who
    assert outcome(await town.attach("employee", subject, url="https://contoh.go.id/berita")) == ("BLOCKED", "APPRAISAL_VOIDED")
    assert outcome(await town.remove("employee", evidence)) == ("BLOCKED", "APPRAISAL_VOIDED")
    assert await town.left() == (1, 1)
    assert outcome(await town.remove("hr", evidence)) == ("DONE", None)


async def test_activities(town: Attaching) -> None:
    """Everybody tries everything on the evidence of an activity in each of its states."""
    tried = 0
    by = {"QUESTIONED": "ASK", "RETURNED": "RETURN", "ANSWERED": "ACKNOWLEDGE", "WITHDRAWN": "WITHDRAW"}
    for count, state in enumerate(EDITED["DAILY_ACTIVITY"], 1):
        activity = await _command(town, "employee", "recordActivity", report())
        evidence = await town.attached(activity["id"])
        if state in by:
            activity = await _command(town, "employee" if state == "WITHDRAWN" else "supervisor", *asked(by[state], activity))
        assert activity["state"] == state
        tried += await _grid(town, "DAILY_ACTIVITY", state, activity["id"], evidence, of=count)
    assert tried == 5 * 12 * 2
    await _told_is_stored(town, 5)


async def _command(town: Attaching, who: str, field: str, given: Mapping[str, Any]) -> dict[str, Any]:
    kind = f"{field[0].upper()}{field[1:]}Input"
    document = f"mutation ($input: {kind}!) {{ {field}(input: $input) {{ dailyActivity {{ id state version }} refusal {{ code }} }} }}"
    payload = (await town.send.ask(who, document, {"input": given}))[field]
    assert payload["refusal"] is None, payload
    activity: dict[str, Any] = payload["dailyActivity"]
    return activity


async def _grid(town: Attaching, kind: str, state: str, subject: str, evidence: Mapping[str, Any], *, of: int = 0) -> int:
    """Let everybody see, open, attach and remove; what is refused changes nothing, and what is told beforehand is what happens."""
    before, tried = await town.left(), 0
    for who in EVERYBODY:
        sees = who in SEES[kind]
        data = await town.send.ask(who, READ, {"id": evidence["id"], "subject": subject})
        assert [one["id"] for one in [data["node"]] if one] == ([evidence["id"]] if sees else []), (state, who)
        assert (evidence["id"] in [one["node"]["id"] for one in data["evidence"]["edges"]]) is sees, (state, who)
        assert (data["subject"] is not None) is sees, (state, who)
        if sees:
            assert evidence["id"] in [one["node"]["id"] for one in data["subject"]["evidence"]["edges"]], (state, who)
        assert data["historyEvents"]["totalCount"] == sees, (state, who)
        opened = await town.get(who, evidence)
        assert opened.status_code == (200 if sees else 404), (state, who)
        assert await _exported(town, who, evidence) is sees, (state, who)
        removing = expected(kind, who, state, "REMOVE")
        if sees:
            (action,) = data["node"]["availableActions"]
            assert (action["allowed"], [one["code"] for one in action["reasons"]]) == (
                removing == DONE,
                [] if removing == DONE else [removing[1]],
            ), (state, who)
        for name in ("ATTACH", "REMOVE"):
            tried += 1
            foreseen = expected(kind, who, state, name)
            if foreseen == DONE:
                continue
            payload = (
                await town.attach(who, subject, url="https://contoh.go.id/berita") if name == "ATTACH" else await town.remove(who, evidence)
            )
            assert outcome(payload) == foreseen, (kind, state, who, name)
            assert payload["event"] is None
    assert await town.left() == before
    assert (await town.world.one("SELECT version AS n FROM evidence WHERE id = :id", id=UUID(evidence["id"][4:])))["n"] == 1
    return tried


async def _exported(town: Attaching, who: str, evidence: Mapping[str, Any]) -> bool:
    """Tell whether an export of what somebody may read tells of evidence."""
    actor = town.world.actor(who)
    of_it = HistorySelection(subject_type=SubjectType.EVIDENCE, subject_id=UUID(evidence["id"][4:]))
    pieces = history_csv(town.world.database, actor.agency_id, of_it, visible(actor, Event, "e"))
    return "ATTACH_EVIDENCE" in "".join([piece async for piece in pieces])


async def _told_is_stored(town: Attaching, count: int) -> None:
    told, rows = await town.world.database.read(_told_and_stored)
    kept = {key: one for key, one in rows.items() if one.kind is SubjectType.EVIDENCE}
    assert {key: told[key] for key in kept} == kept
    assert len(kept) == count


async def _told_and_stored(conn: Connection) -> tuple[dict[UUID, Subject], dict[UUID, Subject]]:
    pieces = [one for one in await events_of(conn) if one.subject_type == "EVIDENCE"]
    return replay(pieces), await stored(conn)


async def test_an_admin_is_an_employee_to_their_own(town: Attaching) -> None:
    """What an admin attached themselves is theirs to remove while they may edit it, and nobody's by that role afterwards but another's."""
    activity = await _command(town, "hr", "recordActivity", report())
    evidence = await town.attached(activity["id"], who="hr")
    withdrawn = await _command(town, "hr", *asked("WITHDRAW", activity))
    assert withdrawn["state"] == "WITHDRAWN"
    assert outcome(await town.remove("hr", evidence)) == ("BLOCKED", "ACTION_NOT_IN_STATE")
    assert await town.left() == (1, 1)
