"""The commands on templates."""

from typing import Any

import strawberry

from models import limits
from models.vocabulary import TemplateAction
from schema.commands import Transition, command, given, held_by, key_for, label, subject, who_may
from schema.context import Context
from schema.payloads import ActivityTemplatePayload, PlanTemplatePayload, payloads
from schema.templates.inputs import (
    CreateActivityTemplateInput,
    CreatePlanTemplateInput,
    EditActivityTemplateInput,
    EditPlanTemplateInput,
    RemoveActivityTemplateInput,
    RemovePlanTemplateInput,
    activity_template,
    plan_template,
)
from workflows.access import PERMISSIONS, Permission
from workflows.actions.activity_templates import create_activity_template, edit_activity_template
from workflows.actions.plan_templates import create_plan_template, edit_plan_template
from workflows.actions.template_record import ActivityTemplateRecord, PlanTemplateRecord, TemplateRecord
from workflows.engine import Command, advance
from workflows.template import ACTIVITY_TEMPLATE, PLAN_TEMPLATE, TemplateInputs

_PLAN, _ACTIVITY = "plan_template_id", "activity_template_id"


async def _create_plan(context: Context, field_name: str, asked: CreatePlanTemplateInput) -> PlanTemplatePayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    outcome = await create_plan_template(context.database, context.actor, plan_template(asked, None), key)
    return payloads(context, PlanTemplatePayload, _PLAN, [(outcome.value, outcome)])[0]


async def _edit_plan(context: Context, field_name: str, asked: EditPlanTemplateInput) -> PlanTemplatePayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target, draft = subject(asked.id, PlanTemplateRecord.prefix), plan_template(asked, given(asked.reason))
    outcome = await edit_plan_template(context.database, context.actor, target, asked.expected_version, draft, key)
    return payloads(context, PlanTemplatePayload, _PLAN, [(target, outcome)])[0]


async def _create_activity(context: Context, field_name: str, asked: CreateActivityTemplateInput) -> ActivityTemplatePayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    outcome = await create_activity_template(context.database, context.actor, activity_template(asked, None), key)
    return payloads(context, ActivityTemplatePayload, _ACTIVITY, [(outcome.value, outcome)])[0]


async def _edit_activity(context: Context, field_name: str, asked: EditActivityTemplateInput) -> ActivityTemplatePayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target, draft = subject(asked.id, ActivityTemplateRecord.prefix), activity_template(asked, given(asked.reason))
    outcome = await edit_activity_template(context.database, context.actor, target, asked.expected_version, draft, key)
    return payloads(context, ActivityTemplatePayload, _ACTIVITY, [(target, outcome)])[0]


async def _removed(context: Context, field_name: str, asked: Transition, record: TemplateRecord) -> Any:
    key = key_for(field_name, asked.idempotency_key, asked)
    inputs = TemplateInputs(given(asked.reason))
    move = Command(subject(asked.id, record.prefix), TemplateAction.REMOVE, asked.expected_version, inputs, key, asked.dry_run)
    return move.id, await advance(record, context.database, context.actor, move)


async def _remove_plan(context: Context, field_name: str, asked: RemovePlanTemplateInput) -> PlanTemplatePayload:
    return payloads(context, PlanTemplatePayload, _PLAN, [await _removed(context, field_name, asked, PlanTemplateRecord())])[0]


async def _remove_activity(context: Context, field_name: str, asked: RemoveActivityTemplateInput) -> ActivityTemplatePayload:
    told = await _removed(context, field_name, asked, ActivityTemplateRecord())
    return payloads(context, ActivityTemplatePayload, _ACTIVITY, [told])[0]


@strawberry.type
class TemplateMutations:
    """The commands on templates."""

    create_plan_template = command(
        CreatePlanTemplateInput,
        PlanTemplatePayload,
        _create_plan,
        "Makes a template of what is usually planned in some positions, from which `startPlan` and `copyPlan` take the structure."
        f" {held_by(PERMISSIONS[Permission.EDIT_TEMPLATES])}",
    )
    edit_plan_template = command(
        EditPlanTemplateInput,
        PlanTemplatePayload,
        _edit_plan,
        f"{label(TemplateAction.EDIT)}: as a whole; plans that were made from it stay as they are."
        f" {who_may(PLAN_TEMPLATE, TemplateAction.EDIT)}",
    )
    remove_plan_template = command(
        RemovePlanTemplateInput,
        PlanTemplatePayload,
        _remove_plan,
        f"{label(TemplateAction.REMOVE)}: it stays readable, and no plan copies it any more."
        f" {who_may(PLAN_TEMPLATE, TemplateAction.REMOVE)}",
    )
    create_activity_template = command(
        CreateActivityTemplateInput,
        ActivityTemplatePayload,
        _create_activity,
        f"Makes a template of what you report often, for `recordActivity`; you alone see it, and keep {limits.ACTIVITY_TEMPLATES_ROWS} at"
        " most. Who may: everybody, for themselves.",
    )
    edit_activity_template = command(
        EditActivityTemplateInput,
        ActivityTemplatePayload,
        _edit_activity,
        f"{label(TemplateAction.EDIT)}: as a whole; what was reported from it stays as it is."
        f" {who_may(ACTIVITY_TEMPLATE, TemplateAction.EDIT)}",
    )
    remove_activity_template = command(
        RemoveActivityTemplateInput,
        ActivityTemplatePayload,
        _remove_activity,
        f"{label(TemplateAction.REMOVE)}: nothing is reported from it any more. {who_may(ACTIVITY_TEMPLATE, TemplateAction.REMOVE)}",
    )
