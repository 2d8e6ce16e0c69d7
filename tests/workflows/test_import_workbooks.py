"""A roster as a workbook: the same as one in text files, and the national report as it is downloaded; on both engines."""

import csv

from models.database import Database
from tests.workflows.spreadsheets import Value, workbook
from tests.workflows.test_importing import (
    FIRST,
    HEAD,
    HELD,
    HOLDERS,
    PEOPLE,
    PLANS,
    POSTS,
    TESTER,
    UNITS,
    _agency,
    _everything,
    _files,
    _import,
    _read,
)
from workflows.importing.files import ImportFile
from workflows.importing.outcome import Effect
from workflows.importing.problems import Place


async def test_the_same_roster_as_a_workbook_changes_nothing(database: Database) -> None:
    """One workbook with a sheet for each file, columns the other way round: it is the same roster."""
    agency = await _agency(database)
    await _import(database, agency, FIRST)
    before = await _everything(database)
    texts = {"Unor": (UNITS, ","), "Jabatan": (POSTS, ";"), "Pegawai": (PEOPLE, ","), "Penugasan": (HELD, ","), "SKP": (PLANS, ",")}
    sheets = {
        name: [["Data per Januari"], *(row[::-1] for row in csv.reader(text.splitlines(), delimiter=delimiter))]
        for name, (text, delimiter) in texts.items()
    }
    outcome = await _import(database, agency, [ImportFile("roster.xlsx", workbook({"Petunjuk": [["Isi setiap lembar."]], **sheets}))])
    told = [(one.code.value, one.place) for one in outcome.problems]
    assert (outcome.written, outcome.items) == (True, ()), told
    assert set(told) == {("SHEET_SKIPPED", Place(0, 1, "Petunjuk")), ("NUMBER_CLEANED", Place(0, 7, "Pegawai"))}
    assert await _everything(database) == before


async def test_a_workbook_alone_makes_the_whole_agency(database: Database) -> None:
    agency = await _agency(database)
    sheets = {"Unor": UNITS, "Pegawai": PEOPLE, "Penugasan": HELD, "SKP": PLANS, "Jabatan": POSTS.replace(";", ",")}
    made = workbook({name: list(csv.reader(text.splitlines())) for name, text in sheets.items()})
    outcome = await _import(database, agency, [ImportFile("roster.xlsx", made)])
    created = {subject.value: count for (subject, effect), count in outcome.counts.items() if effect is Effect.CREATED}
    assert (outcome.written, created) == (True, {"UNIT": 3, "POSITION": 5, "PERSON": 5, "EMPLOYEE": 5, "PLAN": 1})
    assert len(await _read(database, "SELECT id FROM hand_set_line")) == 0


async def test_the_national_report_brings_people_and_posts_into_known_units(database: Database) -> None:
    """As downloaded: seven heading lines, names for units, no codes, no days; sent again it changes nothing."""
    agency = await _agency(database)
    await _import(database, agency, _files(UNITS.replace("K.W", "").replace("D.K", "").replace("U.K", "")))
    header = (
        *("No", "nip", "nama", "skp_unor", "skp_unor_induk", "skp_jabatan", "hasil_kerja", "perilaku_kerja", "hasil_akhir"),
        *("golru", "jenis_pegawai", "skp_jenis_jabatan", "is_skp_plt_plh_pjb"),
    )
    ratings = ("DIATAS EKSPEKTASI", "SESUAI EKSPEKTASI", "BAIK")
    people: list[list[Value]] = [
        [1, HEAD, "Kepala Dinas", "Dinas Perhubungan", "Kota", "Kepala Dinas", *ratings, "IV/b", "PNS", "JPT Pratama", "Tidak"],
        [2, HEAD, "Kepala Dinas", "UPTD Pengujian", "Dinas Perhubungan", "Kepala UPTD", *ratings, "IV/b", "PNS", "Pengawas", "Plt"],
        [
            3,
            TESTER,
            "Penguji",
            "UPTD Pengujian",
            "Dinas Perhubungan",
            "Penguji",
            "-",
            "-",
            "-",
            "VII",
            "PPPK",
            "Jabatan Fungsional",
            "Tidak",
        ],
    ]
    report_file = [ImportFile("laporan.xlsx", workbook({"Laporan": [["LAPORAN"], ["Kota"], [], [], [], [], [], header, *people]}))]
    outcome = await _import(database, agency, report_file)
    assert outcome.written, outcome.problems
    created = {subject.value: count for (subject, effect), count in outcome.counts.items() if effect is Effect.CREATED}
    assert (created, outcome.problems) == ({"POSITION": 3, "PERSON": 2, "EMPLOYEE": 2}, ())
    held = await _read(database, HOLDERS, number=HEAD)
    assert {(row["post"], row["kind"]) for row in held} == {("D/kepala-dinas", "DEFINITIVE"), ("U/kepala-uptd", "ACTING")}
    before = await _everything(database)
    again = await _import(database, agency, report_file)
    assert (again.written, again.items, await _everything(database)) == (True, (), before)
