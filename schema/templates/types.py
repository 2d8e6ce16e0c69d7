"""Templates of plans and of one's own daily activities, and what may be done with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from models import templates as stored
from models.people import Employee, Position
from models.plans import Indicator, PerformancePlan, PlannedResult
from models.vocabulary import TemplateAction
from schema.actions import ActionInput, previewed
from schema.activities.types import newest
from schema.context import Context
from schema.history.subject import subject_history
from schema.reads.declare import column, computed, record, to_many, to_one, value
from schema.reads.fields import Key, Like, Through, Value
from schema.reads.node import Node
from schema.reads.readfield import plain
from schema.refusals import Reason
from workflows.actions.template_record import ActivityTemplateRecord, PlanTemplateRecord

_POSITIONS, _RESULTS, _INDICATORS = 5, 8, 3
_BY_ORDINAL = (Key("ordinal"),)


@value
class AvailableTemplateAction:
    """An action on a template: whether an input exists with which you can carry it out now."""

    action: TemplateAction = plain("The action: editing and removing, each by the mutation of the template's kind.")
    label: str = plain("What a button says, in your language.")
    allowed: bool = plain("Whether it would succeed now, given its inputs.")
    inputs: list[ActionInput] = plain("What it takes; empty where it isn't yours to do.")
    reasons: list[Reason] = plain("Everything that stands against it; empty when allowed.")


async def _of_plans(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[AvailableTemplateAction]]:
    return await previewed(context, PlanTemplateRecord(), rows, TemplateAction, AvailableTemplateAction)


async def _of_activities(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[list[AvailableTemplateAction]]:
    return await previewed(context, ActivityTemplateRecord(), rows, TemplateAction, AvailableTemplateAction)


@record(stored.PlanTemplate, PlanTemplateRecord.prefix)
class PlanTemplate(Node):
    """What is usually planned in some positions (templat SKP), kept by the agency. A plan copies it and never follows it afterwards."""

    name = column("What it is called.")
    document_number = column("The number of the document it comes from; null if none is named.")
    state = column("Whether it is in use.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    recorded_at = column("When it was made.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    positions = to_many(
        stored.TemplatePosition, "template_id", "The positions for which it is meant.", order=(Key("id"),), usual=_POSITIONS
    )
    results = to_many(stored.TemplateResult, "template_id", "Its results, in order.", order=_BY_ORDINAL, usual=_RESULTS)
    available_actions: list[AvailableTemplateAction] = computed(
        _of_plans, "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=1
    )
    history = subject_history()


@record(stored.TemplatePosition, "tpp", through=Through("template_id", stored.PlanTemplate))
class TemplatePosition(Node):
    """A position for which a template is meant."""

    position = to_one(Position, "position_id", "The position.")


@record(stored.TemplateResult, "tpr", through=Through("template_id", stored.PlanTemplate))
class TemplateResult(Node):
    """A result of a template."""

    ordinal = column("Its place in the template, from 1.")
    kind = column("Whether it is a main or an additional result.")
    ownership = column("Whether it is the organisation's or the person's.")
    perspective = column("The perspective of a head of unit; null if none is given.")
    title = column("The result.")
    indicators = to_many(stored.TemplateIndicator, "result_id", "Its indicators, in order.", order=_BY_ORDINAL, usual=_INDICATORS)


@record(stored.TemplateIndicator, "tpi", through=Through("template_id", stored.PlanTemplate))
class TemplateIndicator(Node):
    """An indicator of a template's result."""

    ordinal = column("Its place in the result, from 1.")
    aspect = column("Which aspect it measures.")
    title = column("What is measured.")
    target_text = column("The target in words, to be made one's own in the plan.")


@record(
    stored.ActivityTemplate,
    ActivityTemplateRecord.prefix,
    values=(
        Value("result_id", sql=newest("planned_result", "result_lineage_id"), like=Like(PlannedResult, "id")),
        Value("indicator_id", sql=newest("indicator", "indicator_lineage_id"), like=Like(Indicator, "id")),
    ),
)
class ActivityTemplate(Node):
    """What you report often; you alone see it. What was reported from it stays as it is when it changes."""

    name = column("What you call it.")
    text = column("What is done.")
    minutes = column("How many minutes it usually takes; null if that differs.")
    place = column("Where it is usually done; null if that differs.")
    state = column("Whether it is in use.")
    version = column("Rises by one with every change; give it back as `expectedVersion`.")
    recorded_at = column("When it was made.")
    state_since = column("Since when it is in its state.")
    updated_at = column("The moment of the last change.")
    employee = to_one(Employee, "employee_id", "Whose template it is: yours.")
    plan = to_one(PerformancePlan, "plan_id", "The plan whose result it serves; null if none is named.")
    result = to_one(PlannedResult, "result_id", "The result that it serves, as the plan's newest revision that has it says.")
    indicator = to_one(Indicator, "indicator_id", "The indicator towards which it counts; null if none is named.")
    available_actions: list[AvailableTemplateAction] = computed(
        _of_activities, "Every action, whether you may do it now, and what stands against it.", needs=("id",), reads=1
    )
    history = subject_history()
