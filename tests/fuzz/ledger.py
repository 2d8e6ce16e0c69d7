"""A ledger of every row written to a database, kept by triggers of the test's own: what a refused request wrote is there to be seen.

Rows of ``refused_attempt`` aren't kept in it: they are what a refusal leaves behind.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass

import asyncpg

from models.database import Connection, Database
from models.ddl import row_models
from models.history import RefusedAttempt
from tests.engines import Urls

TABLES = sorted(str(model._meta.db_table) for model in row_models() if model is not RefusedAttempt)
VERSIONED = {str(model._meta.db_table) for model in row_models() if "version" in model._meta.fields_map}
_POSTGRES = """
CREATE TABLE fuzz_ledger (n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, place TEXT, row_id TEXT, was INTEGER, became INTEGER);
GRANT SELECT ON fuzz_ledger TO PUBLIC;
CREATE FUNCTION fuzz_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE was jsonb; became jsonb;
BEGIN
  IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD); END IF;
  IF TG_OP <> 'DELETE' THEN became := to_jsonb(NEW); END IF;
  INSERT INTO fuzz_ledger (place, row_id, was, became)
  VALUES (TG_TABLE_NAME, COALESCE(became, was) ->> 'id', (was ->> 'version')::integer, (became ->> 'version')::integer);
  RETURN NULL;
END $$;
"""


@dataclass(frozen=True, slots=True)
class Written:
    """One row that was inserted, changed or removed, with its version before and after where its table has one."""

    table: str
    key: str
    was: int | None
    became: int | None


async def keep_ledger(urls: Urls) -> None:
    """Begin the ledger of a database that nobody has open."""
    if urls.dialect == "sqlite":
        with closing(sqlite3.connect(urls.serving.removeprefix("sqlite://"))) as conn:
            conn.executescript(_sqlite())
        return
    owner = await asyncpg.connect(urls.owner)
    try:
        await owner.execute(_POSTGRES)
        for table in TABLES:
            made = f"CREATE TRIGGER fuzz_write AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION fuzz_write()"
            await owner.execute(made)
    finally:
        await owner.close()


def _sqlite() -> str:
    made = ["CREATE TABLE fuzz_ledger (n INTEGER PRIMARY KEY, place TEXT, row_id TEXT, was INTEGER, became INTEGER)"]
    for table in TABLES:
        was, became = ("OLD.version", "NEW.version") if table in VERSIONED else ("NULL", "NULL")
        for write, row, values in (
            ("INSERT", "NEW", f"NULL, {became}"),
            ("UPDATE", "NEW", f"{was}, {became}"),
            ("DELETE", "OLD", f"{was}, NULL"),
        ):
            made.append(
                f"CREATE TRIGGER fuzz_{write}_{table} AFTER {write} ON {table} BEGIN INSERT INTO fuzz_ledger (place, row_id, was, became)"
                f" VALUES ('{table}', {row}.id, {values}); END"
            )
    return ";\n".join(made) + ";"


class Ledger:
    """Reads what was written since it was last read."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.read = 0

    async def take(self) -> list[Written]:
        """Give what was written since the last call, in order."""

        async def work(conn: Connection) -> list[Written]:
            rows = await conn.fetch("SELECT n, place, row_id, was, became FROM fuzz_ledger WHERE n > :n ORDER BY n", {"n": self.read})
            self.read = max((int(row["n"]) for row in rows), default=self.read)
            return [Written(row["place"], str(row["row_id"]), row["was"], row["became"]) for row in rows]

        return await self.database.read(work)
