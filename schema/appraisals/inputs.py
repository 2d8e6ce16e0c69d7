"""The inputs of the commands on appraisals."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import strawberry
from strawberry import UNSET

from models import limits
from models.vocabulary import BehaviourValue, FeedbackAbout, Rating, VoidKind
from schema.commands import (
    Keyed,
    Transition,
    given,
    optional_field,
    optional_reason,
    optional_subject,
    reason_field,
    subject,
    text_field,
    unique,
)
from schema.errors import RequestError
from workflows.actions.appraisals import NOT_GIVEN, AppraisalParts, NotGiven, RealisationInput
from workflows.facts import FeedbackKey, Inputs


@strawberry.input(description="One piece of feedback.")
class FeedbackInput:
    """One piece of feedback."""

    about: FeedbackAbout = strawberry.field(description="What it is about.")
    about_id: strawberry.ID | None = optional_field("The result (`res_…`) or indicator (`ind_…`) that it is about; only for those.")
    value: BehaviourValue | None = optional_field("The behaviour value that it is about; only for `VALUE`.")
    text: str = strawberry.field(description=f"The feedback; an empty one is left out. At most {limits.TEXT_CHARS} characters.")


@strawberry.input(name="RealisationInput", description="What was reached for one indicator; all three left out removes it.")
class GivenRealisation:
    """What was reached for one indicator."""

    indicator_id: strawberry.ID = strawberry.field(description="The indicator (`ind_…`).")
    value: Decimal | None = optional_field(
        "What was reached, in the indicator's unit of measure:"
        f" at most {limits.FIGURE_DIGITS - limits.FIGURE_DECIMALS} digits before and {limits.FIGURE_DECIMALS} after the point."
    )
    text: str | None = text_field("What was reached, in words.", limits.TEXT_CHARS)
    data_source: str | None = text_field("Where the figure comes from.", limits.TITLE_CHARS)


@strawberry.input(description="Submits an appraisal.")
class SubmitAppraisalInput(Transition):
    """The input of ``submitAppraisal``."""


@strawberry.input(description="Withdraws a submitted appraisal.")
class WithdrawAppraisalInput(Transition):
    """The input of ``withdrawAppraisal``."""


@strawberry.input(description="Approves a reviewed appraisal.")
class ApproveAppraisalInput(Transition):
    """The input of ``approveAppraisal``."""


@strawberry.input(description="Submits an appraisal in the employee's absence.")
class SubmitAppraisalInAbsenceInput(Transition):
    """The input of ``submitAppraisalInAbsence``."""

    reason: str | None = reason_field("Why it is submitted without the employee; required.")


@strawberry.input(description="Returns an appraisal to whoever had it before.")
class ReturnAppraisalInput(Transition):
    """The input of ``returnAppraisal``."""

    reason: str | None = reason_field("What is to be done again; required.")


@strawberry.input(description="Recalls a review before it is approved.")
class RecallAppraisalInput(Transition):
    """The input of ``recallAppraisal``."""

    reason: str | None = reason_field("Why it is recalled; required.")


@strawberry.input(description="Voids an appraisal.")
class VoidAppraisalInput(Transition):
    """The input of ``voidAppraisal``."""

    reason: str | None = reason_field("Why it is voided, in words; required.")
    kind: VoidKind | None = optional_field("Why it is voided; required.")


@strawberry.input
class Review:
    """What a review gives; what it leaves out is taken from what ``editAppraisal`` saved."""

    result_rating: Rating | None = optional_field("The rating of the results; required unless one is saved.")
    behaviour_rating: Rating | None = optional_field("The rating of the behaviour as a whole; required unless one is saved.")
    feedback: list[FeedbackInput] | None = optional_field(
        "All feedback, which replaces what is saved; an overall one is required unless it is saved. Asked for by a warning, per result and"
        " per value, where a rating isn't `MEETS`."
    )
    recommendation: str | None = text_field("A note or recommendation, which replaces the saved one.", limits.TEXT_CHARS)
    confirm_results: bool | None = optional_field("That you know that results changed since the cycle was opened; required if they did.")


@strawberry.input(description="Reviews a submitted appraisal with both ratings.")
class ReviewAppraisalInput(Transition, Review):
    """The input of ``reviewAppraisal``."""


@strawberry.input
class BulkItem:
    """What every item of a bulk command is given."""

    id: strawberry.ID = strawberry.field(description="The appraisal's id.")
    expected_version: int = strawberry.field(
        description="The version that you know; if it has moved on since, this item's answer is `STALE`."
    )


@strawberry.input(description="One appraisal to review.")
class ReviewAppraisalItem(BulkItem, Review):
    """One item of ``reviewAppraisals``."""


@strawberry.input(description="One appraisal to approve.")
class ApproveAppraisalItem(BulkItem):
    """One item of ``approveAppraisals``."""


@strawberry.input(description="One appraisal to return.")
class ReturnAppraisalItem(BulkItem):
    """One item of ``returnAppraisals``."""

    reason: str | None = reason_field("What is to be done again; required.")


@strawberry.input
class Bulk(Keyed):
    """What every bulk command is given; the idempotency key holds for each item with its id."""

    dry_run: bool = strawberry.field(default=False, description="Only tell what would happen to each item: nothing is written.")


_ITEMS = f"The appraisals, at most {limits.BULK_ROWS}; each is a command of its own."


@strawberry.input(description="Reviews many appraisals.")
class ReviewAppraisalsInput(Bulk):
    """The input of ``reviewAppraisals``."""

    items: list[ReviewAppraisalItem] = strawberry.field(description=_ITEMS)


@strawberry.input(description="Approves many appraisals.")
class ApproveAppraisalsInput(Bulk):
    """The input of ``approveAppraisals``."""

    items: list[ApproveAppraisalItem] = strawberry.field(description=_ITEMS)


@strawberry.input(description="Returns many appraisals.")
class ReturnAppraisalsInput(Bulk):
    """The input of ``returnAppraisals``."""

    items: list[ReturnAppraisalItem] = strawberry.field(description=_ITEMS)


@strawberry.input(description="Writes any parts of an appraisal. A part that is left out stays as it is; null empties it.")
class EditAppraisalInput(Keyed):
    """The input of ``editAppraisal``."""

    id: strawberry.ID = strawberry.field(description="The appraisal's id.")
    expected_version: int = strawberry.field(description="The version that you know; if it has moved on since, the answer is `STALE`.")
    realisations: list[GivenRealisation] | None = optional_field("Realisations by indicator; those of other indicators stay as they are.")
    self_appraisal: str | None = text_field("What the employee says of their own work.", limits.TEXT_CHARS)
    feedback: list[FeedbackInput] | None = optional_field("All feedback, which replaces what is saved.")
    result_rating: Rating | None = optional_field("The rating of the results.")
    behaviour_rating: Rating | None = optional_field("The rating of the behaviour as a whole.")
    recommendation: str | None = text_field("A note or recommendation.", limits.TEXT_CHARS)
    reason: str | None = optional_reason()


def feedback_of(items: Sequence[FeedbackInput], path: str) -> Mapping[FeedbackKey, str]:
    """Read a list of feedback.

    Raises:
        RequestError: BAD_ID for a malformed id; BAD_VALUE for a target that doesn't belong to what it is about, and for one named twice.
    """
    keys = [_feedback_key(one, f"{path}.{index}") for index, one in enumerate(items)]
    unique(keys, path)
    return {key: one.text for key, one in zip(keys, items, strict=True)}


def _feedback_key(one: FeedbackInput, path: str) -> FeedbackKey:
    prefix = {FeedbackAbout.RESULT: "res", FeedbackAbout.INDICATOR: "ind"}.get(one.about)
    if one.about_id and prefix is None:
        raise RequestError("BAD_VALUE", path=f"{path}.aboutId", why="ABOUT")
    if one.value and one.about is not FeedbackAbout.VALUE:
        raise RequestError("BAD_VALUE", path=f"{path}.value", why="ABOUT")
    target = optional_subject(one.about_id or None, prefix, f"{path}.aboutId") if prefix else None
    return FeedbackKey(one.about, target, one.value or None)


def review_inputs(one: Review, path: str = "input") -> Inputs:
    """Read what a review gives; null is "not given" here, since a review empties nothing.

    Raises:
        RequestError: as ``feedback_of``.
    """
    return Inputs(
        result_rating=one.result_rating or None,
        behaviour_rating=one.behaviour_rating or None,
        recommendation=None if one.recommendation is UNSET else one.recommendation,
        feedback=feedback_of(one.feedback, f"{path}.feedback") if isinstance(one.feedback, list) else None,
        confirm_results=one.confirm_results is True,
        reason=given(getattr(one, "reason", None)),
    )


def parts_of(one: EditAppraisalInput) -> AppraisalParts:
    """Read the parts of an edit.

    Raises:
        RequestError: BAD_ID for a malformed id; and as ``feedback_of``.
    """
    realisations: Sequence[RealisationInput] | NotGiven = NOT_GIVEN
    if one.realisations is not UNSET:
        realisations = [
            RealisationInput(
                subject(each.indicator_id, "ind", f"input.realisations.{index}.indicatorId"),
                None if each.value is UNSET else each.value,
                each.text or None,
                each.data_source or None,
            )
            for index, each in enumerate(one.realisations or ())
        ]
    return AppraisalParts(
        realisations=realisations,
        self_appraisal=NOT_GIVEN if one.self_appraisal is UNSET else one.self_appraisal,
        feedback=NOT_GIVEN if one.feedback is UNSET else feedback_of(one.feedback or (), "input.feedback"),
        result_rating=NOT_GIVEN if one.result_rating is UNSET else one.result_rating,
        behaviour_rating=NOT_GIVEN if one.behaviour_rating is UNSET else one.behaviour_rating,
        recommendation=NOT_GIVEN if one.recommendation is UNSET else one.recommendation,
        reason=given(one.reason),
    )
