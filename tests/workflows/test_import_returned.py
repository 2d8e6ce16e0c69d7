"""The report of an import: what is wrong beside each row, whatever other sheets the workbook has; mended and sent again it is taken."""

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from models.database import Database
from tests.workflows.import_runs import counts, csv_files, make_agency, run, told
from tests.workflows.spreadsheets import Value, workbook
from workflows.importing.files import ImportFile
from workflows.importing.outcome import ImportOutcome, RowsTaken
from workflows.importing.problems import Place
from workflows.importing.returned import ADDED, write_report
from workflows.messages import message

NIP, OTHER, THIRD = "199001012015011001", "198502022010012002", "198803032011011003"
HEADINGS: list[list[Value]] = [["DAFTAR PEGAWAI KOTA"], ["Keadaan 24 November 2026"], [None]]
HEADER: list[Value] = ["No.", "Nama Lengkap", "N.I.P.", "Jenis Pegawai *"]
NUMBERS: list[Value] = ["(1)", "(2)", "(3)", "(4)"]
UNITS: list[list[Value]] = [["Kode Unor", "Nama Unor", "Jenis Unor", "Kode Unor Induk"], ["Z1", "Unit Satu", "BIDANG", None]]
SHEETS: dict[str, list[list[Value]]] = {
    "Petunjuk": [["Isi lembar berikutnya"]],
    "Lama": [["Nama", "Jenis Pegawai", "NIP"], ["Rahasia", "PNS", "1"]],
    "Kosong": [["Kode Unor", "Nama Unor", "Jenis Unor"]],
    "Pegawai": [
        *HEADINGS,
        HEADER,
        NUMBERS,
        [1, "Ayu Satu", NIP, "PNS"],
        [2, "Made Dua", "1.98E+17", "PNS"],
        [3, "Rina Tiga", THIRD, "Entah"],
    ],
    "Contoh": [["Contoh saja"]],
    "Unit": [*UNITS, ["Z2", "Unit Dua", "BIDANG", "TIDAKADA"]],
}
TOLD = {("Pegawai", 7): "NUMBER_SCIENTIFIC (N.I.P.)", ("Pegawai", 8): "VALUE_UNKNOWN (Jenis Pegawai *)"}
TOLD |= {("Unit", 3): "UNKNOWN_UNIT (Kode Unor Induk)"}
UNREAD = {("SHEET_SKIPPED", Place(0, 1, "Petunjuk")), ("SHEET_HIDDEN", Place(0, 1, "Lama")), ("SHEET_SKIPPED", Place(0, 1, "Contoh"))}
UNREAD |= {("SHEET_EMPTY", Place(0, 1, "Kosong"))}


def _file(sheets: dict[str, list[list[Value]]]) -> ImportFile:
    return ImportFile("roster.xlsx", workbook(sheets, frozenset({"Lama"})))


def _report(outcome: ImportOutcome, files: list[ImportFile], path: Path) -> dict[str, list[list[str]]]:
    """Give the report's sheets as they are read; all of it is text."""
    write_report(outcome, files, path, "id")
    book = CalamineWorkbook.from_object(io.BytesIO(path.read_bytes()))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}  # type: ignore[misc]


def _codes(report: dict[str, list[list[str]]]) -> dict[tuple[str, int], str]:
    """Give what stands in the column of codes by sheet and row, under its header."""
    found: dict[tuple[str, int], str] = {}
    for name, rows in report.items():
        column = next(row for row in rows if ADDED["id"][0] in row).index(ADDED["id"][0])
        found |= {(name, number): row[column] for number, row in enumerate(rows, 1) if row[column] and row[column] != ADDED["id"][0]}
    return found


async def test_a_sheet_left_unread_does_not_keep_the_errors_from_their_rows(database: Database, tmp_path: Path) -> None:
    """Sheets without a header, hidden and empty ones stand before and between those that are read."""
    agency, files = await make_agency(database), [_file(SHEETS)]
    before = await counts(database)
    outcome = await run(database, agency, files)
    assert (outcome.written, outcome.errors, outcome.notices, outcome.rejected) == (False, 3, 4, 3)
    assert {(one.code.value, one.place) for one in outcome.problems if not one.stops} == UNREAD
    report = _report(outcome, files, tmp_path / "report.xlsx")
    assert list(report) == ["Pegawai", "Unit"]
    assert _codes(report) == TOLD
    assert [row[1] for row in report["Pegawai"][5:]] == ["Ayu Satu", "Made Dua", "Rina Tiga"]
    assert await counts(database) == before


async def test_the_rows_left_out_are_given_back_mended_and_sent_again(database: Database, tmp_path: Path) -> None:
    """VALID takes two rows of five and gives three back under their headings; mended they are all taken, and no sheet is left unread."""
    agency, files = await make_agency(database), [_file(SHEETS)]
    outcome = await run(database, agency, files, RowsTaken.VALID)
    assert (outcome.written, outcome.rows, outcome.rejected) == (True, 5, 3)
    back = _report(outcome, files, tmp_path / "back.xlsx")
    assert list(back) == ["Pegawai", "Unit"]
    assert [row[0] for row in back["Pegawai"][:3]] == ["DAFTAR PEGAWAI KOTA", "Keadaan 24 November 2026", ""]
    assert [row[1] for row in back["Pegawai"][5:]] == ["Made Dua", "Rina Tiga"]
    assert [row[0] for row in back["Unit"][1:]] == ["Z2"]
    assert set(_codes(back).values()) == set(TOLD.values())

    unmended = await run(database, agency, [ImportFile("back.xlsx", (tmp_path / "back.xlsx").read_bytes())])
    codes = [one.code.value for one in unmended.problems]
    assert (unmended.written, codes) == (False, ["NUMBER_SCIENTIFIC", "VALUE_UNKNOWN", "UNKNOWN_UNIT"])

    back["Pegawai"][5][2], back["Pegawai"][6][3], back["Unit"][1][3] = OTHER, "PNS", "Z1"
    mended = await run(database, agency, [ImportFile("back.xlsx", workbook(back))])
    assert (mended.written, mended.rows, mended.problems) == (True, 3, ())
    found = await counts(database)
    assert (found["person"], found["employee"], found["org_unit"]) == (3, 3, 2)


@pytest.mark.parametrize("rows", list(RowsTaken))
async def test_a_file_that_is_not_read_is_named_with_why(database: Database, tmp_path: Path, rows: RowsTaken) -> None:
    files = [ImportFile("nothing.csv", b"a;b\n1;2\n"), _file({"Petunjuk": [["Isi"]], "Unit": SHEETS["Unit"]})]
    outcome = await run(database, await make_agency(database), files, rows)
    assert not outcome.written
    report = _report(outcome, files, tmp_path / "report.xlsx")
    assert report["nothing.csv"][1][0] == "HEADER_UNKNOWN"


async def test_a_number_that_lost_its_digits_is_told_again_where_it_is_sent_back_unmended(database: Database, tmp_path: Path) -> None:
    """The report gives the rounded number as text with an exponent, never as eighteen digits that would look whole."""
    people: list[list[Value]] = [["NIP", "Nama", "Jenis Pegawai", "Kode Pegawai"], [198502022010012002, "Rina", "PNS", 1234567890123456789]]
    agency, files = await make_agency(database), [ImportFile("a.xlsx", workbook({"Pegawai": people}))]
    lost = [(0, 2, "Kode Pegawai", "NUMBER_DIGITS_LOST"), (0, 2, "NIP", "NUMBER_DIGITS_LOST")]
    outcome = await run(database, agency, files)
    assert told(outcome) == lost
    back = _report(outcome, files, tmp_path / "back.xlsx")["Pegawai"][1]
    assert (back[0], back[3]) == ("1.98502022010012e+17", "1.234567890123457e+18")
    again = await run(database, agency, [ImportFile("back.xlsx", (tmp_path / "back.xlsx").read_bytes())])
    assert told(again) == lost


async def test_the_other_row_of_a_contradiction_is_named(database: Database, tmp_path: Path) -> None:
    first, second = (
        f"nip,nama,jenis_pegawai\n{NIP},Ayu,PNS\n",
        f"nip,nama,jenis_pegawai\n{OTHER},Made,PNS\n{NIP},Ayu Satu,PNS\n{OTHER},Made,PNS\n",
    )
    outcome = await run(database, await make_agency(database), csv_files(first, second))
    assert told(outcome) == [(1, 3, "nip", "CONFLICTING_ROWS"), (1, 4, "nip", "DUPLICATE")]
    said = [message(f"import.{one.code.value}", "en", one.params) for one in outcome.problems if one.code.value == "CONFLICTING_ROWS"]
    assert said == ["This row contradicts row 2 of the file 0.csv about the same thing."]
