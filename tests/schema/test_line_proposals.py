"""The wrong appraiser, through HTTP: who may propose, decide and withdraw a line, and what an accepted one does."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import AppraisalState
from tests.schema.calling import Calls, codes
from tests.worlds import NOW, TEN_CHARS, make_world
from workflows.lines.storing import rebuild

TODAY = date(2026, 3, 10)
EVERYBODY = (
    "employee",
    "planner",
    "supervisor",
    "approver",
    "mayor",
    "colleague",
    "stranger",
    "hr",
    "auditor",
    "leader",
    "operator",
    "foreigner",
)
NO_RELATION = ("NOT_PERMITTED", "RELATION_REQUIRED")
SAME_PERSON = ("NOT_PERMITTED", "PROPOSED_BY_SAME_PERSON")
NOT_ABOVE = ("BLOCKED", "APPRAISER_NOT_ABOVE")
HIDDEN = ("NOT_FOUND", None)
DONE = ("DONE", None)

# Planner, who leads another unit, is proposed as the appraiser of employee, whom supervisor appraises today.
# Everybody who isn't named is NOT_FOUND.
PROPOSING: Mapping[str, tuple[str, str | None]] = {
    "employee": DONE,
    "planner": DONE,
    "supervisor": DONE,
    **dict.fromkeys(("approver", "mayor", "colleague", "stranger", "hr", "auditor", "leader", "operator"), NO_RELATION),
    "foreigner": HIDDEN,
}
REJECTING: Mapping[str, Mapping[str, tuple[str, str | None]]] = {
    "employee": {"employee": NO_RELATION, "planner": DONE, "hr": DONE, "auditor": NO_RELATION},
    "planner": {"employee": NO_RELATION, "planner": SAME_PERSON, "hr": DONE, "auditor": NO_RELATION},
    "supervisor": {"employee": NO_RELATION, "planner": DONE, "supervisor": NO_RELATION, "hr": DONE, "auditor": NO_RELATION},
}
ACCEPTING: Mapping[str, Mapping[str, tuple[str, str | None]]] = {
    "employee": {"employee": NO_RELATION, "planner": NOT_ABOVE, "hr": DONE, "auditor": NO_RELATION},
    "planner": {"employee": NO_RELATION, "planner": SAME_PERSON, "hr": DONE, "auditor": NO_RELATION},
    "supervisor": {"employee": NO_RELATION, "planner": NOT_ABOVE, "supervisor": NO_RELATION, "hr": DONE, "auditor": NO_RELATION},
}
WITHDRAWING: Mapping[str, Mapping[str, tuple[str, str | None]]] = {
    "employee": {"employee": DONE, "planner": NO_RELATION, "hr": NO_RELATION, "auditor": NO_RELATION},
    "planner": {"employee": NO_RELATION, "planner": DONE, "hr": NO_RELATION, "auditor": NO_RELATION},
    "supervisor": {"employee": NO_RELATION, "planner": NO_RELATION, "supervisor": DONE, "hr": NO_RELATION, "auditor": NO_RELATION},
}
TABLES = {"ACCEPT": ACCEPTING, "REJECT": REJECTING, "WITHDRAW": WITHDRAWING}
LEADS = {"ACCEPT": "ACCEPTED", "REJECT": "REJECTED", "WITHDRAW": "WITHDRAWN"}
NODE = (
    "query ($id: ID!) { node(id: $id) { ... on LineProposal { id version state availableActions { action allowed reasons { code } } } } }"
)


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter, the lines as its posts tell them."""
    world = await make_world(database)
    await database.transaction(lambda conn: rebuild(conn, world.agency_id))
    return Calls(world)


@dataclass
class Windows:
    """Days for one proposal after the other that don't touch each other, so that none makes another pointless."""

    taken: int = 0

    def next(self) -> dict[str, str]:
        """Give the next days, a week from a day to come."""
        self.taken += 1
        first = TODAY + timedelta(days=14 * self.taken)
        return {"validFrom": first.isoformat(), "validTo": (first + timedelta(days=7)).isoformat()}


@dataclass
class Proposals:
    """Makes proposals about a line and brings them to a state."""

    calls: Calls
    about: str = "employee"
    named: str = "planner"
    windows: Windows = field(default_factory=Windows)

    def draft(self, **more: Any) -> dict[str, Any]:
        """Give the input of ``proposeLine``."""
        world = self.calls.world
        assignment = world.members[self.about].assignment_id
        return {
            "assignmentId": f"asg_{assignment}",
            "appraiserId": world.employee(self.named),
            "reason": TEN_CHARS,
            **self.windows.next(),
            **more,
        }

    async def propose(self, who: str, **more: Any) -> dict[str, Any]:
        """Propose as ``who``, and give the proposal."""
        proposal: dict[str, Any] = (await self.calls.done(who, "proposeLine", self.draft(**more)))["lineProposal"]
        assert (proposal["state"], proposal["version"]) == ("PROPOSED", 1)
        return proposal

    async def brought(self, proposer: str, state: str) -> dict[str, Any]:
        """Propose as ``proposer`` and bring it to ``state`` by who may."""
        proposal = await self.propose(proposer)
        for action, leads in LEADS.items():
            if leads == state:
                who = proposer if action == "WITHDRAW" else "hr"
                proposal = (await self.calls.done(who, *asked(action, proposal)))["lineProposal"]
        assert proposal["state"] == state
        return proposal


def asked(action: str, proposal: Mapping[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
    """Give the mutation and input of an action on a proposal."""
    given = {"id": proposal["id"], "expectedVersion": proposal["version"], "reason": TEN_CHARS, **more}
    return ("withdrawLineProposal", given) if action == "WITHDRAW" else ("decideLine", {**given, "decision": action})


def outcome(payload: Mapping[str, Any]) -> tuple[str, str | None]:
    """Give how a command came out: DONE, or the refusal's code and its only reason's."""
    refusal = payload["refusal"]
    if refusal is None:
        return DONE
    reasons = [one["code"] for one in refusal["reasons"]]
    assert len(reasons) <= 1, reasons
    return refusal["code"], reasons[0] if reasons else None


async def test_who_may_propose(calls: Calls) -> None:
    proposals = Proposals(calls)
    assert set(PROPOSING) == set(EVERYBODY) == set(calls.world.members)
    for who, expected in PROPOSING.items():
        before = await calls.stored()
        payload = await calls.call(who, "proposeLine", proposals.draft())
        assert outcome(payload) == expected, who
        assert (await calls.stored() == before) is (expected != DONE), who
    assert await calls.attempts() == [(who, "PROPOSE", "NOT_PERMITTED") for who, code in PROPOSING.items() if code == NO_RELATION]


@pytest.mark.parametrize("state", ["PROPOSED", *LEADS.values()])
@pytest.mark.parametrize("proposer", list(ACCEPTING))
async def test_who_may_decide_and_withdraw_in_which_state(calls: Calls, proposer: str, state: str) -> None:
    """Everybody tries everything; what is told beforehand is what happens, and what is refused changes nothing."""
    proposals, allowed = Proposals(calls), []
    proposal = await proposals.brought(proposer, state)
    before = await calls.stored()
    for who in EVERYBODY:
        node = (await calls.post(who, NODE, {"id": proposal["id"]}))["data"]["node"]
        for action in LEADS:
            expected = TABLES[action][proposer].get(who, HIDDEN)
            if expected in (DONE, NOT_ABOVE) and state != "PROPOSED":
                expected = ("ILLEGAL_TRANSITION", "ACTION_NOT_IN_STATE")
            cell = None if node is None else next(one for one in node["availableActions"] if one["action"] == action)
            assert (cell is None) is (expected == HIDDEN), (who, action)
            if cell is not None:
                assert cell["allowed"] is (expected == DONE), (who, action)
                assert [one["code"] for one in cell["reasons"]] == ([] if expected == DONE else [expected[1]]), (who, action)
            if expected == DONE:
                allowed.append((who, action))
                continue
            assert outcome(await calls.call(who, *asked(action, proposal))) == expected, (who, action)
    assert await calls.stored() == before
    if state == "PROPOSED":
        await calls.done(proposer, *asked("WITHDRAW", proposal))
    for who, action in allowed:
        other = await proposals.propose(proposer)
        payload = await calls.done(who, *asked(action, other))
        assert payload["lineProposal"] == {"id": other["id"], "state": LEADS[action], "version": 2}
        assert payload["event"]["action"] == action
    assert len(allowed) == (0 if state != "PROPOSED" else 3 if proposer == "planner" else 4)


async def test_the_same_person_in_a_second_post_is_the_same_person(calls: Calls) -> None:
    """Planner acts for the supervisor too: in whichever post, they proposed it and don't decide it."""
    world = calls.world
    position = f"pos_{world.positions['supervisor']}"
    start = {"employeeId": world.employee("planner"), "positionId": position, "kind": "ACTING", "validFrom": TODAY.isoformat()}
    post = (await calls.done("hr", "startAssignment", start))["assignment"]["id"]
    proposal = await Proposals(calls).propose("planner")
    for one in (UUID(post.removeprefix("asg_")), world.members["planner"].assignment_id):
        world.members["planner"] = replace(world.members["planner"], assignment_id=one)
        assert codes(await calls.refused("planner", *asked("ACCEPT", proposal))) == [("PROPOSED_BY_SAME_PERSON", None)]


async def test_what_is_wrong_with_a_proposal_is_named_at_its_field(calls: Calls) -> None:
    proposals, world = Proposals(calls), calls.world
    wrong: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({"reason": "pendek"}, [("REASON_TOO_SHORT", "input.reason")]),
        ({"reason": " "}, [("TEXT_EMPTY", "input.reason")]),
        ({"validTo": TODAY.isoformat()}, [("DATE_ORDER", "input.validTo")]),
        ({"validFrom": "1890-01-01"}, [("DATE_OUT_OF_RANGE", "input.validFrom")]),
        ({"appraiserId": world.employee("employee")}, [("NOT_ANOTHER_PERSON", "input.appraiserId")]),
        ({"approverId": world.employee("planner")}, [("NOT_ANOTHER_PERSON", "input.approverId")]),
        ({"appraiserId": world.employee("foreigner")}, [("UNKNOWN_REFERENCE", "input.appraiserId")]),
        ({"documentNumber": "x" * 121}, [("TEXT_TOO_LONG", "input.documentNumber")]),
    ]
    before = await calls.stored()
    for given, expected in wrong:
        refused = await calls.refused("employee", "proposeLine", proposals.draft(**given))
        assert (refused["code"], codes(refused)) == ("INVALID", expected), given
    assert await calls.stored() == before
    await proposals.propose("employee")
    refused = await calls.refused("employee", "proposeLine", proposals.draft())
    assert (refused["code"], codes(refused)) == ("INVALID", [("PROPOSAL_OPEN", "input.assignmentId")])
    await proposals.propose("planner")


async def test_a_pointless_proposal_is_refused_with_the_reason_and_can_be_rejected(calls: Calls) -> None:
    world, open_end = calls.world, {"validFrom": TODAY.isoformat(), "validTo": None}
    proposals = Proposals(calls)
    refused = await calls.refused("employee", "proposeLine", proposals.draft(**open_end, appraiserId=world.employee("supervisor")))
    assert (refused["code"], codes(refused)) == ("BLOCKED", [("LINE_ALREADY_SO", "appraiser")])
    by_employee = await proposals.propose("employee", **open_end)
    by_planner = await proposals.propose("planner", **open_end)
    await calls.done("hr", *asked("ACCEPT", by_employee))
    refused = await calls.refused("hr", *asked("ACCEPT", by_planner))
    assert (refused["code"], codes(refused)) == ("BLOCKED", [("LINE_ALREADY_SO", "appraiser")])
    await calls.done("hr", *asked("REJECT", by_planner))
    of_colleague = Proposals(calls, about="colleague")
    gone = await of_colleague.propose("colleague", **open_end)
    ends = {"validTo": (TODAY + timedelta(days=1)).isoformat()}
    await calls.done("hr", "endAssignment", {"id": f"asg_{world.members['planner'].assignment_id}", **ends})
    world.now = NOW + timedelta(days=1)
    refused = await calls.refused("hr", *asked("ACCEPT", gone))
    assert (refused["code"], codes(refused)) == ("BLOCKED", [("PERSON_LEFT", "appraiser")])


async def test_an_ended_assignment_needs_a_line_only_while_somebody_is_to_be_appraised_for_it(calls: Calls) -> None:
    world = calls.world
    about = {"employee": True, "stranger": False}
    for who, pending in about.items():
        named = "mayor" if pending else "approver"
        proposals = Proposals(calls, about=who, named=named)
        proposal = await proposals.propose(who, validFrom=TODAY.isoformat(), validTo=None)
        if not pending:
            given = {"id": world.appraisal(who), "expectedVersion": await world.version(who), "reason": TEN_CHARS, "kind": "WRONG_OPENING"}
            await calls.done("hr", "voidAppraisal", given)
        ends = {"id": f"asg_{world.members[who].assignment_id}", "validTo": TODAY.isoformat()}
        await calls.done("hr", "endAssignment", ends)
        payload = await calls.call("hr", *asked("ACCEPT", proposal))
        assert outcome(payload) == (DONE if pending else ("BLOCKED", "ASSIGNMENT_ENDED")), who


async def test_days_that_are_over_or_cut_a_later_line_off(calls: Calls) -> None:
    world, proposals = calls.world, Proposals(calls)
    short = await proposals.propose("employee", validFrom=TODAY.isoformat(), validTo=(TODAY + timedelta(days=2)).isoformat())
    long = await proposals.propose("planner", validFrom=TODAY.isoformat(), validTo=None)
    later = {
        "assignmentId": f"asg_{world.members['employee'].assignment_id}",
        "appraiserId": world.employee("approver"),
        "validFrom": (TODAY + timedelta(days=20)).isoformat(),
        "documentNumber": "SPT 7/2026",
    }
    await calls.done("hr", "setLine", later)
    assert codes(await calls.refused("hr", *asked("ACCEPT", long))) == [("LATER_LINE", "validFrom")]
    world.now = NOW + timedelta(days=2)
    assert codes(await calls.refused("hr", *asked("ACCEPT", short))) == [("PERIOD_OVER", "validTo")]


INBOX = """{ viewer { inbox { edges { node { id heldBy { id } } } } lineInbox { totalCount edges { node { id } } } } }"""
LINE = """query ($id: ID!) { node(id: $id) { ... on Employee {
  version reportingLine { appraiser { id } approver { id } rule } lineProposals { id state } } } }"""


@pytest.mark.parametrize("state", ["SUBMITTED", "REVIEWED", "APPROVED"])
async def test_undecided_appraisals_follow_and_decided_ones_keep_their_pins(calls: Calls, state: str) -> None:
    world = calls.world
    await world.bring("employee", AppraisalState(state))
    proposal = await Proposals(calls).propose("employee", validFrom=TODAY.isoformat(), validTo=None)
    before = (await calls.post("employee", LINE, {"id": world.employee("employee")}))["data"]["node"]["version"]
    await calls.done("hr", *asked("ACCEPT", proposal, reason=None))
    node = (await calls.post("employee", LINE, {"id": world.employee("employee")}))["data"]["node"]
    assert node["reportingLine"] == {
        "appraiser": {"id": world.employee("planner")},
        "approver": {"id": world.employee("mayor")},
        "rule": "BY_HAND",
    }
    assert node["version"] == before + 1
    assert node["lineProposals"] == [{"id": proposal["id"], "state": "ACCEPTED"}]
    shown = f'{{ appraisal(id: "{world.appraisal("employee")}") {{ appraiser {{ id }} approver {{ id }} heldBy {{ id }} }} }}'
    read = (await calls.post("hr", shown))["data"]["appraisal"]
    mayor, approver, planner, supervisor = ({"id": world.employee(one)} for one in ("mayor", "approver", "planner", "supervisor"))
    expected = {
        "SUBMITTED": {"appraiser": planner, "approver": mayor, "heldBy": planner},
        "REVIEWED": {"appraiser": supervisor, "approver": mayor, "heldBy": mayor},
        "APPROVED": {"appraiser": supervisor, "approver": approver, "heldBy": None},
    }
    assert read == expected[state]
    waits = (await calls.post("planner", INBOX))["data"]["viewer"]["inbox"]["edges"]
    assert (world.appraisal("employee") in [one["node"]["id"] for one in waits]) is (state == "SUBMITTED")
    line = await world.one("SELECT document_number FROM hand_set_line WHERE recorded_to IS NULL")
    assert line["document_number"] == proposal["id"], "without a document the proposal is what the line rests on"


async def test_the_inbox_holds_what_is_open_and_mine_to_decide(calls: Calls) -> None:
    proposal = await Proposals(calls).propose("employee")
    await Proposals(calls, about="hr").propose("hr")
    waiting = {}
    for who in EVERYBODY:
        data = (await calls.post(who, INBOX))["data"]["viewer"]["lineInbox"]
        waiting[who] = data["totalCount"]
        filtered = await calls.post(who, "{ lineProposals(filter: {waitingForMe: true}) { totalCount } }")
        assert filtered["data"]["lineProposals"]["totalCount"] == data["totalCount"], who
    assert waiting == {**dict.fromkeys(EVERYBODY, 0), "planner": 2, "hr": 1}
    await calls.done("planner", *asked("REJECT", proposal))
    assert (await calls.post("hr", INBOX))["data"]["viewer"]["lineInbox"]["totalCount"] == 0


async def test_only_the_parties_admins_and_auditors_see_a_proposal(calls: Calls) -> None:
    proposal = await Proposals(calls).propose("supervisor", approverId=calls.world.employee("mayor"))
    seen = {who for who in EVERYBODY if (await calls.post(who, NODE, {"id": proposal["id"]}))["data"]["node"] is not None}
    assert seen == {"employee", "planner", "supervisor", "mayor", "hr", "auditor"}
    history = "query ($id: ID!) { historyEvents(filter: {subject: $id}) { edges { node { action reason } } } }"
    told = {who for who in EVERYBODY if (await calls.post(who, history, {"id": proposal["id"]}))["data"]["historyEvents"]["edges"]}
    assert told == seen


async def test_rejecting_takes_a_reason_and_accepting_does_not(calls: Calls) -> None:
    proposals = Proposals(calls)
    proposal = await proposals.propose("employee")
    for reason, code in ((None, "REASON_REQUIRED"), ("pendek", "REASON_TOO_SHORT")):
        refused = await calls.refused("hr", *asked("REJECT", proposal, reason=reason))
        assert (refused["code"], codes(refused)) == ("BLOCKED", [(code, "input.reason")])
    dry = await calls.done("hr", *asked("ACCEPT", proposal, reason=None, dryRun=True))
    assert dry["preview"] == {"toState": "ACCEPTED", "version": 2, "changes": ["decidedById"]}
    await calls.done("hr", *asked("ACCEPT", proposal, reason=None))


async def test_accepting_and_rejecting_at_once_is_done_once(calls: Calls) -> None:
    proposal = await Proposals(calls, named="approver").propose("employee")
    results = await asyncio.gather(
        *(calls.call(who, *asked(action, proposal)) for who in ("hr", "approver") for action in ("ACCEPT", "REJECT")),
        calls.call("employee", *asked("WITHDRAW", proposal)),
    )
    ends = sorted("DONE" if one["refusal"] is None else one["refusal"]["code"] for one in results)
    assert ends == ["DONE", "STALE", "STALE", "STALE", "STALE"]
    events = await calls.world.all("SELECT version FROM event WHERE subject_type = 'LINE_PROPOSAL' ORDER BY version")
    assert [one["version"] for one in events] == [1, 2]


async def test_a_key_sent_again_gives_the_same_event(calls: Calls) -> None:
    proposals = Proposals(calls)
    given = proposals.draft(idempotencyKey="usul-1")
    first = await calls.done("employee", "proposeLine", given)
    again = await calls.done("employee", "proposeLine", given)
    assert again == {**first, "replayed": True}
    decision = asked("ACCEPT", first["lineProposal"], idempotencyKey="putus-1")
    done = await calls.done("hr", *decision)
    assert (await calls.done("hr", *decision))["event"]["id"] == done["event"]["id"]
    assert len(await calls.world.all("SELECT id FROM hand_set_line WHERE recorded_to IS NULL")) == 1


async def test_the_history_tells_ids_as_the_schema_gives_them(calls: Calls) -> None:
    """A bare key can't be asked for: what an accepted proposal changed leads on to who decided and to the line."""
    world = calls.world
    proposal = await Proposals(calls).propose("employee", documentNumber="ST 4")
    await calls.done("hr", *asked("ACCEPT", proposal, reason=None))
    document = (
        "query ($id: ID!) { node(id: $id) { ... on LineProposal { history { edges { node { action changes { path old new } } } } } } }"
    )
    proposed, accepted = (
        {one["path"]: (one["old"], one["new"]) for one in edge["node"]["changes"]}
        for edge in (await calls.post("employee", document, {"id": proposal["id"]}))["data"]["node"]["history"]["edges"]
    )
    assert proposed["appraiserId"] == (None, world.employee("planner"))
    assert proposed["assignmentId"] == (None, f"asg_{world.members['employee'].assignment_id}")
    assert proposed["documentNumber"] == (None, "ST 4")
    assert accepted["decidedById"] == (None, world.employee("hr"))
    line = "query ($id: ID!) { node(id: $id) { ... on HandSetLine { appraiser { id } documentNumber } } }"
    found = (await calls.post("employee", line, {"id": accepted["handSetLine"][1]}))["data"]["node"]
    assert found == {"appraiser": {"id": world.employee("planner")}, "documentNumber": "ST 4"}
