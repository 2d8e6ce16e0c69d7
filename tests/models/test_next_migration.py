"""Library fact 2: what stands in the tables survives the next migration, with every key, rule and index."""

import shutil
from pathlib import Path

import pytest

from models.database import Connection, IntegrityFailure, open_database
from models.ddl import Table
from models.migrations import files, migrate
from tests.engines import Urls
from tests.models.reading_catalogue import read_tables
from tests.models.rows import agency, chain


async def counts(conn: Connection, tables: list[str]) -> dict[str, int]:
    """Count the rows of tables."""
    return {name: int((await conn.fetch(f"SELECT COUNT(*) AS n FROM {name}"))[0]["n"]) for name in tables}


async def test_rows_and_rules_survive_a_migration_of_their_parent(empty: Urls, tmp_path: Path) -> None:
    """``tortoise migrate`` remakes a parent's table with foreign keys on: child rows went by cascade, rules and indexes with them."""
    await migrate(empty.owner)
    database = await open_database(empty.owner)
    owner = agency()
    rows = chain(owner)

    async def write(conn: Connection) -> None:
        for row in (owner, *rows):
            await conn.insert([row])

    await database.transaction(write)
    before = await database.read(read_tables)
    held = await database.read(lambda conn: counts(conn, sorted(before)))
    assert sum(held.values()) >= len(rows) + 1
    await database.close()
    for path in Path(files.__file__).parent.glob(f"*.{empty.dialect}.sql"):
        shutil.copy(path, tmp_path)
    (tmp_path / f"0099_next.{empty.dialect}.sql").write_text(
        "ALTER TABLE agency ADD COLUMN motto text; ALTER TABLE appraisal ADD COLUMN remark text; CREATE INDEX extra_idx ON agency (motto);"
    )
    assert await migrate(empty.owner, directory=tmp_path) == ["0099_next"]
    again = await open_database(empty.owner)
    after = await again.read(read_tables)
    assert await again.read(lambda conn: counts(conn, sorted(before))) == held
    for name, old in before.items():
        changed = name in ("agency", "appraisal")
        assert kept(old, after[name]), name
        assert (len(after[name].columns) - len(old.columns)) == int(changed), name
    with pytest.raises(IntegrityFailure):
        await again.transaction(lambda conn: conn.insert([agency()]))
    await again.close()


def kept(old: Table, new: Table) -> bool:
    """Tell whether every column, key, check and index of a table is there still."""
    return (
        all(column in new.columns for column in old.columns)
        and all(link in new.foreign_keys for link in old.foreign_keys)
        and old.checks.items() <= new.checks.items()
        and all(key in new.keys for key in old.keys)
    )
