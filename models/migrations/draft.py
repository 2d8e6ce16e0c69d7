"""``python -m models.migrations.draft`` writes the first migration from the models: allowed until the first release, never after."""

from models.database import Dialect
from models.ddl import render
from models.migrations.files import DIRECTORY


def draft(dialect: Dialect) -> str:
    """Give the text of the first migration as the models say it now."""
    return "".join(f"{statement};\n\n" for statement in render(dialect)).rstrip("\n") + "\n"


def main() -> None:
    """Write the first migration of both dialects."""
    dialects: tuple[Dialect, ...] = ("sqlite", "postgres")
    for dialect in dialects:
        (DIRECTORY / f"0001_initial.{dialect}.sql").write_text(draft(dialect))


if __name__ == "__main__":
    main()
