"""Makes spreadsheets for tests: workbooks as a program writes them, and such as no program does."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date

import xlsxwriter

Value = str | int | float | bool | date | None
Rows = Sequence[Sequence[Value]]


def workbook(sheets: Mapping[str, Rows], hidden: frozenset[str] = frozenset()) -> bytes:
    """Write sheets as Excel does: text stays text, numbers are numbers, a date has a date's format; texts with ``=`` are formulas."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, day)
                    elif isinstance(value, str) and value.startswith("=#"):
                        sheet.write_formula(number, column, "=NA()", None, value[1:])
                    elif isinstance(value, str):
                        sheet.write_string(number, column, value)
                    elif value is not None:
                        sheet.write(number, column, value)
    return made.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """Take a workbook apart."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Put parts together, compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Put another part into a workbook, in the place of the one of that name."""
    return packed({**parts_of(content), name: part})


def with_cells(content: bytes, cells: bytes) -> bytes:
    """Put rows of XML behind those of the first sheet."""
    name = "xl/worksheets/sheet1.xml"
    return with_part(content, name, parts_of(content)[name].replace(b"</sheetData>", cells + b"</sheetData>"))


def lying(content: bytes, name: str, part: bytes, declared: int) -> bytes:
    """Add a part whose size, and the checksum of that much of it, the directory declares as less than what comes out."""
    made = with_part(content, name, part)
    before, behind = made.split(b"PK\x01\x02", 1)
    directory = b"PK\x01\x02" + behind
    at = directory.index(name.encode()) - 46
    crc = struct.pack("<I", zlib.crc32(part[:declared]))
    entry = directory[: at + 16] + crc + directory[at + 20 : at + 24] + struct.pack("<I", declared) + directory[at + 28 :]
    return before + entry
