"""Bringing the database that the settings name up to date, and telling whether it is."""

from models import migrations
from models.database import Database, open_database
from server.clock import system_clock
from server.settings import Settings
from workflows.database_guards import guards
from workflows.definitions import record_definitions


async def migrate(settings: Settings) -> list[str]:
    """Apply what is missing, render the guards, keep the workflows' tables, and give the names of the migrations applied.

    Raises as ``models.migrations.migrate``.
    """
    applied = await migrations.migrate(settings.database_url, migration_url=settings.migration_url, guards=guards())
    database = await open_database(settings.migration_url or settings.database_url)
    try:
        await database.transaction(lambda conn: record_definitions(conn, system_clock()))
    finally:
        await database.close()
    return applied


async def schema_state(database: Database) -> migrations.SchemaState:
    """Compare the database with this program's migrations and guards; raises as ``models.migrations.schema_state``."""
    return await migrations.schema_state(database, guards())
