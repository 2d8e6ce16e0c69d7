"""The commands on plans."""

import strawberry

from schema.commands import command, given, key_for, parts_sentence, subject
from schema.context import Context
from schema.payloads import PlanPayload, payloads
from schema.plans.inputs import CopyFromLastInput, EditPlanInput, plan_parts
from workflows.actions.plans import copy_from_last, edit_plan


async def _edit(context: Context, field_name: str, asked: EditPlanInput) -> PlanPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target = subject(asked.id, "pln")
    outcome = await edit_plan(context.database, context.actor, target, asked.expected_version, plan_parts(asked), key)
    return payloads(context, PlanPayload, "plan_id", [(target, outcome)])[0]


async def _copy(context: Context, field_name: str, asked: CopyFromLastInput) -> PlanPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target = subject(asked.id, "pln")
    outcome = await copy_from_last(context.database, context.actor, target, asked.expected_version, given(asked.reason), key)
    return payloads(context, PlanPayload, "plan_id", [(target, outcome)])[0]


@strawberry.type
class PlanMutations:
    """The commands on plans."""

    edit_plan = command(
        EditPlanInput,
        PlanPayload,
        _edit,
        "Writes results, indicators and expectations of a plan in one command and one version, while an appraisal that stands on it is in"
        " DRAFT. A revision that an appraisal pins never changes: then this makes the next one. Where all is as asked already, the answer"
        " is `unchanged`. Who may write which part:"
        f" {parts_sentence(('results', 'expectations'))}",
    )
    copy_from_last = command(
        CopyFromLastInput,
        PlanPayload,
        _copy,
        "Adds the results and indicators of the employee's last plan that has any; what is there by title already is left out;"
        " where nothing is left, the answer is `unchanged`. Who may, and"
        f" while its appraisal is in which state: {parts_sentence(('results',))}",
    )
