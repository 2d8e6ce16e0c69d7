"""Writing the template of a position's plan: for which positions it is meant, and its results with indicators, as a whole each time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from models import limits
from models.base import AgencyRow
from models.database import Connection, Database, new_id
from models.templates import PlanTemplate, TemplateIndicator, TemplatePosition, TemplateResult
from models.vocabulary import (
    Aspect,
    EventAction,
    Perspective,
    ReasonCode,
    ResultKind,
    ResultOwnership,
    SubjectType,
    TemplateAction,
    TemplateState,
)
from workflows import events
from workflows.access import Actor, Permission, require
from workflows.actions.template_record import PlanTemplateRecord, made_before, opened
from workflows.changes import column_change, row_changes, row_differences
from workflows.commands import Attempt, IdempotencyKey, Outcome, remember_outcome, run
from workflows.engine import announce, move
from workflows.events import Change
from workflows.template import PLAN_TEMPLATE
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class TemplateIndicatorDraft:
    """An indicator of a template, its target in words."""

    title: str
    target_text: str
    aspect: Aspect = Aspect.QUANTITY


@dataclass(frozen=True, slots=True)
class TemplateResultDraft:
    """A result of a template."""

    title: str
    indicators: Sequence[TemplateIndicatorDraft] = ()
    kind: ResultKind = ResultKind.MAIN
    ownership: ResultOwnership = ResultOwnership.ORGANISATION
    perspective: Perspective | None = None


@dataclass(frozen=True, slots=True)
class PlanTemplateDraft:
    """A template as a whole; ``reason`` is why it is edited, and only the event keeps it."""

    name: str
    position_ids: Sequence[UUID]
    results: Sequence[TemplateResultDraft]
    document_number: str | None = None
    reason: str | None = None


@dataclass
class TemplateContent:
    """What a template holds, row by row: positions by their id, results by place, indicators by both places."""

    positions: dict[UUID, TemplatePosition] = field(default_factory=dict)
    results: dict[int, TemplateResult] = field(default_factory=dict)
    indicators: dict[tuple[int, int], TemplateIndicator] = field(default_factory=dict)


async def create_plan_template(
    database: Database, actor: Actor, draft: PlanTemplateDraft, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Make a template in one transaction; the outcome's value is its id."""
    attempt = Attempt(SubjectType.PLAN_TEMPLATE, None, EventAction.CREATE_TEMPLATE)
    return await run(database, actor, attempt, lambda conn: create_plan_template_in(conn, actor, draft, key), key)


async def create_plan_template_in(
    conn: Connection, actor: Actor, draft: PlanTemplateDraft, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Make a template inside the caller's transaction.

    Raises:
        Refused: NOT_PERMITTED for who isn't an admin of the whole agency; INVALID with everything that is wrong.
    """
    require(actor, Permission.EDIT_TEMPLATES, draft)
    before = await made_before(conn, actor, key)
    if before is not None:
        return before
    checked, template_id = Checked(), new_id()
    row = PlanTemplate(
        id=template_id,
        agency_id=actor.agency_id,
        name=checked.text(draft.name, "input.name", limits.TITLE_CHARS, required=True) or "",
        document_number=checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS),
        state=TemplateState.ACTIVE,
        version=1,
        recorded_at=actor.now,
        state_since=actor.now,
        updated_at=actor.now,
    )
    content = await _content(conn, actor, template_id, draft, TemplateContent(), checked)
    checked.done()
    event_id = new_id()
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.PLAN_TEMPLATE,
        subject_id=template_id,
        version=1,
        action=EventAction.CREATE_TEMPLATE,
        changes=(
            *row_changes(PlanTemplate, row, leave=frozenset({"state", "state_since", "updated_at"})),
            *_differences(TemplateContent(), content),
        ),
        to_state=TemplateState.ACTIVE.value,
        definition=PLAN_TEMPLATE.digest,
        event_id=event_id,
    )
    await conn.insert([row])
    await _insert(conn, content)
    await announce(conn, actor, event_id, "plan_template.create_template")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=template_id, event_id=event_id)


async def edit_plan_template(
    database: Database, actor: Actor, template_id: UUID, expected_version: int, draft: PlanTemplateDraft, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Write a template anew in one transaction; a refusal comes back as data."""
    attempt = Attempt(SubjectType.PLAN_TEMPLATE, template_id, EventAction.EDIT)
    return await run(
        database, actor, attempt, lambda conn: edit_plan_template_in(conn, actor, template_id, expected_version, draft, key), key
    )


async def edit_plan_template_in(
    conn: Connection,
    actor: Actor,
    template_id: UUID,
    expected_version: int,
    draft: PlanTemplateDraft,
    key: IdempotencyKey | None = None,
) -> Outcome[UUID]:
    """Write a template anew inside the caller's transaction; plans that were made from it stay as they are.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED, STALE, ILLEGAL_TRANSITION for a removed one, or INVALID, in this order, with every reason.
    """
    record = PlanTemplateRecord()
    granted, replayed = await opened(record, conn, actor, template_id, expected_version, key)
    if replayed is not None:
        return replayed
    checked, loaded = Checked(), granted.row
    columns: dict[str, object] = {
        "name": checked.text(draft.name, "input.name", limits.TITLE_CHARS, required=True),
        "document_number": checked.text(draft.document_number, "input.documentNumber", limits.DOCUMENT_NUMBER_CHARS),
    }
    reason = checked.text(draft.reason, "input.reason", limits.REASON_CHARS)
    old = await load_template(conn, actor.agency_id, template_id)
    new = await _content(conn, actor, template_id, draft, old, checked)
    checked.done()
    changes = _differences(old, new)
    if not changes and not any(column_change(PlanTemplate, loaded.row, *one) for one in columns.items()):
        return Outcome(value=template_id, unchanged=True)
    event_id = await move(record, conn, granted, TemplateAction.EDIT, TemplateState.ACTIVE, columns, changes, reason)
    scope = {"agency": actor.agency_id, "template": template_id}
    for model in (TemplateIndicator, TemplateResult, TemplatePosition):
        await conn.execute(f"DELETE FROM {model._meta.db_table} WHERE agency_id = :agency AND template_id = :template", scope)
    await _insert(conn, new)
    await announce(conn, actor, event_id, "plan_template.edit")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=template_id, event_id=event_id)


async def load_template(conn: Connection, agency_id: UUID, template_id: UUID) -> TemplateContent:
    """Load what a template holds, in three statements."""
    scope = {"agency": agency_id, "template": template_id}

    async def rows(model: type[AgencyRow]) -> list[AgencyRow]:
        names = tuple(model._meta.fields_map)
        found = await conn.fetch(
            f"SELECT {', '.join(names)} FROM {model._meta.db_table} WHERE agency_id = :agency AND template_id = :template", scope
        )
        return [model(**{name: conn.decode(model, name, raw[name]) for name in names}) for raw in found]

    content = TemplateContent()
    for one in await rows(TemplatePosition):
        if isinstance(one, TemplatePosition):
            content.positions[one.position_id] = one
    for one in await rows(TemplateResult):
        if isinstance(one, TemplateResult):
            content.results[one.ordinal] = one
    place = {one.id: ordinal for ordinal, one in content.results.items()}
    for one in await rows(TemplateIndicator):
        if isinstance(one, TemplateIndicator):
            content.indicators[place[one.result_id], one.ordinal] = one
    return content


async def _content(
    conn: Connection, actor: Actor, template_id: UUID, draft: PlanTemplateDraft, old: TemplateContent, checked: Checked
) -> TemplateContent:
    """Check what is given, and make its rows; a row keeps the id of the one that stood in its place."""
    new = TemplateContent()
    shared = {"agency_id": actor.agency_id, "template_id": template_id}
    checked.count(tuple(draft.position_ids), "input.positionIds", limits.TEMPLATE_POSITIONS_ROWS)
    checked.count(tuple(draft.results), "input.results", limits.RESULTS_ROWS)
    for given, path in ((draft.position_ids, "input.positionIds"), (draft.results, "input.results")):
        if not given:
            checked.wrong(ReasonCode.VALUE_REQUIRED, path)
    checked.done()
    known = await conn.fetch(
        "SELECT id FROM position WHERE agency_id = :agency AND id IN :ids", {"agency": actor.agency_id, "ids": list(draft.position_ids)}
    )
    there = {conn.decode(TemplatePosition, "position_id", raw["id"]) for raw in known}
    for index, position in enumerate(draft.position_ids):
        path = f"input.positionIds.{index}"
        if position not in there:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, path)
        elif position in new.positions:
            checked.wrong(ReasonCode.DUPLICATE, path)
        kept = old.positions.get(position)
        new.positions[position] = TemplatePosition(id=kept.id if kept else new_id(), position_id=position, **shared)
    for index, result in enumerate(draft.results):
        path, ordinal = f"input.results.{index}", index + 1
        was = old.results.get(ordinal)
        title = checked.text(result.title, f"{path}.title", limits.TITLE_CHARS, required=True)
        if title is not None and any(one.title == title for one in new.results.values()):
            # A copy leaves out what is there by title: the second one would never be planned.
            checked.wrong(ReasonCode.DUPLICATE, f"{path}.title")
        row = TemplateResult(
            id=was.id if was else new_id(),
            ordinal=ordinal,
            kind=result.kind,
            ownership=result.ownership,
            perspective=result.perspective,
            title=title or "",
            **shared,
        )
        new.results[ordinal] = row
        checked.count(tuple(result.indicators), f"{path}.indicators", limits.INDICATORS_ROWS)
        for number, one in enumerate(result.indicators):
            inner, place = f"{path}.indicators.{number}", (ordinal, number + 1)
            before = old.indicators.get(place)
            new.indicators[place] = TemplateIndicator(
                id=before.id if before else new_id(),
                result_id=row.id,
                ordinal=number + 1,
                aspect=one.aspect,
                title=checked.text(one.title, f"{inner}.title", limits.TITLE_CHARS, required=True) or "",
                target_text=checked.text(one.target_text, f"{inner}.targetText", limits.NAME_CHARS, required=True) or "",
                **shared,
            )
    return new


async def _insert(conn: Connection, content: TemplateContent) -> None:
    await conn.insert(list(content.positions.values()))
    await conn.insert(list(content.results.values()))
    await conn.insert(list(content.indicators.values()))


def _differences(old: TemplateContent, new: TemplateContent) -> list[Change]:
    owner = frozenset({"template_id"})
    changes: list[Change] = []
    for kind in dict.fromkeys((*old.positions, *new.positions)):
        before, after = old.positions.get(kind), new.positions.get(kind)
        changes += row_differences(f"positions.{(after or before).id}.", TemplatePosition, before, after, owner)  # type: ignore[union-attr]
    for ordinal in dict.fromkeys((*old.results, *new.results)):
        was, now = old.results.get(ordinal), new.results.get(ordinal)
        changes += row_differences(f"results.{(now or was).id}.", TemplateResult, was, now, owner)  # type: ignore[union-attr]
    for place in dict.fromkeys((*old.indicators, *new.indicators)):
        first, then = old.indicators.get(place), new.indicators.get(place)
        changes += row_differences(f"indicators.{(then or first).id}.", TemplateIndicator, first, then, owner)  # type: ignore[union-attr]
    return changes
