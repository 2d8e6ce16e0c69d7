"""The forms in which agencies write what an import reads: numbers, days, headers, sheets, the national report; oracles by hand."""

import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.vocabulary import EmploymentType, NumberKind
from tests.workflows.spreadsheets import Rows, Value, workbook
from workflows.importing.columns import FIELDS, Section, field_of
from workflows.importing.days import day_of_serial, parse_day
from workflows.importing.files import ImportFile
from workflows.importing.numbers import mend_number, parse_number, plain_number
from workflows.importing.problems import CellError, Place, Problem, ProblemCode, Problems
from workflows.importing.sources import SourceRow, open_source

A = "198001012005011001"
CLEANED, SCIENTIFIC = ProblemCode.NUMBER_CLEANED, ProblemCode.NUMBER_SCIENTIFIC
TAIL, LOST = ProblemCode.NUMBER_FLOAT_TAIL, ProblemCode.NUMBER_DIGITS_LOST


@pytest.mark.parametrize(
    ("text", "mended", "code"),
    [
        (A, A, None),
        (f"  {A}\t", A, None),
        (f"'{A}", A, CLEANED),
        (f"\u2019{A}", A, CLEANED),
        (f"{A}'", A, CLEANED),
        (f'"{A}"', A, CLEANED),
        (f'="{A}"', A, CLEANED),
        ("19800101 200501 1 001", A, CLEANED),
        ("19800101\u00a0200501\u00a01\u00a0001", A, CLEANED),
        ("19800101-200501-1-001", A, CLEANED),
        ("19800101.200501.1.001", A, CLEANED),
        ("198.001.012.005.011.001", A, CLEANED),
        ("198,001,012,005,011,001", A, CLEANED),
        ("19800101\u200b2005011001", A, CLEANED),
        (f"\ufeff{A}", A, CLEANED),
        ("\uff11980010120050110\uff10\uff11", A, CLEANED),
        ("1.98E+17", "1.98E+17", SCIENTIFIC),
        ("1,98E+17", "1,98E+17", SCIENTIFIC),
        ("1.98001e17", "1.98001e17", SCIENTIFIC),
        ("2E+17", "2E+17", SCIENTIFIC),
        ("'1.98E+17", "'1.98E+17", SCIENTIFIC),
        (f"{A}.0", f"{A}.0", TAIL),
        (f"{A},00", f"{A},00", TAIL),
        ("198001012005011000", "198001012005011000", LOST),
        ("198.001.012.005.011.000", "198.001.012.005.011.000", LOST),
        ("85031234.0", "85031234", CLEANED),
        ("85031234", "85031234", None),
        ("WK-1", "WK-1", None),
        ("'WK-1", "WK-1", CLEANED),
        ("E17", "E17", None),
        ("511/345", "511/345", None),
        ("", "", None),
    ],
)
def test_what_can_be_undone_is_undone_and_the_rest_is_named(text: str, mended: str, code: ProblemCode | None) -> None:
    found = mend_number(text)
    assert (found.text, found.code) == (mended, code)


@pytest.mark.parametrize(
    ("text", "kind", "employment", "outcome"),
    [
        (A, NumberKind.NIP, EmploymentType.PNS, A),
        ("196005051985032001", NumberKind.NIP, EmploymentType.PNS, "196005051985032001"),
        ("199504042022211004", NumberKind.NIP, EmploymentType.PPPK, "199504042022211004"),
        ("199504042022211004", NumberKind.NIP, EmploymentType.NON_ASN, "199504042022211004"),
        ("130456789", NumberKind.NIP, EmploymentType.PNS, ProblemCode.NIP_OLD),
        ("060045678", NumberKind.NIP, EmploymentType.PNS, ProblemCode.NIP_OLD),
        ("13045678", NumberKind.NIP, EmploymentType.PNS, ProblemCode.NIP_FORM),
        ("189912312005011001", NumberKind.NIP, EmploymentType.PNS, ProblemCode.NIP_BIRTH_DATE),
        ("198001011994011001", NumberKind.NIP, EmploymentType.PNS, ProblemCode.NIP_APPOINTMENT),
        ("198001012051011001", NumberKind.NIP, EmploymentType.PNS, ProblemCode.NIP_APPOINTMENT),
        ("198001012005151001", NumberKind.NIP, EmploymentType.NON_ASN, ProblemCode.NIP_KIND),
        ("198001012005010001", NumberKind.NIP, EmploymentType.PNS, ProblemCode.NIP_SEX),
        ("1.98E+17", NumberKind.NIP, EmploymentType.PNS, SCIENTIFIC),
        ("85031234", NumberKind.NRP, EmploymentType.NON_ASN, "85031234"),
        ("11960030650374", NumberKind.NRP, EmploymentType.NON_ASN, "11960030650374"),
        ("511345/p", NumberKind.NRP, EmploymentType.NON_ASN, "511345/P"),
        ("1.1E+13", NumberKind.NRP, EmploymentType.NON_ASN, SCIENTIFIC),
        ("1" * 33, NumberKind.NRP, EmploymentType.NON_ASN, ProblemCode.TEXT_TOO_LONG),
    ],
)
def test_a_number_is_read_by_its_kind(text: str, kind: NumberKind, employment: EmploymentType, outcome: str | ProblemCode) -> None:
    if isinstance(outcome, ProblemCode):
        with pytest.raises(CellError) as caught:
            parse_number(text, kind, employment)
        assert caught.value.code is outcome
    else:
        # What a person is found by is what is kept of the number.
        assert (parse_number(text, kind, employment), plain_number(text)) == (outcome, outcome)


AMBIGUOUS, IMPOSSIBLE, INVALID = ProblemCode.DATE_AMBIGUOUS, ProblemCode.DATE_IMPOSSIBLE, ProblemCode.DATE_INVALID


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("2026-04-03", date(2026, 4, 3)),
        ("2026/04/03", date(2026, 4, 3)),
        ("03-04-2026", date(2026, 4, 3)),
        ("03/04/2026", date(2026, 4, 3)),
        ("03.04.2026", date(2026, 4, 3)),
        ("3-4-2026", date(2026, 4, 3)),
        ("03 04 2026", date(2026, 4, 3)),
        ("13/4/2026", date(2026, 4, 13)),
        ("4/4/2026", date(2026, 4, 4)),
        ("3 April 2026", date(2026, 4, 3)),
        ("3-Apr-2026", date(2026, 4, 3)),
        ("Jumat, 3 April 2026", date(2026, 4, 3)),
        ("April 3, 2026", date(2026, 4, 3)),
        ("1 Mei 2026", date(2026, 5, 1)),
        ("17 Agustus 1945", date(1945, 8, 17)),
        ("17 AGT 1945", date(1945, 8, 17)),
        ("31 Desember 2026", date(2026, 12, 31)),
        ("10 Nopember 2026", date(2026, 11, 10)),
        ("1 Pebruari 2026", date(2026, 2, 1)),
        ("2026-04-03 00:00:00", date(2026, 4, 3)),
        ("2026-04-03T07:30:00", date(2026, 4, 3)),
        ("3/4/2026", AMBIGUOUS),
        ("03-04-26", AMBIGUOUS),
        ("3 April 26", AMBIGUOUS),
        ("30-02-2026", IMPOSSIBLE),
        ("2026-02-29", IMPOSSIBLE),
        ("04/13/2026", IMPOSSIBLE),
        ("31 Juni 2026", IMPOSSIBLE),
        ("0000-01-01", IMPOSSIBLE),
        ("kemarin", INVALID),
        ("2026", INVALID),
        ("3 Fooember 2026", INVALID),
        ("03-04/2026", INVALID),
        ("0\u0663-04-2026", INVALID),
        ("", INVALID),
    ],
)
def test_days_in_the_forms_that_files_have(text: str, outcome: date | ProblemCode) -> None:
    if isinstance(outcome, ProblemCode):
        with pytest.raises(CellError) as caught:
            parse_day(text)
        assert caught.value.code is outcome
    else:
        assert parse_day(text) == outcome


def test_the_count_of_days_that_spreadsheets_keep() -> None:
    counted = {"46054": date(2026, 2, 1), "46054.75": date(2026, 2, 1), "29221": date(1980, 1, 1), "10000": date(1927, 5, 18)}
    assert {text: day_of_serial(text) for text in counted} == counted
    assert [day_of_serial(text) for text in ("2026", "9999", "73051", "460540", "-46054", "x")] == [None] * 6


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("nip", "number"),
        (" NIP ", "number"),
        ("N.I.P.", "number"),
        ("N I P", "number"),
        ("n. i. p", "number"),
        ("NIP*", "number"),
        ("NIP (18 digit)", "number"),
        ("NIP\nBaru", "number"),
        ("nip_baru", "number"),
        ("\ufeffNIP", "number"),
        ("Nama\u00a0Lengkap", "name"),
        ("NAMA-PEGAWAI", "name"),
        ("Jenis Pegawai", "employment_type"),
        ("Tgl. Lahir", "birth_date"),
        ("TMT Jabatan (dd-mm-yyyy)", "valid_from"),
        ("No. SK", "document_number"),
        ("Gol/Ruang", "grade"),
        ("Unit Kerja", "unit_name"),
        ("SKP_UNOR_INDUK", "parent_name"),
        ("E-Mail", "email"),
        ("NIP Penilai", "appraiser"),
        ("NIP Atasan", "approver"),
        ("PNS ID", "siasn_id"),
        ("Employee Number", "number"),
        ("No", None),
        ("No.", None),
        ("Hasil Kerja", None),
        ("", None),
    ],
)
def test_headers_as_people_write_them(header: str, field: str | None) -> None:
    assert field_of(header) == field


def test_no_header_means_two_fields() -> None:
    names = [header for headers in FIELDS.values() for header in headers]
    assert len(names) == len(set(names))
    assert all(field_of(header) == field for field, headers in FIELDS.items() for header in headers)


NATIONAL = (
    *("No", "nip", "nama", "skp_unor", "skp_unor_induk", "skp_jabatan", "hasil_kerja", "perilaku_kerja", "hasil_akhir"),
    *("golru", "jenis_pegawai", "skp_jenis_jabatan", "is_skp_plt_plh_pjb"),
)
ANI: list[Value] = [1, A, "Ani", "Dinas Perhubungan", "Kota", "Penguji", "Sesuai", "Sesuai", "Baik", "III/a", "PNS", "Fungsional", "Tidak"]
READ = {
    "number": A,
    "name": "Ani",
    "unit_name": "Dinas Perhubungan",
    "parent_name": "Kota",
    "position_name": "Penguji",
    "grade": "III/a",
    "employment_type": "PNS",
    "position_kind": "Fungsional",
    "assignment_kind": "Tidak",
}


def _rows(content: bytes | Path) -> list[SourceRow]:
    source = open_source(0, ImportFile("laporan", content))
    assert source.problems == ()
    return list(source.rows())


def test_the_national_report_is_read_as_a_workbook_and_as_text() -> None:
    """Seven heading lines stand above its header; rows are told as the spreadsheet program shows them."""
    heading: Rows = [["LAPORAN PENILAIAN KINERJA"], ["Instansi", "Kota"], [], ["Periode"], [], [], ["Dicetak"]]
    (row,) = _rows(workbook({"Laporan": [*heading, NATIONAL, ANI]}))
    assert (row.place, dict(row.cells), row.problems) == (Place(0, 9, "Laporan"), READ, ())
    assert row.sheet.sections == {Section.EMPLOYEE, Section.POSITION, Section.ASSIGNMENT}
    for delimiter, encoding in ((",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), ("|", "utf-8")):
        lines = [delimiter.join(str(cell) for cell in cells) for cells in [*heading, NATIONAL, ANI]]
        (row,) = _rows("\r\n".join(lines).encode(encoding))
        assert (row.place, dict(row.cells)) == (Place(0, 9), READ)
    (row,) = _rows(("sep=;\r\n" + ";".join(NATIONAL) + "\r\n" + ";".join(str(cell) for cell in ANI)).encode())
    assert (row.place, dict(row.cells)) == (Place(0, 2), READ)


def test_each_sheet_is_read_by_its_own_header() -> None:
    units = [["Kode Unor", "Nama Unor", "Jenis Unor"], ["K", "Kota", "instansi"]]
    people: Rows = [[], ["", "Nama", "NIP", "Jenis Pegawai"], ["", "Ani", A, "PNS"], [], ["", "Budi", "", "PNS"]]
    source = open_source(3, ImportFile("a.xlsx", workbook({"Unor": units, "Pegawai": people})))
    assert [(sheet.name, sheet.header_row, sheet.rows, set(sheet.sections)) for sheet in source.sheets] == [
        ("Unor", 1, 1, {Section.UNIT}),
        ("Pegawai", 2, 2, {Section.EMPLOYEE}),
    ]
    assert (source.row_count, set(source.sections)) == (3, {Section.UNIT, Section.EMPLOYEE})
    places = [row.place for row in source.rows()]
    assert places == [Place(3, 2, "Unor"), Place(3, 3, "Pegawai"), Place(3, 5, "Pegawai")]
    assert (source.header(places[0], "unit_code"), source.header(places[1], "name"), source.header(places[1], "unit_code")) == (
        "Kode Unor",
        "Nama",
        None,
    )
    # Rows can be asked for as often as they are needed, and as they stand.
    assert [row.place for row in source.rows()] == places
    assert [cells for place, cells in source.records() if place == Place(3, 3, "Pegawai")] == [("", "Ani", A, "PNS")]


@pytest.mark.parametrize("counted", [[1, 2, 3, 4], ["(1)", "(2)", "(3)", "(4)"], ["1", "2", "3", "4"]])
def test_a_row_that_counts_the_columns_is_no_data_and_a_dash_is_nothing(counted: list[Value]) -> None:
    header: list[Value] = ["No", "NIP", "Nama", "Jenis Pegawai"]
    (row,) = _rows(workbook({"A": [header, counted, [1, A, "-", "PNS"]]}))
    assert (row.place, dict(row.cells)) == (Place(0, 3, "A"), {"number": A, "employment_type": "PNS"})
    table: list[list[Value]] = [header, counted, [1, A, "\u2013", "PNS"]]
    text = "\n".join(",".join(str(cell) for cell in cells) for cells in table)
    (row,) = _rows(text.encode())
    assert (row.place, dict(row.cells)) == (Place(0, 3), {"number": A, "employment_type": "PNS"})
    # Further down it is a row like any other.
    assert len(_rows(workbook({"A": [header, [1, A, "Ani", "PNS"], counted]}))) == 2


def test_values_of_a_workbook_become_text() -> None:
    header = ["nip", "tahun", "rhk", "indikator", "target", "satuan"]
    (row,) = _rows(workbook({"SKP": [header, [A, 2026, "Terlaksananya uji", "Uji", 180.5, True]]}))
    assert dict(row.cells) == {
        "number": A,
        "year": "2026",
        "result": "Terlaksananya uji",
        "indicator": "Uji",
        "target_value": "180.5",
        "target_unit": "TRUE",
    }
    (row,) = _rows(workbook({"J": [["nip", "kode_jabatan", "tmt", "nomor_sk"], [A, "K.1", date(2026, 2, 1), "1/2026"]]}))
    assert dict(row.cells) == {"number": A, "position_code": "K.1", "valid_from": "2026-02-01", "document_number": "1/2026"}


def test_problems_are_kept_within_a_bound_and_counted_beyond_it() -> None:
    """Notices never push out an error, and what isn't listed is told by its number."""
    problems = Problems(most=2)
    for row in range(1, 6):
        problems.append(Problem(ProblemCode.NUMBER_CLEANED, Place(0, row), "nip"))
    assert (problems.stopped, problems.errors, problems.notices) == (False, 0, 5)
    problems.extend(Problem(ProblemCode.NIP_FORM, Place(0, row), "nip") for row in range(1, 5))
    assert (problems.stopped, problems.errors, problems.notices) == (True, 4, 5)
    assert [(one.code.value, one.place.row, one.params.get("count")) for one in problems] == [
        ("NUMBER_CLEANED", 1, None),
        ("NUMBER_CLEANED", 2, None),
        ("NIP_FORM", 1, None),
        ("NIP_FORM", 2, None),
        ("MORE_NOTICES", 3, 3),
        ("MORE_PROBLEMS", 3, 2),
    ]
    assert [one.code for one in problems if one.stops][-1] is ProblemCode.MORE_PROBLEMS


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_row_more_takes_no_more_memory(tmp_path: Path, kind: str) -> None:
    """A row as objects takes 500 bytes and more; what grows here are buffers not full yet and four bytes for each shared text.

    Traced is what Python holds: a workbook's sheet stands in the reader's own memory besides, within the limit of its cells.
    """
    peaks = []
    for rows in (1_000, 10_000):
        path = tmp_path / f"{rows}.{kind}"
        people = [[f"19800101200501{1 + number % 2}{1 + number % 999:03}", f"Nama {number}", "PNS"] for number in range(rows)]
        if kind == "csv":
            path.write_text("nip,nama,jenis_pegawai\n" + "".join(",".join(one) + "\n" for one in people), encoding="utf-8")
        else:
            path.write_bytes(workbook({"Pegawai": [["nip", "nama", "jenis_pegawai"], *people]}))
        del people
        peaks.append(_peak(path, rows))
    assert peaks[1] - peaks[0] <= 32 * 9_000, peaks


def _peak(path: Path, rows: int) -> int:
    tracemalloc.start()
    try:
        source = open_source(0, ImportFile(path.name, path))
        assert sum(1 for _ in _every(source.rows())) == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _every(rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
    for row in rows:
        assert not row.problems
        yield row
