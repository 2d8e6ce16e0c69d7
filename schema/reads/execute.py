"""The reference executor: resolves declared fields by cohorts, one statement a relation and level.

All objects that one statement brought at one place of the response form a cohort. The first of them that is asked for a relation reads
it for the whole cohort; the others wait for the same read. So the number of statements follows the document, never the number of rows,
and doesn't depend on timing. A read runs as a task of its own, which a cancelled sibling can't take down.
"""

import asyncio
from collections.abc import Coroutine, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schema.context import Context, ReadInfo
from schema.reads import loading
from schema.reads.cohort import Cohort, Loaded, Picker
from schema.reads.fields import Computed, Field, Lookup, Many, NodeLookup, One, Page
from schema.reads.registry import of_name


def resolve(declared: Field, source: Any, info: ReadInfo, arguments: Mapping[str, Any]) -> Any:
    """Read a declared field for one object; null at once where its key is hidden or absent."""
    loaded = _loaded(source, info)
    cohort = loaded.cohort
    match declared:
        case One(_, key, policy=policy) | Many(_, _, key, policy=policy) | Page(column=str(), key=key, policy=policy):
            if loaded.values[cohort.record.value(key).guarded(policy).name] is None:
                return None
        case _:
            pass
    # Not the response key: one object may stand at two places of the response, where different fields are asked of it.
    place = tuple(map(id, info.raw.field_nodes))
    task = cohort.pending.get(place)
    if task is None:
        task = asyncio.get_running_loop().create_task(_read(cohort, declared, info, arguments))
        task.add_done_callback(_retrieved)
        cohort.pending[place] = task
    return Picked(task, loaded)


@dataclass(frozen=True, slots=True)
class Picked:
    """What a cohort's read brings for one of its objects, to be awaited.

    No coroutine: of one that nobody waits for any more, since the client has gone, Python would warn that it was never awaited.
    """

    task: asyncio.Task[Picker]
    loaded: Loaded

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait for the read; it goes on when who waits is cancelled."""
        return self._pick().__await__()

    async def _pick(self) -> Any:
        return (await asyncio.shield(self.task))(self.loaded)


def _retrieved(task: asyncio.Task[Picker]) -> None:
    # Whoever waited has the exception; without this, one that nobody waits for any more is logged as never retrieved.
    if not task.cancelled():
        task.exception()


def _loaded(source: Any, info: ReadInfo) -> Loaded:
    if source is not None:
        found: Loaded = source.__dict__["_loaded"]
        return found
    context: Context = info.context
    name = info.raw.parent_type.name
    if name not in context.roots:
        record = of_name(name)
        if record is None:
            raise TypeError(f"{name} declares nothing")
        cohort = Cohort(context, record)
        cohort.add({})
        context.roots[name] = cohort
    root: Loaded = context.roots[name].rows[0]
    return root


def _read(cohort: Cohort, declared: Field, info: ReadInfo, arguments: Mapping[str, Any]) -> Coroutine[Any, Any, Picker]:
    match declared:
        case One():
            return loading.read_one(cohort, declared, info.raw, arguments)
        case Many():
            return loading.read_many(cohort, declared, info.raw)
        case Page():
            return loading.read_page(cohort, declared, info.raw, arguments)
        case Lookup():
            return loading.read_lookup(cohort, declared, info.raw, arguments)
        case NodeLookup():
            return loading.read_nodes(cohort, declared, info.raw, arguments)
        case Computed():
            return _compute(cohort, declared, arguments)
        case _:
            raise TypeError(f"{declared} is an attribute")


async def _compute(cohort: Cohort, declared: Computed, arguments: Mapping[str, Any]) -> Picker:
    rows: Sequence[Loaded] = tuple(cohort.rows)
    answers = await declared.function(cohort.context, [one.values for one in rows], arguments)
    by_row = {id(row): answer for row, answer in zip(rows, answers, strict=True)}
    return lambda loaded: by_row[id(loaded)]
