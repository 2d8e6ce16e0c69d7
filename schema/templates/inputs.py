"""What the commands on templates take."""

import strawberry

from models import limits
from models.vocabulary import Aspect, Perspective, ResultKind, ResultOwnership
from schema.commands import Keyed, Transition, given, optional_field, optional_reason, optional_subject, subject, text_field
from workflows.actions.activity_templates import ActivityTemplateDraft
from workflows.actions.plan_templates import PlanTemplateDraft, TemplateIndicatorDraft, TemplateResultDraft

_KNOWN = "The version that you know; if it has moved on since, the answer is `STALE`."


@strawberry.input(description="An indicator of a template.")
class TemplateIndicatorInput:
    """An indicator of a template."""

    title: str = strawberry.field(description=f"What is measured. At most {limits.TITLE_CHARS} characters.")
    target_text: str = strawberry.field(description=f"The target in words, e.g. “≥ 95 persen”. At most {limits.NAME_CHARS} characters.")
    aspect: Aspect | None = optional_field("Which aspect it measures; `QUANTITY` if left out.")


@strawberry.input(description="A result of a template.")
class TemplateResultInput:
    """A result of a template."""

    title: str = strawberry.field(description=f"The result. At most {limits.TITLE_CHARS} characters.")
    kind: ResultKind | None = optional_field("Whether it is a main or an additional one; `MAIN` if left out.")
    ownership: ResultOwnership | None = optional_field("Whose it is; `ORGANISATION` if left out.")
    perspective: Perspective | None = optional_field("The perspective, in the plan of a head of unit.")
    indicators: list[TemplateIndicatorInput] | None = optional_field(f"Its indicators; {limits.INDICATORS_ROWS} at most.")


@strawberry.input
class PlanTemplateContent:
    """A template of a plan as a whole: an edit gives it anew."""

    name: str = strawberry.field(description=f"What it is called. At most {limits.TITLE_CHARS} characters.")
    position_ids: list[strawberry.ID] = strawberry.field(
        description=f"The positions (`pos_…`) for which it is meant; {limits.TEMPLATE_POSITIONS_ROWS} at most."
    )
    results: list[TemplateResultInput] = strawberry.field(
        description=f"Its results, in order, each title once; {limits.RESULTS_ROWS} at most."
    )
    document_number: str | None = text_field("The number of the document it comes from.", limits.DOCUMENT_NUMBER_CHARS)


@strawberry.input(description="Makes a template of a plan.")
class CreatePlanTemplateInput(PlanTemplateContent, Keyed):
    """The input of ``createPlanTemplate``."""


@strawberry.input(description="Writes a template of a plan anew.")
class EditPlanTemplateInput(PlanTemplateContent, Keyed):
    """The input of ``editPlanTemplate``."""

    id: strawberry.ID = strawberry.field(description="The template's id.")
    expected_version: int = strawberry.field(description=_KNOWN)
    reason: str | None = optional_reason()


@strawberry.input(description="Removes a template of a plan; it stays readable.")
class RemovePlanTemplateInput(Transition):
    """The input of ``removePlanTemplate``."""


@strawberry.input
class ActivityTemplateContent:
    """A template of an activity as a whole: an edit gives it anew."""

    name: str = strawberry.field(description=f"What you call it. At most {limits.NAME_CHARS} characters.")
    text: str = strawberry.field(description=f"What is done. At most {limits.ACTIVITY_CHARS} characters.")
    minutes: int | None = optional_field(f"How many minutes it usually takes, from 1 to {limits.ACTIVITY_MINUTES}.")
    place: str | None = text_field("Where it is usually done.", limits.NAME_CHARS)
    result_id: strawberry.ID | None = optional_field("The planned result that it serves, from a plan of yours.")
    indicator_id: strawberry.ID | None = optional_field("The indicator towards which it counts; it tells the result too.")


@strawberry.input(description="Makes a template of what you report often.")
class CreateActivityTemplateInput(ActivityTemplateContent, Keyed):
    """The input of ``createActivityTemplate``."""


@strawberry.input(description="Writes a template of yours anew.")
class EditActivityTemplateInput(ActivityTemplateContent, Keyed):
    """The input of ``editActivityTemplate``."""

    id: strawberry.ID = strawberry.field(description="The template's id.")
    expected_version: int = strawberry.field(description=_KNOWN)
    reason: str | None = optional_reason()


@strawberry.input(description="Removes a template of yours; it stays readable to you.")
class RemoveActivityTemplateInput(Transition):
    """The input of ``removeActivityTemplate``."""


def plan_template(asked: PlanTemplateContent, reason: str | None) -> PlanTemplateDraft:
    """Read a template of a plan; raises ``RequestError`` with BAD_ID for an id that is none."""
    return PlanTemplateDraft(
        asked.name,
        [subject(one, "pos", f"input.positionIds.{index}") for index, one in enumerate(asked.position_ids)],
        [
            TemplateResultDraft(
                one.title,
                [
                    TemplateIndicatorDraft(each.title, each.target_text, given(each.aspect) or Aspect.QUANTITY)
                    for each in given(one.indicators) or ()
                ],
                given(one.kind) or ResultKind.MAIN,
                given(one.ownership) or ResultOwnership.ORGANISATION,
                given(one.perspective),
            )
            for one in asked.results
        ],
        given(asked.document_number),
        reason,
    )


def activity_template(asked: ActivityTemplateContent, reason: str | None) -> ActivityTemplateDraft:
    """Read a template of an activity; raises ``RequestError`` with BAD_ID for an id that is none."""
    return ActivityTemplateDraft(
        asked.name,
        asked.text,
        given(asked.minutes),
        given(asked.place),
        optional_subject(given(asked.result_id), "res", "input.resultId"),
        optional_subject(given(asked.indicator_id), "ind", "input.indicatorId"),
        reason,
    )
