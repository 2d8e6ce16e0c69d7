"""Bringing a database up to date: migrations, then the rendered guards, then the serving role's rights.

Safe to start in many processes at once and to kill at any moment: each migration and its record are one transaction, behind
PostgreSQL's advisory lock or SQLite's ticket and BEGIN IMMEDIATE.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from models.database import Connection, Database, Dialect, Limits, new_id, open_database
from models.migrations.files import DIRECTORY, Migration, migrations, statements
from models.migrations.rights import grants

Guards = Mapping[Dialect, Sequence[str]]

# Any constant that no other program uses on this database.
ADVISORY_LOCK = 5_494_371_002
GUARD_NAMES = "guard_"
GUARDS_DIGEST = "guards_digest"

_RECORDS = "CREATE TABLE IF NOT EXISTS schema_migration (name text NOT NULL PRIMARY KEY, checksum text NOT NULL, applied_at text NOT NULL)"
_LIMITS = replace(
    Limits(), busy_seconds=300.0, statement_seconds=0.0, idle_in_transaction_seconds=0.0, write_connections=1, read_connections=1
)


class MigrationRefused(Exception):
    """The files and the database disagree about the past: a migration was edited, or the database is newer than this program."""


@dataclass(frozen=True)
class SchemaState:
    """What a start has to know: the names of migrations not applied, and whether the guards are those of this program."""

    pending: tuple[str, ...]
    guards_current: bool


async def migrate(url: str, *, migration_url: str | None = None, guards: Guards | None = None, directory: Path = DIRECTORY) -> list[str]:
    """Apply what is missing and give the names of the migrations applied.

    ``migration_url`` is the owner's on PostgreSQL; where it names another role than ``url``, that of ``url`` gets exactly the rights
    of ``models.migrations.rights``. ``guards`` are statements per dialect, each of which makes a trigger or a function whose name
    begins with ``guard_``; they replace all such triggers and functions when they differ from what was rendered before.
    Raises ``MigrationRefused``, ``Busy`` when another process migrates for longer than five minutes.
    """
    database = await open_database(migration_url or url, limits=_LIMITS)
    try:
        applied: list[str] = []
        while name := await database.transaction(lambda conn: _next(conn, directory)):
            applied.append(name)
        if guards is not None:
            await database.transaction(lambda conn: apply_guards(conn, guards))
        if database.dialect == "postgres" and migration_url not in (None, url):
            await _grant(database, await _role(url))
        return applied
    finally:
        await database.close()


async def schema_state(database: Database, guards: Guards | None = None, directory: Path = DIRECTORY) -> SchemaState:
    """Compare an open database with this program's files and guards; ``MigrationRefused`` as ``migrate``."""

    async def look(conn: Connection) -> SchemaState:
        pending = _pending(await _recorded(conn), migrations(conn.dialect, directory))
        if pending or guards is None:
            return SchemaState(tuple(each.name for each in pending), guards is None)
        return SchemaState((), await _guards_digest(conn) == _digest(guards[conn.dialect]))

    return await database.read(look)


async def apply_guards(conn: Connection, guards: Guards) -> bool:
    """Drop every guard and make those given, unless they are the same as recorded; tell whether anything was done.

    ValueError for a statement that makes something not named ``guard_…``.
    """
    made = list(guards[conn.dialect])
    if await _guards_digest(conn) == _digest(made):
        return False
    await _lock(conn)
    for statement in await _drops(conn):
        await conn.run(statement)
    for statement in made:
        await conn.run(statement)
    if stray := await _strays(conn):
        raise ValueError(f"guards are named {GUARD_NAMES}…: {', '.join(stray)}")
    await conn.execute("DELETE FROM installation WHERE name = :name", {"name": GUARDS_DIGEST})
    await conn.execute(
        "INSERT INTO installation (id, name, value) VALUES (:id, :name, :value)",
        {"id": new_id(), "name": GUARDS_DIGEST, "value": _digest(made)},
    )
    return True


async def _next(conn: Connection, directory: Path) -> str | None:
    await _lock(conn)
    await conn.run(_RECORDS)
    pending = _pending(await _recorded(conn), migrations(conn.dialect, directory))
    if not pending:
        return None
    first = pending[0]
    for statement in statements(first.text, conn.dialect):
        await conn.run(statement)
    await conn.execute(
        "INSERT INTO schema_migration (name, checksum, applied_at) VALUES (:name, :checksum, :at)",
        {"name": first.name, "checksum": first.checksum, "at": datetime.now(UTC).isoformat()},
    )
    return first.name


async def _lock(conn: Connection) -> None:
    if conn.dialect == "postgres":
        await conn.fetch("SELECT pg_advisory_xact_lock(:key)", {"key": ADVISORY_LOCK})


async def _recorded(conn: Connection) -> dict[str, str]:
    if conn.dialect == "postgres":
        there = await conn.fetch("SELECT 1 WHERE to_regclass('schema_migration') IS NOT NULL")
    else:
        there = await conn.fetch("SELECT 1 FROM sqlite_master WHERE name = 'schema_migration'")
    rows = await conn.fetch("SELECT name, checksum FROM schema_migration ORDER BY name") if there else []
    return {row["name"]: row["checksum"] for row in rows}


def _pending(recorded: Mapping[str, str], known: Sequence[Migration]) -> list[Migration]:
    names = {each.name for each in known}
    if unknown := sorted(set(recorded) - names):
        raise MigrationRefused(f"the database has migrations that this program doesn't know: {', '.join(unknown)}")
    for each in known:
        if recorded.get(each.name, each.checksum) != each.checksum:
            raise MigrationRefused(f"migration {each.name} was edited after it was applied; restore it and write a new one")
    pending = [each for each in known if each.name not in recorded]
    if pending and recorded and pending[0].name < max(recorded):
        raise MigrationRefused(f"migration {pending[0].name} comes before {max(recorded)}, which is applied already")
    return pending


def _digest(made: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(made).encode()).hexdigest()


async def _guards_digest(conn: Connection) -> str | None:
    rows = await conn.fetch("SELECT value FROM installation WHERE name = :name", {"name": GUARDS_DIGEST})
    return str(rows[0]["value"]) if rows else None


async def _drops(conn: Connection) -> list[str]:
    if conn.dialect == "sqlite":
        rows = await conn.fetch("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'")
        return [f'DROP TRIGGER "{row["name"]}"' for row in rows]
    triggers = await conn.fetch(
        "SELECT tgname AS name, tgrelid::regclass::text AS tab FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'guard\\_%'"
    )
    functions = await conn.fetch(
        "SELECT oid::regprocedure::text AS name FROM pg_proc"
        " WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'guard\\_%'"
    )
    return [f'DROP TRIGGER "{row["name"]}" ON {row["tab"]}' for row in triggers] + [f"DROP FUNCTION {row['name']}" for row in functions]


async def _strays(conn: Connection) -> list[str]:
    if conn.dialect == "sqlite":
        rows = await conn.fetch("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'guard\\_%' ESCAPE '\\'")
    else:
        rows = await conn.fetch("SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE 'guard\\_%'")
    return [str(row["name"]) for row in rows]


async def _role(url: str) -> str:
    serving = await open_database(url, limits=_LIMITS)
    try:
        rows = await serving.read(lambda conn: conn.fetch("SELECT current_user::text AS role"))
        return str(rows[0]["role"])
    finally:
        await serving.close()


async def _grant(database: Database, role: str) -> None:
    async def work(conn: Connection) -> None:
        rows = await conn.fetch("SELECT current_user::text AS role, current_schema()::text AS schema")
        if rows[0]["role"] == role:
            return
        tables = await conn.fetch("SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()")
        for statement in grants(role, str(rows[0]["schema"]), [str(row["name"]) for row in tables]):
            await conn.run(statement)

    await database.transaction(work)
