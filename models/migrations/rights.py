"""What the role that serves may do on PostgreSQL, stated once: it neither owns a table nor rewrites evidence."""

from collections.abc import Sequence

READ_ONLY = frozenset({"schema_migration"})
APPEND_ONLY = frozenset({"event", "event_value", "refused_attempt", "workflow_definition"})


def rights(table: str) -> str:
    """Name the privileges that the serving role has on a table; never TRUNCATE."""
    if table in READ_ONLY:
        return "SELECT"
    return "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"


def grants(role: str, schema: str, tables: Sequence[str]) -> list[str]:
    """Give the statements that leave ``role`` exactly its rights, whatever it had before."""
    quoted, inside = _identifier(role), _identifier(schema)
    made = [f"GRANT USAGE ON SCHEMA {inside} TO {quoted}", f"REVOKE ALL ON ALL TABLES IN SCHEMA {inside} FROM {quoted}"]
    return made + [f"GRANT {rights(table)} ON {inside}.{_identifier(table)} TO {quoted}" for table in sorted(tables)]


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
