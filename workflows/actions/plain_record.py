"""What those of the engine's records share that are one row with its own people: no line that comes beside, no pinned parties."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from models.base import AgencyRow
from models.database import Connection
from models.vocabulary import ApprovalRoute, Relation, SubjectType, Word
from workflows.access import Actor, Granted, grantees_of, held
from workflows.definition import Input, Step, Workflow
from workflows.engine import Effect, Loaded
from workflows.events import Change

F = TypeVar("F")
I = TypeVar("I")  # noqa: E741 - the inputs of a workflow's actions

_STANDING: Mapping[Relation, str] = {Relation.EMPLOYEE: "employee_id", Relation.AUTHOR: "author_id"}


class PlainRecord(Generic[F, I]):
    """Loads rows of one model with what the actor is to each; a step writes the row's state and nothing else unless a record says so."""

    workflow: Workflow[F]
    model: ClassVar[type[AgencyRow]]
    subject_type: ClassVar[SubjectType]

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load rows of the actor's agency with what the actor is to each; one statement."""
        grantees = grantees_of(actor, self.model, "r")
        columns = tuple(self.model._meta.fields_map)
        sql = (
            f"SELECT {', '.join(f'r.{name}' for name in columns)}, {grantees.sql} FROM {self.model._meta.db_table} r"
            " WHERE r.agency_id = :acc_agency AND r.id IN :ids"
        )
        if lock and conn.dialect == "postgres":
            sql += " FOR UPDATE OF r"
        return [self._loaded(conn, raw, columns) for raw in await conn.fetch(sql, {**grantees.params, "ids": list(ids)})]

    def _loaded(self, conn: Connection, raw: Mapping[str, Any], columns: Sequence[str]) -> Loaded:
        row: dict[str, Any] = {name: conn.decode(self.model, name, raw[name]) for name in columns}
        return Loaded(
            id=row["id"],
            version=row["version"],
            state=row["state"],
            route=ApprovalRoute.SUPERIOR,
            grantees=held(raw),
            standing={relation: row[column] for relation, column in _STANDING.items() if column in row},
            row=row,
            unit_id=row["unit_id"],
        )

    def previous_actor(self, loaded: Loaded, action: Word) -> UUID | None:
        """Give nobody: no row of these tables asks for another person than did something before."""
        return None

    def effect(self, step: Step[F], loaded: Loaded, facts: F, inputs: I, actor: Actor) -> Effect:
        """Set nothing beside the state."""
        return Effect({})

    async def write(self, conn: Connection, granted: Granted[Loaded], step: Step[F], inputs: I, facts: F) -> tuple[Change, ...]:
        """Write nothing elsewhere."""
        return ()

    def offered(self, facts: F, step: Step[F]) -> tuple[Input, ...]:
        """Give the inputs of a step."""
        return step.inputs
