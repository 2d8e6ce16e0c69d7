"""Each kind of column: written and read alike on both engines, by the ORM, by ``insert`` and by raw SQL."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from models.base import Row
from models.cycles import AppraisalCycle
from models.database import Connection, Database, Dialect, IntegrityFailure, decode_row
from models.people import Agency, Assignment
from models.plans import Indicator
from models.vocabulary import ApprovalRoute, AssignmentKind
from tests.models.rows import NOW, agency, chain


async def stored(impatient: Database, *, by_orm: bool) -> list[Row]:
    """Insert one row of everything, and give them."""
    owner = agency()
    rows: list[Row] = [owner, *chain(owner)]

    async def work(conn: Connection) -> None:
        for row in rows:
            if by_orm:
                await row.save(using_db=conn)
            else:
                await conn.insert([row])

    await impatient.transaction(work)
    return rows


def values(row: Row) -> dict[str, Any]:
    """Give a row's columns."""
    return {name: getattr(row, name) for name in row._meta.fields_map}


@pytest.mark.parametrize("by_orm", [True, False])
async def test_what_is_written_is_read_back(impatient: Database, by_orm: bool) -> None:
    rows = await stored(impatient, by_orm=by_orm)

    async def work(conn: Connection) -> None:
        for row in rows:
            found = await type(row).get(id=row.id, using_db=conn)
            raw = await conn.fetch(f'SELECT * FROM "{row._meta.db_table}" WHERE id = :id', {"id": row.id})
            expected = values(row)
            assert values(found) == expected
            assert decode_row(type(row), raw[0]) == expected

    await impatient.read(work)


async def test_the_python_types_are_ours(impatient: Database) -> None:
    await stored(impatient, by_orm=False)

    async def work(conn: Connection) -> None:
        held = await Assignment.get(using_db=conn)
        figure = await Indicator.get(using_db=conn)
        owner = await Agency.get(using_db=conn)
        assert isinstance(held.id, UUID)
        assert held.recorded_from == NOW
        assert held.recorded_from.utcoffset() == timedelta(0)
        assert held.valid_from == date(2026, 1, 1)
        assert held.valid_to is None
        assert held.kind is AssignmentKind.DEFINITIVE
        assert str(figure.target_value) == "1200.5000"
        assert owner.opens_acting is True
        assert owner.approval_route is ApprovalRoute.SUPERIOR

    await impatient.read(work)


FORMS: dict[Dialect, dict[str, str]] = {
    "sqlite": {
        "a.recorded_from": "text 2026-03-31T16:59:59.000005Z",
        "a.valid_from": "text 2026-01-01",
        "a.kind": "text DEFINITIVE",
        "i.target_value": "text 1200.5000",
        "i.ordinal": "integer 1",
        "g.opens_acting": "integer 1",
    },
    "postgres": {
        "a.recorded_from": "timestamp with time zone 2026-03-31 16:59:59.000005+00",
        "a.valid_from": "date 2026-01-01",
        "a.kind": "text DEFINITIVE",
        "i.target_value": "numeric 1200.5000",
        "i.ordinal": "integer 1",
        "g.opens_acting": "boolean true",
    },
}


async def test_the_stored_forms(impatient: Database) -> None:
    """SQLite's texts sort like what they mean; PostgreSQL has types of its own."""
    await stored(impatient, by_orm=False)
    kind = "typeof" if impatient.dialect == "sqlite" else "pg_typeof"

    async def work(conn: Connection) -> None:
        for column, form in FORMS[conn.dialect].items():
            said = f"CAST({kind}({column}) AS text) || ' ' || CAST({column} AS text)"
            rows = await conn.fetch(f"SELECT {said} AS form FROM assignment AS a, indicator AS i, agency AS g")
            assert rows == [{"form": form}]
        ids = await conn.fetch("SELECT CAST(id AS text) AS id FROM agency")
        assert UUID(ids[0]["id"]).version == 7
        assert ids[0]["id"] == str(UUID(ids[0]["id"]))

    await impatient.read(work)


async def test_filters_of_the_orm_take_moments_days_figures_and_lists(impatient: Database) -> None:
    rows = await stored(impatient, by_orm=False)
    jakarta = timezone(timedelta(hours=7))

    async def work(conn: Connection) -> None:
        same_moment = NOW.astimezone(jakarta)
        assert await Assignment.filter(recorded_from=same_moment, recorded_from__lte=same_moment).using_db(conn).count() == 1
        assert await Assignment.filter(recorded_from__gt=NOW).using_db(conn).count() == 0
        assert await AppraisalCycle.filter(ends_on__gt=date(2026, 3, 31), ends_on__lte=date(2026, 4, 1)).using_db(conn).count() == 1
        assert await Agency.filter(id__in=[rows[0].id], opens_acting=True).using_db(conn).count() == 1
        assert await Indicator.filter(target_value=Decimal("1200.5")).using_db(conn).count() == 1

    await impatient.read(work)


async def test_a_naive_moment_is_refused(impatient: Database) -> None:
    with pytest.raises(ValueError, match="naive"):
        Assignment(recorded_from=datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake itself


async def test_a_text_too_long_is_refused_by_name_and_not_quoted(impatient: Database) -> None:
    owner = agency()
    owner.name = "x" * 201
    with pytest.raises(IntegrityFailure) as caught:
        await impatient.transaction(lambda conn: conn.insert([owner]))
    assert (caught.value.kind, caught.value.constraint) == ("check", "agency_name_check")
    assert "xxx" not in str(caught.value)


async def test_insert_takes_more_rows_than_one_statement_has_parameters(impatient: Database) -> None:
    many = [agency(f"A{n}") for n in range(5_000)]

    async def work(conn: Connection) -> int:
        await conn.insert(many)
        return conn.statements

    assert await impatient.transaction(work) == (1 if impatient.dialect == "postgres" else 2)
    count = await impatient.read(lambda conn: conn.fetch("SELECT COUNT(*) AS n FROM agency"))
    assert count[0]["n"] == 5_000


async def test_insert_takes_rows_of_one_model_only(impatient: Database) -> None:
    owner = agency()
    with pytest.raises(ValueError, match="one model"):
        await impatient.transaction(lambda conn: conn.insert([owner, *chain(owner)]))


async def test_a_bare_typed_parameter_is_understood(impatient: Database) -> None:
    row = await impatient.read(
        lambda conn: conn.fetch(
            "SELECT :n AS n, :t AS t, :none AS missing, :at AS moment",
            {"n": 7, "t": "x", "none": None, "at": datetime(2026, 1, 1, tzinfo=UTC)},
        )
    )
    expected_at = datetime(2026, 1, 1, tzinfo=UTC) if impatient.dialect == "postgres" else "2026-01-01T00:00:00.000000Z"
    assert row == [{"n": 7, "t": "x", "missing": None, "moment": expected_at}]
