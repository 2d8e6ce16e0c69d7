"""The town in which is measured: clerks ready to submit, clerks already reviewed, and who approves for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from models.database import open_database
from models.vocabulary import AppraisalState
from tests.engines import PostgresEngine, SqliteEngine, Urls
from tests.worlds import World, make_world
from workflows.development import DevelopmentIssuer, load_issuer, mark_demo

ANSWER = "{ appraisal { id state version } event { id } refusal { code } replayed }"
SUBMIT = f"mutation Submit($input: SubmitAppraisalInput!) {{ submitAppraisal(input: $input) {ANSWER} }}"
APPROVE = f"mutation Approve($input: ApproveAppraisalInput!) {{ approveAppraisal(input: $input) {ANSWER} }}"
REPORTED = "{ dailyActivity { id state version } event { id } refusal { code } replayed }"
RECORD = f"mutation Report($input: RecordActivityInput!) {{ recordActivity(input: $input) {REPORTED} }}"
RECORD_MANY = f"mutation ReportMany($input: RecordActivitiesInput!) {{ recordActivities(input: $input) {{ results {REPORTED} }} }}"
REPORTS_AT_ONCE = 50
"""How many daily activities a bulk request reports."""
PAGE = (
    "query Page { appraisals(first: 50) { edges { cursor node { id state version employee { id name } unit { id name } } }"
    " pageInfo { hasNextPage endCursor } } }"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who sends it (their token), the document and its variables."""

    token: str
    document: str
    variables: Mapping[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        """The request's headers."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def body(self) -> dict[str, Any]:
        """The request's body, for JSON."""
        return {"query": self.document, "variables": self.variables}


@dataclass(frozen=True, slots=True)
class Measured:
    """A closed database to be copied, with what is to be sent to a copy: each command once, the page as often as one likes."""

    urls: Urls
    world: World
    submissions: tuple[Call, ...]
    approvals: tuple[Call, ...]
    reports: tuple[Call, ...]
    queues: tuple[Call, ...]
    page: Call


async def build(engine: SqliteEngine | PostgresEngine, commands: int) -> Measured:
    """Make a town with ``commands`` clerks who can submit and as many for whom can be approved."""
    urls = await engine.migrated()
    database = await open_database(urls.serving)
    drafts = [f"clerk-{number}" for number in range(commands)]
    reviewed = [f"clerk-{number}" for number in range(commands, 2 * commands)]
    world = await make_world(database, complete=(*drafts, *reviewed), clerks=2 * commands)
    for who in reviewed:
        await world.bring(who, AppraisalState.REVIEWED)
    await database.transaction(mark_demo)
    issuer = await database.read(load_issuer)
    assert issuer is not None
    versions = {str(row["id"]): int(row["version"]) for row in await world.all("SELECT id, version FROM appraisal")}
    await database.close()

    def call(by: str, document: str, of: str) -> Call:
        version = versions[str(world.members[of].appraisal_id)]
        given = {"id": world.appraisal(of), "expectedVersion": version, "idempotencyKey": f"benchmark of {of}"}
        return Call(_token(issuer, world, by), document, {"input": given})

    def reporting(document: str, who: str, given: Mapping[str, Any]) -> Call:
        return Call(_token(issuer, world, who), document, {"input": given})

    return Measured(
        urls,
        world,
        tuple(call(who, SUBMIT, who) for who in drafts),
        tuple(call(world.decider_of(who), APPROVE, who) for who in reviewed),
        tuple(reporting(RECORD, who, _report(world)) for who in drafts),
        tuple(reporting(RECORD_MANY, who, {"items": [_report(world) for _ in range(REPORTS_AT_ONCE)]}) for who in drafts),
        Call(_token(issuer, world, "hr"), PAGE, {}),
    )


def _report(world: World) -> dict[str, Any]:
    day = world.actor("employee").today.isoformat()
    return {"id": f"dac_{uuid4()}", "day": day, "text": "Menguji dua belas kendaraan angkutan barang di unit pengujian.", "minutes": 90}


def _token(issuer: DevelopmentIssuer, world: World, who: str) -> str:
    return issuer.issue(world.members[who].person_id, world.now)
