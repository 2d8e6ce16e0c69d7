"""Every fault of a file and of a cell, written by hand: the file that provokes it, and where and as what it is told."""

import ast
import os
import re
import string
import struct
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import workflows.importing
from models import limits
from tests.workflows.reading import read_files
from tests.workflows.spreadsheets import lying, packed, parts_of, with_cells, with_part, workbook
from workflows import messages
from workflows.importing.files import ImportFile
from workflows.importing.problems import Problem
from workflows.messages import LOCALES, message

A, B = "198001012005011001", "199002022015022002"
HEAD = ["nip", "nama", "jenis_pegawai"]
PEOPLE = "nip,nama,jenis_pegawai\n"
SOUND = workbook({"Pegawai": [HEAD, [A, "Ani", "PNS"]]})
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 600

TEXTS = "xl/sharedStrings.xml"

Told = tuple[str, int, str | None, str | None]
"""Code, row, column, sheet."""


def found(content: bytes | Path, name: str = "a.xlsx") -> list[Problem]:
    problems: list[Problem] = []
    read_files([ImportFile(name, content)], problems)
    return problems


def told(content: bytes | Path) -> list[Told]:
    return [(one.code.value, one.place.row, one.column, one.place.sheet) for one in found(content)]


def people(*rows: list[object]) -> bytes:
    return workbook({"Pegawai": [HEAD, *rows]})  # type: ignore[list-item]


def held(*rows: list[object]) -> bytes:
    return workbook({"Jabatan": [["nip", "kode_jabatan", "tmt"], *rows]})  # type: ignore[list-item]


def flagged() -> bytes:
    made = bytearray(SOUND)
    at = made.index(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)


def many_parts() -> bytes:
    return packed({**parts_of(SOUND), **{f"xl/media/{number}.png": b"" for number in range(limits.IMPORT_PARTS_ROWS)}})


def repeated_text() -> bytes:
    """One text of 32,000 characters, named by 20,000 cells: 640 million characters out of a file of 30 kB."""
    parts = parts_of(SOUND)
    texts = parts[TEXTS].replace(b"</sst>", b"<si><t>" + b"x" * 32_000 + b"</t></si></sst>")
    number = texts.count(b"<si>") - 1
    row = b"".join(b'<row r="%d"><c r="D%d" t="s"><v>%d</v></c></row>' % (at, at, number) for at in range(3, 20_003))
    return with_cells(with_part(SOUND, TEXTS, texts), row)


def doctype() -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return with_part(SOUND, TEXTS, parts_of(SOUND)[TEXTS].replace(b"<sst", entities + b"<sst", 1))


def uncomputed() -> bytes:
    return with_cells(
        people([A, "Ani", "PNS"]), b'<row r="3"><c r="A3"><f>A2</f><v></v></c><c r="B3" t="inlineStr"><is><t>B</t></is></c></row>'
    )


FILES: list[tuple[str, Callable[[], bytes] | bytes, list[Told]]] = [
    ("Latin-1", PEOPLE.encode() + f"{A},Ani,PNS\n{B},Andr\xe9,PNS\n".encode("latin-1"), [("ENCODING", 3, None, None)]),
    ("wrong bytes behind a cell of two lines", b'nip,nama,jenis_pegawai\n1,"a\nb",PNS\n2,\xff,PNS\n', [("ENCODING", 3, None, None)]),
    ("UTF-16 without its mark", PEOPLE.encode("utf-16-le"), [("ENCODING", 1, None, None)]),
    ("UTF-32", PEOPLE.encode("utf-32"), [("ENCODING", 1, None, None)]),
    ("nothing", b"", [("FILE_EMPTY", 1, None, None)]),
    ("blank lines", b"\xef\xbb\xbf \r\n\r\n", [("FILE_EMPTY", 1, None, None)]),
    ("a header alone", PEOPLE.encode(), [("FILE_EMPTY", 1, None, None)]),
    ("an empty workbook", workbook({"Sheet1": [], "Sheet2": []}), [("FILE_EMPTY", 1, None, None)]),
    ("a workbook with a header alone", people(), [("FILE_EMPTY", 1, None, None)]),
    ("PDF", b"%PDF-1.7\n...", [("FILE_UNKNOWN", 1, None, None)]),
    ("JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF", [("FILE_UNKNOWN", 1, None, None)]),
    ("HTML saved as .xls", b"<html xmlns:x='urn:x'><table><tr><td>nip</td></tr></table>", [("FILE_UNKNOWN", 1, None, None)]),
    ("a table of HTML", b"\xef\xbb\xbf\n<table border=1><tr><td>nip", [("FILE_UNKNOWN", 1, None, None)]),
    ("XML", b"<?xml version='1.0'?><Workbook/>", [("FILE_UNKNOWN", 1, None, None)]),
    ("JSON", b'[{"nip": "1"}]', [("FILE_UNKNOWN", 1, None, None)]),
    ("bytes of something else", b"nip\x00\x01\x02\x00\x00\x07", [("FILE_UNKNOWN", 1, None, None)]),
    ("a letter", packed({"word/document.xml": b"<x/>"}), [("FILE_UNKNOWN", 1, None, None)]),
    ("a ZIP file with a workbook in it", packed({"a.xlsx": SOUND}), [("FILE_UNKNOWN", 1, None, None)]),
    ("an old workbook", OLE + "Workbook".encode("utf-16-le"), [("FILE_OLD_WORKBOOK", 1, None, None)]),
    ("OpenDocument", packed({"mimetype": b"application/x", "content.xml": b"<x/>"}), [("FILE_OLD_WORKBOOK", 1, None, None)]),
    ("XLSB", packed({"xl/workbook.bin": b"", "xl/workbook.xml": b"<workbook/>"}), [("FILE_OLD_WORKBOOK", 1, None, None)]),
    ("a password", OLE * 3_000 + "EncryptedPackage".encode("utf-16-le"), [("FILE_ENCRYPTED", 1, None, None)]),
    ("an encrypted part", flagged, [("FILE_ENCRYPTED", 1, None, None)]),
    ("a workbook cut off", SOUND[:-100], [("FILE_TRUNCATED", 1, None, None)]),
    ("a workbook's first bytes", SOUND[:50], [("FILE_TRUNCATED", 1, None, None)]),
    ("something behind the workbook", SOUND + b"x" * 100, [("FILE_DAMAGED", 1, None, None)]),
    ("broken XML", lambda: with_cells(SOUND, b"<row><c>"), [("FILE_DAMAGED", 1, None, "Pegawai")]),
    ("a cell nowhere", lambda: with_cells(SOUND, b'<row r="9"><c r="A0"><v>1</v></c></row>'), [("FILE_DAMAGED", 1, None, "Pegawai")]),
    (
        "a count that no file has",
        lambda: with_part(SOUND, TEXTS, parts_of(SOUND)[TEXTS].replace(b'uniqueCount="', b'uniqueCount="99999999999')),
        [("FILE_DAMAGED", 1, None, None)],
    ),
    (
        "an encoding that the reader doesn't look at",
        lambda: with_part(SOUND, TEXTS, parts_of(SOUND)[TEXTS].decode().replace("UTF-8", "UTF-16").encode("utf-16")),
        [("FILE_DAMAGED", 1, None, None)],
    ),
    ("a part that shrinks a thousandfold", lambda: with_part(SOUND, "xl/media/a.bin", bytes(11 << 20)), [("FILE_EXPANDS", 1, None, None)]),
    ("a part that lies", lambda: lying(SOUND, "xl/media/a.bin", bytes(1 << 20), 100), [("FILE_EXPANDS", 1, None, None)]),
    ("a sheet that lies", lambda: lying(SOUND, "xl/worksheets/sheet9.xml", b"<worksheet/>" * 9_999, 12), [("FILE_EXPANDS", 1, None, None)]),
    ("a second directory", SOUND[:-22] + b"PK\x06\x07" + bytes(16) + SOUND[-22:], [("FILE_EXPANDS", 1, None, None)]),
    ("a directory of a gigabyte", SOUND[:-10] + struct.pack("<I", 1 << 30) + SOUND[-6:], [("FILE_EXPANDS", 1, None, None)]),
    ("a directory elsewhere", SOUND[:-6] + bytes(6), [("FILE_DAMAGED", 1, None, None)]),
    ("a part twice", lambda: packed({**parts_of(SOUND), "XL/Workbook.xml": b"<workbook/>"}), [("FILE_DAMAGED", 1, None, None)]),
    ("too many parts", many_parts, [("FILE_EXPANDS", 1, None, None)]),
    ("a text named by every cell", repeated_text, [("FILE_EXPANDS", 1, None, None)]),
    ("entities", doctype, [("FILE_UNSAFE", 1, None, None)]),
    ("cut inside quotes", f'{PEOPLE}{A},"Ani\n'.encode(), [("QUOTE_UNCLOSED", 2, None, None)]),
    ("a quote that swallows the rest", f'{PEOPLE}{A},"Ani,PNS\n'.encode() + b"x,y,PNS\n" * 20_000, [("QUOTE_UNCLOSED", 2, None, None)]),
    ("a line without end", PEOPLE.encode() + b"x" * (1 << 21), [("CELL_TOO_LONG", 2, None, None)]),
    ("a cell of 200,000 characters", f"{PEOPLE}{A},{'x' * 200_000},PNS\n".encode(), [("CELL_TOO_LONG", 2, None, None)]),
    ("a cell of 40,000 characters", f"{PEOPLE}{A},{'x' * 40_000},PNS\n".encode(), [("CELL_TOO_LONG", 2, "nama", None)]),
    ("too many rows", PEOPLE.encode() + b"\n" * limits.IMPORT_ROWS + b"x\n", [("TOO_MANY_ROWS", limits.IMPORT_ROWS + 2, None, None)]),
    ("too many columns", f"{PEOPLE}{A},Ani,PNS{',' * 300}x\n".encode(), [("TOO_MANY_COLUMNS", 2, None, None)]),
    (
        "a cell far to the right",
        lambda: with_cells(SOUND, b'<row r="3"><c r="ZZ3"><v>1</v></c></row>'),
        [("TOO_MANY_COLUMNS", 3, None, "Pegawai")],
    ),
    (
        "a cell in the far corner",
        lambda: with_cells(SOUND, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        [("TOO_MANY_CELLS", 1_048_576, None, "Pegawai")],
    ),
    ("no header", b"satu,dua\n1,2\n", [("HEADER_UNKNOWN", 1, None, None)]),
    ("a number's column and no section", f"LAPORAN\nNIP;Alamat\n{A};Jl. Melati\n".encode(), [("HEADER_UNKNOWN", 2, None, None)]),
    ("no sheet with a header", workbook({"A": [["x"]], "B": [["y"]]}), [("HEADER_UNKNOWN", 1, None, None)]),
    (
        "one sheet of several",
        workbook({"Petunjuk": [["Isi lembar Data"]], "Data": [HEAD, [A, "Ani", "PNS"]], "Sheet3": []}),
        [("SHEET_SKIPPED", 1, None, "Petunjuk")],
    ),
    (
        "a hidden sheet",
        workbook({"Data": [HEAD, [A, "Ani", "PNS"]], "Lama": [HEAD, [B, "", "PNS"]]}, hidden=frozenset({"Lama"})),
        [("SHEET_HIDDEN", 1, None, "Lama")],
    ),
    (
        "a sheet that nobody has filled",
        workbook({"Data": [HEAD, [A, "Ani", "PNS"]], "Unit": [["kode_unor", "nama_unor", "jenis_unor"]]}),
        [("SHEET_EMPTY", 1, None, "Unit")],
    ),
    ("a missing column", b"kode_jabatan,nama_jabatan,jenis_jabatan\nA,B,Pengawas\n", [("COLUMN_MISSING", 1, None, None)]),
    ("a column twice", f"nip,nama,jenis_pegawai,Nama Lengkap\n{A},A,PNS,B\n".encode(), [("COLUMN_TWICE", 1, "Nama Lengkap", None)]),
    ("a cell too many", f"{PEOPLE}{A},Ani,PNS,lebih\n".encode(), [("ROW_SHAPE", 2, None, None)]),
]

CELLS: list[tuple[str, bytes | Callable[[], bytes], list[Told]]] = [
    ("an error", people(["=#N/A", "Ani", "PNS"]), [("CELL_ERROR", 2, "nip", "Pegawai")]),
    ("an error of a reference", people([A, "Ani", "PNS"], [B, "=#REF!", "PNS"]), [("CELL_ERROR", 3, "nama", "Pegawai")]),
    (
        "a formula without a result",
        uncomputed,
        [("FORMULA_UNCOMPUTED", 3, "nip", "Pegawai"), ("VALUE_MISSING", 3, "jenis_pegawai", "Pegawai")],
    ),
    ("a number of 18 digits", people([198001012005011001, "Ani", "PNS"]), [("NUMBER_DIGITS_LOST", 2, "nip", "Pegawai")]),
    ("a rounded number as text", f"{PEOPLE}198001012005011000,Ani,PNS\n".encode(), [("NUMBER_DIGITS_LOST", 2, "nip", None)]),
    ("scientific notation", f"{PEOPLE}1.98E+17,Ani,PNS\n".encode(), [("NUMBER_SCIENTIFIC", 2, "nip", None)]),
    ("scientific notation in Indonesian", b"nip;nama;jenis_pegawai\n1,98001E+17;Ani;PNS\n", [("NUMBER_SCIENTIFIC", 2, "nip", None)]),
    ("a code in scientific notation", f"nip,kode_jabatan\n{A},1.01E+11\n".encode(), [("NUMBER_SCIENTIFIC", 2, "kode_jabatan", None)]),
    ("a float's tail", f"{PEOPLE}198001012005011008.0,Ani,PNS\n".encode(), [("NUMBER_FLOAT_TAIL", 2, "nip", None)]),
    ("an apostrophe", f"{PEOPLE}'{A},Ani,PNS\n".encode(), [("NUMBER_CLEANED", 2, "nip", None)]),
    ("the printed form", people(["19800101 200501 1 001", "Ani", "PNS"]), [("NUMBER_CLEANED", 2, "nip", "Pegawai")]),
    ("a code as a number", workbook({"J": [["nip", "kode_jabatan"], [A, 101]]}), [("NUMBER_ZEROS_LOST", 2, "kode_jabatan", "J")]),
    ("a code as a date", held([A, date(2026, 1, 2), "2026-01-02"]), [("CODE_IS_DATE", 2, "kode_jabatan", "Jabatan")]),
    ("a date as a number", held([A, "K", 46054]), [("DATE_SERIAL", 2, "tmt", "Jabatan")]),
    ("a date as a number in text", f"nip,kode_jabatan,tmt\n{A},K,46054\n".encode(), [("DATE_SERIAL", 2, "tmt", None)]),
    ("a day that is none", held([A, "K", "30 Februari 2026"]), [("DATE_IMPOSSIBLE", 2, "tmt", "Jabatan")]),
    ("American or not", held([A, "K", "3/4/2026"]), [("DATE_AMBIGUOUS", 2, "tmt", "Jabatan")]),
    ("no date", held([A, "K", "kemarin"]), [("DATE_INVALID", 2, "tmt", "Jabatan")]),
    ("an old NIP", f"{PEOPLE}130456789,Ani,PNS\n".encode(), [("NIP_OLD", 2, "nip", None)]),
    ("17 digits", f"{PEOPLE}{A[:-1]},Ani,PNS\n".encode(), [("NIP_FORM", 2, "nip", None)]),
    ("born on 30 February", f"{PEOPLE}198002302005011001,Ani,PNS\n".encode(), [("NIP_BIRTH_DATE", 2, "nip", None)]),
    ("appointed at five", f"{PEOPLE}198001011985011001,Ani,PNS\n".encode(), [("NIP_APPOINTMENT", 2, "nip", None)]),
    ("a contract's code for a PNS", f"{PEOPLE}198001012005211001,Ani,PNS\n".encode(), [("NIP_KIND", 2, "nip", None)]),
    ("no sex", f"{PEOPLE}198001012005013001,Ani,PNS\n".encode(), [("NIP_SEX", 2, "nip", None)]),
    (
        "a number that is said to be none",
        f"nip,nama,jenis_pegawai,jenis_nomor\n{A},Ani,Non ASN,NONE\n".encode(),
        [("NUMBER_UNEXPECTED", 2, "nip", None)],
    ),
    (
        "a soldier's number",
        workbook({"P": [[*HEAD, "jenis_nomor"], [11960030650374, "Ani", "Non ASN", "NRP"]]}),
        [("NUMBER_ZEROS_LOST", 2, "nip", "P")],
    ),
    ("a word that is none", f"{PEOPLE}{A},Ani,Tetap\n".encode(), [("VALUE_UNKNOWN", 2, "jenis_pegawai", None)]),
    ("a control character", f"{PEOPLE}{A},A\x07ni,PNS\n".encode(), [("CONTROL_CHARACTER", 2, "nama", None)]),
    ("a long name", f"{PEOPLE}{A},{'x' * 201},PNS\n".encode(), [("TEXT_TOO_LONG", 2, "nama", None)]),
    ("a figure that is none", f"nip,tahun,rhk,indikator,target\n{A},2026,A,B,banyak\n".encode(), [("NUMBER_INVALID", 2, "target", None)]),
]
TABLE = FILES + CELLS


@pytest.mark.parametrize(("content", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_fault_is_told_with_code_row_column_and_sheet(content: bytes | Callable[[], bytes], expected: list[Told]) -> None:
    assert told(content() if callable(content) else content) == expected


def test_a_file_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "besar.csv"
    path.write_bytes(PEOPLE.encode())
    os.truncate(path, limits.IMPORT_FILE_BYTES + 1)
    assert told(path) == [("FILE_TOO_LARGE", 1, None, None)]


READERS = ("archive", "cells", "damage", "days", "delimited", "files", "headers", "inspection", "numbers", "sources", "workbook")


def test_the_table_has_every_code_that_reading_can_tell() -> None:
    package = Path(next(iter(workflows.importing.__path__)))
    named = {
        node.attr
        for module in READERS
        for node in ast.walk(ast.parse((package / f"{module}.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "ProblemCode"
    }
    provoked = {code for _, _, expected in TABLE for code, *_ in expected} | {"FILE_TOO_LARGE"}
    assert named <= provoked, named - provoked


@pytest.mark.parametrize("locale", LOCALES)
def test_every_problem_says_what_is_wrong_and_what_to_do(locale: str) -> None:
    said = 0
    for _, content, _ in TABLE:
        for one in found(content() if callable(content) else content):
            for key in (f"import.{one.code.value}", f"import.{one.code.value}.fix"):
                sentence = message(key, locale, one.params)
                assert re.fullmatch(r"[^{}]+\.", sentence), key
                takes = {name for _, name, _, _ in string.Formatter().parse(messages._catalogue(locale)[key]) if name}
                assert takes <= one.params.keys(), (key, takes)
                said += 1
    assert said >= 2 * len(TABLE)
