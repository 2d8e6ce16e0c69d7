"""What one request knows: who acts, over which database, in which language, under which id."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLResolveInfo

from models.database import Database
from schema.admission import Points
from workflows.actor import Actor
from workflows.evidence_files import EvidenceStore
from workflows.imports import Imports
from workflows.openings import Openings

T = TypeVar("T")


class ReadInfo(strawberry.Info[Any, Any]):
    """Strawberry's info with graphql-core's own, which knows the fields' nodes and fragments."""

    @property
    def raw(self) -> GraphQLResolveInfo[Any]:
        """What graphql-core gave the resolver."""
        return self._raw_info


@dataclass
class Context:
    """The context that every resolver gets; made once a request, gone with it.

    ``locale`` is ``id`` or ``en``. ``resolve`` is the executor that reads declared fields; ``roots`` holds its root cohorts,
    by published type.
    ``openings`` works on what ``openCycle`` begins, ``imports`` on what ``importRoster`` does; without them that waits for a process
    that has them. ``evidence`` keeps the files of evidence: without it, and without ``imports``, which holds what was uploaded, no file is
    attached. ``points`` are what the actor has left after this request, ``charge`` takes more of them for what it read; without them
    nobody counts. ``issuers`` are the identity providers whose tokens are accepted here.
    """

    actor: Actor
    database: Database
    locale: str
    request_id: str
    resolve: Callable[[Any, Any, ReadInfo, Mapping[str, Any]], Any]
    roots: dict[str, Any] = field(default_factory=dict)
    openings: Openings | None = None
    points: Points | None = None
    charge: Callable[[int], Points] | None = None
    imports: Imports | None = None
    evidence: EvidenceStore | None = None
    issuers: frozenset[str] = frozenset()
    _shared: dict[Hashable, "asyncio.Task[Any]"] = field(default_factory=dict)

    async def once(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do something once a request for all fields that need it: the first to ask starts it, the others wait for the same."""
        task = self._shared.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(work())
            self._shared[key] = task
        done: T = await asyncio.shield(task)
        return done
