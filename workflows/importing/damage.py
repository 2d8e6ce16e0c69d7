"""A cell's text by what its column holds: numbers, codes and days as a spreadsheet program may have left them, mended or named."""

from datetime import date, datetime, time, timedelta

from workflows.importing.days import day_of_serial
from workflows.importing.headers import Cell, NoValue
from workflows.importing.numbers import EXACT_DIGITS, Mended, destroyed, mend_number
from workflows.importing.problems import ProblemCode

NUMBERS = frozenset({"number", "appraiser", "approver"})
CODES = frozenset({"unit_code", "parent_code", "leader_position", "position_code", "employee_code", "siasn_id"})
DAYS = frozenset({"birth_date", "valid_from", "valid_to", "effective"})
DOCUMENTS = frozenset({"document_number", "line_document", "grade"})
NOTHING = frozenset({"", "-", "--", "\u2013", "\u2014"})
"""What people write into a cell that has nothing to say."""


def mend(name: str, cell: Cell) -> Mended:
    """Give a cell's text as it is to be read on in the column of the field ``name``, and what was found wrong or mended."""
    if isinstance(cell, str):
        return _text(name, cell)
    if isinstance(cell, NoValue):
        return Mended("", cell.code)
    if isinstance(cell, date):
        return Mended(_shown(cell), ProblemCode.CODE_IS_DATE if name in NUMBERS | CODES | DOCUMENTS else None)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _figure(name, cell)
    return Mended(_shown(cell))


def _text(name: str, text: str) -> Mended:
    if text.strip() in NOTHING:
        return Mended("")
    if name in NUMBERS:
        return mend_number(text)
    if name in CODES and (code := destroyed(text)):
        return Mended(text.strip(), code)
    if name in DAYS and (day := day_of_serial(text)) is not None:
        return Mended(day.isoformat(), ProblemCode.DATE_SERIAL)
    return Mended(text.strip())


def _figure(name: str, figure: int | float) -> Mended:
    shown = _shown(figure)
    if name in DAYS:
        day = day_of_serial(shown)
        return Mended(shown) if day is None else Mended(day.isoformat(), ProblemCode.DATE_SERIAL)
    if name in NUMBERS | CODES:
        lost = abs(figure) >= 10**EXACT_DIGITS
        return Mended(shown, ProblemCode.NUMBER_DIGITS_LOST if lost else ProblemCode.NUMBER_ZEROS_LOST)
    return Mended(shown)


def _shown(cell: int | float | bool | date | time | timedelta) -> str:
    """Give a value as text: figures with the 15 digits that a spreadsheet shows, days and times as ISO 8601 writes them."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # Far from the exponent's threshold whole figures need no fraction; text like 1E+20 is left for the field to refuse.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**EXACT_DIGITS else format(cell, f".{EXACT_DIGITS}g")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else cell.isoformat()
