"""The schema's history as plain SQL for each engine, forward only, and what brings a database up to it."""

from models.migrations.running import MigrationRefused, SchemaState, migrate, schema_state

__all__ = ["MigrationRefused", "SchemaState", "migrate", "schema_state"]
