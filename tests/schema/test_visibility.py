"""What is hidden is null in fields, filters, orders, counts and history; what is invisible answers like what is absent."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.database import Database, new_id
from models.people import ReportingLine
from models.vocabulary import AppraisalState, EventAction, LinePart, LineStep, SubjectType
from schema.appraisals.types import Appraisal
from schema.history.guarded import GUARDED
from schema.reads import registry
from schema.reads.fields import Column, Many, One, Page
from schema.root import build
from tests.engines import Urls
from tests.schema.conftest import unguard
from tests.schema.world import Api, World, app_of, public_id, town
from workflows.access import FieldPolicy
from workflows.canonical import EventDraft
from workflows.events import Change, Personal, record_many
from workflows.lines.explanation import write_because
from workflows.lines.structure import Because

RATINGS = "resultRating behaviourRating predicate recommendation feedback { text }"
HIDDEN = {"resultRating": None, "behaviourRating": None, "predicate": None, "recommendation": None, "feedback": None}
SHOWN = {
    "resultRating": "MEETS",
    "behaviourRating": "MEETS",
    "predicate": "GOOD",
    "recommendation": "Go on.",
    "feedback": [{"text": "Well done."}],
}


async def ratings(api: Api, who: str, of: str, world: World) -> Any:
    query = f"query($id: ID!) {{ appraisal(id: $id) {{ {RATINGS} }} }}"
    return (await api.data(who, query, id=public_id("apr", world.appraisals[of].id)))["appraisal"]


@pytest.mark.parametrize(
    ("who", "of", "expected"),
    [
        ("staff", "staff", HIDDEN),
        ("chief", "staff", SHOWN),
        ("head", "staff", SHOWN),
        ("admin", "staff", SHOWN),
        ("auditor", "staff", SHOWN),
        ("auditor", "auditor", HIDDEN),
        ("chief", "chief", SHOWN),
        ("stranger", "staff", None),
        ("foreigner", "staff", None),
    ],
)
async def test_ratings_of_oneself_are_null_until_delivered(world: World, api: Api, who: str, of: str, expected: object) -> None:
    assert await ratings(api, who, of, world) == expected


async def names(api: Api, who: str, arguments: str) -> list[str]:
    found = await api.data(who, f"{{ appraisals{arguments} {{ edges {{ node {{ employee {{ name }} }} }} }} }}")
    return [edge["node"]["employee"]["name"] for edge in found["appraisals"]["edges"]]


async def test_a_hidden_rating_is_not_guessed_by_filter(world: World, api: Api) -> None:
    assert await names(api, "staff", "(filter: {predicates: [GOOD]})") == []
    assert await names(api, "staff", "(filter: {predicates: [VERY_GOOD, GOOD, NEEDS_IMPROVEMENT, POOR, VERY_POOR]})") == []
    assert sorted(await names(api, "auditor", "(filter: {predicates: [GOOD]})")) == ["Chief", "Staff"]


async def test_a_hidden_rating_is_not_guessed_by_order_or_cursor(world: World, api: Api) -> None:
    found = await api.data("auditor", "{ appraisals(orderBy: PREDICATE_ASC) { edges { cursor node { employee { name } } } } }")
    edges = found["appraisals"]["edges"]
    assert edges[-1]["node"]["employee"]["name"] == "Auditor"
    assert edges[-1]["cursor"].split("~")[3] == "-"


async def test_a_hidden_rating_is_not_guessed_by_count(world: World, api: Api) -> None:
    counts = await api.data("auditor", "{ appraisalCounts(groupBy: [PREDICATE]) { predicate count } }")
    assert counts == {"appraisalCounts": [{"predicate": "GOOD", "count": 2}, {"predicate": None, "count": 1}]}
    own = await api.data("staff", "{ appraisalCounts(groupBy: PREDICATE, filter: {predicates: [GOOD]}) { predicate count } }")
    assert own == {"appraisalCounts": []}
    total = await api.data("auditor", "{ appraisals(filter: {predicates: [GOOD]}) { totalCount } }")
    assert total == {"appraisals": {"totalCount": 2}}


@pytest.mark.parametrize(("who", "shown"), [("staff", True), ("chief", False), ("head", False), ("auditor", False)])
async def test_a_draft_is_the_employees_alone(database: Database, urls: Urls, who: str, shown: bool) -> None:
    await unguard(urls)
    world = town(database)
    world.appraise("staff", "quarter", "section", AppraisalState.DRAFT)
    await world.save()
    query = "query($id: ID!) { appraisal(id: $id) { selfAppraisal realisations { text } } }"
    found = await Api(app_of(world)).data(who, query, id=public_id("apr", world.appraisals["staff"].id))
    expected = {"selfAppraisal": "Self-appraisal of staff", "realisations": [{"text": "120 vehicles"}]}
    assert found["appraisal"] == (expected if shown else {"selfAppraisal": None, "realisations": None})


async def test_an_employee_number_is_for_those_whom_it_concerns(world: World, api: Api) -> None:
    query = "query($name: String!) { employees(filter: {name: $name}) { edges { node { name nip } } } }"

    async def number(who: str, of: str) -> Any:
        return (await api.data(who, query, name=of))["employees"]["edges"][0]["node"]["nip"]

    held = {name: await number("admin", name) for name in ("staff", "chief", "stranger")}
    assert None not in held.values()
    assert await number("chief", "staff") == held["staff"]
    assert await number("staff", "chief") == held["chief"]
    assert await number("stranger", "stranger") == held["stranger"]
    assert await number("stranger", "staff") is None
    lookup = "query($nip: String!) { employee(nip: $nip) { name } employees(filter: {nip: $nip}) { totalCount } }"
    assert await api.data("stranger", lookup, nip=held["staff"]) == {"employee": None, "employees": {"totalCount": 0}}
    assert await api.data("chief", lookup, nip=held["staff"]) == {"employee": {"name": "Staff"}, "employees": {"totalCount": 1}}


BY_ID = """query($id: ID!) {
  node(id: $id) { id } nodes(ids: [$id]) { id } appraisal(id: $id) { id }
  byCycle: appraisals(filter: {cycleId: $id}) { totalCount edges { node { id } } }
  byEmployee: appraisals(filter: {employeeId: $id}) { totalCount }
  byAppraiser: appraisals(filter: {appraiserId: $id}) { totalCount }
  byUnit: appraisals(filter: {unitId: $id}) { totalCount }
  employees(filter: {unitId: $id}) { totalCount } orgUnits(filter: {underId: $id}) { totalCount }
  historyEvents(filter: {subject: $id}) { totalCount } counts: appraisalCounts(groupBy: [], filter: {cycleId: $id}) { count } }"""


@pytest.mark.parametrize("kind", ["apr", "cyc", "emp", "unt", "pln", "rea", "evt", "ref", "zzz"])
async def test_what_is_foreign_answers_like_what_is_absent(world: World, api: Api, kind: str) -> None:
    foreign = {
        "apr": world.appraisals["foreigner"].id,
        "cyc": world.cycles["abroad"].id,
        "emp": world.people["foreigner"].id,
        "unt": world.units["abroad"].id,
        "pln": world.appraisals["foreigner"].plan_id,
    }.get(kind, new_id())
    absent = await api.answer("auditor", BY_ID, id=public_id(kind, new_id()))
    assert await api.answer("auditor", BY_ID, id=public_id(kind, foreign)) == absent
    assert "errors" not in absent


@pytest.mark.parametrize("field", ["appraisal", "node"])
async def test_what_is_invisible_answers_like_what_is_absent(world: World, api: Api, field: str) -> None:
    query = f"query($id: ID!) {{ {field}(id: $id) {{ id }} }}"
    seen = public_id("apr", world.appraisals["staff"].id)
    assert await api.data("staff", query, id=seen) == {field: {"id": seen}}
    assert await api.data("stranger", query, id=seen) == await api.data("stranger", query, id=public_id("apr", new_id())) == {field: None}


async def test_what_an_appraisal_owns_is_seen_by_its_id_as_through_it(world: World, api: Api) -> None:
    query = "query($id: ID!) { appraisal(id: $id) { realisations { id } feedback { id } plan { id results { id indicators { id } } } } }"
    owned = (await api.data("chief", query, id=public_id("apr", world.appraisals["staff"].id)))["appraisal"]
    result = owned["plan"]["results"][0]
    open_to_both = [owned["realisations"][0]["id"], owned["plan"]["id"], result["id"], result["indicators"][0]["id"]]
    feedback = owned["feedback"][0]["id"]
    nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    everything = [{"id": one} for one in [*open_to_both, feedback]]
    assert await api.data("chief", nodes, ids=[*open_to_both, feedback]) == {"nodes": everything}
    assert await api.data("staff", nodes, ids=[*open_to_both, feedback]) == {"nodes": [*everything[:-1], None]}
    assert await api.data("stranger", nodes, ids=[*open_to_both, feedback]) == {"nodes": [None] * 5}


async def reviewed(world: World) -> None:
    """Record the review of the staff's appraisal, which tells its ratings, and a change that is open to the parties."""
    appraisal = world.appraisals["staff"]
    about = {"actor": world.actor("chief"), "subject_type": SubjectType.APPRAISAL, "subject_id": appraisal.id, "unit_id": appraisal.unit_id}
    drafts = [
        EventDraft(
            **about,
            version=1,
            action=EventAction.REVIEW,
            from_state="SUBMITTED",
            to_state="REVIEWED",
            reason="As the figures say.",
            changes=[
                Change("resultRating", None, "MEETS"),
                Change("recommendation", Personal(None), Personal("Go on.")),
                Change("state", "SUBMITTED", "REVIEWED"),
            ],
        ),
        EventDraft(**about, version=2, action=EventAction.RECALL, from_state="REVIEWED", to_state="SUBMITTED", reason="Too mild a rating."),
    ]
    await world.database.transaction(lambda conn: record_many(conn, drafts))


HISTORY = """query($id: ID!) { appraisal(id: $id) { history { edges { node { action reason changes { path old new } actor { name } } } } }
  rating: historyEvents(filter: {field: "resultRating"}) { totalCount }
  state: historyEvents(filter: {field: "state"}) { totalCount } }"""


@pytest.mark.parametrize(("who", "shown"), [("chief", True), ("auditor", True), ("staff", False)])
async def test_history_tells_the_parties_what_the_policies_of_the_fields_allow(world: World, api: Api, who: str, shown: bool) -> None:
    await reviewed(world)
    found = await api.data(who, HISTORY, id=public_id("apr", world.appraisals["staff"].id))
    review, recall = (edge["node"] for edge in found["appraisal"]["history"]["edges"])
    told = {one["path"]: (one["old"], one["new"]) for one in review["changes"]}
    rated = {"resultRating": (None, "MEETS"), "recommendation": (None, "Go on.")}
    assert told == {"state": ("SUBMITTED", "REVIEWED"), **(rated if shown else {})}
    assert review["reason"] == ("As the figures say." if shown else None)
    assert recall["reason"] == ("Too mild a rating." if shown else None)
    assert found["rating"]["totalCount"] == (1 if shown else 0)
    assert found["state"]["totalCount"] == 1
    assert shown or "MEETS" not in json.dumps(found)


async def test_history_of_what_is_invisible_is_empty(world: World, api: Api) -> None:
    await reviewed(world)
    assert await api.data("stranger", "{ historyEvents { totalCount edges { node { id } } } }") == {
        "historyEvents": {"totalCount": 0, "edges": []}
    }


def test_history_guards_the_fields_that_the_appraisal_guards() -> None:
    """The two lists must agree: a field that is guarded in the appraisal but not in its history could be read there."""
    build()
    declared: dict[FieldPolicy, set[str]] = {policy: set() for policy in GUARDED}
    for name, one in registry.of_class(Appraisal).fields.items():
        policy = one.value.policy if isinstance(one, Column) else one.policy if isinstance(one, One | Many | Page) else FieldPolicy.OPEN
        if policy is not FieldPolicy.OPEN:
            declared[policy].add(name)
    assert declared == {policy: set(guarded) for policy, guarded in GUARDED.items()}


async def test_an_appraisal_tells_how_long_it_was_in_each_state(world: World, api: Api) -> None:
    await reviewed(world)
    query = "query($id: ID!) { appraisal(id: $id) { statePeriods { state since until } lines { validFrom appraiser { name } } } }"
    found = (await api.data("staff", query, id=public_id("apr", world.appraisals["staff"].id)))["appraisal"]
    moment = "2026-03-10T02:00:00.000000Z"
    assert found["statePeriods"] == [
        {"state": "REVIEWED", "since": moment, "until": moment},
        {"state": "SUBMITTED", "since": moment, "until": None},
    ]
    assert found["lines"] == [{"validFrom": "2026-01-01", "appraiser": {"name": "Chief"}}]


async def test_an_appraisal_is_held_since_the_line_made_somebody_its_holder(urls: Urls, database: Database) -> None:
    """Submitted on the 1st; from the 5th on another one appraises, whose turn it is from that day's first moment in Jakarta."""
    await unguard(urls)
    world = town(database)
    submitted = world.appraise("staff", "quarter", "section", AppraisalState.SUBMITTED)
    submitted.state_since = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    [line] = [row for row in world.rows if isinstance(row, ReportingLine) and row.employee_id == world.people["staff"].id]
    world.line("staff", "mayor", "mayor")
    before = world.rows[-1]
    assert isinstance(before, ReportingLine)
    line.valid_from = before.valid_to = date(2026, 3, 5)
    await world.save()
    query = "query($id: ID!) { appraisal(id: $id) { heldBy { name } heldSince lines { validFrom validTo appraiser { name } } } }"
    found = (await Api(app_of(world)).data("chief", query, id=public_id("apr", submitted.id)))["appraisal"]
    assert (found["heldBy"], found["heldSince"]) == ({"name": "Chief"}, "2026-03-04T17:00:00.000000Z")
    assert found["lines"] == [
        {"validFrom": "2026-01-01", "validTo": "2026-03-05", "appraiser": {"name": "Mayor"}},
        {"validFrom": "2026-03-05", "validTo": None, "appraiser": {"name": "Chief"}},
    ]


async def test_a_reporting_line_tells_why(urls: Urls, database: Database) -> None:
    await unguard(urls)
    world = town(database)
    [line] = [row for row in world.rows if isinstance(row, ReportingLine) and row.employee_id == world.people["staff"].id]
    holder = Because(LinePart.APPRAISER, LineStep.HOLDER, unit_id=world.units["section"].id, employee_id=world.people["chief"].id)
    line.because = write_because([holder])
    await world.save()
    query = """query($nip: String!, $on: Date) { employee(nip: $nip) { reportingLine(on: $on) {
      appraiser { name } approver { name } because { part step message unit { name } employee { name } position { name } } } } }"""
    api = Api(app_of(world))
    found = (await api.data("staff", query, nip=await number_of(api)))["employee"]["reportingLine"]
    assert found == {
        "appraiser": {"name": "Chief"},
        "approver": {"name": "Head"},
        "because": [
            {
                "part": "APPRAISER",
                "step": "HOLDER",
                "message": "This person holds the post on the day that is asked.",
                "unit": {"name": "Unit section"},
                "employee": {"name": "Chief"},
                "position": None,
            }
        ],
    }
    before = await api.data("staff", query, nip=await number_of(api), on="2025-12-31")
    assert before == {"employee": {"reportingLine": None}}


async def number_of(api: Api) -> str:
    viewer = (await api.data("staff", "{ viewer { employee { nip } } }"))["viewer"]
    return str(viewer["employee"]["nip"])
