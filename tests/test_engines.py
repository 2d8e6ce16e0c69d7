"""Both engines are tested alike."""

from collections.abc import Iterable

import pytest

from models.database import Dialect
from tests.engines import ENGINES

# Tests of one engine alone: the test, without parameters, and why the other has nothing to test there.
ONE_ENGINE_ONLY = {
    "tests/models/test_processes.py::test_two_processes_writing_side_by_side": "PostgreSQL has no ticket that one process could keep",
    "tests/models/test_processes.py::test_two_processes_writing_side_by_side_for_a_minute": "the same",
    "tests/models/test_processes.py::test_the_ticket_of_a_killed_process_is_free": "the same",
    "tests/models/test_processes.py::test_after_busy_the_ticket_that_comes_late_is_given_on": "the same",
    "tests/models/test_rights.py::test_the_serving_role_has_exactly_its_rights": "SQLite has no roles",
    "tests/models/test_rights.py::test_rights_given_by_hand_are_taken_back": "SQLite has no roles",
    "tests/docs/test_postgres_section.py::test_two_roles_as_the_page_makes_them": "SQLite has no roles",
    "tests/workflows/test_demo.py::test_the_same_date_gives_the_same_content": "it loads one demo on each engine and compares them",
    "tests/workflows/test_growing.py::test_a_bulk_write_reads_no_more_for_each_row_on_postgresql": "SQLite keeps no plans of key checks",
    "tests/models/test_rights.py::test_the_owner_meets_the_guards_still": "SQLite has no roles: there the holder of the file is who serves",
    "tests/server/test_backups.py::TestFiles::test_a_copy_of_a_living_database_is_whole": "PostgreSQL copies by pg_dump",
    "tests/server/test_backups.py::TestFiles::test_what_came_back_goes_on_working": "the same",
    "tests/server/test_backups.py::TestFiles::test_nothing_is_ever_overwritten": "the same",
    "tests/server/test_backups.py::TestFiles::test_what_was_changed_behind_the_guards_is_found": "the same",
    "tests/server/test_backups.py::TestFiles::test_a_lawful_redaction_is_told_and_is_no_fault": "the same",
    "tests/server/test_backups.py::TestFiles::test_a_file_that_is_no_whole_database_is_refused": "the same",
    "tests/server/test_backups.py::TestFiles::test_a_copy_of_an_older_version_is_restored_and_then_migrated": "the same",
    "tests/server/test_backups.py::test_on_postgres_the_command_says_what_copies": "SQLite is copied by the command",
    "tests/server/test_backups.py::test_the_drill_by_pg_dump": "PostgreSQL's programs",
}


def engine_of(item: pytest.Item) -> Dialect | None:
    """Tell on which engine a test runs; None for one that needs no database."""
    spec = getattr(item, "callspec", None)
    if spec is not None and "engine" in spec.params:
        chosen: Dialect = spec.params["engine"]
        return chosen
    fixtures = getattr(item, "fixturenames", ())
    return next((engine for engine in ENGINES if f"{engine}_server" in fixtures), None)


def name_of(item: pytest.Item) -> str:
    """Name a test with its parameters other than the engine."""
    spec = getattr(item, "callspec", None)
    rest = {name: str(value) for name, value in spec.params.items() if name != "engine"} if spec is not None else {}
    return f"{item.nodeid.partition('[')[0]} {sorted(rest.items())}"


def on_one_engine(tests: Iterable[tuple[Dialect | None, str]]) -> set[str]:
    """Give the tests that don't run on every engine."""
    runs: dict[str, set[Dialect]] = {}
    for engine, name in tests:
        if engine is not None:
            runs.setdefault(name, set()).add(engine)
    return {name for name, engines in runs.items() if engines != set(ENGINES)}


def test_the_engines_have_the_same_tests(request: pytest.FixtureRequest) -> None:
    """The accident: a statement that only one engine has ever run, found by a province on the other."""
    if request.config.option.markexpr or request.config.option.keyword:
        pytest.skip("only a part was chosen")
    items = request.session.items
    alone = {name.partition(" ")[0] for name in on_one_engine((engine_of(item), name_of(item)) for item in items)}
    assert alone - set(ONE_ENGINE_ONLY) == set()
    seen = {item.nodeid.partition("::")[0] for item in items}
    assert {name for name in ONE_ENGINE_ONLY if name.partition("::")[0] in seen} <= alone, "a reason for nothing"


def test_a_test_of_one_engine_is_noticed() -> None:
    assert on_one_engine([("sqlite", "a"), ("postgres", "a"), ("sqlite", "b"), (None, "c")]) == {"b"}
