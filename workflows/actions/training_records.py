"""How trainings, needs and enrolments are loaded, and what each action writes; the rules stand in ``workflows.training``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from models import limits
from models.database import Connection
from models.training import Enrolment, Training, TrainingNeed
from models.vocabulary import (
    Attendance,
    EnrolmentAction,
    EnrolmentState,
    ReasonCode,
    SubjectType,
    TrainingAction,
    TrainingNeedAction,
    TrainingNeedState,
)
from workflows.access import Actor, Granted, also
from workflows.actions.plain_record import PlainRecord
from workflows.definition import Step
from workflows.engine import Effect, Loaded, announce, move
from workflows.events import Change
from workflows.texts import Checked
from workflows.training import (
    ENROLMENT,
    TRAINING,
    TRAINING_NEED,
    EnrolmentFacts,
    EnrolmentInputs,
    NeedFacts,
    NeedInputs,
    TrainingFacts,
    TrainingInputs,
)

CONFIRMED = (
    "(SELECT COUNT(*) FROM enrolment c WHERE c.agency_id = {t}.agency_id AND c.training_id = {t}.id"
    f" AND c.state IN ('{EnrolmentState.CONFIRMED.value}', '{EnrolmentState.FINISHED.value}'))"
)
"""How many take a seat in the training ``{t}``."""

_TEXTS: Mapping[str, int] = {"title": limits.TITLE_CHARS, "provider": limits.NAME_CHARS, "place": limits.NAME_CHARS}
_FIGURES: Mapping[str, tuple[ReasonCode, int]] = {
    "hours": (ReasonCode.HOURS_OUT_OF_RANGE, limits.TRAINING_HOURS),
    "capacity": (ReasonCode.CAPACITY_OUT_OF_RANGE, limits.TRAINING_PEOPLE),
}
_PUBLIC = {"starts_on": "startsOn", "last_on": "lastOn"}
_OPTIONAL = frozenset({"provider", "place"})


def checked_content(checked: Checked, given: Mapping[str, Any]) -> dict[str, Any]:
    """Clean what is said of a training, by column; an empty provider or place is none, any other empty text is wrong."""
    kept: dict[str, Any] = {}
    for name, value in given.items():
        path = f"input.{_PUBLIC.get(name, name)}"
        if name in _TEXTS:
            kept[name] = checked.text(value, path, _TEXTS[name], required=name not in _OPTIONAL)
        elif name in _FIGURES:
            code, most = _FIGURES[name]
            if not 1 <= value <= most:
                checked.wrong(code, path, min=1, max=most)
            kept[name] = value
        elif isinstance(value, date):
            kept[name] = checked.day(value, path)
        else:
            kept[name] = value
    return kept


class TrainingRecord(PlainRecord[TrainingFacts, TrainingInputs]):
    """A training as the engine's ``Record``."""

    workflow = TRAINING
    model = Training
    subject_type = SubjectType.TRAINING

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, TrainingFacts]:
        """Load how many take a seat in each; one statement."""
        rows = await conn.fetch(
            f"SELECT t.id, {CONFIRMED.format(t='t')} AS confirmed FROM training t WHERE t.agency_id = :agency AND t.id IN :ids",
            {"agency": actor.agency_id, "ids": [one.id for one in loaded]},
        )
        confirmed = {conn.decode(Training, "id", raw["id"]): int(raw["confirmed"]) for raw in rows}
        return {
            one.id: TrainingFacts(
                starts_on=one.row["starts_on"],  # type: ignore[arg-type]
                last_on=one.row["last_on"],  # type: ignore[arg-type]
                capacity=one.row["capacity"],  # type: ignore[arg-type]
                confirmed=confirmed[one.id],
                today=actor.today,
            )
            for one in loaded
        }

    def checked(self, inputs: TrainingInputs) -> TrainingInputs:
        """Clean the texts and figures and check their limits; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", limits.REASON_CHARS)
        edit = checked_content(checked, inputs.edit)
        checked.done()
        return TrainingInputs(reason, edit)

    def with_inputs(self, facts: TrainingFacts, inputs: TrainingInputs) -> TrainingFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def effect(self, step: Step[TrainingFacts], loaded: Loaded, facts: TrainingFacts, inputs: TrainingInputs, actor: Actor) -> Effect:
        """Set what an edit gives."""
        return Effect(inputs.edit, edit=True) if step.action is TrainingAction.EDIT_TRAINING else Effect({})


class NeedRecord(PlainRecord[NeedFacts, NeedInputs]):
    """A training need as the engine's ``Record``."""

    workflow = TRAINING_NEED
    model = TrainingNeed
    subject_type = SubjectType.TRAINING_NEED

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, NeedFacts]:
        """Give no more than the row: nothing else is asked."""
        return {one.id: NeedFacts() for one in loaded}

    def checked(self, inputs: NeedInputs) -> NeedInputs:
        """Clean the reason and check its limit; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", limits.REASON_CHARS)
        checked.done()
        return NeedInputs(reason)

    def with_inputs(self, facts: NeedFacts, inputs: NeedInputs) -> NeedFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)


class EnrolmentRecord(PlainRecord[EnrolmentFacts, EnrolmentInputs]):
    """An enrolment as the engine's ``Record``."""

    workflow = ENROLMENT
    model = Enrolment
    subject_type = SubjectType.ENROLMENT

    async def load(self, conn: Connection, actor: Actor, ids: Sequence[UUID], *, lock: bool) -> list[Loaded]:
        """Load enrolments, and with ``lock`` take their trainings too: seats are counted after that, so that none is given twice."""
        found = await super().load(conn, actor, ids, lock=lock)
        if lock and found and conn.dialect == "postgres":
            # In a statement by itself, after which the count reads what others have committed while this one waited.
            trainings = sorted({one.row["training_id"] for one in found}, key=str)
            await conn.fetch(
                "SELECT t.id FROM training t WHERE t.agency_id = :agency AND t.id IN :ids ORDER BY t.id FOR NO KEY UPDATE",
                {"agency": actor.agency_id, "ids": trainings},
            )
        return found

    async def facts(self, conn: Connection, actor: Actor, loaded: Sequence[Loaded]) -> dict[UUID, EnrolmentFacts]:
        """Load each enrolment's training with its seats; one statement."""
        rows = await conn.fetch(
            f"SELECT e.id, t.state, t.starts_on, t.hours, t.capacity, {CONFIRMED.format(t='t')} AS confirmed FROM enrolment e"
            " JOIN training t ON t.agency_id = e.agency_id AND t.id = e.training_id WHERE e.agency_id = :agency AND e.id IN :ids",
            {"agency": actor.agency_id, "ids": [one.id for one in loaded]},
        )
        return {
            conn.decode(Enrolment, "id", raw["id"]): EnrolmentFacts(
                training_state=conn.decode(Training, "state", raw["state"]),
                starts_on=conn.decode(Training, "starts_on", raw["starts_on"]),
                hours=int(raw["hours"]),
                capacity=int(raw["capacity"]),
                confirmed=int(raw["confirmed"]),
                today=actor.today,
            )
            for raw in rows
        }

    def checked(self, inputs: EnrolmentInputs) -> EnrolmentInputs:
        """Clean the reason and check its limit; raises ``Refused`` with INVALID."""
        checked = Checked()
        reason = checked.text(inputs.reason, "input.reason", limits.REASON_CHARS)
        checked.done()
        return replace(inputs, reason=reason)

    def with_inputs(self, facts: EnrolmentFacts, inputs: EnrolmentInputs) -> EnrolmentFacts:
        """Lay a command's inputs over the facts."""
        return replace(facts, inputs=inputs)

    def effect(self, step: Step[EnrolmentFacts], loaded: Loaded, facts: EnrolmentFacts, inputs: EnrolmentInputs, actor: Actor) -> Effect:
        """Keep the attendance with its hours: all of the training's unless fewer are given, none for somebody who was absent."""
        if step.action is not EnrolmentAction.RECORD_ATTENDANCE:
            return Effect({})
        present = inputs.attendance is Attendance.PRESENT
        hours = (inputs.hours if inputs.hours is not None else facts.hours) if present else 0
        return Effect({"attendance": inputs.attendance, "hours": hours})

    async def write(
        self, conn: Connection, granted: Granted[Loaded], step: Step[EnrolmentFacts], inputs: EnrolmentInputs, facts: EnrolmentFacts
    ) -> tuple[Change, ...]:
        """Answer the need for which an enrolment is confirmed, by an event of the need's own; one that is closed already stays so."""
        need_id = granted.row.row["need_id"]
        if step.action is not EnrolmentAction.CONFIRM_ENROLMENT or not isinstance(need_id, UUID):
            return ()
        record = NeedRecord()
        [need] = await record.load(conn, granted.actor, [need_id], lock=True)
        if need.state is TrainingNeedState.STATED:
            action = TrainingNeedAction.ANSWER_NEED
            event_id = await move(record, conn, also(granted, need), action, TrainingNeedState.ANSWERED, {}, (), None)
            await announce(conn, granted.actor, event_id, "training_need.answer_need")
        return ()
