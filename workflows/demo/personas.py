"""The personas of the demo: whom ``kinerja token --as`` knows by a word, kept in ``installation`` as ``persona.<word>`` → employee id.

``employee`` owns a complete appraisal in DRAFT; ``supervisor`` (their appraiser) has one in SUBMITTED with ratings and feedback saved, and
``approver`` (the appraiser's superior) one in REVIEWED.
"""

from datetime import date
from uuid import UUID

from models.database import Connection, new_id
from models.history import Installation
from workflows.demo.cast import Cast
from workflows.demo.story import Fate
from workflows.demo.world import World

DEMO = "demo"
PERSONA = "persona."


def special_fates(cast: Cast) -> dict[str, Fate]:
    """Give the fates in the open quarter that the personas promise, by employee's key."""
    employee, submitted, reviewed = cast.testers[:3]
    return {employee.key: Fate.COMPLETE, submitted.key: Fate.PREPARED, reviewed.key: Fate.REVIEWED}


async def keep_personas(conn: Connection, world: World, cast: Cast, foreigner: UUID, today: date) -> None:
    """Keep who is who, and mark the database as a demo that is whole, made for a reference date."""
    characters = {
        "employee": cast.testers[0],
        "supervisor": cast.head("HUB-PKB"),
        "approver": cast.head("HUB"),
        "leader": cast.head("KTS"),
        "hr": cast.admin,
        "auditor": cast.auditor,
        "stranger": cast.stranger,
    }
    found = {who: world.by_key[one.key].id for who, one in characters.items()} | {"foreigner": foreigner}
    await conn.insert([Installation(id=new_id(), name=f"{PERSONA}{who}", value=str(employee)) for who, employee in found.items()])
    await conn.execute("UPDATE installation SET value = :value WHERE name = :name", {"value": today.isoformat(), "name": DEMO})


async def personas(conn: Connection) -> dict[str, UUID]:
    """Give the employee of each persona; empty where there is no demo."""
    rows = await conn.fetch("SELECT name, value FROM installation WHERE name LIKE 'persona.%'")
    return {str(row["name"]).removeprefix(PERSONA): UUID(str(row["value"])) for row in rows}
