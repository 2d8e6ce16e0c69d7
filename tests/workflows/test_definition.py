"""A workflow's table is checked when it is imported: each thing that a table must keep is broken once, and the table is refused."""

from dataclasses import dataclass
from typing import Any

import pytest

from models.vocabulary import AppraisalState, ApprovalRoute, ReasonCode, Relation, Role, Word
from workflows.appraisal import APPRAISAL
from workflows.cycle import CYCLE
from workflows.definition import DefinitionError, Guard, Step, Workflow
from workflows.refusals import Reason


class State(Word):
    """States of a table made for a test."""

    START = "START"
    MIDDLE = "MIDDLE"
    END = "END"


class Action(Word):
    """Actions of a table made for a test; they borrow the appraisal's messages."""

    SUBMIT = "SUBMIT"
    REVIEW = "REVIEW"
    APPROVE = "APPROVE"


class Untold(Word):
    """An action that has no message."""

    JUGGLE = "JUGGLE"


@dataclass(frozen=True)
class Facts:
    """Facts of a table made for a test."""

    ready: bool = True


def ready(facts: Facts) -> bool:
    """Hold when ready."""
    return facts.ready


def undeclared(facts: Facts):  # type: ignore[no-untyped-def] # the missing type is what is tested
    """Lack a declared return."""
    return facts.ready


def declared_only(facts: Facts) -> bool:
    """Declare a bool and give something else."""
    return "yes"  # type: ignore[return-value]


def told(facts: Facts) -> tuple[Reason, ...]:
    """Give a reason."""
    return (Reason(ReasonCode.NO_MAIN_RESULT),)


FIRST = Step(Action.SUBMIT, State.START, State.MIDDLE, Relation.EMPLOYEE, (Guard(ready, told),))
SECOND: Step[Facts] = Step(Action.APPROVE, State.MIDDLE, State.END, Relation.APPRAISER, not_own=True)


def make(*steps: Step[Any], name: str = "appraisal", protected: frozenset[Word] = frozenset({State.END})) -> Workflow[Facts]:
    """Make a table of three states."""
    return Workflow(name, tuple(State), State.START, frozenset({State.END}), protected, steps, Facts())


def test_a_whole_table_is_taken() -> None:
    """The table that the other tests break is itself good; so no refusal below comes from something else."""
    workflow = make(FIRST, SECOND)
    assert workflow.judge(Action.SUBMIT, State.START) is State.MIDDLE
    assert workflow.judge(Action.APPROVE, State.START) is None
    assert workflow.judge(Action.REVIEW, State.START) is None


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        pytest.param((SECOND,), "MIDDLE can't be reached", id="unreachable state"),
        pytest.param(
            (FIRST, Step(Action.REVIEW, State.START, State.END, Relation.APPRAISER, not_own=True)), "MIDDLE has no way", id="dead end"
        ),
        pytest.param(
            (FIRST, Step(Action.APPROVE, State.MIDDLE, State.END, Relation.EMPLOYEE)), "one person alone", id="employee walks alone"
        ),
        pytest.param(
            (Step(Action.SUBMIT, State.START, State.MIDDLE, Role.AGENCY_ADMIN), SECOND), "one person alone", id="admin and appraiser in one"
        ),
        pytest.param(
            (FIRST, SECOND, Step(Action.SUBMIT, State.START, State.END, Relation.EMPLOYEE)), "to two states", id="one action, two targets"
        ),
        pytest.param(
            (Step(Action.SUBMIT, State.START, State.MIDDLE, Relation.EMPLOYEE, (Guard(undeclared, told),)), SECOND),
            "not declared to return bool",
            id="guard without a declared bool",
        ),
        pytest.param(
            (Step(Action.SUBMIT, State.START, State.MIDDLE, Relation.EMPLOYEE, (Guard(declared_only, told),)), SECOND),
            "no bool",
            id="guard that returns no bool",
        ),
        pytest.param(
            (Step(Untold.JUGGLE, State.START, State.MIDDLE, Relation.EMPLOYEE), SECOND), "has no message", id="action without a message"
        ),
        pytest.param(
            (FIRST, SECOND, Step(Action.REVIEW, State.MIDDLE, AppraisalState.APPROVED, Relation.APPRAISER)),
            "not declared",
            id="foreign state",
        ),
        pytest.param(
            (FIRST, SECOND, Step(Action.REVIEW, State.MIDDLE, State.START, Relation.APPRAISER, routes=frozenset())),
            "on no route",
            id="a row on no route",
        ),
    ],
)
def test_a_broken_table_is_refused(steps: tuple[Step[Any], ...], says: str) -> None:
    """Each accident that a table could carry into production stops the import instead."""
    with pytest.raises(DefinitionError, match=says):
        make(*steps)


def test_a_person_apart_makes_a_path_that_nobody_walks_alone() -> None:
    """An admin who submits and also appraises is kept apart by the row, so the same table with that word is taken."""
    admin: Step[Facts] = Step(Action.SUBMIT, State.START, State.MIDDLE, Role.AGENCY_ADMIN)
    apart: Step[Facts] = Step(Action.APPROVE, State.MIDDLE, State.END, Relation.APPRAISER, apart_from=(Action.SUBMIT,))
    assert make(admin, apart).judge(Action.APPROVE, State.MIDDLE) is State.END


def test_the_digest_changes_with_any_cell() -> None:
    """An event names the table under which it was allowed, so no two tables may share a digest."""
    digests = {
        make(FIRST, SECOND).digest,
        make(FIRST, SECOND, protected=frozenset()).digest,
        make(FIRST, Step(Action.APPROVE, State.MIDDLE, State.END, Relation.APPROVER, not_own=True)).digest,
        make(Step(Action.SUBMIT, State.START, State.MIDDLE, Relation.EMPLOYEE), SECOND).digest,
        make(
            FIRST, Step(Action.APPROVE, State.MIDDLE, State.END, Relation.APPRAISER, not_own=True, routes=frozenset(ApprovalRoute))
        ).digest,
        APPRAISAL.digest,
        CYCLE.digest,
    }
    assert len(digests) == 6, "all differ but the last of the five, which says in full what is the default"


def test_what_comes_next_is_the_usual_course() -> None:
    """By hand: on each route, from each state, the move towards APPROVED and whose it is; overrides and returns are no such move."""
    direct = {
        "DRAFT": [("SUBMIT", "EMPLOYEE")],
        "SUBMITTED": [("REVIEW", "APPRAISER")],
        "REVIEWED": [("APPROVE", "APPRAISER")],
        "APPROVED": [],
    }
    expected = {"SUPERIOR": {**direct, "REVIEWED": [("APPROVE", "APPROVER")]}, "APPRAISER": direct, "SOLE_AUTHORITY": direct}
    told = {
        route.value: {
            state.value: [(step.action.value, step.who.value) for step in APPRAISAL.onward(state, route)] for state in AppraisalState
        }
        for route in ApprovalRoute
    }
    assert told == expected


def test_the_machine_has_no_back_door() -> None:
    """Automatic transitions would add ``to_APPROVED``, which skips the table; registered models would leak."""
    for workflow in (APPRAISAL, CYCLE):
        assert sorted(workflow.machine.events) == sorted(action.value for action in workflow.actions)
        assert workflow.machine.models == []
        assert not workflow.machine.before_state_change
        assert not workflow.machine.after_state_change


def test_a_guard_without_a_reason_stops_instead_of_passing() -> None:
    """Reasons are what blocks: a guard that fails and names none would let the command through."""
    assert Guard(ready, told).against(Facts()) == ()
    assert [reason.code for reason in Guard(ready, told).against(Facts(ready=False))] == [ReasonCode.NO_MAIN_RESULT]
    with pytest.raises(DefinitionError, match="ready doesn't hold and gives no reason"):
        Guard(ready, lambda facts: ()).against(Facts(ready=False))


def test_the_machine_judges_without_running_anything() -> None:
    """``may_x`` and callbacks run code while they are asked, and a registered model is never let go: a decision leaves no trace."""
    for workflow in (APPRAISAL, CYCLE):
        transitions = [each for event in workflow.machine.events.values() for group in event.transitions.values() for each in group]
        assert len(transitions) == len({(step.action, step.source) for step in workflow.steps})
        assert [each for each in transitions if each.conditions or each.prepare or each.before or each.after] == []
        assert [state.name for state in workflow.machine.states.values() if state.on_enter or state.on_exit] == []
        for step in workflow.steps:
            assert workflow.judge(step.action, step.source) is step.target
            assert workflow.judge(step.action, step.source) is step.target, "asked twice, it says the same"
        assert workflow.machine.models == []
