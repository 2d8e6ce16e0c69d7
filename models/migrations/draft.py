"""``python -m models.migrations.draft TITLE`` writes the next migration: tables, columns and keys that are declared and that no file makes.

What a draft can't do is refused: a new column must be nullable and points at no other table, since rows and guards stand in the old ones.
Files that were released are never written again.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from models.database import Dialect
from models.ddl import Table, create_key, declared_tables, new_column, render
from models.migrations.files import DIRECTORY, migrations

DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgres")


def draft(dialect: Dialect, directory: Path = DIRECTORY) -> str:
    """Give the text of the next migration, empty where nothing is missing; ValueError for a new column that can't be added."""
    text = "\n".join(each.text for each in migrations(dialect, directory))
    known = _known_columns(text)
    keys = set(re.findall(r'INDEX "(\w+)"', text))
    tables = declared_tables(dialect)
    made = [table for table in tables if table.name not in known]
    # New keys of old tables first: a new table may point at a row by one of them.
    added = [create_key(table, key) for table in tables if table.name in known for key in table.keys if key.name not in keys]
    statements = [*_added(tables, known, dialect), *added, *render(dialect, made)]
    return "".join(f"{statement};\n\n" for statement in statements).rstrip("\n") + "\n" if statements else ""


def _known_columns(text: str) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for name, body in re.findall(r'CREATE TABLE "(\w+)" \(\n(.*?)\n\)', text, re.DOTALL):
        known[name] = set(re.findall(r'^  "(\w+)" ', body, re.MULTILINE))
    for name, column in re.findall(r'ALTER TABLE "(\w+)" ADD COLUMN "(\w+)"', text):
        known[name].add(column)
    return known


def _added(tables: list[Table], known: dict[str, set[str]], dialect: Dialect) -> Iterator[str]:
    for table in tables:
        for column in table.columns:
            if table.name in known and column.name not in known[table.name]:
                yield new_column(table, column, dialect)


def main(argv: list[str] | None = None) -> int:
    """Write the next migration of both dialects; 2 without a title of small letters, digits and underscores."""
    title = (sys.argv[1:] if argv is None else argv) or [""]
    if not re.fullmatch(r"[a-z0-9_]+", title[0]):
        sys.stderr.write("usage: python -m models.migrations.draft TITLE\n")
        return 2
    texts = {dialect: draft(dialect) for dialect in DIALECTS}
    for dialect, text in texts.items():
        if text:
            number = max((int(each.name[:4]) for each in migrations(dialect)), default=0) + 1
            path = DIRECTORY / f"{number:04}_{title[0]}.{dialect}.sql"
            path.write_text(text)
            sys.stdout.write(f"{path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
