"""Library fact 3: on SQLite a trigger's own writes are counted with those of the statement that fired it."""

from models.database import Connection, Database, open_database
from models.vocabulary import AppraisalAction, AppraisalState, RefusalCode
from tests.engines import Urls
from tests.worlds import done, make_world
from workflows.appraisal_record import AppraisalRecord
from workflows.engine import Command, advance
from workflows.facts import Inputs

NOISE = {
    "sqlite": (
        "CREATE TRIGGER noisy AFTER UPDATE ON appraisal BEGIN INSERT INTO noise VALUES (1); INSERT INTO noise VALUES (2);"
        " INSERT INTO noise VALUES (3); END",
    ),
    "postgres": (
        "CREATE FUNCTION noisy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
        " INSERT INTO noise VALUES (1), (2), (3); RETURN NULL; END $$",
        "CREATE TRIGGER noisy AFTER UPDATE ON appraisal FOR EACH ROW EXECUTE FUNCTION noisy()",
    ),
}


async def test_a_compare_and_set_is_judged_by_its_row(database: Database, urls: Urls) -> None:
    """``rowcount == 1`` was 4 with a trigger: a move that had succeeded would be told as STALE, after its event was written."""
    world = await make_world(database, complete=("employee",))
    owner = await open_database(urls.owner)

    async def make_noise(conn: Connection) -> None:
        for sql in ("CREATE TABLE noise (n integer)", *NOISE[urls.dialect]):
            await conn.run(sql)

    await owner.transaction(make_noise)
    version, subject = await world.version("employee"), world.members["employee"].appraisal_id
    assert subject is not None
    await world.bring("employee", AppraisalState.REVIEWED)
    late = Command(subject, AppraisalAction.APPROVE, version, Inputs())
    refused = await advance(AppraisalRecord(), database, world.actor("approver"), late)
    assert refused.refusal is not None
    assert refused.refusal.code is RefusalCode.STALE
    done(await world.act("approver", "employee", AppraisalAction.APPROVE))
    assert await world.version("employee") == version + 3
    [noise] = await owner.read(lambda conn: conn.fetch("SELECT COUNT(*) AS n FROM noise"))
    assert noise["n"] == 9, "the trigger did write"
    await owner.close()
