"""The demo lives: exact counts of its two months, a summary that a recount gives too, and what each persona finds, over HTTP."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from models.database import Connection, Database, open_database
from server.app import create_app
from tests.conftest import client_of
from tests.demo_agency import NOW
from tests.engines import Urls

FINDS = """{
  viewer {
    activities { totalCount edges { node { state } } }
    waiting: activities(filter: {states: [QUESTIONED, RETURNED]}) { totalCount }
    activityInbox { totalCount }
  }
  feedbackNotes { totalCount }
  coachingSessions { totalCount }
  trainings { totalCount }
  enrolments { totalCount }
  recognitions { totalCount }
  recognised: recognitions(filter: {waitingForMe: true}) { totalCount }
}"""

# persona: (own activities, two of them asked about or returned, some that wait for their answer, feedback, coaching, trainings, enrolments,
# recognitions, recognitions that wait for them)
FOUND: dict[str, tuple[bool, bool, bool, int, int, int, int, int, int]] = {
    "employee": (True, True, False, 3, 1, 2, 1, 5, 1),
    "supervisor": (True, True, True, 3, 2, 2, 3, 4, 0),
    "approver": (True, False, True, 3, 2, 2, 5, 4, 0),
    "leader": (False, False, True, 2, 1, 2, 9, 6, 0),
    "hr": (True, True, False, 1, 1, 2, 9, 4, 0),
    "auditor": (True, True, False, 1, 1, 2, 9, 3, 0),
    "stranger": (True, True, False, 1, 1, 2, 1, 4, 0),
    "foreigner": (False, False, False, 0, 0, 0, 0, 0, 0),
}


@pytest.fixture
async def town(demo: Urls) -> AsyncIterator[Database]:
    """The demo, open."""
    opened = await open_database(demo.serving)
    yield opened
    await opened.close()


async def _count(conn: Connection, sql: str) -> Counter[tuple[str, ...]]:
    rows = await conn.fetch(sql)
    return Counter({tuple(str(value) for name, value in row.items() if name != "n"): int(str(row["n"])) for row in rows})


async def test_two_months_of_days(town: Database) -> None:
    """Counted once by hand from the events: each report has one, and each thing that was done with it one more."""

    async def look(conn: Connection) -> None:
        states = await _count(conn, "SELECT state, COUNT(*) AS n FROM daily_activity GROUP BY state")
        assert states == {("ANSWERED",): 4035, ("QUESTIONED",): 48, ("REPORTED",): 417, ("RETURNED",): 23}
        said = await _count(conn, "SELECT kind, COUNT(*) AS n FROM activity_reply GROUP BY kind")
        assert said == {("ACKNOWLEDGE",): 3536, ("ASK",): 303, ("PRAISE",): 499, ("REPLY",): 255, ("RETURN",): 125}
        events = await _count(conn, "SELECT action, COUNT(*) AS n FROM event WHERE subject_type = 'DAILY_ACTIVITY' GROUP BY action")
        assert events == {**said, ("RECORD_ACTIVITY",): 4523, ("EDIT",): 102}
        assert said["ACKNOWLEDGE",] + said["PRAISE",] == states["ANSWERED",]
        late = await _count(conn, "SELECT late, COUNT(*) AS n FROM daily_activity GROUP BY late ORDER BY late")
        assert sorted(late.values()) == [219, 4304]
        told = "SELECT COUNT(*) AS n FROM outbox o JOIN event e ON e.id = o.event_id WHERE e.subject_type = 'DAILY_ACTIVITY'"
        assert await _count(conn, told) == {(): events.total()}

    await town.read(look)


async def test_the_weeks_add_up(town: Database) -> None:
    """The summary that the boards read, against a count of the reports and the first answers themselves."""

    async def look(conn: Connection) -> None:
        kept = await conn.fetch(
            "SELECT unit_id, SUM(reports) AS reports, SUM(minutes) AS minutes, SUM(late) AS late, SUM(answers) AS answers,"
            " SUM(in_time) AS in_time FROM unit_week GROUP BY unit_id ORDER BY unit_id"
        )
        counted = await conn.fetch(
            "SELECT d.unit_id, COUNT(*) AS reports, SUM(d.minutes) AS minutes, SUM(CASE WHEN d.late THEN 1 ELSE 0 END) AS late,"
            " SUM((SELECT COUNT(*) FROM activity_reply r WHERE r.activity_id = d.id AND r.response_days IS NOT NULL)) AS answers,"
            " SUM((SELECT COUNT(*) FROM activity_reply r WHERE r.activity_id = d.id AND r.response_days <= 2)) AS in_time"
            " FROM daily_activity d GROUP BY d.unit_id ORDER BY d.unit_id"
        )
        assert [{name: str(value) for name, value in row.items()} for row in kept] == [
            {name: str(value) for name, value in row.items()} for row in counted
        ]
        # Eight of the two offices, three of people who try it, and public works, which the planning board's head leads for now.
        assert len(kept) == 12

    await town.read(look)


async def test_plans_are_cascaded_and_people_talk(town: Database) -> None:
    """Links lead up to the mayor; of feedback, coaching, workshops and recognition there is what each persona needs."""

    async def look(conn: Connection) -> None:
        links = await _count(conn, "SELECT support, COUNT(*) AS n FROM result_support GROUP BY support")
        assert links == {("DIRECT",): 152, ("INDIRECT",): 152}
        mayor = (
            "SELECT COUNT(*) AS n FROM result_support s JOIN performance_plan p ON p.id = s.supported_plan_id"
            " JOIN employee e ON e.id = p.employee_id WHERE e.code = 'KTS-01'"
        )
        assert await _count(conn, mayor) == {(): 34}
        for table, expected in (
            ("feedback_note", {"ACKNOWLEDGED": 3, "ANSWERED": 3, "GIVEN": 3}),
            ("feedback_request", {"ANSWERED": 1, "OPEN": 3}),
            ("coaching_session", {"CONFIRMED": 3, "RECORDED": 3}),
            ("training", {"HELD": 1, "OPEN": 1}),
            ("training_need", {"ANSWERED": 1}),
            ("enrolment", {"CONFIRMED": 3, "FINISHED": 4, "REQUESTED": 2}),
            ("recognition", {"ACCEPTED": 6, "GIVEN": 1}),
        ):
            found = await _count(conn, f"SELECT state, COUNT(*) AS n FROM {table} GROUP BY state")
            assert found == {(state,): count for state, count in expected.items()}, table
        assert await _count(conn, "SELECT COUNT(*) AS n FROM training_opinion") == {(): 2}

    await town.read(look)


async def test_each_persona_finds_something(demo: Urls) -> None:
    """By hand from the cast: who gave what to whom, who leads whom, and what is shown to a unit or to the whole agency."""
    found = {}
    async with client_of(create_app(demo.settings(dev_issuer=True), clock=lambda: NOW)) as client:
        for who in FOUND:
            token = (await client.post("/explorer/token", json={"persona": who})).json()["token"]
            answer = (await client.post("/graphql", json={"query": FINDS}, headers={"Authorization": f"Bearer {token}"})).json()
            assert "errors" not in answer, answer["errors"]
            data = answer["data"]
            viewer = data["viewer"]
            found[who] = (
                viewer["activities"]["totalCount"] > 20,
                viewer["waiting"]["totalCount"] >= 2,
                viewer["activityInbox"]["totalCount"] > 0,
                *(
                    data[name]["totalCount"]
                    for name in ("feedbackNotes", "coachingSessions", "trainings", "enrolments", "recognitions", "recognised")
                ),
            )
    assert found == FOUND
