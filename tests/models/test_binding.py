"""Named placeholders: one text for both engines."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from models.database.binding import bind, numbered_for_sqlite
from models.vocabulary import AppraisalState

KEY = UUID("01a20c48-a657-7000-b10c-26e3c5516db0")


def test_a_name_used_twice_is_bound_once() -> None:
    sql = "SELECT :a, :b, :a"
    assert bind(sql, {"a": 1, "b": "x"}, "sqlite") == ("SELECT ?1, ?2, ?1", [1, "x"])
    assert bind(sql, {"a": 1, "b": "x"}, "postgres") == ("SELECT CAST($1 AS bigint), CAST($2 AS text), CAST($1 AS bigint)", [1, "x"])


def test_quotes_comments_casts_and_dollar_quotes_are_left_alone() -> None:
    sql = "SELECT ':a', \":a\", x::text, $$ :a $$, $t$ :a $t$ /* :a */ -- :a\n, :b"
    text, values = bind(sql, {"b": True}, "postgres")
    assert text == sql.replace(":b", "CAST($1 AS boolean)")
    assert values == [True]


def test_values_take_their_stored_form_on_sqlite() -> None:
    values = {
        "a": KEY,
        "b": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "c": date(2026, 1, 2),
        "d": Decimal("1E+2"),
        "e": True,
        "f": AppraisalState.DRAFT,
        "g": None,
    }
    assert bind("SELECT :a :b :c :d :e :f :g", values, "sqlite")[1] == [
        "01a20c48-a657-7000-b10c-26e3c5516db0",
        "2026-01-02T03:04:05.000000Z",
        "2026-01-02",
        "100.0000",
        1,
        "DRAFT",
        None,
    ]


def test_a_null_is_a_literal_on_postgres_where_it_would_have_no_type() -> None:
    assert bind("SELECT :a IS NULL", {"a": None}, "postgres") == ("SELECT NULL IS NULL", [])


@pytest.mark.parametrize(
    ("sql", "sqlite", "postgres"),
    [
        ("x IN :a", "x IN (SELECT value FROM json_each(?1))", "x = ANY (CAST($1 AS uuid[]))"),
        ("x not  in :a", "x not  IN (SELECT value FROM json_each(?1))", "x <> ALL (CAST($1 AS uuid[]))"),
    ],
)
def test_a_sequence_after_in_is_one_parameter(sql: str, sqlite: str, postgres: str) -> None:
    assert bind(sql, {"a": [KEY]}, "sqlite") == (sqlite, [f'["{KEY}"]'])
    assert bind(sql, {"a": (KEY,)}, "postgres") == (postgres, [[KEY]])


def test_an_empty_sequence_needs_no_type() -> None:
    assert bind("x IN :a", {"a": []}, "postgres") == ("x = ANY ('{}')", [])
    assert bind("x NOT IN :a", {"a": []}, "postgres") == ("x <> ALL ('{}')", [])


def test_misuse_is_told() -> None:
    with pytest.raises(KeyError):
        bind("SELECT :missing", {}, "sqlite")
    with pytest.raises(TypeError):
        bind("SELECT :a", {"a": [1]}, "sqlite")
    with pytest.raises(TypeError):
        bind("x IN :a", {"a": 1}, "sqlite")
    with pytest.raises(TypeError):
        bind("SELECT :a", {"a": object()}, "postgres")
    with pytest.raises(ValueError, match="naive"):
        bind("SELECT :a", {"a": datetime(2026, 1, 1)}, "postgres")  # noqa: DTZ001 - the mistake itself


def test_numbers_of_the_orm_become_sqlites_outside_of_quotes() -> None:
    assert numbered_for_sqlite("SELECT '$1', \"$2\" FROM t WHERE x=$1 AND y=$12") == "SELECT '$1', \"$2\" FROM t WHERE x=?1 AND y=?12"
