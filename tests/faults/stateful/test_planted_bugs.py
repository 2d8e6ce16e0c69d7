"""The histories find what they are for: with a bug planted in the product, they end with a difference."""

import asyncio

import pytest
from hypothesis import Phase
from hypothesis.errors import FlakyFailure

from tests.engines import SqliteEngine
from tests.faults.stateful.breaking import plant
from tests.faults.stateful.bugs import BUGS
from tests.faults.stateful.stage import make_stage
from tests.faults.stateful.test_histories import played

HISTORIES, LENGTH = 40, 60


@pytest.mark.proof
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("invariant", BUGS)
def test_a_planted_bug_is_found(sqlite_server: SqliteEngine, invariant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within forty histories, the first of those that are played without a bug."""
    plant(monkeypatch)
    with asyncio.Runner() as runner:
        stage = runner.run(make_stage(runner, sqlite_server, "SUPERIOR"))
        BUGS[invariant](monkeypatch)
        # Where a cancellation falls is a matter of time: what is played once more to be told may end otherwise.
        with pytest.raises((AssertionError, FlakyFailure)):
            played(stage, HISTORIES, length=LENGTH, phases=(Phase.generate,))
