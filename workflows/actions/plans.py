"""Writing a plan's content: results and indicators by the employee, expectations by the appraiser, annexes by both.

A plan with a life of its own is written as its table says (``workflows.plan``), a RECORDED one while an appraisal that stands on it is in
DRAFT. A revision that any appraisal pins, or that a draft of a closed cycle shows, never changes: then the edit makes the next one. An
edit raises the plan's version alone; one that finds everything as asked makes neither a version nor an event.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.plans import PlanRevision
from models.vocabulary import (
    AnnexKind,
    AppraisalState,
    Aspect,
    BehaviourValue,
    EventAction,
    PlanState,
    ReasonCode,
    ResultKind,
    ResultOwnership,
    SubjectType,
)
from workflows import events
from workflows.access import Actor, grant
from workflows.actions.plan_content import (
    IndicatorContent,
    PlanContent,
    ResultContent,
    created_after,
    differences,
    load_content,
    renumber,
    rewrite_revision,
    write_revision,
)
from workflows.actions.plan_record import PlanRecord
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.engine import Loaded, announce, check_version, load_one
from workflows.events import Change
from workflows.plan import PLAN_PARTS, PlanPart, may_not_write
from workflows.refusals import Reason, Refused, blocked, not_permitted
from workflows.staleness import stale
from workflows.texts import Checked


@dataclass(frozen=True, slots=True)
class IndicatorEdit:
    """An indicator to add (no id) or change (by row id or lineage); ``values`` holds the given columns, ``remove`` takes it out."""

    values: Mapping[str, Any] = field(default_factory=dict)
    id: UUID | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class ResultEdit:
    """A planned result to add (no id) or change, with edits of its indicators."""

    values: Mapping[str, Any] = field(default_factory=dict)
    indicators: Sequence[IndicatorEdit] = ()
    id: UUID | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class PlanParts:
    """The parts of one ``editPlan``; None leaves a part as it is, an empty expectation text removes it; an annex is given as a whole.

    ``reason`` is why they are written; it is no part, and only the event keeps it.
    """

    results: Sequence[ResultEdit] | None = None
    expectations: Mapping[BehaviourValue, str | None] | None = None
    annexes: Mapping[AnnexKind, Sequence[str]] | None = None
    reason: str | None = None

    def names(self) -> tuple[str, ...]:
        """Name the parts that are given, as ``PARTS`` names them."""
        parts = {"results": self.results, "expectations": self.expectations, "annexes": self.annexes}
        return tuple(name for name, part in parts.items() if part is not None)


Edit = Callable[[PlanContent, Checked], None]


async def edit_plan(
    database: Database, actor: Actor, plan_id: UUID, expected_version: int, parts: PlanParts, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Edit a plan in one transaction; a refusal comes back as data."""
    attempt = Attempt(SubjectType.PLAN, plan_id, EventAction.EDIT_PLAN)
    return await run(database, actor, attempt, lambda conn: edit_plan_in(conn, actor, plan_id, expected_version, parts, key), key)


async def edit_plan_in(
    conn: Connection, actor: Actor, plan_id: UUID, expected_version: int, parts: PlanParts, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Edit a plan inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED, STALE, BLOCKED or INVALID, in this order, with every reason.
    """

    def apply(content: PlanContent, checked: Checked) -> None:
        if not parts.names():
            checked.wrong(ReasonCode.VALUE_REQUIRED, "input")
        for index, edit in enumerate(parts.results or ()):
            _edit_result(content, edit, f"input.results.{index}", checked)
        checked.count(tuple(content.results), "input.results", limits.RESULTS_ROWS)
        for value, text in (parts.expectations or {}).items():
            cleaned = checked.text(text, f"input.expectations.{value.value}", limits.TEXT_CHARS)
            if cleaned is None:
                content.expectations.pop(value, None)
            else:
                content.expectations[value] = cleaned
        for kind, texts in (parts.annexes or {}).items():
            path = f"input.annexes.{kind.value}"
            checked.count(tuple(texts), path, limits.ANNEX_ROWS)
            given = [checked.text(text, f"{path}.{index}", limits.TEXT_CHARS, required=True) for index, text in enumerate(texts)]
            content.annexes[kind] = [text for text in given if text is not None]

    return await change_content(conn, actor, plan_id, expected_version, parts.names(), EventAction.EDIT_PLAN, apply, parts.reason, key)


async def change_content(
    conn: Connection,
    actor: Actor,
    plan_id: UUID,
    expected_version: int,
    names: Sequence[str],
    action: EventAction,
    apply: Edit,
    reason: str | None,
    key: IdempotencyKey | None,
) -> Outcome[UUID]:
    """Change the named parts of a plan's content by ``apply`` inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED, STALE, BLOCKED or INVALID, in this order, with every reason.
    """
    if conn.dialect == "postgres":
        # By itself, before anything is read: what waits for a lock reads the rest as it was before it waited. A submission
        # holds the appraisal's row, a closing the cycle's.
        await conn.fetch(
            "SELECT a.id FROM appraisal a JOIN appraisal_cycle c ON c.agency_id = a.agency_id AND c.id = a.cycle_id"
            " WHERE a.agency_id = :agency AND a.plan_id = :plan AND a.state = 'DRAFT' FOR SHARE OF a, c",
            {"agency": actor.agency_id, "plan": plan_id},
        )
    record = PlanRecord()
    loaded = await load_one(record, conn, actor, plan_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        return Outcome(value=plan_id, event_id=replay, replayed=True)
    against = [one for name in names if (one := may_not_write(PLAN_PARTS[name], loaded.grantees, loaded.standing))]
    if against:
        raise not_permitted(*against)
    await check_version(record, conn, actor, loaded, expected_version)
    against = [one for name in names if (one := _closed(PLAN_PARTS[name], loaded))]
    if against:
        raise blocked(*against)
    granted = grant(loaded, actor)
    revision_id: UUID = loaded.row["newest_id"]  # type: ignore[assignment]
    old = await load_content(conn, actor.agency_id, revision_id)
    new = deepcopy(old)
    checked = Checked()
    kept_reason = checked.text(reason, "input.reason", limits.REASON_CHARS)
    apply(new, checked)
    renumber(new)
    _check_content(new, checked)
    checked.done()
    changes = differences(old, new)
    if not changes:
        return Outcome(value=plan_id, unchanged=True)
    event_id, fresh = new_id(), new_id()
    state = None if loaded.state is PlanState.RECORDED else loaded.state.value
    if loaded.row["pinned"]:
        changes.append(Change("revisionId", revision_id, fresh))
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.PLAN,
        subject_id=plan_id,
        version=loaded.version + 1,
        action=action,
        changes=changes,
        reason=kept_reason,
        event_id=event_id,
        unit_id=loaded.unit_id,
        from_state=state,
        to_state=state,
    )
    if loaded.row["pinned"]:
        ordinal = int(str(loaded.row["ordinal"])) + 1
        made = created_after(actor.now, loaded.row["settled"])  # type: ignore[arg-type]
        await conn.insert([PlanRevision(id=fresh, agency_id=actor.agency_id, plan_id=plan_id, ordinal=ordinal, created_at=made)])
        await write_revision(conn, actor.agency_id, fresh, new, keep_ids=False)
    else:
        await rewrite_revision(conn, actor.agency_id, revision_id, old, new)
    moved = await conn.fetch(
        "UPDATE performance_plan SET version = version + 1, updated_at = :now"
        " WHERE agency_id = :agency AND id = :id AND version = :version RETURNING id",
        {"agency": actor.agency_id, "id": granted.row.id, "version": loaded.version, "now": actor.now},
    )
    if len(moved) != 1:
        raise Refused(await stale(conn, actor, SubjectType.PLAN, plan_id, loaded.version, loaded.state.value))
    await announce(conn, actor, event_id, f"plan.{action.value.lower()}")
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=plan_id, event_id=event_id)


def _closed(part: PlanPart, loaded: Loaded) -> Reason | None:
    """Give the reason why the part can't be written now, or None."""
    path = f"input.{part.name}"
    if loaded.state is PlanState.RECORDED:
        return None if loaded.row["drafts"] else Reason(ReasonCode.PART_NOT_EDITABLE, path, {"needed": AppraisalState.DRAFT.value})
    return None if loaded.state in part.states else Reason(ReasonCode.PLAN_PART_CLOSED, path, {"state": loaded.state.value})


def _edit_result(content: PlanContent, edit: ResultEdit, path: str, checked: Checked) -> None:
    if edit.id is None:
        defaults = {
            "kind": ResultKind.MAIN,
            "ownership": ResultOwnership.ORGANISATION,
            "perspective": None,
            "title": None,
            "assigned_by": None,
        }
        result = ResultContent(new_id(), {**defaults, **edit.values, "ordinal": len(content.results) + 1})
        content.results[result.lineage] = result
    else:
        found = next((one for one in content.results.values() if edit.id in (one.lineage, one.row_id)), None)
        if found is None:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, f"{path}.id")
            return
        if edit.remove:
            del content.results[found.lineage]
            return
        result = found
        result.values.update(edit.values)
    for index, one in enumerate(edit.indicators):
        _edit_indicator(result, one, f"{path}.indicators.{index}", checked)
    result.values["title"] = checked.text(result.values["title"], f"{path}.title", limits.TITLE_CHARS, required=True)
    result.values["assigned_by"] = checked.text(result.values["assigned_by"], f"{path}.assignedBy", limits.TITLE_CHARS)


def _edit_indicator(result: ResultContent, edit: IndicatorEdit, path: str, checked: Checked) -> None:
    if edit.id is None:
        defaults = {
            "aspect": Aspect.QUANTITY,
            "title": None,
            "target_text": None,
            "target_value": None,
            "target_high": None,
            "target_unit": None,
        }
        one = IndicatorContent(new_id(), {**defaults, **edit.values, "ordinal": len(result.indicators) + 1})
        result.indicators[one.lineage] = one
    else:
        found = next((each for each in result.indicators.values() if edit.id in (each.lineage, each.row_id)), None)
        if found is None:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, f"{path}.id")
            return
        if edit.remove:
            del result.indicators[found.lineage]
            return
        one = found
        one.values.update(edit.values)
    values = one.values
    values["title"] = checked.text(values["title"], f"{path}.title", limits.TITLE_CHARS, required=True)
    values["target_text"] = checked.text(values["target_text"], f"{path}.targetText", limits.NAME_CHARS)
    values["target_unit"] = checked.text(values["target_unit"], f"{path}.targetUnit", limits.UNIT_OF_MEASURE_CHARS)
    values["target_value"] = checked.figure(values["target_value"], f"{path}.targetValue")
    values["target_high"] = checked.figure(values["target_high"], f"{path}.targetHigh")
    if values["target_text"] is None and values["target_value"] is None:
        checked.wrong(ReasonCode.VALUE_REQUIRED, f"{path}.targetText")
    if values["target_high"] is not None and (values["target_value"] is None or values["target_high"] < values["target_value"]):
        checked.wrong(ReasonCode.RANGE_REVERSED, f"{path}.targetHigh")


def _check_content(content: PlanContent, checked: Checked) -> None:
    for result in content.results.values():
        checked.count(tuple(result.indicators), "input.results.indicators", limits.INDICATORS_ROWS)
