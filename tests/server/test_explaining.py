"""``kinerja explain``: how a query is answered, in lines that hold nothing of what was read."""

import asyncio
from pathlib import Path

import pytest

from models.database import Database
from server.cli import understood
from server.explaining import explain
from server.failure import Failure
from server.settings import Settings
from tests.worlds import make_world

PAGE = "query P($n: Int!) { appraisals(first: $n) { edges { node { id employee { name } unit { name } } } } }"
OTHER = "query O { __schema { queryType { name } } viewer { employee { name } } }"


async def explained(settings: Settings, file: Path, *arguments: str) -> int:
    """Run the worker as the command line does, beside the test's own loop."""
    told = settings.model_copy(update={"introspection": True})
    return await asyncio.to_thread(explain, told, understood(["explain", str(file), *arguments]))


async def test_a_query_is_explained(settings: Settings, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = await make_world(database)
    [row] = await database.read(
        lambda conn: conn.fetch(
            "SELECT p.number FROM person p JOIN employee e ON e.person_id = p.id WHERE e.id = :id", {"id": world.members["hr"].employee_id}
        )
    )
    number = str(row["number"])
    file = tmp_path / "page.graphql"
    file.write_text(f"{PAGE}\n{OTHER}", encoding="utf-8")

    assert await explained(settings, file, "--as", number, "--operation", "P", "--variables", '{"n": 3}') == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("cost: ")
    assert lines[1:3] == ["appraisals: compiled", ""]
    assert [one for one in lines if one.startswith("statement ")] == [lines[3]]
    assert lines[3].startswith("statement 1 of 1, ")
    assert "appraisal" in lines[4]
    assert lines[5] == "plan:"
    assert len(lines) > 6
    assert number not in "\n".join(lines)

    assert await explained(settings, file, "--as", number, "--operation", "O") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:3] == ["__schema: left to the reference executor: Query.__schema", "viewer: compiled"]


async def test_what_cannot_be_explained_is_told_in_one_line(settings: Settings, database: Database, tmp_path: Path) -> None:
    await make_world(database)
    file = tmp_path / "one.graphql"
    for text, arguments, told in (
        (PAGE, ("--variables", "[1]"), "--variables: a JSON object"),
        (PAGE, ("--variables", "{"), "--variables: a JSON object"),
        ("{ nothing }", (), "FILE: GRAPHQL_VALIDATION_FAILED"),
        ("{", (), "FILE: GRAPHQL_PARSE_FAILED"),
        (f"{PAGE} {OTHER}", (), "FILE: OPERATION_RESOLUTION_FAILURE"),
        ('mutation { submitAppraisal(input: {id: "x", expectedVersion: 1}) { replayed } }', (), "FILE: commands aren't explained"),
        (None, (), "FILE: .* can't be read"),
        ("{ viewer { agency { name } } }", (), "--as: nobody here has the number 000"),
    ):
        file.unlink(missing_ok=True)
        if text is not None:
            file.write_text(text, encoding="utf-8")
        with pytest.raises(Failure, match=told):
            await explained(settings, file, "--as", "000", *arguments)
