"""The commands on cycles."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry

from models.vocabulary import CycleAction, ExtensionScope
from schema.commands import Transition, command, given, held_by, key_for, label, subject, who_may
from schema.context import Context
from schema.cycles.inputs import (
    CloseCycleInput,
    GrantExtensionInput,
    OpenCycleInput,
    PlanCycleInput,
    ReopenCycleInput,
    cycle_draft,
    extension_draft,
)
from schema.payloads import CyclePayload, ExtensionPayload, payloads
from workflows.access import PERMISSIONS, Permission
from workflows.actions.cycles import grant_extension, plan_cycle
from workflows.actions.opening import open_cycle
from workflows.appraisal_record import AppraisalRecord
from workflows.cycle import CYCLE, CycleInputs, CycleRecord
from workflows.engine import Command, advance


async def _plan(context: Context, field_name: str, asked: PlanCycleInput) -> CyclePayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    outcome = await plan_cycle(context.database, context.actor, cycle_draft(asked), key)
    return payloads(context, CyclePayload, "cycle_id", [(outcome.value, outcome)])[0]


async def _open(context: Context, field_name: str, asked: OpenCycleInput) -> CyclePayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    target = subject(asked.id, "cyc")
    outcome = await open_cycle(context.database, context.actor, target, asked.expected_version, key, dry_run=asked.dry_run)
    # A repeat too: whoever asked may have gone between the commit and here.
    if outcome.event_id is not None and context.openings is not None:
        context.openings.begin()
    return payloads(context, CyclePayload, "cycle_id", [(target, outcome)])[0]


def _moving(action: CycleAction) -> Callable[[Context, str, Any], Awaitable[CyclePayload]]:
    async def work(context: Context, field_name: str, asked: Transition) -> CyclePayload:
        key = key_for(field_name, asked.idempotency_key, asked)
        inputs = CycleInputs(given(getattr(asked, "reason", None)))
        move = Command(subject(asked.id, "cyc"), action, asked.expected_version, inputs, key, asked.dry_run)
        outcome = await advance(CycleRecord(), context.database, context.actor, move)
        return payloads(context, CyclePayload, "cycle_id", [(move.id, outcome)])[0]

    return work


async def _extend(context: Context, field_name: str, asked: GrantExtensionInput) -> ExtensionPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    draft = extension_draft(asked)
    own = asked.scope is ExtensionScope.APPRAISAL
    outcome = await grant_extension(context.database, AppraisalRecord(), context.actor, draft, given(asked.expected_version), key)
    changed = draft.appraisal_id if own else draft.cycle_id
    return payloads(context, ExtensionPayload, "appraisal_id" if own else "cycle_id", [(changed, outcome)])[0]


@strawberry.type
class CycleMutations:
    """The commands on cycles."""

    plan_cycle = command(
        PlanCycleInput,
        CyclePayload,
        _plan,
        f"Plans a cycle; it appraises nobody until it is opened. {held_by(PERMISSIONS[Permission.RUN_CYCLES])}",
    )
    open_cycle = command(
        OpenCycleInput,
        CyclePayload,
        _open,
        f"{label(CycleAction.OPEN)}: opens the cycle and begins to create the appraisals of its population, which goes on after the answer;"
        f" opening an open cycle again takes in newcomers. {who_may(CYCLE, CycleAction.OPEN)}",
    )
    close_cycle = command(
        CloseCycleInput,
        CyclePayload,
        _moving(CycleAction.CLOSE),
        f"{label(CycleAction.CLOSE)}: nothing of its appraisals moves or is edited until it is opened again."
        f" {who_may(CYCLE, CycleAction.CLOSE)}",
    )
    reopen_cycle = command(
        ReopenCycleInput,
        CyclePayload,
        _moving(CycleAction.REOPEN),
        f"{label(CycleAction.REOPEN)}: what was undecided can be decided again. {who_may(CYCLE, CycleAction.REOPEN)}",
    )
    grant_extension = command(
        GrantExtensionInput,
        ExtensionPayload,
        _extend,
        "Holds the submission or the decision window open for one appraisal, a unit or the whole cycle; never for one's own appraisal."
        f" {held_by(PERMISSIONS[Permission.GRANT_EXTENSION])}",
    )
