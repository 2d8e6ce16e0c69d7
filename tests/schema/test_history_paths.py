"""Paths of changes in the history name what a reader can look up: rows by their id, results and indicators by their lineage."""

import re
from typing import Any

import pytest

from models.database import Database, new_id
from models.vocabulary import ActorKind, Role
from tests.schema.calling import Calls
from tests.schema.test_edit_reasons import plan
from tests.worlds import TEN_CHARS, make_world
from workflows.actor import Actor, RoleHeld
from workflows.importing.files import ImportFile
from workflows.importing.running import run_import

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
HISTORY = """query($id: ID!) { historyEvents(filter: {subject: $id}, first: 100) { edges { node { changes { path } } } } }"""
NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
DAY = {"validFrom": "2026-03-10"}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town's people."""
    return Calls(await make_world(database))


async def paths(calls: Calls, who: str, subject: str) -> list[str]:
    """Give the paths of every change of a subject that ``who`` sees."""
    body = await calls.post(who, HISTORY, {"id": subject})
    return [one["path"] for edge in body["data"]["historyEvents"]["edges"] for one in edge["node"]["changes"]]


async def rows(calls: Calls, subject: str) -> dict[str, str]:
    """Look up every row that a subject's paths name, and give the type of each collection."""
    found: dict[str, str] = {}
    for path in await paths(calls, "hr", subject):
        name, *rest = path.split(".")
        if len(rest) > 1:
            assert re.fullmatch(rf"[a-z]{{3}}_{UUID}", rest[0]), path
            node: dict[str, Any] = (await calls.post("hr", NODE, {"id": rest[0]}))["data"]["node"]
            assert node["id"] == rest[0]
            found[name] = node["__typename"]
    return found


async def test_rows_of_an_employee_are_named_by_their_ids(calls: Calls) -> None:
    """Each kind of row that a command or an import gives somebody, found by the id in its path."""
    world = calls.world
    somebody = world.employee("stranger")
    on = {"employeeId": somebody}
    await calls.done("hr", "startAssignment", {**on, **DAY, "positionId": f"pos_{world.positions['colleague']}", "kind": "DAILY_ACTING"})
    await calls.done("hr", "recordAbsence", {**on, **DAY, "kind": "LEAVE"})
    await calls.done("hr", "recordLegalStatus", {**on, **DAY, "status": "SUSPENDED"})
    await calls.done("hr", "grantRole", {**on, **DAY, "role": "OPERATOR"})
    await calls.done("hr", "linkIdentity", {**on, "issuer": "https://sso.example", "subject": "stranger"})
    line = {"assignmentId": f"asg_{world.members['stranger'].assignment_id}", "appraiserId": world.employee("approver")}
    await calls.done("hr", "setLine", {**line, **DAY, "documentNumber": "SPT 1"})
    actor = Actor(
        ActorKind.IMPORT,
        world.agency_id,
        None,
        None,
        world.now,
        world.now.date(),
        world.zone,
        f"import-{new_id()}",
        roles=(RoleHeld(Role.AGENCY_ADMIN, None),),
    )
    text = f"nip,nama,jenis_pegawai,golru\n{world.members['stranger'].number},Nama,PNS,III/b\n"
    outcome = await run_import(world.database, actor, [ImportFile("pegawai.csv", text.encode())], world.now.date())
    assert outcome.written, outcome.problems
    assert await rows(calls, somebody) == {
        "absences": "Absence",
        "assignments": "Assignment",
        "grades": "EmployeeGrade",
        "handSetLines": "HandSetLine",
        "identities": "EmployeeIdentity",
        "legalStatuses": "LegalStatus",
        "roleGrants": "RoleGrant",
    }


async def test_extensions_are_named_by_their_ids(calls: Calls) -> None:
    """Of an appraisal as of a cycle."""
    given = {"kind": "SUBMISSION", "until": "2026-05-01", "reason": TEN_CHARS}
    await calls.done("hr", "grantExtension", {**given, "scope": "APPRAISAL", "appraisalId": calls.world.appraisal("stranger")})
    await calls.done("hr", "grantExtension", {**given, "scope": "CYCLE", "cycleId": calls.world.cycle})
    for subject in (calls.world.appraisal("stranger"), calls.world.cycle):
        assert await rows(calls, subject) == {"extensions": "Extension"}


async def test_results_and_indicators_are_named_by_their_lineage(calls: Calls) -> None:
    """Which a plan shows, and which stays when a revision follows."""
    document = "query($id: ID!) { node(id: $id) { ... on PerformancePlan { results { lineage indicators { lineage } } } } }"
    subject = calls.world.plan("employee")
    shown = (await calls.post("employee", document, {"id": subject}))["data"]["node"]["results"]
    known = {one["lineage"] for one in shown} | {each["lineage"] for one in shown for each in one["indicators"]}
    await calls.done(
        "employee", "editPlan", {**await plan(calls, "employee"), "results": [{"id": f"res_{shown[0]['lineage']}", "title": "x"}]}
    )
    named = {key for path in await paths(calls, "employee", subject) for key in path.split(".") if re.fullmatch(UUID, key)}
    assert named == known
    realised = await paths(calls, "employee", calls.world.appraisal("employee"))
    assert {path.split(".")[1] for path in realised if path.startswith("realisations.")} == {
        each["lineage"] for one in shown for each in one["indicators"]
    }
