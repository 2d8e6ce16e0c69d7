"""A workbook's sheets read by calamine, row by row; what it doesn't show comes from the inspection before."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from python_calamine import CalamineError, CalamineWorkbook

from workflows.importing.files import FileRefused, ImportFile
from workflows.importing.headers import Cell, NoValue
from workflows.importing.inspection import SheetFacts
from workflows.importing.problems import ProblemCode

_PANIC = "PanicException"
"""What a fault inside the reader is raised as; it derives from BaseException and can't be imported."""


def read_sheet(file: ImportFile, facts: SheetFacts) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Read one sheet's rows from its first, with their numbers; cells by column from A. The sheet is in the reader's memory meanwhile.

    Raises:
        FileRefused: FILE_DAMAGED where the reader can't read what the inspection found sound.
    """
    with _told(file, facts.name):
        book = CalamineWorkbook.from_object(io.BytesIO(file.content) if isinstance(file.content, bytes) else str(file.content))
        sheet = book.get_sheet_by_name(facts.name)
        start = sheet.start
        rows = sheet.iter_rows()
    if start is None:
        # Nothing but cells without a value: the reader gives no row, and the inspection's faults still have to be told.
        for number in sorted(facts.extent.faults):
            yield number, _overlaid([], facts.extent.faults[number])
        return
    before: list[Cell] = [""] * start[1]
    number = 0
    while True:
        with _told(file, facts.name):
            cells = next(rows, None)
        if cells is None:
            break
        number += 1
        faults = facts.extent.faults.get(number)
        yield number, _overlaid([*before, *cells], faults) if faults else [*before, *cells]
    for number in sorted(one for one in facts.extent.faults if one > number):
        yield number, _overlaid([], facts.extent.faults[number])


def _overlaid(cells: list[Cell], faults: dict[int, ProblemCode]) -> list[Cell]:
    for column, code in faults.items():
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = NoValue(code)
    return cells


@contextmanager
def _told(file: ImportFile, sheet: str) -> Iterator[None]:
    try:
        yield
    except CalamineError:
        raise FileRefused(ProblemCode.FILE_DAMAGED, sheet=sheet, file=file.name) from None
    except BaseException as error:
        if type(error).__name__ == _PANIC or isinstance(error, ValueError | TypeError | OverflowError):
            raise FileRefused(ProblemCode.FILE_DAMAGED, sheet=sheet, file=file.name) from None
        raise
