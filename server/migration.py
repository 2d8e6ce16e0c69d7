"""Bringing the database that the settings name up to date, and telling whether it is."""

from models import migrations
from models.database import Database
from server.settings import Settings
from workflows.database_guards import guards


async def migrate(settings: Settings) -> list[str]:
    """Apply what is missing, render the guards, and give the names of the migrations applied; raises as ``models.migrations.migrate``."""
    return await migrations.migrate(settings.database_url, migration_url=settings.migration_url, guards=guards())


async def schema_state(database: Database) -> migrations.SchemaState:
    """Compare the database with this program's migrations and guards; raises as ``models.migrations.schema_state``."""
    return await migrations.schema_state(database, guards())
