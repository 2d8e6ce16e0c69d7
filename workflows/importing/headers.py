"""Finding the header of a sheet below its heading lines, and what it makes of the sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from workflows.importing.columns import Section, fields_of, missing_columns, sections_of
from workflows.importing.problems import Place, Problem, ProblemCode

HEADING_ROWS = 20
"""How far down a header is looked for: the national report has seven heading lines above it."""

FOUND_HEADERS, FOUND_CHARS = 30, 40
"""How many headers are told where a column is missing, and how much of each."""


@dataclass(frozen=True, slots=True)
class NoValue:
    """A workbook's cell that holds something, but no value: an error, or a formula whose result isn't stored."""

    code: ProblemCode


Cell = str | int | float | bool | date | time | timedelta | NoValue
"""What a cell can hold: text alone in a text file; in a workbook what its type and format say (a datetime is a date too)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: the sheet's name (None in a text file), its header's row and fields by column, and what its rows tell about.

    ``headers`` gives each field's header as the file has it; ``rows`` is how many rows stand below ``last_heading``, blank ones left out:
    the header's row, or the one below it that only numbers the columns.
    """

    name: str | None
    header_row: int
    last_heading: int
    fields: tuple[str | None, ...]
    header: tuple[str, ...]
    rows: int = 0
    sections: frozenset[Section] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)


def find_header(name: str | None, records: Iterable[tuple[int, Sequence[Cell]]]) -> Sheet | None:
    """Find the header among the first rows: the one with the most known columns that make a section; None if there is none.

    A row that names employees (``nip``) without making a section counts where no other does: its sheet has no sections, and its place
    lets the fault be told where it is.
    """
    best: Sheet | None = None
    for number, cells in records:
        if number > HEADING_ROWS:
            break
        found = _sheet(name, number, [cell.strip() if isinstance(cell, str) else "" for cell in cells])
        if found is not None and (best is None or weight(found) > weight(best)):
            best = found
    return best


def _sheet(name: str | None, number: int, header: Sequence[str]) -> Sheet | None:
    while header and not header[-1]:
        header = header[:-1]
    fields = fields_of(header)
    known = frozenset(one for one in fields if one)
    sections = sections_of(known)
    if not sections and "number" not in known:
        return None
    headers: dict[str, str] = {}
    for one, cell in zip(fields, header, strict=True):
        if one:
            headers.setdefault(one, " ".join(cell.split()))
    return Sheet(name, number, number, tuple(fields), tuple(header), 0, sections, headers)


def weight(sheet: Sheet) -> tuple[bool, int]:
    """Give what makes one candidate the better header: sections at all, then known columns."""
    return bool(sheet.sections), len(sheet.headers)


def numbers_columns(cells: Sequence[Cell]) -> bool:
    """Tell whether a row does nothing but count the columns, ``1 2 3`` or ``(1) (2) (3)``, as official forms do below their header."""
    shown = [str(int(cell)) if isinstance(cell, int | float) else str(cell).strip().strip("()") for cell in cells if cell not in ("", None)]
    return len(shown) > 1 and shown == [str(number) for number in range(1, len(shown) + 1)]


def header_problems(index: int, sheet: Sheet) -> list[Problem]:
    """Tell the columns that the sheet's sections still need, with the headers that it has, and those that are there twice."""
    place = Place(index, sheet.header_row, sheet.name)
    known = frozenset(sheet.headers)
    found = [" ".join(cell.split()) for cell in sheet.header if cell]
    shown = ", ".join([*(cell[:FOUND_CHARS] for cell in found[:FOUND_HEADERS]), *(["…"] if len(found) > FOUND_HEADERS else [])])
    problems = [
        Problem(ProblemCode.COLUMN_MISSING, place, params={"column": column, "section": section.value, "found": shown})
        for section in sorted(sheet.sections, key=lambda one: one.value)
        for column in missing_columns(section, known)
    ]
    problems += [
        Problem(ProblemCode.COLUMN_TWICE, place, sheet.header[number], {"column": sheet.header[number]})
        for number, one in enumerate(sheet.fields)
        if one and one in sheet.fields[:number]
    ]
    return problems
