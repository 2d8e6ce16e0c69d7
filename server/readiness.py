"""What must hold before commands are taken."""

import structlog

from models.database import Database
from models.migrations import MigrationRefused
from server.migration import schema_state

log = structlog.stdlib.get_logger("kinerja.readiness")

OK = "ok"


async def readiness(database: Database) -> dict[str, str]:
    """Tell for each thing that commands need whether it is ``ok``, else in one word why not.

    ``database``: it answers. ``migrations``: all are applied, and none that this program doesn't know. ``guards``: they are this program's.
    """
    try:
        state = await schema_state(database)
    except MigrationRefused:
        log.exception("the database's migrations are not this program's")
        return {"database": OK, "migrations": "foreign", "guards": "unknown"}
    except Exception:
        # Whatever keeps the database from answering, the answer is the same; the log tells which.
        log.exception("the database does not answer")
        return {"database": "unreachable", "migrations": "unknown", "guards": "unknown"}
    if state.pending:
        return {"database": OK, "migrations": "pending", "guards": "unknown"}
    return {"database": OK, "migrations": OK, "guards": OK if state.guards_current else "outdated"}
