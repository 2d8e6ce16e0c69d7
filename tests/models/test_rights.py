"""What the role that serves may do on PostgreSQL, tried statement by statement; SQLite has no roles."""

import pytest

from models.database import Database, StatementFailure, open_database
from tests.engines import PostgresEngine

EVIDENCE = ("event", "event_value", "refused_attempt", "workflow_definition")


async def refused(database: Database, sql: str) -> bool:
    """Tell whether the role isn't allowed a statement, which is rolled back."""
    try:
        await database.transaction(lambda conn: conn.execute(sql))
    except StatementFailure as failure:
        return str(failure).startswith("42501")
    return False


async def test_the_serving_role_has_exactly_its_rights(postgres_server: PostgresEngine) -> None:
    urls = await postgres_server.migrated()
    serving = await open_database(urls.serving)
    rows = await serving.read(
        lambda conn: conn.fetch("SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    )
    tables = [row["name"] for row in rows]
    assert len(tables) > 30
    for table in tables:
        ordinary = table not in (*EVIDENCE, "schema_migration")
        assert await refused(serving, f'DELETE FROM "{table}" WHERE false') is not ordinary
        assert await refused(serving, f'TRUNCATE "{table}"')
        assert await refused(serving, f'ALTER TABLE "{table}" ADD COLUMN x text')
        assert await refused(serving, f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
        assert await refused(serving, f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE false') is (table == "schema_migration")
        assert not await refused(serving, f'SELECT 1 FROM "{table}"')
    for table in EVIDENCE:
        assert await refused(serving, f'UPDATE "{table}" SET id = id WHERE false')
    assert not await refused(serving, "UPDATE appraisal SET version = version WHERE false")
    assert await refused(serving, "CREATE TABLE mine (x text)")
    assert await refused(serving, "SET session_replication_role = replica")
    await serving.close()


async def test_rights_given_by_hand_are_taken_back(postgres_server: PostgresEngine) -> None:
    from server.migration import migrate

    urls = await postgres_server.migrated()
    owner, serving = await open_database(urls.owner), await open_database(urls.serving)
    await owner.transaction(lambda conn: conn.run(f"GRANT ALL ON event TO {postgres_server.serving}"))
    assert not await refused(serving, "UPDATE event SET id = id WHERE false")
    await migrate(urls.settings())
    assert await refused(serving, "UPDATE event SET id = id WHERE false")
    await owner.close()
    await serving.close()


@pytest.mark.parametrize("table", EVIDENCE)
async def test_the_owner_meets_the_guards_still(postgres_server: PostgresEngine, table: str) -> None:
    from models.database import GuardFailure

    urls = await postgres_server.migrated()
    owner = await open_database(urls.owner)
    with pytest.raises(GuardFailure):
        await owner.transaction(lambda conn: conn.run(f"TRUNCATE {table} CASCADE"))
    await owner.close()
