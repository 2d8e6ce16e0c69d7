"""From a file to rows: each sheet's header is found, each row's cells are given by field; rows are read one at a time, again at will."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from models import limits
from workflows.importing.columns import Section
from workflows.importing.damage import mend
from workflows.importing.delimited import DELIMITERS, Delimited
from workflows.importing.files import FileKind, FileRefused, ImportFile, kind_of
from workflows.importing.headers import Cell, Sheet, find_header, header_problems, numbers_columns, weight
from workflows.importing.inspection import inspect
from workflows.importing.problems import Place, Problem, ProblemCode
from workflows.importing.workbook import read_sheet

Records = Callable[[], Iterator[tuple[int, Sequence[Cell]]]]
"""Reads a sheet's records, with their rows, from the first on."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row's cells by field as text, trimmed, empty ones left out; its sheet; and what reading it found wrong.

    A row that can't be read at all has no cells and a problem that stops. A cell with such a problem stands as the file has it.
    """

    place: Place
    cells: Mapping[str, str]
    sheet: Sheet
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it can be read: its name as given, its SHA-256 in hex, its sheets with a header, and what is wrong with it as a whole.

    A file with a problem that stops has no sheets, so no rows. Rows are never held: each reading starts at the file's first.
    """

    index: int
    name: str
    sha256: str
    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()
    readers: tuple[Records, ...] = ()

    @property
    def row_count(self) -> int:
        """How many rows there are to read, known before they are."""
        return sum(sheet.rows for sheet in self.sheets)

    @property
    def sections(self) -> frozenset[Section]:
        """What the file tells about, all sheets together."""
        return frozenset(section for sheet in self.sheets for section in sheet.sections)

    def sheet_of(self, place: Place) -> Sheet:
        """Give the sheet on which a row of this file stands.

        Raises:
            KeyError: no row that was read stands there.
        """
        for sheet in self.sheets:
            if sheet.name == place.sheet:
                return sheet
        raise KeyError(place)

    def header(self, place: Place, field: str) -> str | None:
        """Give the header that the sheet of a row has for a field, None where it has none.

        Raises:
            KeyError: no row that was read stands there.
        """
        return self.sheet_of(place).headers.get(field)

    def rows(self) -> Iterator[SourceRow]:
        """Read the rows below the headers, sheet by sheet, blank ones left out."""
        for sheet, read in zip(self.sheets, self.readers, strict=True):
            for number, cells in read():
                if number > sheet.last_heading and not _blank(cells):
                    yield _row(Place(self.index, number, sheet.name), cells, sheet)

    def records(self) -> Iterator[tuple[Place, tuple[Cell, ...]]]:
        """Read everything as it stands, heading lines and headers too: what a report shows the file's owner again."""
        for sheet, read in zip(self.sheets, self.readers, strict=True):
            for number, cells in read():
                yield Place(self.index, number, sheet.name), tuple(cells)


def open_source(index: int, file: ImportFile) -> Source:
    """Look through one file without holding its rows; a file that can't be read gives a source without sheets and says why.

    Raises:
        OSError: the file isn't there or can't be read.
    """
    digest = file.sha256()
    try:
        kind = kind_of(file)
        sheets, readers, problems = _delimited(index, file) if kind is FileKind.DELIMITED else _workbook(index, file)
    except FileRefused as refused:
        problem = Problem(refused.code, Place(index, refused.row, refused.sheet), params=refused.params)
        return Source(index, file.name, digest, problems=(problem,))
    if any(problem.stops for problem in problems):
        return Source(index, file.name, digest, problems=tuple(problems))
    return Source(index, file.name, digest, tuple(sheets), tuple(problems), tuple(readers))


def _delimited(index: int, file: ImportFile) -> tuple[list[Sheet], list[Records], list[Problem]]:
    text = Delimited(file)
    best: tuple[Sheet, str] | None = None
    refused: FileRefused | None = None
    for delimiter in (text.told,) if text.told else DELIMITERS:
        try:
            found = find_header(None, text.records(delimiter))
        except FileRefused as error:
            refused = refused or error
            continue
        if found is not None and (best is None or weight(found) > weight(best[0])):
            best = found, delimiter
    if best is None:
        raise refused or FileRefused(ProblemCode.HEADER_UNKNOWN, file=file.name)
    sheet, delimiter = best

    def read() -> Iterator[tuple[int, Sequence[Cell]]]:
        return text.records(delimiter)

    checked, problems = _checked(index, file, sheet, read)
    if not checked.rows:
        problems.append(Problem(ProblemCode.FILE_EMPTY, Place(index, sheet.header_row), params={"file": file.name}))
    return [checked], [read], problems


def _workbook(index: int, file: ImportFile) -> tuple[list[Sheet], list[Records], list[Problem]]:
    """Take every sheet that people see and that has a header; others with content are told, unless none is left."""
    found: list[tuple[Sheet, Records]] = []
    problems: list[Problem] = []
    below: FileRefused | None = None
    all_facts = inspect(file)
    for facts in all_facts:
        if not facts.visible:
            problems.append(Problem(ProblemCode.SHEET_HIDDEN, Place(index, 1, facts.name), params={"sheet": facts.name}))
            continue
        if not facts.extent.bottom:
            continue
        read = partial(read_sheet, file, facts)
        sheet = find_header(facts.name, read())
        if sheet is None or not sheet.sections:
            problems.append(Problem(ProblemCode.SHEET_SKIPPED, Place(index, 1, facts.name), params={"sheet": facts.name}))
            if sheet is not None:
                below = below or FileRefused(ProblemCode.HEADER_UNKNOWN, sheet.header_row, sheet.name, file=file.name)
            continue
        checked, faults = _checked(index, file, sheet, read)
        found.append((checked, read))
        problems.extend(faults)
        if not checked.rows:
            problems.append(Problem(ProblemCode.SHEET_EMPTY, Place(index, sheet.header_row, sheet.name), params={"sheet": facts.name}))
    if not any(facts.extent.bottom for facts in all_facts) or (found and not any(sheet.rows for sheet, _ in found)):
        raise FileRefused(ProblemCode.FILE_EMPTY, file=file.name)
    if not found:
        raise below or FileRefused(ProblemCode.HEADER_UNKNOWN, file=file.name)
    return [sheet for sheet, _ in found], [read for _, read in found], problems


def _checked(index: int, file: ImportFile, sheet: Sheet, read: Records) -> tuple[Sheet, list[Problem]]:
    """Read a sheet to its end once, so that what is wrong with the file as a whole shows before a row is used; count its rows."""
    if not sheet.sections:
        raise FileRefused(ProblemCode.HEADER_UNKNOWN, sheet.header_row, sheet.name, file=file.name)
    if len(sheet.header) > limits.IMPORT_COLUMNS_ROWS:
        raise FileRefused(
            ProblemCode.TOO_MANY_COLUMNS, sheet.header_row, sheet.name, count=len(sheet.header), most=limits.IMPORT_COLUMNS_ROWS
        )
    problems = header_problems(index, sheet)
    rows = 0
    for number, cells in read():
        if _blank(cells):
            continue
        if number > limits.IMPORT_ROWS:
            raise FileRefused(ProblemCode.TOO_MANY_ROWS, number, sheet.name, most=limits.IMPORT_ROWS)
        if len(cells) > limits.IMPORT_COLUMNS_ROWS and not _blank(cells[limits.IMPORT_COLUMNS_ROWS :]):
            count = max(column for column, cell in enumerate(cells, start=1) if not _blank([cell]))
            raise FileRefused(ProblemCode.TOO_MANY_COLUMNS, number, sheet.name, count=count, most=limits.IMPORT_COLUMNS_ROWS)
        if number == sheet.header_row + 1 and numbers_columns(cells):
            sheet = replace(sheet, last_heading=number)
        rows += number > sheet.last_heading
    return replace(sheet, rows=rows), problems


def _blank(cells: Sequence[Cell]) -> bool:
    return not any(not isinstance(cell, str) or cell.strip() for cell in cells)


def _row(place: Place, cells: Sequence[Cell], sheet: Sheet) -> SourceRow:
    columns = len(sheet.header)
    if len(cells) > columns and not _blank(cells[columns:]):
        return SourceRow(place, {}, sheet, (Problem(ProblemCode.ROW_SHAPE, place, params={"cells": len(cells), "columns": columns}),))
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for name, cell in zip(sheet.fields, cells, strict=False):
        if name is None or cell == "":
            continue
        mended = mend(name, cell)
        if len(mended.text) > limits.IMPORT_CELL_CHARS:
            problems.append(Problem(ProblemCode.CELL_TOO_LONG, place, sheet.headers[name], {"most": limits.IMPORT_CELL_CHARS}))
        elif mended.code is not None:
            problems.append(Problem(mended.code, place, sheet.headers[name]))
        if mended.text:
            values[name] = mended.text
    return SourceRow(place, values, sheet, tuple(problems))
