"""The command that imports a roster."""

import strawberry

from schema.commands import command, held_by, key_for
from schema.context import Context
from schema.imports.inputs import ImportRosterInput, import_draft
from schema.payloads import ImportPayload, payload
from workflows.access import PERMISSIONS, Permission
from workflows.actions.imports import import_roster


async def _import(context: Context, field_name: str, asked: ImportRosterInput) -> ImportPayload:
    # A dry run is an import of its own: its key must not answer for the real one, so that dryRun is part of what the key was used for.
    key = key_for(f"{field_name}:dryRun" if asked.dry_run else field_name, asked.idempotency_key, asked)
    outcome = await import_roster(context.database, context.actor, import_draft(asked), context.locale, key)
    if outcome.event_id is not None and context.imports is not None:
        context.imports.begin()
    return payload(context, ImportPayload, outcome, import_id=outcome.value)


@strawberry.type
class ImportMutations:
    """The command that imports a roster."""

    import_roster = command(
        ImportRosterInput,
        ImportPayload,
        _import,
        "Imports a roster from uploads, which goes on after the answer: ask `import` for its progress. Imports of one agency are done one"
        " after the other. A key answers for a dry run and for an import apart."
        f" {held_by(PERMISSIONS[Permission.IMPORT_ROSTER])}",
    )
