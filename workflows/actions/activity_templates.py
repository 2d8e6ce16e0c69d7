"""Writing templates of one's own daily activities: nobody else sees them, and nothing that was reported from one follows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.templates import ActivityTemplate
from models.vocabulary import EventAction, ReasonCode, RefusalCode, SubjectType, TemplateAction, TemplateState
from workflows import events
from workflows.access import Actor
from workflows.actions.activity_content import load_targets
from workflows.actions.template_record import ActivityTemplateRecord, made_before, opened
from workflows.changes import column_change, row_changes
from workflows.commands import Attempt, IdempotencyKey, Outcome, remember_outcome, run
from workflows.engine import announce, move
from workflows.refusals import Reason, Refusal, Refused, not_permitted
from workflows.template import ACTIVITY_TEMPLATE
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class ActivityTemplateDraft:
    """A template as a whole; ``result_id`` and ``indicator_id`` are a row's id or a lineage, an indicator alone tells its result."""

    name: str
    text: str
    minutes: int | None = None
    place: str | None = None
    result_id: UUID | None = None
    indicator_id: UUID | None = None
    reason: str | None = None


async def create_activity_template(
    database: Database, actor: Actor, draft: ActivityTemplateDraft, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Make a template in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.ACTIVITY_TEMPLATE, None, EventAction.CREATE_TEMPLATE)
    return await run(database, actor, attempt, lambda conn: create_activity_template_in(conn, actor, draft, key), key)


async def create_activity_template_in(
    conn: Connection, actor: Actor, draft: ActivityTemplateDraft, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Make a template inside the caller's transaction.

    Raises:
        Refused: NOT_PERMITTED for a process without a person; INVALID with everything that is wrong; BLOCKED for more than one may keep.
    """
    if actor.employee_id is None:
        raise not_permitted(Reason(ReasonCode.NO_POST))
    if conn.dialect == "postgres":
        # Two at once would both find room; on SQLite there is one writer.
        await conn.fetch(
            "SELECT id FROM employee WHERE agency_id = :agency AND id = :me FOR NO KEY UPDATE",
            {"agency": actor.agency_id, "me": actor.employee_id},
        )
    before = await made_before(conn, actor, key)
    if before is not None:
        return before
    columns, _ = await _checked(conn, actor, draft)
    kept = await conn.fetch(
        "SELECT COUNT(*) AS count FROM activity_template WHERE agency_id = :agency AND employee_id = :me AND state = :active",
        {"agency": actor.agency_id, "me": actor.employee_id, "active": TemplateState.ACTIVE},
    )
    if int(kept[0]["count"]) >= limits.ACTIVITY_TEMPLATES_ROWS:
        full = Reason(ReasonCode.TOO_MANY, "input", {"max": limits.ACTIVITY_TEMPLATES_ROWS})
        raise Refused(Refusal(RefusalCode.BLOCKED, (full,)))
    row = ActivityTemplate(
        id=new_id(),
        agency_id=actor.agency_id,
        employee_id=actor.employee_id,
        state=TemplateState.ACTIVE,
        version=1,
        recorded_at=actor.now,
        state_since=actor.now,
        updated_at=actor.now,
        **columns,
    )
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.ACTIVITY_TEMPLATE,
        subject_id=row.id,
        version=1,
        action=EventAction.CREATE_TEMPLATE,
        changes=row_changes(ActivityTemplate, row, leave=frozenset({"state", "state_since", "updated_at"})),
        to_state=TemplateState.ACTIVE.value,
        definition=ACTIVITY_TEMPLATE.digest,
        event_id=event_id,
    )
    await conn.insert([row])
    await announce(conn, actor, event_id, "activity_template.create_template")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=row.id, event_id=event_id)


async def edit_activity_template(
    database: Database,
    actor: Actor,
    template_id: UUID,
    expected_version: int,
    draft: ActivityTemplateDraft,
    key: IdempotencyKey | None = None,
) -> Outcome[UUID]:
    """Write a template anew in one transaction; a refusal comes back as data."""
    attempt = Attempt(SubjectType.ACTIVITY_TEMPLATE, template_id, EventAction.EDIT)

    async def work(conn: Connection) -> Outcome[UUID]:
        return await edit_activity_template_in(conn, actor, template_id, expected_version, draft, key)

    return await run(database, actor, attempt, work, key)


async def edit_activity_template_in(
    conn: Connection,
    actor: Actor,
    template_id: UUID,
    expected_version: int,
    draft: ActivityTemplateDraft,
    key: IdempotencyKey | None = None,
) -> Outcome[UUID]:
    """Write a template anew inside the caller's transaction; what was reported from it stays as it is.

    Raises:
        Refused: NOT_FOUND for somebody else's too, STALE, ILLEGAL_TRANSITION for a removed one, or INVALID, in this order.
    """
    record = ActivityTemplateRecord()
    granted, replayed = await opened(record, conn, actor, template_id, expected_version, key)
    if replayed is not None:
        return replayed
    columns, reason = await _checked(conn, actor, draft)
    if not any(column_change(ActivityTemplate, granted.row.row, *one) for one in columns.items()):
        return Outcome(value=template_id, unchanged=True)
    event_id = await move(record, conn, granted, TemplateAction.EDIT, TemplateState.ACTIVE, columns, (), reason)
    await announce(conn, actor, event_id, "activity_template.edit")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=template_id, event_id=event_id)


async def _checked(conn: Connection, actor: Actor, draft: ActivityTemplateDraft) -> tuple[Mapping[str, object], str | None]:
    """Give the columns that a draft fills, and the reason; raises ``Refused`` with INVALID."""
    checked = Checked()
    name = checked.text(draft.name, "input.name", limits.NAME_CHARS, required=True)
    text = checked.text(draft.text, "input.text", limits.ACTIVITY_CHARS, required=True)
    place = checked.text(draft.place, "input.place", limits.NAME_CHARS)
    reason = checked.text(draft.reason, "input.reason", limits.REASON_CHARS)
    if draft.minutes is not None and not 1 <= draft.minutes <= limits.ACTIVITY_MINUTES:
        checked.wrong(ReasonCode.MINUTES_OUT_OF_RANGE, "input.minutes", max=limits.ACTIVITY_MINUTES)
    named = {one for one in (draft.result_id, draft.indicator_id) if one is not None}
    results, indicators = await load_targets(conn, actor, named)
    result = results.get(draft.result_id) if draft.result_id is not None else None
    indicator = indicators.get(draft.indicator_id) if draft.indicator_id is not None else None
    if draft.result_id is not None and result is None:
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.resultId")
    if draft.indicator_id is not None and (
        indicator is None or (result is not None and (indicator.plan_id, indicator.result) != (result.plan_id, result.result))
    ):
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.indicatorId")
    checked.done()
    target = indicator or result
    return {
        "name": name,
        "text": text,
        "minutes": draft.minutes,
        "place": place,
        "plan_id": target and target.plan_id,
        "result_lineage_id": target and target.result,
        "indicator_lineage_id": target and target.indicator,
    }, reason
