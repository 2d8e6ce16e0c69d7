"""Random histories against the model: whatever people, machines and clocks do, the product answers and stores what the model says."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.engines import SqliteEngine
from tests.faults.stateful.breaking import plant
from tests.faults.stateful.machine import Histories
from tests.faults.stateful.stage import Stage, make_stage

STEPS, LENGTH = 100_000, 100


def played(stage: Stage, histories: int, *, length: int = LENGTH, phases: Sequence[Phase] = (Phase.generate, Phase.shrink)) -> Counter[str]:
    """Play so many histories; give what was tried."""
    counted: Counter[str] = Counter()
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
    return counted


@pytest.mark.proof
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("route", ["SUPERIOR", "APPRAISER"])
def test_every_history_is_what_the_model_says(
    sqlite_server: SqliteEngine,
    scaled: Callable[[int], int],
    route: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A quarter of the steps on each route, on SQLite so far; what was tried, and how often, is told."""
    plant(monkeypatch)
    with asyncio.Runner() as runner:
        stage = runner.run(make_stage(runner, sqlite_server, route))
        counted = played(stage, max(1, scaled(STEPS) // 4 // LENGTH))
    with capsys.disabled():
        print(f"\n{told(counted, stage.beginning.dialect, route)}")  # noqa: T201 - the proof's line
    assert counted["code DONE"] >= 0.3 * counted["steps"]


def told(counted: Counter[str], dialect: str, route: str) -> str:
    """Tell in one line what was tried."""
    groups = []
    for kind in ("action ", "code ", "fault "):
        found = sorted((name.removeprefix(kind), count) for name, count in counted.items() if name.startswith(kind))
        groups.append(f"{kind.strip()}s: " + ", ".join(f"{name} {count}" for name, count in found))
    share = 100 * counted["code DONE"] // max(1, counted["steps"])
    steps = f"{counted['steps']} steps in {counted['histories']} histories, {share}% succeeded"
    return f"histories on {dialect}, {route}: {steps}; {'; '.join(groups)}"
