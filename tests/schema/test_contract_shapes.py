"""The names and shapes on which frontends and clients build, asked literally, on both engines."""

from datetime import timedelta
from typing import Any

import pytest

from models.database import Database
from models.vocabulary import AppraisalAction, AppraisalState, ApprovalRoute
from tests.schema.calling import Calls
from tests.worlds import NOW, TEN_CHARS, done, make_world, review_inputs
from workflows.facts import Inputs

EVENT = (
    "id at actor { name nip position unit } onBehalfOf { name documentNumber } action from to reason changes { path old new }"
    " refused { code reasons { code path } } requestId"
)
REFUSAL = (
    "refusal { code message reasons { code message path howToFix whoCan { relation employee { id } } } currentState currentVersion"
    " changedBy { id } changedAt changedAction }"
)


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A world on route SUPERIOR and its people's calls."""
    return Calls(await make_world(database))


async def read(calls: Calls, who: str, document: str, **variables: Any) -> dict[str, Any]:
    """Send a document that must not fail; give its data."""
    body = await calls.post(who, document, variables)
    assert "errors" not in body, body["errors"]
    data: dict[str, Any] = body["data"]
    return data


async def test_nodes_are_found_by_id(calls: Calls) -> None:
    """Relay's `Node`, `node` and `nodes`."""
    document = "query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id ... on Appraisal { state } } nodes(ids: $ids) { __typename id } }"
    ids = [calls.world.cycle, calls.world.employee("employee"), calls.world.plan("employee")]
    found = await read(calls, "employee", document, id=calls.world.appraisal("employee"), ids=ids)
    assert found["node"] == {"id": calls.world.appraisal("employee"), "state": "DRAFT"}
    kinds = ("AppraisalCycle", "Employee", "PerformancePlan")
    assert found["nodes"] == [{"__typename": kind, "id": one} for kind, one in zip(kinds, ids, strict=True)]


PAGE = "edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        (
            "appraisals",
            "filter: {states: [DRAFT], cycleId: $cycle, employeeId: $employee, appraiserId: $appraiser, unitId: $unit, waitingForMe: true,"
            ' late: false, updatedSince: "2026-01-01T00:00:00Z"}, orderBy: UPDATED_AT_DESC',
        ),
        ("appraisalCycles", "filter: {states: [OPEN], kinds: [QUARTERLY]}, orderBy: STARTS_ON_DESC"),
        ("employees", 'filter: {name: "employee"}, orderBy: NAME_ASC'),
        ("employees", "filter: {nip: $nip}"),
        ("orgUnits", "filter: {underId: $unit}"),
        (
            "historyEvents",
            "filter: {subject: $appraisal, subjectType: APPRAISAL, actor: $employee, unit: $unit, action: EDIT_APPRAISAL,"
            ' fromState: "DRAFT", toState: "DRAFT", field: "selfAppraisal", since: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z",'
            ' refused: false, requestId: "world-request"}, orderBy: AT_ASC',
        ),
    ],
)
async def test_connections_take_these_filters(calls: Calls, field: str, arguments: str) -> None:
    """Each filter, all its fields given, finds exactly the one row that they describe; the page goes both ways from its cursor."""
    world = calls.world
    names = {"cycle": world.cycle, "employee": world.employee("employee"), "appraiser": world.employee("supervisor")}
    names |= {"unit": f"unt_{world.units['testing']}", "appraisal": world.appraisal("employee")}
    variables = {**names, "nip": world.members["employee"].number}
    used = {name: value for name, value in variables.items() if f"${name}" in arguments}
    declared = ", ".join(f"${name}: {'String' if name == 'nip' else 'ID'}!" for name in used)
    head = f"query ({declared})" if declared else "query"
    first = (await read(calls, "employee", f"{head} {{ {field}({arguments}, first: 5) {{ {PAGE} }} }}", **used))[field]
    assert (len(first["edges"]), first["totalCount"]) == (1, 1)
    last = (await read(calls, "employee", f"{head} {{ {field}({arguments}, last: 5) {{ {PAGE} }} }}", **used))[field]
    assert last == first
    cursor = first["edges"][0]["cursor"]
    assert first["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": False, "startCursor": cursor, "endCursor": cursor}
    for page in (f'after: "{cursor}", first: 1', f'before: "{cursor}", last: 1'):
        found = await read(calls, "employee", f"{head} {{ {field}({arguments}, {page}) {{ edges {{ node {{ id }} }} }} }}", **used)
        assert found == {field: {"edges": []}}


async def test_predicates_are_a_filter(calls: Calls) -> None:
    await calls.world.bring("employee", AppraisalState.APPROVED)
    found = await read(calls, "hr", "{ appraisals(filter: {predicates: [GOOD]}) { edges { node { employee { id } } } } }")
    assert found["appraisals"]["edges"] == [{"node": {"employee": {"id": calls.world.employee("employee")}}}]


async def test_an_employee_by_number_with_their_line(calls: Calls) -> None:
    """`employee(nip)` and `reportingLine(on)`."""
    document = """query ($nip: String!) { employee(nip: $nip) { id nip name unit { id name } position { id name }
      reportingLine(on: "2026-03-10") { appraiser { id } approver { id } route rule because { part step message } } } }"""
    found = (await read(calls, "employee", document, nip=calls.world.members["employee"].number))["employee"]
    assert (found["id"], found["nip"]) == (calls.world.employee("employee"), calls.world.members["employee"].number)
    assert found["unit"]["id"] == f"unt_{calls.world.units['testing']}"
    line = found["reportingLine"]
    assert line["appraiser"] == {"id": calls.world.employee("supervisor")}
    assert line["approver"] == {"id": calls.world.employee("approver")}


async def test_the_viewer_has_assignments_and_an_inbox_with_actions(calls: Calls) -> None:
    await calls.world.bring("employee", AppraisalState.SUBMITTED)
    document = """{ viewer { employee { id } assignments { id position { name } }
      inbox(first: 10) { totalCount edges { node { id availableActions { action allowed } } } } } }"""
    found = (await read(calls, "supervisor", document))["viewer"]
    assert found["employee"] == {"id": calls.world.employee("supervisor")}
    assert [one["id"] for one in found["assignments"]] == [f"asg_{calls.world.members['supervisor'].assignment_id}"]
    waiting = {edge["node"]["id"]: edge["node"]["availableActions"] for edge in found["inbox"]["edges"]}
    assert set(waiting) == {calls.world.appraisal("employee"), calls.world.appraisal("supervisor")}
    may = [one["action"] for one in waiting[calls.world.appraisal("employee")] if one["allowed"]]
    assert may == ["RETURN", "REVIEW"]


async def test_the_vocabulary_has_both_languages(calls: Calls) -> None:
    found = (await read(calls, "stranger", "{ vocabulary { name words { value labels { id en } } } }"))["vocabulary"]
    [states] = [one["words"] for one in found if one["name"] == "AppraisalState"]
    assert [one["value"] for one in states] == ["DRAFT", "SUBMITTED", "REVIEWED", "APPROVED"]
    assert states[0]["labels"] == {"id": "Draf", "en": "Draft"}


async def test_a_cycle_with_progress_counts_and_who_is_undecided(calls: Calls) -> None:
    """Two documents tell a cycle's whole standing: the cycle itself, and counts by unit and state."""
    world = calls.world
    await world.bring("employee", AppraisalState.APPROVED)
    await world.bring("colleague", AppraisalState.SUBMITTED)
    document = """query ($cycle: ID!) { node(id: $cycle) { ... on AppraisalCycle { id name kind state stage counts { state count }
      opening { state total done finishedAt } undecided(first: 100) { totalCount edges { node { id } } } appraisals { totalCount } } } }"""
    found = (await read(calls, "hr", document, cycle=world.cycle))["node"]
    everybody = {world.appraisal(who) for who, one in world.members.items() if one.appraisal_id and one.agency_id == world.agency_id}
    assert (found["kind"], found["state"], found["stage"]) == ("QUARTERLY", "OPEN", "DRAFT")
    assert found["opening"]["state"] == "DONE"
    assert found["opening"]["done"] == found["opening"]["total"]
    assert {one["state"]: one["count"] for one in found["counts"]} == {
        "DRAFT": len(everybody) - 2,
        "SUBMITTED": 1,
        "REVIEWED": 0,
        "APPROVED": 1,
    }
    assert found["appraisals"]["totalCount"] == len(everybody)
    assert {edge["node"]["id"] for edge in found["undecided"]["edges"]} == everybody - {world.appraisal("employee")}
    document = """query ($cycle: ID!) { appraisalCounts(groupBy: [UNIT, STATE], filter: {cycleId: $cycle, voided: false}) {
      unit { id } state count } }"""
    counted = (await read(calls, "hr", document, cycle=world.cycle))["appraisalCounts"]
    by_unit = {(one["unit"]["id"], one["state"]): one["count"] for one in counted}
    testing = f"unt_{world.units['testing']}"
    assert {state: count for (unit, state), count in by_unit.items() if unit == testing} == {"APPROVED": 1, "DRAFT": 1, "SUBMITTED": 1}
    assert sum(by_unit.values()) == len(everybody)


async def test_a_voided_appraisal_is_not_undecided(calls: Calls) -> None:
    given = {**await calls.subject("colleague"), "reason": TEN_CHARS, "kind": "DUPLICATE"}
    await calls.done("hr", "voidAppraisal", given)
    document = "query ($cycle: ID!) { node(id: $cycle) { ... on AppraisalCycle { undecided(first: 100) { edges { node { id } } } } } }"
    found = (await read(calls, "hr", document, cycle=calls.world.cycle))["node"]["undecided"]["edges"]
    assert calls.world.appraisal("colleague") not in [edge["node"]["id"] for edge in found]
    assert calls.world.appraisal("employee") in [edge["node"]["id"] for edge in found]


APPRAISAL = """query ($id: ID!) { appraisal(id: $id) { id state version employee { id } appraiser { id } approver { id } cycle { id }
  plan { results { title kind indicators { title aspect targetText targetValue targetHigh targetUnit } } }
  realisations { indicator { title } value text dataSource } selfAppraisal feedback { about text } recommendation resultRating
  behaviourRating predicate deliveredAt heldBy { id } heldSince late soleAuthority
  availableActions { action allowed inputs { name type required minLength } reasons { code message path howToFix whoCan { relation } } }
  history { edges { node { action } } } } }"""


async def test_an_appraisal_with_all_it_owns(calls: Calls) -> None:
    world = calls.world
    await world.bring("employee", AppraisalState.REVIEWED)
    found = (await read(calls, "supervisor", APPRAISAL, id=world.appraisal("employee")))["appraisal"]
    assert (found["state"], found["resultRating"], found["behaviourRating"], found["predicate"]) == ("REVIEWED", "ABOVE", "MEETS", "GOOD")
    assert [one["kind"] for one in found["plan"]["results"]] == ["MAIN", "ADDITIONAL"]
    assert found["plan"]["results"][0]["indicators"][0]["targetValue"] == "1200"
    assert [one["value"] for one in found["realisations"]] == ["1250", "1250"]
    assert found["heldBy"] == found["approver"] == {"id": world.employee("approver")}
    assert found["heldSince"] == "2026-03-10T02:00:00.000000Z"
    assert (found["late"], found["soleAuthority"], found["deliveredAt"]) == (False, False, None)
    inputs = {one["action"]: one["inputs"] for one in found["availableActions"]}
    assert inputs["RECALL"] == [{"name": "reason", "type": "String", "required": True, "minLength": 10}]
    assert [edge["node"]["action"] for edge in found["history"]["edges"]] == ["OPEN_APPRAISAL", "EDIT_APPRAISAL", "SUBMIT", "REVIEW"]


@pytest.mark.parametrize("route", list(ApprovalRoute))
async def test_what_comes_next_is_for_whoever_holds_it(database: Database, route: ApprovalRoute) -> None:
    """In every state: the next action, and its actor is the one with whom the appraisal lies; whoever that is may do it."""
    calls = Calls(await make_world(database, route=route))
    world = calls.world
    document = """query ($id: ID!) { appraisal(id: $id) { heldBy { id } next { action by { relation role employee { id } } }
      availableActions { action allowed } } }"""
    decider = "APPROVER" if route is ApprovalRoute.SUPERIOR else "APPRAISER"
    steps = (
        (AppraisalAction.SUBMIT, "EMPLOYEE", "employee", Inputs()),
        (AppraisalAction.REVIEW, "APPRAISER", world.supervisor_of("employee"), review_inputs()),
        (AppraisalAction.APPROVE, decider, world.decider_of("employee"), Inputs()),
    )
    for action, relation, who, inputs in steps:
        found = (await read(calls, who, document, id=world.appraisal("employee")))["appraisal"]
        turn = {"id": world.employee(who)}
        assert found["next"] == [{"action": action.value, "by": {"relation": relation, "role": None, "employee": turn}}]
        assert found["heldBy"] == turn
        assert action.value in [one["action"] for one in found["availableActions"] if one["allowed"]]
        done(await world.act(who, "employee", action, inputs))
    found = (await read(calls, "employee", document, id=world.appraisal("employee")))["appraisal"]
    assert (found["next"], found["heldBy"]) == ([], None)


async def test_granted_extensions_are_read_where_they_hold(calls: Calls) -> None:
    """One of an appraisal there, one of a unit in its cycle; neither by who may not see them."""
    world = calls.world
    given = {"kind": "SUBMISSION", "until": "2026-05-01", "reason": TEN_CHARS}
    await calls.done("hr", "grantExtension", {**given, "scope": "APPRAISAL", "appraisalId": world.appraisal("employee")})
    world.now = NOW + timedelta(minutes=1)
    unit = f"unt_{world.units['transport']}"
    await calls.done("hr", "grantExtension", {**given, "kind": "DECISION", "scope": "UNIT", "cycleId": world.cycle, "unitId": unit})
    shape = "kind scope until unit { id } appraisal { id } cycle { id } grantedAt grantedBy { id }"
    document = f"""query ($id: ID!, $cycle: ID!) {{ appraisal(id: $id) {{ extensions {{ {shape} }} }}
      node(id: $cycle) {{ ... on AppraisalCycle {{ extensions {{ totalCount edges {{ node {{ {shape} }} }} }} }} }} }}"""
    found = await read(calls, "employee", document, id=world.appraisal("employee"), cycle=world.cycle)
    by = {"id": world.employee("hr")}
    own = {
        "kind": "SUBMISSION",
        "scope": "APPRAISAL",
        "until": "2026-05-01",
        "unit": None,
        "appraisal": {"id": world.appraisal("employee")},
        "cycle": {"id": world.cycle},
        "grantedAt": "2026-03-10T02:00:00.000000Z",
        "grantedBy": by,
    }
    of_unit = {
        **own,
        "kind": "DECISION",
        "scope": "UNIT",
        "unit": {"id": unit},
        "appraisal": None,
        "grantedAt": "2026-03-10T02:01:00.000000Z",
    }
    assert found["appraisal"]["extensions"] == [own]
    assert [edge["node"] for edge in found["node"]["extensions"]["edges"]] == [of_unit, own]
    hidden = await read(calls, "stranger", document, id=world.appraisal("employee"), cycle=world.cycle)
    assert hidden["appraisal"] is None
    assert hidden["node"]["extensions"] == {"totalCount": 1, "edges": [{"node": of_unit}]}


async def test_history_tells_who_did_what_and_what_was_refused(calls: Calls) -> None:
    world = calls.world
    await world.bring("employee", AppraisalState.SUBMITTED)
    await calls.refused("employee", "submitAppraisal", await calls.subject("employee"))
    document = (
        f"query ($id: ID!) {{ historyEvents(filter: {{subject: $id}}, orderBy: AT_ASC) {{ edges {{ cursor node {{ {EVENT} }} }} }} }}"
    )
    events = [edge["node"] for edge in (await read(calls, "auditor", document, id=world.appraisal("employee")))["historyEvents"]["edges"]]
    [submitted] = [one for one in events if one["action"] == "SUBMIT" and one["refused"] is None]
    member = world.members["employee"]
    assert submitted["actor"] == {"name": member.name, "nip": member.number, "position": member.position, "unit": member.unit}
    assert (submitted["from"], submitted["to"], submitted["onBehalfOf"], submitted["requestId"]) == (
        "DRAFT",
        "SUBMITTED",
        None,
        "world-request",
    )
    assert [one["path"] for one in submitted["changes"]] == ["revisionId"]
    [attempt] = [one for one in events if one["refused"] is not None]
    assert attempt["refused"] == {"code": "ILLEGAL_TRANSITION", "reasons": [{"code": "ACTION_NOT_IN_STATE", "path": "state"}]}
    assert (attempt["action"], attempt["from"], attempt["to"]) == ("SUBMIT", None, None)


MOVES = (
    *("submitAppraisal", "submitAppraisalInAbsence", "withdrawAppraisal", "returnAppraisal", "reviewAppraisal"),
    *("recallAppraisal", "approveAppraisal"),
)
CYCLE_MOVES = ("openCycle", "closeCycle", "reopenCycle")


@pytest.mark.parametrize("field", [*MOVES, *CYCLE_MOVES])
async def test_every_move_takes_the_same_input_and_answers_the_same_payload(calls: Calls, field: str) -> None:
    """A stranger's attempt: the input is taken, the refusal is data, and all of the payload can be asked for."""
    subject = "cycle" if field in CYCLE_MOVES else "appraisal"
    selection = f"{{ {subject} {{ id }} event {{ id }} {REFUSAL} preview {{ toState version changes }} replayed }}"
    subjects = {"cycle": calls.world.cycle, "appraisal": calls.world.appraisal("employee")}
    given = {"id": subjects[subject], "expectedVersion": 1, "reason": TEN_CHARS, "dryRun": True, "idempotencyKey": "one"}
    body = await calls.answer("planner" if subject == "cycle" else "foreigner", field, given, selection=selection)
    assert "errors" not in body, body["errors"]
    payload = body["data"][field]
    assert payload["refusal"]["code"] == ("NOT_PERMITTED" if subject == "cycle" else "NOT_FOUND")
    assert (payload["event"], payload["preview"], payload["replayed"]) == (None, None, False)


async def test_a_reason_is_kept_wherever_it_is_given(calls: Calls) -> None:
    """An approval asks for none, and keeps the one that is given."""
    await calls.world.bring("employee", AppraisalState.REVIEWED)
    given = {**await calls.subject("employee"), "reason": "Sesuai kinerja unit."}
    answered = await calls.done("approver", "approveAppraisal", given)
    assert (answered["event"]["action"], answered["event"]["reason"]) == ("APPROVE", "Sesuai kinerja unit.")


@pytest.mark.parametrize(
    ("field", "part"),
    [
        ("editAppraisal", "appraisal"),
        ("editPlan", "plan"),
        ("copyFromLast", "plan"),
        ("grantExtension", "cycle"),
        ("endAssignment", "employee"),
        ("revokeRole", "grant"),
    ],
)
async def test_other_commands_answer_the_same_payload(calls: Calls, field: str, part: str) -> None:
    """With what they change in the place of the appraisal."""
    absent = "0" * 8 + "-0000-7000-8000-" + "0" * 12
    inputs: dict[str, Any] = {
        "editAppraisal": {"id": f"apr_{absent}", "expectedVersion": 1, "selfAppraisal": "x"},
        "editPlan": {"id": f"pln_{absent}", "expectedVersion": 1, "expectations": []},
        "copyFromLast": {"id": f"pln_{absent}", "expectedVersion": 1},
        "grantExtension": {"kind": "DECISION", "scope": "CYCLE", "cycleId": f"cyc_{absent}", "until": "2026-05-01", "reason": TEN_CHARS},
        "endAssignment": {"id": f"asg_{absent}", "validTo": "2026-04-01"},
        "revokeRole": {"id": f"grt_{absent}"},
    }
    selection = f"{{ {part} {{ id }} event {{ id }} {REFUSAL} preview {{ toState version changes }} replayed }}"
    body = await calls.answer("hr", field, inputs[field], selection=selection)
    assert "errors" not in body, body["errors"]
    assert body["data"][field]["refusal"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("field", ["reviewAppraisals", "approveAppraisals", "returnAppraisals"])
async def test_bulk_commands_answer_in_the_order_of_their_items(calls: Calls, field: str) -> None:
    items = [{"id": calls.world.appraisal(who), "expectedVersion": await calls.world.version(who)} for who in ("colleague", "employee")]
    selection = f"{{ results {{ appraisal {{ id }} {REFUSAL} }} }}"
    body = await calls.answer("approver", field, {"items": items}, selection=selection)
    assert "errors" not in body, body["errors"]
    assert [one["appraisal"]["id"] for one in body["data"][field]["results"]] == [one["id"] for one in items]
