"""Bugs to plant in the product, one for each invariant that the histories hold: each must be found."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from models.database.sqlite import SqliteDatabase
from models.vocabulary import AppraisalAction, ApprovalRoute, CycleState, Predicate, ReasonCode
from schema.reads import statement
from workflows import appraisal_record, commands, conditions, engine
from workflows.actions import dated, people
from workflows.appraisal_record import AppraisalRecord
from workflows.engine import Effect
from workflows.facts import AppraisalFacts
from workflows.refusals import Refused

Plant = Callable[[pytest.MonkeyPatch], None]


def _answering(place: ModuleType | type, name: str, value: Any) -> Plant:
    """Plant a function that always gives the same."""
    return lambda patching: patching.setattr(place, name, lambda *_, **__: value)


def _awaited(place: ModuleType, name: str) -> Plant:
    """Plant a coroutine that does nothing."""

    async def nothing(*_: object, **__: object) -> None:
        return None

    return lambda patching: patching.setattr(place, name, nothing)


def _facts(**wrong: Any) -> Plant:
    """Plant facts that are wrong in some fields."""
    original = appraisal_record._facts

    def facts(*args: Any) -> AppraisalFacts:
        return replace(original(*args), **wrong)

    return lambda patching: patching.setattr(appraisal_record, "_facts", facts)


def _effect(*actions: AppraisalAction, left_out: str) -> Plant:
    """Plant actions that leave a column as it is."""
    original = AppraisalRecord.effect

    def effect(self: AppraisalRecord, step: Any, *args: Any) -> Effect:
        made = original(self, step, *args)
        if step.action not in actions:
            return made
        return replace(made, columns={name: value for name, value in made.columns.items() if name != left_out})

    return lambda patching: patching.setattr(AppraisalRecord, "effect", effect)


def _without(*codes: ReasonCode) -> Plant:
    """Plant a two-person rule that doesn't know some reasons."""
    original = engine._two_person
    return lambda patching: patching.setattr(
        engine, "_two_person", lambda *args: [reason for reason in original(*args) if reason.code not in codes]
    )


def _property(name: str, value: Callable[[AppraisalFacts], Any]) -> Plant:
    """Plant a derived fact."""
    return lambda patching: patching.setattr(AppraisalFacts, name, property(value))


def _no_conflicts(patching: pytest.MonkeyPatch) -> None:
    original = commands.recall_outcome

    async def recall(*args: Any) -> Any:
        try:
            return await original(*args)
        except Refused:
            return None

    patching.setattr(engine, "recall_outcome", recall)


def _dry_runs_write(patching: pytest.MonkeyPatch) -> None:
    original = engine.advance_in

    async def wet(record: Any, conn: Any, actor: Any, command: Any) -> Any:
        return await original(record, conn, actor, replace(command, dry_run=False))

    patching.setattr(engine, "advance_in", wet)


def _half_is_kept(patching: pytest.MonkeyPatch) -> None:
    async def undo(self: SqliteDatabase) -> None:
        await self._writer.send("COMMIT")

    patching.setattr(SqliteDatabase, "_undo", undo)


def _any_machine(patching: pytest.MonkeyPatch) -> None:
    patching.setattr(engine, "judged", lambda record, step, loaded: step.target)


def _everything_shown(patching: pytest.MonkeyPatch) -> None:
    patching.setattr(statement, "field_visible", lambda *_: conditions.Condition("1 = 1", {}))


BUGS: Mapping[str, Plant] = {
    "only the table's moves": _any_machine,
    "an old version is stale": _awaited(engine, "check_version"),
    "nobody decides their own": _without(ReasonCode.OWN_RECORD),
    "two persons decide on route SUPERIOR": _without(ReasonCode.REVIEWED_BY_SAME_PERSON),
    "who submits in absence decides nothing": _without(ReasonCode.SUBMITTED_BY_SAME_PERSON),
    "the window is respected": _property("submission_end", lambda facts: facts.submission_to + timedelta(days=400)),
    "a return gives days": _effect(AppraisalAction.RETURN, left_out="resubmit_to"),
    "an exempt status is respected": _property("exempt", lambda facts: False),
    "review pins the appraiser": _effect(AppraisalAction.REVIEW, left_out="appraiser_id"),
    "a recall releases the pin": _effect(AppraisalAction.RECALL, AppraisalAction.RETURN, left_out="appraiser_id"),
    "approve pins the approver": _effect(AppraisalAction.APPROVE, left_out="approver_id"),
    "the route decides who approves": _answering(appraisal_record, "route_in_force", ApprovalRoute.APPRAISER),
    "content is complete": _facts(self_appraisal=True),
    "changed results are confirmed": _facts(results_changed=False),
    "a closed cycle is closed": _facts(cycle_state=CycleState.OPEN),
    "a voided appraisal stays": _facts(voided=False),
    "the predicate is the matrix": _answering(appraisal_record, "predicate", Predicate.GOOD),
    "a key is done once": _awaited(engine, "recall_outcome"),
    "a key is kept": _awaited(engine, "remember_outcome"),
    "another command under a key is a conflict": _no_conflicts,
    "a dry run writes nothing": _dry_runs_write,
    "hidden is not found": _answering(engine, "may_read", True),
    "an undelivered rating is hidden": _everything_shown,
    "lines follow absences and posts": _awaited(people, "recompute"),
    "nothing is half there": _half_is_kept,
    "a clock set back stops nothing": lambda patching: patching.setattr(dated.Edit, "_from_now_on", lambda self, row: self.actor.now),
}
"""The invariants, each with the bug that breaks it."""
