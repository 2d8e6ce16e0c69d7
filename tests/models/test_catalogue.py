"""A migrated database is what the models and the catalogue declare: nothing missing, nothing else, nothing different.

Where this fails, ``python -m models.migrations.draft TITLE`` writes the next migration.
"""

import pytest

from models import catalogue
from models.database import Connection, open_database
from models.ddl import Key, Table, declared_tables
from models.migrations.running import GUARD_NAMES
from tests.engines import Urls
from tests.models.reading_catalogue import defaults, primary_keys, read_tables, triggers


async def test_the_database_is_what_is_declared(unguarded: Urls) -> None:
    database = await open_database(unguarded.owner)
    await database.transaction(_compare)
    await database.close()


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        ("UNIQUES", catalogue.Unique("holiday", ("name",))),
        ("UNIQUES", catalogue.Unique("holiday", ("name",), "name <> ''")),
        ("CHECKS", catalogue.Check("holiday", "name", "name <> ''")),
        ("INDEXES", catalogue.Index("holiday", ("name",))),
    ],
)
async def test_a_rule_that_no_migration_makes_is_noticed(
    unguarded: Urls, monkeypatch: pytest.MonkeyPatch, rules: str, more: catalogue.Unique | catalogue.Check | catalogue.Index
) -> None:
    monkeypatch.setattr(catalogue, rules, (*getattr(catalogue, rules), more))
    database = await open_database(unguarded.owner)
    with pytest.raises(AssertionError):
        await database.transaction(_compare)
    await database.close()


@pytest.mark.parametrize(
    "change", ["DROP INDEX holiday_day_key", "ALTER TABLE holiday ADD COLUMN extra text", "CREATE TABLE another (x text)"]
)
async def test_a_change_by_hand_is_noticed(unguarded: Urls, change: str) -> None:
    database = await open_database(unguarded.owner)
    await database.transaction(lambda conn: conn.run(change))
    with pytest.raises(AssertionError):
        await database.transaction(_compare)
    await database.close()


async def test_the_only_triggers_are_guards(urls: Urls) -> None:
    database = await open_database(urls.owner)
    names = await database.read(triggers)
    assert names
    assert all(name.startswith(GUARD_NAMES) for name in names)
    await database.close()


async def test_both_engines_have_the_same_names() -> None:
    sqlite, postgres = declared_tables("sqlite"), declared_tables("postgres")
    assert [table.name for table in sqlite] == [table.name for table in postgres]
    for one, other in zip(sqlite, postgres, strict=True):
        assert one.keys == other.keys
        assert one.foreign_keys == other.foreign_keys
        assert other.checks.keys() <= one.checks.keys()


def test_the_agency_leads_every_rule_of_an_agencys_data() -> None:
    """A key or an index that the agency doesn't lead would keep agencies from living on different databases."""
    allowed = {
        "employee_person_idx": "a token's person is found before any agency is known",
        "employee_identity_issuer_subject_idx": "and so is a token's account",
        "upload_expires_at_idx": "what has expired is swept for all agencies of a database at once",
        "import_job_state_id_idx": "imports that have not ended are looked for in all agencies of a database at once",
        "evidence_gone_idx": "files of what was removed are swept for all agencies of a database at once",
        "evidence_file_idx": "and so are files that no row knows",
    }
    for table in declared_tables("sqlite"):
        if "agency_id" not in {column.name for column in table.columns}:
            continue
        for key in table.keys:
            assert key.columns[0] == "agency_id" or key.name in allowed, key
        for link in table.foreign_keys:
            assert link.columns[0] == "agency_id" or link.target == "person", link


def test_every_foreign_key_but_those_said_not_to_has_an_index() -> None:
    """Without one, every write to the parent scans the child, and every list by parent does."""
    without = {
        ("appraisal", "absence_submitter_id"),
        ("appraisal", "supersedes_id"),
        ("daily_activity", "plan_id"),
        ("coaching_session", "unit_id"),
        ("activity_template", "plan_id"),
        ("evidence", "unit_id"),
        ("evidence", "removed_by_id"),
        ("extension", "granted_by_id"),
        ("feedback_note", "unit_id"),
        ("feedback_request", "unit_id"),
        ("recognition", "for_unit_id"),
        ("recognition", "plan_id"),
        ("training_need", "unit_id"),
        ("enrolment", "unit_id"),
        ("training_opinion", "unit_id"),
        ("idempotency_record", "event_id"),
        ("line_proposal", "decided_by_id"),
        ("performance_dialogue", "assignment_id"),
        ("performance_dialogue", "superior_id"),
        ("reporting_line", "appraiser_assignment_id"),
        ("reporting_line", "approver_assignment_id"),
    }
    found = set()
    for table in declared_tables("sqlite"):
        for link in table.foreign_keys:
            served = any(key.where is None and set(link.columns) <= set(key.columns[: len(link.columns) + 1]) for key in table.keys)
            if not served and link.columns != ("agency_id",):
                found.add((table.name, link.columns[-1]))
    assert found == without


async def _as_postgres_says(conn: Connection, table: Table) -> Table:
    # PostgreSQL keeps expressions parsed and prints them in its own words: the declared ones go the same way.
    await conn.run(f'CREATE TEMP TABLE "declared_{table.name}" (LIKE "{table.name}")')
    for name, condition in table.checks.items():
        await conn.run(f'ALTER TABLE "declared_{table.name}" ADD CONSTRAINT "{name}" CHECK ({condition})')
    for key in table.keys:
        if key.where is not None:
            await conn.run(f'CREATE INDEX "declared_{key.name}" ON "declared_{table.name}" ("id") WHERE {key.where}')
    checks = await conn.fetch(
        "SELECT conname::text AS name, pg_get_constraintdef(oid) AS def FROM pg_constraint"
        " WHERE conrelid = to_regclass(:t) AND contype = 'c'",
        {"t": f"declared_{table.name}"},
    )
    predicates = await conn.fetch(
        "SELECT c.relname::text AS name, pg_get_expr(i.indpred, i.indrelid) AS pred"
        " FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE i.indrelid = to_regclass(:t)",
        {"t": f"declared_{table.name}"},
    )
    where = {row["name"].removeprefix("declared_"): row["pred"] for row in predicates}
    keys = [Key(key.name, key.columns, key.unique, where.get(key.name)) for key in table.keys]
    return Table(table.name, table.columns, table.foreign_keys, {row["name"]: row["def"] for row in checks}, keys)


async def _compare(conn: Connection) -> None:
    found = await read_tables(conn)
    declared = {table.name: table for table in declared_tables(conn.dialect)}
    if conn.dialect == "postgres":
        declared = {name: await _as_postgres_says(conn, table) for name, table in declared.items()}
    assert found.keys() == declared.keys()
    for name, table in declared.items():
        there = found[name]
        assert there.columns == table.columns
        assert there.checks == table.checks
        assert sorted(there.foreign_keys, key=repr) == sorted(table.foreign_keys, key=repr)
        assert sorted(there.keys, key=repr) == sorted(table.keys, key=repr)
    assert {key for name, key in (await primary_keys(conn)).items() if name in declared} == {"PRIMARY KEY (id)"}
    assert await defaults(conn) == []
    assert await triggers(conn) == set()
