"""Recognising somebody, for a reached target or for effort; and the recognition as the engine's record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from models import limits
from models.database import Connection, Database, new_id
from models.recognition import Recognition
from models.vocabulary import (
    EventAction,
    ReasonCode,
    RecognitionAction,
    RecognitionKind,
    RecognitionState,
    RecognitionVisibility,
    Relation,
    SubjectType,
    TargetOutcome,
)
from workflows.access import Actor
from workflows.actions.beginning import begin, replayed
from workflows.actions.feedback import require_side
from workflows.actions.people import load_employee
from workflows.actions.plain_record import PlainRecord
from workflows.commands import Attempt, IdempotencyKey, Outcome, run
from workflows.conditions import base_params
from workflows.definition import Step
from workflows.engine import Effect, Loaded
from workflows.figures.judged import judged_indicator
from workflows.reach import led_units
from workflows.recognition import RECOGNITION, RecognitionFacts, RecognitionInputs
from workflows.refusals import Reason, WhoCan, not_permitted
from workflows.standing import TODAY
from workflows.texts import Checked


class RecognitionRecord(PlainRecord[RecognitionFacts, RecognitionInputs]):
    """A recognition as the engine's ``Record``."""

    workflow = RECOGNITION
    model = Recognition
    subject_type = SubjectType.RECOGNITION

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, RecognitionFacts]:
        """Give no more than the row: nothing else is asked."""
        return {one.id: RecognitionFacts() for one in loaded}

    def checked(self, inputs: RecognitionInputs) -> RecognitionInputs:
        """Clean the reason and check its limit; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", limits.REASON_CHARS)
        checked.done()
        return replace(inputs, reason=reason)

    def with_inputs(self, facts: RecognitionFacts, inputs: RecognitionInputs) -> RecognitionFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def effect(
        self, step: Step[RecognitionFacts], loaded: Loaded, facts: RecognitionFacts, inputs: RecognitionInputs, actor: Actor
    ) -> Effect:
        """Keep who may see it; one that is declined is seen by giver and receiver alone again."""
        match step.action:
            case RecognitionAction.ACCEPT_RECOGNITION:
                return Effect({"visibility": inputs.visibility})
            case RecognitionAction.SHOW_RECOGNITION:
                return Effect({"visibility": inputs.visibility}, edit=True)
            case RecognitionAction.DECLINE_RECOGNITION if loaded.row["visibility"] is not None:
                return Effect({"visibility": RecognitionVisibility.ONLY_ME})
            case _:
                return Effect({})


@dataclass(frozen=True, slots=True)
class RecognitionDraft:
    """A recognition to give; with an indicator (row or lineage) it is for a reached target, without one for effort.

    ``unit_id`` is the unit in whose name its leader gives it.
    """

    receiver_id: UUID
    reason: str
    indicator_id: UUID | None = None
    appraisal_id: UUID | None = None
    unit_id: UUID | None = None


async def give_recognition(database: Database, actor: Actor, draft: RecognitionDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Recognise somebody in one transaction; the outcome's value is the recognition's id."""
    attempt = Attempt(SubjectType.RECOGNITION, None, EventAction.GIVE_RECOGNITION)
    return await run(database, actor, attempt, lambda conn: give_recognition_in(conn, actor, draft, key), key)


async def give_recognition_in(conn: Connection, actor: Actor, draft: RecognitionDraft, key: IdempotencyKey | None = None) -> Outcome[UUID]:
    """Recognise somebody inside the caller's transaction.

    Raises:
        Refused: NOT_FOUND for the receiver; NOT_PERMITTED for who holds no post here, or doesn't lead the unit in whose name they give it;
            BLOCKED for a receiver who holds none; INVALID for oneself, an empty or too long reason, an indicator that isn't the receiver's
            or that the giver may not see, and one whose target isn't reached by what the giver sees.
    """
    receiver = await load_employee(conn, actor, draft.receiver_id)
    replay = await replayed(conn, actor, key)
    if replay is not None:
        return replay
    side = await require_side(conn, actor, receiver, "input.receiverId")
    if draft.unit_id is not None:
        await _require_leader(conn, actor, draft.receiver_id, draft.unit_id)
    checked = Checked()
    reason = checked.text(draft.reason, "input.reason", limits.TEXT_CHARS, required=True)
    behind = await _behind(conn, actor, draft, checked)
    checked.done()
    row = Recognition(
        id=new_id(),
        agency_id=actor.agency_id,
        employee_id=draft.receiver_id,
        author_id=actor.employee_id,
        unit_id=receiver.unit_id,
        for_unit_id=draft.unit_id,
        side=side,
        reason=reason or "",
        given_at=actor.now,
        state=RecognitionState.GIVEN,
        version=1,
        state_since=actor.now,
        updated_at=actor.now,
        **behind,
    )
    return await begin(conn, actor, row, SubjectType.RECOGNITION, EventAction.GIVE_RECOGNITION, key, receiver.unit_id)


async def _require_leader(conn: Connection, actor: Actor, receiver_id: UUID, unit_id: UUID) -> None:
    rows = await conn.fetch(
        f"SELECT 1 AS one FROM unit_closure k JOIN position p ON p.agency_id = k.agency_id AND p.unit_id = k.descendant_id"
        " JOIN assignment a ON a.agency_id = p.agency_id AND a.position_id = p.id WHERE k.agency_id = :acc_agency"
        f" AND k.ancestor_id = :unit AND k.ancestor_id IN ({led_units(actor)}) AND a.employee_id = :receiver AND a.recorded_to IS NULL"
        f" AND {TODAY.format(l='k')} AND {TODAY.format(l='a')}",
        {**base_params(actor), "unit": unit_id, "receiver": receiver_id},
    )
    if not rows:
        who = (WhoCan(relation=Relation.UNIT_LEADER),)
        raise not_permitted(Reason(ReasonCode.RELATION_REQUIRED, "input.unitId", {"role": Relation.UNIT_LEADER.value}, who))


async def _behind(conn: Connection, actor: Actor, draft: RecognitionDraft, checked: Checked) -> dict[str, Any]:
    if draft.indicator_id is None:
        if draft.appraisal_id is not None:
            checked.wrong(ReasonCode.INDICATOR_REQUIRED, "input.indicatorId")
        return {"kind": RecognitionKind.EFFORT}
    judged = await judged_indicator(conn, actor, draft.receiver_id, draft.indicator_id, draft.appraisal_id)
    if judged is None or judged.outcome is not TargetOutcome.REACHED:
        checked.wrong(ReasonCode.UNKNOWN_REFERENCE if judged is None else ReasonCode.TARGET_NOT_REACHED, "input.indicatorId")
        return {}
    return {
        "kind": RecognitionKind.TARGET_REACHED,
        "plan_id": judged.plan_id,
        "appraisal_id": draft.appraisal_id,
        "result_lineage_id": judged.result_lineage,
        "indicator_lineage_id": judged.indicator_lineage,
        "figure": judged.figure,
    }
