"""Migrations: applied once, in order, whole or not at all, by however many processes, and never changed afterwards."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from models.database import Dialect, GuardFailure, open_database
from models.database.postgres import PostgresConnection
from models.database.sqlite import SqliteConnection
from models.migrations import MigrationRefused, files, migrate, schema_state
from models.migrations.running import apply_guards
from tests.engines import Urls
from tests.models.rows import agency

SMALL: Mapping[Dialect, str] = {
    "sqlite": """
        CREATE TABLE a (x text NOT NULL); -- a comment; with a semicolon
        CREATE TABLE b (x text);
        CREATE TRIGGER t AFTER INSERT ON a BEGIN
            INSERT INTO b VALUES (new.x); INSERT INTO b VALUES (CASE WHEN new.x = ';' THEN 'semicolon' ELSE 'other' END);
        END;
        INSERT INTO a VALUES (';');
        CREATE INDEX i ON b (x);
    """,
    "postgres": """
        CREATE TABLE a (x text NOT NULL); -- a comment; with a semicolon
        CREATE TABLE b (x text);
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            INSERT INTO b VALUES (new.x); INSERT INTO b VALUES (CASE WHEN new.x = ';' THEN 'semicolon' ELSE 'other' END); RETURN new;
        END $body$;
        CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
        INSERT INTO a VALUES (';');
        CREATE INDEX i ON b (x);
    """,
}
STATEMENTS: Mapping[Dialect, int] = {"sqlite": 5, "postgres": 6}


@pytest.fixture
def folder(tmp_path: Path, engine: Dialect) -> Path:
    """A folder with one migration."""
    made = tmp_path / "migrations"
    made.mkdir()
    (made / f"0001_small.{engine}.sql").write_text(SMALL[engine])
    return made


async def tables(url: str) -> set[str]:
    """Name the tables of a database."""
    database = await open_database(url)
    sql = (
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        if database.dialect == "postgres"
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    try:
        return {row["name"] for row in await database.read(lambda conn: conn.fetch(sql))}
    finally:
        await database.close()


def test_statements_end_where_they_end(engine: Dialect) -> None:
    found = files.statements(SMALL[engine], engine)
    assert len(found) == STATEMENTS[engine]
    assert not any(statement.endswith(";") and "TRIGGER" not in statement for statement in found)


async def test_a_migration_is_applied_once(empty: Urls, folder: Path) -> None:
    assert await migrate(empty.owner, directory=folder) == ["0001_small"]
    assert await migrate(empty.owner, directory=folder) == []
    database = await open_database(empty.owner)
    rows = await database.read(lambda conn: conn.fetch("SELECT x FROM b ORDER BY x"))
    assert [row["x"] for row in rows] == [";", "semicolon"]
    assert (await schema_state(database, directory=folder)).pending == ()
    await database.close()


async def test_interrupted_at_any_statement_it_leaves_nothing_and_can_be_run_again(
    empty: Urls, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 0 makes the table of records; the migration's own follow; the record is the last write before the commit."""
    kind = SqliteConnection if empty.dialect == "sqlite" else PostgresConnection
    real = kind.run
    for stop in range(STATEMENTS[empty.dialect] + 1):
        left = stop

        async def run(self: Any, sql: str) -> None:
            nonlocal left
            if left == 0:
                raise MemoryError
            left -= 1
            await real(self, sql)

        monkeypatch.setattr(kind, "run", run)
        with pytest.raises(MemoryError):
            await migrate(empty.owner, directory=folder)
        monkeypatch.setattr(kind, "run", real)
        assert await tables(empty.owner) == set()
    assert await migrate(empty.owner, directory=folder) == ["0001_small"]


async def test_a_process_that_dies_midway_leaves_nothing(empty: Urls, folder: Path) -> None:
    program = (
        "import asyncio, os, sys; from pathlib import Path; from models.database.connection import Connection\n"
        "from models.database.sqlite import SqliteConnection; from models.database.postgres import PostgresConnection\n"
        "from models.migrations import migrate\n"
        "for kind in (SqliteConnection, PostgresConnection):\n"
        "    def patched(real):\n"
        "        async def run(self, sql):\n"
        "            await real(self, sql)\n"
        "            if 'INSERT INTO a' in sql: os._exit(9)\n"
        "        return run\n"
        "    kind.run = patched(kind.run)\n"
        "asyncio.run(migrate(sys.argv[1], directory=Path(sys.argv[2])))\n"
    )
    assert await _python(program, empty.owner, str(folder)) == 9
    assert await tables(empty.owner) == set()
    assert await migrate(empty.owner, directory=folder) == ["0001_small"]


async def test_processes_that_start_at_once_apply_it_once(empty: Urls) -> None:
    program = "import asyncio, sys; from models.migrations import migrate\nsys.exit(10 + len(asyncio.run(migrate(sys.argv[1]))))\n"
    codes = await asyncio.gather(*(_python(program, empty.owner) for _ in range(3)))
    # Each is one transaction, so they may take turns; none is applied twice.
    assert sum(code - 10 for code in codes) == len(files.migrations(empty.dialect))
    assert all(code >= 10 for code in codes)


async def test_an_edited_migration_is_refused_by_name(empty: Urls, folder: Path) -> None:
    await migrate(empty.owner, directory=folder)
    path = folder / f"0001_small.{empty.dialect}.sql"
    path.write_text(path.read_text() + "\n-- a harmless remark\n")
    with pytest.raises(MigrationRefused, match="0001_small was edited"):
        await migrate(empty.owner, directory=folder)


async def test_a_database_newer_than_the_program_is_refused(empty: Urls, folder: Path) -> None:
    later = folder / f"0002_later.{empty.dialect}.sql"
    later.write_text("CREATE TABLE c (x text);")
    assert await migrate(empty.owner, directory=folder) == ["0001_small", "0002_later"]
    later.unlink()
    with pytest.raises(MigrationRefused, match="0002_later"):
        await migrate(empty.owner, directory=folder)


async def test_a_migration_before_an_applied_one_is_refused(empty: Urls, folder: Path) -> None:
    (folder / f"0003_third.{empty.dialect}.sql").write_text("CREATE TABLE c (x text);")
    await migrate(empty.owner, directory=folder)
    (folder / f"0002_second.{empty.dialect}.sql").write_text("CREATE TABLE d (x text);")
    with pytest.raises(MigrationRefused, match="0002_second"):
        await migrate(empty.owner, directory=folder)


def test_a_number_is_used_once(folder: Path, engine: Dialect) -> None:
    (folder / f"0001_other.{engine}.sql").write_text("SELECT 1;")
    with pytest.raises(ValueError, match="0001"):
        files.migrations(engine, folder)


def guards(text: str, name: str = "guard_agency") -> dict[Dialect, tuple[str, ...]]:
    """Give a guard that refuses every update of an agency with a text."""
    return {
        "sqlite": (f"CREATE TRIGGER {name} BEFORE UPDATE ON agency BEGIN SELECT RAISE(ABORT, 'kinerja:guard:{text}'); END",),
        "postgres": (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'kinerja:guard:{text}'; END $$",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON agency FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    }


async def test_guards_refuse_and_are_replaced_when_they_differ(empty: Urls) -> None:
    await migrate(empty.owner, guards=guards("first", "guard_old_name"))
    database = await open_database(empty.owner)
    await database.transaction(lambda conn: conn.insert([agency()]))
    assert (await schema_state(database, guards("first", "guard_old_name"))).guards_current
    assert not (await schema_state(database, guards("second"))).guards_current
    assert not await database.transaction(lambda conn: apply_guards(conn, guards("first", "guard_old_name")))
    for text in ("first", "second"):
        with pytest.raises(GuardFailure) as caught:
            await database.transaction(lambda conn: conn.execute("UPDATE agency SET version = 2"))
        assert caught.value.guard == text
        await migrate(empty.owner, guards=guards("second"))
    await migrate(empty.owner, guards={"sqlite": (), "postgres": ()})
    assert await database.transaction(lambda conn: conn.execute("UPDATE agency SET version = 2")) == 1
    await database.close()


async def test_a_guard_that_could_not_be_dropped_again_is_refused(empty: Urls) -> None:
    with pytest.raises(ValueError, match="guard_"):
        await migrate(empty.owner, guards=guards("x", "other"))
    assert await migrate(empty.owner, guards=guards("x")) == []


def test_sqlite_is_new_enough_for_strict_tables() -> None:
    assert sqlite3.sqlite_version_info >= (3, 40)


async def _python(program: str, *arguments: str) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *arguments, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    )
    return await process.wait()
