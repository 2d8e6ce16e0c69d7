"""Imports into an agency of a test's own, and what stands in the database afterwards as people name it: without keys, moments, versions."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from models.database import Connection, Database, new_id
from models.vocabulary import ActorKind
from tests.workflows.stored_rows import NOW, agency_row
from workflows.actor import Actor
from workflows.importing.files import ImportFile
from workflows.importing.outcome import ImportOutcome, RowsTaken
from workflows.importing.running import run_import

EFFECTIVE = date(2026, 1, 1)
_PERSON = "JOIN employee e ON e.id = {key} JOIN person q ON q.id = e.person_id"
CATALOGUE = (
    "SELECT u.code, u.name, u.kind, o.code AS up, l.valid_from, l.valid_to FROM org_unit u LEFT JOIN unit_placement l ON l.unit_id = u.id"
    " LEFT JOIN org_unit o ON o.id = l.parent_id",
    "SELECT u.code, p.code AS post, l.valid_from, l.valid_to FROM unit_leadership l JOIN org_unit u ON u.id = l.unit_id"
    " JOIN position p ON p.id = l.position_id",
    "SELECT o.code AS up, u.code, c.depth, c.valid_from, c.valid_to FROM unit_closure c JOIN org_unit u ON u.id = c.descendant_id"
    " JOIN org_unit o ON o.id = c.ancestor_id",
    "SELECT p.code, p.name, p.kind, u.code AS unit FROM position p JOIN org_unit u ON u.id = p.unit_id",
    "SELECT q.number, e.code, e.name, e.email, e.employment_type FROM employee e JOIN person q ON q.id = e.person_id",
    f"SELECT q.number, g.grade, g.valid_from, g.valid_to FROM employee_grade g {_PERSON.format(key='g.employee_id')}"
    " WHERE g.recorded_to IS NULL",
    f"SELECT q.number, p.code, a.kind, a.valid_from, a.valid_to, a.document_number FROM assignment a {_PERSON.format(key='a.employee_id')}"
    " JOIN position p ON p.id = a.position_id WHERE a.recorded_to IS NULL",
    f"SELECT q.number, p.code, r.valid_from, r.valid_to, r.rule, r.route, rq.number AS appraiser, vq.number AS approver FROM"
    f" reporting_line r {_PERSON.format(key='r.employee_id')} JOIN assignment a ON a.id = r.assignment_id JOIN position p ON"
    " p.id = a.position_id LEFT JOIN employee re ON re.id = r.appraiser_id LEFT JOIN person rq ON rq.id = re.person_id"
    " LEFT JOIN employee ve ON ve.id = r.approver_id LEFT JOIN person vq ON vq.id = ve.person_id",
)
"""Everything that a roster leaves behind, table by table."""
COUNTED = ("event", "event_value", "person", "employee", "org_unit", "position", "assignment", "reporting_line", "unit_closure")


async def make_agency(database: Database) -> UUID:
    """Make an agency with nothing in it."""
    agency = agency_row()
    await database.transaction(lambda conn: conn.insert([agency]))
    return UUID(str(agency.id))


def importer(agency_id: UUID) -> Actor:
    """Give the actor of an import."""
    return Actor(ActorKind.IMPORT, agency_id, None, None, NOW, NOW.date(), "Asia/Jakarta", f"import-{new_id()}")


async def run(
    database: Database, agency_id: UUID, files: Sequence[ImportFile], rows: RowsTaken = RowsTaken.ALL, *, dry_run: bool = False
) -> ImportOutcome:
    """Import files on the tests' day."""
    return await run_import(database, importer(agency_id), files, EFFECTIVE, rows=rows, dry_run=dry_run)


def csv_files(*texts: str) -> list[ImportFile]:
    """Make files of texts, called ``0.csv``, ``1.csv`` …."""
    return [ImportFile(f"{number}.csv", text.encode()) for number, text in enumerate(texts)]


def told(outcome: ImportOutcome) -> list[tuple[int, int, str | None, str]]:
    """Give file, row, column and code of each problem, sorted."""
    return sorted((one.place.file, one.place.row, one.column, one.code.value) for one in outcome.problems)


async def catalogue(database: Database) -> list[list[tuple[str, ...]]]:
    """Give what stands in the database, each table sorted."""

    async def work(conn: Connection) -> list[list[tuple[str, ...]]]:
        return [sorted(tuple(str(value) for value in row.values()) for row in await conn.fetch(sql)) for sql in CATALOGUE]

    return await database.read(work)


async def counts(database: Database) -> dict[str, int]:
    """Count the rows that an import may write."""

    async def work(conn: Connection) -> dict[str, int]:
        return {table: int((await conn.fetch(f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"]) for table in COUNTED}

    return await database.read(work)
