"""How PostgreSQL reads a large table of activities: by an index each time, whoever asks for whatever."""

import json
from typing import Any

import asyncpg
import pytest

from models.database import Database
from tests.benchmarks.recording import recording
from tests.engines import Urls
from tests.schema.activities.reporting import report
from tests.schema.calling import Calls
from tests.schema.conftest import unguard
from tests.worlds import make_world

ROWS = 60_000
COPIES = """INSERT INTO daily_activity SELECT (jsonb_populate_record(d, jsonb_build_object(
    'id', gen_random_uuid(), 'day', date '2026-03-10' - (n / 30) % 1000, 'employee_id', s.employee_id, 'assignment_id', s.id,
    'unit_id', p.unit_id, 'state', CASE WHEN n % 50 = 0 THEN 'REPORTED' ELSE 'QUESTIONED' END,
    'answer_due_on', CASE WHEN n % 50 = 0 THEN date '2026-03-12' END)
    || CASE WHEN s.employee_id = d.employee_id THEN '{}'::jsonb ELSE
    '{"plan_id": null, "result_lineage_id": null, "indicator_lineage_id": null, "quantity": null}'::jsonb END)).*
    FROM daily_activity d, generate_series(1, $1::integer) n
    JOIN (SELECT s.*, ROW_NUMBER() OVER (ORDER BY s.id) AS place FROM assignment s) s ON s.place = n % 30 + 1
    JOIN position p ON p.id = s.position_id"""
DAYS = 'filter: { fromDay: "2026-02-01", toDay: "2026-03-10" }'
ASKED = {
    "my days": ("clerk-3", f"{{ viewer {{ activities(first: 20, {DAYS}) {{ edges {{ node {{ id }} }} }} }} }}"),
    "all that I see": ("clerk-3", "{ dailyActivities(first: 20) { edges { node { id } } } }"),
    "the team's days": ("supervisor", f"{{ dailyActivities(first: 20, {DAYS}) {{ edges {{ node {{ id }} }} }} }}"),
    "what waits": ("supervisor", "{ viewer { activityInbox(first: 20) { edges { node { id } } } } }"),
    "how fast": ("supervisor", "{ viewer { responseTimes { waiting } } }"),
    "the whole agency": ("hr", "{ dailyActivities(first: 20) { edges { node { id } } } }"),
    "sums": ("employee", "{ appraisals { edges { node { activitySums { sum } } } } }"),
}


def scans(plan: Any) -> list[str]:
    """Name what reads more than a tenth of the large table in a plan that was carried out, or reads it by no index."""
    found = []
    if plan.get("Relation Name") == "daily_activity":
        read = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
        if plan["Node Type"] == "Seq Scan" or read > ROWS / 10:
            found.append(f"{plan['Node Type']} of {read} rows")
    return found + [one for part in plan.get("Plans", []) for one in scans(part)]


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_no_reading_scans_the_activities(urls: Urls, database: Database) -> None:
    """A page of one's own days that reads everybody's is fast in a demo and stands still in a city."""
    calls = Calls(await make_world(database, clerks=25))
    indicator = await calls.world.indicators("employee")
    await calls.done("employee", "recordActivity", report(indicatorId=f"ind_{indicator[0]}", quantity="1"))
    await unguard(urls)
    # By a connection without the time limits of ours: how long the rows take is no part of what is asked.
    driver = await asyncpg.connect(urls.owner)
    await driver.execute(COPIES, ROWS)
    await driver.execute("ANALYZE")
    looked = 0
    for name, (who, document) in ASKED.items():
        with recording() as sent:
            body = await calls.post(who, document)
        assert "errors" not in body, body["errors"]
        for one in sent:
            if "daily_activity" in one.sql:
                [row] = await driver.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {one.sql}", *one.values)
                assert scans(json.loads(row[0])[0]["Plan"]) == [], (name, one.sql)
                looked += 1
    await driver.close()
    assert looked >= len(ASKED)
