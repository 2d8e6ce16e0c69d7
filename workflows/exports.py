"""What every export has in common: CSV that programs read exactly and a spreadsheet can't be attacked with.

Lines end in CRLF (RFC 4180), the text is UTF-8 without a byte order mark. **Texts are always quoted, figures never**: so an 18-digit NIP
keeps its digits and is marked as text for every reader that tells the two apart (LibreOffice's "format quoted field as text", Python's
``QUOTE_NONNUMERIC``, DuckDB, R, Power Query with the column set to text). Nothing is put before the digits: a tab, an apostrophe or
``="…"`` would end up in whatever reads the file next.

A text that a spreadsheet would take for a formula gets an apostrophe before it; plain figures are let be.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from workflows.conditions import Condition

PAGE_OF_EXPORT_ROWS = 500
"""Rows read at a time: what an export holds in memory."""

_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?")

Cell = str | int | None


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; everything else stays as it is."""
    return f"'{text}" if _FORMULA.match(text) and not _FIGURE.fullmatch(text) else text


def csv_lines(rows: Iterable[Sequence[Cell]]) -> str:
    """Write rows as CSV lines; None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])
    return out.getvalue()


def everything() -> Condition:
    """Give the condition of whoever holds the database itself and so may export all of an agency."""
    return Condition("1 = 1", {})
