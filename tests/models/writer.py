"""A process that writes as fast as it may for some seconds: ``python writer.py URL SECONDS``; prints the number and the slowest wait."""

import asyncio
import sys
import time

from models.database import Connection, open_database


async def write(url: str, seconds: float) -> tuple[int, float]:
    """Read then write in one transaction, again and again; give how often, and the longest a transaction took in seconds."""
    database = await open_database(url)
    done, slowest, end = 0, 0.0, time.monotonic() + seconds

    async def work(conn: Connection) -> None:
        rows = await conn.fetch("SELECT version FROM agency")
        await conn.execute("UPDATE agency SET version = :version", {"version": rows[0]["version"] + 1})

    while (began := time.monotonic()) < end:
        await database.transaction(work)
        done, slowest = done + 1, max(slowest, time.monotonic() - began)
    await database.close()
    return done, slowest


if __name__ == "__main__":
    print(*asyncio.run(write(sys.argv[1], float(sys.argv[2]))))  # noqa: T201 - its result
