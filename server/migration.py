"""Bringing the database that the settings name up to date."""

from models import migrations
from server.settings import Settings


async def migrate(settings: Settings) -> list[str]:
    """Apply what is missing and give the names of the migrations applied; for what it raises see ``models.migrations.migrate``."""
    return await migrations.migrate(settings.database_url, migration_url=settings.migration_url)
