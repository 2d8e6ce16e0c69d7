"""What a workbook holds, looked at part by part before a reader takes it whole: sheets, how far they reach, cells that hold no value.

The reader (calamine) lays a sheet out as a full rectangle and copies a shared text into each cell that names it, and it shows neither
errors nor formulas without a result. So those are found here, streaming, and the file is refused before the reader could be overrun.
"""

import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from models import limits
from workflows.importing.archive import Archive
from workflows.importing.files import FileRefused, ImportFile
from workflows.importing.problems import ProblemCode

WORKBOOK, RELATIONS, TEXTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class Extent:
    """How far a sheet's values reach (rows and columns from 1), and its cells without a value, by row and column."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    faults: dict[int, dict[int, ProblemCode]] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """How many cells the rectangle has."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.bottom else 0


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One sheet: its name, whether people see it, and how far it reaches."""

    name: str
    visible: bool
    extent: Extent


def inspect(file: ImportFile) -> tuple[SheetFacts, ...]:
    """Look through a workbook's parts and give its sheets in their order; chart and dialogue sheets have an empty extent.

    Raises:
        FileRefused: what ``Archive`` refuses; FILE_UNKNOWN, FILE_OLD_WORKBOOK; FILE_UNSAFE for a document type (entities);
            FILE_DAMAGED for broken XML; FILE_EXPANDS, TOO_MANY_CELLS; CELL_ERROR or FORMULA_UNCOMPUTED where there are more than are kept.
    """
    with file.open() as stream:
        archive = Archive(file, stream)
        _check_kind(file, archive)
        book = _Book(file, archive)
        first = [name for name in (WORKBOOK, RELATIONS, TEXTS) if name in archive.parts]
        for name in (*first, *(name for name in archive.parts if name not in first)):
            book.read(name)
    return book.facts()


def _check_kind(file: ImportFile, archive: Archive) -> None:
    names = archive.parts.keys()
    if "xl/workbook.bin" in names or "content.xml" in names or "mimetype" in names:
        raise FileRefused(ProblemCode.FILE_OLD_WORKBOOK, file=file.name)
    if WORKBOOK not in names:
        kinds = {"word/": "Word", "ppt/": "PowerPoint", "meta-inf/": "JAR"}
        kind = next((kind for start, kind in kinds.items() if any(name.startswith(start) for name in names)), "ZIP")
        raise FileRefused(ProblemCode.FILE_UNKNOWN, file=file.name, kind=kind)


class _Book:
    """Reads the parts one after another: the workbook's own first, so that a sheet's part is known by the sheet's name."""

    def __init__(self, file: ImportFile, archive: Archive) -> None:
        self.file, self.archive = file, archive
        self.sheets: list[tuple[str, bool, str]] = []
        self.targets: dict[str, str] = {}
        self.lengths = array("I")
        self.extents: dict[str, Extent] = {}
        self.chars = 0

    def facts(self) -> tuple[SheetFacts, ...]:
        return tuple(
            SheetFacts(name, visible, self.extents.get(self.targets.get(relation, ""), Extent())) for name, visible, relation in self.sheets
        )

    def name_of(self, part: str) -> str | None:
        return next((name for name, _, relation in self.sheets if self.targets.get(relation) == part), None)

    def read(self, name: str) -> None:
        part = self.archive.parts[name]
        if not name.endswith((".xml", ".rels")):
            for _ in self.archive.pieces(part):
                pass
            return
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        reading = _Reading(self, parser, name)
        try:
            for piece in _as_utf_8(self.archive.pieces(part)):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
            reading.end()
        except (expat.ExpatError, ValueError, OverflowError, LookupError):
            raise FileRefused(ProblemCode.FILE_DAMAGED, sheet=self.name_of(name), file=self.file.name) from None

    def _doctype(self, *_: object) -> None:
        raise FileRefused(ProblemCode.FILE_UNSAFE, file=self.file.name)


def _as_utf_8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pass on a part that doesn't begin as UTF-16.

    The reader takes every part for UTF-8, whatever it says; were another encoding believed here, the two would see different cells.
    """
    first = next(pieces, b"")
    if first.startswith(_UTF_16) or b"\x00" in first[:4]:
        raise ValueError("UTF-16")
    yield first
    yield from pieces


Attributes = Mapping[str, str]


def check_counts(attributes: Attributes) -> None:
    """See that an element announces no more children than a workbook can have: the reader makes room for them before it sees any.

    Raises:
        ValueError: it does.
    """
    for name in ("count", "uniqueCount"):
        if name in attributes and int(attributes[name]) > limits.IMPORT_CELLS_ROWS:
            raise ValueError(name)


class _Reading:
    """Reads one part by what its root element is; what isn't a workbook's, its texts' or a sheet's is only parsed."""

    def __init__(self, book: _Book, parser: expat.XMLParserType, part: str) -> None:
        self.book, self.parser, self.part = book, parser, part
        self.end: Callable[[], None] = lambda: None
        parser.StartElementHandler = self._root

    def _root(self, name: str, attributes: Attributes) -> None:
        name = name[name.find(":") + 1 :]
        check_counts(attributes)
        self.parser.StartElementHandler = lambda _, attributes: check_counts(attributes)
        if name == "workbook" and self.part == WORKBOOK:
            self.parser.StartElementHandler = self._sheet
        elif name == "Relationships" and self.part == RELATIONS:
            self.parser.StartElementHandler = self._relation
        elif name == "sst" and self.part == TEXTS:
            self._texts()
        elif name == "worksheet":
            cells = _Cells(self.book, self.parser, self.part)
            self.parser.StartElementHandler, self.end = cells.start, cells.finish

    def _sheet(self, name: str, attributes: Attributes) -> None:
        check_counts(attributes)
        if name[name.find(":") + 1 :] == "sheet":
            relation = next((value for key, value in attributes.items() if key == "id" or key.endswith(":id")), "")
            self.book.sheets.append((attributes.get("name", ""), attributes.get("state", "visible") == "visible", relation))

    def _relation(self, name: str, attributes: Attributes) -> None:
        if name[name.find(":") + 1 :] == "Relationship":
            target = attributes.get("Target", "").lower()
            path = target[1:] if target.startswith("/") else target if target.startswith("xl/") else f"xl/{target}"
            self.book.targets[attributes.get("Id", "")] = path

    def _texts(self) -> None:
        lengths, length, begun = self.book.lengths, 0, False

        def start(name: str, _: Attributes) -> None:
            nonlocal length, begun
            if name[name.find(":") + 1 :] == "si":
                if begun:
                    lengths.append(length)
                length, begun = 0, True

        def text(chars: str) -> None:
            nonlocal length
            length += len(chars)

        self.parser.StartElementHandler, self.parser.CharacterDataHandler = start, text
        self.end = lambda: lengths.append(length) if begun else None


class _Cells:
    """Reads a sheet's cells: their places, the shared texts they name, errors, and formulas without a result."""

    def __init__(self, book: _Book, parser: expat.XMLParserType, part: str) -> None:
        self.book, self.parser = book, parser
        self.sheet = book.name_of(part)
        self.extent = book.extents.setdefault(part, Extent())
        self.row, self.column, self.kind = 0, 0, ""
        self.formula = self.valued = False
        self.text: list[str] = []
        self.faults = 0

    def start(self, name: str, attributes: Attributes) -> None:
        name = name[name.find(":") + 1 :]
        if name == "c":
            self.finish()
            self.kind = attributes.get("t", "n")
            if "r" in attributes:
                self._place(attributes["r"])
            else:
                self.column += 1
        elif name == "v" or name == "is":
            self.valued = True
            if self.kind == "s" or (self.formula and self.kind != "str"):
                self.parser.CharacterDataHandler = self.text.append
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.finish()
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif attributes:
            check_counts(attributes)

    def _place(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise ValueError(reference)
        self.row, self.column = int(found.group(2)), 0
        for letter in found.group(1):
            self.column = self.column * 26 + ord(letter) - 64

    def finish(self) -> None:
        """End the cell before: what it held is known now."""
        if self.valued or self.formula:
            self._reach()
            text = "".join(self.text)
            if self.kind == "e":
                self._fault(ProblemCode.CELL_ERROR)
            elif self.formula and self.kind != "str" and not text.strip():
                self._fault(ProblemCode.FORMULA_UNCOMPUTED)
            elif self.kind == "s":
                self.book.chars += self.book.lengths[int(text)] if 0 <= int(text) < len(self.book.lengths) else 0
                if self.book.chars > limits.IMPORT_EXTRACTED_BYTES:
                    raise self.book.archive.expands()
        self.formula = self.valued = False
        if self.text:
            self.text = []
        self.parser.CharacterDataHandler = None

    def _reach(self) -> None:
        extent = self.extent
        if extent.top <= self.row <= extent.bottom and extent.left <= self.column <= extent.right:
            return
        if not (1 <= self.row <= _LAST_ROW and 1 <= self.column <= _LAST_COLUMN):
            raise ValueError(self.row, self.column)
        extent.top = min(extent.top or self.row, self.row)
        extent.left = min(extent.left or self.column, self.column)
        extent.bottom = max(extent.bottom, self.row)
        extent.right = max(extent.right, self.column)
        if extent.cells > limits.IMPORT_CELLS_ROWS:
            raise FileRefused(ProblemCode.TOO_MANY_CELLS, self.row, self.sheet, most=limits.IMPORT_CELLS_ROWS)

    def _fault(self, code: ProblemCode) -> None:
        self.faults += 1
        if self.faults > limits.IMPORT_PROBLEMS_ROWS:
            raise FileRefused(code, self.row, self.sheet)
        self.extent.faults.setdefault(self.row, {})[self.column] = code
