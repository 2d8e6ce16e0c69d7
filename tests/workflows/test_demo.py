"""The demo agency keeps what it promises: counts, states, personas, figures that agree with ratings, and a history that tells it all."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from models.database import Connection, Database, open_database
from tests.demo_agency import TODAY, Loaded, loaded_demo
from tests.engines import PostgresEngine, SqliteEngine, Urls
from tests.workflows.replay import events_of, replay, stored
from workflows.demo.loading import DemoRefused, load_demo
from workflows.demo.people import characters
from workflows.demo.personas import personas
from workflows.demo.quarters import quarters
from workflows.demo.town import SUMBER_JATI, TELUK_SERAYA

PREDICATES = {
    ("ABOVE", "ABOVE"): "VERY_GOOD",
    ("ABOVE", "MEETS"): "GOOD",
    ("ABOVE", "BELOW"): "POOR",
    ("MEETS", "ABOVE"): "GOOD",
    ("MEETS", "MEETS"): "GOOD",
    ("MEETS", "BELOW"): "POOR",
    ("BELOW", "ABOVE"): "NEEDS_IMPROVEMENT",
    ("BELOW", "MEETS"): "NEEDS_IMPROVEMENT",
    ("BELOW", "BELOW"): "VERY_POOR",
}

CONTENT = (
    "SELECT p.number, o.code AS post, c.name AS cycle, a.state, a.version, a.state_since, a.updated_at, a.voided_at, a.void_kind,"
    " a.self_appraisal, a.recommendation, a.result_rating, a.behaviour_rating, a.predicate"
    " FROM appraisal a JOIN appraisal_cycle c ON c.id = a.cycle_id JOIN assignment s ON s.id = a.assignment_id"
    " JOIN position o ON o.id = s.position_id JOIN employee e ON e.id = a.employee_id JOIN person p ON p.id = e.person_id"
)
FIGURES = (
    "SELECT a.id, r.lineage_id AS result, r.kind, i.aspect, i.target_value, x.value, a.result_rating"
    " FROM appraisal a JOIN planned_result r ON r.revision_id = a.revision_id JOIN indicator i ON i.result_id = r.id"
    " JOIN realisation x ON x.appraisal_id = a.id AND x.indicator_lineage_id = i.lineage_id WHERE a.state IN ('REVIEWED', 'APPROVED')"
)


@pytest.fixture
async def town(demo: Urls) -> AsyncIterator[Database]:
    """The demo, open."""
    opened = await open_database(demo.serving)
    yield opened
    await opened.close()


async def _count(conn: Connection, sql: str) -> Counter[tuple[str, ...]]:
    rows = await conn.fetch(sql)
    return Counter(tuple(str(value) for value in row.values()) for row in rows)


async def test_counts_and_variety(town: Database) -> None:
    """So many people in so many units; every state, predicate, kind of assignment and outcome of opening is there."""

    async def look(conn: Connection) -> None:
        agencies = await _count(conn, "SELECT g.code FROM employee e JOIN agency g ON g.id = e.agency_id")
        assert agencies == {("KOTA-TELUK-SERAYA",): 1200, ("KAB-SUMBER-JATI",): 14}
        units = await _count(conn, "SELECT g.code FROM org_unit u JOIN agency g ON g.id = u.agency_id")
        assert units == {("KOTA-TELUK-SERAYA",): 40, ("KAB-SUMBER-JATI",): 3}
        cycles = await _count(conn, "SELECT g.code, c.state FROM appraisal_cycle c JOIN agency g ON g.id = c.agency_id")
        town_code, other = "KOTA-TELUK-SERAYA", "KAB-SUMBER-JATI"
        assert cycles == {(town_code, "CLOSED"): 4, (town_code, "OPEN"): 1, (other, "OPEN"): 1}
        opened = await _count(conn, "SELECT c.state AS cycle, a.state FROM appraisal a JOIN appraisal_cycle c ON c.id = a.cycle_id")
        assert {state for cycle, state in opened if cycle == "OPEN"} == {"DRAFT", "SUBMITTED", "REVIEWED", "APPROVED"}
        assert opened["CLOSED", "APPROVED"] > 1300
        pairs = await _count(conn, "SELECT result_rating, behaviour_rating, predicate FROM appraisal WHERE state = 'APPROVED'")
        assert {(results, behaviour): predicate for results, behaviour, predicate in pairs} == PREDICATES
        routes = await _count(conn, "SELECT route FROM appraisal WHERE state = 'APPROVED'")
        assert {route for (route,) in routes} == {"SUPERIOR", "APPRAISER", "SOLE_AUTHORITY"}
        kinds = await _count(conn, "SELECT kind FROM assignment")
        assert {kind for (kind,) in kinds} == {"DEFINITIVE", "ACTING", "DAILY_ACTING", "INTERIM", "ADDITIONAL"}
        outcomes = await _count(conn, "SELECT outcome FROM opening_result")
        assert outcomes["EXEMPT",] == 8
        assert (await _count(conn, "SELECT number_kind FROM person"))["NONE",] == 2
        assert await _count(conn, "SELECT action FROM event WHERE action IN ('RETURN', 'RECALL', 'WITHDRAW', 'VOID', 'SUBMIT_IN_ABSENCE')")
        transferred = await _count(
            conn,
            "SELECT a.employee_id FROM appraisal a JOIN appraisal_cycle c ON c.id = a.cycle_id JOIN assignment s ON s.id = a.assignment_id"
            " WHERE c.state = 'OPEN' AND s.kind = 'DEFINITIVE'",
        )
        assert sorted(transferred.values())[-2:] == [1, 2]

    await town.read(look)


async def test_an_absent_appraiser_stops_a_unit(town: Database) -> None:
    """Nobody appraises the public transport division while its head is ill: its open appraisals are all drafts."""

    async def look(conn: Connection) -> Counter[tuple[str, ...]]:
        return await _count(
            conn,
            "SELECT a.state, l.appraiser_id FROM appraisal a JOIN appraisal_cycle c ON c.id = a.cycle_id"
            " JOIN org_unit u ON u.id = a.unit_id JOIN reporting_line l ON l.assignment_id = a.assignment_id"
            f" AND l.valid_from <= '{TODAY}' AND (l.valid_to IS NULL OR l.valid_to > '{TODAY}')"
            " WHERE c.state = 'OPEN' AND u.code = 'HUB-AK' AND l.appraiser_id IS NULL",
        )

    found = await town.read(look)
    assert found[("DRAFT", "None")] >= 10


async def test_personas(town: Database) -> None:
    """Each persona is who the contract says, and what waits for them is ready."""
    known = await town.read(personas)
    assert set(known) == {"employee", "supervisor", "approver", "leader", "hr", "auditor", "stranger", "foreigner"}

    async def look(conn: Connection) -> None:
        lines = await conn.fetch(
            "SELECT l.appraiser_id, l.approver_id, a.state, a.id, a.self_appraisal, a.result_rating, a.behaviour_rating, e.id AS employee"
            " FROM appraisal a JOIN appraisal_cycle c ON c.id = a.cycle_id AND c.state = 'OPEN' JOIN employee e ON e.id = a.employee_id"
            " JOIN reporting_line l ON l.assignment_id = a.assignment_id"
            f" AND l.valid_from <= '{TODAY}' AND (l.valid_to IS NULL OR l.valid_to > '{TODAY}') WHERE a.voided_at IS NULL"
        )
        own = [row for row in lines if str(row["employee"]) == str(known["employee"])]
        assert [row["state"] for row in own] == ["DRAFT"]
        assert (str(own[0]["appraiser_id"]), str(own[0]["approver_id"])) == (str(known["supervisor"]), str(known["approver"]))
        assert own[0]["self_appraisal"]
        missing = await conn.fetch(
            "SELECT i.id FROM appraisal a JOIN indicator i ON i.revision_id = a.opening_revision_id LEFT JOIN realisation x"
            " ON x.appraisal_id = a.id AND x.indicator_lineage_id = i.lineage_id WHERE a.id = :id AND x.id IS NULL",
            {"id": own[0]["id"]},
        )
        assert missing == []
        waiting = [row for row in lines if row["state"] == "SUBMITTED" and str(row["appraiser_id"]) == str(known["supervisor"])]
        assert any(row["result_rating"] and row["behaviour_rating"] for row in waiting)
        assert any(row["state"] == "REVIEWED" and str(row["approver_id"]) == str(known["approver"]) for row in lines)
        grants = await _count(conn, "SELECT employee_id, role FROM role_grant WHERE recorded_to IS NULL")
        expected = {"hr": "AGENCY_ADMIN", "auditor": "AUDITOR", "leader": "AGENCY_LEADER"}
        assert {who: grants[str(known[who]), role] for who, role in expected.items()} == dict.fromkeys(expected, 1)

    await town.read(look)


async def test_figures_agree_with_ratings(town: Database) -> None:
    """The domain's guidance, written by hand: ABOVE has most above and no main one below; MEETS few main ones below; BELOW most below."""
    rows = await town.read(lambda conn: conn.fetch(FIGURES))
    results: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    main: dict[str, set[str]] = defaultdict(set)
    rating: dict[str, str] = {}
    for row in rows:
        target, value = Decimal(str(row["target_value"])), Decimal(str(row["value"]))
        better = value < target if row["aspect"] == "TIME" else value > target
        level = "MEETS" if value == target else "ABOVE" if better else "BELOW"
        key, result = str(row["id"]), str(row["result"])
        results[key][result].add(level)
        rating[key] = str(row["result_rating"])
        if row["kind"] == "MAIN":
            main[key].add(result)
    assert len(results) > 1500
    for key, levels in results.items():
        assert all(len(level) == 1 for level in levels.values()), "the indicators of a result go the same way"
        mains = Counter(next(iter(levels[result])) for result in main[key])
        total = mains.total()
        match rating[key]:
            case "ABOVE":
                assert mains["BELOW"] == 0
                assert 2 * mains["ABOVE"] > total
            case "MEETS":
                assert 4 * mains["BELOW"] <= total
                assert 2 * mains["MEETS"] >= total or mains["BELOW"] == mains["ABOVE"] == 1
            case "BELOW":
                assert 2 * mains["BELOW"] > total
            case other:
                raise AssertionError(other)


async def test_texts_are_varied(town: Database) -> None:
    """No filler: self-appraisals and overall feedback hardly repeat, and each speaks of its quarter or its work."""

    async def look(conn: Connection) -> None:
        for sql in (
            "SELECT self_appraisal AS text FROM appraisal WHERE self_appraisal IS NOT NULL",
            "SELECT text FROM feedback WHERE about = 'OVERALL'",
        ):
            texts = [str(row["text"]) for row in await conn.fetch(sql)]
            assert len(set(texts)) > len(texts) * 0.85
            assert not [text for text in texts if "{" in text or "lorem" in text.lower()]

    await town.read(look)


async def test_events_tell_everything(town: Database) -> None:
    """Each subject, replayed from nothing through THE TABLE and the edits, is exactly its stored rows."""
    events = await town.read(events_of)
    told = replay(events)
    rows = await town.read(stored)
    assert told.keys() == rows.keys()
    for subject_id, row in rows.items():
        subject = told[subject_id]
        assert (subject.version, subject.told) == (row.version, row.told), (row.kind, subject_id)
        assert subject.state == row.state
        if row.since is not None:
            assert (subject.since, subject.at) == (row.since, row.at)
    imported = [event for event in events if event.actor.kind == "IMPORT"]
    assert all(set(event.provenance) == {"fileSha256", "row"} for event in imported)
    assert {event.subject_type for event in imported} == {"UNIT", "POSITION", "PERSON", "EMPLOYEE", "PLAN"}


async def _digest(urls: Urls) -> str:
    database = await open_database(urls.serving)
    try:
        rows = await database.read(lambda conn: conn.fetch(CONTENT))
        feedback = await database.read(lambda conn: conn.fetch("SELECT about, value, text FROM feedback"))
    finally:
        await database.close()
    lines = sorted(
        "|".join(
            "" if value is None else value.isoformat()[:19] if hasattr(value, "isoformat") else str(value)[:400] for value in row.values()
        )
        for row in (*rows, *feedback)
    )
    plain = [line.replace(".000000Z", "") for line in lines]
    return sha256("\n".join(plain).encode()).hexdigest()


async def test_the_same_date_gives_the_same_content(
    sqlite_server: SqliteEngine, postgres_server: PostgresEngine, loaded_demos: Loaded
) -> None:
    """Two loads, one on each engine, hold the same people, states, moments, ratings and texts."""
    sqlite = await loaded_demo(sqlite_server, "sqlite", loaded_demos)
    postgres = await loaded_demo(postgres_server, "postgres", loaded_demos)
    assert await _digest(sqlite) == await _digest(postgres)


async def test_only_an_empty_database_takes_it(town: Database) -> None:
    before = await town.read(lambda conn: conn.fetch("SELECT COUNT(*) AS events FROM event"))
    with pytest.raises(DemoRefused):
        await load_demo(town, TODAY)
    assert await town.read(lambda conn: conn.fetch("SELECT COUNT(*) AS events FROM event")) == before


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 1, 20), date(2026, 1, 21), date(2026, 2, 28), date(2028, 2, 29)])
def test_quarters_fit_any_day(day: date) -> None:
    """Four closed quarters follow each other without a gap up to the open one, whose window runs; each closed one was over by then."""
    *closed, present = quarters(day)
    assert len(closed) == 4
    for before, after in zip((*closed, present)[:-1], (*closed, present)[1:], strict=True):
        assert before.ends_on == after.starts_on
    assert present.closed_on is None
    assert present.starts_on <= present.submission_from <= day < present.submission_to
    for quarter in closed:
        assert quarter.closed_on is not None
        assert quarter.starts_on <= quarter.opened_on < quarter.submission_from < quarter.submission_to < quarter.closed_on < day


def test_people_are_the_same_for_the_same_day_and_numbers_keep_their_rules() -> None:
    day = date(2026, 1, 1)
    for agency in (TELUK_SERAYA, SUMBER_JATI):
        people = characters(agency, day)
        assert people == characters(agency, day)
        assert len({one.name for one in people}) == len({one.key for one in people}) == len(people)
        for one in people:
            if one.number is None:
                continue
            born = date(int(one.number[:4]), int(one.number[4:6]), int(one.number[6:8]))
            assert timedelta(days=18 * 365) < day - born < timedelta(days=58 * 366)
            code = int(one.number[12:14])
            assert (code >= 21) == one.employment.value.startswith("PPPK")
            assert code >= 21 or 1 <= code <= 12
            assert one.number[14] in "12"
