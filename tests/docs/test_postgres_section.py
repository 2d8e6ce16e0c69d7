"""The README's set-up of PostgreSQL, run as it stands there under names of this test's own."""

import secrets
from functools import partial
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import pytest

from models.database import Connection, StatementFailure, open_database
from server.migration import migrate, schema_state
from server.settings import Settings
from tests.docs.pages import ROOT, blocks, section
from tests.engines import PostgresEngine


def address(admin_url: str, role: str, password: str, database: str) -> str:
    """Give the URL of a database on the tests' server for a role."""
    parts = urlsplit(admin_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(("postgres", f"{role}:{quote(password)}@{place}", f"/{database}", parts.query, ""))


async def test_two_roles_as_the_page_makes_them(postgres_server: PostgresEngine) -> None:
    """The accident: whoever follows the page serves as the owner, and no guard holds; or can't migrate at all."""
    page = section((ROOT / "README.md").read_text(encoding="utf-8"), "PostgreSQL")
    setting_up, limits = [block.text for block in blocks(page) if block.language == "sql"]
    name = f"kinerja_page_{secrets.token_hex(4)}"
    made = (setting_up + limits).replace("kinerja", name)
    admin = await asyncpg.connect(postgres_server.admin_url)
    try:
        for statement in made.split(";\n"):
            if statement.strip():
                await admin.execute(statement)
        serving = address(postgres_server.admin_url, f"{name}_app", "another-secret", name)
        owner = address(postgres_server.admin_url, f"{name}_owner", "one-secret", name)
        settings = Settings.model_validate({"database_url": serving, "migration_url": owner})
        assert await migrate(settings)
        database = await open_database(serving)
        try:
            state = await schema_state(database)
            assert (state.pending, state.guards_current) == ((), True)
            for refused in ("DELETE FROM event", "TRUNCATE event", "UPDATE schema_migration SET name = 'x'", "CREATE TABLE x (y text)"):
                with pytest.raises(StatementFailure, match="permission denied"):
                    await database.transaction(partial(Connection.execute, sql=refused))
        finally:
            await database.close()
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        for role in ("owner", "app"):
            await admin.execute(f"DROP ROLE IF EXISTS {name}_{role}")
        await admin.close()
