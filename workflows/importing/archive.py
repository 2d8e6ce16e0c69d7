"""The parts of a workbook's ZIP file, bounded before anything is extracted and again while it is: what it declares may be a lie."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from models import limits
from workflows.importing.files import CHUNK_BYTES, FileRefused, ImportFile
from workflows.importing.problems import ProblemCode

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_END_BYTES = 22
_SMALL_BYTES = 10 * 1024 * 1024
"""Below this a part may shrink as much as it likes: there is nothing to fear from what it unpacks to."""
_ENTRY_BYTES = 512
"""What one entry may take in the directory, its name and extras included; Office writes about 80."""


class Archive:
    """An open workbook file whose directory is sound and within the limits; ``parts`` are its entries by name in lower case.

    Two readers must never see two different files in it: no comment, no second directory, no name twice, sizes as declared.
    """

    def __init__(self, file: ImportFile, stream: BinaryIO) -> None:
        """Read the directory alone.

        Raises:
            FileRefused: FILE_TRUNCATED, FILE_DAMAGED, FILE_ENCRYPTED or FILE_EXPANDS.
        """
        self._file, self._stream = file, stream
        self._check_end()
        try:
            with zipfile.ZipFile(stream) as directory:
                entries = directory.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
            raise self._refusal(ProblemCode.FILE_DAMAGED) from None
        self.parts: Mapping[str, zipfile.ZipInfo] = {entry.filename.lower().lstrip("/"): entry for entry in entries}
        if len(self.parts) != len(entries):
            raise self._refusal(ProblemCode.FILE_DAMAGED)
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise self._refusal(ProblemCode.FILE_ENCRYPTED)
        if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
            raise self._refusal(ProblemCode.FILE_DAMAGED)
        whole = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if whole > limits.IMPORT_EXTRACTED_BYTES or (whole > _SMALL_BYTES and whole > packed * limits.IMPORT_COMPRESSION_RATIO):
            raise self.expands()

    def _check_end(self) -> None:
        size = self._file.size()
        self._stream.seek(max(0, size - _END_BYTES - len(_END_64) - 16))
        tail = self._stream.read()
        end = tail[-_END_BYTES:]
        if not end.startswith(_END):
            # A comment behind the directory is nothing that a spreadsheet program writes; without any directory the end is missing.
            self._stream.seek(max(0, size - 0xFFFF - _END_BYTES))
            raise self._refusal(ProblemCode.FILE_DAMAGED if _END in self._stream.read() else ProblemCode.FILE_TRUNCATED)
        entries, directory_bytes = struct.unpack("<10xHI6x", end)
        if tail[: len(_END_64)] == _END_64 or entries > limits.IMPORT_PARTS_ROWS:
            raise self.expands()
        if directory_bytes > limits.IMPORT_PARTS_ROWS * _ENTRY_BYTES:
            raise self.expands()

    def _refusal(self, code: ProblemCode) -> FileRefused:
        return FileRefused(code, file=self._file.name)

    def expands(self) -> FileRefused:
        """Give the refusal of a file that would be too large once extracted."""
        return FileRefused(ProblemCode.FILE_EXPANDS, file=self._file.name, most=limits.IMPORT_EXTRACTED_BYTES // 1024**2)

    def pieces(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """Extract a part piece by piece, never more than it declares.

        Raises:
            FileRefused: FILE_EXPANDS where more comes out than is declared, FILE_DAMAGED where less does or the content is broken.
        """
        self._stream.seek(part.header_offset)
        head = self._stream.read(30)
        if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
            raise self._refusal(ProblemCode.FILE_DAMAGED)
        name, extra = struct.unpack("<26xHH", head)
        self._stream.seek(part.header_offset + 30 + name + extra)
        left, given, checksum = part.compress_size, 0, 0
        inflate = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
        while left:
            packed = self._stream.read(min(left, CHUNK_BYTES))
            if not packed:
                raise self._refusal(ProblemCode.FILE_DAMAGED)
            left -= len(packed)
            while packed:
                try:
                    piece = inflate.decompress(packed, CHUNK_BYTES) if inflate else packed
                except zlib.error:
                    raise self._refusal(ProblemCode.FILE_DAMAGED) from None
                packed = inflate.unconsumed_tail if inflate else b""
                given += len(piece)
                if given > part.file_size:
                    raise self.expands()
                checksum = zlib.crc32(piece, checksum)
                yield piece
        if given != part.file_size or checksum != part.CRC or (inflate is not None and not inflate.eof):
            raise self._refusal(ProblemCode.FILE_DAMAGED)
