"""Random histories against the model: whatever people, machines and clocks do, the product answers and stores what the model says."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from models.database import Dialect
from tests.engines import ENGINES, PostgresEngine, SqliteEngine
from tests.faults.stateful.breaking import POINTS, plant
from tests.faults.stateful.machine import Histories
from tests.faults.stateful.sending import DOCUMENTS
from tests.faults.stateful.stage import LONG_SECONDS, Stage, make_stage

STEPS, LENGTH = 100_000, 100
USUAL = 85
"""How many steps a history has at least in the middle of many: some end before they are as long as they may be."""
ROUTES = {"SUPERIOR": 1.0, "APPRAISER": 1.0, "SOLE_AUTHORITY": 0.2}
"""Where it is played, and how long beside the others: who stands under the mayor alone is there in every town."""
PARTS = len(ENGINES) * len(ROUTES)
WHOLE = len(ENGINES) * sum(ROUTES.values())
OFTEN = 100
CODES = (
    "DONE",
    "REPLAYED",
    "UNCHANGED",
    "BLOCKED",
    "BUSY",
    "CONFLICT",
    "ILLEGAL_TRANSITION",
    "INVALID",
    "NOT_FOUND",
    "NOT_PERMITTED",
    "STALE",
)
FAULTS = (*POINTS, "locked", "same key at once", "two at once")
EVERYTHING = (
    *(f"action {name}" for name in (*DOCUMENTS, "IMPORT_NAME", "IMPORT_MOVE")),
    *(f"done {name}" for name in (*DOCUMENTS, "IMPORT_NAME", "IMPORT_MOVE")),
    *(f"code {name}" for name in CODES),
    *(f"fault {name}" for name in FAULTS),
)
"""What the whole run comes to at least so often: every action, asked and done, every answer and every fault point."""


def played(
    stage: Stage,
    histories: int,
    counted: Counter[str],
    *,
    length: int = LENGTH,
    phases: Sequence[Phase] = (Phase.generate, Phase.shrink),
) -> None:
    """Play so many histories; ``counted`` is told what was tried."""
    kind = type("Played", (Histories,), {"stage": stage, "tried": counted})
    chosen = settings(
        max_examples=histories,
        stateful_step_count=length,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        phases=phases,
    )
    run_state_machine_as_test(kind, settings=chosen)


@pytest.fixture(scope="module")
def tried(pytestconfig: pytest.Config, scaled: Callable[[int], int]) -> Iterator[dict[str, Counter[str]]]:
    """What was tried in each part of the run; at its end one line tells it, and the whole run has come to everything often."""
    parts: dict[str, Counter[str]] = {}
    yield parts
    counted = sum(parts.values(), Counter[str]())
    with cast(Any, pytestconfig.pluginmanager.getplugin("capturemanager")).global_and_fixture_disabled():
        print(f"\n{told(counted, ', '.join(parts))}")  # noqa: T201 - the proof's line
    if scaled(STEPS) == STEPS and len(parts) == PARTS:
        assert counted["steps"] >= STEPS
        assert {name: counted[name] for name in EVERYTHING if counted[name] < OFTEN} == {}


@pytest.mark.proof
@pytest.mark.usefixtures("quiet")
# The library's own, of whoever goes away between two of its steps.
@pytest.mark.filterwarnings("ignore:coroutine 'Executor:RuntimeWarning")
@pytest.mark.parametrize("route", ROUTES)
def test_every_history_is_what_the_model_says(
    server_of_engine: SqliteEngine | PostgresEngine,
    engine: Dialect,
    scaled: Callable[[int], int],
    route: str,
    monkeypatch: pytest.MonkeyPatch,
    tried: dict[str, Counter[str]],
) -> None:
    """As many of the steps on each engine and route as ``ROUTES`` says."""
    plant(monkeypatch)
    with asyncio.Runner() as runner:
        stage = runner.run(make_stage(runner, server_of_engine, route))
        tried[f"{engine} {route}"] = Counter()
        counted = tried[f"{engine} {route}"]
        played(stage, max(1, round(ROUTES[route] * scaled(STEPS) / WHOLE / USUAL)), counted)
        counted["stood still"] = len(stage.stood_still)
    for one in stage.stood_still:
        print(one)  # noqa: T201 - shown with what fails
    assert counted["code DONE"] >= 0.3 * counted["steps"]


def told(counted: Counter[str], parts: str) -> str:
    """Tell in one line what was tried."""
    groups = []
    for kind in ("action ", "done ", "code ", "reason ", "fault "):
        found = sorted((name.removeprefix(kind), count) for name, count in counted.items() if name.startswith(kind))
        groups.append(f"{kind.strip()}s: " + ", ".join(f"{name} {count}" for name, count in found))
    share = 100 * counted["code DONE"] // max(1, counted["steps"])
    steps = f"{counted['steps']} steps in {counted['histories']} histories, {share}% succeeded, {counted['comparisons']} comparisons"
    still = f"{counted['stood still']} took longer than {LONG_SECONDS:.0f} s"
    return f"histories on {parts}: {steps}, {still}; {'; '.join(groups)}"
