"""Who may write which part of an appraisal or its plan, and in which state: stated once, for refusals, API, guards and docs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.vocabulary import AppraisalState, CycleState, ReasonCode, Relation
from workflows.engine import Loaded
from workflows.refusals import Reason, WhoCan


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the content: by whom it is written, in which state, and the columns or the table in which it stands."""

    name: str
    writer: Relation
    state: AppraisalState
    columns: tuple[str, ...] = ()
    table: str | None = None


PARTS: Mapping[str, Part] = {
    part.name: part
    for part in (
        Part("results", Relation.EMPLOYEE, AppraisalState.DRAFT),
        Part("expectations", Relation.APPRAISER, AppraisalState.DRAFT),
        Part("realisations", Relation.EMPLOYEE, AppraisalState.DRAFT, table="realisation"),
        Part("selfAppraisal", Relation.EMPLOYEE, AppraisalState.DRAFT, ("self_appraisal",)),
        Part("feedback", Relation.APPRAISER, AppraisalState.SUBMITTED, table="feedback"),
        Part("resultRating", Relation.APPRAISER, AppraisalState.SUBMITTED, ("result_rating", "predicate")),
        Part("behaviourRating", Relation.APPRAISER, AppraisalState.SUBMITTED, ("behaviour_rating", "predicate")),
        Part("recommendation", Relation.APPRAISER, AppraisalState.SUBMITTED, ("recommendation",)),
    )
}
"""Every part that a person writes; what stands nowhere here is written by the engine alone."""


def not_the_writer(part: Part, loaded: Loaded) -> Reason | None:
    """Give the reason why the actor may never write the part, or None."""
    if part.writer in loaded.grantees and not (part.writer is not Relation.EMPLOYEE and Relation.EMPLOYEE in loaded.grantees):
        return None
    if Relation.EMPLOYEE in loaded.grantees and part.writer in loaded.grantees:
        return Reason(ReasonCode.OWN_RECORD, f"input.{part.name}")
    who = WhoCan(relation=part.writer, employee_id=loaded.standing.get(part.writer))
    return Reason(ReasonCode.RELATION_REQUIRED, f"input.{part.name}", {"role": part.writer.value}, (who,))


def not_in_state(part: Part, loaded: Loaded) -> Reason | None:
    """Give the reason why the part can't be written in the record's present state, or None."""
    if loaded.state is part.state:
        return None
    return Reason(ReasonCode.PART_NOT_EDITABLE, f"input.{part.name}", {"state": loaded.state.value, "needed": part.state.value})


def shut(parts: Iterable[Part], loaded: Loaded) -> tuple[Reason, ...]:
    """Give everything that keeps whoever may write these parts from writing them now: the state, a cycle that isn't open, a voiding."""
    against = [reason for part in parts if (reason := not_in_state(part, loaded))]
    if loaded.row["cycle_state"] is not CycleState.OPEN:
        against.append(Reason(ReasonCode.CYCLE_NOT_OPEN, "cycle.state"))
    if loaded.row["voided_at"] is not None:
        against.append(Reason(ReasonCode.APPRAISAL_VOIDED, "voidedAt"))
    return tuple(against)
