"""The commands on plans and on the dialogues behind them."""

from typing import Any
from uuid import UUID

import strawberry

from models.vocabulary import PlanAction, PlanApproach, ReasonCode, RefusalCode, SupportKind
from schema.commands import Transition, command, given, key_for, label, optional_subject, parts_sentence, subject, who_may
from schema.context import Context
from schema.payloads import DialoguePayload, PlanPayload, payloads
from schema.plans.inputs import (
    AgreePlanInput,
    AmendPlanInput,
    CopyFromLastInput,
    CopyPlanInput,
    EditDialogueInput,
    EditPlanInput,
    EditRoleMatrixInput,
    LinkResultInput,
    ProposePlanInput,
    RecordDialogueInput,
    ReturnPlanInput,
    StartPlanInput,
    WithdrawPlanInput,
    dialogue_content,
    plan_parts,
)
from workflows.actions.plan_cascade import CellDraft, LinkDraft, edit_role_matrix, link_result
from workflows.actions.plan_copies import copy_from_last, copy_plan, copy_template
from workflows.actions.plan_dialogues import PREFIX, edit_dialogue, record_dialogue
from workflows.actions.plan_record import PlanRecord
from workflows.actions.plan_starting import PlanStart, start_plan
from workflows.actions.plans import edit_plan
from workflows.commands import Outcome
from workflows.engine import Command, advance
from workflows.plan import PLAN, PLAN_PARTS, PlanInputs
from workflows.refusals import Reason, Refusal


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


async def _copy_from(context: Context, field_name: str, asked: CopyPlanInput) -> PlanPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target = subject(asked.id, "pln")
    plan = optional_subject(given(asked.from_plan_id), "pln", "input.fromPlanId")
    template = optional_subject(given(asked.from_template_id), "tpl", "input.fromTemplateId")
    reason, known = given(asked.reason), asked.expected_version
    outcome: Outcome[UUID]
    if plan is not None and template is None:
        outcome = await copy_plan(context.database, context.actor, target, known, plan, reason, key)
    elif template is not None and plan is None:
        outcome = await copy_template(context.database, context.actor, target, known, template, reason, key)
    else:
        outcome = Outcome(refusal=Refusal(RefusalCode.INVALID, (Reason(ReasonCode.PLAN_OR_TEMPLATE, "input.fromPlanId"),)))
    return payloads(context, PlanPayload, "plan_id", [(target, outcome)])[0]


async def _start(context: Context, field_name: str, asked: StartPlanInput) -> PlanPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    start = PlanStart(
        subject(asked.assignment_id, "asg", "input.assignmentId"),
        asked.year,
        given(asked.starts_on),
        given(asked.ends_on),
        given(asked.approach) or PlanApproach.QUANTITATIVE,
        optional_subject(given(asked.template_id), "tpl", "input.templateId"),
    )
    outcome = await start_plan(context.database, context.actor, start, key)
    return payloads(context, PlanPayload, "plan_id", [(outcome.value, outcome)])[0]


async def _move(context: Context, field_name: str, asked: Transition, action: PlanAction) -> PlanPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    move = Command(subject(asked.id, "pln"), action, asked.expected_version, PlanInputs(given(asked.reason)), key, asked.dry_run)
    outcome: Any = await advance(PlanRecord(), context.database, context.actor, move)
    return payloads(context, PlanPayload, "plan_id", [(move.id, outcome)])[0]


async def _propose(context: Context, field_name: str, asked: ProposePlanInput) -> PlanPayload:
    return await _move(context, field_name, asked, PlanAction.PROPOSE_PLAN)


async def _withdraw(context: Context, field_name: str, asked: WithdrawPlanInput) -> PlanPayload:
    return await _move(context, field_name, asked, PlanAction.WITHDRAW_PLAN)


async def _return(context: Context, field_name: str, asked: ReturnPlanInput) -> PlanPayload:
    return await _move(context, field_name, asked, PlanAction.RETURN_PLAN)


async def _agree(context: Context, field_name: str, asked: AgreePlanInput) -> PlanPayload:
    return await _move(context, field_name, asked, PlanAction.AGREE_PLAN)


async def _amend(context: Context, field_name: str, asked: AmendPlanInput) -> PlanPayload:
    return await _move(context, field_name, asked, PlanAction.AMEND_PLAN)


async def _link(context: Context, field_name: str, asked: LinkResultInput) -> PlanPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target = subject(asked.id, "pln")
    draft = LinkDraft(
        subject(asked.result_id, "res", "input.resultId"),
        optional_subject(asked.supports_result_id, "res", "input.supportsResultId"),
        given(asked.support) or SupportKind.DIRECT,
    )
    outcome = await link_result(context.database, context.actor, target, asked.expected_version, draft, key)
    return payloads(context, PlanPayload, "plan_id", [(target, outcome)])[0]


async def _matrix(context: Context, field_name: str, asked: EditRoleMatrixInput) -> PlanPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target = subject(asked.id, "pln")
    cells = [
        CellDraft(
            subject(one.result_id, "res", f"input.cells.{index}.resultId"),
            subject(one.assignment_id, "asg", f"input.cells.{index}.assignmentId"),
            given(one.role) or None,
        )
        for index, one in enumerate(asked.cells)
    ]
    outcome = await edit_role_matrix(context.database, context.actor, target, asked.expected_version, cells, key)
    return payloads(context, PlanPayload, "plan_id", [(target, outcome)])[0]


async def _record_dialogue(context: Context, field_name: str, asked: RecordDialogueInput) -> DialoguePayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    plan_id = subject(asked.plan_id, "pln", "input.planId")
    outcome = await record_dialogue(context.database, context.actor, plan_id, dialogue_content(asked), key)
    return payloads(context, DialoguePayload, "dialogue_id", [(outcome.value, outcome)])[0]


async def _edit_dialogue(context: Context, field_name: str, asked: EditDialogueInput) -> DialoguePayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target = subject(asked.id, PREFIX)
    outcome = await edit_dialogue(context.database, context.actor, target, asked.expected_version, dialogue_content(asked), key)
    return payloads(context, DialoguePayload, "dialogue_id", [(target, outcome)])[0]


_WRITTEN = "; ".join(
    f"`{part.name}`: {' or '.join(f'`{one.value}`' for one in part.writers)} in {' or '.join(f'`{one.value}`' for one in part.states)}"
    for part in PLAN_PARTS.values()
)
_SIDES = "Who may: the plan's `EMPLOYEE` and its `APPRAISER`, each for their own side."


@strawberry.type
class PlanMutations:
    """The commands on plans."""

    start_plan = command(
        StartPlanInput,
        PlanPayload,
        _start,
        "Starts a plan in DRAFT for an assignment and a year that has none, with the results of a template if one is named. Who may: who"
        " holds the assignment, or who appraises them today.",
    )
    edit_plan = command(
        EditPlanInput,
        PlanPayload,
        _edit,
        "Writes results, indicators, expectations and annexes of a plan in one command and one version. Who may write which part:"
        f" {_WRITTEN}. A plan that is RECORDED is written while an appraisal that stands on it is in DRAFT, by the same. A revision that"
        " was agreed or that an appraisal pins never changes; where all is as asked already, the answer is `unchanged`.",
    )
    copy_from_last = command(
        CopyFromLastInput,
        PlanPayload,
        _copy,
        "Adds the results and indicators of the employee's last plan that has any; what is there by title already is left out;"
        " where nothing is left, the answer is `unchanged`. Who may, and"
        f" while its appraisal is in which state: {parts_sentence(('results',))}",
    )
    copy_plan = command(
        CopyPlanInput,
        PlanPayload,
        _copy_from,
        "Adds the results and indicators of another plan that you may see, such as a colleague's of the same superior, or of a template"
        " of the plan's position: what is planned, never who assigned it, what is expected, nor anything of an appraisal; what is there by"
        " title already is left out."
        " Who may: the plan's `EMPLOYEE` or its `APPRAISER`, in `DRAFT`.",
    )
    propose_plan = command(
        ProposePlanInput,
        PlanPayload,
        _propose,
        f"{label(PlanAction.PROPOSE_PLAN)}: hands a complete draft to the appraiser. {who_may(PLAN, PlanAction.PROPOSE_PLAN)}",
    )
    withdraw_plan = command(
        WithdrawPlanInput,
        PlanPayload,
        _withdraw,
        f"{label(PlanAction.WITHDRAW_PLAN)}: as long as it isn't agreed. {who_may(PLAN, PlanAction.WITHDRAW_PLAN)}",
    )
    return_plan = command(
        ReturnPlanInput,
        PlanPayload,
        _return,
        f"{label(PlanAction.RETURN_PLAN)}: with what is to be changed. {who_may(PLAN, PlanAction.RETURN_PLAN)}",
    )
    agree_plan = command(
        AgreePlanInput,
        PlanPayload,
        _agree,
        f"{label(PlanAction.AGREE_PLAN)}: its revision is in force from now on, never changes, and supersedes the one before."
        f" {who_may(PLAN, PlanAction.AGREE_PLAN)}",
    )
    amend_plan = command(
        AmendPlanInput,
        PlanPayload,
        _amend,
        f"{label(PlanAction.AMEND_PLAN)}: makes the next revision as a draft; the one before stays in force until it is agreed. A recorded"
        f" plan comes so into agreement. {who_may(PLAN, PlanAction.AMEND_PLAN)}",
    )
    link_result = command(
        LinkResultInput,
        PlanPayload,
        _link,
        "Links a result to the leader's result that it supports, changes the link, or takes it away; in every state of the plan, since it"
        " touches no revision. Who may: the plan's `EMPLOYEE` or its `APPRAISER`.",
    )
    edit_role_matrix = command(
        EditRoleMatrixInput,
        PlanPayload,
        _matrix,
        "Writes what the staff is to reach for a leader's results; each finds it in `supportable` of their own plan. In every state of the"
        " plan. Who may: the leader whose plan it is, its `EMPLOYEE`.",
    )
    record_dialogue = command(
        RecordDialogueInput,
        DialoguePayload,
        _record_dialogue,
        f"Records a performance dialogue about a plan, with the points of your side; the other side adds its own. {_SIDES}",
    )
    edit_dialogue = command(
        EditDialogueInput,
        DialoguePayload,
        _edit_dialogue,
        f"Writes the day, the points of your side, and what was agreed in a dialogue, until a plan was agreed after it. {_SIDES}",
    )
