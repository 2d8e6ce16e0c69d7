"""The demo agency in an empty database, and tokens for its people."""

import asyncio
import sys
from argparse import Namespace
from uuid import UUID
from zoneinfo import ZoneInfo

from models.database import Connection, open_database
from models.database.opening import sqlite_path
from models.people import Employee
from server.clock import system_clock
from server.failure import Failure
from server.migration import migrate
from server.settings import Settings
from workflows.demo.loading import load_demo
from workflows.demo.personas import personas
from workflows.development import load_issuer, mark_demo

DEMO_ZONE = ZoneInfo("Asia/Jakarta")
LOADING = "loading"


class DemoUnavailable(Failure):
    """What was asked of the demo can't be had; its text says why in one line."""


async def ensure_demo(settings: Settings) -> bool:
    """Migrate, and load the demo if the database is empty; tell whether it was loaded now.

    An SQLite file in which a load was interrupted holds nothing but a part of the demo, so it is begun anew.
    """
    await migrate(settings)
    state = await _state(settings)
    path = sqlite_path(settings.database_url)
    if state is not None and state.endswith(LOADING):
        if path is None:
            raise DemoUnavailable("loading the demo was interrupted: drop this database, make it anew and run the command again")
        for one in (path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))):
            one.unlink(missing_ok=True)
        await migrate(settings)
        state = None
    if state is not None or await _occupied(settings):
        return False
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        sys.stderr.write("loading the demo agency, which takes a while the first time …\n")
        await load_demo(database, system_clock().astimezone(DEMO_ZONE).date())
        await database.transaction(mark_demo)
    finally:
        await database.close()
    return True


async def _state(settings: Settings) -> str | None:
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        rows = await database.read(lambda conn: conn.fetch("SELECT value FROM installation WHERE name = 'demo'"))
    finally:
        await database.close()
    return str(rows[0]["value"]) if rows else None


async def _occupied(settings: Settings) -> bool:
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        rows = await database.read(lambda conn: conn.fetch("SELECT 1 FROM agency LIMIT 1"))
    finally:
        await database.close()
    return bool(rows)


def demo(settings: Settings, _: Namespace) -> int:
    """``kinerja demo``: load the demo into an empty database."""
    if not asyncio.run(ensure_demo(settings)):
        raise DemoUnavailable("the database isn't empty; the demo is loaded into an empty one only")
    return 0


def token(settings: Settings, args: Namespace) -> int:
    """``kinerja token --as WHO``: print a token of the development issuer for a persona or an employee number, and nothing else."""
    sys.stdout.write(asyncio.run(_token(settings, args.who)) + "\n")
    return 0


async def _token(settings: Settings, who: str) -> str:
    path = sqlite_path(settings.database_url)
    if path is not None and not path.exists():
        raise DemoUnavailable(f"there is no database at {path}; `make run` makes the demo")
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        return await database.read(lambda conn: _issued(conn, who))
    finally:
        await database.close()


async def _issued(conn: Connection, who: str) -> str:
    issuer = await load_issuer(conn)
    if issuer is None:
        raise DemoUnavailable("this database isn't a demo; its people sign in with the agency's identity provider")
    person = await person_called(conn, who)
    if person is None:
        raise DemoUnavailable(f"nobody has this number, and it is no persona ({', '.join(sorted(await personas(conn)))})")
    return issuer.issue(person, system_clock())


async def person_called(conn: Connection, who: str) -> UUID | None:
    """Find the person whom a persona of the demo or an employee number names; None if there is none."""
    known = await personas(conn)
    if who in known:
        rows = await conn.fetch("SELECT person_id FROM employee WHERE id = :id", {"id": known[who]})
    else:
        rows = await conn.fetch("SELECT id AS person_id FROM person WHERE number = :number", {"number": who})
    return conn.decode(Employee, "person_id", rows[0]["person_id"]) if rows else None
