"""A database that an earlier version of this program made and filled goes on with this one: nothing is lost, everything works.

The earlier versions are commits of this repository: the one before this, and the one before the last migration. Each runs as it was,
in a process of its own.
"""

import asyncio
import json
import os
import subprocess
import sys
import tarfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Connection, Database, open_database
from models.migrations.files import migrations
from models.vocabulary import ActorKind, AppraisalAction
from server.migration import migrate
from tests.engines import PostgresEngine, SqliteEngine, Urls
from tests.worlds import done
from workflows.actor import Actor
from workflows.appraisal_record import AppraisalRecord
from workflows.calendar import WorkingCalendar, day_in_zone
from workflows.engine import Command, advance
from workflows.facts import Inputs
from workflows.verification import verify

ROOT = Path(__file__).parents[2]
FILES = "models/migrations"

FILL = """
import asyncio, json, sys
from models.database import open_database
from models.vocabulary import AppraisalState
from tests.worlds import make_world


async def main():
    database = await open_database(sys.argv[1])
    world = await make_world(database, complete=("employee", "colleague", "clerk-0", "clerk-1"), clerks=2)
    for who, state in (("employee", "APPROVED"), ("colleague", "REVIEWED"), ("clerk-0", "SUBMITTED")):
        await world.bring(who, AppraisalState(state))
    one = world.members["clerk-1"]
    names = ("agency_id", "person_id", "employee_id", "assignment_id", "unit_id", "appraisal_id")
    told = {name: str(getattr(one, name)) for name in names}
    print(json.dumps({**told, "now": world.now.isoformat(), "zone": world.zone, "version": await world.version("clerk-1")}))
    await database.close()


asyncio.run(main())
"""


def git(*arguments: str) -> bytes:
    """Ask git about this repository; empty where it can't tell."""
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False).stdout  # noqa: S607


def earlier() -> list[str]:
    """Give the commits to upgrade from: those whose migrations all stand here unchanged."""
    added = git("log", "--format=%H", "--diff-filter=A", "--", f"{FILES}/*.sql").decode().split()
    candidates = [git("rev-parse", "--verify", "--quiet", f"{commit}~1").decode().strip() for commit in ("HEAD", *added)]
    return [one for one in dict.fromkeys(candidates) if one and _fits(one)][:2]


def _fits(commit: str) -> bool:
    # Files that were written side by side can reach the main line in another order than their numbers: those between were never released.
    paths = sorted(path for path in git("ls-tree", "--name-only", commit, f"{FILES}/").decode().split() if path.endswith(".sql"))
    here = sorted(f"{FILES}/{path.name}" for path in (ROOT / FILES).glob("*.sql"))
    first = here[: len(paths)]
    return bool(paths) and paths == first and all(git("show", f"{commit}:{path}") == (ROOT / path).read_bytes() for path in paths)


async def as_it_was(tree: Path, urls: Urls, *arguments: str) -> str:
    """Run Python in an earlier version's tree over a database; it must succeed, and what it prints is given."""
    settings = {"KINERJA_DATABASE_URL": urls.serving} | ({} if urls.dialect == "sqlite" else {"KINERJA_MIGRATION_URL": urls.owner})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *arguments),
        cwd=tree,
        env=os.environ | settings | {"PYTHONPATH": str(tree)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def content(database: Database, only: dict[str, list[str]] | None = None) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Read every row, and give the columns by table, and the rows; of ``only`` these columns where they are given."""

    async def work(conn: Connection) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        names = (
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()"
            if conn.dialect == "postgres"
            else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        columns: dict[str, list[str]] = {}
        rows: dict[str, list[str]] = {}
        for table in sorted(only or [row["name"] for row in await conn.fetch(names)]):
            if table in ("schema_migration", "installation", "workflow_definition"):
                continue
            chosen = ", ".join(f'"{name}"' for name in only[table]) if only else "*"
            found = await conn.fetch(f'SELECT {chosen} FROM "{table}"')
            if not found:
                # Nothing was in it: a later migration may drop it.
                continue
            columns[table] = sorted(found[0])
            rows[table] = sorted(repr(sorted(row.items())) for row in found)
        return columns, rows

    return await database.read(work)


async def test_an_earlier_versions_database_goes_on(empty_urls: Urls, tmp_path: Path, commit: str) -> None:
    """Every row stands as it was, every event is sound, the guards hold, and what was begun there is finished here."""
    with tarfile.open(fileobj=BytesIO(git("archive", commit))) as archive:
        archive.extractall(tmp_path, filter="data")
    before = [each.name for each in migrations(empty_urls.dialect, tmp_path / FILES)]
    await as_it_was(tmp_path, empty_urls, "-m", "server", "migrate")
    told = json.loads(await as_it_was(tmp_path, empty_urls, "-c", FILL, empty_urls.serving))
    old = await open_database(empty_urls.serving)
    columns, rows = await content(old)
    await old.close()
    assert sum(map(len, rows.values())) > 200
    assert await migrate(empty_urls.settings()) == [each.name for each in migrations(empty_urls.dialect) if each.name not in before]
    database = await open_database(empty_urls.serving)
    try:
        assert (await content(database, columns))[1] == rows
        assert (await verify(database)).faults == []
        done(await advance(AppraisalRecord(WorkingCalendar()), database, _actor(told), _submit(told)))
        assert (await verify(database)).faults == []
        with pytest.raises(Exception, match=r"append_only|permission denied"):
            await database.transaction(lambda conn: conn.execute("UPDATE event SET version = version"))
    finally:
        await database.close()


@pytest.fixture
async def empty_urls(server_of_engine: SqliteEngine | PostgresEngine) -> Urls:
    """A place with nothing in it; what is made there goes with the session."""
    return await server_of_engine.empty()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run once for each earlier version; where the checkout has no history there is none to run."""
    if "commit" in metafunc.fixturenames:
        metafunc.parametrize("commit", earlier(), ids=lambda commit: str(commit)[:8])


def _actor(told: dict[str, str]) -> Actor:
    now = datetime.fromisoformat(told["now"])
    ids = {name: UUID(told[name]) for name in ("agency_id", "person_id", "employee_id", "assignment_id", "unit_id")}
    zone = told["zone"]
    return Actor(kind=ActorKind.PERSON, now=now, today=day_in_zone(now, zone), zone=zone, request_id="upgrade", name="Pegawai", **ids)  # type: ignore[arg-type]


def _submit(told: dict[str, str]) -> Command[Inputs]:
    return Command(UUID(told["appraisal_id"]), AppraisalAction.SUBMIT, int(told["version"]), Inputs())
