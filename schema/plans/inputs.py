"""The inputs of the commands on plans."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from models import limits
from models.vocabulary import AnnexKind, Aspect, BehaviourValue, Perspective, PlanApproach, ResultKind, ResultOwnership, SupportKind
from schema.commands import Keyed, Transition, given, optional_field, optional_reason, optional_subject, reason_field, text_field, unique
from schema.errors import RequestError
from workflows.actions.plan_dialogues import DialogueContent
from workflows.actions.plans import IndicatorEdit, PlanParts, ResultEdit

_FIGURE = f"At most {limits.FIGURE_DIGITS - limits.FIGURE_DECIMALS} digits before and {limits.FIGURE_DECIMALS} after the point."


@strawberry.input(description="An indicator to add (without id), change, or take out. What is left out stays as it is.")
class IndicatorEditInput:
    """An indicator to add, change or take out."""

    id: strawberry.ID | None = optional_field("The indicator to change (`ind_…`), of this or an earlier revision; left out to add one.")
    remove: bool = strawberry.field(default=False, description="Take it out.")
    title: str | None = text_field("What is measured; required for a new one.", limits.TITLE_CHARS)
    aspect: Aspect | None = optional_field("What it measures; `QUANTITY` for a new one if left out.")
    target_text: str | None = text_field("The target in words; required unless there is a value.", limits.NAME_CHARS)
    target_value: Decimal | None = optional_field(f"The target, or the lower end of its range. {_FIGURE}")
    target_high: Decimal | None = optional_field(f"The upper end of the target's range, not below the lower one. {_FIGURE}")
    target_unit: str | None = text_field("The unit of measure.", limits.UNIT_OF_MEASURE_CHARS)


@strawberry.input(
    description="A planned result to add (without id), change, or take out with its indicators. What is left out stays as it is."
)
class ResultEditInput:
    """A planned result to add, change or take out."""

    id: strawberry.ID | None = optional_field("The result to change (`res_…`), of this or an earlier revision; left out to add one.")
    remove: bool = strawberry.field(default=False, description="Take it out with its indicators.")
    title: str | None = text_field("The result; required for a new one.", limits.TITLE_CHARS)
    kind: ResultKind | None = optional_field("Main or additional; `MAIN` for a new one if left out.")
    ownership: ResultOwnership | None = optional_field("Whose it is; `ORGANISATION` for a new one if left out.")
    perspective: Perspective | None = optional_field("The perspective, for heads of unit.")
    assigned_by: str | None = text_field("Who or what assigned it.", limits.TITLE_CHARS)
    indicators: list[IndicatorEditInput] | None = optional_field(
        f"Its indicators to add, change or take out; a result has at most {limits.INDICATORS_ROWS}."
    )


@strawberry.input(description="The leader's expectation for one behaviour value.")
class ExpectationInput:
    """The leader's expectation for one behaviour value."""

    value: BehaviourValue = strawberry.field(description="The behaviour value.")
    text: str | None = text_field("What the leader expects; null or empty removes it.", limits.TEXT_CHARS)


@strawberry.input(description="One of the three annexes, as a whole.")
class AnnexInput:
    """One annex of a plan."""

    kind: AnnexKind = strawberry.field(description="Which annex.")
    texts: list[str] = strawberry.field(
        description=f"Its entries in their order, in the place of those it has; empty for none. At most {limits.ANNEX_ROWS} of at most"
        f" {limits.TEXT_CHARS} characters."
    )


@strawberry.input(description="Writes any parts of a plan. A part that is left out stays as it is.")
class EditPlanInput(Keyed):
    """The input of ``editPlan``."""

    id: strawberry.ID = strawberry.field(description="The plan's id.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")
    results: list[ResultEditInput] | None = optional_field(
        f"Results to add, change or take out; others stay as they are. A plan has at most {limits.RESULTS_ROWS}."
    )
    expectations: list[ExpectationInput] | None = optional_field("Expectations by behaviour value; those of other values stay as they are.")
    annexes: list[AnnexInput] | None = optional_field("Annexes by kind; those of other kinds stay as they are.")
    reason: str | None = optional_reason()


@strawberry.input(description="Starts a plan for an assignment and a year.")
class StartPlanInput(Keyed):
    """The input of ``startPlan``."""

    assignment_id: strawberry.ID = strawberry.field(description="The assignment that it is for.")
    year: int = strawberry.field(description="The calendar year.")
    starts_on: date | None = optional_field("The first day that it covers; left out: the year's or the assignment's first.")
    ends_on: date | None = optional_field("The day after the last that it covers; left out: the year's or the assignment's end.")
    approach: PlanApproach | None = optional_field("Whether its targets are quantitative or qualitative; `QUANTITATIVE` if left out.")
    template_id: strawberry.ID | None = optional_field("A template (`tpl_…`) of the assignment's position, with whose results it begins.")


@strawberry.input(description="Proposes a plan.")
class ProposePlanInput(Transition):
    """The input of ``proposePlan``."""


@strawberry.input(description="Takes back a proposed plan.")
class WithdrawPlanInput(Transition):
    """The input of ``withdrawPlan``."""


@strawberry.input(description="Returns a proposed plan to the employee.")
class ReturnPlanInput(Transition):
    """The input of ``returnPlan``."""

    reason: str | None = reason_field("What is to be changed; required.")


@strawberry.input(description="Agrees a proposed plan.")
class AgreePlanInput(Transition):
    """The input of ``agreePlan``."""


@strawberry.input(description="Begins an amendment of a plan.")
class AmendPlanInput(Transition):
    """The input of ``amendPlan``."""

    reason: str | None = reason_field("Why it is amended; required.")


@strawberry.input(description="Links a result to the leader's result that it supports.")
class LinkResultInput(Keyed):
    """The input of ``linkResult``."""

    id: strawberry.ID = strawberry.field(description="The id of the plan that has the supporting result.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")
    result_id: strawberry.ID = strawberry.field(description="The supporting result (`res_…`), of any revision of the plan.")
    supports_result_id: strawberry.ID | None = strawberry.field(
        description="The leader's result (`res_…`), one of the plan's `supportable`; null takes the link away."
    )
    support: SupportKind | None = optional_field("How it supports; `DIRECT` if left out.")


@strawberry.input(description="A cell of the role-result matrix.")
class MatrixCellInput:
    """A cell of the matrix."""

    result_id: strawberry.ID = strawberry.field(description="The leader's result (`res_…`), of any revision of the plan.")
    assignment_id: strawberry.ID = strawberry.field(description="The assignment of somebody whom the leader appraises.")
    role: str | None = text_field("What they are to reach there; null or empty takes it out.", limits.TITLE_CHARS)


@strawberry.input(description="Writes cells of a leader's role-result matrix; the others stay as they are.")
class EditRoleMatrixInput(Keyed):
    """The input of ``editRoleMatrix``."""

    id: strawberry.ID = strawberry.field(description="The id of the leader's plan.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")
    cells: list[MatrixCellInput] = strawberry.field(description=f"The cells, at most {limits.MATRIX_CELLS_ROWS}.")


@strawberry.input(description="Records the dialogue behind a plan.")
class RecordDialogueInput(Keyed):
    """The input of ``recordDialogue``."""

    plan_id: strawberry.ID = strawberry.field(description="The plan it was about.")
    held_on: date = strawberry.field(description="The day on which it was held, not a day to come.")
    points: str | None = text_field("What your side said.", limits.TEXT_CHARS)
    agreements: str | None = text_field("What was agreed in it.", limits.TEXT_CHARS)


@strawberry.input(description="Edits the record of a dialogue. What is left out stays as it is.")
class EditDialogueInput(Keyed):
    """The input of ``editDialogue``."""

    id: strawberry.ID = strawberry.field(description="The dialogue's id.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")
    held_on: date | None = optional_field("The day on which it was held, not a day to come.")
    points: str | None = text_field("What your side said; null or empty removes it.", limits.TEXT_CHARS)
    agreements: str | None = text_field("What was agreed in it; null or empty removes it.", limits.TEXT_CHARS)


@strawberry.input(description="Copies results and indicators from the employee's last plan.")
class CopyFromLastInput(Keyed):
    """The input of ``copyFromLast``."""

    id: strawberry.ID = strawberry.field(description="The plan's id into which is copied.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")
    reason: str | None = optional_reason()


@strawberry.input(description="Copies results and indicators from another plan or a template, structure only.")
class CopyPlanInput(Keyed):
    """The input of ``copyPlan``."""

    id: strawberry.ID = strawberry.field(description="The plan's id into which is copied.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")
    from_plan_id: strawberry.ID | None = optional_field(
        "The plan from which is copied (`pln_…`), one that you may see. Either this or a template."
    )
    from_template_id: strawberry.ID | None = optional_field("The template of the plan's position from which is copied (`tpl_…`).")
    reason: str | None = optional_reason()


# What a row always has: null leaves it as it is.
_KEPT = frozenset({"kind", "ownership", "aspect"})


def plan_parts(asked: EditPlanInput) -> PlanParts:
    """Read the parts of an edit.

    Raises:
        RequestError: BAD_ID for a malformed id; BAD_VALUE for ``remove`` without an id and for a value named twice.
    """
    expectations: Mapping[BehaviourValue, str | None] | None = None
    if asked.expectations:
        unique([one.value for one in asked.expectations], "input.expectations")
        expectations = {one.value: one.text or None for one in asked.expectations}
    annexes: Mapping[AnnexKind, Sequence[str]] | None = None
    if asked.annexes:
        unique([one.kind for one in asked.annexes], "input.annexes")
        annexes = {one.kind: one.texts for one in asked.annexes}
    return PlanParts(
        results=[_result(one, f"input.results.{index}") for index, one in enumerate(asked.results)] if asked.results else None,
        expectations=expectations,
        reason=given(asked.reason),
        annexes=annexes,
    )


def _result(one: ResultEditInput, path: str) -> ResultEdit:
    return ResultEdit(
        values=_values(one, ("title", "kind", "ownership", "perspective", "assigned_by")),
        indicators=_indicators(one.indicators or (), f"{path}.indicators"),
        id=_edited(one, "res", path),
        remove=one.remove,
    )


def _indicators(items: Sequence[IndicatorEditInput], path: str) -> list[IndicatorEdit]:
    return [
        IndicatorEdit(
            values=_values(one, ("title", "aspect", "target_text", "target_value", "target_high", "target_unit")),
            id=_edited(one, "ind", f"{path}.{index}"),
            remove=one.remove,
        )
        for index, one in enumerate(items)
    ]


def _edited(one: ResultEditInput | IndicatorEditInput, prefix: str, path: str) -> UUID | None:
    edited = optional_subject(one.id or None, prefix, f"{path}.id")
    if one.remove and edited is None:
        raise RequestError("BAD_VALUE", path=f"{path}.remove", why="REMOVE")
    return edited


def _values(one: object, names: Sequence[str]) -> dict[str, Any]:
    held = {name: getattr(one, name) for name in names}
    return {name: value for name, value in held.items() if value is not UNSET and not (value is None and name in _KEPT)}


def dialogue_content(asked: RecordDialogueInput | EditDialogueInput) -> DialogueContent:
    """Read what is given of a dialogue."""
    held = {name: getattr(asked, name) for name in ("held_on", "points", "agreements")}
    return DialogueContent({name: value for name, value in held.items() if value is not UNSET})
