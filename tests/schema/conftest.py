"""A small world and a client of it, on each engine."""

import pytest

from models.database import Database, open_database
from models.migrations.running import apply_guards
from models.vocabulary import AppraisalState
from tests.engines import Urls
from tests.schema.world import Api, World, app_of, town


async def unguard(urls: Urls) -> None:
    """Take the guards away, so that rows may be inserted in any state: these tests read, and ask no engine to bring rows there."""
    owner = await open_database(urls.owner)
    await owner.transaction(lambda conn: apply_guards(conn, {"sqlite": (), "postgres": ()}))
    await owner.close()


@pytest.fixture
async def world(urls: Urls, database: Database) -> World:
    """Both agencies, with rated appraisals: of the staff and the auditor undelivered, of the chief delivered, and one abroad."""
    await unguard(urls)
    made = town(database)
    made.appraise("staff", "quarter", "section", AppraisalState.REVIEWED)
    made.appraise("chief", "quarter", "section", AppraisalState.APPROVED)
    made.appraise("auditor", "quarter", "office", AppraisalState.REVIEWED)
    made.appraise("foreigner", "abroad", "abroad", AppraisalState.REVIEWED)
    await made.save()
    return made


@pytest.fixture
def api(world: World) -> Api:
    """A client of an app over the world."""
    return Api(app_of(world))
