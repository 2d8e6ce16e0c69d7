"""How templates are loaded, and how an edit of one begins; the rules stand in ``workflows.template``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from models.base import AgencyRow
from models.database import Connection
from models.limits import REASON_CHARS
from models.templates import ActivityTemplate, PlanTemplate
from models.vocabulary import ApprovalRoute, Relation, SubjectType, TemplateAction, Word
from workflows.access import Actor, Granted, grant, grantees_of, held
from workflows.commands import IdempotencyKey, Outcome, recall_outcome, subject_of
from workflows.definition import Input, Step, Workflow
from workflows.engine import Effect, Loaded, check_version, judged, load_one, not_in_state, permission_refusal
from workflows.events import Change
from workflows.refusals import Refused, not_permitted
from workflows.template import ACTIVITY_TEMPLATE, PLAN_TEMPLATE, TemplateFacts, TemplateInputs
from workflows.texts import Checked


class TemplateRecord:
    """What both kinds share: one row, and no facts beside it."""

    workflow: Workflow[TemplateFacts]
    model: type[AgencyRow]
    subject_type: SubjectType
    prefix: str

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load templates of the actor's agency with what the actor is to each; one statement."""
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
            standing={Relation.EMPLOYEE: row.get("employee_id")},
            row=row,
        )

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, TemplateFacts]:
        """Give no more than the row: nothing else is asked."""
        return {one.id: TemplateFacts() for one in loaded}

    def checked(self, inputs: TemplateInputs) -> TemplateInputs:
        """Clean the reason and check its limit; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", REASON_CHARS)
        checked.done()
        return TemplateInputs(reason)

    def with_inputs(self, facts: TemplateFacts, inputs: TemplateInputs) -> TemplateFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def previous_actor(self, loaded: Loaded, action: Word) -> UUID | None:
        """Give nobody: no row of these tables asks for another person than did something before."""
        return None

    def effect(self, step: Step[TemplateFacts], loaded: Loaded, facts: TemplateFacts, inputs: TemplateInputs, actor: Actor) -> Effect:
        """Set nothing beside the state."""
        return Effect({})

    async def write(
        self, conn: Connection, granted: Granted[Loaded], step: Step[TemplateFacts], inputs: TemplateInputs, facts: TemplateFacts
    ) -> tuple[Change, ...]:
        """Write nothing elsewhere: a removed template keeps what it held."""
        return ()

    def offered(self, facts: TemplateFacts, step: Step[TemplateFacts]) -> tuple[Input, ...]:
        """Give the inputs of a step."""
        return step.inputs


class PlanTemplateRecord(TemplateRecord):
    """A position's plan template as the engine's ``Record``."""

    workflow = PLAN_TEMPLATE
    model = PlanTemplate
    subject_type = SubjectType.PLAN_TEMPLATE
    prefix = "tpl"


class ActivityTemplateRecord(TemplateRecord):
    """One's own activity template as the engine's ``Record``."""

    workflow = ACTIVITY_TEMPLATE
    model = ActivityTemplate
    subject_type = SubjectType.ACTIVITY_TEMPLATE
    prefix = "atp"


async def made_before(conn: Connection, actor: Actor, key: IdempotencyKey | None) -> Outcome[UUID] | None:
    """Give the outcome of a command that made a template under this key, if it was used so before."""
    replay = await recall_outcome(conn, actor, key)
    return None if replay is None else Outcome(value=await subject_of(conn, actor, replay), event_id=replay, replayed=True)


async def opened(
    record: TemplateRecord, conn: Connection, actor: Actor, template_id: UUID, expected_version: int, key: IdempotencyKey | None
) -> tuple[Granted[Loaded], Outcome[UUID] | None]:
    """Load a template to be edited, or give what its key has led to before.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED, STALE or ILLEGAL_TRANSITION, in this order.
    """
    loaded = await load_one(record, conn, actor, template_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        return grant(loaded, actor), Outcome(value=template_id, event_id=replay, replayed=True)
    step, against = permission_refusal(record, loaded, TemplateAction.EDIT, actor)
    if step is None:
        raise not_permitted(*against)
    await check_version(record, conn, actor, loaded, expected_version)
    if judged(record, step, loaded) is None:
        raise Refused(not_in_state(record, loaded, actor))
    return grant(loaded, actor), None
