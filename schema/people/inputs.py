"""The inputs of the commands on employees."""

from datetime import date

import strawberry

from models import limits
from models.vocabulary import AbsenceKind, AssignmentKind, LegalStatusKind, Role
from schema.commands import Keyed, given, key_for, optional_field, text_field
from workflows.actions.people import EmployeeCommand

_FROM = "The first day, in the agency's zone."
_TO = "The day after the last; left out: open."


@strawberry.input
class OnEmployee(Keyed):
    """What every command on an employee is given."""

    reason: str | None = text_field("Why; kept in the history.", limits.REASON_CHARS)
    expected_version: int | None = optional_field(
        "The version that you know of the employee; if it has moved on since, the answer is `STALE`. Left out: not compared."
    )


def document_field() -> str | None:
    """Declare the number of a document that something rests on."""
    field: str | None = text_field("The number of the document it rests on.", limits.DOCUMENT_NUMBER_CHARS)
    return field


@strawberry.input(description="Lets an employee hold a post.")
class StartAssignmentInput(OnEmployee):
    """The input of ``startAssignment``."""

    employee_id: strawberry.ID = strawberry.field(description="Who holds the post.")
    position_id: strawberry.ID = strawberry.field(description="The post.")
    kind: AssignmentKind = strawberry.field(description="In what way it is held.")
    valid_from: date = strawberry.field(description=_FROM)
    valid_to: date | None = optional_field(_TO)
    document_number: str | None = document_field()


@strawberry.input(description="Ends an assignment, or ends it earlier.")
class EndAssignmentInput(OnEmployee):
    """The input of ``endAssignment``."""

    id: strawberry.ID = strawberry.field(description="The assignment.")
    valid_to: date = strawberry.field(description="The first day on which it is no longer held.")


@strawberry.input(description="Records that an employee is away.")
class RecordAbsenceInput(OnEmployee):
    """The input of ``recordAbsence``."""

    employee_id: strawberry.ID = strawberry.field(description="Who is away.")
    kind: AbsenceKind = strawberry.field(description="Why.")
    valid_from: date = strawberry.field(description=_FROM)
    valid_to: date | None = optional_field("The day on which they are back; left out: not known yet.")
    document_number: str | None = document_field()


@strawberry.input(description="Records that an employee is back.")
class EndAbsenceInput(OnEmployee):
    """The input of ``endAbsence``."""

    id: strawberry.ID = strawberry.field(description="The absence.")
    valid_to: date = strawberry.field(description="The day on which they are back, before the one that is recorded.")


@strawberry.input(description="Records an employee's legal status from a day on.")
class RecordLegalStatusInput(OnEmployee):
    """The input of ``recordLegalStatus``."""

    employee_id: strawberry.ID = strawberry.field(description="Whose status it is.")
    status: LegalStatusKind = strawberry.field(description="The status; the one before ends on the day this one begins.")
    valid_from: date = strawberry.field(description=_FROM)
    valid_to: date | None = optional_field(_TO)
    document_number: str | None = document_field()


@strawberry.input(description="Sets by written delegation who appraises and approves whoever holds an assignment.")
class SetLineInput(OnEmployee):
    """The input of ``setLine``."""

    assignment_id: strawberry.ID = strawberry.field(description="The assignment whose line is set; never your own.")
    appraiser_id: strawberry.ID = strawberry.field(description="The employee who appraises.")
    approver_id: strawberry.ID | None = optional_field("The employee above the appraiser; left out: found by the appraiser's post.")
    valid_from: date = strawberry.field(description=f"{_FROM} A line set before ends on it.")
    valid_to: date | None = optional_field(_TO)
    document_number: str = strawberry.field(description=f"The number of the delegation; at most {limits.DOCUMENT_NUMBER_CHARS} characters.")


@strawberry.input(description="One line to set.")
class SetLineItem:
    """One item of ``setLines``."""

    assignment_id: strawberry.ID = strawberry.field(description="The assignment whose line is set; never your own.")
    appraiser_id: strawberry.ID = strawberry.field(description="The employee who appraises.")
    approver_id: strawberry.ID | None = optional_field("The employee above the appraiser; left out: found by the appraiser's post.")
    valid_from: date = strawberry.field(description=f"{_FROM} A line set before ends on it.")
    valid_to: date | None = optional_field(_TO)
    document_number: str = strawberry.field(description=f"The number of the delegation; at most {limits.DOCUMENT_NUMBER_CHARS} characters.")
    reason: str | None = text_field("Why; kept in the history.", limits.REASON_CHARS)
    expected_version: int | None = optional_field("The version that you know of the employee; left out: not compared.")


_DRY_RUN = "Only tell what would happen to each line, in `linePreview`: nothing is written. Each is looked at as if it were the only one."


@strawberry.input(description="Sets many lines by written delegation.")
class SetLinesInput(Keyed):
    """The input of ``setLines``."""

    items: list[SetLineItem] = strawberry.field(
        description=f"At most {limits.BULK_ROWS}; each is a command of its own, and the key of each is `idempotencyKey` and its assignment."
    )
    dry_run: bool = strawberry.field(default=False, description=_DRY_RUN)


@strawberry.input(description="Sets the first suggested line of everybody in a unit whose line has a gap today.")
class SetSuggestedLinesInput:
    """The input of ``setSuggestedLines``."""

    unit_id: strawberry.ID = strawberry.field(description="The unit, with what stands under it.")
    valid_from: date | None = optional_field("The first day, in the agency's zone; left out: today.")
    valid_to: date | None = optional_field(_TO)
    document_number: str = strawberry.field(description=f"The number of the delegation; at most {limits.DOCUMENT_NUMBER_CHARS} characters.")
    reason: str | None = text_field("Why; kept in the history.", limits.REASON_CHARS)
    dry_run: bool = strawberry.field(default=False, description=_DRY_RUN)


@strawberry.input(description="Ends a line set by delegation.")
class EndLineInput(OnEmployee):
    """The input of ``endLine``."""

    id: strawberry.ID = strawberry.field(description="The line.")
    valid_to: date = strawberry.field(description="The first day on which posts tell the line again.")


@strawberry.input(description="Grants a role.")
class GrantRoleInput(OnEmployee):
    """The input of ``grantRole``."""

    employee_id: strawberry.ID = strawberry.field(description="Who gets it; never yourself.")
    role: Role = strawberry.field(description="The role.")
    unit_id: strawberry.ID | None = optional_field("Over which unit and what stands under it; left out: over the whole agency.")
    unit_ids: list[strawberry.ID] | None = optional_field(
        f"Over which units, each with what stands under it, at most {limits.GRANT_UNITS_ROWS}: a grant for each; in the place of"
        " `unitId`. `AUDITOR` needs them, or `wholeAgency`."
    )
    whole_agency: bool = strawberry.field(default=False, description="That no unit is named because it is over the whole agency.")
    valid_from: date = strawberry.field(description=_FROM)
    valid_to: date | None = optional_field(f"{_TO} `AUDITOR` needs it.")
    document_number: str | None = text_field(
        "The number of the document it rests on; `AUDITOR` needs it: the letter of assignment.", limits.DOCUMENT_NUMBER_CHARS
    )


@strawberry.input(description="Revokes a role.")
class RevokeRoleInput(OnEmployee):
    """The input of ``revokeRole``."""

    id: strawberry.ID = strawberry.field(description="The grant; never your own.")
    valid_to: date | None = optional_field("The first day on which it no longer holds; left out: today.")
    whole_letter: bool = strawberry.field(
        default=False,
        description="Also the grants of the same role to the same employee by the same document: those for the other units of a letter.",
    )


@strawberry.input(description="Links an account of an identity provider to an employee.")
class LinkIdentityInput(OnEmployee):
    """The input of ``linkIdentity``."""

    employee_id: strawberry.ID = strawberry.field(description="Who signs in with it; never yourself.")
    issuer: str = strawberry.field(
        description="The issuer, exactly as its tokens name it in `iss`: the one that is set up here. At most"
        f" {limits.SUBJECT_CHARS} characters."
    )
    subject: str = strawberry.field(
        description=f"The account, exactly as the issuer's tokens name it in `sub`; at most {limits.SUBJECT_CHARS} characters."
    )


@strawberry.input(description="Unlinks an account of an identity provider.")
class UnlinkIdentityInput(OnEmployee):
    """The input of ``unlinkIdentity``."""

    id: strawberry.ID = strawberry.field(description="The link; never your own.")


def employee_command(field_name: str, asked: OnEmployee) -> EmployeeCommand:
    """Read what every command on an employee is given.

    Raises:
        RequestError: BAD_VALUE for a key that can't be kept.
    """
    return EmployeeCommand(given(asked.expected_version), given(asked.reason), key_for(field_name, asked.idempotency_key, asked))
