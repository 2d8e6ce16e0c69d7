"""Whether the content of a PDF, JPEG or PNG is whole and of one type: a table of what such a file begins and ends with.

A file that is two things at once (a polyglot) is one thing to whoever checks it and another to whoever opens it. Two things are known by
their ends: a ZIP is read from its end, a PDF from a head anywhere in the first kilobyte. Nothing here reads pictures or pages.
"""

import struct
from pathlib import Path
from typing import BinaryIO

from models.vocabulary import FileType

HEADS = ((b"%PDF-", FileType.PDF), (b"\xff\xd8\xff", FileType.JPEG), (b"\x89PNG\r\n\x1a\n", FileType.PNG))
_PDF_HEAD, _ZIP_END, _MARKUP = b"%PDF-", b"PK\x05\x06", (b"<html", b"<script", b"<svg", b"<!doctype html", b"<?php")
_HEAD_BYTES = 1_024
"""How far into a file readers of PDF look for its head."""
_TAIL_BYTES = 65_535 + 22
"""How far from its end readers of ZIP look for its directory: the longest comment and the record itself."""
_PDF_END, _JPEG_END = b"%%EOF", b"\xff\xd9"
_PNG_END = b"IEND"


class Damaged(Exception):
    """The content ends before it is whole."""


class TwoTypes(Exception):
    """The content is more than one thing."""


def check_content(path: Path, kind: FileType) -> None:
    """Check a file that begins as ``kind``, which is one of ``HEADS``.

    Raises:
        Damaged: its end is missing.
        TwoTypes: it is something else as well.
    """
    if is_several(path, kind):
        raise TwoTypes
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL_BYTES))
        tail = stream.read()
        if kind is FileType.PNG:
            _check_png(stream, size)
    # Cameras put data of their own behind the end of a JPEG, and a PDF's end may be followed by blank lines.
    if kind is FileType.JPEG and _JPEG_END not in tail:
        raise Damaged
    if kind is FileType.PDF and _PDF_END not in tail[-_HEAD_BYTES:]:
        raise Damaged


def is_several(path: Path, kind: FileType) -> bool:
    """Tell whether a file that begins as ``kind`` is also a PDF, a ZIP or a page to whoever looks for one."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
        stream.seek(max(0, stream.seek(0, 2) - _TAIL_BYTES))
        tail = stream.read()
    return _PDF_HEAD in head[1:] or (kind is not FileType.ARCHIVE and _ZIP_END in tail) or any(one in head.lower() for one in _MARKUP)


def _check_png(stream: BinaryIO, size: int) -> None:
    at = 8
    while True:
        stream.seek(at)
        begun = stream.read(8)
        if len(begun) < 8:
            raise Damaged
        length, name = struct.unpack(">I4s", begun)
        at += 12 + length
        if at > size:
            raise Damaged
        if name == _PNG_END:
            break
    if at != size:
        raise TwoTypes
