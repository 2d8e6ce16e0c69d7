"""Files that people send, in a folder: each under a key, readable by this process's user alone, there whole or not at all.

Several processes may share one folder. Nothing here knows whose a file is; the tables do.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

PART = ".part"


class TooLarge(Exception):
    """More bytes came than may; nothing of them is left."""


class NoRoom(Exception):
    """The folder can't take the file: the disk is full, a quota is reached, or it can't be written; nothing of the file is left."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: bytes and their SHA-256 in hex."""

    size: int
    sha256: str


class FileStore:
    """One folder of files; it is made, for this user alone, when the first file comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: UUID) -> Path:
        """Tell where the file of a key is, or would be."""
        return self.folder / str(key)

    async def put(self, key: UUID, pieces: AsyncIterator[bytes], most: int) -> Stored:
        """Store what comes piece by piece, never held whole in memory.

        Raises:
            TooLarge: more than ``most`` bytes.
            NoRoom: it can't be written.
        """
        digest, size = hashlib.sha256(), 0
        part = self.path(key).with_suffix(PART)
        try:
            # Each step that touches the disk is off the loop: a full or slow disk delays nobody else.
            stream = await asyncio.to_thread(self._create, part)
            try:
                async for piece in pieces:
                    size += len(piece)
                    if size > most:
                        raise TooLarge
                    digest.update(piece)
                    await asyncio.to_thread(_write, stream, piece)
                await asyncio.to_thread(_settle, stream)
            finally:
                stream.close()
            part.replace(self.path(key))
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise NoRoom from error
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return Stored(size, digest.hexdigest())

    async def make(self, key: UUID, write: Callable[[Path], None]) -> None:
        """Store what ``write`` writes to the path that it is given, off the loop.

        Raises:
            NoRoom: it can't be written.
        """
        part = self.path(key).with_suffix(PART)
        try:
            # What a process that died had begun of the same file is no loss: whoever makes it again has its turn.
            part.unlink(missing_ok=True)
            (await asyncio.to_thread(self._create, part)).close()
            await asyncio.to_thread(write, part)
            part.replace(self.path(key))
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise NoRoom from error
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def open(self, key: UUID) -> BinaryIO:
        """Open a file for reading; the caller closes it.

        Raises:
            FileNotFoundError: there is none.
        """
        return self.path(key).open("rb")

    def remove(self, keys: Iterable[UUID]) -> None:
        """Remove files; those that aren't there are no fault."""
        for key in keys:
            self.path(key).unlink(missing_ok=True)

    def remove_parts(self, keys: Iterable[UUID]) -> None:
        """Remove what was begun of files and never ended."""
        for key in keys:
            self.path(key).with_suffix(PART).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> dict[UUID, Path]:
        """Give the files, unfinished ones too, that were last written before a moment in UTC, by their keys."""
        found: dict[UUID, Path] = {}
        if not self.folder.is_dir():
            return found
        for path in self.folder.iterdir():
            try:
                key = UUID(path.stem)
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except (ValueError, FileNotFoundError):
                # Not ours, or removed meanwhile by another process.
                continue
            if written < moment:
                found[key] = path
        return found

    def _create(self, path: Path) -> BinaryIO:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def _write(stream: BinaryIO, piece: bytes) -> None:
    stream.write(piece)


def _settle(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())
