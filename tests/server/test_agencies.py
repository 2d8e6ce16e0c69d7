"""``kinerja agency add`` and ``kinerja import``: an agency that begins from nothing, by the two commands that its operator has."""

import asyncio
from argparse import ArgumentParser
from pathlib import Path

import pytest

from models.database import Database
from server.agencies import add, add_arguments
from server.failure import Failure
from server.importing import import_arguments, import_files
from server.settings import Settings

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
    assert capsys.readouterr().out == "Nothing changes.\n"
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
