"""Rosters from files: what is read, what is told of faults, and what a second import leaves of the past; on both engines."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from models.database import Connection, Database, new_id
from models.vocabulary import ActorKind, AssignmentKind, EmploymentType, NumberKind, PlanAction, PositionKind
from tests.workflows.reading import read_files
from tests.workflows.stored_rows import NOW, agency_row
from workflows.actions.plan_record import PlanRecord
from workflows.actor import Actor
from workflows.engine import Command, advance
from workflows.importing.cells import parse_figure, parse_word
from workflows.importing.columns import Section
from workflows.importing.days import parse_day
from workflows.importing.files import ImportFile
from workflows.importing.numbers import parse_number
from workflows.importing.outcome import Effect, ImportOutcome
from workflows.importing.problems import WARNINGS, CellError, Place, Problem, ProblemCode
from workflows.importing.report import report
from workflows.importing.running import run_import
from workflows.importing.sources import open_source
from workflows.plan import PlanInputs

EFFECTIVE = date(2026, 1, 1)
HEAD, CLERK, OTHER, TESTER = "198001012005011001", "199002022015022002", "198503032010011003", "199504042022211004"

UNITS = """kode_unor,nama_unor,jenis_unor,kode_unor_induk,kode_jabatan_pimpinan
K,Kota,instansi,,K.W
D,Dinas Perhubungan,dinas,K,D.K
U,UPTD Pengujian,uptd,D,U.K
"""
POSTS = """kode_jabatan;nama_jabatan;jenis_jabatan;jenjang;kode_unor
K.W;Wali Kota;Pejabat Negara;;K
D.K;Kepala Dinas;JPT Pratama;;D
U.K;Kepala UPTD;Pengawas;;U
U.P;Penguji;Fungsional;Terampil;U
D.A;Pengadministrasi;Pelaksana;;D
"""
PEOPLE = f"""nip,kode_pegawai,nama,jenis_pegawai,golru,kedudukan_hukum,email
,WK-1,Wali Kota,Non ASN,,,
{HEAD},,Kepala Dinas,PNS,IV/b,aktif,
{CLERK},,Kepala UPTD,PNS,III/d,,kepala@kota.example
{OTHER},,Pengadministrasi,PNS,II/c,,
'{TESTER[:8]} {TESTER[8:14]} {TESTER[14]} {TESTER[15:]},,Penguji,PPPK,VII,,
"""
HELD = f"""nip,kode_pegawai,kode_jabatan,jenis_penugasan,tmt,nomor_sk,nip_penilai
,WK-1,K.W,Definitif,,SK-1,
{HEAD},,D.K,Definitif,,SK-2,
{CLERK},,U.K,Definitif,,SK-3,
{OTHER},,D.A,Definitif,,SK-4,
{TESTER},,U.P,Definitif,,SK-5,{CLERK}
"""
PLANS = f"""nip,tahun,jenis_rhk,rencana_hasil_kerja,aspek,indikator,target,satuan
{TESTER},2026,utama,Terlaksananya uji berkala,kuantitas,Kendaraan diuji,"180,5",kendaraan
{TESTER},2026,utama,Terlaksananya uji berkala,waktu,Lama satu uji,40,menit
{TESTER},2026,tambahan,Tersusunnya laporan,kuantitas,Laporan,3,dokumen
"""


def _files(*texts: str) -> list[ImportFile]:
    return [ImportFile(f"{number}.csv", text.encode()) for number, text in enumerate(texts)]


CLEANED = (Problem(ProblemCode.NUMBER_CLEANED, Place(2, 6), "nip"),)
"""The printed form of a number among the people is told, and stops nothing."""
FIRST = _files("\ufeff" + UNITS, POSTS, PEOPLE, HELD, PLANS)


def _found(text: str | bytes, *more: str) -> list[tuple[str, int, str | None]]:
    """Read files without a database; give code, row and column of what is wrong with the first."""
    problems: list[Problem] = []
    read_files([ImportFile("a.csv", text if isinstance(text, bytes) else text.encode()), *_files(*more)], problems)
    return [(one.code.value, one.place.row, one.column) for one in problems]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"nip,nama,jenis_pegawai\n1,\xff,PNS\n", ("ENCODING", 2, None)),
        ("", ("FILE_EMPTY", 1, None)),
        ("satu,dua\n1,2\n", ("HEADER_UNKNOWN", 1, None)),
        ("kode_jabatan,nama_jabatan,jenis_jabatan\nA,B,Pengawas\n", ("COLUMN_MISSING", 1, None)),
        ("nip,nama,jenis_pegawai,nama\n", ("COLUMN_TWICE", 1, "nama")),
        ("nip,nama,jenis_pegawai\n,,,,lebih\n", ("ROW_SHAPE", 2, None)),
        (f"nip,nama,jenis_pegawai\n{HEAD},,PNS\n", ("VALUE_MISSING", 2, "nama")),
        (f"nip,nama,jenis_pegawai\n{HEAD},A,Pegawai Tetap\n", ("VALUE_UNKNOWN", 2, "jenis_pegawai")),
        (f"nip,nama,jenis_pegawai\n{HEAD[:-1]},A,PNS\n", ("NIP_FORM", 2, "nip")),
        ("nip,nama,jenis_pegawai\n1.98E+17,A,PNS\n", ("NUMBER_SCIENTIFIC", 2, "nip")),
        ("kode_pegawai,nama,jenis_pegawai,nip\nA-1,A,PNS,\n", ("NUMBER_REQUIRED", 2, "nip")),
        (f"nip,kode_jabatan,tmt\n{HEAD},D.K,2026-02-30\n", ("DATE_IMPOSSIBLE", 2, "tmt")),
        (f"nip,kode_jabatan,tmt,sampai\n{HEAD},D.K,2026-02-01,2026-02-01\n", ("DATE_ORDER", 2, "sampai")),
        (f"nip,kode_jabatan,nip_penilai\n{HEAD},D.K,{HEAD}\n", ("LINE_TO_SELF", 2, "nip_penilai")),
        (f"nip,tahun,rhk,indikator,target\n{HEAD},2026,A,B,banyak\n", ("NUMBER_INVALID", 2, "target")),
        (f"nip,nama,jenis_pegawai,tanggal_lahir\n{HEAD},A,PNS,02-01-1980\n", ("BIRTH_DATE_DIFFERS", 2, "tanggal_lahir")),
    ],
)
def test_a_fault_is_told_with_its_place(text: str | bytes, problem: tuple[str, int, str | None]) -> None:
    assert problem in _found(text)


def test_every_fault_of_a_file_is_told_at_once() -> None:
    told = _found(f"nip,nama,jenis_pegawai\n{HEAD[:-1]},,PNS\n{CLERK},B,apa\n")
    assert told == [("NIP_FORM", 2, "nip"), ("VALUE_MISSING", 2, "nama"), ("VALUE_UNKNOWN", 3, "jenis_pegawai")]


def test_headings_above_the_header_delimiters_and_a_mark_at_the_start() -> None:
    """The national report has seven lines above its header; rows are counted as a spreadsheet counts them."""
    text = "\ufeffLAPORAN;;;\n" + ";;;\n" * 6 + f"No;NIP;Nama;Jenis Pegawai\n1;{HEAD};A;PNS\n"
    source = open_source(0, ImportFile("laporan.csv", text.encode()))
    assert (source.problems, source.row_count) == ((), 1)
    assert source.sections == {Section.EMPLOYEE}
    assert [(row.place, row.cells["number"]) for row in source.rows()] == [(Place(0, 9), HEAD)]


@pytest.mark.parametrize(
    ("number", "employment", "code"),
    [
        ("198001012005011001", EmploymentType.PNS, None),
        ("19800101 200501 1 001", EmploymentType.PNS, None),
        ("199504042022211004", EmploymentType.PPPK, None),
        ("199504042022211004", EmploymentType.PPPK_PART_TIME, None),
        ("19800101200501100", EmploymentType.PNS, ProblemCode.NIP_FORM),
        ("1980010120050110011", EmploymentType.PNS, ProblemCode.NIP_FORM),
        ("19800101200501100A", EmploymentType.PNS, ProblemCode.NIP_FORM),
        ("198002302005011001", EmploymentType.PNS, ProblemCode.NIP_BIRTH_DATE),
        ("198013012005011001", EmploymentType.PNS, ProblemCode.NIP_BIRTH_DATE),
        ("198001011985011001", EmploymentType.PNS, ProblemCode.NIP_APPOINTMENT),
        ("198001012005211001", EmploymentType.PNS, ProblemCode.NIP_KIND),
        ("198001012005001001", EmploymentType.PNS, ProblemCode.NIP_KIND),
        ("198001012005131001", EmploymentType.PNS, ProblemCode.NIP_KIND),
        ("199504042022121004", EmploymentType.PPPK, ProblemCode.NIP_KIND),
        ("198001012005013001", EmploymentType.PNS, ProblemCode.NIP_SEX),
    ],
)
def test_a_nip_is_checked_part_by_part(number: str, employment: EmploymentType, code: ProblemCode | None) -> None:
    if code is None:
        assert parse_number(number, NumberKind.NIP, employment) == number.replace(" ", "")
        return
    with pytest.raises(CellError) as caught:
        parse_number(number, NumberKind.NIP, employment)
    assert caught.value.code is code


def test_words_days_and_figures() -> None:
    assert parse_word(AssignmentKind, " Plt. ") is AssignmentKind.ACTING
    assert parse_word(AssignmentKind, "DAILY_ACTING") is AssignmentKind.DAILY_ACTING
    assert parse_word(PositionKind, "jpt pratama") is PositionKind.SENIOR_EXECUTIVE_PRIMARY
    assert parse_day("31-12-2026") == parse_day("2026-12-31") == parse_day("31/12/2026") == date(2026, 12, 31)
    assert str(parse_figure("12,50")) == "12.50"
    for wrong in ("1.000,5", "NaN", "1e99", "0,00001"):
        with pytest.raises(CellError):
            parse_figure(wrong)


async def _agency(database: Database) -> UUID:
    agency = agency_row()
    await database.transaction(lambda conn: conn.insert([agency]))
    return UUID(str(agency.id))


def _actor(agency_id: UUID, now: datetime = NOW) -> Actor:
    return Actor(ActorKind.IMPORT, agency_id, None, None, now, now.date(), "Asia/Jakarta", f"import-{new_id()}")


async def _import(
    database: Database, agency_id: UUID, files: Sequence[ImportFile], day: date = EFFECTIVE, *, dry_run: bool = False
) -> ImportOutcome:
    now = NOW if day == EFFECTIVE else NOW + timedelta(days=1)
    return await run_import(database, _actor(agency_id, now), files, day, dry_run=dry_run)


async def _read(database: Database, sql: str, **params: object) -> list[Mapping[str, Any]]:
    async def work(conn: Connection) -> list[Mapping[str, Any]]:
        return [dict(row) for row in await conn.fetch(sql, params)]

    return await database.read(work)


async def _everything(database: Database) -> list[int]:
    tables = (
        "event",
        "event_value",
        "employee",
        "person",
        "org_unit",
        "position",
        "assignment",
        "hand_set_line",
        "plan_revision",
        "indicator",
    )
    return [int((await _read(database, f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"]) for table in tables]


HOLDERS = (
    "SELECT o.code AS post, s.kind, s.valid_from, s.valid_to, s.recorded_to, s.document_number FROM assignment s JOIN position o"
    " ON o.id = s.position_id JOIN employee e ON e.id = s.employee_id JOIN person p ON p.id = e.person_id WHERE p.number = :number"
)


async def test_a_dry_run_tells_and_writes_nothing(database: Database) -> None:
    agency = await _agency(database)
    before = await _everything(database)
    outcome = await _import(database, agency, FIRST, dry_run=True)
    assert (outcome.written, outcome.stopped, outcome.problems) == (False, False, CLEANED)
    created = {subject.value: count for (subject, effect), count in outcome.counts.items() if effect is Effect.CREATED}
    assert created == {"UNIT": 3, "POSITION": 5, "PERSON": 5, "EMPLOYEE": 5, "PLAN": 1}
    assert await _everything(database) == before
    assert any("5" in line for line in report(outcome, "id", dry_run=True))
    assert outcome.locked_ms == 0, "a dry run keeps nobody waiting"


async def test_an_import_writes_everything_with_its_events_and_lines(database: Database) -> None:
    agency = await _agency(database)
    outcome = await _import(database, agency, FIRST)
    assert outcome.written
    numbers = {row["number"] for row in await _read(database, "SELECT number FROM person")}
    assert numbers == {None, HEAD, CLERK, OTHER, TESTER}
    lines = await _read(
        database,
        "SELECT p.number, q.number AS appraiser FROM reporting_line l JOIN employee e ON e.id = l.employee_id JOIN person p"
        " ON p.id = e.person_id LEFT JOIN employee f ON f.id = l.appraiser_id LEFT JOIN person q ON q.id = f.person_id",
    )
    assert {row["number"]: row["appraiser"] for row in lines} == {None: None, HEAD: None, CLERK: HEAD, OTHER: HEAD, TESTER: CLERK}
    # The named appraiser is the computed one: no line is set by hand.
    assert await _read(database, "SELECT id FROM hand_set_line") == []
    events = await _read(database, "SELECT subject_type, version, actor_kind, canonical FROM event")
    assert {(row["version"], row["actor_kind"]) for row in events} == {(1, "IMPORT")}
    assert all('"fileSha256":"' in row["canonical"] and '"row":"' in row["canonical"] for row in events)
    figures = await _read(database, "SELECT title, target_value, ordinal FROM indicator ORDER BY title")
    assert [(row["title"], float(row["target_value"]), row["ordinal"]) for row in figures] == [
        ("Kendaraan diuji", 180.5, 1),
        ("Lama satu uji", 40.0, 2),
        ("Laporan", 3.0, 1),
    ]
    assert {row["origin"] for row in await _read(database, "SELECT origin FROM performance_plan")} == {"IMPORTED"}


async def test_the_same_files_again_change_nothing(database: Database) -> None:
    agency = await _agency(database)
    await _import(database, agency, FIRST)
    before = await _everything(database)
    for day in (EFFECTIVE, date(2026, 2, 1)):
        outcome = await _import(database, agency, FIRST, day)
        assert (outcome.written, outcome.items, outcome.problems) == (True, (), CLEANED)
    assert await _everything(database) == before


async def test_a_second_import_makes_dated_changes_and_keeps_the_past(database: Database) -> None:
    """A transfer ends the old post on its day; a Plt is added beside it; a grade follows another; what was known stays, closed."""
    agency = await _agency(database)
    await _import(database, agency, FIRST)
    day = date(2026, 2, 16)
    moved = f"nip,kode_jabatan,jenis_penugasan,nomor_sk\n{OTHER},U.P,Definitif,SK-9\n{HEAD},U.K,Plt,SK-10\n"
    promoted = f"nip,nama,jenis_pegawai,golru\n{HEAD},Kepala Dinas,PNS,IV/c\n"
    outcome = await _import(database, agency, _files(moved, promoted), day)
    assert outcome.written, outcome.problems
    rows = await _read(database, HOLDERS, number=OTHER)
    held = {(row["post"], str(row["valid_from"]), row["valid_to"] and str(row["valid_to"]), row["recorded_to"] is None) for row in rows}
    assert held == {
        ("D.A", "2026-01-01", "2026-02-16", True),
        ("D.A", "2026-01-01", None, False),
        ("U.P", "2026-02-16", None, True),
    }
    plt = await _read(database, HOLDERS, number=HEAD)
    assert {(row["post"], row["kind"], row["valid_to"]) for row in plt} == {("D.K", "DEFINITIVE", None), ("U.K", "ACTING", None)}
    grades = await _read(
        database,
        "SELECT g.grade, g.valid_from, g.valid_to FROM employee_grade g JOIN employee e ON e.id = g.employee_id JOIN person p"
        " ON p.id = e.person_id WHERE p.number = :number AND g.recorded_to IS NULL ORDER BY g.valid_from",
        number=HEAD,
    )
    assert [(row["grade"], row["valid_to"] and str(row["valid_to"])) for row in grades] == [("IV/b", "2026-02-16"), ("IV/c", None)]
    versions = await _read(database, "SELECT p.number, e.version FROM employee e JOIN person p ON p.id = e.person_id")
    assert {row["number"]: row["version"] for row in versions} == {None: 1, HEAD: 2, CLERK: 1, OTHER: 2, TESTER: 1}
    lines = await _read(
        database,
        "SELECT l.valid_from, q.number AS appraiser FROM reporting_line l JOIN employee e ON e.id = l.employee_id"
        " JOIN person p ON p.id = e.person_id JOIN employee f ON f.id = l.appraiser_id JOIN person q ON q.id = f.person_id"
        " JOIN assignment s ON s.id = l.assignment_id JOIN position o ON o.id = s.position_id WHERE p.number = :number AND o.code = 'U.P'",
        number=OTHER,
    )
    assert [(str(row["valid_from"]), row["appraiser"]) for row in lines] == [("2026-02-16", CLERK)]


async def test_another_appraiser_than_the_computed_one_becomes_a_line_set_by_hand(database: Database) -> None:
    agency = await _agency(database)
    by_hand = HELD.replace(f"{OTHER},,D.A,Definitif,,SK-4,", f"{OTHER},,D.A,Definitif,,SK-4,{CLERK}")
    files = _files(UNITS, POSTS, PEOPLE, by_hand)
    outcome = await _import(database, agency, files)
    assert outcome.written, outcome.problems
    rows = await _read(database, "SELECT h.document_number, h.valid_from FROM hand_set_line h")
    assert [str(row["valid_from"]) for row in rows] == ["2026-01-01"]
    assert str(rows[0]["document_number"]).startswith("SHA-256 ")
    ruled = await _read(database, "SELECT rule FROM reporting_line WHERE rule = 'BY_HAND'")
    assert len(ruled) == 1
    again = await _import(database, agency, files)
    assert (again.written, again.items) == (True, ())


async def test_a_changed_plan_gets_a_next_revision(database: Database) -> None:
    agency = await _agency(database)
    await _import(database, agency, FIRST)
    outcome = await _import(database, agency, _files(PLANS.replace("180,5", "200")), date(2026, 2, 1))
    assert [(item.subject.value, item.effect, item.fields) for item in outcome.items] == [
        ("PLAN", Effect.CHANGED, ("results", "revisionId"))
    ]
    rows = await _read(
        database,
        "SELECT r.ordinal, i.lineage_id, i.target_value FROM indicator i JOIN plan_revision r ON r.id = i.revision_id"
        " WHERE i.title = 'Kendaraan diuji' ORDER BY r.ordinal",
    )
    assert [(row["ordinal"], float(row["target_value"])) for row in rows] == [(1, 180.5), (2, 200.0)]
    assert rows[0]["lineage_id"] == rows[1]["lineage_id"]


async def test_a_file_does_not_change_a_plan_that_has_a_life_here(database: Database) -> None:
    """What two people agree on is theirs to amend; a file that says the same as the plan is no trouble."""
    agency = await _agency(database)
    await _import(database, agency, FIRST)
    (plan,) = await _read(
        database,
        "SELECT p.id, p.version, p.employee_id, e.person_id FROM performance_plan p JOIN employee e ON e.id = p.employee_id"
        " JOIN plan_revision r ON r.plan_id = p.id JOIN indicator i ON i.revision_id = r.id WHERE i.title = 'Kendaraan diuji'",
    )
    keys = {name: UUID(str(plan[name])) for name in ("id", "employee_id", "person_id")}
    holder = replace(_actor(agency), kind=ActorKind.PERSON, person_id=keys["person_id"], employee_id=keys["employee_id"])
    inputs = PlanInputs("Target disesuaikan dengan anggaran.")
    amended = await advance(PlanRecord(), database, holder, Command(keys["id"], PlanAction.AMEND_PLAN, int(plan["version"]), inputs))
    assert amended.refusal is None, amended.refusal
    before = await _everything(database)
    outcome = await _import(database, agency, _files(PLANS.replace("180,5", "200")), date(2026, 2, 1))
    assert (outcome.written, [one.code.value for one in outcome.problems]) == (False, ["PLAN_AGREED_HERE"])
    assert await _everything(database) == before
    again = await _import(database, agency, FIRST)
    assert (again.written, again.items) == (True, ())


@pytest.mark.parametrize(
    ("files", "code", "row", "column"),
    [
        ((UNITS.replace("K,Kota,instansi,,", "K,Kota,instansi,U,"), POSTS), "UNIT_CYCLE", 2, "kode_unor_induk"),
        ((UNITS.replace("D,Dinas Perhubungan,dinas,K", "D,Dinas Perhubungan,dinas,X"), POSTS), "UNKNOWN_UNIT", 3, "kode_unor_induk"),
        ((UNITS,), "UNKNOWN_POSITION", 2, "kode_jabatan_pimpinan"),
        ((UNITS + "D,Dinas Perhubungan,dinas,K,D.K\n", POSTS), "DUPLICATE", 5, "kode_unor"),
        ((UNITS + "D,Dinas Lain,dinas,K,D.K\n", POSTS), "CONFLICTING_ROWS", 5, "kode_unor"),
        ((f"nip,kode_jabatan\n{HEAD},D.K\n", UNITS, POSTS), "UNKNOWN_EMPLOYEE", 2, "nip"),
        ((f"nip,nama,jenis_pegawai,kode_jabatan\n{HEAD},A,PNS,Z\n", UNITS, POSTS), "UNKNOWN_POSITION", 2, "kode_jabatan"),
        ((PLANS, UNITS, POSTS, PEOPLE), "NO_ASSIGNMENT", 2, "tahun"),
    ],
)
async def test_one_fault_stops_everything(database: Database, files: tuple[str, ...], code: str, row: int, column: str) -> None:
    agency = await _agency(database)
    before = await _everything(database)
    outcome = await _import(database, agency, _files(*files))
    assert not outcome.written
    assert (code, row, column) in [(one.code.value, one.place.row, one.column) for one in outcome.problems if one.place.file == 0]
    assert await _everything(database) == before


async def test_a_flat_roster_makes_posts_by_name_and_warns_of_two_definitive_posts(database: Database) -> None:
    agency = await _agency(database)
    await _import(database, agency, _files(UNITS, POSTS))
    flat = (
        "nip,nama,jenis_pegawai,golru,skp_unor,skp_jabatan,skp_jenis_jabatan\n"
        f"{HEAD},A,PNS,IV/b,Dinas Perhubungan,Analis Transportasi,Pelaksana\n"
        f"{HEAD},A,PNS,IV/b,UPTD Pengujian,Penguji,Fungsional\n"
        f"{CLERK},B,PNS,III/d,Dinas Perhubungan,Analis Transportasi,Pelaksana\n"
    )
    outcome = await _import(database, agency, _files(flat))
    assert outcome.written, outcome.problems
    assert [one.code for one in outcome.problems] == [ProblemCode.TWO_DEFINITIVE]
    assert set(WARNINGS) >= {ProblemCode.TWO_DEFINITIVE}
    posts = await _read(database, "SELECT code FROM position WHERE name = 'Analis Transportasi'")
    assert [row["code"] for row in posts] == ["D/analis-transportasi"]
    assert {(row["post"], row["kind"]) for row in await _read(database, HOLDERS, number=HEAD)} == {
        ("D/analis-transportasi", "DEFINITIVE"),
        ("U.P", "DEFINITIVE"),
    }


async def test_a_number_is_corrected_where_the_agencys_own_code_tells_who_it_is(database: Database) -> None:
    agency = await _agency(database)
    header = "nip,kode_pegawai,nama,jenis_pegawai\n"
    await _import(database, agency, _files(f"{header}{HEAD},P-1,A,PNS\n"))
    right = "198001012005011009"
    outcome = await _import(database, agency, _files(f"{header}{right},P-1,A,PNS\n"), date(2026, 2, 1))
    assert [(item.subject.value, item.fields) for item in outcome.items] == [("PERSON", ("number",))]
    assert await _read(database, "SELECT number, version FROM person") == [{"number": right, "version": 2}]
