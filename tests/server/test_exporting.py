"""``kinerja export``: whose data, which cycle, where to, and one line where that can't be told."""

import asyncio
import csv
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from models.cycles import AppraisalCycle
from models.database import Database
from models.vocabulary import Predicate, Rating
from server.cli import understood
from server.exporting import export_history, export_results
from server.failure import Failure
from server.settings import PREFIX, Settings
from tests.workflows.stored_rows import NOW, agency_row, move, person_rows, store
from tests.workflows.test_exports_results import appraise, make_town

GOOD = (Rating.MEETS, Rating.MEETS, Predicate.GOOD)


async def run(settings: Settings, worker: Callable[[Settings, Namespace], int], what: str, *arguments: str) -> int:
    """Run a worker as the command line does, beside the test's own loop."""
    return await asyncio.to_thread(worker, settings, understood(["export", what, *arguments]))


def names(folder: Path) -> list[str]:
    """Give the names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


def read(path: Path) -> list[list[str]]:
    """Read an exported file back."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


async def test_results_of_the_cycle_closed_last(
    settings: Settings, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town = await make_town(database)
    await appraise(database, town, town.office, "Siti", "198503152010012003", GOOD)
    out = tmp_path / "hasil.csv"
    with pytest.raises(Failure, match="there is none"):
        await run(settings, export_results, "results", "--output", str(out))

    async def close(conn: object) -> None:
        for version, states, columns in (
            (2, ("PLANNED", "OPEN"), {"opened_at": NOW}),
            (3, ("OPEN", "CLOSED"), {"closed_at": NOW}),
        ):
            await move(conn, AppraisalCycle, town.agency_id, town.cycle.id, version, states, columns)  # type: ignore[arg-type]

    await database.transaction(close)
    assert await run(settings, export_results, "results", "--output", str(out)) == 0
    assert [row[1] for row in read(out)] == ["nip", "198503152010012003"]
    assert capsys.readouterr().err == "Triwulan I 2026\n"
    assert await run(settings, export_results, "results", "--output", str(out), "--cycle", str(town.cycle.id)) == 0
    assert await run(settings, export_results, "results", "--output", str(out), "--cycle", "Triwulan I 2026") == 0
    with pytest.raises(Failure, match=r"none of this agency is 'Triwulan II'; there are: Triwulan I 2026 \("):
        await run(settings, export_results, "results", "--output", str(out), "--cycle", "Triwulan II")
    assert names(tmp_path) == ["hasil.csv"]


async def test_history_of_one_agency_in_its_own_days(settings: Settings, database: Database, tmp_path: Path) -> None:
    agency, other = agency_row(), agency_row("LAIN")
    people = person_rows(agency.id, "Siti")
    await database.transaction(lambda conn: store(conn, agency.id, agency, *people))
    out = tmp_path / "riwayat.csv"
    assert await run(settings, export_history, "history", "--output", str(out)) == 0
    assert [row[2] for row in read(out)] == ["subjectType", "PERSON", "EMPLOYEE"]

    await database.transaction(lambda conn: store(conn, other.id, other))
    with pytest.raises(Failure, match="which of KOTA, LAIN"):
        await run(settings, export_history, "history", "--output", str(out))
    with pytest.raises(Failure, match="there is no DESA, only KOTA, LAIN"):
        await run(settings, export_history, "history", "--output", str(out), "--agency", "DESA")
    assert await run(settings, export_history, "history", "--output", str(out), "--agency", "LAIN") == 0
    assert len(read(out)) == 1

    # The events are of 9 in the morning of 10 March in Jakarta.
    for arguments, lines in (
        (("--since", "2026-03-10"), 2),
        (("--since", "2026-03-11"), 0),
        (("--until", "2026-03-10"), 0),
        (("--until", "2026-03-11"), 2),
        (("--since", "2026-03-10T09:00:01"), 0),
        (("--since", "2026-03-10T02:00:00Z"), 2),
        (("--subject", f"PERSON:{people[0].id}"), 1),
    ):
        assert await run(settings, export_history, "history", "--output", str(out), "--agency", "KOTA", *arguments) == 0
        assert len(read(out)) == lines + 1, arguments


async def test_an_empty_database_has_nothing_to_export(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(Failure, match="no agency"):
        await run(settings, export_history, "history", "--output", str(tmp_path / "x.csv"))
    assert names(tmp_path) == []


@pytest.mark.parametrize(("option", "text"), [("--since", "yesterday"), ("--until", "2026-02-30"), ("--subject", "CAT:1")])
def test_what_cant_be_read_is_told(option: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        understood(["export", "history", option, text])
    assert stopped.value.code == 2
    assert repr(text) in capsys.readouterr().err


async def test_standard_output_and_one_line_of_refusal(settings: Settings, database: Database) -> None:
    agency = agency_row()
    await database.transaction(lambda conn: store(conn, agency.id, agency))
    environment = {f"{PREFIX}DATABASE_URL": settings.database_url, "PYTHONPATH": "."}

    def kinerja(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([sys.executable, "-m", "server", *arguments], env=environment, capture_output=True, check=False)

    history = await asyncio.to_thread(kinerja, "export", "history")
    assert (history.returncode, history.stderr) == (0, b"")
    assert history.stdout.startswith(b'"id","at",')
    assert history.stdout.endswith(b'"sha256"\r\n')
    refused = await asyncio.to_thread(kinerja, "export", "history", "--agency", "DESA")
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr == b"kinerja: --agency: there is no DESA, only KOTA\n"
