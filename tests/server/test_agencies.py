"""``kinerja agency add`` and ``kinerja import``: an agency that begins from nothing, by the two commands that its operator has."""

import asyncio
from argparse import ArgumentParser
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from models.database import Database
from server.agencies import add, add_arguments
from server.failure import Failure
from server.importing import import_arguments, import_files
from server.settings import Settings
from tests.workflows.spreadsheets import workbook

NIP = "198001012005012001"
UNITS = "kode_unor,nama_unor,jenis_unor,kode_unor_induk,kode_jabatan_pimpinan\nKOTA,Kota Uji,AGENCY,,J1\n"
POSITIONS = "kode_jabatan,nama_jabatan,jenis_jabatan,kode_unor\nJ1,Wali Kota,STATE_OFFICIAL,KOTA\n"


async def agency_add(settings: Settings, *words: str) -> int:
    """Run ``kinerja agency add`` in a thread of its own, as a process would."""
    parser = ArgumentParser()
    add_arguments(parser)
    return await asyncio.to_thread(add, settings, parser.parse_args(words))


async def kinerja_import(settings: Settings, *words: str) -> int:
    """Run ``kinerja import``."""
    parser = ArgumentParser()
    import_arguments(parser)
    return await asyncio.to_thread(import_files, settings, parser.parse_args(words))


def read_workbook(path: Path) -> dict[str, list[list[str]]]:
    """Read a spreadsheet as a program shows it; every cell must be text."""
    with CalamineWorkbook.from_path(path) as book:
        found = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert all(isinstance(cell, str) for rows in found.values() for row in rows for cell in row)
    return found  # type: ignore[return-value]


async def counts(database: Database) -> dict[str, int]:
    """Count what an agency begins with."""
    tables = ("agency", "person", "employee", "role_grant", "org_unit", "position", "event")
    found = {}
    for table in tables:
        rows = await database.read(lambda conn, table=table: conn.fetch(f"SELECT COUNT(*) AS n FROM {table}"))  # type: ignore[misc]
        found[table] = int(rows[0]["n"])
    return found


async def test_an_agency_begins_with_its_first_admin(settings: Settings, database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """Without an admin nobody could grant a role to anybody, ever."""
    assert await agency_add(settings, "--code", "UJI", "--name", "Kota Uji", "--admin-name", "Siti", "--admin-nip", NIP) == 0
    assert capsys.readouterr().out.startswith("agy_")
    found = await counts(database)
    assert (found["agency"], found["person"], found["employee"], found["role_grant"]) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--code", "UJI", "--name", "X", "--admin-name", "Siti"), "--admin-nip"),
        (("--code", "UJI", "--name", "X", "--admin-name", "Siti", "--admin-nip", "123"), "18 digits"),
        (("--code", "UJI", "--name", "X", "--admin-name", "Siti", "--admin-code", "A1", "--zone", "Mars/Olympus"), "input."),
    ],
)
async def test_a_wrong_agency_is_one_line_and_nothing_is_made(
    settings: Settings, database: Database, words: tuple[str, ...], says: str
) -> None:
    """A half-made agency would keep its code and lock its own admin out."""
    before = await counts(database)
    with pytest.raises(Failure) as failure:
        await agency_add(settings, *words)
    assert says in str(failure.value)
    assert "\n" not in str(failure.value)
    assert await counts(database) == before


async def test_a_dry_run_changes_nothing_and_an_import_twice_is_one(
    settings: Settings, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a dry run tells is what the import does, and the same files again find nothing to do."""
    await agency_add(settings, "--code", "UJI", "--name", "Kota Uji", "--admin-name", "Siti", "--admin-nip", NIP)
    files = [tmp_path / "unor.csv", tmp_path / "jabatan.csv"]
    for path, text in zip(files, (UNITS, POSITIONS), strict=True):
        path.write_text(text, encoding="utf-8")
    names = [str(path) for path in files]
    before = await counts(database)
    capsys.readouterr()
    assert await kinerja_import(settings, *names, "--dry-run", "--language", "en") == 0
    told = capsys.readouterr().out
    assert await counts(database) == before
    assert await kinerja_import(settings, *names, "--language", "en") == 0
    done = capsys.readouterr().out
    assert told.splitlines()[1:] == done.splitlines()[1:], "all but the first line, which says whether it was saved"
    after = await counts(database)
    assert (after["org_unit"], after["position"]) == (1, 1)
    assert await kinerja_import(settings, *names, "--language", "en") == 0
    (again,) = capsys.readouterr().out.splitlines()
    assert again.startswith("Nothing changes. 2 rows, 0 errors, 0 warnings; data locked for ")
    assert await counts(database) == after


async def test_a_file_with_a_fault_changes_nothing(settings: Settings, database: Database, tmp_path: Path) -> None:
    """All or nothing: the good half of a roster with an unknown unit in it would be believed whole."""
    await agency_add(settings, "--code", "UJI", "--name", "Kota Uji", "--admin-name", "Siti", "--admin-nip", NIP)
    before = await counts(database)
    (tmp_path / "unor.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "jabatan.csv").write_text(POSITIONS + "J2,Sekretaris,ADMINISTRATOR,TIDAKADA\n", encoding="utf-8")
    assert await kinerja_import(settings, str(tmp_path / "unor.csv"), str(tmp_path / "jabatan.csv")) == 1
    assert await counts(database) == before
    with pytest.raises(Failure, match="No such file"):
        await kinerja_import(settings, str(tmp_path / "nichts.csv"))


async def test_valid_rows_are_taken_and_the_rest_comes_back_in_a_spreadsheet_that_can_be_mended(
    settings: Settings, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 is everything taken, 3 is some left out, 1 is nothing changed; the spreadsheet holds the rows left out, as text."""
    await agency_add(settings, "--code", "UJI", "--name", "Kota Uji", "--admin-name", "Siti", "--admin-nip", NIP)
    (tmp_path / "unor.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "jabatan.csv").write_text(POSITIONS + "J2,=Sekretaris,ENTAH,KOTA\n", encoding="utf-8")
    names, back = [str(tmp_path / "unor.csv"), str(tmp_path / "jabatan.csv")], tmp_path / "kembali.xlsx"
    before = await counts(database)
    assert await kinerja_import(settings, *names, "--report", str(back), "--language", "en") == 1
    assert await counts(database) == before
    whole = read_workbook(back)
    assert [len(rows) for rows in whole.values()] == [2, 3]
    assert await kinerja_import(settings, *names, "--valid-rows", "--report", str(back), "--language", "en") == 3
    after = await counts(database)
    assert (after["org_unit"], after["position"]) == (1, 1)
    assert "Left out: 1 of 3 rows." in capsys.readouterr().out
    ((header, left),) = read_workbook(back).values()
    assert header[4:] == ["problem_code", "problem", "what_to_do"]
    assert left[:5] == ["J2", "=Sekretaris", "ENTAH", "KOTA", "VALUE_UNKNOWN (jenis_jabatan)"]
    assert left[6].startswith("Use one of: ")
    back.write_bytes(workbook({"jabatan": [header, [cell.replace("ENTAH", "ADMINISTRATOR") for cell in left]]}))
    assert await kinerja_import(settings, str(back)) == 0
    assert (await counts(database))["position"] == 2


PEOPLE_HEAD = "nip,nama,jenis_pegawai,kode_jabatan,tmt\n"
CLI_FAULTS: tuple[tuple[str, bytes, str, tuple[int, str | None, str]], ...] = (
    ("an unknown post", f"{PEOPLE_HEAD}{NIP},Siti,PNS,J9,\n".encode(), "roster.csv", (2, "kode_jabatan", "UNKNOWN_POSITION")),
    ("a damaged number", f"{PEOPLE_HEAD}1.98E+17,Siti,PNS,,\n".encode(), "roster.csv", (2, "nip", "NUMBER_SCIENTIFIC")),
    ("a short number", f"{PEOPLE_HEAD}{NIP[:-1]},Siti,PNS,,\n".encode(), "roster.csv", (2, "nip", "NIP_FORM")),
    ("a day of no calendar", f"{PEOPLE_HEAD}{NIP},Siti,PNS,,2026-02-30\n".encode(), "roster.csv", (2, "tmt", "DATE_IMPOSSIBLE")),
    ("an American day", f"{PEOPLE_HEAD}{NIP},Siti,PNS,,3/4/2026\n".encode(), "roster.csv", (2, "tmt", "DATE_AMBIGUOUS")),
    ("another encoding", f"{PEOPLE_HEAD}{NIP},Andr\u00e9,PNS,,\n".encode("latin-1"), "roster.csv", (2, None, "ENCODING")),
    ("an open quotation", f'{PEOPLE_HEAD}{NIP},"Siti,PNS,,\n'.encode(), "roster.csv", (2, None, "QUOTE_UNCLOSED")),
    ("nothing", b"", "roster.csv", (1, None, "FILE_EMPTY")),
    ("no header", b"satu,dua\n1,2\n", "roster.csv", (1, None, "HEADER_UNKNOWN")),
    ("a workbook of old", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "roster.xlsx", (1, None, "FILE_OLD_WORKBOOK")),
    ("a workbook cut off", b"PK\x03\x04" + bytes(100), "roster.xlsx", (1, None, "FILE_TRUNCATED")),
)
"""By hand: what `kinerja import` prints of each."""


@pytest.mark.parametrize(("content", "name", "fault"), [one[1:] for one in CLI_FAULTS], ids=[one[0] for one in CLI_FAULTS])
async def test_each_fault_is_a_line_with_its_place_and_what_to_do(
    settings: Settings,
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
    name: str,
    fault: tuple[int, str | None, str],
) -> None:
    """Exit code 1, nothing changed, file, row, column and code in one line, in both languages."""
    await agency_add(settings, "--code", "UJI", "--name", "Kota Uji", "--admin-name", "Siti", "--admin-nip", NIP)
    path = tmp_path / name
    path.write_bytes(content)
    before = await counts(database)
    row, column, code = fault
    for language, words in (("en", ("row", "column")), ("id", ("baris", "kolom"))):
        capsys.readouterr()
        assert await kinerja_import(settings, str(path), "--language", language) == 1
        out = capsys.readouterr().out
        place = f"{name}, {words[0]} {row}" + (f", {words[1]} {column}" if column else "")
        [told] = [line for line in out.splitlines() if f": {code}: " in line]
        assert told.startswith(f"  {place}: {code}: ")
        # Two sentences: what is wrong, and what to do.
        assert told.count(". ") >= 1
        assert NIP[:-1] not in told
    assert await counts(database) == before
