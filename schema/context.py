"""What one request knows: who acts, over which database, in which language, under which id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo

from models.database import Database
from workflows.actor import Actor


class ReadInfo(strawberry.Info[Any, Any]):
    """Strawberry's info with graphql-core's own, which knows the fields' nodes and fragments."""

    @property
    def raw(self) -> GraphQLResolveInfo[Any]:
        """What graphql-core gave the resolver."""
        return self._raw_info


@dataclass
class Context:
    """The context that every resolver gets; made once a request, gone with it.

    ``locale`` is ``id`` or ``en``. ``resolve`` is the executor that reads declared fields. ``roots`` holds its root cohorts, by published type.
    """

    actor: Actor
    database: Database
    locale: str
    request_id: str
    resolve: Callable[[Any, Any, ReadInfo, Mapping[str, Any]], Any]
    roots: dict[str, Any] = field(default_factory=dict)
