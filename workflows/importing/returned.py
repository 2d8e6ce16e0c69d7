"""The spreadsheet that goes back to whoever sent the files: their rows in their columns, and beside each what is wrong and what to do.

It can be mended and sent as it is: the columns that it adds mean nothing to the reader. Every cell is text, so that no program takes a
number of eighteen digits for a figure, or what begins with = for a formula.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from models import limits
from workflows.importing.files import ImportFile
from workflows.importing.headers import Cell, NoValue
from workflows.importing.outcome import Findings, ImportOutcome, RowsTaken
from workflows.importing.problems import Problem
from workflows.importing.sources import Source, open_source
from workflows.messages import message

ADDED = {"id": ("kode_masalah", "masalah", "yang_harus_dilakukan"), "en": ("problem_code", "problem", "what_to_do")}
"""Headers of the columns that are added, in both languages."""
SHEET_NAME_CHARS = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def write_report(outcome: ImportOutcome, files: Sequence[ImportFile], path: Path, locale: str) -> None:
    """Write the rows of ``files`` to ``path`` (XLSX) with their errors and warnings; ``files`` are those that ``outcome`` came from.

    Where only valid rows were taken, only those that were left out are written, under their headers. Memory doesn't grow with the rows.

    Raises:
        ValueError: the outcome's findings are closed already.
        OSError: ``path`` can't be written, or a file isn't there any more.
    """
    if outcome.findings is None:
        raise ValueError("an outcome without findings has no report")
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False, "strings_to_urls": False}) as book:
        names: set[str] = set()
        for index, file in enumerate(files):
            _write_file(book, open_source(index, file), outcome.findings, outcome.taken, locale, names)


def _write_file(book: Any, source: Source, findings: Findings, taken: RowsTaken, locale: str, names: set[str]) -> None:
    page: Any = None
    at: tuple[str | None, list[list[str]]] | None = None
    line = 0
    for place, cells in source.records():
        sheet = source.sheet_of(place)
        if at is None or at[0] != sheet.name:
            at, page, line = (sheet.name, []), None, 0
        problems = findings.of_row(place)
        told = _told(problems, locale) if problems else ()
        if place.row == sheet.header_row:
            told = (*ADDED[locale], *told)
        # The added columns stand beside the header's, so that each row shows them in the same place.
        texts = [_text(cell) for cell in cells]
        texts += [""] * (len(sheet.header) - len(texts)) if told else []
        if place.row <= sheet.last_heading:
            at[1].append([*texts, *told])
        elif taken is RowsTaken.ALL or any(problem.stops for problem in problems):
            if page is None:
                page = book.add_worksheet(_sheet_name(sheet.name or source.name, names))
                for heading in at[1]:
                    _write_row(page, line, heading)
                    line += 1
            _write_row(page, line, [*texts, *told])
            line += 1
    if not source.sheets:
        # Nothing of the file could be read: its name and why. A sheet left unread beside others has no place here: sent back, what is
        # said about it would be left unread again.
        page = book.add_worksheet(_sheet_name(source.name, names))
        _write_row(page, 0, ADDED[locale])
        for number, (_, problems) in enumerate(findings.of_file(source.index), 1):
            _write_row(page, number, _told(problems, locale))


def _told(problems: Sequence[Problem], locale: str) -> tuple[str, str, str]:
    lines = [
        (
            f"{problem.code.value} ({problem.column})" if problem.column else problem.code.value,
            message(f"import.{problem.code.value}", locale, problem.params),
            message(f"import.{problem.code.value}.fix", locale, problem.params),
        )
        for problem in problems
    ]
    return ("\n".join(one[0] for one in lines), "\n".join(one[1] for one in lines), "\n".join(one[2] for one in lines))


def _write_row(page: Any, line: int, texts: Sequence[str]) -> None:
    for number, text in enumerate(texts):
        if text:
            page.write_string(line, number, text[: limits.IMPORT_CELL_CHARS])


def _text(cell: Cell) -> str:
    if isinstance(cell, NoValue):
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    return str(cell)


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = _NOT_IN_A_NAME.sub("_", name).strip()[:SHEET_NAME_CHARS] or "Sheet"
    found, number = plain, 2
    while found.casefold() in taken:
        tail = f" ({number})"
        found, number = f"{plain[: SHEET_NAME_CHARS - len(tail)]}{tail}", number + 1
    taken.add(found.casefold())
    return found
