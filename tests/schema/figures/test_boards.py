"""The unit's board by hand: plans, results with what supports them, appraisals, weeks, what is stuck; who opens it; its statements."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.database import Database
from server import figures, reporting
from server.cli import understood
from server.failure import Failure
from server.settings import Settings
from tests.schema.activities.reporting import Reports
from tests.schema.calling import Calls
from tests.schema.figures.test_own import page
from tests.schema.plans.drafting import RESULT, Plans
from tests.worlds import make_world

BOARD = """query ($unitId: ID!, $year: Int, $weeks: Int = 8) { unitBoard(unitId: $unitId, year: $year, weeks: $weeks) {
  unit { code } year asOf
  units { unit { code } leader { id } posts plans { state count } standings { standing count } }
  results { result { title } employee { id } support targets { value standing } supporters { result { title } employee { id } support
    targets { value standing } supporters { result { title } employee { id } } } }
  appraisals { cycle { name } state count } weeks { week monday reports minutes late answers inTime }
  stuck { step holder { id } count workingDays } } }"""
READERS = {
    "testing": {"supervisor", "approver", "mayor", "hr", "auditor", "leader"},
    "transport": {"approver", "mayor", "hr", "auditor", "leader"},
    "planning": {"planner", "mayor", "hr", "auditor", "leader"},
    "city": {"mayor", "hr", "auditor", "leader"},
}
EMPTY = {"reports": 0, "minutes": 0, "late": 0, "answers": 0, "inTime": 0}
TESTING, TRANSPORT = ('=HYPERLINK("http://jahat.example";"Terujinya")', "Selamatnya perjalanan")


def at(day: int) -> datetime:
    """Give four in the afternoon of a day of March, in Jakarta."""
    return datetime(2026, 3, day, 9, tzinfo=UTC)


@pytest.fixture
async def calls(database: Database) -> Calls:
    """A cascade of three levels, reports and answers of three weeks, and something stuck with everybody who decides."""
    calls = Calls(await make_world(database, clerks=1))
    world = calls.world
    for who, title in (("supervisor", TESTING), ("approver", TRANSPORT)):
        version = int((await world.one("SELECT version FROM performance_plan WHERE id = :id", id=world.members[who].plan_id))["version"])
        plan = {"id": world.plan(who), "expectedVersion": version, "results": [{**RESULT, "title": title}]}
        await calls.done(who, "editPlan", plan)

    async def link(who: str, result: str, above: str) -> None:
        found = await calls.post(who, SUPPORTABLE, {"id": world.plan(who)})
        node = found["data"]["node"]
        own = next(one["id"] for one in node["results"] if one["title"] == result)
        leaders = next(one["id"] for one in node["supportable"] if one["title"] == above)
        given = {"id": world.plan(who), "expectedVersion": node["version"], "resultId": own, "supportsResultId": leaders}
        await calls.done(who, "linkResult", {**given, "support": "DIRECT"})

    await link("employee", "Terlayaninya pengujian kendaraan", TESTING)
    await link("supervisor", TESTING, TRANSPORT)
    first = f"ind_{(await world.indicators('employee'))[0]}"
    reports = Reports(calls)
    for day, answer in ((24, None), (3, "PRAISE"), (6, None), (9, "ACKNOWLEDGE"), (10, None)):
        month = 2 if day == 24 else 3
        world.now = datetime(2026, month, day, 9, tzinfo=UTC)
        activity = await reports.reported(day=f"2026-{month:02d}-{day:02d}", minutes=60, indicatorId=first, quantity="100")
        if answer is not None:
            await reports.done(answer, activity)
    world.now = at(10)
    await Reports(calls, of="clerk-0").reported(day="2026-03-02", minutes=15)
    plans = Plans(calls, of="colleague", taken=2026)
    await plans.move(await plans.complete(), "PROPOSE_PLAN", "colleague")
    await calls.done("colleague", "submitAppraisal", await calls.subject("colleague"))
    return calls


SUPPORTABLE = "query ($id: ID!) { node(id: $id) { ... on PerformancePlan { version results { id title } supportable { id title } } } }"


async def test_the_board(calls: Calls, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = calls.world
    unit = {name: f"unt_{key}" for name, key in world.units.items()}
    found = await page(calls, "approver", BOARD, unitId=unit["transport"], weeks=3)
    sent = calls.statements
    assert (found["unit"], found["year"], found["asOf"]) == ({"code": "transport"}, 2026, "2026-03-10T09:00:00.000000Z")
    who = {world.employee(name): name for name in world.members}
    units = [(one["unit"]["code"], who[one["leader"]["id"]], one["posts"], one["plans"]) for one in found["units"]]
    # The opening has recorded a plan for everybody: the head alone, then the testing unit's supervisor, employee, colleague and clerk.
    recorded = [[{"state": "RECORDED", "count": count}] for count in (1, 4)]
    assert units == [("transport", "approver", 1, recorded[0]), ("testing", "supervisor", 4, recorded[1])]
    assert [one["standings"] for one in found["units"]] == [[{"standing": "NOTHING_REPORTED", "count": 1}]] * 2
    [root] = found["results"]
    [middle] = root["supporters"]
    [below] = middle["supporters"]
    told = [(one["result"]["title"], who[one["employee"]["id"]], one.get("support")) for one in (root, middle, below)]
    assert told == [
        (TRANSPORT, "approver", None),
        (TESTING, "supervisor", "DIRECT"),
        ("Terlayaninya pengujian kendaraan", "employee", None),
    ]
    states = {one["state"]: one["count"] for one in found["appraisals"]}
    assert states == {"DRAFT": 4, "SUBMITTED": 1}
    # Week 9 is that of Monday the 23rd of February. The clerk's report of week 10 came in week 11 and was late.
    weeks = [
        {"week": "2026-W09", "monday": "2026-02-23", **EMPTY, "reports": 1, "minutes": 60},
        {"week": "2026-W10", "monday": "2026-03-02", "reports": 3, "minutes": 135, "late": 1, "answers": 1, "inTime": 1},
        {"week": "2026-W11", "monday": "2026-03-09", "reports": 2, "minutes": 120, "late": 0, "answers": 1, "inTime": 1},
    ]
    assert found["weeks"] == weeks
    # Of 24 February, due two working days later; that of Friday the 6th is due today. From 24 February to 10 March: 10 working days.
    stuck = [(one["step"], who[one["holder"]["id"]], one["count"], one["workingDays"]) for one in found["stuck"]]
    assert stuck == [
        ("ANSWER_ACTIVITY", "supervisor", 1, 10),
        ("AGREE_PLAN", "supervisor", 1, 0),
        ("REVIEW_APPRAISAL", "supervisor", 1, 0),
    ]
    narrow = await page(calls, "supervisor", BOARD, unitId=unit["testing"])
    targets = [(one["value"], one["standing"]) for one in narrow["results"][0]["supporters"][0]["targets"]]
    # Five reports of 100 by the 69th day of 365: 226.8 of 1200 are expected. The 1250 of the employee's draft is theirs to see.
    assert targets == [("500", "ON_TRACK")]
    assert calls.statements <= sent
    # The agency's leader doesn't read daily activities: not by whom an answer is missing.
    leader = await page(calls, "leader", BOARD, unitId=unit["city"], weeks=1)
    assert {one["step"] for one in leader["stuck"]} == {"AGREE_PLAN", "REVIEW_APPRAISAL"}
    assert [one["unit"]["code"] for one in leader["units"]] == ["city", "planning", "transport"]
    await _who_opens_it(calls, unit)
    [recount] = await world.all("SELECT COUNT(*) AS n, SUM(minutes) AS minutes FROM daily_activity WHERE state <> 'WITHDRAWN'")
    assert [sum(one[name] for one in found["weeks"]) for name in ("reports", "minutes")] == [int(recount["n"]), int(recount["minutes"])]
    monkeypatch.setattr(reporting, "system_clock", lambda: world.now)
    await _the_workbook_says_the_same(calls, settings, unit["transport"], tmp_path / "papan.xlsx")
    await _as_many_statements_for_more(calls, unit["transport"], sent)


async def _who_opens_it(calls: Calls, unit: dict[str, str]) -> None:
    for who in calls.world.members:
        for name, readers in READERS.items():
            body = await calls.post(who, BOARD, {"unitId": unit[name]})
            board = body["data"]["unitBoard"]
            assert (board is not None) == (who in readers), (who, name)
    for wrong, code in (({"unitId": "testing"}, "BAD_ID"), ({"unitId": unit["city"], "weeks": 0}, "BAD_VALUE")):
        body = await calls.post("mayor", BOARD, wrong)
        assert body["errors"][0]["extensions"]["code"] == code
    for absent in (calls.world.employee("employee"), "unt_00000000-0000-0000-0000-000000000000"):
        assert (await calls.post("mayor", BOARD, {"unitId": absent}))["data"] == {"unitBoard": None}


async def _as_many_statements_for_more(calls: Calls, unit: str, sent: int) -> None:
    items: list[dict[str, Any]] = []
    for who in ("employee", "clerk-0"):
        reports = Reports(calls, of=who)
        items += [await reports.reported(minutes=5) for _ in range(5)]
    assert len(items) == 10
    found = await page(calls, "approver", BOARD, unitId=unit, weeks=53)
    assert (calls.statements, len(found["weeks"])) == (sent, 53)
    assert found["weeks"][-1]["reports"] == 12


async def _the_workbook_says_the_same(calls: Calls, settings: Settings, unit: str, out: Path) -> None:
    """Each figure of the file is the answer of the API; a title like a formula is a text; what can't be is one line."""
    board = await page(calls, "auditor", BOARD, unitId=unit)

    async def run(*arguments: str) -> int:
        return await asyncio.to_thread(reporting.report, settings, understood(["report", *arguments]))

    assert await run("transport", "--agency", "KOTA", "--out", str(out), "--language", "en") == 0
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["About", "Units", "Results", "Appraisals", "Weeks", "Waiting"]
    rows: dict[str, list[list[Any]]] = {name: book.get_sheet_by_name(name).to_python()[1:] for name in book.sheet_names}
    headings = book.get_sheet_by_name("Units").to_python()[0]
    for row, one in zip(rows["Units"], board["units"], strict=True):
        assert (row[0], row[2]) == (f"Unit {one['unit']['code']}", one["posts"])
        plans = {each["state"]: each["count"] for each in one["plans"]}
        states = ("RECORDED", "DRAFT", "PROPOSED", "AGREED", None)
        assert row[3:8] == [plans.get(state, 0) for state in states]
        standings = {each["standing"]: each["count"] for each in one["standings"]}
        assert row[8:] == [standings.get(name, 0) for name in ("REACHED", "ON_TRACK", "BEHIND", "NOTHING_REPORTED", "NOT_COMPARED")]
    assert headings[:3] == ["Unit", "Leader", "Posts"]
    names = ("week", "monday", "reports", "minutes", "late", "answers", "inTime")
    assert [[str(cell) for cell in row[:2]] + row[2:] for row in rows["Weeks"]] == [[one[name] for name in names] for one in board["weeks"]]
    assert sum(row[2] for row in rows["Weeks"]) == 6
    tree = [board["results"][0], board["results"][0]["supporters"][0]]
    assert [(row[0], row[1]) for row in rows["Results"]][:2] == [(level, one["result"]["title"]) for level, one in enumerate(tree)]
    assert rows["Results"][1][1].startswith("=HYPERLINK")
    # No target has a text; the API gives the third's as 1200 kendaraan.
    assert [row[5:8] for row in rows["Results"]][2] == ["1200 kendaraan", 500, 226.8493]
    assert [(row[2], row[3]) for row in rows["Waiting"]] == [(one["count"], one["workingDays"]) for one in board["stuck"]]
    assert sum(row[2] for row in rows["Appraisals"]) == sum(one["count"] for one in board["appraisals"]) == 5
    for wrong in (("nowhere", "--agency", "KOTA"), ("transport",), ("transport", "--agency", "KOTA", "--year", "1999")):
        with pytest.raises(Failure):
            await run(*wrong, "--out", str(out.with_name("other.xlsx")))
    for absent in (out.parent / "nowhere" / "papan.xlsx", out / "papan.xlsx"):
        with pytest.raises(Failure) as failed:
            await run("transport", "--agency", "KOTA", "--out", str(absent))
        told = str(failed.value)
        assert told.startswith(f"--out: {absent} can't be written: "), told
        assert ("\n" in told, told.endswith("None")) == (False, False)
    assert [one.name for one in out.parent.iterdir() if one.suffix in (".xlsx", ".part")] == [out.name]
    for worker, name in ((figures.check_figures, "check"), (figures.rebuild_figures, "rebuild")):
        assert await asyncio.to_thread(worker, settings, understood(["figures", name, "--agency", "KOTA"])) == 0


async def test_who_leads_two_units_has_each_plan_in_its_own(database: Database) -> None:
    """The head of transport also heads planning, by a second post with a plan of its own: three targets there, one here."""
    calls = Calls(await make_world(database))
    world = calls.world
    planner = await world.one("SELECT id FROM assignment WHERE employee_id = :who", who=world.members["planner"].employee_id)
    await calls.done("hr", "endAssignment", {"id": f"asg_{planner['id']}", "validTo": "2026-03-01"})
    post = {"employeeId": world.employee("approver"), "positionId": f"pos_{world.positions['planner']}", "kind": "ACTING"}
    await calls.done("hr", "startAssignment", {**post, "validFrom": "2026-03-01"})
    row = await world.one("SELECT version FROM appraisal_cycle WHERE id = :id", id=world.cycle_id)
    await calls.done("hr", "openCycle", {"id": world.cycle, "expectedVersion": int(row["version"])})
    await calls.openings.idle()
    plans = await world.all("SELECT id, version FROM performance_plan WHERE employee_id = :who", who=world.members["approver"].employee_id)
    assert len(plans) == 2
    for plan in plans:
        own = plan["id"] == world.members["approver"].plan_id or str(plan["id"]) == str(world.members["approver"].plan_id)
        results = [{**RESULT, "title": f"Hasil {number}"} for number in range(1 if own else 3)]
        given = {"id": f"pln_{plan['id']}", "expectedVersion": int(plan["version"]), "results": results}
        await calls.done("approver", "editPlan", given)
    unit = {name: f"unt_{key}" for name, key in world.units.items()}
    above = {one["unit"]["code"]: one["standings"] for one in (await page(calls, "mayor", BOARD, unitId=unit["city"]))["units"]}
    for name, count in (("transport", 1), ("planning", 3)):
        own_board = await page(calls, "approver", BOARD, unitId=unit[name])
        assert own_board["units"][0]["leader"] == {"id": world.employee("approver")}
        assert own_board["units"][0]["standings"] == above[name] == [{"standing": "NOTHING_REPORTED", "count": count}]
        assert len(own_board["results"]) == count
