"""A client that calls mutations as somebody of a world, and a look at everything that is stored."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx
from starlette.applications import Starlette

from models.base import AgencyRow, Row
from models.database import Connection, counting
from schema.http import graphql_route
from schema.limits.bounds import RequestLimits
from tests.worlds import World
from workflows.openings import Openings

REFUSAL = (
    "refusal { code message currentState currentVersion changedBy { id name } changedAt changedAction possibleActions"
    " reasons { code message path howToFix whoCan { relation role employee { id name } } } }"
)
MOVED = "event { id action from to version reason } replayed preview { toState version changes } warnings { code path } " + REFUSAL
APPRAISAL = f"{{ appraisal {{ id state version }} {MOVED} }}"
CYCLE = f"{{ cycle {{ id state version }} {MOVED} }}"
MANY = f"{{ results {APPRAISAL} }}"
CONTENT = "plan { id version results { id title indicators { id title } } expectations { value text } }"
PLAN = f"{{ {CONTENT} event {{ id action }} replayed {REFUSAL} }}"
EXTENSION = f"{{ appraisal {{ id version }} cycle {{ id version }} event {{ id action reason }} replayed {REFUSAL} }}"
DATED = "id validFrom validTo"
EMPLOYEE = (
    f"{{ employee {{ id version }} assignment {{ {DATED} }} absence {{ {DATED} }} legalStatus {{ {DATED} status }} line {{ {DATED} }}"
    f" event {{ id action reason }} warnings {{ code path }} replayed {REFUSAL} }}"
)
GRANT = f"{{ grant {{ {DATED} role }} employee {{ id version }} event {{ id action }} replayed {REFUSAL} }}"
IDENTITY = f"{{ identity {{ id issuer subject }} employee {{ id version }} event {{ id action }} replayed {REFUSAL} }}"
HOLIDAYS = "holidays(first: 100) { edges { node { id day name } } }"
PROPOSAL = f"{{ lineProposal {{ id state version }} {MOVED} }}"
ACTIVITY = f"{{ dailyActivity {{ id state version answer late }} {MOVED} }}"
PLAN_MOVE = f"{{ plan {{ id state version }} {MOVED} }}"
DIALOGUE = f"{{ dialogue {{ id version heldOn employeePoints superiorPoints agreements }} event {{ id action }} replayed {REFUSAL} }}"
ANSWERS: Mapping[str, str] = {
    **dict.fromkeys(("planCycle", "openCycle", "closeCycle", "reopenCycle"), CYCLE),
    **dict.fromkeys(("reviewAppraisals", "approveAppraisals", "returnAppraisals"), MANY),
    **dict.fromkeys(("editPlan", "copyFromLast", "copyPlan"), PLAN),
    **dict.fromkeys(
        ("startPlan", "proposePlan", "withdrawPlan", "returnPlan", "agreePlan", "amendPlan", "linkResult", "editRoleMatrix"), PLAN_MOVE
    ),
    **dict.fromkeys(("recordDialogue", "editDialogue"), DIALOGUE),
    "editAppraisal": f"{{ appraisal {{ id state version }} event {{ id action }} replayed {REFUSAL} }}",
    "grantExtension": EXTENSION,
    **dict.fromkeys(
        ("startAssignment", "endAssignment", "recordAbsence", "endAbsence", "recordLegalStatus", "setLine", "endLine"), EMPLOYEE
    ),
    **dict.fromkeys(("setLines", "setSuggestedLines"), f"{{ results {EMPLOYEE} }}"),
    **dict.fromkeys(("grantRole", "revokeRole"), GRANT),
    **dict.fromkeys(("linkIdentity", "unlinkIdentity"), IDENTITY),
    **dict.fromkeys(("recordActivity", "answerActivity", "replyToActivity", "withdrawActivity"), ACTIVITY),
    **dict.fromkeys(("recordActivities", "answerActivities"), f"{{ results {ACTIVITY} }}"),
    "setHolidays": f"{{ agency {{ id version {HOLIDAYS} }} event {{ id action reason }} replayed unchanged {REFUSAL} }}",
    **dict.fromkeys(("proposeLine", "decideLine", "withdrawLineProposal"), PROPOSAL),
}
"""What is asked of each mutation's answer; of any other, what a move of an appraisal answers."""


TRUSTED_ISSUER = "https://sso.example"
"""The identity provider that is set up where ``Calls`` calls, though it signs nobody in there."""


class Calls:
    """Calls of one world's people; ``statements`` is what the last one sent, the reading of its answer included."""

    def __init__(self, world: World, limits: RequestLimits | None = None) -> None:
        self.world = world
        self.openings = Openings(world.database, lambda: world.now)
        self.statements = 0
        app = Starlette(routes=[graphql_route(world.identify, limits=limits or RequestLimits(cost_told=False))])
        app.state.database, app.state.clock, app.state.openings = world.database, lambda: world.now, self.openings
        app.state.issuers = frozenset((TRUSTED_ISSUER,))
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000")

    async def post(self, who: str, document: str, variables: Mapping[str, Any] | None = None, *, language: str = "en") -> dict[str, Any]:
        """Send a document as ``who`` and give the whole answer."""
        headers = {"Authorization": f"Bearer {self.world.token(who)}", "Accept-Language": language}
        with counting() as tally:
            answer = await self._client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)
        self.statements = tally.statements
        body: dict[str, Any] = answer.json()
        return body

    async def raw(self, who: str, body: bytes | AsyncIterator[bytes], headers: Mapping[str, str]) -> httpx.Response:
        """Send any body as ``who``, as GraphQL's own media type wants errors told unless ``headers`` say otherwise."""
        sent = {"Content-Type": "application/json", "Accept": "application/graphql-response+json", **headers}
        return await self._client.post("/graphql", content=body, headers={"Authorization": f"Bearer {self.world.token(who)}", **sent})

    async def get(self, who: str, asked: Mapping[str, str]) -> httpx.Response:
        """Ask by GET as ``who``, with these parameters in the address."""
        return await self._client.get("/graphql", params=asked, headers={"Authorization": f"Bearer {self.world.token(who)}"})

    async def answer(self, who: str, field: str, given: Mapping[str, Any], *, selection: str | None = None) -> dict[str, Any]:
        """Call one mutation with an input and give the whole answer."""
        kind = f"{field[0].upper()}{field[1:]}Input"
        chosen = selection or ANSWERS.get(field, APPRAISAL)
        return await self.post(who, f"mutation ($input: {kind}!) {{ {field}(input: $input) {chosen} }}", {"input": given})

    async def call(self, who: str, field: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Call one mutation and give its payload; an error fails."""
        body = await self.answer(who, field, given)
        assert "errors" not in body, body["errors"]
        payload: dict[str, Any] = body["data"][field]
        return payload

    async def done(self, who: str, field: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Call one mutation that succeeds, and give its payload."""
        payload = await self.call(who, field, given)
        assert payload["refusal"] is None, payload["refusal"]
        return payload

    async def refused(self, who: str, field: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Call one mutation that is refused, and give the refusal."""
        payload = await self.call(who, field, given)
        assert payload["refusal"] is not None, payload
        assert payload["event"] is None
        refusal: dict[str, Any] = payload["refusal"]
        return refusal

    async def subject(self, of: str) -> dict[str, Any]:
        """Give the input that names the appraisal of ``of`` at its present version."""
        return {"id": self.world.appraisal(of), "expectedVersion": await self.world.version(of)}

    async def stored(self, *, but: frozenset[str] = frozenset({"refused_attempt"})) -> dict[str, list[str]]:
        """Give every row of every table but those named, as text."""

        async def work(conn: Connection) -> dict[str, list[str]]:
            tables = sorted(str(model._meta.db_table) for model in _models(Row))
            return {name: sorted(map(str, await conn.fetch(f"SELECT * FROM {name}"))) for name in tables if name not in but}

        return await self.world.database.read(work)

    async def attempts(self) -> list[tuple[str, str, str]]:
        """Give who tried what and how it was refused, in order."""
        who = {str(one.employee_id): name for name, one in self.world.members.items()}
        rows = await self.world.all("SELECT actor_id, action, code FROM refused_attempt ORDER BY id")
        return [(who[str(row["actor_id"])], str(row["action"]), str(row["code"])) for row in rows]


def codes(refusal: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """Give the codes and paths of a refusal's reasons."""
    return [(one["code"], one["path"]) for one in refusal["reasons"]]


def _models(model: type[Row]) -> Iterator[type[Row]]:
    for one in model.__subclasses__():
        if one is not AgencyRow:
            yield one
        yield from _models(one)
