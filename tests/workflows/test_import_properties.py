"""Random rosters with planted faults: exactly these are told, and the valid rows with the mended ones later are the whole roster."""

import csv
import io
import random
from collections.abc import Callable, Sequence

import pytest

from models.database import open_database
from tests.engines import PostgresEngine, SqliteEngine
from tests.workflows.import_runs import catalogue, make_agency, run, told
from tests.workflows.rosters import PEOPLE_A_UNIT, PEOPLE_HEADER, POST_HEADER, UNIT_HEADER, nip, people_rows, post_rows, unit_rows
from workflows.importing.files import ImportFile
from workflows.importing.outcome import RowsTaken

Rows = list[tuple[str, ...]]
HEADERS = (UNIT_HEADER, POST_HEADER, PEOPLE_HEADER)
UNITS, POSTS, PEOPLE = range(3)
CELLS: tuple[tuple[int, str, str, str], ...] = (
    (PEOPLE, "jenis_pegawai", "Entah", "VALUE_UNKNOWN"),
    (PEOPLE, "nip", "19800101200501100", "NIP_FORM"),
    (PEOPLE, "kode_jabatan", "TIDAK.ADA", "UNKNOWN_POSITION"),
    (PEOPLE, "nip_penilai", nip(999_999), "UNKNOWN_SUPERIOR"),
    (PEOPLE, "tmt", "2026-02-30", "DATE_IMPOSSIBLE"),
    (POSTS, "jenis_jabatan", "Entah", "VALUE_UNKNOWN"),
    (POSTS, "kode_unor", "TIDAK-ADA", "UNKNOWN_UNIT"),
    (UNITS, "kode_unor_induk", "TIDAK-ADA", "UNKNOWN_UNIT"),
)
"""A cell of which file gets which text, and the code that it is then told by."""


def _files(rows: Sequence[Rows]) -> list[ImportFile]:
    files = []
    for number, (header, body) in enumerate(zip(HEADERS, rows, strict=True)):
        text = io.StringIO(newline="")
        csv.writer(text).writerows([header, *body])
        if body:
            files.append(ImportFile(f"{number}.csv", text.getvalue().encode()))
    return files


def _planted(sound: Sequence[Rows], draw: random.Random) -> tuple[list[Rows], list[tuple[int, int, str | None, str]]]:
    """Put some faults into rows of their own: staff, their posts, and units that aren't the top."""
    rows = [list(one) for one in sound]
    free = {
        UNITS: list(range(1, len(rows[UNITS]))),
        POSTS: [at for at, row in enumerate(rows[POSTS]) if not row[0].endswith(".0")],
        PEOPLE: [at for at in range(len(rows[PEOPLE])) if at % PEOPLE_A_UNIT],
    }
    planted: list[tuple[int, int, str | None, str]] = []
    for file, column, text, code in draw.sample(CELLS, draw.randint(1, len(CELLS))):
        at = free[file].pop(draw.randrange(len(free[file])))
        cells = list(rows[file][at])
        cells[HEADERS[file].index(column)] = text
        rows[file][at] = tuple(cells)
        planted.append((file, at + 2, column, code))
    if draw.random() < 0.5:
        again = free[PEOPLE].pop(draw.randrange(len(free[PEOPLE])))
        rows[PEOPLE].append(rows[PEOPLE][again])
        planted.append((PEOPLE, len(rows[PEOPLE]) + 1, "kode_jabatan", "DUPLICATE"))
    return rows, sorted(planted)


@pytest.mark.proof
async def test_planted_faults_are_told_and_mended_rows_complete_the_roster(
    server_of_engine: SqliteEngine | PostgresEngine, scaled: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    tried = faults = left_out = 0
    for seed in range(scaled(100)):
        draw = random.Random(seed)
        people = draw.randint(2, 5) * PEOPLE_A_UNIT
        units = people // PEOPLE_A_UNIT
        sound: list[Rows] = [list(unit_rows(units)), list(post_rows(units)), list(people_rows(people))]
        rows, planted = _planted(sound, draw)
        one, two = await server_of_engine.migrated(), await server_of_engine.migrated()
        whole, parts = await open_database(one.serving), await open_database(two.serving)
        assert (await run(whole, await make_agency(whole), _files(sound))).written
        agency = await make_agency(parts)
        refused = await run(parts, agency, _files(rows))
        assert (refused.written, told(refused)) == (False, planted), f"seed {seed}"
        some = await run(parts, agency, _files(rows), RowsTaken.VALID)
        assert some.written, f"seed {seed}"
        assert some.findings is not None
        told_of = [one for file in range(len(rows)) for one in some.findings.of_file(file)]
        back = [place for place, problems in told_of if any(problem.stops for problem in problems)]
        mended = [
            [sound[file][place.row - 2] for place in back if place.file == file and place.row - 2 < len(sound[file])] for file in range(3)
        ]
        if any(mended):
            rest = await run(parts, agency, _files(mended))
            assert (rest.written, told(rest)) == (True, []), f"seed {seed}"
        assert await catalogue(parts) == await catalogue(whole), f"seed {seed}"
        tried, faults, left_out = tried + 1, faults + len(planted), left_out + len(back)
        for database, urls in ((whole, one), (parts, two)):
            await database.close()
            await server_of_engine.remove(urls)
    with capsys.disabled():
        print(f"\nimport: {tried} rosters with {faults} planted faults, {left_out} rows left out and mended, 0 differences")  # noqa: T201
    assert faults >= tried
