"""What somebody may not know can't be told from any answer: a hidden rating by whatever is asked, a hidden row by whatever is tried."""

import json
import re
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from models.database import Database, new_id, open_database
from models.vocabulary import AppraisalState, Role
from tests.engines import PostgresEngine, SqliteEngine, Urls
from tests.schema.calling import Calls
from tests.worlds import TEN_CHARS, make_world

REVIEW = {"confirmResults": True, "recommendation": "Lanjutkan.", "feedback": [{"about": "OVERALL", "text": "Baik."}]}
BEST = {**REVIEW, "resultRating": "ABOVE", "behaviourRating": "ABOVE"}
WORST = {**REVIEW, "resultRating": "BELOW", "behaviourRating": "BELOW"}
PREDICATES = ("VERY_GOOD", "GOOD", "NEEDS_IMPROVEMENT", "POOR", "VERY_POOR")
ORDERS = ("OPENED_ASC", "OPENED_DESC", "UPDATED_AT_ASC", "UPDATED_AT_DESC", "STATE_SINCE_ASC", "EMPLOYEE_NAME_ASC", "PREDICATE_ASC")
NODE = """id state version resultRating behaviourRating predicate recommendation feedback { id text } late heldBy { id } updatedAt
  availableActions { action allowed inputs { name required } reasons { code message path } }
  history { totalCount edges { cursor node { id action reason changes { path old new } } } }
  statePeriods { state since until }"""
EVENTS = "totalCount edges { cursor node { id action from to reason refused { code reasons { code } } changes { path old new } } }"


def questions() -> dict[str, str]:
    """Give every way that is known to ask about ratings, by name."""
    asked = {
        "own": f"query($id: ID!) {{ appraisal(id: $id) {{ {NODE} }} node(id: $id) {{ id }} }}",
        "inbox": "{ viewer { inbox { totalCount edges { node { id } } } } }",
        "counts": "{ appraisalCounts(groupBy: [STATE, PREDICATE]) { state predicate count } }",
        "history": f"query($id: ID!) {{ historyEvents(filter: {{subject: $id}}, first: 100) {{ {EVENTS} }} }}",
        "refused": f"query($id: ID!) {{ historyEvents(filter: {{subject: $id, refused: true}}) {{ {EVENTS} }} }}",
    }
    for one in PREDICATES:
        asked[f"filter {one}"] = f"{{ appraisals(filter: {{predicates: [{one}]}}) {{ totalCount edges {{ cursor node {{ id }} }} }} }}"
        asked[f"count {one}"] = f"{{ appraisalCounts(groupBy: [PREDICATE], filter: {{predicates: [{one}]}}) {{ predicate count }} }}"
    for order, page in product(ORDERS, ("first: 2", "last: 2")):
        asked[f"order {order} {page}"] = (
            f"{{ appraisals(orderBy: {order}, {page}) {{ pageInfo {{ hasNextPage endCursor }} edges {{ cursor node {{ id }} }} }} }}"
        )
    for path in ("resultRating", "behaviourRating", "predicate", "recommendation", "feedback", "frozen", "state"):
        asked[f"field {path}"] = f'{{ historyEvents(filter: {{field: "{path}"}}) {{ {EVENTS} }} }}'
    return asked


TRIED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("submitAppraisal", {}),
    ("withdrawAppraisal", {}),
    ("reviewAppraisal", BEST),
    ("recallAppraisal", {"reason": TEN_CHARS}),
    ("returnAppraisal", {"reason": TEN_CHARS}),
    ("approveAppraisal", {}),
    ("voidAppraisal", {"reason": TEN_CHARS, "kind": "DUPLICATE"}),
    ("editAppraisal", {"resultRating": "ABOVE"}),
    ("reviewAppraisal", {"dryRun": True, "confirmResults": True}),
    ("approveAppraisal", {"dryRun": True}),
)


async def told(database: Database, role: Role | None, review: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Make a town in which the employee, holding a role, was reviewed; give all answers without keys, and the predicate once it is told."""
    calls = Calls(await make_world(database, complete=("employee",)))
    calls.world.members["employee"].roles = () if role is None else (role,)
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    await calls.done("supervisor", "reviewAppraisal", {**await calls.subject("employee"), **review})
    await calls.refused("approver", "reviewAppraisal", {**await calls.subject("employee"), **review})
    own = {"id": calls.world.appraisal("employee")}
    found: dict[str, Any] = {}
    for name, query in questions().items():
        found[name] = await calls.post("employee", query, own if "$id" in query else {})
        assert "errors" not in found[name], found[name]
    for field, inputs in TRIED:
        found[f"{field} {sorted(inputs)}"] = await calls.answer("employee", field, {**await calls.subject("employee"), **inputs})
    approved = await calls.done("approver", "approveAppraisal", await calls.subject("employee"))
    assert approved["appraisal"]["state"] == "APPROVED"
    after = await calls.post("employee", questions()["own"], own)
    return {name: without_keys(one) for name, one in found.items()}, [after["data"]["appraisal"]["predicate"]]


def without_keys(answer: object) -> str:
    """Write an answer with each key replaced by the number of its first appearance."""
    seen: dict[str, str] = {}
    return re.sub(
        r"[0-9a-f]{8}-[0-9a-f-]{27}", lambda found: seen.setdefault(found[0], f"key{len(seen)}"), json.dumps(answer, ensure_ascii=False)
    )


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.AGENCY_ADMIN, Role.AGENCY_LEADER])
async def test_the_best_and_the_worst_rating_look_alike_to_whom_they_are_about(
    server_of_engine: SqliteEngine | PostgresEngine, database: Database, urls: Urls, role: Role | None
) -> None:
    """An employee, even one who audits, could guess their rating before delivery by a filter, an order, a count, a history or a refusal."""
    other_urls = await server_of_engine.migrated()
    other = await open_database(other_urls.serving)
    try:
        best, after_best = await told(database, role, BEST)
        worst, after_worst = await told(other, role, WORST)
    finally:
        await other.close()
        await server_of_engine.remove(other_urls)
    assert (after_best, after_worst) == (["VERY_GOOD"], ["VERY_POOR"]), "delivered, they are told"
    assert len(best) == len(questions()) + len(TRIED) == 46
    assert best == worst
    assert not [name for name, text in best.items() if "Lanjutkan." in text or '"Baik."' in text]


_REASON = {"id": "apr", "reason": TEN_CHARS}
_ITEMS = {"items": [{"id": "apr", "expectedVersion": 2}]}
MUTATIONS: dict[str, dict[str, Any]] = {
    "submitAppraisal": {"id": "apr"},
    "submitAppraisalInAbsence": _REASON,
    "withdrawAppraisal": {"id": "apr"},
    "returnAppraisal": _REASON,
    "reviewAppraisal": {"id": "apr", **BEST},
    "recallAppraisal": _REASON,
    "approveAppraisal": {"id": "apr"},
    "voidAppraisal": {**_REASON, "kind": "DIED"},
    "editAppraisal": {"id": "apr", "selfAppraisal": "Baik."},
    "editPlan": {"id": "pln"},
    "copyFromLast": {"id": "pln"},
    "reviewAppraisals": _ITEMS,
    "approveAppraisals": _ITEMS,
    "returnAppraisals": _ITEMS,
    "grantExtension": {"kind": "SUBMISSION", "scope": "APPRAISAL", "appraisalId": "apr", "until": "2026-05-01", "reason": TEN_CHARS},
}
ADMINS: dict[str, dict[str, Any]] = {
    "openCycle": {"id": "cyc", "expectedVersion": 2},
    "closeCycle": {"id": "cyc", "expectedVersion": 2, "reason": TEN_CHARS},
    "reopenCycle": {"id": "cyc", "expectedVersion": 2, "reason": TEN_CHARS},
    "startAssignment": {"employeeId": "emp", "positionId": "pos", "kind": "ACTING", "validFrom": "2026-03-10"},
    "endAssignment": {"id": "asg", "validTo": "2026-03-11"},
    "recordAbsence": {"employeeId": "emp", "kind": "LEAVE", "validFrom": "2026-03-10"},
    "endAbsence": {"id": "abs", "validTo": "2026-03-12"},
    "recordLegalStatus": {"employeeId": "emp", "status": "DIED", "validFrom": "2026-03-10"},
    "setLine": {"assignmentId": "asg", "appraiserId": "emp", "validFrom": "2026-03-10", "documentNumber": "SP/1"},
    "endLine": {"id": "hsl", "validTo": "2026-03-12"},
    "grantRole": {"employeeId": "emp", "role": "AGENCY_LEADER", "validFrom": "2026-03-10"},
    "revokeRole": {"id": "grt"},
    "linkIdentity": {"employeeId": "emp", "issuer": "https://sso.example", "subject": "other"},
    "unlinkIdentity": {"id": "idn"},
}


def filled(given: object, keys: Mapping[str, str]) -> Any:
    """Put keys in the places of an input's prefixes."""
    if isinstance(given, dict):
        return {name: filled(value, keys) for name, value in given.items()}
    if isinstance(given, list):
        return [filled(one, keys) for one in given]
    return keys.get(given, given) if isinstance(given, str) else given


@pytest.mark.parametrize(("who", "mutations"), [("stranger", MUTATIONS), ("foreigner", MUTATIONS | ADMINS)])
async def test_what_is_invisible_answers_every_mutation_like_what_is_absent(
    database: Database, who: str, mutations: Mapping[str, dict[str, Any]]
) -> None:
    """Were one code or one null different, an admin of another agency could list who works here by trying keys."""
    calls = Calls(await make_world(database, complete=("employee",)))
    world = calls.world
    leave = {"employeeId": world.employee("employee"), "kind": "LEAVE", "validFrom": "2026-03-10", "validTo": "2026-03-20"}
    line = {"assignmentId": f"asg_{world.members['colleague'].assignment_id}", "appraiserId": world.employee("planner")}
    away = await calls.done("hr", "recordAbsence", leave)
    set_line = await calls.done("hr", "setLine", {**line, "validFrom": "2026-03-10", "documentNumber": "SP/1"})
    granted = await calls.done("hr", "grantRole", {"employeeId": leave["employeeId"], "role": "OPERATOR", "validFrom": "2026-03-10"})
    account = {"employeeId": leave["employeeId"], "issuer": "https://sso.example", "subject": "account"}
    linked = await calls.done("hr", "linkIdentity", account)
    there = {
        "apr": world.appraisal("employee"),
        "pln": world.plan("employee"),
        "cyc": world.cycle,
        "emp": world.employee("employee"),
        "pos": f"pos_{world.positions['employee']}",
        "asg": line["assignmentId"],
        "abs": away["absence"]["id"],
        "hsl": set_line["line"]["id"],
        "grt": granted["grant"]["id"],
        "idn": linked["identity"]["id"],
    }
    absent = {prefix: f"{prefix}_{new_id()}" for prefix in there}
    before = await calls.stored(but=frozenset())
    asked = 0
    for field, given in mutations.items():
        version = {"expectedVersion": 2} if "id" in given and field in MUTATIONS else {}
        hidden, missing = [await calls.answer(who, field, {**version, **filled(given, keys)}) for keys in (there, absent)]
        assert json.dumps(hidden) == json.dumps(missing), field
        payload = hidden["data"][field]
        refusals = [one["refusal"] for one in payload["results"]] if "results" in payload else [payload["refusal"]]
        assert [refusal["code"] for refusal in refusals] == ["NOT_FOUND"], field
        asked += 1
    assert asked == len(mutations) >= 15
    assert await calls.stored(but=frozenset()) == before, "nothing is kept of it, no attempt either"


QUERIES = """query($apr: ID!, $emp: ID!, $pln: ID!, $evt: ID!, $rea: ID!) {
  appraisal(id: $apr) { id } n1: node(id: $apr) { id } n2: node(id: $pln) { id } n3: node(id: $evt) { id }
  nodes(ids: [$apr, $pln, $evt, $rea]) { id }
  historyEvents(filter: {subject: $apr}) { totalCount edges { node { id } } } plan: historyEvents(filter: {subject: $pln}) { totalCount }
  byEmployee: appraisals(filter: {employeeId: $emp}) { totalCount edges { node { id } } }
  byAppraiser: appraisals(filter: {appraiserId: $emp}) { totalCount }
  counts: appraisalCounts(groupBy: [STATE], filter: {employeeId: $emp}) { count } }"""


@pytest.mark.parametrize("who", ["stranger", "foreigner", "operator"])
async def test_what_is_invisible_answers_every_query_like_what_is_absent(database: Database, who: str) -> None:
    """A neighbour who has somebody's key from an old link must learn nothing by it, not even that there is something."""
    calls = Calls(await make_world(database, complete=("employee",)))
    world = calls.world
    await world.bring("employee", AppraisalState.REVIEWED)
    subject = world.members["employee"].appraisal_id
    [event, *_] = await world.all("SELECT id FROM event WHERE subject_id = :id", id=subject)
    [realisation, *_] = await world.all("SELECT id FROM realisation WHERE appraisal_id = :id", id=subject)
    keys = {
        "apr": world.appraisal("employee"),
        "emp": world.employee("employee"),
        "pln": world.plan("employee"),
        "evt": f"evt_{event['id']}",
        "rea": f"rea_{realisation['id']}",
    }
    hidden = await calls.post(who, QUERIES, keys)
    missing = await calls.post(who, QUERIES, {prefix: f"{prefix}_{new_id()}" for prefix in keys})
    assert json.dumps(hidden) == json.dumps(missing)
    assert hidden["data"]["nodes"] == [None] * 4
    seen = await calls.post("auditor", QUERIES, keys)
    assert [one["id"] for one in seen["data"]["nodes"]] == [keys["apr"], keys["pln"], keys["evt"], keys["rea"]], "they are there"
