"""A walk: generated documents sent over HTTP as everybody, one after the other, each judged."""

import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
from graphql import DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode, OperationType

from models.database import Connection, Database
from tests.demo_agency import NOW
from tests.fuzz.aiming import Aim
from tests.fuzz.documents import Shaping
from tests.fuzz.judging import Judged, judge_answer, judge_sight, judge_writes
from tests.fuzz.ledger import Ledger
from tests.fuzz.senders import sender
from tests.fuzz.stock import Stock
from workflows.access import Actor
from workflows.demo.personas import personas
from workflows.development import load_issuer
from workflows.identity import Request, Subject, find_actor

PERSONAS = ("employee", "supervisor", "approver", "leader", "hr", "auditor", "stranger", "foreigner", "foreign hr", "nobody")
RESTOCK = 40
HEAD = "nip;nama;jenis_pegawai\n"
ROSTERS = (
    f"{HEAD}199001012015011001;Sari Dewi;PNS\n",
    f"{HEAD}12345;Made Wirawan;PNS\n",
    f"{HEAD}198502022010012002;Ayu Lestari;PNS\n1.98E+17;Budi;PNS\n",
    "kode_unor;nama_unor;jenis_unor;kode_unor_induk\nX-1;Satu;SECTION;X-2\nX-2;Dua;SECTION;X-1\n",
    "\u0000\u0001\u0002 bukan daftar",
)


@dataclass
class Counts:
    """What was tried and what came of it."""

    sent: int = 0
    queries: int = 0
    with_data: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    by_mutation: Counter[tuple[str, str]] = field(default_factory=Counter)
    ids: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Walk:
    """One database under test behind one client; ``counts`` may be shared by several."""

    client: httpx.AsyncClient
    database: Database
    schema: GraphQLSchema
    counts: Counts
    people: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    stock: Stock = field(default_factory=Stock)

    async def begin(self) -> None:
        """Find the personas, send the files of rosters, read what there is."""
        self.ledger = Ledger(self.database)
        issuer = await self.database.read(load_issuer)
        assert issuer is not None
        self.issuer = issuer
        employees = {who: str(employee) for who, employee in (await self.database.read(personas)).items()}
        other = await self.rows("SELECT agency_id FROM employee WHERE id = :id", id=UUID(employees["foreigner"]))
        admins = await self.rows(
            "SELECT employee_id FROM role_grant WHERE agency_id = :agency AND role = 'AGENCY_ADMIN' AND recorded_to IS NULL",
            agency=UUID(str(other[0]["agency_id"])),
        )
        employees["foreign hr"] = str(admins[0]["employee_id"])
        for who, employee in employees.items():
            await self._know(who, employee)
        nobody = uuid4()
        self.people["nobody"] = nobody, issuer.issue(nobody, NOW)
        for who in ("hr", "foreign hr"):
            for roster in ROSTERS:
                await self.client.post("/uploads?name=roster.csv", content=roster.encode(), headers=self.headers(who))
        await self.database.read(self.stock.load)
        await self.ledger.take()

    async def _somebody(self, employee: str) -> str:
        """Know an employee by their id, beside the personas."""
        if employee not in self.people:
            await self._know(employee, employee)
        return employee

    async def _know(self, who: str, employee: str) -> None:
        (row,) = await self.rows("SELECT person_id FROM employee WHERE id = :id", id=UUID(employee))
        person = UUID(str(row["person_id"]))
        self.people[who] = person, self.issuer.issue(person, NOW)

    async def step(self, who: str, document: DocumentNode, seed: int) -> None:
        """Send one document as somebody, and judge what came of it."""
        chance = random.Random(f"{seed} {self.counts.sent}")
        if self.counts.sent % RESTOCK == RESTOCK - 1:
            await self.database.read(self.stock.load)
        field = self._field(document)
        subject: tuple[str, str] | None = None
        if field and chance.random() < 0.8:
            found = await self.database.read(lambda conn: sender(conn, chance, field))
            if found:
                who, subject = await self._somebody(found[0]), found[1:]
        before = await self.actor(who)
        known = before or await self.actor("employee")
        assert known is not None

        async def shape(conn: Connection) -> tuple[str, str | None, Mapping[str, Any] | None]:
            shaping = Shaping(self.schema, Aim(conn, self.stock, known, chance, subject), chance)
            if field is None:
                return await shaping.query(document), None, None
            text, name, _, variables = await shaping.mutation(document)
            return text, name, variables

        text, name, variables = await self.database.read(shape)
        sent = json.dumps({"query": text, "variables": variables}).encode()
        response = await self.client.post("/graphql", content=sent, headers={**self.headers(who), "Content-Type": "application/json"})
        judged, body = await self._judge(who, before, response, name)
        await self._settled()
        await self.ledger.take()
        self._count(who, name, judged, body)
        for one in judged.wrong:
            self.counts.wrong.append(f"{who}: {one}\n{text}\n{json.dumps(variables)}\n{response.text[:1500]}")

    def _field(self, document: DocumentNode) -> str | None:
        """Give the field of a mutation; None for a query."""
        (operation,) = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        first = operation.selection_set.selections[0]
        return first.name.value if operation.operation is OperationType.MUTATION and isinstance(first, FieldNode) else None

    async def _judge(self, who: str, before: Actor | None, response: httpx.Response, name: str | None) -> tuple[Judged, dict[str, Any]]:
        body, judged = judge_answer(response)
        written = await self.ledger.take()
        after = await self.actor(who)
        actors = [one for one in (before, after) if one is not None]
        payloads: list[Mapping[str, Any]] = []
        payload = (body.get("data") or {}).get(name) if name else None
        if payload:
            payloads = payload.get("fzResults", [payload])

        async def look(conn: Connection) -> None:
            if actors:
                judged.ids, wrong = await judge_sight(conn, actors, body, response.text)
                judged.wrong += wrong
            elif response.status_code != 401 or body.get("data"):
                judged.wrong.append("nobody was let in")
            judged.wrong += await judge_writes(conn, name, payloads, written)

        await self.database.read(look)
        for one in payloads:
            refused = one.get("fzRefusal")
            judged.codes += [refused["code"], *(reason["code"] for reason in refused["reasons"])] if refused else []
        if payload:
            judged.outcome = outcome(payloads)
        self.stock.cursors += self._cursors(body)
        del self.stock.cursors[:-300]
        return judged, body

    def _count(self, who: str, name: str | None, judged: Judged, body: Mapping[str, Any]) -> None:
        self.counts.sent += 1
        self.counts.ids += judged.ids
        self.counts.codes.update(set(judged.codes))
        if name is None:
            self.counts.queries += 1
            self.counts.with_data += judged.outcome == "data"
        else:
            self.counts.outcomes[judged.outcome] += 1
            self.counts.by_mutation[name, judged.outcome] += 1

    async def _settled(self) -> None:
        """Wait until nothing goes on behind the requests."""
        while True:
            running = await self.rows(
                "SELECT (SELECT COUNT(*) FROM import_job WHERE state IN ('WAITING', 'RUNNING'))"
                " + (SELECT COUNT(*) FROM opening_job WHERE state = 'RUNNING') AS n"
            )
            if not running[0]["n"]:
                return

    def _cursors(self, value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [
                one for name, one in value.items() if name.split("_")[0] in ("cursor", "endCursor", "startCursor") and isinstance(one, str)
            ]
            return own + [found for one in value.values() for found in self._cursors(one)]
        return [found for one in value for found in self._cursors(one)] if isinstance(value, list) else []

    async def actor(self, who: str) -> Actor | None:
        """Give who somebody is now; None if nobody knows them."""
        if who == "nobody":
            return None
        return await self.database.read(lambda conn: find_actor(conn, Subject(person_id=self.people[who][0]), Request(NOW, "fuzz")))

    def headers(self, who: str) -> dict[str, str]:
        """Give the headers of a request of somebody's."""
        return {"Authorization": f"Bearer {self.people[who][1]}", "Accept-Language": "en"}

    async def rows(self, sql: str, **params: object) -> list[dict[str, Any]]:
        """Read the rows of a query."""
        return await self.database.read(lambda conn: conn.fetch(sql, params))


def outcome(payloads: list[Mapping[str, Any]]) -> str:
    """Name what came of a mutation whose payloads were answered."""
    if any(one.get("fzEvent") for one in payloads):
        return "succeeded"
    if any(one.get("fzRefusal") for one in payloads):
        return "refused"
    return "tried out" if payloads else "nothing to do"
