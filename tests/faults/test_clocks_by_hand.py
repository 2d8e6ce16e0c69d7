"""What a running server says before, an hour before and a year after its clock was right: by hand, second by second.

Keys, absences, roles, tokens of both kinds, points. The clock stands; only what the tests set moves it.
"""

import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.database import open_database
from tests.engines import Urls
from tests.faults.shifted import Setting
from tests.faults.shifting import HOUR, MOMENT, RIGHT, YEAR, tokens_of
from tests.server.oidc.issuer import AUDIENCE, KEYS, Issuer, running_issuer
from tests.worlds import World, done, make_world
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_identities import IdentityDraft, link_identity

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
REFUSAL = "refusal { code reasons { code } }"
EDIT = f"mutation ($input: EditAppraisalInput!) {{ editAppraisal(input: $input) {{ event {{ id }} replayed {REFUSAL} }} }}"
LINE = """query ($id: ID!, $employee: [ID!]!) { appraisal(id: $id) { appraiser { id } }
  nodes(ids: $employee) { ... on Employee { before: reportingLine(on: "2026-02-28") { appraiser { id } }
  away: reportingLine(on: "2026-03-01") { appraiser { id } } back: reportingLine(on: "2026-03-11") { appraiser { id } } } } }"""


class Asking:
    """People who ask one server whose clock is set between their questions."""

    def __init__(self, setting: Setting, client: httpx.AsyncClient, tokens: dict[str, str]) -> None:
        self.setting, self.client, self.tokens = setting, client, tokens

    async def send(self, who: str, document: str, variables: dict[str, Any] | None = None) -> httpx.Response:
        """Send a document as somebody, whatever the answer."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return await self.client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)

    async def ask(self, shift: timedelta, who: str, document: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a document as somebody while the clock is wrong by ``shift``, and give its data."""
        self.setting.set(shift)
        body = (await self.send(who, document, variables)).json()
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    async def call(self, shift: timedelta, who: str, field: str, given: dict[str, Any], answer: str) -> dict[str, Any]:
        """Call a mutation that is done."""
        kind = f"{field[0].upper()}{field[1:]}Input"
        document = f"mutation ($input: {kind}!) {{ {field}(input: $input) {{ {answer} {REFUSAL} }} }}"
        payload: dict[str, Any] = (await self.ask(shift, who, document, {"input": given}))[field]
        assert payload["refusal"] is None, payload
        return payload

    async def told(self, shift: timedelta, token: str) -> str:
        """Tell how a token is answered while the clock is wrong by ``shift``: ``in``, or the error's code."""
        self.setting.set(shift)
        headers = {"Authorization": f"Bearer {token}"}
        body = (await self.client.post("/graphql", json={"query": "{ viewer { employee { id } } }"}, headers=headers)).json()
        return str(body["errors"][0]["extensions"]["code"]) if "errors" in body else "in"


@asynccontextmanager
async def asking(urls: Urls, tmp_path: Path, tokens: dict[str, str], **settings: str) -> AsyncIterator[Asking]:
    """Run a server whose clock stands at ``MOMENT``."""
    setting = Setting(tmp_path)
    server = await setting.start(urls, MOMENT, going=False, log=tmp_path / "server.log", **settings)
    async with httpx.AsyncClient(base_url=server.address, timeout=60) as client:
        yield Asking(setting, client, tokens)
    assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)


async def made_world(urls: Urls, *names: str) -> tuple[World, dict[str, str], str]:
    """Make the town with tokens of the development issuer that hold by every clock, and one of right now for 12 hours."""
    database = await open_database(urls.serving)
    world = await make_world(database, now=MOMENT, complete=("employee",))
    tokens = await tokens_of(world, names)
    fresh = (await tokens_of(world, ["employee"], early=RIGHT, lifetime=12 * HOUR))["employee"]
    await database.close()
    return world, tokens, fresh


async def test_what_is_said_by_each_clock(urls: Urls, tmp_path: Path) -> None:
    """Half past midnight on 1 March 2026, half past eleven the evening before, and 1 March 2027."""
    world, tokens, fresh = await made_world(urls, "employee", "hr", "planner")
    async with asking(urls, tmp_path, tokens, KINERJA_DEV_ISSUER="1") as people:
        await _keys(people, world)
        await _absences(people, world)
        await _roles(people, world)
        # A token is good from a minute before it was issued until 12 hours after.
        expected = {
            -HOUR: "UNAUTHENTICATED",
            -61 * SECOND: "UNAUTHENTICATED",
            -60 * SECOND: "in",
            RIGHT: "in",
            12 * HOUR - SECOND: "in",
            12 * HOUR: "TOKEN_EXPIRED",
            YEAR: "TOKEN_EXPIRED",
        }
        assert {shift: await people.told(shift, fresh) for shift in expected} == expected
        assert await people.told(RIGHT, fresh) == "in"


async def _keys(people: Asking, world: World) -> None:
    """A key is known for 30 days by the clock of the moment, and before it was used too: then it comes from the future."""
    version = {"at": await _version(people, world)}

    async def edit(shift: timedelta, key: str, text: str = "Pekerjaan selesai.", *, at: int) -> tuple[Any, ...]:
        given = {"id": world.appraisal("employee"), "expectedVersion": at, "idempotencyKey": key, "selfAppraisal": text}
        payload = (await people.ask(shift, "employee", EDIT, {"input": given}))["editAppraisal"]
        refusal = payload["refusal"]
        told = refusal and (refusal["code"], *(one["code"] for one in refusal["reasons"]))
        return payload["event"] and payload["event"]["id"], payload["replayed"], told

    first = version["at"]
    event, replayed, told = await edit(RIGHT, "satu", at=first)
    assert (replayed, told) == (False, None)
    for shift in (-HOUR, -YEAR, RIGHT, 30 * DAY - SECOND):
        assert await edit(shift, "satu", at=first) == (event, True, None), shift
    for shift in (30 * DAY, YEAR):
        # Forgotten by then, so it is tried as if it were new, and comes too late; nothing is kept of that.
        assert await edit(shift, "satu", at=first) == (None, False, ("STALE", "VERSION_CHANGED")), shift
    assert await edit(RIGHT, "satu", at=first) == (event, True, None)
    later, replayed, told = await edit(YEAR, "dua", "Selesai, setahun kemudian.", at=first + 1)
    assert (replayed, told) == (False, None)
    assert await edit(RIGHT, "dua", "Selesai, setahun kemudian.", at=first + 1) == (later, True, None)
    assert await edit(RIGHT, "dua", "Lain.", at=first + 2) == (None, False, ("CONFLICT", "KEY_USED_OTHERWISE"))
    document = "query ($id: ID!) { appraisal(id: $id) { history(last: 2) { edges { node { id } } } } }"
    read = (await people.ask(-HOUR, "employee", document, {"id": world.appraisal("employee")}))["appraisal"]
    assert [edge["node"]["id"] for edge in read["history"]["edges"]] == [event, later]


async def _version(people: Asking, world: World) -> int:
    read = await people.ask(RIGHT, "employee", "query ($id: ID!) { appraisal(id: $id) { version } }", {"id": world.appraisal("employee")})
    return int(read["appraisal"]["version"])


async def _absences(people: Asking, world: World) -> None:
    """Who is away from 1 to 10 March appraises before and after; a line on a day is the same whatever day it is."""
    away = {"employeeId": world.employee("supervisor"), "kind": "LEAVE", "validFrom": "2026-03-01", "validTo": "2026-03-11"}
    await people.call(RIGHT, "hr", "recordAbsence", away, "absence { id }")
    chief = {"appraiser": {"id": world.employee("supervisor")}}
    variables = {"id": world.appraisal("employee"), "employee": [world.employee("employee")]}
    for shift, appraiser in ((RIGHT, None), (-HOUR, chief["appraiser"]), (10 * DAY, chief["appraiser"]), (YEAR, chief["appraiser"])):
        read = await people.ask(shift, "hr", LINE, variables)
        assert read["appraisal"]["appraiser"] == appraiser, shift
        assert read["nodes"] == [{"before": chief, "away": {"appraiser": None}, "back": chief}], shift
    # Recorded while the clock was a year ahead, and ended after it was right again.
    ahead = {"employeeId": world.employee("colleague"), "kind": "SICK", "validFrom": "2027-03-01"}
    absence = (await people.call(YEAR, "hr", "recordAbsence", ahead, "absence { id }"))["absence"]["id"]
    ended = await people.call(RIGHT, "hr", "endAbsence", {"id": absence, "validTo": "2027-03-05"}, "absence { validFrom validTo }")
    assert ended["absence"] == {"validFrom": "2027-03-01", "validTo": "2027-03-05"}


async def _roles(people: Asking, world: World) -> None:
    """A role from 1 March to the year's end is held then, by the clock of the moment."""
    given = {"employeeId": world.employee("planner"), "role": "OPERATOR", "validFrom": "2026-03-01", "validTo": "2027-01-01"}
    await people.call(RIGHT, "hr", "grantRole", given, "grant { id }")
    held = {}
    # 31 December 2026, half past eleven in the evening, is 305 days and 23 hours on.
    for shift in (RIGHT, -HOUR, 306 * DAY - HOUR, 306 * DAY, YEAR):
        read = await people.ask(shift, "planner", "{ viewer { roles { role } } }")
        held[shift] = [one["role"] for one in read["viewer"]["roles"]]
    assert held == {RIGHT: ["OPERATOR"], -HOUR: [], 306 * DAY - HOUR: ["OPERATOR"], 306 * DAY: [], YEAR: []}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_tokens_of_a_provider_by_each_clock(urls: Urls, tmp_path: Path) -> None:
    """Issued for five minutes, with 30 s that the clocks may differ; the keys are fetched once, whatever the clock says."""
    database = await open_database(urls.serving)
    world = await make_world(database, now=MOMENT, complete=())
    async with running_issuer() as issuer:
        draft = IdentityDraft(world.members["employee"].employee_id, issuer.address, "employee")
        done(await link_identity(database, world.actor("hr"), draft, EmployeeCommand(), trusted=(issuer.address,)))
        await database.close()
        await _provider(urls, tmp_path, issuer)


async def _provider(urls: Urls, tmp_path: Path, issuer: Issuer) -> None:
    settings = {"KINERJA_OIDC_ISSUER": issuer.address, "KINERJA_OIDC_AUDIENCE": AUDIENCE, "KINERJA_OIDC_SKEW_SECONDS": "30"}
    token = issuer.token("employee", MOMENT)
    later = issuer.token("employee", MOMENT + YEAR)
    expected = {
        -HOUR: "UNAUTHENTICATED",
        -31 * SECOND: "UNAUTHENTICATED",
        -30 * SECOND: "in",
        RIGHT: "in",
        329 * SECOND: "in",
        330 * SECOND: "TOKEN_EXPIRED",
        YEAR: "TOKEN_EXPIRED",
    }
    async with asking(urls, tmp_path, {}, **settings) as people:
        assert {shift: await people.told(shift, token) for shift in expected} == expected
        assert [await people.told(shift, later) for shift in (RIGHT, YEAR, RIGHT)] == ["UNAUTHENTICATED", "in", "UNAUTHENTICATED"]
        # What was remembered of it as good or as over is neither kept too long nor lost.
        assert await people.told(RIGHT, token) == "in"
    assert issuer.asked[KEYS] == 1


POINTS = 1_000
DEAR = "{ historyEvents(first: 100) { edges { node { id changes { path old new } } } } rateLimit { limit remaining resetAt } }"
CHEAP = "{ rateLimit { limit remaining resetAt } }"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_points_come_back_by_no_clock_that_can_be_set(urls: Urls, tmp_path: Path) -> None:
    """A point a second: a year forward gives none, a year back takes none, and locks nobody out for a year."""
    world, tokens, _ = await made_world(urls, "auditor", "hr")
    assert world.now == MOMENT
    settings = {"KINERJA_RATE_POINTS": str(POINTS), "KINERJA_RATE_REFILL": "1", "KINERJA_COST": str(POINTS), "KINERJA_DEV_ISSUER": "1"}
    async with asking(urls, tmp_path, tokens, **settings) as people:
        answer = await people.send("auditor", DEAR)
        for _ in range(POINTS):
            if answer.status_code != 200:
                break
            answer = await people.send("auditor", DEAR)
        assert answer.status_code == 429
        since, retry = time.monotonic(), int(answer.headers["Retry-After"])
        assert 1 <= retry <= POINTS
        for shift in (YEAR, -YEAR, -HOUR, HOUR, RIGHT):
            people.setting.set(shift)
            answer = await people.send("auditor", DEAR)
            if time.monotonic() - since < retry:
                assert answer.status_code == 429, f"{shift}: no point came back but by waiting"
                assert int(answer.headers["Retry-After"]) <= retry, shift
            read = (await people.ask(shift, "hr", CHEAP))["rateLimit"]
            assert read["limit"] == POINTS
            assert 0 <= read["remaining"] < POINTS
            reset = datetime.fromisoformat(read["resetAt"]) - (MOMENT + shift)
            assert timedelta() <= reset <= timedelta(seconds=POINTS), shift
