"""A file that somebody wants imported: how it is opened, what it is by its content, and why one can't be read at all."""

import hashlib
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from models import limits
from workflows.importing.problems import ProblemCode

HEAD_BYTES = 4_096
CHUNK_BYTES = 1 << 16
"""How much of a file is held at once."""


class FileRefused(Exception):
    """A file of which nothing can be read: the code, the row and sheet where that shows, and what the message takes."""

    def __init__(self, code: ProblemCode, row: int = 1, sheet: str | None = None, **params: str | int) -> None:
        super().__init__(code.value)
        self.code, self.row, self.sheet, self.params = code, row, sheet, params


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file by the name that people know it by, and where its content is: on disk (streamed, whatever its size) or in memory."""

    name: str
    content: Path | bytes

    def open(self) -> BinaryIO:
        """Open it for reading; the caller closes it.

        Raises:
            OSError: it isn't there or can't be read.
        """
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb")

    def sha256(self) -> str:
        """Give the SHA-256 of its content in hex, read piece by piece.

        Raises:
            OSError: it isn't there or can't be read.
        """
        digest = hashlib.sha256()
        with self.open() as stream:
            while piece := stream.read(CHUNK_BYTES):
                digest.update(piece)
        return digest.hexdigest()

    def size(self) -> int:
        """Give its size in bytes.

        Raises:
            OSError: it isn't there.
        """
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size


class FileKind(StrEnum):
    """What an importable file is."""

    DELIMITED = "DELIMITED"
    WORKBOOK = "WORKBOOK"


_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x7fELF", "ELF"),
)
"""What other files begin with, and what people call them; two letters count only with a control character behind them."""
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div)\b", re.IGNORECASE | re.DOTALL)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def kind_of(file: ImportFile) -> FileKind:
    """Tell by its content, never by its name, what a file is.

    Raises:
        FileRefused: FILE_EMPTY, FILE_TOO_LARGE, FILE_UNKNOWN with what it is instead, FILE_ENCRYPTED, FILE_OLD_WORKBOOK or ENCODING.
        OSError: it isn't there or can't be read.
    """
    size = file.size()
    if size > limits.IMPORT_FILE_BYTES:
        raise FileRefused(ProblemCode.FILE_TOO_LARGE, file=file.name, most=limits.IMPORT_FILE_BYTES // 1024**2)
    with file.open() as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
        raise FileRefused(ProblemCode.FILE_EMPTY, file=file.name)
    if head.startswith(b"PK"):
        return FileKind.WORKBOOK
    if head.startswith(_OLE):
        raise FileRefused(_of_ole(file), file=file.name)
    foreign = _foreign(head)
    if foreign is not None:
        raise FileRefused(ProblemCode.FILE_UNKNOWN, file=file.name, kind=foreign)
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise FileRefused(ProblemCode.ENCODING, file=file.name)
    if b"\x00" in head and not head.startswith(_UTF_16):
        # Every other byte zero is UTF-16 without its mark; zeros elsewhere belong to no text.
        if not head[1::2].strip(b"\x00") or not head[::2].strip(b"\x00"):
            raise FileRefused(ProblemCode.ENCODING, file=file.name)
        raise FileRefused(ProblemCode.FILE_UNKNOWN, file=file.name, kind="binary")
    return FileKind.DELIMITED


def _foreign(head: bytes) -> str | None:
    for start, name in _FOREIGN:
        if head.startswith(start) and (len(start) > 2 or b"\x00" in head or name == "GZIP"):
            return name
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(text) or (_XML.match(text) and b"<html" in text.lower()):
        return "HTML"
    if _XML.match(text):
        return "XML"
    return "JSON" if _JSON.match(text) else None


def _of_ole(file: ImportFile) -> ProblemCode:
    """Tell an encrypted workbook from an old one: both are OLE containers, whose directory names its streams in UTF-16."""
    wanted, before = "EncryptedPackage".encode("utf-16-le"), b""
    with file.open() as stream:
        while piece := stream.read(CHUNK_BYTES):
            if wanted in before + piece:
                return ProblemCode.FILE_ENCRYPTED
            before = piece[-len(wanted) :]
    return ProblemCode.FILE_OLD_WORKBOOK
