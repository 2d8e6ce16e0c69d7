"""The grid, cell by cell, over HTTP on both engines: an allowed call moves, a denied one answers its code and changes nothing.

Each corner of the grid (route, state, window) is a town of its own in which all denied cells are tried; each allowed cell has a town for
itself, so that no cell sees what another did.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from models.database import Database, open_database
from models.vocabulary import AppraisalAction, AppraisalState, ApprovalRoute, EventAction, Relation, Role, VoidKind
from schema.http import graphql_route
from schema.root import build
from tests.engines import PostgresEngine, SqliteEngine, Urls
from tests.workflows.grid import ACTIONS, PEOPLE, ROUTES, STATES, WINDOWS, Key, grid
from tests.worlds import NOW, TEN_CHARS, World, done, make_world
from workflows.appraisal import APPRAISAL
from workflows.appraisal_record import AppraisalRecord
from workflows.cycle import CYCLE
from workflows.definition import Step, Workflow, build_machine
from workflows.facts import Inputs

Fresh = Callable[[], Awaitable[Database]]

GRID = grid()
AFTER = datetime(2026, 4, 15, 2, 0, tzinfo=UTC)
MUTATIONS = {
    "SUBMIT": "submitAppraisal",
    "SUBMIT_IN_ABSENCE": "submitAppraisalInAbsence",
    "WITHDRAW": "withdrawAppraisal",
    "RETURN": "returnAppraisal",
    "REVIEW": "reviewAppraisal",
    "RECALL": "recallAppraisal",
    "APPROVE": "approveAppraisal",
    "VOID": "voidAppraisal",
}
INPUTS: dict[str, dict[str, object]] = {
    "SUBMIT_IN_ABSENCE": {"reason": TEN_CHARS},
    "RETURN": {"reason": TEN_CHARS},
    "RECALL": {"reason": TEN_CHARS},
    "VOID": {"reason": TEN_CHARS, "kind": "DUPLICATE"},
    "REVIEW": {
        "resultRating": "MEETS",
        "behaviourRating": "MEETS",
        "feedback": [{"about": "OVERALL", "text": "Baik."}],
        "confirmResults": True,
    },
}
# By hand: where an allowed action leads.
LEADS = {
    ("SUBMIT", "DRAFT"): "SUBMITTED",
    ("SUBMIT_IN_ABSENCE", "DRAFT"): "SUBMITTED",
    ("WITHDRAW", "SUBMITTED"): "DRAFT",
    ("RETURN", "SUBMITTED"): "DRAFT",
    ("RETURN", "REVIEWED"): "SUBMITTED",
    ("REVIEW", "SUBMITTED"): "REVIEWED",
    ("RECALL", "REVIEWED"): "SUBMITTED",
    ("APPROVE", "REVIEWED"): "APPROVED",
    ("VOID", "DRAFT"): "DRAFT",
    ("VOID", "SUBMITTED"): "SUBMITTED",
}
WHO = {
    "EMPLOYEE": "employee",
    "UNIT_LEADER": "mayor",
    "AGENCY_ADMIN": "hr",
    "AGENCY_LEADER": "leader",
    "AUDITOR": "auditor",
    "OPERATOR": "operator",
    "STRANGER": "stranger",
    "FOREIGNER": "foreigner",
}


@dataclass
class Town:
    """The town in one state of the grid, asked over HTTP."""

    world: World
    client: httpx.AsyncClient
    differing: list[str] = field(default_factory=list)

    def who(self, person: str) -> str:
        """Name the member who is a person of the grid."""
        if person == "APPRAISER":
            return self.world.supervisor_of("employee")
        if person == "APPROVER":
            return "approver"
        return WHO[person]

    async def ask(self, person: str, action: str) -> dict[str, Any]:
        """Let a person try an action at the present version; give the payload."""
        name = MUTATIONS[action]
        kind = name[0].upper() + name[1:] + "Input!"
        asked = {"id": self.world.appraisal("employee"), "expectedVersion": await self.world.version("employee"), **INPUTS.get(action, {})}
        response = await self.client.post(
            "/graphql",
            json={
                "query": f"mutation($input: {kind}) {{ {name}(input: $input)"
                " { appraisal { state version } event { id } refusal { code currentState reasons { code } } } }",
                "variables": {"input": asked},
            },
            headers={"Authorization": f"Bearer {self.world.token(self.who(person))}"},
        )
        body = response.json()
        assert "errors" not in body, body
        payload: dict[str, Any] = body["data"][name]
        return payload

    async def stored(self) -> tuple[str, int, int]:
        """Give the appraisal's row as text, and how many events and refused attempts there are."""
        row = await self.world.row("employee")
        events = await self.world.one("SELECT COUNT(*) AS n FROM event")
        attempts = await self.world.one("SELECT COUNT(*) AS n FROM refused_attempt")
        return json.dumps({name: str(value) for name, value in row.items()}, sort_keys=True), int(events["n"]), int(attempts["n"])

    async def cell(self, key: Key) -> None:
        """Try one cell and note every difference from the grid."""
        person, state, _, _, action = key
        expected = GRID[key]
        before = await self.stored()
        payload = await self.ask(person, action)
        after = await self.stored()
        got = payload["refusal"]["code"] if payload["refusal"] else "ALLOWED"
        if got != expected:
            self.differing.append(f"{key}: {got}, expected {expected}")
        elif got == "ALLOWED":
            target = LEADS[action, state]
            row = await self.world.row("employee")
            if row["state"] != target or after[1] != before[1] + 1 or payload["event"] is None:
                self.differing.append(f"{key}: led to {row['state']}, expected {target} and one event")
        else:
            kept = before[2] if got == "NOT_FOUND" else before[2] + 1
            # An equal attempt of the same person within a minute is only counted.
            if after[:2] != before[:2] or after[2] not in (before[2], kept):
                self.differing.append(f"{key}: a denied call changed something")


def app_of(world: World) -> Starlette:
    """Make an app that knows the world's tokens and its clock."""
    app = Starlette(routes=[graphql_route(world.identify)])
    app.state.database = world.database
    app.state.clock = lambda: world.now
    return app


async def town(database: Database, route: str, state: str, window: str) -> AsyncIterator[Town]:
    """Bring the employee's appraisal to a state of the grid, then move the clock into the window."""
    world = await make_world(database, route=ApprovalRoute(route), complete=("employee",))
    if state == "VOIDED":
        done(await world.act("hr", "employee", AppraisalAction.VOID, Inputs(reason=TEN_CHARS, void_kind=VoidKind.DUPLICATE)))
    else:
        await world.bring("employee", AppraisalState(state))
    world.now = NOW if window == "OPEN" else AFTER
    transport = httpx.ASGITransport(app_of(world))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield Town(world, client)


def denied(state: str, route: str, window: str) -> Iterable[Key]:
    """Give the cells of a state that change nothing, the refused ones of visible people first."""
    return (
        key for person, action in product(PEOPLE, ACTIONS) if GRID[key := (person, state, route, window, action)] not in (None, "ALLOWED")
    )


ALLOWED = [key for key, outcome in GRID.items() if outcome == "ALLOWED"]
CORNERS = list(product(ROUTES, STATES, WINDOWS))


def test_the_grid_is_complete() -> None:
    """A combination that nobody wrote down is one that nobody thought about; words and rows are all there too."""
    assert set(GRID) == set(product(PEOPLE, STATES, ROUTES, WINDOWS, ACTIONS))
    assert set(ACTIONS) == {action.value for action in AppraisalAction} == {step.action.value for step in APPRAISAL.steps}
    assert set(STATES) - {"VOIDED"} == {state.value for state in AppraisalState}
    assert set(ROUTES) == {route.value for route in ApprovalRoute}
    # Nobody proposes, writes or keeps an appraisal: those relations are of line proposals, of feedback and of trainings.
    assert set(PEOPLE) == {one.value for one in (*Relation, *Role)} - {"PROPOSER", "AUTHOR", "KEEPER"} | {"STRANGER", "FOREIGNER"}


def test_every_action_has_its_mutation() -> None:
    """An action that no mutation reaches is a dead word in ``availableActions``."""
    assert set(MUTATIONS) == {action.value for action in AppraisalAction}
    published = build().core.mutation_type
    assert published is not None
    assert set(MUTATIONS.values()) - set(published.fields) == set()


def test_every_action_has_its_word_in_the_history() -> None:
    """An action that no event can name is found only by the first who tries it, as a fault."""
    words = {action.value for action in EventAction}
    assert {step.action.value for workflow in (APPRAISAL, CYCLE) for step in workflow.steps} - words == set()


@pytest.mark.parametrize(("route", "state", "window"), CORNERS)
async def test_denied_cells(database: Database, route: str, state: str, window: str) -> None:
    """Every refusal of a state, with its code, and nothing changed but the kept attempt."""
    async for one in town(database, route, state, window):
        tried = 0
        for key in denied(state, route, window):
            await one.cell(key)
            tried += 1
        assert one.differing == []
        assert tried >= 60
        attempts = await one.world.all("SELECT actor_id, action, code FROM refused_attempt")
        codes = {row["code"] for row in attempts}
        assert "NOT_FOUND" not in codes, "what is hidden leaves no attempt that could point at it"
        assert attempts, "refusals of those who see it are kept"


@pytest.mark.parametrize("key", ALLOWED, ids="-".join)
async def test_allowed_cells(database: Database, key: Key) -> None:
    """Every allowed cell succeeds, leads where it must, and leaves one event."""
    _, state, route, window, _ = key
    async for one in town(database, route, state, window):
        await one.cell(key)
        assert one.differing == []


def changed(index: int, **cells: Any) -> tuple[Step[Any], ...]:
    """Give the table's rows with one of them changed."""
    steps = list(APPRAISAL.steps)
    steps[index] = replace(steps[index], **cells)
    return tuple(steps)


def row(action: str, source: str) -> int:
    """Find a row of the table by action and state."""
    return next(i for i, step in enumerate(APPRAISAL.steps) if (step.action.value, step.source.value) == (action, source))


S, R, A, D = AppraisalState.SUBMITTED, AppraisalState.REVIEWED, AppraisalState.APPROVED, AppraisalState.DRAFT
TABLE_MUTANTS = {
    "an appraiser submits": changed(row("SUBMIT", "DRAFT"), who=Relation.APPRAISER),
    "submit asks nothing": changed(row("SUBMIT", "DRAFT"), guards=()),
    "an auditor submits in absence": changed(row("SUBMIT_IN_ABSENCE", "DRAFT"), who=Role.AUDITOR),
    "withdraw by the appraiser": changed(row("WITHDRAW", "SUBMITTED"), who=Relation.APPRAISER),
    "return by the approver": changed(row("RETURN", "SUBMITTED"), who=Relation.APPROVER),
    "the approver's return on every route": changed(row("RETURN", "REVIEWED"), routes=frozenset(ApprovalRoute)),
    "review by the approver": changed(row("REVIEW", "SUBMITTED"), who=Relation.APPROVER),
    "recall by the employee": changed(row("RECALL", "REVIEWED"), who=Relation.EMPLOYEE),
    "approve by the appraiser": changed(row("APPROVE", "REVIEWED"), who=Relation.APPRAISER),
    "void by the agency's leader": changed(row("VOID", "DRAFT"), who=Role.AGENCY_LEADER),
}
MACHINE_MUTANTS: dict[str, tuple[str, str, str | None]] = {
    "submit leads to reviewed": ("SUBMIT", "DRAFT", "REVIEWED"),
    "submit is gone": ("SUBMIT", "DRAFT", None),
    "submit in absence is gone": ("SUBMIT_IN_ABSENCE", "DRAFT", None),
    "withdraw stays": ("WITHDRAW", "SUBMITTED", "SUBMITTED"),
    "return to draft is gone": ("RETURN", "SUBMITTED", None),
    "return leads to draft": ("RETURN", "REVIEWED", "DRAFT"),
    "review leads to approved": ("REVIEW", "SUBMITTED", "APPROVED"),
    "recall leads to draft": ("RECALL", "REVIEWED", "DRAFT"),
    "approve leads to submitted": ("APPROVE", "REVIEWED", "SUBMITTED"),
    "void is gone": ("VOID", "SUBMITTED", None),
}


def affected(action: str, source: str) -> dict[tuple[str, str, str], list[Key]]:
    """Group the cells that a changed row of an action can touch by the town in which they are tried."""
    corners: dict[tuple[str, str, str], list[Key]] = {}
    for key, outcome in GRID.items():
        if outcome is not None and key[4] == action and key[1] == source:
            corners.setdefault((key[2], key[1], key[3]), []).append(key)
    return corners


async def found(fresh: Fresh, action: str, source: str) -> bool:
    """Tell whether any cell that the planted mutant can touch differs from the grid."""
    for (route, state, window), keys in affected(action, source).items():
        async for one in town(await fresh(), route, state, window):
            for key in sorted(keys, key=lambda key: GRID[key] == "ALLOWED"):
                try:
                    await one.cell(key)
                except AssertionError:
                    return True
                if one.differing:
                    return True
    return False


@pytest.fixture
async def fresh(server_of_engine: SqliteEngine | PostgresEngine) -> AsyncIterator[Fresh]:
    """Give a maker of fresh migrated databases, all closed at the end."""
    made: list[tuple[Database, Urls]] = []

    async def make() -> Database:
        urls = await server_of_engine.migrated()
        made.append((await open_database(urls.serving), urls))
        return made[-1][0]

    yield make
    for database, urls in made:
        await database.close()
        await server_of_engine.remove(urls)


def with_changed(monkeypatch: pytest.MonkeyPatch, **changed_parts: object) -> None:
    """Let the engine run on the appraisal's workflow with parts changed that its own checks would refuse."""
    mutant: Workflow[Any] = object.__new__(Workflow)
    for attribute, value in {**vars(APPRAISAL), **changed_parts}.items():
        object.__setattr__(mutant, attribute, value)
    monkeypatch.setattr(AppraisalRecord, "workflow", mutant)


async def test_the_table_itself_has_no_differences(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutants below are found because they differ, not because a changed workflow can't run at all."""
    with_changed(monkeypatch, machine=build_machine(APPRAISAL), steps=tuple(APPRAISAL.steps))
    assert not await found(fresh, "RETURN", "REVIEWED")


@pytest.mark.parametrize("name", TABLE_MUTANTS)
async def test_a_mutant_of_the_table_is_found(fresh: Fresh, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A grid that passes with a changed cell would protect nothing: ten single changes of the table each make it fail."""
    steps = TABLE_MUTANTS[name]
    step = next(new for new, old in zip(steps, APPRAISAL.steps, strict=True) if new != old)
    with_changed(monkeypatch, steps=steps)
    assert await found(fresh, step.action.value, step.source.value)


@pytest.mark.parametrize("name", MACHINE_MUTANTS)
async def test_a_mutant_of_the_machine_is_found(fresh: Fresh, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The machine judges: were its answer not asked, a machine that knows other moves would go unnoticed."""
    action, source, target = MACHINE_MUTANTS[name]
    machine = build_machine(APPRAISAL)
    transitions = machine.events[action].transitions
    [only] = transitions[source]
    if target is None:
        del transitions[source]
    else:
        only.dest = target
    with_changed(monkeypatch, machine=machine)
    assert await found(fresh, action, source)
