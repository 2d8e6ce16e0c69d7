"""The next migration is drafted from what the models declare and no file makes."""

import re
from pathlib import Path

import pytest

from models import ddl
from models.database import Dialect, open_database
from models.ddl import Column, Table, declared_tables
from models.migrations import draft, files, migrate
from tests.engines import Urls
from tests.models.reading_catalogue import read_tables

DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgres")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nothing_is_left_to_draft(dialect: Dialect) -> None:
    """What the models declare is made by the files there are."""
    assert draft.draft(dialect) == ""


async def test_what_is_missing_is_drafted_and_made(empty: Urls, tmp_path: Path) -> None:
    """A table, an index and two columns that the files don't make yet: the draft makes exactly what is declared."""
    dialect: Dialect = empty.dialect
    for each in files.migrations(dialect):
        text = re.sub(r'CREATE TABLE "holiday" \(.*?;\n\n', "", each.text, flags=re.DOTALL)
        text = re.sub(r'(ALTER TABLE|CREATE (UNIQUE )?INDEX "\w+" ON) "holiday".*?;\n\n', "", text)
        text = re.sub(r'\n  "recommendation" [^\n]*', "", re.sub(r'\n  CONSTRAINT "appraisal_recommendation_check"[^\n]*', "", text))
        text = re.sub(r'\n  "self_appraisal" [^\n]*', "", re.sub(r'\n  CONSTRAINT "appraisal_self_appraisal_check"[^\n]*', "", text))
        (tmp_path / f"{each.name}.{dialect}.sql").write_text(text)
    text = draft.draft(dialect, tmp_path)
    assert re.findall(r'CREATE TABLE "(\w+)"', text) == ["holiday"]
    assert sorted(re.findall(r'ALTER TABLE "appraisal" ADD COLUMN "(\w+)"', text)) == ["recommendation", "self_appraisal"]
    (tmp_path / f"0099_next.{dialect}.sql").write_text(text)
    await migrate(empty.owner, directory=tmp_path)
    database = await open_database(empty.owner)
    found = await database.read(read_tables)
    await database.close()
    declared = {table.name: table for table in declared_tables(dialect)}
    assert found.keys() == declared.keys()
    for name, table in declared.items():
        assert sorted(map(repr, found[name].columns)) == sorted(map(repr, table.columns)), name
        assert {key.name for key in found[name].keys} == {key.name for key in table.keys}
        assert found[name].checks.keys() == table.checks.keys()


def test_a_column_that_old_rows_could_not_have_is_refused() -> None:
    """Rows stand in the table already: there is no value to give them, and no column of a guarded table may be made anew."""
    with pytest.raises(ValueError, match=r"holiday\.note"):
        ddl.new_column(Table("holiday"), Column("note", "TEXT", False), "sqlite")


@pytest.mark.parametrize("title", [[], ["Bad Title"]])
def test_a_draft_needs_a_title(title: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Without one nothing is written."""
    before = sorted(files.DIRECTORY.iterdir())
    assert draft.main(title) == 2
    assert "TITLE" in capsys.readouterr().err
    assert sorted(files.DIRECTORY.iterdir()) == before
