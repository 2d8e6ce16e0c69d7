"""What is written in bulk costs the same a row however much there is, also on a session that has seen the tables nearly empty."""

import asyncpg

from models.database import Connection, Limits, new_id, open_database
from models.vocabulary import EventAction, SubjectType
from tests.engines import PostgresEngine
from tests.worlds import make_world
from workflows.events import Change, EventDraft, Personal, record_many

ROWS = 2_000


async def test_a_bulk_write_reads_no_more_for_each_row_on_postgresql(postgres_server: PostgresEngine) -> None:
    """The accident: plans of key checks, kept from when there were thirty events, read all of an agency's events for each new value, and
    an import of a thousand people ran into the time limit of a statement.
    """
    urls = await postgres_server.migrated()
    database = await open_database(urls.serving, limits=Limits(write_connections=1))
    world = await make_world(database, complete=())
    actor = world.actor("hr")

    async def record(conn: Connection, count: int) -> None:
        changes = [Change("selfAppraisal", Personal(None), Personal("Semua target tercapai."))]
        drafts = [
            EventDraft(
                actor=actor,
                subject_type=SubjectType.APPRAISAL,
                subject_id=new_id(),
                version=1,
                action=EventAction.EDIT_APPRAISAL,
                changes=changes,
            )
            for _ in range(count)
        ]
        await record_many(conn, drafts)

    for _ in range(12):
        await database.transaction(lambda conn: record(conn, 1))
    await database.transaction(lambda conn: record(conn, ROWS))
    await database.close()
    # A session tells its figures at its end at the latest.
    owner = await asyncpg.connect(urls.owner)
    sql = "SELECT sum(idx_tup_read)::bigint AS entries, sum(idx_scan)::bigint AS scans FROM pg_stat_user_indexes WHERE relname = 'event'"
    try:
        figures = await owner.fetchrow(sql)
        for _ in range(50):
            if figures["scans"] >= ROWS:
                break
            await owner.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.1)")
            figures = await owner.fetchrow(sql)
    finally:
        await owner.close()
        await postgres_server.remove(urls)
    assert figures["scans"] >= ROWS
    assert figures["entries"] < 20 * ROWS
