"""What an import refuses, by hand: each fault with its file, row, column and code; a refused file changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from models.database import Connection, Database
from tests.workflows.import_runs import EFFECTIVE, catalogue, counts, csv_files, importer, make_agency, run, told
from tests.workflows.spreadsheets import Rows, workbook
from tests.workflows.stored_rows import agency_row
from workflows.importing import running
from workflows.importing.checking import check
from workflows.importing.files import ImportFile
from workflows.importing.outcome import ImportOutcome, RowsTaken
from workflows.importing.problems import Place
from workflows.importing.report import report
from workflows.importing.running import run_import

A, B, C, D, E = "198001012005011001", "199002022015022002", "198503032010011003", "198804042012011004", "199105052016012005"
UNITS = """kode_unor,nama_unor,jenis_unor,kode_unor_induk,kode_jabatan_pimpinan
K,Kota,instansi,,K.W
D,Dinas,dinas,K,D.K
U,UPTD,uptd,D,U.K
"""
POSTS = """kode_jabatan,nama_jabatan,jenis_jabatan,kode_unor
K.W,Wali Kota,Pejabat Negara,K
D.K,Kepala Dinas,JPT Pratama,D
U.K,Kepala UPTD,Pengawas,U
U.P,Penguji,Pelaksana,U
"""
PEOPLE = f"""nip,nama,jenis_pegawai,kode_jabatan,jenis_penugasan,tmt,sampai,nip_penilai,nip_atasan
{A},A,PNS,K.W,Definitif,2025-01-01,,,
{B},B,PNS,D.K,Definitif,2025-01-01,,,
{C},C,PNS,U.K,Definitif,2025-01-01,,,
{D},D,PNS,U.P,Definitif,2025-01-01,,{C},
"""


def line(who: str, name: str, post: str, more: str = "Definitif,2025-01-01,,,") -> str:
    return f"{who},{name},PNS,{post},{more}\n"


TABLE = [
    # who refers to what isn't there
    ("parent", UNITS.replace("dinas,K,", "dinas,X,"), POSTS, PEOPLE, [(0, 3, "kode_unor_induk", "UNKNOWN_UNIT")]),
    ("leader", UNITS.replace("D,U.K", "D,U.X"), POSTS, PEOPLE, [(0, 4, "kode_jabatan_pimpinan", "UNKNOWN_POSITION")]),
    ("unit of a post", UNITS, POSTS.replace("Pelaksana,U", "Pelaksana,X"), PEOPLE, [(1, 5, "kode_unor", "UNKNOWN_UNIT")]),
    ("post", UNITS, POSTS, PEOPLE.replace("U.P", "U.X"), [(2, 5, "kode_jabatan", "UNKNOWN_POSITION")]),
    ("superior", UNITS, POSTS, PEOPLE.replace(f"{C},\n", f"{E},\n"), [(2, 5, "nip_penilai", "UNKNOWN_SUPERIOR")]),
    ("superior above", UNITS, POSTS, PEOPLE.replace(f"{C},\n", f"{C},{E}\n"), [(2, 5, "nip_atasan", "UNKNOWN_SUPERIOR")]),
    ("superior missing", UNITS, POSTS, PEOPLE.replace(f",{C},\n", f",,{C}\n"), [(2, 5, "nip_penilai", "VALUE_MISSING")]),
    # circles
    ("units in a circle", UNITS.replace("instansi,,", "instansi,U,"), POSTS, PEOPLE, [(0, 2, "kode_unor_induk", "UNIT_CYCLE")]),
    ("a unit above itself", UNITS.replace("uptd,D", "uptd,U"), POSTS, PEOPLE, [(0, 4, "kode_unor_induk", "UNIT_CYCLE")]),
    (
        "appraisers in a circle",
        UNITS,
        POSTS,
        PEOPLE.replace(f"{C},C,PNS,U.K,Definitif,2025-01-01,,,", f"{C},C,PNS,U.K,Definitif,2025-01-01,,{D},"),
        [(2, 4, "nip_penilai", "LINE_CYCLE")],
    ),
    # held twice
    ("two hold one post", UNITS, POSTS, PEOPLE + line(E, "E", "U.K"), [(2, 6, "tmt", "POST_TAKEN")]),
    ("staff share a post", UNITS, POSTS, PEOPLE + line(E, "E", "U.P"), []),
    (
        "one after the other",
        UNITS,
        POSTS,
        PEOPLE.replace(f"{C},C,PNS,U.K,Definitif,2025-01-01,,,", f"{C},C,PNS,U.K,Definitif,2025-01-01,2025-07-01,,").replace(
            f",{C},\n", ",,\n"
        )
        + line(E, "E", "U.K", "Definitif,2025-07-01,,,"),
        [],
    ),
    ("one holds a post twice", UNITS, POSTS, PEOPLE + line(D, "D", "U.P", "Plt,2025-05-01,,,"), [(2, 6, "tmt", "POST_TWICE")]),
    ("a row twice", UNITS, POSTS, PEOPLE + line(D, "D", "U.P", f"Definitif,2025-01-01,,{C},"), [(2, 6, "kode_jabatan", "DUPLICATE")]),
    ("a unit twice", UNITS + "U,UPTD,uptd,D,U.K\n", POSTS, PEOPLE, [(0, 5, "kode_unor", "DUPLICATE")]),
    # contradictions
    ("two names", UNITS, POSTS, PEOPLE + line(D, "Lain", "D.K", "Plt,2025-05-01,,,"), [(2, 6, "nip", "CONFLICTING_ROWS")]),
    ("two units of one code", UNITS + "U,Lain,uptd,D,U.K\n", POSTS, PEOPLE, [(0, 5, "kode_unor", "CONFLICTING_ROWS")]),
    ("two posts of one code", UNITS, POSTS + "U.P,Lain,Pelaksana,D\n", PEOPLE, [(1, 6, "kode_jabatan", "CONFLICTING_ROWS")]),
    # warnings
    (
        "two definitive posts",
        UNITS,
        POSTS + "D.P,Staf,Pelaksana,D\n",
        PEOPLE + line(D, "D", "D.P"),
        [(2, 6, "kode_jabatan", "TWO_DEFINITIVE")],
    ),
    (
        "another birth date",
        UNITS,
        POSTS,
        PEOPLE.replace("nip,nama", "nip,tanggal_lahir,nama")
        .replace(f"\n{A},", f"\n{A},1980-01-02,")
        .replace(f"\n{B},", f"\n{B},,")
        .replace(f"\n{C},", f"\n{C},,")
        .replace(f"\n{D},", f"\n{D},,"),
        [(2, 2, "tanggal_lahir", "BIRTH_DATE_DIFFERS")],
    ),
]
WARNINGS = {"TWO_DEFINITIVE", "BIRTH_DATE_DIFFERS"}


@pytest.mark.parametrize(("units", "posts", "people", "problems"), [one[1:] for one in TABLE], ids=[one[0] for one in TABLE])
async def test_each_fault_is_told_with_its_place_and_stops_everything(
    database: Database, units: str, posts: str, people: str, problems: list[tuple[int, int, str | None, str]]
) -> None:
    agency = await make_agency(database)
    before = await counts(database)
    outcome = await run(database, agency, csv_files(units, posts, people))
    assert told(outcome) == problems
    assert outcome.written is all(code in WARNINGS for *_, code in problems)
    if not outcome.written:
        assert await counts(database) == before
        assert outcome.locked_ms == 0, "what the files alone tell is found without a lock"


async def test_the_way_round_a_circle_is_told(database: Database) -> None:
    agency = await make_agency(database)
    outcome = await run(database, agency, csv_files(UNITS.replace("instansi,,", "instansi,U,"), POSTS, PEOPLE))
    assert [one.params for one in outcome.problems] == [{"units": "K → U → D → K"}]
    people = PEOPLE.replace(f"{C},C,PNS,U.K,Definitif,2025-01-01,,,", f"{C},C,PNS,U.K,Definitif,2025-01-01,,{D},")
    outcome = await run(database, agency, csv_files(UNITS, POSTS, people))
    assert [one.params for one in outcome.problems] == [{"rows": "4 → 5 → 4"}]


async def test_a_post_held_by_somebody_whom_the_file_leaves_out_is_taken(database: Database) -> None:
    agency = await make_agency(database)
    assert (await run(database, agency, csv_files(UNITS, POSTS, PEOPLE))).written
    before = await catalogue(database), await counts(database)
    only = PEOPLE.splitlines(keepends=True)[0]
    outcome = await run(database, agency, csv_files(only + line(E, "E", "U.K")))
    assert told(outcome) == [(0, 2, "tmt", "POST_TAKEN")]
    assert not outcome.written
    assert (await catalogue(database), await counts(database)) == before
    ended = PEOPLE.splitlines(keepends=True)[3].replace("2025-01-01,", "2025-01-01,2026-02-01")
    outcome = await run(database, agency, csv_files(only + ended + line(E, "E", "U.K", "Definitif,2026-02-01,,,")))
    assert (told(outcome), outcome.written) == ([], True)


async def test_a_change_before_what_is_on_record_is_told_and_stops_everything(database: Database) -> None:
    """Units with parent and leader as of a day before their first ones, and somebody in another post before the one they hold began."""
    agency = await make_agency(database)
    assert (await run(database, agency, csv_files(UNITS, POSTS + "D.P,Staf,Pelaksana,D\n", PEOPLE))).written
    before = await catalogue(database), await counts(database)
    outcome = await run_import(database, importer(agency), csv_files(UNITS.replace("uptd,D", "uptd,K")), date(2025, 12, 1))
    each = [(0, row, column, "CHANGE_BEFORE_KNOWN") for row in (2, 3, 4) for column in ("kode_jabatan_pimpinan", "kode_unor_induk")]
    assert (told(outcome), outcome.written) == (each, False)
    head = PEOPLE.splitlines(keepends=True)[0]
    outcome = await run(database, agency, csv_files(head + line(D, "D", "D.P", f"Definitif,2024-06-01,,{C},")))
    assert (told(outcome), outcome.written) == ([(0, 2, "tmt", "CHANGE_BEFORE_KNOWN")], False)
    assert (await catalogue(database), await counts(database)) == before
    # As of the day of the first placement the same is a correction of it.
    assert (await run(database, agency, csv_files(UNITS.replace("uptd,D", "uptd,K")))).written


async def test_the_valid_rows_alone_without_what_depends_on_the_rest(database: Database) -> None:
    """The post's row is wrong, so its holder, and whoever names that holder as appraiser, wait; the unit whose leader it is too."""
    agency = await make_agency(database)
    posts = POSTS.replace("U.K,Kepala UPTD,Pengawas,U", "U.K,Kepala UPTD,Entah,U")
    outcome = await run(database, agency, csv_files(UNITS, posts, PEOPLE), RowsTaken.VALID)
    assert outcome.written
    assert told(outcome) == [
        (0, 4, "kode_jabatan_pimpinan", "DEPENDS_ON_ROW"),
        (1, 4, "jenis_jabatan", "VALUE_UNKNOWN"),
        (1, 5, "kode_unor", "DEPENDS_ON_ROW"),
        (2, 4, "kode_jabatan", "DEPENDS_ON_ROW"),
        (2, 5, "kode_jabatan", "DEPENDS_ON_ROW"),
        (2, 5, "nip_penilai", "DEPENDS_ON_ROW"),
    ]
    assert [one.params for one in outcome.problems if one.place.row == 4 and one.place.file == 0] == [{"row": 4, "file": "1.csv"}]
    assert (outcome.rows, outcome.rejected) == (11, 5)
    units, _, _, placed, people, *_ = await catalogue(database)
    assert ([row[0] for row in units], [row[0] for row in placed], [row[0] for row in people]) == (["D", "K"], ["D.K", "K.W"], [A, B])
    mended = await run(database, agency, csv_files(UNITS, POSTS, PEOPLE), RowsTaken.VALID)
    assert (mended.written, told(mended)) == (True, [])
    again = await counts(database)
    assert (await run(database, agency, csv_files(UNITS, POSTS, PEOPLE))).items == ()
    assert await counts(database) == again


async def test_somebodys_posts_are_taken_whole_or_not_at_all(database: Database) -> None:
    """A definitive post that a file doesn't list ends: a list with a row left out must not end one."""
    agency = await make_agency(database)
    await run(database, agency, csv_files(UNITS, POSTS + "D.P,Staf,Pelaksana,D\n", PEOPLE))
    before = await catalogue(database)
    moved = (
        PEOPLE.splitlines(keepends=True)[0] + line(D, "D", "U.P", "Definitif,kemarin,,,") + line(D, "D", "D.P", "Definitif,2026-02-01,,,")
    )
    outcome = await run(database, agency, csv_files(moved), RowsTaken.VALID)
    assert told(outcome) == [(0, 2, "tmt", "DATE_INVALID"), (0, 3, "nip", "DEPENDS_ON_ROW")]
    assert not outcome.written
    assert await catalogue(database) == before


async def test_a_circle_through_a_line_set_by_hand_before_is_told(database: Database) -> None:
    """C was named as D's appraiser long ago; D as C's closes a circle, unless the file also gives D another one or another post."""
    agency = await make_agency(database)
    by_hand = PEOPLE.replace(f",{C},\n", f",{B},\n")
    assert (await run(database, agency, csv_files(UNITS, POSTS + "D.P,Staf,Pelaksana,D\n", by_hand))).counts
    heading, _, second, third, fourth = by_hand.splitlines(keepends=True)
    closing = heading + second.replace("2025-01-01,,,", f"2025-01-01,,{D},")
    before = await catalogue(database), await counts(database)
    outcome = await run(database, agency, csv_files(closing))
    assert (told(outcome), outcome.written) == ([(0, 2, "nip_penilai", "LINE_CYCLE")], False)
    assert [one.params for one in outcome.problems] == [{"rows": "2 → U.P → 2"}]
    # What the file says of D leaves the line as it is.
    assert told(await run(database, agency, csv_files(closing + fourth.replace(f",{B},", ",,")))) == [(0, 2, "nip_penilai", "LINE_CYCLE")]
    assert (await catalogue(database), await counts(database)) == before
    for other in (fourth.replace(f",{B},", f",{C},"), line(D, "D", "D.P", "Definitif,2026-01-01,,,")):
        assert told(await run(database, agency, csv_files(closing + other), dry_run=True)) == []
    assert (await run(database, agency, csv_files(closing + third + fourth.replace(f",{B},", f",{C},")))).written


class Meanwhile:
    """Others write between the look without a lock and the transaction."""

    def __init__(self, write: Callable[[], Awaitable[object]], times: int) -> None:
        self.write, self.times = write, times
        self.found_problems: list[int] = []
        self.written_in = 0

    async def found(self, outcome: ImportOutcome) -> None:
        """Let the others write."""
        self.found_problems.append(len(outcome.problems))
        if self.times:
            self.times -= 1
            await self.write()

    async def written(self, conn: Connection, outcome: ImportOutcome) -> None:
        """Count."""
        self.written_in += 1


@pytest.mark.parametrize("times", [0, 1, 2, 3])
async def test_what_others_change_between_the_look_and_the_lock_is_noticed(
    database: Database, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """A unit of the same name appears, and then a fault; without it the checks run once, with the lock only the fourth time."""
    agency = await make_agency(database)
    assert (await run(database, agency, csv_files(UNITS, POSTS, PEOPLE))).written
    checked: list[object] = []

    def counted(*args: Any) -> None:
        checked.append(args)
        check(*args)

    async def another_unit() -> None:
        code = "V" if meanwhile.times == 0 else f"W{meanwhile.times}"
        name = "UPTD" if meanwhile.times == 0 else "Lain"
        await run_import(database, importer(agency), csv_files(f"kode_unor,nama_unor,jenis_unor\n{code},{name},uptd\n"), EFFECTIVE)

    meanwhile = Meanwhile(another_unit, times)
    monkeypatch.setattr(running, "check", counted)
    file = f"nip,nama,jenis_pegawai,nama_jabatan,nama_unor,jenis_penugasan,tmt\n{E},E,PNS,Penguji,UPTD,Definitif,2026-01-01\n"
    outcome = await run_import(database, importer(agency), csv_files(file), EFFECTIVE, keeper=meanwhile)
    expected = [(0, 2, "nama_unor", "AMBIGUOUS_NAME")] if times else []
    assert (told(outcome), outcome.written, meanwhile.written_in) == (expected, not times, 0 if times else 1)
    # Each of the others' imports checks once itself.
    assert len(checked) - times == times + 1
    assert meanwhile.found_problems == [0] * max(1, times)
    people = (await counts(database))["employee"]
    assert people == (4 if times else 5)


async def test_an_import_that_others_keep_overtaking_is_done_with_the_lock(database: Database) -> None:
    """Three times somebody else changes a unit meanwhile; then nobody can."""
    agency = await make_agency(database)
    assert (await run(database, agency, csv_files(UNITS, POSTS, PEOPLE))).written
    names = iter(("Satu", "Dua", "Tiga"))

    async def rename() -> None:
        file = f"kode_unor,nama_unor,jenis_unor\nV,{next(names)},uptd\n"
        await run_import(database, importer(agency), csv_files(file), EFFECTIVE)

    meanwhile = Meanwhile(rename, 3)
    file = f"nip,nama,jenis_pegawai,nama_jabatan,nama_unor,jenis_penugasan,tmt\n{E},E,PNS,Penguji,UPTD,Definitif,2026-01-01\n"
    outcome = await run_import(database, importer(agency), csv_files(file), EFFECTIVE, keeper=meanwhile)
    assert (outcome.written, told(outcome)) == (True, [])
    assert (meanwhile.written_in, meanwhile.found_problems) == (1, [0, 0, 0, 0])
    assert ("V", "Tiga") in {(row[0], row[1]) for row in (await catalogue(database))[0]}
    assert (await counts(database))["employee"] == 5


async def test_somebody_whom_another_agency_brings_in_meanwhile_is_the_same_person(database: Database) -> None:
    """The mark tells nothing of other agencies; the rule that a number is one person's does, and the import looks again."""
    agency, other = await make_agency(database), agency_row("LAIN")
    await database.transaction(lambda conn: conn.insert([other]))
    file = f"nip,nama,jenis_pegawai\n{E},E,PNS\n"

    async def elsewhere() -> None:
        assert (await run_import(database, importer(other.id), csv_files(file), EFFECTIVE)).written

    meanwhile = Meanwhile(elsewhere, 1)
    outcome = await run_import(database, importer(agency), csv_files(file), EFFECTIVE, keeper=meanwhile)
    assert (outcome.written, meanwhile.written_in, meanwhile.found_problems) == (True, 1, [0, 0])
    found = await counts(database)
    assert (found["person"], found["employee"]) == (1, 2)


async def test_another_row_is_told_with_its_sheet_where_its_file_has_several(database: Database) -> None:
    """Both sheets hold people: the same row again, one that contradicts, and one that depends on what can't be taken."""
    agency = await make_agency(database)
    header = ["nip", "nama", "jenis_pegawai"]
    first: Rows = [header, [A, "A", "PNS"], [B, "B", "PNS"]]
    second: Rows = [["Lampiran"], header, [A, "A", "PNS"], [B, "Lain", "PNS"]]
    several = ImportFile("pegawai.xlsx", workbook({"Dinas": first, "UPTD": second}))
    alone = ImportFile("lagi.csv", f"nip,nama,jenis_pegawai\n{C},C,PNS\n{C},C,PNS\n{A},A,PNS\n".encode())
    outcome = await run_import(database, importer(agency), [several, alone], EFFECTIVE)
    assert [(one.place, one.code.value, dict(one.params)) for one in outcome.problems] == [
        (Place(0, 3, "UPTD"), "DUPLICATE", {"row": 2, "file": "pegawai.xlsx, Dinas"}),
        (Place(0, 4, "UPTD"), "CONFLICTING_ROWS", {"row": 3, "file": "pegawai.xlsx, Dinas"}),
        (Place(1, 3), "DUPLICATE", {"row": 2, "file": "lagi.csv"}),
        (Place(1, 4), "DUPLICATE", {"row": 2, "file": "pegawai.xlsx, Dinas"}),
    ]
    said = "\n".join(report(outcome, "en", dry_run=False))
    assert "pegawai.xlsx, UPTD, row 3, column nip: DUPLICATE: Row 2 of the file pegawai.xlsx, Dinas holds" in said


async def test_a_number_or_code_that_is_anothers_is_taken(database: Database) -> None:
    """By the code it is P-1, but the number is a person's of another agency; by the number it is B, but the code is A's."""
    agency, other = await make_agency(database), agency_row("LAIN")
    await database.transaction(lambda conn: conn.insert([other]))
    header = "nip,kode_pegawai,nama,jenis_pegawai\n"
    assert (await run(database, agency, csv_files(f"{header}{A},P-1,A,PNS\n{B},P-2,B,PNS\n"))).written
    assert (await run(database, UUID(str(other.id)), csv_files(f"{header}{E},,E,PNS\n"))).written
    before = await catalogue(database), await counts(database)
    for row, column in ((f"{E},P-1,A,PNS\n", "nip"), (f"{B},P-1,B,PNS\n", "kode_pegawai")):
        outcome = await run(database, agency, csv_files(header + row))
        assert (told(outcome), outcome.written) == ([(0, 2, column, "NUMBER_TAKEN")], False)
    assert (await catalogue(database), await counts(database)) == before
