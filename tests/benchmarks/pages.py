"""The pages of figures over a large agency, made by SQL from a seed on PostgreSQL: statements, database time, and how each was carried out.

``python -m tests.benchmarks.pages --people 25000 --days 264`` makes 6.6 million daily activities: units of 25, each with a head who
appraises its people; each person with a plan of one result and one indicator. Not part of ``make test``; at full size it takes some minutes
and gigabytes.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from typing import Any

import asyncpg

from models.database import Database, open_database
from tests.benchmarks.recording import recording
from tests.engines import PostgresEngine, Urls, postgres_engine
from tests.schema.calling import Calls
from tests.schema.conftest import unguard
from tests.schema.figures.test_boards import BOARD
from tests.schema.figures.test_own import DAY, YEAR
from tests.schema.figures.test_teams import DAY as TEAM_DAY
from tests.schema.figures.test_teams import PROGRESS
from tests.worlds import make_world
from workflows.figures.weeks import rebuild

A_UNIT = 25
TIMES = 5
MADE = """
CREATE TEMP TABLE made AS SELECT n, (n - 1) / {a_unit} AS u, gen_random_uuid() AS person, gen_random_uuid() AS employee,
  gen_random_uuid() AS position, gen_random_uuid() AS assignment, gen_random_uuid() AS plan, gen_random_uuid() AS revision,
  gen_random_uuid() AS result, gen_random_uuid() AS indicator, gen_random_uuid() AS lineage, gen_random_uuid() AS result_lineage
  FROM generate_series(1, {people}) n;
CREATE TEMP TABLE unit AS SELECT DISTINCT u, NULL::uuid AS id FROM made;
UPDATE unit SET id = gen_random_uuid();
CREATE TEMP TABLE head AS SELECT m.u, m.employee, m.assignment FROM made m WHERE m.n % {a_unit} = 1
"""


def copies(table: str, pattern: str, source: str, values: str) -> str:
    """Write the statement that copies a row of a table for each row of ``source`` with other values."""
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object({values}))).*"
        f" FROM {table} t, {source} WHERE t.id = (SELECT id FROM {table} WHERE {pattern} LIMIT 1)"
    )


def statements(clerk: dict[str, Any]) -> list[str]:
    """Write everything that makes the agency beside the town."""
    agency = f"agency_id = '{clerk['agency']}'"
    new = "'id', gen_random_uuid()"
    whole = f"{agency} AND ancestor_id = '{clerk['city']}' AND descendant_id = '{clerk['planning']}'"
    of = "made m JOIN unit k ON k.u = m.u JOIN head h ON h.u = m.u"
    appraiser = "CASE WHEN m.n % 25 = 1 THEN NULL ELSE {} END"
    return [
        copies("org_unit", f"id = '{clerk['planning']}'", "unit k", "'id', k.id, 'code', 'B-' || k.u, 'name', 'Unit ' || k.u"),
        copies("unit_closure", whole, "unit k", f"{new}, 'descendant_id', k.id"),
        copies("unit_closure", f"{whole.split(' AND ')[0]} AND depth = 0", "unit k", f"{new}, 'ancestor_id', k.id, 'descendant_id', k.id"),
        copies("person", f"id = '{clerk['person']}'", "made m", "'id', m.person, 'number', (800000000000000000 + m.n)::text"),
        copies("employee", f"id = '{clerk['employee']}'", "made m", "'id', m.employee, 'person_id', m.person, 'name', 'Pegawai ' || m.n"),
        copies("position", f"id = '{clerk['position']}'", of, "'id', m.position, 'code', 'BP-' || m.n, 'unit_id', k.id"),
        copies(
            "assignment",
            f"id = '{clerk['assignment']}'",
            "made m",
            "'id', m.assignment, 'employee_id', m.employee, 'position_id', m.position",
        ),
        copies(
            "unit_leadership",
            agency,
            "made m JOIN unit k ON k.u = m.u AND m.n % 25 = 1",
            f"{new}, 'unit_id', k.id, 'position_id', m.position",
        ),
        copies(
            "reporting_line",
            f"assignment_id = '{clerk['assignment']}'",
            of,
            f"{new}, 'assignment_id', m.assignment, 'employee_id', m.employee, 'appraiser_id', {appraiser.format('h.employee')},"
            f" 'appraiser_assignment_id', {appraiser.format('h.assignment')}, 'approver_id', NULL, 'approver_assignment_id', NULL",
        ),
        copies(
            "performance_plan",
            f"id = '{clerk['plan']}'",
            "made m",
            "'id', m.plan, 'assignment_id', m.assignment, 'employee_id', m.employee",
        ),
        copies("plan_revision", f"plan_id = '{clerk['plan']}'", "made m", "'id', m.revision, 'plan_id', m.plan, 'ordinal', 1"),
        copies(
            "planned_result", agency, "made m", "'id', m.result, 'revision_id', m.revision, 'lineage_id', m.result_lineage, 'ordinal', 1"
        ),
        copies(
            "indicator",
            agency,
            "made m",
            "'id', m.indicator, 'revision_id', m.revision, 'result_id', m.result, 'lineage_id', m.lineage, 'ordinal', 1",
        ),
    ]


ACTIVITIES = """INSERT INTO daily_activity (id, agency_id, day, employee_id, assignment_id, unit_id, plan_id, result_lineage_id,
  indicator_lineage_id, text, minutes, quantity, recorded_at, late, answer_due_on, answer, state, version, state_since, updated_at)
  SELECT gen_random_uuid(), $1, date '2026-03-10' - d, m.employee, m.assignment, k.id, m.plan, m.result_lineage, m.lineage,
  'Menguji kendaraan.', 60 + m.n % 60, 1, now(), (m.n + d) % 20 = 0,
  CASE WHEN d < 2 THEN date '2026-03-10' - d + 2 END, CASE WHEN d < 2 THEN NULL ELSE 'ACKNOWLEDGE' END,
  CASE WHEN d < 2 THEN 'REPORTED' ELSE 'ANSWERED' END, 1, now(), now()
  FROM made m JOIN unit k ON k.u = m.u, generate_series(0, $2::integer - 1) d"""


def scans(plan: Any) -> list[str]:
    """Name what reads the activities by no index."""
    found = [str(plan["Node Type"])] if plan.get("Relation Name") == "daily_activity" and plan["Node Type"] == "Seq Scan" else []
    return found + [one for part in plan.get("Plans", []) for one in scans(part)]


async def _made(urls: Urls, calls: Calls, people: int, days: int) -> asyncpg.Connection:
    world = calls.world
    one = world.members["employee"]
    clerk = {"agency": world.agency_id, "person": one.person_id, "employee": one.employee_id, "assignment": one.assignment_id}
    clerk |= {
        "plan": one.plan_id,
        "position": world.positions["employee"],
        "city": world.units["city"],
        "planning": world.units["planning"],
    }
    await unguard(urls)
    driver = await asyncpg.connect(urls.owner)
    await driver.execute(MADE.format(people=people, a_unit=A_UNIT))
    for statement in statements(clerk):
        await driver.execute(statement)
    await driver.execute(ACTIVITIES, world.agency_id, days)
    await driver.execute("ANALYZE")
    head = await driver.fetchrow("SELECT employee, assignment, k.id AS unit FROM head h JOIN unit k ON k.u = h.u ORDER BY h.u LIMIT 1")
    supervisor = world.members["supervisor"]
    supervisor.employee_id, supervisor.assignment_id = head["employee"], head["assignment"]
    world.units["big"] = head["unit"]
    return driver


async def _measure(database: Database, urls: Urls, people: int, days: int) -> None:
    calls = Calls(await make_world(database))
    begun = time.perf_counter()
    driver = await _made(urls, calls, people, days)
    rows = await driver.fetchval("SELECT COUNT(*) FROM daily_activity")
    sys.stdout.write(f"{people} people, {rows} activities, made in {time.perf_counter() - begun:.0f} s\n")
    begun = time.perf_counter()
    await database.transaction(lambda conn: rebuild(conn, calls.world.agency_id))
    await driver.execute("ANALYZE unit_week")
    sys.stdout.write(f"figures rebuild: {time.perf_counter() - begun:.1f} s\n")
    city, big = (f"unt_{calls.world.units[name]}" for name in ("city", "big"))
    pages = {
        "myDay": ("supervisor", DAY, {}),
        "myYear": ("supervisor", YEAR, {}),
        "teamDay of 24": ("supervisor", TEAM_DAY, {}),
        "teamProgress of 24": ("supervisor", PROGRESS, {}),
        "unitBoard of 25": ("supervisor", BOARD, {"unitId": big}),
        "unitBoard of all": ("hr", BOARD, {"unitId": city}),
    }
    for name, (who, document, variables) in pages.items():
        with recording() as sent:
            body = await calls.post(who, document, variables)
        assert "errors" not in body, (name, body["errors"])
        times, found = [], []
        for one in sent:
            took = []
            for _ in range(TIMES):
                [row] = await driver.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {one.sql}", *one.values)
                told = json.loads(row[0])[0]
                took.append(told["Execution Time"] + told["Planning Time"])
                found += scans(told["Plan"])
            times.append(statistics.median(took))
        sys.stdout.write(f"{name}: {len(sent)} statements, {sum(times):.1f} ms, dearest {max(times):.1f} ms, scans: {found or 'none'}\n")
    await driver.close()


def main() -> int:
    """Make the agency and measure each page."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.pages", description=__doc__)
    options.add_argument("--people", type=int, default=2_500)
    options.add_argument("--days", type=int, default=40)
    chosen = options.parse_args()

    async def work(engine: PostgresEngine) -> None:
        urls = await engine.migrated()
        database = await open_database(urls.serving)
        try:
            await _measure(database, urls, chosen.people, chosen.days)
        finally:
            await database.close()
            await engine.remove(urls)

    with postgres_engine() as engine:
        asyncio.run(work(engine))
    return 0


if __name__ == "__main__":
    sys.exit(main())
