"""``allowed`` means that the mutation succeeds: over the whole demo agency, against the grid and hand-read facts, and by real execution.

`make test` asks about one appraisal of each kind and every fiftieth; `make proof` about all of them.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from models.database import open_database
from server.app import create_app
from tests.conftest import client_of
from tests.demo_agency import NOW, TODAY
from tests.engines import Urls
from tests.workflows.demo_facts import Facts, Row, read_facts
from tests.workflows.grid import ACTIONS
from tests.workflows.test_grid import LEADS, MUTATIONS
from workflows.development import DevelopmentIssuer, load_issuer

PAGE = 100
ACTIONS_QUERY = (
    "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Appraisal { id version state"
    " availableActions { action allowed inputs { name type required minLength } reasons { code } } } } }"
)
REFUSED = {
    **dict.fromkeys(
        ("RELATION_REQUIRED", "ROLE_REQUIRED", "OWN_RECORD", "REVIEWED_BY_SAME_PERSON", "SUBMITTED_BY_SAME_PERSON"), "NOT_PERMITTED"
    ),
    "ACTION_NOT_IN_STATE": "ILLEGAL_TRANSITION",
}
GIVEN: Mapping[str, object] = {
    "Rating": "MEETS",
    "Boolean": True,
    "VoidKind": "WRONG_OPENING",
    "[FeedbackInput!]": [{"about": "OVERALL", "text": "Baik."}],
}
"""A value of each input's type; texts are made from their least length."""

MOMENTS: Mapping[int, set[str]] = {0: set(ACTIONS) - {"SUBMIT_IN_ABSENCE"}, 20: set(ACTIONS) - {"SUBMIT", "WITHDRAW"}}
"""When everything is asked, in days after the reference date, and what somebody may do then: while the window runs, and after it."""

Kind = tuple[tuple[str, ...], str, str, tuple[str, ...]]
"""What is executed once: the relations, the state, the action, the reasons against it."""


@dataclass
class Asking:
    """A client that asks as anybody of the demo, and what it was answered."""

    client: httpx.AsyncClient
    issuer: DevelopmentIssuer
    facts: Facts
    now: datetime
    cells: int = 0
    differing: list[str] = field(default_factory=list)
    kinds: dict[Kind, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    async def post(self, employee: str, query: str, variables: Mapping[str, object]) -> Any:
        """Send an operation as an employee and give its data."""
        token = self.issuer.issue(UUID(str(self.facts.employees[employee]["person_id"])), self.now)
        response = await self.client.post(
            "/graphql", json={"query": query, "variables": variables}, headers={"Authorization": f"Bearer {token}"}
        )
        body = response.json()
        assert "errors" not in body, body
        return body["data"]

    async def actions(self, employee: str, appraisals: Sequence[str]) -> list[dict[str, Any] | None]:
        """Ask what an employee may do with appraisals, a page at a time; None for one that they may not see."""
        found: list[dict[str, Any] | None] = []
        for start in range(0, len(appraisals), PAGE):
            ids = [f"apr_{one}" for one in appraisals[start : start + PAGE]]
            found += (await self.post(employee, ACTIONS_QUERY, {"ids": ids}))["nodes"]
        return found

    async def compare(self, employee: str, appraisals: Sequence[str]) -> None:
        """Compare every cell of an employee's with what the grid and the facts say, and gather its kind."""
        for key, node in zip(appraisals, await self.actions(employee, appraisals), strict=True):
            one = self.facts.appraisals[key]
            told = {} if node is None else {cell["action"]: cell for cell in node["availableActions"]}
            assert node is None or tuple(told) == ACTIONS
            for action in ACTIONS:
                self.cells += 1
                code, reasons = self.facts.expected(one, employee, action)
                cell = told.get(action)
                got, against = outcome(cell)
                if got != code or (reasons and against != reasons):
                    self.differing.append(f"{action} by {employee} on {key}: {got} {dict(against)}, expected {code} {dict(reasons)}")
                kind = (self.facts.persons(one, employee), str(one["state"]), action, tuple(sorted(set(against))))
                self.kinds[kind].append((employee, key))

    async def execute(self, employee: str, key: str, action: str, cell: Mapping[str, Any] | None, version: int) -> dict[str, Any]:
        """Carry out an action with inputs made from what ``availableActions`` says of them, and nothing else; give the payload."""
        name = MUTATIONS[action]
        given = {one["name"]: made(one) for one in (cell or {"inputs": []})["inputs"] if one["required"]}
        document = (
            f"mutation($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input)"
            " { appraisal { state version } event { action } refusal { code reasons { code } } } }"
        )
        data = await self.post(employee, document, {"input": {"id": f"apr_{key}", "expectedVersion": version, **given}})
        payload: dict[str, Any] = data[name]
        return payload


def outcome(cell: Mapping[str, Any] | None) -> tuple[str, Counter[str]]:
    """Read the code and the counted reasons from a cell of ``availableActions``."""
    if cell is None:
        return "NOT_FOUND", Counter()
    reasons = Counter(one["code"] for one in cell["reasons"])
    assert cell["allowed"] is not bool(reasons), "an action that isn't allowed says why, and an allowed one has nothing against it"
    return "ALLOWED" if cell["allowed"] else next((REFUSED[one] for one in reasons if one in REFUSED), "BLOCKED"), reasons


def made(one: Mapping[str, Any]) -> object:
    """Make a value of an offered input."""
    return "a" * (one["minLength"] or 1) if one["type"] == "String" else GIVEN[one["type"]]


@asynccontextmanager
async def asking_on(demo: Urls, days: int) -> AsyncIterator[Asking]:
    """Serve the demo by the whole app, its clock standing some days after the reference date; give its rows as they are now."""
    database = await open_database(demo.serving)
    now, today = NOW + timedelta(days=days), TODAY + timedelta(days=days)
    facts = await database.read(lambda conn: read_facts(conn, today.isoformat()))
    issuer = await database.read(load_issuer)
    await database.close()
    assert issuer is not None
    # Few people ask for everything here, by a clock that stands: nobody's points would come back.
    settings = demo.settings(dev_issuer=True, rate_points=1_000_000_000)
    async with client_of(create_app(settings, clock=lambda: now)) as client:
        yield Asking(client, issuer, facts, now)


def chosen(facts: Facts, scaled: Callable[[int], int]) -> list[Row]:
    """Choose appraisals: one of each kind, and as many of the rest as the run is long."""
    ordered = sorted(facts.appraisals.values(), key=lambda one: str(one["id"]))
    kinds: dict[object, Row] = {}
    for one in ordered:
        reasons = tuple(sorted(set().union(*(facts.against(one, action) for action in ("SUBMIT", "SUBMIT_IN_ABSENCE", "WITHDRAW")))))
        lacks = tuple(facts.standing(one, relation) is None for relation in ("appraiser", "approver"))
        parties = {party: facts.persons(one, party) for party in facts.involved(one)}
        mixed = tuple(sorted({persons for persons in parties.values() if len(persons) > 1}))
        kinds.setdefault((one["agency_id"], one["state"], facts.route(one), reasons, lacks, mixed), one)
    step = len(ordered) // scaled(len(ordered))
    return list({str(one["id"]): one for one in (*kinds.values(), *ordered[::step])}.values())


def unrelated(facts: Facts, one: Row) -> list[str]:
    """Give somebody of the same agency who is nothing to an appraisal, and somebody of the other one."""
    involved = facts.involved(one)
    ordered = sorted(facts.employees)
    near = next(key for key in ordered if facts.employees[key]["agency_id"] == one["agency_id"] and key not in involved)
    far = next(key for key in ordered if facts.employees[key]["agency_id"] != one["agency_id"])
    return [near, far]


async def moved_or_refused(asking: Asking, kind: Kind, employee: str, key: str) -> str | None:
    """Execute one cell after asking about it once more; tell the outcome, or None if an earlier execution has changed the kind."""
    [node] = await asking.actions(employee, [key])
    persons, state, action, reasons = kind
    cell = next((one for one in node["availableActions"] if one["action"] == action), None) if node else None
    got, against = outcome(cell)
    if tuple(sorted(set(against))) != reasons or (node and node["state"] != state):
        return None
    version = node["version"] if node else int(str(asking.facts.appraisals[key]["version"]))
    payload = await asking.execute(employee, key, action, cell, version)
    refusal, told = payload["refusal"], f"{action} by {employee} ({'+'.join(persons)}) on {key}"
    if got == "ALLOWED":
        if refusal or payload["appraisal"] != {"state": LEADS[action, state], "version": version + 1} or not payload["event"]:
            asking.differing.append(f"{told} was allowed, and answered {payload}")
    elif refusal is None or (refusal["code"], Counter(one["code"] for one in refusal["reasons"])) != (got, against):
        asking.differing.append(f"{told} was {got} {dict(against)}, and answered {payload}")
    return got


async def compare_all(asking: Asking, scaled: Callable[[int], int]) -> None:
    """Ask everybody whom an appraisal concerns, and two whom it doesn't, about every action."""
    facts, asked = asking.facts, defaultdict(list)
    appraisals = chosen(facts, scaled)
    for one in appraisals:
        for employee in (*sorted(facts.involved(one)), *unrelated(facts, one)):
            asked[employee].append(str(one["id"]))
    for employee, keys in asked.items():
        await asking.compare(employee, keys)
    assert asking.differing == []
    assert asking.cells == 8 * sum(len(keys) for keys in asked.values())
    assert asking.cells >= 8 * 6 * len(appraisals)


async def execute_each(asking: Asking, kinds: Mapping[Kind, list[tuple[str, str]]]) -> tuple[Counter[str], set[Kind]]:
    """Execute one cell of every kind; tell what came out, and the kinds that earlier executions left no subject.

    What is refused changes nothing, so it goes first, then the kinds with the fewest subjects.
    """
    used: set[str] = set()
    executed: Counter[str] = Counter()
    gone: set[Kind] = set()
    for kind in sorted(kinds, key=lambda kind: (kind[0] != () and kind[3] == (), len(kinds[kind]), kind)):
        for employee, key in sorted(kinds[kind], key=lambda subject: subject[1] in used):
            got = await moved_or_refused(asking, kind, employee, key)
            if got is not None:
                executed[got] += 1
                if got == "ALLOWED":
                    used.add(key)
                break
        else:
            gone.add(kind)
    assert asking.differing == []
    return executed, gone


@pytest.mark.proof
@pytest.mark.parametrize("days", MOMENTS)
async def test_allowed_means_that_the_mutation_succeeds(
    fresh_demo: Callable[[], Awaitable[Urls]],
    scaled: Callable[[int], int],
    days: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A button that does nothing, or one that is missing, is what a user meets when the preview and the command judge differently."""
    demo = await fresh_demo()
    async with asking_on(demo, days) as asking:
        await compare_all(asking, scaled)
        kinds = dict(asking.kinds)
        executed, gone = await execute_each(asking, kinds)
    assert len(gone) <= len(kinds) // 20, "nearly all find a subject in one town"
    while gone:
        async with asking_on(await fresh_demo(), days) as again:
            more, still = await execute_each(again, {kind: kinds[kind] for kind in gone})
        assert len(still) < len(gone)
        executed, gone = executed + more, still
    assert {action for persons, _, action, reasons in kinds if persons and not reasons} == MOMENTS[days]
    assert set(executed) == {"ALLOWED", "BLOCKED", "ILLEGAL_TRANSITION", "NOT_PERMITTED", "NOT_FOUND"}
    assert executed["ALLOWED"] >= 12
    assert executed.total() == len(kinds) >= 300
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\nactions in the demo on {demo.dialect}, day {days}: {asking.cells} cells asked, 0 differences; executed {dict(executed)}"
        )
