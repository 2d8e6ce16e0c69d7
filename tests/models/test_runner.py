"""The transaction runner: what a caller's cancellation, a deadlock, a held lock and the end of the process do to a transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date

import pytest

from models.database import Busy, Connection, Database, IntegrityFailure, Savepoint, StatementFailure, counting, open_database
from models.migrations import migrate
from models.people import Agency, Holiday
from tests.engines import Urls
from tests.models.conftest import SHORT
from tests.models.rows import agency


async def count(database: Database, table: str = "agency") -> int:
    """Count a table's rows, on a read connection."""
    rows = await database.read(lambda conn: conn.fetch(f"SELECT COUNT(*) AS n FROM {table}"))
    return int(rows[0]["n"])


async def until(database: Database, agencies: int) -> None:
    """Wait until that many agencies are committed."""
    while await count(database) < agencies:  # noqa: ASYNC110 - what is waited for happens in the database
        await asyncio.sleep(0.005)


async def test_a_hundred_cancelled_transactions_commit_and_leave_the_database_well(impatient: Database) -> None:
    """Library fact 1: a transaction cancelled during BEGIN leaked its lock or connection, and a few of them hung the server."""
    began: set[int] = set()

    def one(number: int) -> Callable[[Connection], Awaitable[None]]:
        async def work(conn: Connection) -> None:
            began.add(number)
            await conn.insert([agency(f"A{number}")])
            await asyncio.sleep(0.001)

        return work

    for number in range(100):
        caller = asyncio.create_task(impatient.transaction(one(number)))
        # Before it began, during BEGIN, in the work, during COMMIT: whatever the steps of the loop fall on.
        for _ in range(number % 20):
            await asyncio.sleep(0.0005)
        caller.cancel()
        with suppress(asyncio.CancelledError):
            await caller
    async with asyncio.timeout(20):
        await impatient.transaction(lambda conn: conn.insert([agency("LAST")]))
        await until(impatient, len(began) + 1)
        assert len(began) >= 90
        await asyncio.gather(*(count(impatient) for _ in range(20)))
        await asyncio.gather(*(impatient.transaction(lambda conn: conn.fetch("SELECT 1")) for _ in range(20)))


async def test_a_cancelled_caller_does_not_undo_what_it_began(impatient: Database) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()

    async def work(conn: Connection) -> None:
        await conn.insert([agency()])
        began.set()
        await go_on.wait()

    caller = asyncio.create_task(impatient.transaction(work))
    await began.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await count(impatient) == 0
    go_on.set()
    async with asyncio.timeout(5):
        await until(impatient, 1)


async def test_close_waits_for_what_runs_and_refuses_what_is_new(unguarded: Urls) -> None:
    database = await open_database(unguarded.owner, limits=SHORT)
    began, go_on = asyncio.Event(), asyncio.Event()

    async def work(conn: Connection) -> None:
        began.set()
        await go_on.wait()
        await conn.insert([agency()])

    running = asyncio.create_task(database.transaction(work))
    await began.wait()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0.01)
    with pytest.raises(RuntimeError, match="closing"):
        await database.transaction(work)
    go_on.set()
    await asyncio.gather(running, closing)
    again = await open_database(unguarded.owner, limits=SHORT)
    assert await count(again) == 1
    await again.close()


async def test_an_exception_rolls_back_and_reaches_the_caller(impatient: Database) -> None:
    async def work(conn: Connection) -> None:
        await conn.insert([agency()])
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await impatient.transaction(work)
    assert await count(impatient) == 0


async def test_reads_do_not_wait_for_a_writer_and_see_what_is_committed(impatient: Database) -> None:
    wrote, go_on = asyncio.Event(), asyncio.Event()

    async def work(conn: Connection) -> None:
        await conn.insert([agency()])
        wrote.set()
        await go_on.wait()

    writing = asyncio.create_task(impatient.transaction(work))
    await wrote.wait()
    async with asyncio.timeout(0.5):
        assert await asyncio.gather(*(count(impatient) for _ in range(10))) == [0] * 10
    go_on.set()
    await writing
    assert await count(impatient) == 1


async def test_waiting_for_another_writer_of_the_same_row_is_bounded(impatient: Database) -> None:
    await impatient.transaction(lambda conn: conn.insert([agency()]))
    wrote, go_on = asyncio.Event(), asyncio.Event()

    async def hold(conn: Connection) -> None:
        await conn.execute("UPDATE agency SET version = version + 1")
        wrote.set()
        await go_on.wait()

    holding = asyncio.create_task(impatient.transaction(hold))
    await wrote.wait()
    began = asyncio.get_running_loop().time()
    with pytest.raises(Busy):
        await impatient.transaction(lambda conn: conn.execute("UPDATE agency SET version = version + 1"))
    assert 0.9 <= asyncio.get_running_loop().time() - began <= 2.5
    go_on.set()
    await holding
    assert await impatient.transaction(lambda conn: conn.execute("UPDATE agency SET version = version + 1")) == 1


async def test_waiting_for_a_connection_is_bounded(impatient: Database) -> None:
    go_on = asyncio.Event()

    async def hold(conn: Connection) -> None:
        await go_on.wait()

    holding = [asyncio.create_task(impatient.read(hold)) for _ in range(SHORT.read_connections)]
    await asyncio.sleep(0.05)
    with pytest.raises(Busy):
        await count(impatient)
    go_on.set()
    await asyncio.gather(*holding)
    assert await count(impatient) == 0


async def test_a_deadlock_is_run_again(unguarded: Urls) -> None:
    """Two transactions that take two rows in opposite order: on PostgreSQL one is chosen to fail, and its work runs again."""
    # Waits longer than the second after which the server looks for deadlocks.
    database = await open_database(unguarded.owner)
    first, second = agency("A"), agency("B")
    await database.transaction(lambda conn: conn.insert([first, second]))
    both = asyncio.Barrier(2)
    runs = 0

    def crossing(one: Agency, other: Agency) -> Callable[[Connection], Awaitable[None]]:
        async def work(conn: Connection) -> None:
            nonlocal runs
            runs += 1
            await conn.execute("UPDATE agency SET version = version + 1 WHERE id = :id", {"id": one.id})
            if conn.dialect == "postgres" and runs <= 2:
                await both.wait()
            await conn.execute("UPDATE agency SET version = version + 1 WHERE id = :id", {"id": other.id})

        return work

    await asyncio.gather(
        database.transaction(crossing(first, second)),
        database.transaction(crossing(second, first)),
    )
    assert runs == (3 if database.dialect == "postgres" else 2)
    versions = await database.read(lambda conn: conn.fetch("SELECT version FROM agency"))
    assert [row["version"] for row in versions] == [3, 3]
    await database.close()


async def test_a_transaction_inside_a_transaction_is_refused(impatient: Database) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        await impatient.transaction(lambda _: impatient.transaction(lambda conn: conn.fetch("SELECT 1")))


async def test_a_connection_ends_with_its_transaction(impatient: Database) -> None:
    kept: list[Connection] = []

    async def work(conn: Connection) -> None:
        kept.append(conn)

    await impatient.transaction(work)
    await impatient.read(work)
    for conn in kept:
        with pytest.raises(RuntimeError, match="ended"):
            await conn.fetch("SELECT 1")


async def test_a_read_connection_cannot_write(impatient: Database) -> None:
    with pytest.raises(StatementFailure):
        await impatient.read(lambda conn: conn.execute("DELETE FROM holiday"))


async def test_a_snapshot_sees_one_moment(impatient: Database) -> None:
    async def work(conn: Connection) -> tuple[int, int]:
        before = await conn.fetch("SELECT COUNT(*) AS n FROM agency")
        await asyncio.create_task(impatient.transaction(lambda write: write.insert([agency()])))
        after = await conn.fetch("SELECT COUNT(*) AS n FROM agency")
        return before[0]["n"], after[0]["n"]

    assert await impatient.read(work, snapshot=True) == (0, 0)
    assert await count(impatient) == 1


async def test_a_cancelled_read_gives_its_connection_back(impatient: Database) -> None:
    """A read that would take forever is stopped, not waited for."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
    for _ in range(SHORT.read_connections * 2):
        reading = asyncio.create_task(impatient.read(lambda conn: conn.fetch(endless)))
        await asyncio.sleep(0.02)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    async with asyncio.timeout(3):
        await asyncio.gather(*(count(impatient) for _ in range(SHORT.read_connections)))


async def test_several_tasks_share_a_connection_one_statement_at_a_time(impatient: Database) -> None:
    async def work(conn: Connection) -> int:
        rows = await asyncio.gather(*(conn.fetch("SELECT :n AS n", {"n": n}) for n in range(20)))
        return sum(row[0]["n"] for row in rows)

    assert await impatient.transaction(work) == 190


async def test_statements_are_counted_on_the_connection_and_over_a_block(impatient: Database) -> None:
    async def work(conn: Connection) -> int:
        await conn.insert([agency()])
        await Agency.filter(code="A").using_db(conn)
        await Agency.filter(code="A").using_db(conn).update(version=2)
        return conn.statements

    with counting() as outer:
        with counting() as inner:
            assert await impatient.transaction(work) == 3
        await count(impatient)
    assert (inner.statements, outer.statements) == (3, 4)


async def test_a_query_that_names_no_connection_is_refused(impatient: Database) -> None:
    async def work(_: Connection) -> None:
        await Agency.all()

    with pytest.raises(RuntimeError, match="using_db"):
        await impatient.transaction(work)


async def test_a_savepoint_undoes_its_own_part_alone(impatient: Database) -> None:
    async def work(conn: Connection) -> None:
        owner = agency()
        await conn.insert([owner])
        with suppress(IntegrityFailure):
            async with Savepoint(conn):
                await conn.insert([Holiday(agency_id=owner.id, day=date(2026, 1, 1), name="a")])
                await conn.insert([agency()])
                pytest.fail("a second agency of the same code")

    await impatient.transaction(work)
    assert (await count(impatient), await count(impatient, "holiday")) == (1, 0)


async def test_databases_of_both_engines_live_in_one_process(impatient: Database, sqlite_server: object) -> None:
    """The ORM caches statements by connection label: one engine's text must never reach the other."""
    from tests.engines import SqliteEngine

    assert isinstance(sqlite_server, SqliteEngine)
    other_urls = await sqlite_server.empty()
    await migrate(other_urls.owner)
    other = await open_database(other_urls.serving, limits=SHORT)
    for database in (impatient, other, impatient):
        code = f"C{id(database)}"
        if await count(database) == 0:

            async def work(conn: Connection, code: str = code) -> None:
                await agency(code).save(using_db=conn)

            await database.transaction(work)
        found = await database.read(lambda conn, code=code: Agency.filter(code=code, version__gte=1).using_db(conn))  # type: ignore[misc]
        assert [row.code for row in found] == [code]
    await other.close()
