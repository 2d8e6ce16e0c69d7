"""How Tortoise's models come to life without Tortoise owning a connection.

The models are registered once a process in a context that every task sees, under a client that can't send anything: a query that
names no ``Connection`` (``using_db``) fails at once, on both engines. The ORM writes one SQL text for both (PostgreSQL's form;
SQLite takes it with ``?n`` for ``$n``), so databases of both engines live side by side and share its caches.
"""

from typing import Any

from pypika_tortoise.dialects.postgresql import PostgreSQLQuery
from tortoise.backends.base.client import BaseDBAsyncClient, Capabilities
from tortoise.backends.base.executor import BaseExecutor
from tortoise.context import TortoiseContext, set_global_context
from tortoise.models import Model

LABEL = "kinerja"
MODEL_MODULES = (
    "models.people",
    "models.line_proposals",
    "models.guidance",
    "models.dialogue",
    "models.training",
    "models.recognition",
    "models.cycles",
    "models.plans",
    "models.cascade",
    "models.appraisals",
    "models.activities",
    "models.evidence",
    "models.templates",
    "models.history",
    "models.uploads",
)

_contexts: list[TortoiseContext] = []


class Executor(BaseExecutor):
    """Runs the ORM's statements on a ``Connection``; every value but text and numbers is decoded by its field."""

    DB_NATIVE = {str, int, float, bytes}  # noqa: RUF012 - the base class declares it so

    async def _process_insert_result(self, instance: Model, results: Any) -> None:
        """Keep the row as it is: its key was made by the application and no column has a database default."""


class OrmClient(BaseDBAsyncClient):
    """What ``Connection`` and ``Unbound`` have in common towards the ORM."""

    query_class = PostgreSQLQuery
    executor_class = Executor
    capabilities = Capabilities("postgres", support_update_limit_order_by=False, requires_limit=True, support_for_update=False)


class Unbound(OrmClient):
    """The client of a query that names no connection: it has no way to send one."""

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Any:
        """Refuse: RuntimeError always."""
        raise RuntimeError("a query needs a connection: .using_db(conn), inside Database.transaction or Database.read")

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        """Refuse: RuntimeError always."""
        return await self.execute_query(query, values)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """Refuse: RuntimeError always."""
        await self.execute_query(query)

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[Any, Any]]:
        """Refuse: RuntimeError always."""
        await self.execute_query(query, values)
        return []

    async def execute_script(self, query: str) -> None:
        """Refuse: RuntimeError always."""
        await self.execute_query(query)

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""


client_class = Unbound


async def register_models() -> None:
    """Make the models usable in every task of this process; calling it again does nothing."""
    if _contexts:
        return
    context = TortoiseContext()
    with context:
        await context.init(
            config={
                "connections": {LABEL: {"engine": __name__, "credentials": {}}},
                "apps": {"kinerja": {"models": list(MODEL_MODULES), "default_connection": LABEL}},
                "use_tz": True,
                "timezone": "UTC",
            }
        )
    set_global_context(context)
    _contexts.append(context)
