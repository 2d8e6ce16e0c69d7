"""The input of the import of a roster."""

from datetime import date

import strawberry

from models import limits
from models.vocabulary import RowsTaken
from schema.commands import Keyed, given, optional_field, subject, unique
from workflows.actions.imports import ImportDraft


@strawberry.input(description="Imports uploaded files into your agency, together and in one transaction.")
class ImportRosterInput(Keyed):
    """The input of ``importRoster``."""

    upload_ids: list[strawberry.ID] = strawberry.field(
        description=f"What `POST /uploads` answered (`upl_…`), at most {limits.IMPORT_UPLOADS_ROWS}, in the order in which they are read."
    )
    effective: date | None = optional_field("The day from which changes hold where a row doesn't say its own; left out: today.")
    dry_run: bool = strawberry.field(
        default=False, description="Check everything and tell what would be created, changed and ended; nothing of it is kept."
    )
    rows: RowsTaken = strawberry.field(default=RowsTaken.ALL, description="All rows or none, or the valid rows alone.")
    reason: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"Why, if you want to say it; at most {limits.REASON_CHARS} characters; kept in the history."
    )


def import_draft(asked: ImportRosterInput) -> ImportDraft:
    """Read what is to be imported.

    Raises:
        RequestError: BAD_ID for a malformed id, BAD_VALUE for one that is named twice.
    """
    uploads = [subject(one, "upl", f"input.uploadIds.{index}") for index, one in enumerate(asked.upload_ids)]
    unique(uploads, "input.uploadIds")
    return ImportDraft(uploads, given(asked.effective), asked.dry_run, asked.rows, given(asked.reason))
