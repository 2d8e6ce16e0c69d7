"""One history: each command goes to the product and to the model, and what they answer must be the same."""

import asyncio
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.faults.stateful.asks import Ask
from tests.faults.stateful.breaking import Fault, armed, counted_as
from tests.faults.stateful.comparing import compare, look
from tests.faults.stateful.importing import import_file
from tests.faults.stateful.sending import DOCUMENTS, ROWS, Answer, Ids, post, read
from tests.faults.stateful.staffing import judge
from tests.faults.stateful.stage import Process, Stage
from tests.faults.stateful.town import Town

KEPT = {"DONE": "DONE", "UNCHANGED": "UNCHANGED"}


@dataclass
class Sent:
    """A command with its input as it was sent, and the event that it led to."""

    ask: Ask
    given: dict[str, Any]
    event: str | None = None


@dataclass
class Play:
    """A history that goes on: the stage, the model, the ids, what was done under which key, and what was tried."""

    stage: Stage
    town: Town
    ids: Ids
    tried: Counter[str]
    done: list[Sent] = field(default_factory=list)
    keys: int = 0

    def process(self, name: str = "first") -> Process:
        """Give one of the processes."""
        return self.stage.processes[name]

    def keyed(self, ask: Ask) -> Ask:
        """Give the command under a key of its own; a file has none."""
        if ask.what.startswith("IMPORT"):
            return ask
        self.keys += 1
        return Ask(ask.what, ask.who, ask.of, ask.version, ask.args, f"kunci-{self.keys}", ask.dry)

    def prepare(self, ask: Ask) -> Sent:
        """Write the input of a command."""
        if ask.what.startswith("IMPORT"):
            return Sent(ask, {})
        return Sent(ask, self.ids.given(ask))

    async def send(self, sent: Sent, process: str = "first") -> Answer:
        """Send a command to a process."""
        if sent.ask.what.startswith("IMPORT"):
            return await import_file(self.process(process), self.stage.world, sent.ask)
        token = self.stage.world.token(sent.ask.who)
        body = await post(self.process(process).client, token, DOCUMENTS[sent.ask.what], {"input": sent.given})
        answer = read(sent.ask.what, body)
        for reason in (answer.payload.get("refusal") or {}).get("reasons", ()):
            self.tried[f"reason {reason['code']}"] += 1
        return answer

    async def ask(self, ask: Ask, process: str = "first") -> None:
        """Ask, and compare the answer with the model's."""
        sent = self.prepare(ask)
        code, done = judge(self.town, ask)
        answer = await self.send(sent, process)
        expected = "PREVIEWED" if code == "DONE" and ask.dry else code
        assert answer.code == expected, f"{ask} answered {answer}, the model says {expected}: {self.town}"
        self.count(ask, code if not ask.dry else f"dry {code}")
        if done is not None:
            done()
            await self.learn(sent, answer)

    def count(self, ask: Ask, code: str) -> None:
        """Count a step by its action and what came of it."""
        self.tried[f"action {ask.what}"] += 1
        self.tried[f"code {code}"] += 1
        self.tried[f"done {ask.what}"] += code == "DONE"
        self.tried["steps"] += 1

    async def learn(self, sent: Sent, answer: Answer) -> None:
        """Take the ids of what was made, and compare the version that was answered."""
        ask = sent.ask
        sent.event = answer.event
        if ask.key:
            self.done.append(sent)
        if ask.what in ("OPEN", "IMPORT_MOVE"):
            await self.process().settle()
            await self.process("second").settle()
            await self._newcomer()
        if ask.what == "EDIT_PLAN":
            await self._content(ask.of)
        for name in ROWS:
            if answer.payload.get(name):
                self.ids.rows.setdefault(str(ask.arg("name") or ask.of), answer.payload[name]["id"])
        told = answer.payload.get("appraisal")
        if told is not None:
            assert told["version"] == self.town.appraisals[ask.of].version, f"{ask}: {told}"

    async def _content(self, subject: str) -> None:
        rows = await self.stage.world.all(
            "SELECT r.lineage_id, r.ordinal, i.lineage_id AS indicator FROM planned_result r LEFT JOIN indicator i ON i.result_id = r.id"
            " WHERE r.revision_id = (SELECT v.id FROM plan_revision v WHERE v.plan_id = :plan ORDER BY v.ordinal DESC LIMIT 1)"
            " ORDER BY r.ordinal, i.ordinal",
            plan=UUID(self.ids.plans[subject].removeprefix("pln_")),
        )
        self.ids.results[subject] = list(dict.fromkeys(f"res_{row['lineage_id']}" for row in rows))
        names = self.town.appraisals[subject].indicators
        found = [f"ind_{row['indicator']}" for row in rows if row["indicator"] is not None]
        assert len(self.ids.results[subject]) == len(self.town.appraisals[subject].results)
        self.ids.indicators |= dict(zip(names, found, strict=True))

    async def _newcomer(self) -> None:
        if "stranger-moved" not in self.town.appraisals or "stranger-moved" in self.ids.appraisals:
            return
        known = [UUID(one.removeprefix("apr_")) for one in self.ids.appraisals.values()]
        rows = await self.stage.world.all("SELECT id, plan_id, assignment_id FROM appraisal WHERE NOT id IN :known", known=known)
        assert len(rows) == 1, f"{len(rows)} newcomers"
        self.ids.appraisals["stranger-moved"] = f"apr_{rows[0]['id']}"
        self.ids.plans["stranger-moved"] = f"pln_{rows[0]['plan_id']}"
        self.ids.assignments["stranger-moved"] = f"asg_{rows[0]['assignment_id']}"

    async def again(self, number: int, process: str) -> None:
        """Send something that was done under its key again."""
        if not self.done:
            return
        sent = self.done[number % len(self.done)]
        code, done = judge(self.town, sent.ask)
        answer = await self.send(sent, process)
        assert answer.code == code, f"{sent.ask} again answered {answer}, the model says {code}: {self.town}"
        if code == "REPLAYED" and None not in (answer.event, sent.event):
            assert answer.event == sent.event, sent.ask
        self.count(sent.ask, code)
        if done is not None:
            done()
            await self.learn(Sent(sent.ask, sent.given), answer)

    async def other_input(self, ask: Ask, number: int) -> None:
        """Use a key that was used before for something else."""
        used = [one.ask.key for one in self.done if one.ask.who == ask.who]
        key = used[number % len(used)] if used else None
        await self.ask(Ask(ask.what, ask.who, ask.of, ask.version, ask.args, key, ask.dry))

    async def broken(self, ask: Ask, point: str, process: str) -> None:
        """Ask while the machine fails at a point; then ask again under the same key: it has happened once, or not at all."""
        sent = self.prepare(self.keyed(ask))
        code, done = judge(self.town, sent.ask)
        fault = Fault(point)
        task = asyncio.ensure_future(self.send(sent, process))
        fault.asking = task
        answer = Answer("GONE")
        with armed(fault), suppress(asyncio.CancelledError):
            answer = await task
            await self.process(process).settle()
        if answer.code == "GONE":
            await self.process(process).settle()
        # A file has no key: what it says is there already.
        already = "UNCHANGED" if sent.ask.what.startswith("IMPORT") else "REPLAYED"
        once = (code, already) if code == "DONE" else (code,)
        if not fault.fired:
            assert answer.code == code, f"{sent.ask} answered {answer}, the model says {code}"
        elif fault.kind != "cancel":
            # A refusal is answered though the attempt can't be kept.
            assert answer.code == "FAULT" or (answer.code == code and code not in KEPT), f"{sent.ask} at {point} answered {answer}"
        if fault.fired:
            self.tried[f"fault {counted_as(point)}"] += 1
        first = answer
        answer = await self.send(sent, process)
        assert answer.code in once, f"{sent.ask} at {point} answered {first}, then {answer}; the model says {once}"
        if fault.fired and code == "DONE":
            expected = {"statement": "DONE", "cut": "DONE", "commit": already}.get(fault.kind, answer.code)
            assert answer.code == expected, f"{sent.ask} at {point} answered {first}, then {answer}"
        self.count(sent.ask, code)
        if done is not None:
            done()
            await self.learn(sent, answer)

    async def twice(self, ask: Ask) -> None:
        """Send the same command under the same key to two processes at once: it is done once."""
        sent = self.prepare(self.keyed(ask))
        code, done = judge(self.town, sent.ask)
        answers = await asyncio.gather(self.send(sent, "first"), self.send(sent, "second"))
        expected = ["DONE", "REPLAYED"] if code == "DONE" else [code, code]
        assert sorted(one.code for one in answers) == expected, f"{sent.ask} twice answered {answers}, the model says {expected}"
        assert len({one.event for one in answers}) == 1, answers
        self.count(sent.ask, code)
        self.tried["fault same key at once"] += 1
        if done is not None:
            done()
            await self.learn(sent, next(one for one in answers if one.code == "DONE"))

    async def race(self, one: Ask, other: Ask) -> None:
        """Send two commands to two processes at once: what they answer is what one after the other would, in one of the orders."""
        asked = [self.prepare(self.keyed(each)) for each in (one, other)]
        answers = await asyncio.gather(self.send(asked[0], "first"), self.send(asked[1], "second"))
        found = tuple(each.code for each in answers)
        orders = {order: self._in_order([asked[index].ask for index in order]) for order in ((0, 1), (1, 0))}
        codes = {order: tuple(found_codes[order.index(index)] for index in (0, 1)) for order, found_codes in orders.items()}
        assert found in codes.values(), f"{asked[0].ask} beside {asked[1].ask} answered {found}, the model says {set(codes.values())}"
        self.tried["fault two at once"] += 1
        for index in next(order for order, told in codes.items() if told == found):
            code, done = judge(self.town, asked[index].ask)
            self.count(asked[index].ask, code)
            if done is not None:
                done()
                asked[index].event = answers[index].event
                self.done.append(asked[index])
        for process in ("first", "second"):
            await self.process(process).settle()
        await self._newcomer()
        for each in asked:
            if each.ask.what == "EDIT_PLAN":
                await self._content(each.ask.of)

    def _in_order(self, asks: list[Ask]) -> tuple[str, ...]:
        town, codes = deepcopy(self.town), []
        for ask in asks:
            code, done = judge(town, ask)
            codes.append(code)
            if done is not None:
                done()
        return tuple(codes)

    async def locked(self, ask: Ask) -> None:
        """Ask a process that waits for nobody while another one writes: BUSY, nothing happens, and afterwards it is done."""
        release, holding = asyncio.Event(), asyncio.Event()

        async def hold(conn: Any) -> None:
            if conn.dialect == "postgres":
                await conn.fetch("SELECT id FROM appraisal FOR UPDATE")
            holding.set()
            await release.wait()

        database = self.process("second").database
        assert database is not None
        holder = asyncio.ensure_future(database.transaction(hold))
        begun = asyncio.ensure_future(holding.wait())
        await asyncio.wait({begun, holder}, return_when=asyncio.FIRST_COMPLETED)
        if not begun.done():
            begun.cancel()
            await holder
        sent = self.prepare(self.keyed(ask))
        try:
            answer = await self.send(sent, "hasty")
        finally:
            release.set()
            await holder
        assert answer.code == "BUSY", f"{sent.ask} answered {answer} while another one writes"
        self.count(sent.ask, "BUSY")
        self.tried["fault locked"] += 1
        await self.ask(sent.ask, "second")

    def pass_time(self, hours: int) -> None:
        """Let hours pass, or go back."""
        self.stage.world.now += timedelta(hours=hours)
        self.town.now = self.stage.world.now
        self.tried["clock back" if hours < 0 else "clock forward"] += 1
        self.tried["steps"] += 1

    async def look(self, who: str, subject: str, process: str) -> None:
        """Look at an appraisal as somebody, and compare what they see."""
        await look(self.process(process).client, self.stage.world, self.town, self.ids, who, subject)
        self.tried["looks"] += 1
        self.tried["steps"] += 1

    async def compare(self) -> None:
        """Compare everything that is stored with the model."""
        await compare(self.stage.world, self.town, self.ids)
        self.tried["comparisons"] += 1
