"""Copying an SQLite database that is in use: a whole, settled file, while others go on reading and writing."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path


class NotADatabase(Exception):
    """A file is no SQLite database, is cut off, or is damaged; its text says how."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy ``source`` as it is at one moment into the new file ``target``, for its owner alone, and put it on disk.

    Writers aren't kept waiting: the copy is one read transaction. What stands in the ``-wal`` beside the source is in the copy.
    ``target`` has no files beside it.

    Raises:
        FileExistsError: ``target`` is there.
        FileNotFoundError: ``source`` isn't there.
        NotADatabase: ``source`` can't be read as a database.
    """
    if not source.is_file():
        raise FileNotFoundError(2, "No such file or directory", str(source))
    os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        # Not read-only: reading what a crash left in the -wal takes the right to write the -shm.
        with closing(sqlite3.connect(source, timeout=60)) as live, closing(sqlite3.connect(target)) as copy:
            live.execute("PRAGMA query_only=ON")
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
            dangling = list(copy.execute("PRAGMA foreign_key_check"))
    except sqlite3.DatabaseError as error:
        target.unlink()
        raise NotADatabase(str(error)) from None
    if found != ["ok"] or dangling:
        target.unlink()
        raise NotADatabase(found[0] if found != ["ok"] else f"{len(dangling)} rows point at rows that aren't there")
    for path, flags in ((target, os.O_RDONLY), (target.parent, os.O_RDONLY | os.O_DIRECTORY)):
        handle = os.open(path, flags)
        os.fsync(handle)
        os.close(handle)
