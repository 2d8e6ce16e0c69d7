"""Raw SQL by the role that serves goes round nothing: each illegal write is tried on each engine, and leaves every row as it was.

On SQLite the connection is a bare one, as anybody with the file would open it: no pragmas, foreign keys and recursive triggers off.
"""

import hashlib
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from itertools import product
from typing import Any, Protocol
from uuid import UUID, uuid4

import asyncpg
import pytest

from models.database import Database
from models.ddl import row_models, words_of
from models.vocabulary import AppraisalAction, AppraisalState, CycleAction, VoidKind
from tests.engines import Urls
from tests.worlds import TEN_CHARS, World, done, make_world
from workflows.cycle import CycleInputs, CycleRecord
from workflows.database_guards import rules
from workflows.engine import Command, advance
from workflows.facts import Inputs

STATES = ("DRAFT", "SUBMITTED", "REVIEWED", "APPROVED")
# Written by hand, not read from the table under test.
LEGAL = {("DRAFT", "SUBMITTED"), ("SUBMITTED", "DRAFT"), ("SUBMITTED", "REVIEWED"), ("REVIEWED", "SUBMITTED"), ("REVIEWED", "APPROVED")}
TABLES = (
    *("appraisal", "realisation", "feedback", "event", "event_value", "refused_attempt", "appraisal_cycle", "performance_plan"),
    *("plan_revision", "planned_result", "indicator", "behaviour_expectation", "employee", "person", "org_unit", "assignment"),
    *("role_grant", "workflow_definition"),
)


class Raw(Protocol):
    """A connection below everything of ours; each statement is its own transaction."""

    async def run(self, sql: str) -> None:
        """Run one statement."""

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read rows."""


class RawSqlite:
    """SQLite by the standard library."""

    def __init__(self, path: str) -> None:
        self.conn = sqlite3.connect(path, isolation_level=None, timeout=5)

    async def run(self, sql: str) -> None:
        """Run one statement."""
        self.conn.execute(sql)

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read rows."""
        return list(self.conn.execute(sql).fetchall())


class RawPostgres:
    """PostgreSQL by its driver."""

    def __init__(self, conn: "asyncpg.Connection[Any]") -> None:
        self.conn = conn

    async def run(self, sql: str) -> None:
        """Run one statement."""
        await self.conn.execute(sql)

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read rows."""
        return [tuple(row) for row in await self.conn.fetch(sql)]


REFUSED = (sqlite3.IntegrityError, sqlite3.OperationalError, asyncpg.PostgresError)


@pytest.fixture
async def raw(urls: Urls) -> AsyncIterator[Raw]:
    """A bare connection as the role that serves."""
    if urls.dialect == "sqlite":
        one = RawSqlite(urls.serving.removeprefix("sqlite://"))
        yield one
        one.conn.close()
    else:
        conn = await asyncpg.connect(urls.serving)
        yield RawPostgres(conn)
        await conn.close()


@pytest.fixture
async def world(database: Database) -> World:
    """The town, the employee's appraisal in DRAFT and complete."""
    return await make_world(database)


async def digest(raw: Raw) -> str:
    """Take the digest of every row of every guarded table."""
    text = [str(sorted(map(str, await raw.rows(f"SELECT * FROM {table}")))) for table in TABLES]
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


async def refused(raw: Raw, sql: str, says: str = "") -> None:
    """Try a statement: it must be refused, by what is expected, and every row must stay as it was."""
    before = await digest(raw)
    with pytest.raises(REFUSED) as failure:
        await raw.run(sql)
    assert says in str(failure.value), f"{sql}: {failure.value}"
    assert await digest(raw) == before, sql


def forged_event(world: World, subject: UUID, version: int, source: str, target: str, like: UUID | None = None) -> str:
    """Write the SQL of an event that the serving role could forge: it may insert events."""
    return (
        "INSERT INTO event (id, agency_id, at, subject_type, subject_id, version, action, from_state, to_state, actor_kind, changed_fields,"
        f" request_id, canonical) SELECT '{uuid4()}', agency_id, at, subject_type, '{subject}', {version}, action, '{source}', '{target}',"
        f" actor_kind, changed_fields, request_id, canonical FROM event WHERE subject_id = '{like or subject}' AND version = 1"
    )


@pytest.mark.parametrize("source", STATES)
async def test_no_state_changes_without_its_event(world: World, raw: Raw, source: str) -> None:
    """A state written by hand would leave the auditors without a trace: no pair passes without the event of that version."""
    await world.bring("employee", AppraisalState(source))
    key = world.members["employee"].appraisal_id
    for target in STATES:
        if target != source:
            await refused(
                raw, f"UPDATE appraisal SET state = '{target}', version = version + 1 WHERE id = '{key}'", "kinerja:guard:appraisal."
            )


@pytest.mark.parametrize(("source", "target"), [pair for pair in product(STATES, STATES) if pair not in LEGAL and pair[0] != pair[1]])
async def test_no_illegal_pair_passes_even_with_a_forged_event(world: World, raw: Raw, source: str, target: str) -> None:
    """The serving role may insert events, so a forged one must not open a way that the table doesn't have."""
    await world.bring("employee", AppraisalState(source))
    key = world.members["employee"].appraisal_id
    assert key is not None
    version = await world.version("employee") + 1
    await raw.run(forged_event(world, key, version, source, target))
    await refused(raw, f"UPDATE appraisal SET state = '{target}', version = {version} WHERE id = '{key}'", "kinerja:guard:appraisal.")


@pytest.mark.parametrize("change", ["version", "version + 2", "version - 1", "1", "NULL"])
async def test_versions_rise_by_one(world: World, raw: Raw, change: str) -> None:
    """A version that stands still or jumps would let two clients both believe that they had the last word."""
    await world.bring("employee", AppraisalState.SUBMITTED)
    for table, key in (
        ("appraisal", world.members["employee"].appraisal_id),
        ("appraisal_cycle", world.cycle_id),
        ("performance_plan", world.members["employee"].plan_id),
        ("employee", world.members["employee"].employee_id),
        ("person", world.members["employee"].person_id),
        ("org_unit", world.units["testing"]),
        ("agency", world.agency_id),
    ):
        await refused(raw, f"UPDATE {table} SET version = {change} WHERE id = '{key}'")


async def test_a_word_that_the_vocabulary_has_not_is_refused(world: World, raw: Raw) -> None:
    """The ORM writes only words that it knows; a hand with a SQL prompt writes anything. An unknown word would break every reader."""
    key = world.members["employee"].appraisal_id
    event = f"(SELECT id FROM event WHERE subject_id = '{key}' AND version = 1)"
    await refused(raw, "UPDATE reporting_line SET route = 'NOBODY'", "kinerja:guard:reporting_line.words")
    await refused(
        raw,
        "INSERT INTO event (id, agency_id, at, subject_type, subject_id, version, action, actor_kind, changed_fields, request_id,"
        f" canonical) SELECT '{uuid4()}', agency_id, at, subject_type, '{uuid4()}', 1, 'CONQUER', actor_kind, changed_fields, request_id,"
        f" canonical FROM event WHERE id = {event}",
        "kinerja:guard:event.words",
    )


def test_every_column_of_words_is_guarded() -> None:
    """By a guard on insert and, where the table can be changed, on update, that names each word of the column."""
    found = {(rule.table, rule.write): rule.condition for rule in rules() if rule.name == "words"}
    for model in row_models():
        for name, kind in model._meta.fields_map.items():
            for word in words_of(kind) or ():
                assert re.search(rf"NEW\.{name} NOT IN \([^)]*'{word}'", found[str(model._meta.db_table), "INSERT"])
    assert len(found) >= 30
    assert {table for table, write in found if write == "INSERT"} - {table for table, write in found if write == "UPDATE"} == {
        "event",
        "refused_attempt",
    }


async def test_an_edit_without_an_event_is_refused(world: World, raw: Raw) -> None:
    """Also what moves no state leaves an event first: here a version by one, with none behind it."""
    for table, key in (
        ("appraisal", world.members["employee"].appraisal_id),
        ("appraisal_cycle", world.cycle_id),
        ("performance_plan", world.members["employee"].plan_id),
        ("employee", world.members["employee"].employee_id),
        ("agency", world.agency_id),
    ):
        await refused(raw, f"UPDATE {table} SET version = version + 1 WHERE id = '{key}'", f"kinerja:guard:{table}.event_first")


async def test_what_a_closed_draft_shows_is_kept(world: World, raw: Raw) -> None:
    """No revision is pinned by a draft, but once its cycle is closed the one that it shows stays."""
    [row] = await raw.rows(f"SELECT id FROM plan_revision WHERE plan_id = '{world.members['employee'].plan_id}' AND ordinal = 2")
    retitle = f"UPDATE planned_result SET title = 'lain' WHERE revision_id = '{row[0]}'"
    await raw.run(retitle)
    close = Command(world.cycle_id, CycleAction.CLOSE, 2, CycleInputs(TEN_CHARS))
    done(await advance(CycleRecord(), world.database, world.actor("hr"), close))
    await refused(raw, retitle, "kinerja:guard:planned_result.settled")
    await refused(raw, f"DELETE FROM indicator WHERE revision_id = '{row[0]}'", "kinerja:guard:indicator.settled")
    await refused(
        raw,
        "INSERT INTO behaviour_expectation (id, agency_id, revision_id, value, text)"
        f" VALUES ('{uuid4()}', '{world.agency_id}', '{row[0]}', 'LOYAL', 'lain')",
        "kinerja:guard:behaviour_expectation.settled",
    )


APPROVED_WRITES: list[Callable[[str], str]] = [
    lambda key: f"UPDATE appraisal SET result_rating = 'MEETS', version = version + 1 WHERE id = '{key}'",
    lambda key: f"UPDATE appraisal SET predicate = 'VERY_GOOD', version = version + 1 WHERE id = '{key}'",
    lambda key: f"UPDATE appraisal SET self_appraisal = 'lain', version = version + 1 WHERE id = '{key}'",
    lambda key: f"UPDATE appraisal SET appraiser_id = employee_id, version = version + 1 WHERE id = '{key}'",
    lambda key: f"UPDATE appraisal SET delivered_at = NULL, version = version + 1 WHERE id = '{key}'",
    lambda key: f"UPDATE appraisal SET voided_at = updated_at, void_kind = 'DIED', version = version + 1 WHERE id = '{key}'",
    lambda key: f"UPDATE feedback SET text = 'lain' WHERE appraisal_id = '{key}'",
    lambda key: f"DELETE FROM feedback WHERE appraisal_id = '{key}'",
    lambda key: f"UPDATE realisation SET value = NULL, text = 'lain' WHERE appraisal_id = '{key}'",
    lambda key: f"DELETE FROM realisation WHERE appraisal_id = '{key}'",
    lambda key: f"UPDATE planned_result SET title = 'lain' WHERE revision_id = (SELECT revision_id FROM appraisal WHERE id = '{key}')",
    lambda key: f"DELETE FROM indicator WHERE revision_id = (SELECT revision_id FROM appraisal WHERE id = '{key}')",
    lambda key: f"DELETE FROM appraisal WHERE id = '{key}'",
]


@pytest.mark.parametrize("index", range(len(APPROVED_WRITES)))
async def test_what_is_approved_stays(world: World, raw: Raw, index: int) -> None:
    """A decision that could be edited afterwards proves nothing; a forged event of the next version doesn't help."""
    await world.bring("employee", AppraisalState.APPROVED)
    key = world.members["employee"].appraisal_id
    assert key is not None
    await raw.run(forged_event(world, key, await world.version("employee") + 1, "APPROVED", "APPROVED"))
    await refused(raw, APPROVED_WRITES[index](str(key)), "kinerja:guard:")


@pytest.mark.parametrize(
    ("state", "sql"),
    [
        ("DRAFT", "INSERT INTO feedback (id, agency_id, appraisal_id, about, text) VALUES ('{new}', '{agency}', '{key}', 'OVERALL', 'x')"),
        ("SUBMITTED", "UPDATE realisation SET text = 'x' WHERE appraisal_id = '{key}'"),
        ("SUBMITTED", "DELETE FROM realisation WHERE appraisal_id = '{key}'"),
        ("REVIEWED", "UPDATE feedback SET text = 'x' WHERE appraisal_id = '{key}'"),
        ("REVIEWED", "DELETE FROM feedback WHERE appraisal_id = '{key}'"),
        (
            "REVIEWED",
            "INSERT INTO realisation (id, agency_id, appraisal_id, indicator_lineage_id, text)"
            " VALUES ('{new}', '{agency}', '{key}', '{new}', 'x')",
        ),
    ],
)
async def test_parts_are_frozen_outside_their_state(world: World, raw: Raw, state: str, sql: str) -> None:
    """Who writes what when holds below the engine too: realisations in DRAFT, feedback in SUBMITTED."""
    await world.bring("employee", AppraisalState(state))
    key = world.members["employee"].appraisal_id
    await refused(raw, sql.format(key=key, agency=world.agency_id, new=uuid4()), "kinerja:guard:")


@pytest.mark.parametrize("table", ["event", "event_value", "refused_attempt", "workflow_definition"])
async def test_evidence_is_append_only(world: World, raw: Raw, urls: Urls, table: str) -> None:
    """UPDATE, DELETE, OR REPLACE, UPSERT and TRUNCATE of evidence are refused, whichever of them the engine has."""
    await world.bring("employee", AppraisalState.SUBMITTED)
    await world.act("employee", "employee", AppraisalAction.APPROVE)
    assert await raw.rows(f"SELECT 1 FROM {table} LIMIT 1"), f"{table} has a row to attack"
    columns = "id, digest, name, text, recorded_at" if table == "workflow_definition" else "*"
    await refused(raw, f"UPDATE {table} SET id = id")
    await refused(raw, f"DELETE FROM {table}")
    if urls.dialect == "sqlite":
        await refused(raw, f"INSERT OR REPLACE INTO {table} SELECT {columns} FROM {table} LIMIT 1", "kinerja:guard:")
        await refused(raw, f"UPDATE OR REPLACE {table} SET id = id", "kinerja:guard:")
    else:
        await refused(raw, f"TRUNCATE {table} CASCADE")
    await refused(raw, f"INSERT INTO {table} SELECT * FROM {table} WHERE 1 = 1 ON CONFLICT (id) DO UPDATE SET id = excluded.id")


async def test_an_event_is_not_replaced_by_the_key_of_its_version(world: World, raw: Raw, urls: Urls) -> None:
    """OR REPLACE removes the row that holds a unique key without asking a trigger on delete, unless the insert itself is refused."""
    key = world.members["employee"].appraisal_id
    assert key is not None
    insert = forged_event(world, key, 1, "DRAFT", "DRAFT")
    await refused(raw, insert.replace("INSERT", "INSERT OR REPLACE", 1) if urls.dialect == "sqlite" else insert)


async def test_records_are_not_removed_or_replaced(world: World, raw: Raw, urls: Urls) -> None:
    """Nothing that has an event is deleted; OR REPLACE is a delete in disguise."""
    await world.bring("employee", AppraisalState.REVIEWED)
    for table in ("appraisal", "appraisal_cycle", "performance_plan", "employee", "person", "org_unit", "position", "agency"):
        await refused(raw, f"DELETE FROM {table}")
        if urls.dialect == "sqlite":
            await refused(raw, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1", "kinerja:guard:")
        else:
            await refused(raw, f"TRUNCATE {table} CASCADE")
    for table in ("assignment", "role_grant"):
        await refused(raw, f"DELETE FROM {table}")
        await refused(raw, f"UPDATE {table} SET valid_from = valid_to", f"kinerja:guard:{table}.past_is_kept")


async def test_no_record_begins_in_the_middle(world: World, raw: Raw) -> None:
    """A row inserted APPROVED, or with a later version, or without an event, would be a decision that nobody made."""
    columns = "agency_id, cycle_id, plan_id, assignment_id, employee_id, unit_id, state_since, updated_at, opening_revision_id"
    # A voided one leaves the plan free for another, so that no unique key is in the way.
    done(await world.act("hr", "colleague", AppraisalAction.VOID, Inputs(reason=TEN_CHARS, void_kind=VoidKind.DUPLICATE)))
    key = world.members["colleague"].appraisal_id
    for state, version, says in (("APPROVED", 1, "initial_state"), ("DRAFT", 2, "first_version"), ("DRAFT", 1, "event_first")):
        fresh = uuid4()
        if says != "event_first":
            await raw.run(forged_event(world, fresh, 1, "DRAFT", "DRAFT", key))
        sql = (
            f"INSERT INTO appraisal (id, ordinal, state, version, {columns}) SELECT '{fresh}', 2, '{state}', {version}, {columns}"
            f" FROM appraisal WHERE id = '{key}'"
        )
        await refused(raw, sql, says)


async def test_the_serving_role_cannot_lift_the_guards(raw: Raw, urls: Urls, world: World) -> None:
    """On PostgreSQL the role that serves isn't the owner: it can neither drop nor disable a guard, nor walk round it as a replica."""
    if urls.dialect == "sqlite":
        assert await raw.rows("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'guard_event_update_append_only'")
        return
    for sql in (
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "DROP TRIGGER guard_event_update ON event",
        "DROP FUNCTION guard_event_update() CASCADE",
        "SET session_replication_role = replica",
        "ALTER TABLE event ADD COLUMN extra text",
    ):
        await refused(raw, sql)
