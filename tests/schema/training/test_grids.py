"""Who may do what with a training, a need and an enrolment in which state, by hand; and who reads each, by node, list and history."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import EnrolmentState, TrainingNeedState, TrainingState
from tests.schema.calling import Calls
from tests.schema.training.asking import (
    EVERYBODY,
    HIDDEN,
    ILLEGAL,
    KEEPERS,
    NO_RELATION,
    NO_ROLE,
    call,
    enrolment_in,
    made,
    outcome,
    training_in,
)
from tests.worlds import TEN_CHARS, make_world

Cell = tuple[str, list[str]]


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town; it is 10 March 2026."""
    return Calls(await make_world(database, complete=()))


def of(people: tuple[str, ...], cell: Cell) -> dict[str, Cell]:
    """Give the same cell to several people."""
    return dict.fromkeys(people, cell)


# Everybody of the agency sees the catalogue; its keepers alone move it.
NO_KEEPER = {**of(EVERYBODY, NO_RELATION), "foreigner": HIDDEN}
TRAININGS: Mapping[str, Mapping[str, Cell]] = {
    "editTraining": {"PLANNED": ("PLANNED", []), "OPEN": ("OPEN", []), "HELD": ILLEGAL, "CANCELLED": ILLEGAL},
    "openTraining": {"PLANNED": ("OPEN", []), "OPEN": ILLEGAL, "HELD": ILLEGAL, "CANCELLED": ILLEGAL},
    "holdTraining": {"PLANNED": ILLEGAL, "OPEN": ("HELD", []), "HELD": ILLEGAL, "CANCELLED": ILLEGAL},
    "cancelTraining": {"PLANNED": ("CANCELLED", []), "OPEN": ("CANCELLED", []), "HELD": ILLEGAL, "CANCELLED": ILLEGAL},
}

# The employee's need, stated by the supervisor. Whoever isn't named is NOT_FOUND: neither the auditor nor a keeper of trainings reads it.
_STATERS = ("employee", "supervisor", "approver", "mayor")
_CLOSED = ("ANSWERED", "DECLINED", "WITHDRAWN")
NEEDS: Mapping[str, Mapping[str, Mapping[str, Cell]]] = {
    "declineTrainingNeed": {
        "STATED": {**of(_STATERS, NO_ROLE), "hr": ("DECLINED", [])},
        **{state: {**of(_STATERS, NO_ROLE), "hr": ILLEGAL} for state in _CLOSED},
    },
    "withdrawTrainingNeed": {
        "STATED": {**of(("employee", "supervisor"), ("WITHDRAWN", [])), **of(("approver", "mayor", "hr"), NO_RELATION)},
        **{state: {**of(("employee", "supervisor"), ILLEGAL), **of(("approver", "mayor", "hr"), NO_RELATION)} for state in _CLOSED},
    },
}

# The employee's enrolment, proposed by the approver, in a training of the planning board. Whoever isn't named is NOT_FOUND.
_PARTIES = ("employee", "supervisor", "approver", "auditor")
_KEPT = {state: {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ILLEGAL)} for state in ("DECLINED", "WITHDRAWN")}
_OTHERS = ("supervisor", "auditor", *KEEPERS)
ENROLMENTS: Mapping[str, Mapping[str, Mapping[str, Cell]]] = {
    "confirmEnrolment": {
        **_KEPT,
        "REQUESTED": {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ("CONFIRMED", []))},
        "CONFIRMED": {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ILLEGAL)},
        "FINISHED": {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ILLEGAL)},
    },
    "declineEnrolment": {
        **_KEPT,
        "REQUESTED": {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ("DECLINED", []))},
        "CONFIRMED": {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ("DECLINED", []))},
        "FINISHED": {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ILLEGAL)},
    },
    "recordAttendance": {
        **_KEPT,
        "REQUESTED": {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ILLEGAL)},
        "CONFIRMED": {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ("FINISHED", []))},
        "FINISHED": {**of(_PARTIES, NO_RELATION), **of(KEEPERS, ("FINISHED", []))},
    },
    "withdrawEnrolment": {
        "REQUESTED": {**of(_OTHERS, NO_RELATION), **of(("employee", "approver"), ("WITHDRAWN", []))},
        # Who proposed it can't take back what has been confirmed; the participant can.
        "CONFIRMED": {**of(_OTHERS, NO_RELATION), "approver": NO_RELATION, "employee": ("WITHDRAWN", [])},
        **{state: {**of(_OTHERS, NO_RELATION), **of(("employee", "approver"), ILLEGAL)} for state in ("DECLINED", "WITHDRAWN", "FINISHED")},
    },
}
READS = (
    "query ($id: ID!) { node(id: $id) { id } trainingNeeds { totalCount } enrolments { totalCount }"
    " historyEvents(filter: {subject: $id, refused: false}) { totalCount } }"
)


def more(field: str) -> dict[str, Any]:
    """Give what an action takes beside the record."""
    taken: dict[str, dict[str, Any]] = {
        "editTraining": {"capacity": 21},
        "recordAttendance": {"attendance": "PRESENT", "hours": 8},
    }
    return taken.get(field, {"reason": TEN_CHARS})


async def test_who_may_move_a_training_in_which_state(calls: Calls) -> None:
    """Its keepers; a refusal changes nothing, nor does a dry run."""
    cells = 0
    for state in TrainingState:
        key = await training_in(calls.world, state)
        version = {"PLANNED": 1, "OPEN": 2, "HELD": 3, "CANCELLED": 2}[state.value]
        before = await calls.stored()
        for field, row in TRAININGS.items():
            for who in EVERYBODY:
                expected = row[state.value] if who in KEEPERS else NO_KEEPER[who]
                given = {"id": f"trn_{key}", "expectedVersion": version, **more(field)}
                if not expected[1] and expected != HIDDEN:
                    if field != "editTraining":
                        planned = await call(calls, who, field, **given, dryRun=True)
                        assert (planned["refusal"], planned["preview"]["toState"]) == (None, expected[0]), (who, state, field)
                    fresh = await training_in(calls.world, state)
                    payload = await call(calls, who, field, **{**given, "id": f"trn_{fresh}"})
                    before = await calls.stored()
                else:
                    payload = await call(calls, who, field, **given)
                assert outcome(payload, field) == expected, (who, state, field)
                cells += 1
        assert await calls.stored() == before
    assert cells == 192


async def need_in(calls: Calls, state: TrainingNeedState) -> tuple[str, int]:
    """Make a need of the employee, stated by the supervisor, in a state; give its id and version."""
    words = {"subject": "PLANNING", "text": "Menyusun hasil, bukan kegiatan."}
    employee = calls.world.employee("employee")
    need = await made(calls, "supervisor", "stateTrainingNeed", employeeId=employee, **words)
    given = {"id": need["id"], "expectedVersion": 1}
    if state is TrainingNeedState.DECLINED:
        await made(calls, "hr", "declineTrainingNeed", **given, reason=TEN_CHARS)
    if state is TrainingNeedState.WITHDRAWN:
        await made(calls, "supervisor", "withdrawTrainingNeed", **given)
    if state is TrainingNeedState.ANSWERED:
        training = f"trn_{await training_in(calls.world, TrainingState.OPEN)}"
        asked = await made(calls, "employee", "requestEnrolment", trainingId=training, employeeId=employee, needId=need["id"])
        confirmed = await made(calls, "hr", "confirmEnrolment", id=asked["id"], expectedVersion=1)
        assert confirmed["need"] == {"id": need["id"], "state": "ANSWERED"}
    return need["id"], 1 if state is TrainingNeedState.STATED else 2


async def test_who_may_move_a_need_and_who_reads_it(calls: Calls) -> None:
    """They who state it take it back, an admin declines it; no auditor reads it, neither in a list nor in its history."""
    cells = 0
    for state in TrainingNeedState:
        key, version = await need_in(calls, state)
        for field, rows in NEEDS.items():
            for who in EVERYBODY:
                expected = rows[state.value].get(who, HIDDEN)
                before = await calls.stored()
                given = {"id": key, "expectedVersion": version, "reason": TEN_CHARS}
                if not expected[1] and expected != HIDDEN:
                    planned = await call(calls, who, field, **given, dryRun=True)
                    assert planned["preview"]["toState"] == expected[0], (who, state, field)
                    assert await calls.stored() == before
                    given["id"], _ = await need_in(calls, state)
                payload = await call(calls, who, field, **given)
                assert outcome(payload, field) == expected, (who, state, field)
                if payload["refusal"] is not None:
                    assert await calls.stored() == before
                cells += 1
    assert cells == 96
    key, _ = await need_in(calls, TrainingNeedState.STATED)
    [count] = (await calls.world.all("SELECT COUNT(*) AS n FROM training_need"))[0].values()
    for who in EVERYBODY:
        data = (await calls.post(who, READS, {"id": key}))["data"]
        reads = who in ("employee", "supervisor", "approver", "mayor", "hr")
        seen = (data["node"] is not None, data["historyEvents"]["totalCount"], data["trainingNeeds"]["totalCount"])
        assert seen == (reads, int(reads), count if reads else 0), who


async def test_who_may_move_an_enrolment_and_who_reads_it(calls: Calls) -> None:
    """Keepers confirm, decline and record; the participant and who proposed them take back; parties, keepers and auditors read it."""
    cells = 0
    for state in EnrolmentState:
        kept = await enrolment_in(calls.world, state)
        before = await calls.stored()
        for field, rows in ENROLMENTS.items():
            for who in EVERYBODY:
                expected = rows[state.value].get(who, HIDDEN)
                given = {**kept, **more(field)}
                if not expected[1] and expected != HIDDEN:
                    planned = await call(calls, who, field, **given, dryRun=True)
                    assert planned["preview"]["toState"] == expected[0], (who, state, field)
                    given = {**await enrolment_in(calls.world, state), **more(field)}
                    payload = await call(calls, who, field, **given)
                    before = await calls.stored()
                else:
                    payload = await call(calls, who, field, **given)
                assert outcome(payload, field) == expected, (who, state, field)
                cells += 1
        assert await calls.stored() == before
        for who in EVERYBODY:
            data = (await calls.post(who, READS, {"id": kept["id"]}))["data"]
            reads = who in (*_PARTIES, *KEEPERS)
            assert (data["node"] is not None, data["historyEvents"]["totalCount"]) == (reads, kept["expectedVersion"] * reads), who
    assert cells == 240
    there = await calls.world.all("SELECT id FROM enrolment")
    for who in EVERYBODY:
        listed = (await calls.post(who, READS, {"id": f"enr_{UUID(int=1)}"}))["data"]["enrolments"]["totalCount"]
        assert listed == (len(there) if who in (*_PARTIES, *KEEPERS) else 0), who
