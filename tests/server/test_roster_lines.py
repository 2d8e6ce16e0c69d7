"""`nip_penilai` and `nip_atasan` of whoever imports: the rule of `setLine`, over HTTP and at the command line; the table is by hand."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import ActorKind
from tests.engines import Urls
from tests.server.uploading import Sending, sending
from workflows.importing.files import ImportFile
from workflows.importing.running import run_import


@pytest.fixture
async def send(urls: Urls, database: Database, tmp_path: Path) -> AsyncIterator[Sending]:
    """A client of an app over a world."""
    async with sending(urls, database, tmp_path / "uploads") as made:
        yield made


async def test_an_admin_puts_nobodys_line_on_themselves_by_a_roster(send: Sending, database: Database) -> None:
    """The rule of `setLine`, row by row: another admin does it; an operator at the command line is no employee."""
    world = send.world
    posts = {
        str(row["employee_id"]): str(row["code"])
        for row in await world.all(
            "SELECT a.employee_id, p.code FROM assignment a JOIN position p ON p.id = a.position_id"
            " WHERE a.recorded_to IS NULL AND a.kind = 'DEFINITIVE' AND a.valid_to IS NULL"
        )
    }

    def roster(who: str, appraiser: str, approver: str = "") -> str:
        numbers = {name: one.number for name, one in world.members.items()} | {"": ""}
        post = posts[str(world.members[who].employee_id)]
        row = (numbers[who], post, "Definitif", numbers[appraiser], numbers[approver], "SK-9", "2026-03-11")
        return "nip;kode_jabatan;jenis_penugasan;nip_penilai;nip_atasan;nomor_sk_penilai;berlaku\n" + ";".join(map(str, row)) + "\n"

    table: dict[str, tuple[tuple[str, ...], list[tuple[str, str]]]] = {
        "the admin as appraiser": (("employee", "hr"), [("nip_penilai", "OWN_RECORD")]),
        "the admin as approver": (("employee", "colleague", "hr"), [("nip_atasan", "OWN_RECORD")]),
        "the admin's own line": (("hr", "colleague"), [("nip_penilai", "OWN_RECORD")]),
        "the appraiser that the posts tell": (("employee", "supervisor"), []),
    }
    before = await world.all("SELECT * FROM hand_set_line ORDER BY id")
    lines = await world.all("SELECT * FROM reporting_line ORDER BY id")
    for case, (row, told) in table.items():
        found = await send.ended(await send.upload(content=roster(*row)))
        problems = [(one["node"]["column"], one["node"]["code"]) for one in found["problems"]["edges"]]
        assert (case, found["state"], found["written"], problems) == (case, "REFUSED" if told else "DONE", not told, told)
        assert await world.all("SELECT * FROM hand_set_line ORDER BY id") == before, case
        assert await world.all("SELECT * FROM reporting_line ORDER BY id") == lines, case
    found = await send.ended(await send.upload(content=roster("employee", "colleague")))
    assert (found["state"], found["problems"]["totalCount"]) == ("DONE", 0)
    assert len(await world.all("SELECT * FROM hand_set_line")) == len(before) + 1
    operator = replace(world.actor("hr"), kind=ActorKind.IMPORT, person_id=None, employee_id=None)
    file = ImportFile("roster.csv", roster("employee", "hr").encode())
    outcome = await run_import(database, operator, [file], world.now.date())
    assert (outcome.written, outcome.errors) == (True, 0)
    named = await world.all("SELECT appraiser_id FROM hand_set_line WHERE recorded_to IS NULL")
    assert str(world.members["hr"].employee_id) in {str(row["appraiser_id"]) for row in named}
