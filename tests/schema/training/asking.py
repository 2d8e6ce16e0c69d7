"""Making trainings, needs and enrolments in a state, and calling the mutations of training."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from models.vocabulary import (
    Attendance,
    EnrolmentAction,
    EnrolmentState,
    TrainingAction,
    TrainingKind,
    TrainingState,
    TrainingSubject,
    Word,
)
from tests.schema.calling import MOVED, REFUSAL, Calls
from tests.worlds import TEN_CHARS, World, done
from workflows.actions.enrolments import EnrolmentDraft, request_enrolment
from workflows.actions.training import TrainingDraft, add_training
from workflows.actions.training_records import EnrolmentRecord, TrainingRecord
from workflows.engine import Command, advance
from workflows.training import EnrolmentInputs, TrainingInputs

EVERYBODY = (
    *("employee", "colleague", "supervisor", "approver", "mayor", "planner", "stranger"),
    *("hr", "auditor", "leader", "operator", "foreigner"),
)
KEEPERS = ("planner", "mayor", "hr")
"""Who keeps the planning board's trainings: who leads it, who leads the city above it, and the agency's admin."""
NO_RELATION = ("NOT_PERMITTED", ["RELATION_REQUIRED"])
NO_ROLE = ("NOT_PERMITTED", ["ROLE_REQUIRED"])
HIDDEN: tuple[str, list[str]] = ("NOT_FOUND", [])
ILLEGAL = ("ILLEGAL_TRANSITION", ["ACTION_NOT_IN_STATE"])
SUBJECTS: Mapping[str, str] = {
    **dict.fromkeys(("addTraining", "editTraining", "openTraining", "holdTraining", "cancelTraining"), "training"),
    **dict.fromkeys(("stateTrainingNeed", "declineTrainingNeed", "withdrawTrainingNeed"), "trainingNeed"),
    **dict.fromkeys(("requestEnrolment", "confirmEnrolment", "declineEnrolment", "withdrawEnrolment", "recordAttendance"), "enrolment"),
    "giveTrainingOpinion": "trainingOpinion",
}
FIELDS = {
    "training": "id state version title provider capacity confirmed",
    "trainingNeed": "id state version source text",
    "enrolment": "id state version attendance hours need { id state }",
    "trainingOpinion": "id version usefulness text audience",
}


async def call(calls: Calls, who: str, field: str, **given: Any) -> dict[str, Any]:
    """Call a mutation of training, and give its payload."""
    subject = SUBJECTS[field]
    moved = f"event {{ id }} replayed unchanged {REFUSAL}" if subject == "trainingOpinion" else f"{MOVED} unchanged"
    body = await calls.answer(who, field, given, selection=f"{{ {subject} {{ {FIELDS[subject]} }} {moved} }}")
    assert "errors" not in body, body["errors"]
    payload: dict[str, Any] = body["data"][field]
    return payload


async def made(calls: Calls, who: str, field: str, **given: Any) -> dict[str, Any]:
    """Call a mutation that succeeds, and give the record that it answers."""
    payload = await call(calls, who, field, **given)
    assert payload["refusal"] is None, payload["refusal"]
    record: dict[str, Any] = payload[SUBJECTS[field]]
    return record


def outcome(payload: Mapping[str, Any], field: str) -> tuple[str, list[str]]:
    """Give the state, or the refusal's code with its reasons'."""
    refusal = payload["refusal"]
    if refusal is None:
        return payload[SUBJECTS[field]]["state"], []
    return refusal["code"], [one["code"] for one in refusal["reasons"]]


def draft(world: World, **more: Any) -> dict[str, Any]:
    """Give the input of ``addTraining`` for a workshop of the planning board on these two days."""
    words = {"title": "Lokakarya menyusun hasil", "kind": "WORKSHOP", "subject": "PLANNING"}
    when = {"startsOn": "2026-03-09", "lastOn": "2026-03-10", "hours": 12, "capacity": 20}
    return {"unitId": f"unt_{world.units['planning']}", **words, **when, **more}


async def training_in(world: World, state: TrainingState, *, starts: date = date(2026, 3, 9), capacity: int = 20) -> UUID:
    """Make a training of the planning board in a state, by who leads it."""
    planner = world.actor("planner")
    kept = TrainingDraft(
        world.units["planning"],
        "Lokakarya",
        TrainingKind.WORKSHOP,
        TrainingSubject.PLANNING,
        starts,
        max(starts, date(2026, 3, 10)),
        12,
        capacity,
    )
    added = done(await add_training(world.database, planner, kept)).value
    assert isinstance(added, UUID)
    steps: dict[TrainingState, tuple[TrainingAction, ...]] = {
        TrainingState.PLANNED: (),
        TrainingState.OPEN: (TrainingAction.OPEN_TRAINING,),
        TrainingState.HELD: (TrainingAction.OPEN_TRAINING, TrainingAction.HOLD_TRAINING),
        TrainingState.CANCELLED: (TrainingAction.CANCEL_TRAINING,),
    }
    for version, action in enumerate(steps[state], start=1):
        done(await advance(TrainingRecord(), world.database, planner, Command(added, action, version, TrainingInputs(TEN_CHARS))))
    return added


async def enrolment_in(
    world: World, state: EnrolmentState, *, of: str = "employee", by: str = "approver", training: UUID | None = None
) -> dict[str, Any]:
    """Make an enrolment in a state: proposed, and moved by who leads the planning board or by the participant."""
    into = training or await training_in(world, TrainingState.OPEN)
    asked = EnrolmentDraft(into, world.members[of].employee_id)
    key = done(await request_enrolment(world.database, world.actor(by), asked)).value
    assert key is not None
    steps: dict[EnrolmentState, tuple[tuple[str, Word], ...]] = {
        EnrolmentState.REQUESTED: (),
        EnrolmentState.CONFIRMED: (("planner", EnrolmentAction.CONFIRM_ENROLMENT),),
        EnrolmentState.DECLINED: (("planner", EnrolmentAction.DECLINE_ENROLMENT),),
        EnrolmentState.WITHDRAWN: ((of, EnrolmentAction.WITHDRAW_ENROLMENT),),
        EnrolmentState.FINISHED: (("planner", EnrolmentAction.CONFIRM_ENROLMENT), ("planner", EnrolmentAction.RECORD_ATTENDANCE)),
    }
    version = 1
    for version, (who, action) in enumerate(steps[state], start=1):
        inputs = EnrolmentInputs(TEN_CHARS, Attendance.PRESENT)
        done(await advance(EnrolmentRecord(), world.database, world.actor(who), Command(key, action, version, inputs)))
    return {"id": f"enr_{key}", "expectedVersion": 1 + len(steps[state])}
