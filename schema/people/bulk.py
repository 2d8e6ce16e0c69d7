"""Setting many lines at once: those named one by one, and the first suggestion for everybody in a unit."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from models.limits import BULK_ROWS
from schema.commands import bulk, given, key_for, optional_subject, subject
from schema.context import Context
from schema.payloads import EmployeePayload, EmployeesPayload, many_payloads
from schema.people.inputs import SetLineItem, SetLinesInput, SetSuggestedLinesInput
from workflows.access import Permission
from workflows.actions.people import Changed, EmployeeCommand, require_over_unit
from workflows.actions.people_lines import LineDraft, set_line
from workflows.commands import Outcome
from workflows.lines.suggesting import gaps_of_unit, suggest
from workflows.refusals import Refusal, Refused

Asked = tuple[LineDraft, EmployeeCommand]


async def set_lines(context: Context, field_name: str, asked: SetLinesInput) -> EmployeesPayload:
    """Set each line in a transaction of its own."""

    def read(one: SetLineItem, path: str) -> Asked:
        draft = LineDraft(
            subject(one.assignment_id, "asg", f"{path}.assignmentId"),
            subject(one.appraiser_id, "emp", f"{path}.appraiserId"),
            optional_subject(given(one.approver_id), "emp", f"{path}.approverId"),
            one.valid_from,
            given(one.valid_to),
            one.document_number,
        )
        key = key_for(field_name, asked.idempotency_key, one, draft.assignment_id)
        return draft, EmployeeCommand(given(one.expected_version), given(one.reason), key, asked.dry_run)

    return await _set_each(context, bulk(asked.items, read))


async def set_suggested_lines(context: Context, _: str, asked: SetSuggestedLinesInput) -> EmployeesPayload:
    """Set the first suggestion for every gap in a unit that has one; sent again it does what is left.

    Whoever has no right over the unit gets one refusal for the whole; each line is still asked for its own.
    """
    unit = subject(asked.unit_id, "unt", "input.unitId")
    actor = context.actor
    try:
        await context.database.read(lambda conn: require_over_unit(conn, actor, Permission.SET_LINE, unit))
    except Refused as refused:
        return await _set_each(context, [refused.refusal])
    gaps = await context.database.read(lambda conn: gaps_of_unit(conn, actor, unit, BULK_ROWS))
    suggested = await context.database.read(lambda conn: suggest(conn, actor, gaps))
    items: list[Asked | Refusal] = []
    for gap in gaps:
        if suggested[gap.line_id]:
            first = suggested[gap.line_id][0]
            starts, ends = given(asked.valid_from) or actor.today, given(asked.valid_to)
            draft = LineDraft(gap.assignment_id, first.appraiser_id, first.approver_id, starts, ends, asked.document_number)
            items.append((draft, EmployeeCommand(reason=given(asked.reason), dry_run=asked.dry_run)))
    return await _set_each(context, items)


async def _set_each(context: Context, items: Sequence[Asked | Refusal]) -> EmployeesPayload:
    outcomes: list[tuple[Mapping[str, UUID | None], Outcome[Any]]] = []
    for one in items:
        if isinstance(one, Refusal):
            outcomes.append(({}, Outcome(refusal=one)))
            continue
        outcome = await set_line(context.database, context.actor, *one)
        outcomes.append((_subjects(one[0], outcome), outcome))
    return EmployeesPayload(results=many_payloads(context, EmployeePayload, outcomes))


def _subjects(draft: LineDraft, outcome: Outcome[Changed]) -> Mapping[str, UUID | None]:
    if outcome.value is None:
        return {}
    if outcome.preview is not None:
        # The line isn't there: whom it would name is told in its place.
        return {"employee_id": outcome.value.employee_id, "appraiser_id": draft.appraiser_id, "approver_id": draft.approver_id}
    return {"employee_id": outcome.value.employee_id, "line_id": outcome.value.row_id}
