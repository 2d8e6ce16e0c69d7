"""Commands after the clock was set back: what was recorded later than now can still be corrected, and what is the last stays the last."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from models.database import Database, new_id
from models.uploads import Upload
from models.vocabulary import FileType
from tests.schema.calling import Calls
from tests.workflows.import_runs import csv_files, importer, make_agency
from tests.workflows.test_importing import HELD, OTHER, PEOPLE, POSTS, UNITS
from tests.worlds import make_world
from workflows.actions.opening import job_of
from workflows.files import FileStore
from workflows.importing.running import run_import
from workflows.uploads import sweep

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
SECOND = {"name": "Triwulan II 2026", "kind": "QUARTERLY", "startsOn": "2026-04-01", "endsOn": "2026-07-01"}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """Calls of the town's people, whose ``world.now`` is the clock."""
    return Calls(await make_world(database))


def intervals(rows: Sequence[dict[str, Any]]) -> list[tuple[str, bool]]:
    """Give of each row its end, and whether it was known for no time at all."""
    return sorted((str(row["valid_to"]), row["recorded_to"] is not None and row["recorded_to"] == row["recorded_from"]) for row in rows)


async def test_what_was_recorded_later_than_now_is_corrected(calls: Calls) -> None:
    """A post was given at nine; the clock went back to eight; the post is ended. What was known stands closed, at the moment it began."""
    world = calls.world
    assignment = world.members["colleague"].assignment_id
    world.now -= HOUR
    await calls.done("hr", "endAssignment", {"id": f"asg_{assignment}", "validTo": "2026-03-20"})
    employee = world.members["colleague"].employee_id
    rows = await world.all("SELECT valid_to, recorded_from, recorded_to FROM assignment WHERE employee_id = :id ORDER BY id", id=employee)
    assert intervals(rows) == [("2026-03-20", False), ("None", True)]


async def test_what_was_recorded_later_than_now_is_withdrawn(calls: Calls) -> None:
    """A role given by mistake is taken back after the clock went back."""
    given = {"employeeId": calls.world.employee("planner"), "role": "OPERATOR", "validFrom": "2026-03-10"}
    granted = await calls.done("hr", "grantRole", given)
    calls.world.now -= HOUR
    revoked = await calls.done("hr", "revokeRole", {"id": granted["grant"]["id"]})
    assert revoked["grant"] is None
    await calls.done("hr", "grantRole", given)


async def test_a_roster_changes_what_was_recorded_later_than_now(database: Database) -> None:
    """Moved to another post by a second import an hour earlier."""
    agency = await make_agency(database)
    first = importer(agency)
    outcome = await run_import(database, first, csv_files(UNITS, POSTS, PEOPLE, HELD), date(2026, 1, 1))
    assert outcome.written, outcome.problems
    moved = f"nip,kode_jabatan,jenis_penugasan,nomor_sk\n{OTHER},U.P,Definitif,SK-9\n"
    earlier = replace(importer(agency), now=first.now - HOUR)
    outcome = await run_import(database, earlier, csv_files(moved), date(2026, 2, 16))
    assert outcome.written, outcome.problems
    sql = (
        "SELECT a.valid_to, a.recorded_from, a.recorded_to FROM assignment a JOIN employee e ON e.id = a.employee_id"
        " JOIN person p ON p.id = e.person_id WHERE p.number = :number"
    )
    rows = await database.read(lambda conn: conn.fetch(sql, {"number": OTHER}))
    assert intervals(rows) == [("2026-02-16", False), ("None", False), ("None", True)]


async def test_a_refusal_is_kept_although_an_equal_one_is_from_the_future(calls: Calls) -> None:
    """The clock was a year ahead for a while: what is refused in that year is still told to auditors."""
    subject = await calls.subject("employee")
    calls.world.now += YEAR
    await calls.refused("supervisor", "submitAppraisal", subject)
    calls.world.now -= YEAR
    for _ in range(2):
        await calls.refused("supervisor", "submitAppraisal", subject)
    assert await calls.attempts() == [("supervisor", "SUBMIT", "NOT_PERMITTED")] * 2


async def test_the_last_opening_is_the_last_though_it_began_earlier(calls: Calls) -> None:
    """Opened at nine, and again for newcomers at eight: the second run is the one that is told."""
    world = calls.world
    planned = (await calls.done("hr", "planCycle", SECOND))["cycle"]
    first = await calls.done("hr", "openCycle", {"id": planned["id"], "expectedVersion": 1})
    await calls.openings.idle()
    key = UUID(planned["id"].removeprefix("cyc_"))
    before = await world.database.read(lambda conn: job_of(conn, world.agency_id, key))
    world.now -= HOUR
    await calls.done("hr", "openCycle", {"id": planned["id"], "expectedVersion": first["cycle"]["version"]})
    await calls.openings.idle()
    last = await world.database.read(lambda conn: job_of(conn, world.agency_id, key))
    assert last != before
    told = await calls.post(
        "hr", "query ($id: ID!) { node(id: $id) { ... on AppraisalCycle { opening { id state } } } }", {"id": planned["id"]}
    )
    assert told["data"]["node"]["opening"] == {"id": f"job_{last}", "state": "DONE"}


async def test_an_upload_from_the_future_is_swept(calls: Calls, tmp_path: Path) -> None:
    """Sent while the clock was a year ahead, it would stand against its sender's limit for a year; one from an hour ahead stays."""
    world = calls.world
    for ahead in (HOUR, YEAR):
        row = Upload(
            id=new_id(),
            agency_id=world.agency_id,
            person_id=world.members["hr"].person_id,
            name="pegawai.csv",
            type=FileType.DELIMITED,
            size=1,
            sha256="0" * 64,
            created_at=world.now + ahead,
            expires_at=world.now + ahead + timedelta(days=1),
        )
        await world.database.transaction(lambda conn, row=row: conn.insert([row]))  # type: ignore[misc]
    await sweep(world.database, FileStore(tmp_path), world.now)
    left = await world.all("SELECT created_at FROM upload")
    assert len(left) == 1
