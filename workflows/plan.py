"""The table of the plan: proposed by the employee, agreed by the appraiser, amended by a next revision; and who writes which part when.

A plan is RECORDED where it was imported or where an opening made it: nobody agreed it here. Amending it brings it into the life of a plan
with a reason, and what was recorded stays in force until a revision is agreed. So does an agreed revision while its amendment is drafted.
Sources: PermenPANRB 6/2022 as the domain page reads it (dialogue, SKP fixed, amended with a reason).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from models.limits import REASON_MIN_CHARS
from models.vocabulary import PlanAction, PlanState, ReasonCode, Relation, Role
from workflows.definition import Guard, Input, Step, Workflow
from workflows.refusals import Reason, WhoCan


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """What a plan's action is given."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedResultFacts:
    """A planned result as guards see it."""

    lineage_id: UUID
    main: bool
    indicators: int
    perspective: bool


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Facts about a plan's newest revision today; ``ends_on`` is exclusive.

    ``head``: the post leads a unit today · ``dialogue``: a performance dialogue was recorded since the last agreement.
    """

    today: date
    ends_on: date
    results: tuple[PlannedResultFacts, ...] = ()
    head: bool = False
    has_appraiser: bool = True
    dialogue: bool = True
    inputs: PlanInputs = field(default_factory=PlanInputs)


def plan_has_main_result(facts: PlanFacts) -> bool:
    """The plan has at least one main result."""
    return any(result.main for result in facts.results)


def planned_results_have_indicators(facts: PlanFacts) -> bool:
    """Each planned result has at least one indicator."""
    return all(result.indicators for result in facts.results)


def perspectives_are_of_heads(facts: PlanFacts) -> bool:
    """Only the plan of a head of unit speaks of perspectives."""
    return facts.head or not any(result.perspective for result in facts.results)


def plan_appraiser_known(facts: PlanFacts) -> bool:
    """Somebody stands in the line as appraiser today, who could agree it."""
    return facts.has_appraiser


def plan_not_over(facts: PlanFacts) -> bool:
    """Its days are not all over: afterwards nobody's targets change any more."""
    return facts.today < facts.ends_on


def plan_reason_given(facts: PlanFacts) -> bool:
    """A reason of real length is given."""
    return len((facts.inputs.reason or "").strip()) >= REASON_MIN_CHARS


def _one(code: ReasonCode, path: str, who: tuple[WhoCan, ...] = ()) -> Callable[[PlanFacts], Sequence[Reason]]:
    return lambda facts: (Reason(code, path, who_can=who),)


def _reason_text(facts: PlanFacts) -> Sequence[Reason]:
    code = ReasonCode.REASON_TOO_SHORT if (facts.inputs.reason or "").strip() else ReasonCode.REASON_REQUIRED
    return (Reason(code, "input.reason", {"min": REASON_MIN_CHARS}),)


_EMPLOYEE = (WhoCan(relation=Relation.EMPLOYEE),)
COMPLETE = (
    Guard(plan_has_main_result, _one(ReasonCode.NO_MAIN_RESULT, "results", _EMPLOYEE)),
    Guard(
        planned_results_have_indicators,
        lambda facts: tuple(
            Reason(ReasonCode.RESULT_WITHOUT_INDICATOR, f"results.{result.lineage_id}.indicators", who_can=_EMPLOYEE)
            for result in facts.results
            if not result.indicators
        ),
    ),
    Guard(
        perspectives_are_of_heads,
        lambda facts: tuple(
            Reason(ReasonCode.PERSPECTIVE_NOT_HEAD, f"results.{result.lineage_id}.perspective", who_can=_EMPLOYEE)
            for result in facts.results
            if result.perspective
        ),
    ),
)
"""What a plan that is proposed or agreed holds."""

_APPRAISER_KNOWN = Guard(plan_appraiser_known, _one(ReasonCode.NO_APPRAISER, "employee.reportingLine", (WhoCan(role=Role.AGENCY_ADMIN),)))
_NOT_OVER = Guard(plan_not_over, _one(ReasonCode.PLAN_PERIOD_OVER, "endsOn"))
_EXPLAINED = Guard(plan_reason_given, _reason_text, of_input=True)
_WHY = (Input("reason", "String", required=True, min_length=REASON_MIN_CHARS),)

PLAN: Workflow[PlanFacts] = Workflow(
    name="plan",
    states=tuple(PlanState),
    initial=PlanState.DRAFT,
    entries=(PlanState.RECORDED,),
    final=frozenset({PlanState.AGREED}),
    protected=frozenset({PlanState.AGREED}),
    probe=PlanFacts(date(2026, 1, 1), date(2027, 1, 1)),
    steps=(
        Step(PlanAction.PROPOSE_PLAN, PlanState.DRAFT, PlanState.PROPOSED, Relation.EMPLOYEE, (*COMPLETE, _APPRAISER_KNOWN)),
        Step(PlanAction.WITHDRAW_PLAN, PlanState.PROPOSED, PlanState.DRAFT, Relation.EMPLOYEE),
        Step(PlanAction.RETURN_PLAN, PlanState.PROPOSED, PlanState.DRAFT, Relation.APPRAISER, (_EXPLAINED,), _WHY, not_own=True),
        Step(PlanAction.AGREE_PLAN, PlanState.PROPOSED, PlanState.AGREED, Relation.APPRAISER, COMPLETE, not_own=True),
        *(
            Step(PlanAction.AMEND_PLAN, source, PlanState.DRAFT, who, (_NOT_OVER, _EXPLAINED), _WHY, not_own=who is Relation.APPRAISER)
            for source in (PlanState.AGREED, PlanState.RECORDED)
            for who in (Relation.EMPLOYEE, Relation.APPRAISER)
        ),
    ),
)
"""The plan's table; starting one creates it and is no move."""


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A part of a plan's content: who writes it, and in which states of the plan's own life."""

    name: str
    writers: tuple[Relation, ...]
    states: tuple[PlanState, ...]


PLAN_PARTS: Mapping[str, PlanPart] = {
    part.name: part
    for part in (
        PlanPart("results", (Relation.EMPLOYEE,), (PlanState.DRAFT,)),
        PlanPart("expectations", (Relation.APPRAISER,), (PlanState.DRAFT, PlanState.PROPOSED)),
        PlanPart("structure", (Relation.EMPLOYEE, Relation.APPRAISER), (PlanState.DRAFT,)),
        PlanPart("annexes", (Relation.EMPLOYEE, Relation.APPRAISER), (PlanState.DRAFT,)),
    )
}
"""Who writes what of a plan while it has a life of its own; a RECORDED one follows its appraisals (``workflows.parts``).

``structure`` is what a copy of another plan's results adds.
"""


def may_not_write(part: PlanPart, relations: frozenset[object], standing: Mapping[Relation, UUID | None]) -> Reason | None:
    """Give the reason why somebody who stands in ``relations`` to the plan may never write the part, or None.

    Nobody is their own superior.
    """
    own = Relation.EMPLOYEE in relations
    if own and Relation.EMPLOYEE in part.writers:
        return None
    held = [one for one in part.writers if one in relations]
    if held and own:
        return Reason(ReasonCode.OWN_RECORD, f"input.{part.name}")
    if held:
        return None
    who = tuple(WhoCan(relation=one, employee_id=standing.get(one)) for one in part.writers)
    return Reason(ReasonCode.RELATION_REQUIRED, f"input.{part.name}", {"role": "|".join(one.value for one in part.writers)}, who)
