"""Linking a result to the leader's result that it supports, at any time, and writing the leader's matrix of own results and staff.

Neither touches a revision: an agreed plan is linked later too, once the leader has planned.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from models import limits
from models.cascade import MatrixRole, ResultSupport
from models.database import Connection, Database, new_id
from models.plans import PlannedResult
from models.vocabulary import EventAction, PlanState, ReasonCode, Relation, SubjectType, SupportKind
from workflows import cascade, events
from workflows.access import Actor, grant
from workflows.actions.plan_record import PlanRecord
from workflows.changes import row_differences
from workflows.commands import Attempt, IdempotencyKey, Outcome, recall_outcome, remember_outcome, run
from workflows.engine import Loaded, announce, check_version, load_one
from workflows.events import Change
from workflows.plan import PlanPart, may_not_write
from workflows.refusals import Refused, not_permitted
from workflows.staleness import stale
from workflows.texts import Checked

_LINKS = PlanPart("supports", (Relation.EMPLOYEE, Relation.APPRAISER), tuple(PlanState))
_MATRIX = PlanPart("cells", (Relation.EMPLOYEE,), tuple(PlanState))


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """What a result is to support: a row id of the result, a row id of the leader's, or None for nothing any more."""

    result_id: UUID
    supported_id: UUID | None
    support: SupportKind = SupportKind.DIRECT


@dataclass(frozen=True, slots=True)
class CellDraft:
    """A cell of the matrix: a row id of the leader's result, an assignment, and the role there; None takes the cell out."""

    result_id: UUID
    assignment_id: UUID
    role: str | None


async def link_result(
    database: Database, actor: Actor, plan_id: UUID, expected_version: int, draft: LinkDraft, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Link a result, or take its link away, in one transaction; a refusal comes back as data."""
    attempt = Attempt(SubjectType.PLAN, plan_id, EventAction.LINK_RESULT)
    return await run(database, actor, attempt, lambda conn: link_result_in(conn, actor, plan_id, expected_version, draft, key), key)


async def link_result_in(
    conn: Connection, actor: Actor, plan_id: UUID, expected_version: int, draft: LinkDraft, key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Link a result inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED for whoever is neither the plan's employee nor who appraises today, STALE, or INVALID for a
            result that the plan doesn't have and for one that it may not support (``workflows.cascade``).
    """
    loaded, replayed = await _opened(conn, actor, plan_id, expected_version, _LINKS, key)
    if replayed is not None:
        return replayed
    checked = Checked()
    lineages = await _lineages(conn, actor, loaded, {draft.result_id})
    lineage = lineages.get(draft.result_id)
    if lineage is None:
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.resultId")
    target = None
    if draft.supported_id is not None:
        target = await _target(conn, actor, plan_id, draft.supported_id)
        if target is None:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, "input.supportsResultId")
    checked.done()
    if lineage is None:
        raise TypeError("a result that is linked has a lineage")
    before = await _support_of(conn, actor, plan_id, lineage)
    row = None
    if target is not None:
        row = ResultSupport(
            id=before.id if before else new_id(),
            agency_id=actor.agency_id,
            plan_id=plan_id,
            lineage_id=lineage,
            supported_plan_id=target.plan_id,
            supported_lineage_id=target.lineage_id,
            support=draft.support,
            linked_at=actor.now,
        )
    changes = row_differences(f"supports.{lineage}.", ResultSupport, before, row, frozenset({"plan_id", "lineage_id", "linked_at"}))

    if not changes:
        return Outcome(value=plan_id, unchanged=True)

    async def write() -> None:
        await conn.execute(
            "DELETE FROM result_support WHERE agency_id = :agency AND plan_id = :plan AND lineage_id = :lineage",
            {"agency": actor.agency_id, "plan": plan_id, "lineage": lineage},
        )
        await conn.insert([row] if row else [])

    event_id = await _versioned(conn, actor, loaded, EventAction.LINK_RESULT, changes, write)
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=plan_id, event_id=event_id)


async def edit_role_matrix(
    database: Database, actor: Actor, plan_id: UUID, expected_version: int, cells: Sequence[CellDraft], key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Write cells of a leader's matrix in one transaction; a refusal comes back as data."""
    attempt = Attempt(SubjectType.PLAN, plan_id, EventAction.EDIT_ROLE_MATRIX)
    return await run(database, actor, attempt, lambda conn: edit_role_matrix_in(conn, actor, plan_id, expected_version, cells, key), key)


async def edit_role_matrix_in(
    conn: Connection, actor: Actor, plan_id: UUID, expected_version: int, cells: Sequence[CellDraft], key: IdempotencyKey | None = None
) -> Outcome[UUID]:
    """Write cells inside the caller's transaction; other cells stay as they are.

    Raises:
        Refused: NOT_FOUND, NOT_PERMITTED for whoever isn't the leader whose plan it is, STALE, or INVALID for too many cells, results that
            the plan doesn't have, and assignments whose holder the leader doesn't appraise today.
    """
    loaded, replayed = await _opened(conn, actor, plan_id, expected_version, _MATRIX, key)
    if replayed is not None:
        return replayed
    checked = Checked()
    checked.count(tuple(cells), "input.cells", limits.MATRIX_CELLS_ROWS)
    if not cells:
        checked.wrong(ReasonCode.VALUE_REQUIRED, "input.cells")
    checked.done()
    lineages = await _lineages(conn, actor, loaded, {one.result_id for one in cells})
    matrix = (await cascade.matrices(conn, actor, [plan_id]))[plan_id]
    staff = {assignment for assignment, _ in matrix.staff}
    asked: dict[tuple[UUID, UUID], MatrixRole | None] = {}
    stored = await _roles_of(conn, actor, plan_id)
    for index, cell in enumerate(cells):
        path = f"input.cells.{index}"
        lineage = lineages.get(cell.result_id)
        if lineage is None:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, f"{path}.resultId")
        elif cell.role is not None and cell.assignment_id not in staff:
            checked.wrong(ReasonCode.UNKNOWN_REFERENCE, f"{path}.assignmentId")
        role = checked.text(cell.role, f"{path}.role", limits.TITLE_CHARS)
        if lineage is None:
            continue
        place = lineage, cell.assignment_id
        if place in asked:
            checked.wrong(ReasonCode.DUPLICATE, path)
        shared = {"agency_id": actor.agency_id, "plan_id": plan_id, "lineage_id": lineage, "assignment_id": cell.assignment_id}
        asked[place] = None if role is None else MatrixRole(id=stored[place].id if place in stored else new_id(), role=role, **shared)
    checked.done()
    changes = [
        change
        for place, row in asked.items()
        for change in row_differences(
            f"matrix.{place[0]}.{place[1]}.", MatrixRole, stored.get(place), row, frozenset({"plan_id", "lineage_id", "assignment_id"})
        )
    ]

    if not changes:
        return Outcome(value=plan_id, unchanged=True)

    async def write() -> None:
        gone = [stored[place].id for place in asked if place in stored]
        if gone:
            await conn.execute("DELETE FROM matrix_role WHERE agency_id = :agency AND id IN :ids", {"agency": actor.agency_id, "ids": gone})
        await conn.insert([row for row in asked.values() if row is not None])

    event_id = await _versioned(conn, actor, loaded, EventAction.EDIT_ROLE_MATRIX, changes, write)
    await remember_outcome(conn, actor, key, event_id)
    return Outcome(value=plan_id, event_id=event_id)


async def _opened(
    conn: Connection, actor: Actor, plan_id: UUID, expected_version: int, part: PlanPart, key: IdempotencyKey | None
) -> tuple[Loaded, Outcome[UUID] | None]:
    record = PlanRecord()
    loaded = await load_one(record, conn, actor, plan_id)
    replay = await recall_outcome(conn, actor, key)
    if replay is not None:
        return loaded, Outcome(value=plan_id, event_id=replay, replayed=True)
    against = may_not_write(part, loaded.grantees, loaded.standing)
    if against is not None:
        raise not_permitted(against)
    await check_version(record, conn, actor, loaded, expected_version)
    return loaded, None


async def _lineages(conn: Connection, actor: Actor, loaded: Loaded, row_ids: set[UUID]) -> dict[UUID, UUID]:
    """Give the lineages of a plan's results by row ids of any of its revisions, as far as the newest or the one in force has them."""
    rows = await conn.fetch(
        "SELECT t.id, t.lineage_id FROM planned_result t JOIN plan_revision r ON r.agency_id = t.agency_id AND r.id = t.revision_id"
        " WHERE t.agency_id = :agency AND r.plan_id = :plan AND t.id IN :ids AND EXISTS (SELECT 1 FROM planned_result n"
        " WHERE n.agency_id = t.agency_id AND n.lineage_id = t.lineage_id AND n.revision_id IN :shown)",
        {
            "agency": actor.agency_id,
            "plan": loaded.id,
            "ids": list(row_ids),
            "shown": [one for one in (loaded.row["newest_id"], loaded.row["in_force_revision_id"]) if one is not None],
        },
    )
    return {conn.decode(PlannedResult, "id", raw["id"]): conn.decode(PlannedResult, "lineage_id", raw["lineage_id"]) for raw in rows}


async def _target(conn: Connection, actor: Actor, plan_id: UUID, row_id: UUID) -> cascade.Supportable | None:
    """Find what may be supported by a row id of any revision of the leader's plan."""
    rows = await conn.fetch(
        "SELECT lineage_id FROM planned_result WHERE agency_id = :agency AND id = :id", {"agency": actor.agency_id, "id": row_id}
    )
    if not rows:
        return None
    lineage = conn.decode(PlannedResult, "lineage_id", rows[0]["lineage_id"])
    return next((one for one in (await cascade.supportable(conn, actor, [plan_id]))[plan_id] if one.lineage_id == lineage), None)


async def _support_of(conn: Connection, actor: Actor, plan_id: UUID, lineage: UUID) -> ResultSupport | None:
    names = tuple(ResultSupport._meta.fields_map)
    rows = await conn.fetch(
        f"SELECT {', '.join(names)} FROM result_support WHERE agency_id = :agency AND plan_id = :plan AND lineage_id = :lineage",
        {"agency": actor.agency_id, "plan": plan_id, "lineage": lineage},
    )
    return ResultSupport(**{name: conn.decode(ResultSupport, name, rows[0][name]) for name in names}) if rows else None


async def _roles_of(conn: Connection, actor: Actor, plan_id: UUID) -> dict[tuple[UUID, UUID], MatrixRole]:
    names = tuple(MatrixRole._meta.fields_map)
    rows = await conn.fetch(
        f"SELECT {', '.join(names)} FROM matrix_role WHERE agency_id = :agency AND plan_id = :plan",
        {"agency": actor.agency_id, "plan": plan_id},
    )
    found = [MatrixRole(**{name: conn.decode(MatrixRole, name, raw[name]) for name in names}) for raw in rows]
    return {(one.lineage_id, one.assignment_id): one for one in found}


async def _versioned(
    conn: Connection, actor: Actor, loaded: Loaded, action: EventAction, changes: Sequence[Change], write: Callable[[], Awaitable[None]]
) -> UUID:
    """Write the event, then what it tells, then the plan's next version by compare-and-set: so the guards let it through."""
    granted = grant(loaded, actor)
    event_id, state = new_id(), None if loaded.state is PlanState.RECORDED else loaded.state.value
    await events.record(
        conn,
        actor=actor,
        subject_type=SubjectType.PLAN,
        subject_id=loaded.id,
        version=loaded.version + 1,
        action=action,
        changes=changes,
        from_state=state,
        to_state=state,
        event_id=event_id,
        unit_id=loaded.unit_id,
    )
    await write()
    moved = await conn.fetch(
        "UPDATE performance_plan SET version = version + 1, updated_at = :now"
        " WHERE agency_id = :agency AND id = :id AND version = :version RETURNING id",
        {"agency": actor.agency_id, "id": granted.row.id, "version": loaded.version, "now": actor.now},
    )
    if len(moved) != 1:
        raise Refused(await stale(conn, actor, SubjectType.PLAN, loaded.id, loaded.version, loaded.state.value))
    await announce(conn, actor, event_id, f"plan.{action.value.lower()}")
    return event_id
