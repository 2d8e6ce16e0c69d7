"""People's rows as rosters have them: somebody between posts, grades as they are written, words and columns that aren't known."""

import pytest

from models.database import Database
from models.vocabulary import EmploymentType
from tests.workflows.import_runs import catalogue, counts, csv_files, make_agency, run, told
from workflows.importing.cells import is_grade, parse_word
from workflows.importing.outcome import ImportOutcome
from workflows.importing.problems import CellError
from workflows.importing.report import report
from workflows.messages import message

NIP, OTHER = "199001012015011001", "198502022010012002"
UNITS = "kode_unor,nama_unor,jenis_unor\nK,Dinas,Dinas\n"
HEADER = "nip,nama,jenis_pegawai,golru,nama_unor,nama_jabatan,jenis_jabatan,is_skp_plt_plh_pjb,tmt\n"
HELD = f"{NIP},Ayu,PNS,III/a,Dinas,Penguji,Pelaksana,Tidak,\n"


async def test_a_row_without_unit_and_post_is_somebody_between_posts(database: Database) -> None:
    """The person comes, nothing is said of posts: one held before goes on, and a second import changes nothing."""
    agency = await make_agency(database)
    first = await run(database, agency, csv_files(UNITS, HEADER + HELD + f"{OTHER},Made,PNS,III/b,-,,,Tidak,\n"))
    assert (first.written, first.problems) == (True, ())
    found = await counts(database)
    assert (found["employee"], found["position"], found["assignment"]) == (2, 1, 1)
    before = await catalogue(database)
    again = await run(database, agency, csv_files(HEADER + f"{NIP},Ayu,PNS,III/a,,,,Tidak,\n"))
    assert (again.written, again.problems, again.items) == (True, (), ())
    assert await catalogue(database) == before


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ("Dinas,,,Tidak,", [("jenis_jabatan", "VALUE_MISSING"), ("nama_jabatan", "VALUE_MISSING")]),
        (",Penguji,Pelaksana,Tidak,", [("nama_unor", "UNKNOWN_UNIT")]),
        (",,Pelaksana,Tidak,", [("nama_jabatan", "VALUE_MISSING")]),
        (",,,Tidak,01-02-2025", [("jenis_jabatan", "VALUE_MISSING"), ("nama_jabatan", "VALUE_MISSING")]),
    ],
)
async def test_half_a_post_is_a_fault(database: Database, cells: str, faults: list[tuple[str, str]]) -> None:
    agency = await make_agency(database)
    await run(database, agency, csv_files(UNITS))
    before = await counts(database)
    outcome = await run(database, agency, csv_files(HEADER + f"{NIP},Ayu,PNS,III/a,{cells}\n"))
    assert (outcome.written, told(outcome)) == (False, [(0, 2, column, code) for column, code in faults])
    assert await counts(database) == before


@pytest.mark.parametrize(
    "text", ["I/a", "I/d", "II/c", "III/a", "IV/e", "IIIa", "III.b", "iv / a", "I", "V", "IX", "XIV", "XVII", "Penata Muda (III/a)"]
)
def test_grades_that_are_known(text: str) -> None:
    assert is_grade(text)


@pytest.mark.parametrize("text", ["IV/z", "I/e", "III/e", "V/a", "IIII", "XVIII", "XX", "0", "Penata", "3/a"])
def test_grades_that_are_not_known(text: str) -> None:
    assert not is_grade(text)


async def test_a_grade_that_is_not_known_is_told_and_kept(database: Database) -> None:
    people = f"nip,nama,jenis_pegawai,golru,kode_pegawai\n{NIP},Ayu,PNS,IV/z,\n,Budi,Non ASN,Kompol,B1\n"
    outcome = await run(database, await make_agency(database), csv_files(people))
    assert (outcome.written, outcome.errors, told(outcome)) == (True, 0, [(0, 2, "golru", "GRADE_UNKNOWN")])
    assert sorted(row[1] for row in (await catalogue(database))[5]) == ["IV/z", "Kompol"]


async def test_a_missing_column_is_told_with_the_headers_that_are_there(database: Database) -> None:
    outcome = await run(database, await make_agency(database), csv_files("No.,Nama Lengkap,Nomor Induk,Jenis Pegawai\n1,Ayu,1,PNS\n"))
    (problem,) = outcome.problems
    assert message("import.COLUMN_MISSING", "en", problem.params) == (
        "The column nip/kode_pegawai is missing. The header has: No., Nama Lengkap, Nomor Induk, Jenis Pegawai."
    )


@pytest.mark.parametrize(("locale", "label"), [("id", "Bukan ASN"), ("en", "Not a civil servant")])
def test_a_word_that_is_not_known_lists_labels_and_codes(locale: str, label: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_word(EmploymentType, "Entah")
    said = message("import.VALUE_UNKNOWN.fix", locale, caught.value.params)
    assert {"id": ": PNS, PPPK, ", "en": ": PNS (tenured civil servant) (PNS), "}[locale] in said
    assert f"{label} (NON_ASN)" in said
    assert "EmploymentType" not in said
    assert parse_word(EmploymentType, label) is EmploymentType.NON_ASN


@pytest.mark.parametrize(
    ("rows", "errors", "notices", "said"),
    [(1, 1, 1, "1 row, 1 error, 1 warning;"), (2, 0, 3, "2 rows, 0 errors, 3 warnings;"), (0, 2, 0, "0 rows, 2 errors, 0 warnings;")],
)
def test_counts_are_told_in_the_right_number(rows: int, errors: int, notices: int, said: str) -> None:
    outcome = ImportOutcome(True, ("a.csv",), rows=rows, errors=errors, notices=notices)
    assert said in next(iter(report(outcome, "en", dry_run=False)))
