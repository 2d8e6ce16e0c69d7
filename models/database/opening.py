"""From a URL to an open database."""

from pathlib import Path

from models.database.orm import register_models
from models.database.postgres import PostgresDatabase
from models.database.runner import Database, Limits
from models.database.sqlite import SqliteDatabase

SQLITE = "sqlite://"
POSTGRES = ("postgres://", "postgresql://")


def sqlite_path(url: str) -> Path | None:
    """Give the file of an SQLite URL (``sqlite://relative/file`` or ``sqlite:///absolute/file``), None for PostgreSQL.

    ValueError for any other URL, and for a database in memory, which reads on connections of their own couldn't see.
    """
    if url.startswith(POSTGRES):
        return None
    name = url.removeprefix(SQLITE)
    if name == url or name in ("", ":memory:"):
        raise ValueError("a database URL starts with sqlite:// (and names a file) or with postgres://")
    return Path(name)


async def open_database(url: str, *, limits: Limits = Limits()) -> Database:  # noqa: B008 - frozen
    """Open the database of a URL, which stays open until ``close``.

    Works from any task; several databases of both engines may be open in one process. ValueError for a wrong URL, RuntimeError
    for an engine too old, the driver's exception where nothing answers.
    """
    await register_models()
    path = sqlite_path(url)
    if path is None:
        return await PostgresDatabase.open(url, limits)
    return await SqliteDatabase.open(path, limits)
