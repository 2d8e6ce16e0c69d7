"""The workers of ``kinerja backup``, ``restore`` and ``verify``: a copy while the system serves, put back, and a check that it is whole.

On PostgreSQL, ``pg_dump`` and ``pg_restore`` copy; ``kinerja verify`` checks there as well (docs/operating.md).
"""

import asyncio
import os
import shutil
import sqlite3
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from models.database import Limits, open_database
from models.database.copying import NotADatabase, copy_sqlite
from models.database.opening import SQLITE, sqlite_path
from models.migrations import MigrationRefused
from server.evidence import evidence_store
from server.failure import Failure
from server.migration import schema_state
from server.settings import Settings
from workflows.evidence_files import Unreachable, check_evidence
from workflows.verification import Verdict, verify

SHOWN = 100
"""How many faults are told one by one."""


def backup_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja backup`` takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where the copy goes; a file that is there is never overwritten")


def restore_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja restore`` takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a copy that `kinerja backup` made")


def backup(settings: Settings, args: Namespace) -> int:
    """Copy the SQLite database as it is at one moment, check the copy, and only then give it its name; give the exit code.

    Raises:
        Failure: not SQLite, nothing to copy, the file is there, or the copy isn't sound (then no file is left).
    """
    source = _sqlite(settings, "backup")
    with _beside(args.file) as part:
        _copy(source, part)
        verdict = asyncio.run(_verdict(f"{SQLITE}{part}"))
        if verdict is None:
            raise Failure("the database isn't up to date with this program: run kinerja migrate first")
        _tell(verdict)
        if verdict.faults:
            raise Failure(f"{len(verdict.faults)} faults: no copy was made")
        _settle(part)
        _name(part, args.file)
    sys.stdout.write(f"backup: {args.file}\n")
    sys.stdout.write(f"the files of evidence aren't in it: copy {settings.evidence_place} after it\n")
    return 0


def restore(settings: Settings, args: Namespace) -> int:
    """Put a copy where the settings say that the database is, where none may be; give the exit code.

    Raises:
        Failure: not SQLite, a database is there already, or the file is no sound copy (then nothing is put there).
    """
    target = _sqlite(settings, "restore")
    if target.exists():
        raise Failure(f"{target} is there: stop the processes that serve it, move it and the files beside it away, and restore then")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as part:
        _copy(args.file, part)
        verdict = asyncio.run(_verdict(f"{SQLITE}{part}"))
        if verdict is not None:
            _tell(verdict)
            if verdict.faults:
                raise Failure(f"{args.file}: {len(verdict.faults)} faults: nothing was restored")
        _settle(part)
        _name(part, target)
    sys.stdout.write(f"restored: {target}\n")
    if verdict is None:
        sys.stdout.write("the copy is of an older version: run kinerja migrate, then kinerja verify\n")
    return 0


def check(settings: Settings, _: Namespace) -> int:
    """Check the database that the settings name, and print its figures and digest; give the exit code, 1 where anything is wrong.

    Raises:
        Failure: there is no database, or it isn't up to date with this program.
    """
    path = sqlite_path(settings.database_url)
    if path is not None and not path.exists():
        raise Failure(f"{path}: there is no database")
    verdict = asyncio.run(_verdict(settings.database_url))
    if verdict is None:
        raise Failure("the database isn't up to date with this program: run kinerja migrate first")
    _tell(verdict)
    missing = asyncio.run(_evidence(settings))
    return 1 if verdict.faults or missing else 0


def _sqlite(settings: Settings, command: str) -> Path:
    path = sqlite_path(settings.database_url)
    if path is None:
        raise Failure(f"kinerja {command} is for SQLite; on PostgreSQL use pg_dump and pg_restore: docs/operating.md, Backups")
    return path


def _copy(source: Path, target: Path) -> None:
    try:
        copy_sqlite(source, target)
    except NotADatabase as error:
        raise Failure(f"{source}: is no whole SQLite database: {error}") from None


async def _verdict(url: str) -> Verdict | None:
    """Check a database; None where its migrations or guards aren't this program's yet."""
    database = await open_database(url, limits=Limits(statement_seconds=0.0, read_connections=1, write_connections=1))
    try:
        if database.dialect == "sqlite" and not await database.read(
            lambda conn: conn.fetch("SELECT 1 FROM sqlite_master WHERE name = 'schema_migration'")
        ):
            raise Failure("this is no database of Kinerja's")
        try:
            state = await schema_state(database)
        except MigrationRefused as refused:
            raise Failure(str(refused)) from None
        return None if state.pending or not state.guards_current else await verify(database)
    finally:
        await database.close()


async def _evidence(settings: Settings) -> int:
    """Check the files of evidence against the database, and tell; give how many are missing or changed."""
    database = await open_database(settings.database_url, limits=Limits(statement_seconds=0.0, read_connections=1, write_connections=1))
    try:
        count, wrong = await check_evidence(database, evidence_store(settings))
    except Unreachable:
        raise Failure("the store of evidence doesn't answer: its files weren't checked") from None
    finally:
        await database.close()
    sys.stdout.write(f"files of evidence: {count}, {len(wrong)} missing or changed\n")
    for one in wrong[:SHOWN]:
        sys.stderr.write(f"evd_{one}: its file is missing or changed\n")
    return len(wrong)


def _tell(verdict: Verdict) -> None:
    sys.stdout.write(
        f"events: {verdict.events}, with {verdict.values} values, {verdict.redacted} redacted\n"
        f"records: {verdict.records}\n"
        f"rows: {verdict.rows} in {verdict.tables} tables\n"
        f"digest: {verdict.digest}\n"
        f"faults: {len(verdict.faults)}\n"
    )
    for fault in verdict.faults[:SHOWN]:
        sys.stderr.write(f"{fault}\n")


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Give a place on the same disk for a file that isn't whole yet; it and whatever is opened beside it go away in the end."""
    if file.exists():
        raise Failure(f"{file} is there: choose another name")
    if not file.parent.is_dir():
        raise Failure(f"{file.parent}: there is no such directory")
    folder = Path(tempfile.mkdtemp(prefix=f".{file.name}.", dir=file.parent))
    try:
        yield folder / "part"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settle(part: Path) -> None:
    # Opening it for the check made it a database with a -wal: alone in one file it can also be read from where nothing can be written.
    with closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
    handle = os.open(part, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _name(part: Path, file: Path) -> None:
    try:
        # Unlike a rename it never replaces what somebody else has put there meanwhile.
        os.link(part, file)
    except FileExistsError:
        raise Failure(f"{file} is there: choose another name") from None
    handle = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(handle)
    os.close(handle)
