"""Text with one record a line: encoding, delimiter, quotes, and the row that a spreadsheet program would show; read record by record."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from models import limits
from workflows.importing.files import FileRefused, ImportFile
from workflows.importing.problems import ProblemCode

DELIMITERS = (",", ";", "\t", "|")
LINE_CHARS = 1 << 20
"""How long a line may be: a row of the widest sheet with long texts is a tenth of it."""
_UNREADABLE = "\udcff"
_END = "\x1e\x1e"
_SEP = re.compile(r'^"?sep=(.)"?\r?\n?$', re.IGNORECASE)


def _mark(error: UnicodeError) -> tuple[str, int]:
    # A lone surrogate can't come from sound text, so that it marks the place of bytes that are none.
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _UNREADABLE, error.end


codecs.register_error("kinerja-unreadable", _mark)


class Delimited:
    """A text file's records; each reading starts anew at the first and holds one record at a time.

    ``told`` is the delimiter that a first line ``sep=;`` names. Spreadsheet programs don't show that line, so it isn't counted.
    """

    def __init__(self, file: ImportFile) -> None:
        self.file = file
        with file.open() as stream:
            head = stream.read(3)
        self.encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        self.told: str | None = None
        with self._text() as text:
            found = _SEP.match(text.readline(10))
            if found:
                self.told = found.group(1)

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self.file.open(), encoding=self.encoding, errors="kinerja-unreadable", newline="")

    def records(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """Give each record with its row; blank ones too.

        Raises:
            FileRefused: ENCODING, QUOTE_UNCLOSED, CELL_TOO_LONG or FILE_DAMAGED, each with the row in which it begins.
        """
        at = _Position()
        with self._text() as text:
            if self.told is not None:
                text.readline()
            # strict stays off: a stray quote is then a character of its cell, and the row's shape tells what is wrong.
            reader = csv.reader(self._lines(text, at), delimiter=delimiter)
            while True:
                at.record, at.lines = at.record + 1, 0
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    raise self._refusal(error, at) from None
                if cells is None or cells == [_END]:
                    return
                if cells and cells[-1].endswith(_END):
                    # The mark behind the last line came out inside a cell: a quote was still open there.
                    raise FileRefused(ProblemCode.QUOTE_UNCLOSED, at.record, file=self.file.name)
                yield at.record, cells

    def _lines(self, text: io.TextIOWrapper, at: "_Position") -> Iterator[str]:
        while line := text.readline(LINE_CHARS):
            if _UNREADABLE in line:
                raise FileRefused(ProblemCode.ENCODING, at.record, file=self.file.name)
            if len(line) == LINE_CHARS and not line.endswith(("\n", "\r")):
                raise FileRefused(ProblemCode.CELL_TOO_LONG, at.record, file=self.file.name, most=limits.IMPORT_CELL_CHARS)
            at.lines += 1
            yield line
        yield _END

    def _refusal(self, error: csv.Error, at: "_Position") -> FileRefused:
        if "field limit" not in str(error):
            return FileRefused(ProblemCode.FILE_DAMAGED, at.record, file=self.file.name)
        if at.lines > 1:
            return FileRefused(ProblemCode.QUOTE_UNCLOSED, at.record, file=self.file.name)
        return FileRefused(ProblemCode.CELL_TOO_LONG, at.record, file=self.file.name, most=limits.IMPORT_CELL_CHARS)


class _Position:
    """Where a reading stands: the record being read, and how many lines went into it."""

    def __init__(self) -> None:
        self.record, self.lines = 0, 0
