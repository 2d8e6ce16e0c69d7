"""The fuzzer can fail: what is planted is found, each by what it breaks."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis_graphql import queries

from models.appraisals import Appraisal
from models.base import Row
from models.database import Connection, Database
from schema.reads import loading, statement
from server.app import create_app
from tests.conftest import client_of
from tests.demo_agency import NOW
from tests.engines import Urls
from tests.fuzz.generating import ALL, MUTATIONS, SCALARS, SCHEMA, as_it_is, walked
from tests.fuzz.judging import judge_writes
from tests.fuzz.ledger import Written, keep_ledger
from tests.fuzz.test_fuzz import errors_logged, settings_over
from tests.fuzz.walk import Counts, Walk
from workflows import commands
from workflows.access import Actor, Condition, FieldPolicy, field_visible, visible

TRIES, DOCUMENTS = 12, 40
OF_APPRAISALS = queries(SCHEMA, fields=["appraisals"], custom_scalars=SCALARS, print_ast=as_it_is)
"""The more the schema holds, the fewer of all queries ask for an appraisal and its ratings."""

Plant = Callable[[pytest.MonkeyPatch], None]


def rows_of_others(patch: pytest.MonkeyPatch) -> None:
    """Show every appraisal to everybody."""

    def shown(actor: Actor, model: type[Row], alias: str) -> Condition:
        found = visible(actor, model, alias)
        return Condition("1 = 1", found.params) if model is Appraisal else found

    patch.setattr(statement, "visible", shown)


def hidden_values(patch: pytest.MonkeyPatch) -> None:
    """Tell everybody what they aren't to know yet of rows that they see."""

    def shown(actor: Actor, model: type[Row], policy: FieldPolicy, alias: str) -> Condition:
        return Condition("1 = 1", field_visible(actor, model, policy, alias).params)

    patch.setattr(statement, "field_visible", shown)


def fault(patch: pytest.MonkeyPatch) -> None:
    """Let one page in three end in an exception."""
    whole, asked = loading.read_page, iter(range(1_000_000))

    async def failing(*given: Any) -> Any:
        if next(asked) % 3 == 0:
            raise RuntimeError("planted")
        return await whole(*given)

    patch.setattr(loading, "read_page", failing)


def write_of_the_refused(patch: pytest.MonkeyPatch) -> None:
    """Let each refusal change a row."""
    whole = commands._keep_attempt

    async def keeping(database: Database, *given: Any) -> None:
        await whole(database, *given)
        await database.transaction(lambda conn: conn.execute("UPDATE installation SET value = value"))

    patch.setattr(commands, "_keep_attempt", keeping)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("plant", "made", "found"),
    [
        (rows_of_others, OF_APPRAISALS, "shows apr_"),
        (hidden_values, OF_APPRAISALS, "tells "),
        (fault, ALL, "error INTERNAL"),
        (write_of_the_refused, MUTATIONS, "refused, but wrote ['installation']"),
    ],
)
async def test_what_is_planted_is_found(
    plant: Plant, made: Any, found: str, fresh_demo: Callable[[], Awaitable[Urls]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The accident: a fuzzer that looks away from what it is for, and finds nothing in all its documents."""
    urls = await fresh_demo()
    await keep_ledger(urls)
    app = create_app(urls.settings(**settings_over(tmp_path)), clock=lambda: NOW)
    with errors_logged() as logged:
        async with client_of(app) as client:
            walk = Walk(client, app.state.database, SCHEMA, Counts())
            await walk.begin()
            plant(monkeypatch)
            for number in range(TRIES):
                await walked(walk, DOCUMENTS, number, made)
                if any(f": {found}" in one for one in walk.counts.wrong):
                    break
    assert any(f": {found}" in one for one in walk.counts.wrong)
    assert bool(logged) == (plant is fault)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_versions_without_events_are_found(database: Database) -> None:
    """A version that rises alone, or by two, or an event that isn't there, each is told."""
    key, event = str(uuid4()), str(uuid4())
    answered = [{"fzRefusal": None, "fzEvent": {"id": f"evt_{event}"}, "fzReplayed": False}]

    async def judged(conn: Connection, *written: Written) -> list[str]:
        return await judge_writes(conn, "submitAppraisal", answered, written)

    alone = await database.read(lambda conn: judged(conn, Written("appraisal", key, 1, 2)))
    assert any("without their events" in one for one in alone)
    assert "answers with an event that wasn't written" in alone
    jumped = await database.read(lambda conn: judged(conn, Written("appraisal", key, 1, 3)))
    assert "appraisal from 1 to 3" in jumped
