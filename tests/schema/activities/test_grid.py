"""Who may do what with a daily activity in which state, and who sees it: tables by hand, asked through HTTP."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from models.database import Connection, Database
from models.vocabulary import SubjectType
from tests.schema.activities.reporting import PATHS, SUPERIORS, TODAY, Reports, asked, outcome, report
from tests.schema.calling import Calls, codes
from tests.workflows.replay import Subject, events_of, replay, stored
from tests.worlds import make_world

EVERYBODY = (
    *("employee", "colleague", "supervisor", "approver", "mayor", "planner", "stranger"),
    *("hr", "auditor", "leader", "operator", "foreigner"),
)
SEES = ("employee", "supervisor", "approver", "mayor", "hr", "auditor")
"""Who sees an activity of ``employee``: themselves, the line, the heads above, admin and auditor; everybody else gets NOT_FOUND."""
DOES: Mapping[str, tuple[str, ...]] = {"employee": ("REPLY", "EDIT", "WITHDRAW"), "supervisor": SUPERIORS}
"""Whose an action is, whatever the state; whoever else sees it lacks the relation."""
LEADS: Mapping[str, Mapping[str, str]] = {
    "REPORTED": {
        "ACKNOWLEDGE": "ANSWERED",
        "PRAISE": "ANSWERED",
        "ASK": "QUESTIONED",
        "RETURN": "RETURNED",
        "EDIT": "REPORTED",
        "WITHDRAW": "WITHDRAWN",
    },
    "QUESTIONED": {
        "ACKNOWLEDGE": "ANSWERED",
        "PRAISE": "ANSWERED",
        "ASK": "QUESTIONED",
        "RETURN": "RETURNED",
        "REPLY": "REPORTED",
        "EDIT": "REPORTED",
        "WITHDRAW": "WITHDRAWN",
    },
    "RETURNED": {"ACKNOWLEDGE": "ANSWERED", "PRAISE": "ANSWERED", "EDIT": "REPORTED", "WITHDRAW": "WITHDRAWN"},
    "ANSWERED": {"RETURN": "RETURNED"},
    "WITHDRAWN": {},
}
"""Where each action leads from each state; it is no move of a state where it isn't named."""
ACTIONS = (*SUPERIORS, "REPLY", "EDIT", "WITHDRAW")
DONE, HIDDEN = ("DONE", None), ("NOT_FOUND", None)
NO_RELATION, NO_MOVE = ("NOT_PERMITTED", "RELATION_REQUIRED"), ("ILLEGAL_TRANSITION", "ACTION_NOT_IN_STATE")
NODE = "query ($id: ID!) { node(id: $id) { ... on DailyActivity { id availableActions { action allowed reasons { code } } } } }"


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town with its open quarter."""
    return Calls(await make_world(database))


def expected(who: str, state: str, action: str) -> tuple[str, str | None]:
    """Give what the tables say."""
    if who not in SEES:
        return HIDDEN
    if action not in DOES.get(who, ()):
        return NO_RELATION
    return DONE if action in LEADS[state] else NO_MOVE


async def test_who_may_do_what_in_which_state(calls: Calls) -> None:
    """Everybody tries everything; what is told beforehand is what happens, and what is refused changes nothing."""
    reports, done, asked_for = Reports(calls), 0, 0
    assert set(EVERYBODY) == set(calls.world.members)
    for state in PATHS:
        activity = await reports.brought(state)
        before = await calls.stored()
        for who in EVERYBODY:
            node = (await calls.post(who, NODE, {"id": activity["id"]}))["data"]["node"]
            assert (node is None) is (who not in SEES), (state, who)
            told = {} if node is None else {one["action"]: one for one in node["availableActions"]}
            for action in ACTIONS:
                asked_for += 1
                foreseen = expected(who, state, action)
                if told:
                    assert told[action]["allowed"] is (foreseen == DONE), (state, who, action)
                    reasons = [one["code"] for one in told[action]["reasons"]]
                    assert reasons == ([] if foreseen == DONE else [foreseen[1]]), (state, who, action)
                if foreseen != DONE:
                    assert outcome(await calls.call(who, *asked(action, activity))) == foreseen, (state, who, action)
        assert await calls.stored() == before, state
        for action, leads in LEADS[state].items():
            other = await reports.brought(state)
            payload = await calls.done("supervisor" if action in SUPERIORS else "employee", *asked(action, other))
            moved = payload["dailyActivity"]
            assert (moved["state"], moved["version"]) == (leads, other["version"] + 1), (state, action)
            assert moved["answer"] == (action if leads == "ANSWERED" else None), (state, action)
            assert (payload["event"]["action"], payload["event"]["from"], payload["event"]["to"]) == (action, state, leads)
            done += 1
    assert (asked_for, done) == (5 * 12 * 7, 18)
    told, rows = await calls.world.database.read(_told_and_stored)
    kept = {key: one for key, one in rows.items() if one.kind is SubjectType.DAILY_ACTIVITY}
    assert {key: told[key] for key in kept} == kept
    assert len(kept) == 5 + 18


async def _told_and_stored(conn: Connection) -> tuple[dict[UUID, Subject], dict[UUID, Subject]]:
    activities = [one for one in await events_of(conn) if one.subject_type == "DAILY_ACTIVITY"]
    return replay(activities), await stored(conn)


async def test_nobody_answers_their_own_whatever_they_are(calls: Calls) -> None:
    """Were they the superior of their own post by some mistake, or the agency's admin, it would still be another's to answer."""
    world = calls.world
    stranger = world.members["stranger"]

    async def mistake(conn: Any) -> None:
        sql = "UPDATE reporting_line SET appraiser_id = :me WHERE assignment_id = :post"
        await conn.execute(sql, {"me": stranger.employee_id, "post": stranger.assignment_id})

    await world.database.transaction(mistake)
    for who, code in (("stranger", "OWN_RECORD"), ("hr", "RELATION_REQUIRED")):
        own = await Reports(calls, of=who).reported()
        before = await calls.stored()
        for action in SUPERIORS:
            assert outcome(await calls.call(who, *asked(action, own))) == ("NOT_PERMITTED", code), (who, action)
        assert await calls.stored() == before
        inbox = (await calls.post(who, "{ viewer { activityInbox { totalCount } } }"))["data"]["viewer"]["activityInbox"]
        assert inbox == {"totalCount": 0}


LISTS = """query ($employee: ID!, $id: ID!) {
  node(id: $id) { id }
  dailyActivities { edges { node { id } } }
  employee: node(id: $employee) { ... on Employee { activities { edges { node { id } } } } }
  viewer { activities { edges { node { id } } } activityInbox { edges { node { id } } } }
  historyEvents(filter: { subject: $id }) { totalCount }
}"""


async def test_who_sees_it_by_which_way(calls: Calls) -> None:
    """By its id, in the list of all, with the employee, among one's own, in the inbox, in the history: one table for all of them."""
    world = calls.world
    activity = await Reports(calls).reported()
    for who in EVERYBODY:
        sees = [activity["id"]] if who in SEES else []
        data = (await calls.post(who, LISTS, {"employee": world.employee("employee"), "id": activity["id"]}))["data"]

        def ids(connection: Any) -> list[str]:
            return [one["node"]["id"] for one in connection["edges"]]

        assert [one["id"] for one in [data["node"]] if one] == sees, who
        assert ids(data["dailyActivities"]) == sees, who
        assert (ids(data["employee"]["activities"]) if data["employee"] else []) == sees, who
        assert ids(data["viewer"]["activities"]) == (sees if who == "employee" else []), who
        assert ids(data["viewer"]["activityInbox"]) == (sees if who == "supervisor" else []), who
        assert data["historyEvents"]["totalCount"] == len(sees), who


async def test_the_thread_is_the_two_s_and_ends(calls: Calls) -> None:
    """A question, a reply, another question: told in order with who said it, twenty at most; then it is acknowledged or returned."""
    reports, world = Reports(calls), calls.world
    activity = await reports.reported()
    for number in range(10):
        activity = await reports.done("ASK", activity, text=f"Berapa? {number}")
        activity = await reports.done("REPLY", activity, text=f"Dua belas. {number}")
    for action in ("ASK", "REPLY"):
        who = "supervisor" if action == "ASK" else "employee"
        refused = await calls.refused(who, *asked(action, activity))
        assert refused["code"] == ("BLOCKED" if action == "ASK" else "ILLEGAL_TRANSITION")
        assert codes(refused) == [("THREAD_FULL", "replies") if action == "ASK" else ("ACTION_NOT_IN_STATE", "state")]
    activity = await reports.done("PRAISE", activity, text=None)
    asked_for = "query ($id: ID!) { node(id: $id) { ... on DailyActivity { replies { ordinal kind text author { id } responseDays } } } }"
    replies = (await calls.post("employee", asked_for, {"id": activity["id"]}))["data"]["node"]["replies"]
    assert [one["ordinal"] for one in replies] == list(range(1, 22))
    assert [(one["kind"], one["text"]) for one in replies[:2]] == [("ASK", "Berapa? 0"), ("REPLY", "Dua belas. 0")]
    assert (replies[20]["kind"], replies[20]["text"]) == ("PRAISE", None)
    writers = [world.employee("supervisor"), world.employee("employee")]
    assert [one["author"]["id"] for one in replies] == [*(writers * 10), writers[0]]
    assert [one["responseDays"] for one in replies] == [0, *[None] * 20], "the first answer alone has a time"


async def test_what_is_wrong_with_an_answer_is_named_at_its_field(calls: Calls) -> None:
    reports = Reports(calls)
    activity = await reports.reported()
    wrong: list[tuple[str, dict[str, Any], str, tuple[str, str]]] = [
        ("ASK", {"text": " "}, "BLOCKED", ("TEXT_EMPTY", "input.text")),
        ("ASK", {"text": None}, "BLOCKED", ("TEXT_EMPTY", "input.text")),
        ("RETURN", {"text": None}, "BLOCKED", ("REASON_REQUIRED", "input.text")),
        ("RETURN", {"text": "pendek"}, "BLOCKED", ("REASON_TOO_SHORT", "input.text")),
        ("PRAISE", {"text": "x" * 2001}, "INVALID", ("TEXT_TOO_LONG", "input.text")),
        ("PRAISE", {"expectedVersion": 7}, "STALE", ("VERSION_CHANGED", "input.expectedVersion")),
    ]
    before = await calls.stored()
    for action, given, code, reason in wrong:
        refused = await calls.refused("supervisor", *asked(action, activity, **given))
        assert (refused["code"], codes(refused)) == (code, [reason]), given
    foreseen = await calls.call("supervisor", *asked("PRAISE", activity, dryRun=True))
    assert foreseen["preview"]["toState"] == "ANSWERED"
    assert await calls.stored() == before
    key = {"idempotencyKey": "sekali"}
    first = await calls.done("supervisor", *asked("PRAISE", activity, **key))
    again = await calls.done("supervisor", *asked("PRAISE", activity, **key))
    assert (again["replayed"], again["event"]["id"]) == (True, first["event"]["id"])
    assert (await calls.refused("supervisor", *asked("ACKNOWLEDGE", activity, **key)))["code"] == "CONFLICT"


async def test_many_are_answered_at_once_each_by_itself(calls: Calls) -> None:
    """One in another state, one of somebody else's line and one that is no id stop none of the others."""
    reports = Reports(calls)
    open_ones = [await reports.reported(text=f"Kendaraan {number}.") for number in range(3)]
    closed = await reports.brought("ANSWERED")
    foreign = await Reports(calls, of="stranger").reported()
    chosen = [open_ones[0], closed, foreign, {"id": "dac_bukan", "version": 1}, open_ones[1], open_ones[2]]
    items = [{"id": one["id"], "expectedVersion": one["version"]} for one in chosen]
    given = {"items": items, "answer": "ACKNOWLEDGE", "idempotencyKey": "semua"}
    payload = await calls.call("supervisor", "answerActivities", given)
    assert [outcome(one) for one in payload["results"]] == [DONE, NO_MOVE, HIDDEN, ("INVALID", "MALFORMED_ID"), DONE, DONE]
    assert [(one["dailyActivity"] or {}).get("answer") for one in payload["results"]] == [
        *("ACKNOWLEDGE", "ACKNOWLEDGE", None, None, "ACKNOWLEDGE", "ACKNOWLEDGE")
    ]
    again = await calls.call("supervisor", "answerActivities", given)
    assert [one["replayed"] for one in again["results"]] == [True, False, False, False, True, True]


async def test_whoever_is_superior_today_answers(calls: Calls) -> None:
    """Another line is set: the new superior has it in the inbox and answers; the former one, who still leads the unit, only reads."""
    world = calls.world
    activity = await Reports(calls).reported()
    line = {
        "assignmentId": f"asg_{world.members['employee'].assignment_id}",
        "appraiserId": world.employee("planner"),
        "validFrom": TODAY.isoformat(),
        "documentNumber": "SPT 9/2026",
    }
    await calls.done("hr", "setLine", line)
    inboxes = {}
    for who in ("planner", "supervisor"):
        inboxes[who] = (await calls.post(who, "{ viewer { activityInbox { totalCount } } }"))["data"]["viewer"]["activityInbox"][
            "totalCount"
        ]
    assert inboxes == {"planner": 1, "supervisor": 0}
    assert outcome(await calls.call("supervisor", *asked("PRAISE", activity))) == NO_RELATION
    assert (await calls.done("planner", *asked("PRAISE", activity)))["dailyActivity"]["answer"] == "PRAISE"


async def test_without_a_post_there_is_nothing_to_report_from(calls: Calls) -> None:
    for who in ("auditor", "leader", "operator", "foreigner"):
        before = await calls.stored()
        refused = await calls.refused(who, "recordActivity", report())
        assert (refused["code"], codes(refused)) == ("INVALID", [("NO_POST_ON_DAY", "input.day")]), who
        assert await calls.stored() == before
