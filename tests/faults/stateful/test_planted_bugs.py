"""The histories find what they are for: with a bug planted in the product, they end with a difference."""

import asyncio
import os
from collections import Counter

import pytest
from hypothesis import Phase
from hypothesis.errors import FlakyFailure

from tests.engines import SqliteEngine
from tests.faults.stateful.breaking import plant
from tests.faults.stateful.bugs import BUGS
from tests.faults.stateful.directed import DIRECTED
from tests.faults.stateful.play import Play
from tests.faults.stateful.stage import Stage, make_stage
from tests.faults.stateful.test_histories import played

HISTORIES, LENGTH = 40, 60
# Chance takes minutes for all of them: in `make test` those with a history of their own are enough.
BY_CHANCE = [one for one in BUGS if one not in DIRECTED] if os.environ.get("KINERJA_PROOF") == "1" else []


@pytest.mark.proof
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("invariant", BY_CHANCE)
def test_a_planted_bug_is_found(sqlite_server: SqliteEngine, invariant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within forty histories, the first of those that are played without a bug."""
    plant(monkeypatch)
    with asyncio.Runner() as runner:
        stage = runner.run(make_stage(runner, sqlite_server, "SUPERIOR"))
        BUGS[invariant](monkeypatch)
        # Where a cancellation falls is a matter of time: what is played once more to be told may end otherwise.
        with pytest.raises((AssertionError, FlakyFailure)):
            played(stage, HISTORIES, Counter(), length=LENGTH, phases=(Phase.generate,))


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("invariant", DIRECTED)
def test_a_planted_bug_that_chance_rarely_meets_is_found(
    sqlite_server: SqliteEngine, invariant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the history that is written for it, which ends well without the bug."""
    with asyncio.Runner() as runner:
        stage = runner.run(make_stage(runner, sqlite_server, "SUPERIOR"))
        directed(stage, invariant)
        BUGS[invariant](monkeypatch)
        with pytest.raises(AssertionError):
            directed(stage, invariant)


def directed(stage: Stage, invariant: str) -> None:
    """Play the history that is written for an invariant."""
    town, ids = stage.run(stage.begin())
    try:
        stage.run(DIRECTED[invariant](Play(stage, town, ids, Counter())))
    finally:
        stage.run(stage.end())
