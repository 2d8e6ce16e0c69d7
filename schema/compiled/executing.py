"""Running a plan: one statement a root field, then what Python computes of its rows, level by level."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from graphql.execution.values import VariableValues

from models.database import Connection, StatementFailure
from models.database.connection import told_rows
from models.limits import NODES_ROWS
from schema.compiled.arguments import Given
from schema.compiled.completing import Made, Waiting
from schema.compiled.forms import MISSING, NEEDS
from schema.compiled.plan import ComputedRoot, LookupRoot, Named, NodesRoot, PageRoot, Plan, Plans, Root
from schema.compiled.rendering import Alias, Argument
from schema.compiled.roots import Unit
from schema.compiled.tree import ComputedOut, EdgesOut, Level, ManyOut, NotCompiled, OneOut, PageOut, Relation, Slot, TooDeep, keys_of
from schema.context import Context
from schema.errors import RequestError
from schema.reads.ids import parse_id
from schema.reads.registry import Record, of_class, of_prefix
from workflows.conditions import actor_params

PARSER_FULL = "parser stack overflow"
"""What SQLite before 3.46 says of a statement that is too deep."""
Objects = list[dict[str, Any]]


class Run:
    """One request's run of a plan."""

    def __init__(self, plans: Plans, plan: Plan, context: Context, variables: VariableValues) -> None:
        self._plans = plans
        self._plan = plan
        self._context = context
        self._variables = variables
        self._given: dict[int, Given | None] = {}
        self._arguments: dict[int, Mapping[str, Any]] = {}
        self._params: dict[str, object] | None = None

    async def field(self, root: Root) -> Any:
        """Answer a root field: what ``orjson`` writes.

        Raises:
            NotCompiled, RequestError, Wrong: and what a computation raises; the reference executor tells where.
        """
        match root:
            case Named():
                return root.name
            case PageRoot():
                (row,) = await self._rows(root.unit)
                if all(level.pure for level in root.page.levels):
                    return orjson.Fragment(row["j"])
                page = orjson.loads(row["j"])
                await self._page(root.page, [page])
                return page
            case LookupRoot():
                rows = await self._rows(root.unit)
                if len(rows) != 1:
                    return None
                return (await self._read(root.level, [rows[0]["j"]]))[0]
            case NodesRoot():
                return await self._nodes(root)
            case ComputedRoot():
                return (await self._computed(root.out, [{}]))[0]

    async def _nodes(self, root: NodesRoot) -> Any:
        arguments = self._arguments_of(root.slot)
        asked = arguments["ids"] if root.declared.many else [arguments["id"]]
        if len(asked) > NODES_ROWS:
            raise RequestError("TOO_MANY_IDS", path="ids", params={"max": NODES_ROWS})
        places = [parse_id(str(one), "id") for one in asked]
        by_record: dict[str, tuple[Record, dict[UUID, None]]] = {}
        for prefix, key in places:
            record = of_prefix(prefix)
            if record is not None and record.model is not None:
                by_record.setdefault(prefix, (record, {}))[1][key] = None
        found: dict[tuple[str, str], Any] = {}
        for prefix, (record, keys) in by_record.items():
            unit, level = root.of_type(record)
            rows = await self._rows(unit, list(keys))
            if record.union is not None:
                marks = {part.prefix: part.mark for part in record.union.parts}
                rows = [row for row in rows if row["mark"] == marks[prefix]]
            for row, read in zip(rows, await self._read(level, [row["j"] for row in rows]), strict=True):
                found[prefix, str(row["id"])] = read
        answers = [found.get((prefix, str(key))) for prefix, key in places]
        return answers if root.declared.many else answers[0]

    async def _read(self, level: Level, texts: Sequence[str | None]) -> list[Any]:
        if level.pure:
            return [None if one is None else orjson.Fragment(one) for one in texts]
        read = [None if one is None else orjson.loads(one) for one in texts]
        await self._level(level, [one for one in read if one is not None])
        return read

    async def _level(self, level: Level, objects: Objects) -> None:
        if not objects:
            return
        if level.computed or level.apart:
            readers = [(one.name, one_reader) for one, one_reader in zip(level.needs, level.readers, strict=True)]
            rows = []
            for one in objects:
                held = one.pop(NEEDS)
                rows.append({name: read(value) for (name, read), value in zip(readers, held, strict=True)})
            for out in level.computed:
                for one, written in zip(objects, await self._computed(out, rows), strict=True):
                    one[out.key] = written
            for relation in level.apart:
                await self._read_apart(relation, level.record, list(zip(objects, rows, strict=True)))
        for relation in level.relations:
            await self._relation(relation, [one[relation.key] for one in objects if one[relation.key] is not None])

    async def _relation(self, relation: Relation, held: list[Any]) -> None:
        match relation:
            case OneOut(level=level) if not level.pure:
                await self._level(level, held)
            case ManyOut(level=level) if not level.pure:
                await self._level(level, [one for each in held for one in each])
            case PageOut():
                await self._page(relation, held)
            case _:
                pass

    async def _page(self, page: PageOut, held: Objects) -> None:
        for edges in page.members:
            if isinstance(edges, EdgesOut):
                for out, _, level in edges.members:
                    if level is not None and not level.pure:
                        await self._level(level, [edge[out.key] for one in held for edge in one[edges.key]])

    async def _computed(self, out: ComputedOut, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        answers = await out.declared.function(self._context, rows, self._arguments_of(out.slot))
        waiting = Waiting()
        written = [out.complete(one, waiting) for one in answers]
        for made, objects in waiting.objects.values():
            await self._made(made, objects)
        return written

    async def _made(self, made: Made, objects: list[tuple[dict[str, Any], Any]]) -> None:
        loaded = [(members, source.__dict__["_loaded"].values, type(source)) for members, source in objects]
        for out in made.computed:
            for (members, _, _), written in zip(loaded, await self._computed(out, [values for _, values, _ in loaded]), strict=True):
                members[out.key] = written
        for relation in made.relations:
            await self._read_apart(relation, of_class(loaded[0][2]), [(members, values) for members, values, _ in loaded])

    async def _read_apart(self, relation: Relation, record: Record, objects: list[tuple[dict[str, Any], Mapping[str, Any]]]) -> None:
        unit = self._plan.relation(record, relation)
        names = [one.name for one in keys_of(relation, record)]
        keys = [tuple(values[name] for name in names) for _, values in objects]
        if not names:
            (row,) = await self._rows(unit)
            read = await self._pieces(relation, [row["j"]])
            for members, _ in objects:
                members[relation.key] = read[0]
            return
        numbers = {key: number for number, key in enumerate(dict.fromkeys(key for key in keys if key[0] is not None))}
        if isinstance(relation, ManyOut) and relation.declared.policy.value == "OPEN" and any(key[0] is None for key in keys):
            raise NotCompiled("a list that can't be null, by a key that is")
        given = json.dumps([[number, *(None if one is None else _text(one) for one in key)] for key, number in numbers.items()])
        texts: list[str | None] = [None] * len(numbers)
        for row in await self._rows(unit, given) if numbers else ():
            texts[int(row["n"])] = row["j"]
        pieces = await self._pieces(relation, texts)
        for (members, _), key in zip(objects, keys, strict=True):
            members[relation.key] = None if key[0] is None else pieces[numbers[key]]

    async def _pieces(self, relation: Relation, texts: Sequence[str | None]) -> list[Any]:
        levels = list(relation.levels) if isinstance(relation, PageOut) else [relation.level]
        if all(level.pure for level in levels):
            return [None if one is None else orjson.Fragment(one) for one in texts]
        read = [None if one is None else orjson.loads(one) for one in texts]
        await self._relation(relation, [one for one in read if one is not None])
        return read

    def _arguments_of(self, slot: Slot) -> Mapping[str, Any]:
        if slot.place not in self._arguments:
            self._arguments[slot.place] = slot.arguments.read(self._variables)
        return self._arguments[slot.place]

    def _given_of(self, slot: Slot) -> Given | None:
        if slot.place not in self._given:
            prepare = slot.prepare
            self._given[slot.place] = None if prepare is None else prepare(self._arguments_of(slot), self._context.actor)
        return self._given[slot.place]

    async def _rows(self, unit: Unit, keys: object = None) -> list[dict[str, Any]]:
        context = self._context
        given: list[Given | None] = [None] * (max((one.place for one in unit.slots), default=-1) + 1)
        for slot in unit.slots:
            given[slot.place] = self._given_of(slot)
        text = self._plans.text(unit, context.database.dialect, context.actor, given)
        if self._params is None:
            self._params = {**actor_params(context.actor), "now": context.actor.now}
        params = dict(self._params)
        for name, bound in text.bound.items():
            match bound:
                case Argument(slot_number, place):
                    held = given[slot_number]
                    params[name] = None if held is None else held.values[place]
                case Alias(key):
                    params[name] = key
                case _:
                    params[name] = keys

        async def work(session: Connection) -> list[dict[str, Any]]:
            try:
                rows = await session.fetch(text.sql, params)
            except StatementFailure as failure:
                if PARSER_FULL in str(failure):
                    raise TooDeep(str(failure)) from None
                raise
            # What a list holds counts as if it had come row by row.
            told_rows(sum(row["j"].count("\n") for row in rows if row["j"] is not None))
            if text.fragile and any(row["j"] is not None and MISSING in row["j"] for row in rows):
                raise NotCompiled("null where the schema has none")
            return rows

        return await context.database.read(work)


def _text(held: object) -> str:
    return held.isoformat() if isinstance(held, date) else str(held)
