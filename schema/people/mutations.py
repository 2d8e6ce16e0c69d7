"""The commands on employees: assignments, absences, legal status, lines set by delegation, roles."""

from uuid import UUID

import strawberry

from models.limits import BULK_ROWS
from schema.commands import command, given, held_by, optional_subject, subject, unique
from schema.context import Context
from schema.errors import RequestError
from schema.payloads import EmployeePayload, EmployeesPayload, GrantPayload, IdentityPayload, payload
from schema.people.bulk import set_lines, set_suggested_lines
from schema.people.inputs import (
    EndAbsenceInput,
    EndAssignmentInput,
    EndLineInput,
    GrantRoleInput,
    LinkIdentityInput,
    RecordAbsenceInput,
    RecordLegalStatusInput,
    RevokeRoleInput,
    SetLineInput,
    SetLinesInput,
    SetSuggestedLinesInput,
    StartAssignmentInput,
    UnlinkIdentityInput,
    employee_command,
)
from workflows.access import PERMISSIONS, Permission
from workflows.actions.people import Changed
from workflows.actions.people_assignments import AssignmentDraft, end_assignment, start_assignment
from workflows.actions.people_identities import IdentityDraft, link_identity, unlink_identity
from workflows.actions.people_lines import LineDraft, end_line, set_line
from workflows.actions.people_roles import GrantDraft, RoleEnd, grant_role, revoke_role
from workflows.actions.people_standing import (
    AbsenceDraft,
    LegalStatusDraft,
    end_absence,
    record_absence,
    record_legal_status,
)
from workflows.commands import Outcome


def _employee(outcome: Outcome[Changed], asked: UUID | None = None) -> UUID | None:
    """Give whose command it was: the employee that was changed, or the one that was asked for."""
    return outcome.value.employee_id if outcome.value else asked


def _row(outcome: Outcome[Changed]) -> UUID | None:
    return outcome.value.row_id if outcome.value else None


async def _start(context: Context, field_name: str, asked: StartAssignmentInput) -> EmployeePayload:
    draft = AssignmentDraft(
        subject(asked.employee_id, "emp", "input.employeeId"),
        subject(asked.position_id, "pos", "input.positionId"),
        asked.kind,
        asked.valid_from,
        given(asked.valid_to),
        given(asked.document_number),
    )
    outcome = await start_assignment(context.database, context.actor, draft, employee_command(field_name, asked))
    return payload(context, EmployeePayload, outcome, employee_id=_employee(outcome, draft.employee_id), assignment_id=_row(outcome))


async def _end(context: Context, field_name: str, asked: EndAssignmentInput) -> EmployeePayload:
    target = subject(asked.id, "asg")
    outcome = await end_assignment(context.database, context.actor, target, asked.valid_to, employee_command(field_name, asked))
    return payload(context, EmployeePayload, outcome, employee_id=_employee(outcome), assignment_id=target)


async def _absence(context: Context, field_name: str, asked: RecordAbsenceInput) -> EmployeePayload:
    draft = AbsenceDraft(
        subject(asked.employee_id, "emp", "input.employeeId"),
        asked.kind,
        asked.valid_from,
        given(asked.valid_to),
        given(asked.document_number),
    )
    outcome = await record_absence(context.database, context.actor, draft, employee_command(field_name, asked))
    return payload(context, EmployeePayload, outcome, employee_id=_employee(outcome, draft.employee_id), absence_id=_row(outcome))


async def _back(context: Context, field_name: str, asked: EndAbsenceInput) -> EmployeePayload:
    target = subject(asked.id, "abs")
    outcome = await end_absence(context.database, context.actor, target, asked.valid_to, employee_command(field_name, asked))
    return payload(context, EmployeePayload, outcome, employee_id=_employee(outcome), absence_id=target)


async def _legal_status(context: Context, field_name: str, asked: RecordLegalStatusInput) -> EmployeePayload:
    draft = LegalStatusDraft(
        subject(asked.employee_id, "emp", "input.employeeId"),
        asked.status,
        asked.valid_from,
        given(asked.valid_to),
        given(asked.document_number),
    )
    outcome = await record_legal_status(context.database, context.actor, draft, employee_command(field_name, asked))
    return payload(context, EmployeePayload, outcome, employee_id=_employee(outcome, draft.employee_id), legal_status_id=_row(outcome))


async def _line(context: Context, field_name: str, asked: SetLineInput) -> EmployeePayload:
    draft = LineDraft(
        subject(asked.assignment_id, "asg", "input.assignmentId"),
        subject(asked.appraiser_id, "emp", "input.appraiserId"),
        optional_subject(asked.approver_id or None, "emp", "input.approverId"),
        asked.valid_from,
        given(asked.valid_to),
        asked.document_number,
    )
    outcome = await set_line(context.database, context.actor, draft, employee_command(field_name, asked))
    return payload(context, EmployeePayload, outcome, employee_id=_employee(outcome), line_id=_row(outcome))


async def _end_line(context: Context, field_name: str, asked: EndLineInput) -> EmployeePayload:
    target = subject(asked.id, "hsl")
    outcome = await end_line(context.database, context.actor, target, asked.valid_to, employee_command(field_name, asked))
    return payload(context, EmployeePayload, outcome, employee_id=_employee(outcome), line_id=target)


async def _grant(context: Context, field_name: str, asked: GrantRoleInput) -> GrantPayload:
    one = optional_subject(asked.unit_id or None, "unt", "input.unitId")
    units = [subject(unit, "unt", f"input.unitIds.{index}") for index, unit in enumerate(given(asked.unit_ids) or [])]
    unique(units, "input.unitIds")
    if one is not None and units:
        raise RequestError("BAD_VALUE", path="input.unitId", why="UNIT")
    draft = GrantDraft(
        subject(asked.employee_id, "emp", "input.employeeId"),
        asked.role,
        tuple(units) if one is None else (one,),
        asked.valid_from,
        given(asked.valid_to),
        given(asked.document_number),
        whole_agency=asked.whole_agency,
        path=None if one is None else "input.unitId",
    )
    outcome = await grant_role(context.database, context.actor, draft, employee_command(field_name, asked))
    return payload(context, GrantPayload, outcome, employee_id=_employee(outcome, draft.employee_id), grant_id=_row(outcome))


async def _revoke(context: Context, field_name: str, asked: RevokeRoleInput) -> GrantPayload:
    target = subject(asked.id, "grt")
    end = RoleEnd(target, given(asked.valid_to), whole_letter=asked.whole_letter)
    outcome = await revoke_role(context.database, context.actor, end, employee_command(field_name, asked))
    return payload(context, GrantPayload, outcome, employee_id=_employee(outcome), grant_id=target)


async def _link(context: Context, field_name: str, asked: LinkIdentityInput) -> IdentityPayload:
    draft = IdentityDraft(subject(asked.employee_id, "emp", "input.employeeId"), asked.issuer, asked.subject)
    command = employee_command(field_name, asked)
    outcome = await link_identity(context.database, context.actor, draft, command, trusted=context.issuers)
    return payload(context, IdentityPayload, outcome, employee_id=_employee(outcome, draft.employee_id), identity_id=_row(outcome))


async def _unlink(context: Context, field_name: str, asked: UnlinkIdentityInput) -> IdentityPayload:
    target = subject(asked.id, "idn")
    outcome = await unlink_identity(context.database, context.actor, target, employee_command(field_name, asked))
    return payload(context, IdentityPayload, outcome, employee_id=_employee(outcome), identity_id=target)


_PEOPLE = held_by(PERMISSIONS[Permission.EDIT_PEOPLE])
_LINES = held_by(PERMISSIONS[Permission.SET_LINE])
_ROLES = held_by(PERMISSIONS[Permission.GRANT_ROLES])
_IDENTITIES = held_by(PERMISSIONS[Permission.LINK_IDENTITIES])


@strawberry.type
class PeopleMutations:
    """The commands on employees. Reporting lines are recomputed with each that touches them."""

    start_assignment = command(
        StartAssignmentInput,
        EmployeePayload,
        _start,
        f"Lets an employee hold a post, be it as Plh for three days. Two definitive posts at once are a warning. {_PEOPLE}",
    )
    end_assignment = command(
        EndAssignmentInput, EmployeePayload, _end, f"Ends an assignment, or ends it earlier than was recorded. {_PEOPLE}"
    )
    record_absence = command(
        RecordAbsenceInput,
        EmployeePayload,
        _absence,
        f"Records that an employee is away: whoever acts for them in their post appraises and approves meanwhile. {_PEOPLE}",
    )
    end_absence = command(EndAbsenceInput, EmployeePayload, _back, f"Records that an employee is back earlier than was recorded. {_PEOPLE}")
    record_legal_status = command(
        RecordLegalStatusInput,
        EmployeePayload,
        _legal_status,
        f"Records an employee's legal status, which decides whether they are planned for and appraised. {_PEOPLE}",
    )
    set_line = command(
        SetLineInput,
        EmployeePayload,
        _line,
        "Sets by written delegation who appraises and approves whoever holds an assignment; never one's own line, nor one that names"
        f" oneself: another does. {_LINES}",
    )
    set_lines = command(
        SetLinesInput,
        EmployeesPayload,
        set_lines,
        f"`setLine` for at most {BULK_ROWS} assignments: each in a transaction of its own, an outcome each, in the order given. {_LINES}",
    )
    set_suggested_lines = command(
        SetSuggestedLinesInput,
        EmployeesPayload,
        set_suggested_lines,
        f"Sets the first of the `suggestions` for each of at most {BULK_ROWS} lines of a unit and what is under it in which somebody is"
        " missing today; one without a suggestion isn't among the results. Sent again it does what is left; without the role over the unit"
        f" the one result is the refusal. {_LINES}",
    )
    end_line = command(EndLineInput, EmployeePayload, _end_line, f"Ends a line set by delegation; never one's own. {_LINES}")
    grant_role = command(
        GrantRoleInput,
        GrantPayload,
        _grant,
        "Grants a role over the agency or over units, never further than one's own and never to oneself. An auditor's rests on a letter of"
        f" assignment: number, units and end are asked for. {_ROLES}",
    )
    revoke_role = command(
        RevokeRoleInput,
        GrantPayload,
        _revoke,
        f"Lets a grant end; one that would have begun that day or later counts as never given. Never one's own. {_ROLES}",
    )
    link_identity = command(
        LinkIdentityInput,
        IdentityPayload,
        _link,
        "Links an account of the identity provider to an employee, who then signs in with it in this agency; one account an issuer, and"
        f" never to oneself. {_IDENTITIES[:-1]} over the whole agency.",
    )
    unlink_identity = command(
        UnlinkIdentityInput,
        IdentityPayload,
        _unlink,
        "Unlinks an account: from its next request on it opens nothing in this agency, and it isn't linked again by itself. Never one's"
        f" own. {_IDENTITIES[:-1]} over the whole agency.",
    )
