"""``kinerja backup``, ``restore`` and ``verify``: a copy while others write, put back, and every way in which it could not be whole."""

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from models.database import Database, Dialect, open_database
from models.vocabulary import AppraisalAction, AppraisalState
from server.cli import main, understood
from server.failure import Failure
from server.settings import PREFIX, Settings
from tests.engines import PostgresEngine, SqliteEngine, Urls, postgres_program
from tests.worlds import World, done, make_world
from workflows.verification import Verdict, verify

FORGED = "UPDATE appraisal SET state = 'DRAFT', revision_id = NULL WHERE state = 'SUBMITTED'"


def on(engine: Dialect) -> pytest.MarkDecorator:
    """Run a test on one engine alone."""
    return pytest.mark.parametrize("engine", [pytest.param(engine, marks=pytest.mark.engine(name=engine))], indirect=True)


async def kinerja(settings: Settings, *arguments: str) -> int:
    """Run a command as its worker does, beside the test's own loop."""
    args = understood(list(arguments))
    return int(await asyncio.to_thread(args.command.run, settings, args))


def file_of(urls: Urls) -> Path:
    """Give the file of an SQLite database."""
    return Path(urls.serving.removeprefix("sqlite://"))


def at(path: Path) -> Settings:
    """Give the settings of a process over another SQLite file."""
    return Urls("sqlite", f"sqlite://{path}", f"sqlite://{path}").settings()


def names(folder: Path) -> list[str]:
    """Name what is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


async def verdict(url: str) -> Verdict:
    """Check a database that nobody has open here."""
    database = await open_database(url)
    try:
        return await verify(database)
    finally:
        await database.close()


def raw(path: Path, *statements: str) -> None:
    """Write as somebody who holds the file: without its guards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for name in [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:
            conn.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            assert conn.execute(statement).rowcount != 0, statement


@pytest.fixture
async def world(database: Database) -> World:
    """A world with an appraisal in each state."""
    made = await make_world(database, complete=("employee", "colleague", "clerk-1"), clerks=2)
    for who, state in (("employee", AppraisalState.APPROVED), ("colleague", AppraisalState.SUBMITTED)):
        await made.bring(who, state)
    return made


async def test_a_sound_database_has_no_faults(world: World, urls: Urls, capsys: pytest.CaptureFixture[str]) -> None:
    """Each record stands where its events leave it; the digest is that of the content, and the same each time it is asked."""
    found = await verify(world.database)
    assert found.faults == []
    assert (found.redacted, found.events > 30, found.records > 20) == (0, True, True)
    assert (await verify(world.database)).digest == found.digest
    assert await kinerja(urls.settings(), "verify") == 0
    assert f"digest: {found.digest}\nfaults: 0\n" in capsys.readouterr().out
    await world.bring("clerk-1", AppraisalState.SUBMITTED)
    again = await verify(world.database)
    assert (again.faults, again.digest != found.digest) == ([], True)


@on("sqlite")
class TestFiles:
    """SQLite's copies."""

    async def test_a_copy_of_a_living_database_is_whole(self, world: World, urls: Urls, tmp_path: Path) -> None:
        """Other processes write while it is copied; nobody waits, and what is in the copy is one moment of the original."""
        copy = tmp_path / "copy.sqlite3"
        env = os.environ | {f"{PREFIX}DATABASE_URL": urls.serving}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server", "backup", str(copy)), env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        moves = 0
        waiting = asyncio.create_task(process.communicate())
        while not waiting.done():
            await world.bring("clerk-1", AppraisalState.SUBMITTED)
            done(await world.act("clerk-1", "clerk-1", AppraisalAction.WITHDRAW))
            moves += 2
        out, err = await waiting
        assert (process.returncode, err) == (0, b""), err
        assert moves > 10
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert names(tmp_path) == ["copy.sqlite3"]
        target = tmp_path / "restored" / "kinerja.sqlite3"
        assert await kinerja(at(target), "restore", str(copy)) == 0
        back = await verdict(f"sqlite://{target}")
        assert f"digest: {back.digest}\n" in out.decode()
        assert back.faults == []
        live = await verify(world.database)
        assert 0 < back.events <= live.events

    async def test_what_came_back_goes_on_working(
        self, world: World, urls: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The restored database has the digest that the backup told, its guards, and takes the next command."""
        copy, target = tmp_path / "copy.sqlite3", tmp_path / "kinerja.sqlite3"
        before = await verify(world.database)
        assert await kinerja(urls.settings(), "backup", str(copy)) == 0
        assert await kinerja(at(target), "restore", str(copy)) == 0
        assert capsys.readouterr().out.count(f"digest: {before.digest}\n") == 2
        restored = await open_database(f"sqlite://{target}")
        try:
            world.database = restored
            await world.bring("clerk-1", AppraisalState.SUBMITTED)
            assert (await verify(restored)).faults == []
            with pytest.raises(Exception, match="append_only"):
                await restored.transaction(lambda conn: conn.execute("DELETE FROM event"))
        finally:
            await restored.close()

    async def test_nothing_is_ever_overwritten(self, world: World, urls: Urls, tmp_path: Path) -> None:
        """Neither a file that is there by a backup, nor a database by a restore."""
        copy = tmp_path / "copy.sqlite3"
        copy.write_text("mine")
        with pytest.raises(Failure, match="is there: choose another name"):
            await kinerja(urls.settings(), "backup", str(copy))
        assert copy.read_text() == "mine"
        with pytest.raises(Failure, match="no such directory"):
            await kinerja(urls.settings(), "backup", str(tmp_path / "none" / "copy.sqlite3"))
        copy.unlink()
        before = await verify(world.database)
        await kinerja(urls.settings(), "backup", str(copy))
        with pytest.raises(Failure, match="is there: stop the processes"):
            await kinerja(urls.settings(), "restore", str(copy))
        assert (await verify(world.database)).digest == before.digest

    @pytest.mark.parametrize(
        ("statement", "says"),
        [
            (FORGED, "DRAFT, its events lead to SUBMITTED"),
            ("UPDATE appraisal SET version = version + 1 WHERE state = 'APPROVED'", "events, the last"),
            ("UPDATE event SET canonical = replace(canonical, 'SUBMIT', 'RECALL') WHERE action = 'SUBMIT'", "COLUMN_DIFFERS action"),
            ("UPDATE event_value SET value = 'Orang lain' WHERE slot = 'actor.name'", "COMMITMENT_DIFFERS actor.name"),
            ("DELETE FROM workflow_definition WHERE name = 'appraisal'", "its workflow's table isn't kept"),
        ],
    )
    async def test_what_was_changed_behind_the_guards_is_found(
        self, world: World, urls: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str], statement: str, says: str
    ) -> None:
        """Somebody who holds the file can drop the guards; the events tell on them. No copy is made, and none is restored."""
        copy = tmp_path / "copy.sqlite3"
        await kinerja(urls.settings(), "backup", str(copy))
        forged = tmp_path / "forged.sqlite3"
        shutil.copy(copy, forged)
        raw(forged, statement)
        with closing(sqlite3.connect(copy)) as good, closing(sqlite3.connect(forged, isolation_level=None)) as bad:
            for (sql,) in good.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'"):
                bad.execute(sql)
        capsys.readouterr()
        assert await kinerja(at(forged), "verify") == 1
        told = capsys.readouterr()
        assert says in told.err
        assert "Orang lain" not in told.out + told.err
        target = tmp_path / "kinerja.sqlite3"
        with pytest.raises(Failure, match="nothing was restored"):
            await kinerja(at(target), "restore", str(forged))
        with pytest.raises(Failure, match="no copy was made"):
            await kinerja(at(forged), "backup", str(tmp_path / "second.sqlite3"))
        assert not target.exists()
        assert names(tmp_path) == ["copy.sqlite3", "forged.sqlite3", "forged.sqlite3-ticket", "forged.sqlite3-turnstile"]

    async def test_a_lawful_redaction_is_told_and_is_no_fault(self, world: World, urls: Urls, tmp_path: Path) -> None:
        """A value that was removed leaves its commitment."""
        copy = tmp_path / "copy.sqlite3"
        await kinerja(urls.settings(), "backup", str(copy))
        raw(copy, "DELETE FROM event_value WHERE id = (SELECT min(id) FROM event_value WHERE slot = 'actor.name')")
        found = await verdict(f"sqlite://{copy}")
        assert (found.faults, found.redacted) == ([], 1)

    @pytest.mark.parametrize("damage", ["no database", "empty", "cut off", "a page of zeros", "another program's"])
    async def test_a_file_that_is_no_whole_database_is_refused(self, world: World, urls: Urls, tmp_path: Path, damage: str) -> None:
        """A copy may be cut off by a full disk, or rot on one. Nothing is put in the database's place."""
        copy, target = tmp_path / "copy.sqlite3", tmp_path / "kinerja.sqlite3"
        await kinerja(urls.settings(), "backup", str(copy))
        content = bytearray(copy.read_bytes())
        if damage == "no database":
            content = bytearray(b"%PDF-1.7" + content[8:])
        elif damage == "empty":
            content = bytearray()
        elif damage == "cut off":
            content = content[: len(content) // 2 // 4096 * 4096 + 100]
        elif damage == "a page of zeros":
            half = len(content) // 2 // 4096 * 4096
            content[half : half + 4096 * 8] = bytes(4096 * 8)
        copy.write_bytes(content)
        if damage == "another program's":
            copy.unlink()
            raw(copy, "CREATE TABLE music (id text)")
        with pytest.raises(Failure, match=r"no whole SQLite database|no database of Kinerja's"):
            await kinerja(at(target), "restore", str(copy))
        assert names(tmp_path) == ["copy.sqlite3"]

    async def test_a_copy_of_an_older_version_is_restored_and_then_migrated(
        self, world: World, urls: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Its guards are older here; it can't be checked before the migration, and says so."""
        copy, target = tmp_path / "copy.sqlite3", tmp_path / "kinerja.sqlite3"
        await kinerja(urls.settings(), "backup", str(copy))
        with closing(sqlite3.connect(copy, isolation_level=None)) as conn:
            conn.execute("UPDATE installation SET value = 'older' WHERE name = 'guards_digest'")
        capsys.readouterr()
        assert await kinerja(at(target), "restore", str(copy)) == 0
        assert "run kinerja migrate, then kinerja verify" in capsys.readouterr().out
        with pytest.raises(Failure, match="run kinerja migrate first"):
            await kinerja(at(target), "verify")
        assert await kinerja(at(target), "migrate") == 0
        assert await kinerja(at(target), "verify") == 0


@on("postgres")
async def test_on_postgres_the_command_says_what_copies(urls: Urls, tmp_path: Path) -> None:
    """One line that names the program to take."""
    for command in ("backup", "restore"):
        with pytest.raises(Failure, match="pg_dump and pg_restore"):
            await kinerja(urls.settings(), command, str(tmp_path / "copy"))
    assert names(tmp_path) == []


@on("postgres")
async def test_the_drill_by_pg_dump(world: World, urls: Urls, server_of_engine: SqliteEngine | PostgresEngine, tmp_path: Path) -> None:
    """As docs/operating.md has it: dump while it serves, restore into an empty database, and the digest is the same."""
    before = await verify(world.database)
    dump = tmp_path / "kinerja.dump"
    await run(postgres_program("pg_dump"), "--format=custom", f"--file={dump}", f"--dbname={urls.owner}")
    await world.bring("clerk-1", AppraisalState.SUBMITTED)
    target = await server_of_engine.empty()
    try:
        await run(postgres_program("pg_restore"), "--exit-on-error", "--single-transaction", f"--dbname={target.owner}", str(dump))
        assert await kinerja(target.settings(), "verify") == 0
        assert (await verdict(target.serving)).digest == before.digest
        restored = await open_database(target.serving)
        try:
            world.database = restored
            await world.bring("clerk-1", AppraisalState.SUBMITTED)
            with pytest.raises(Exception, match=r"append_only|permission denied"):
                await restored.transaction(lambda conn: conn.execute("DELETE FROM event"))
        finally:
            await restored.close()
        owner = await asyncpg.connect(target.owner)
        await owner.execute("ALTER TABLE appraisal DISABLE TRIGGER USER")
        await owner.execute(FORGED)
        await owner.execute("ALTER TABLE appraisal ENABLE TRIGGER USER")
        await owner.close()
        assert await kinerja(target.settings(), "verify") == 1
    finally:
        await server_of_engine.remove(target)


async def run(program: Path, *arguments: str) -> None:
    """Run a program of PostgreSQL's; it must succeed."""
    process = await asyncio.create_subprocess_exec(str(program), *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()


def test_without_a_database_there_is_nothing_to_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """None is made by asking."""
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", f"sqlite://{tmp_path}/none.sqlite3")
    assert main(["verify"]) == 1
    assert "there is no database" in capsys.readouterr().err
    assert main(["backup", str(tmp_path / "copy")]) == 1
    assert names(tmp_path) == []
