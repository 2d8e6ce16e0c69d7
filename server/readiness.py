"""What must hold before commands are taken."""

import structlog

from models.database import Connection, Database

log = structlog.stdlib.get_logger("kinerja.readiness")


async def readiness(database: Database) -> dict[str, str]:
    """Tell for each thing that commands need whether it is ``ok``; else one word why not."""

    async def ask(conn: Connection) -> None:
        await conn.fetch("SELECT 1 AS one")

    try:
        await database.read(ask)
    except Exception:
        # Whatever keeps the database from answering, the answer is the same; the log tells which.
        log.exception("the database does not answer")
        return {"database": "unreachable"}
    return {"database": "ok"}
