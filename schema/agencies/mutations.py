"""The command on the agency's calendar."""

import strawberry

from models.limits import RETURN_WORKING_DAYS
from schema.agencies.inputs import SetHolidaysInput, holidays_draft
from schema.commands import command, held_by, key_for
from schema.context import Context
from schema.payloads import AgencyPayload, payload
from workflows.access import PERMISSIONS, Permission
from workflows.actions.holidays import set_holidays


async def _set(context: Context, field_name: str, asked: SetHolidaysInput) -> AgencyPayload:
    key = key_for(field_name, asked.idempotency_key, asked)
    outcome = await set_holidays(context.database, context.actor, holidays_draft(asked), key)
    return payload(context, AgencyPayload, outcome, agency_id=context.actor.agency_id)


@strawberry.type
class AgencyMutations:
    """The command on the agency's calendar."""

    set_holidays = command(
        SetHolidaysInput,
        AgencyPayload,
        _set,
        "Makes the agency's holidays of a year exactly those that are given; where they are so already, the answer is `unchanged`. A return"
        f" grants {RETURN_WORKING_DAYS} working days, counted by them: windows given before stay as they are. For a role over the whole"
        f" agency. {held_by(PERMISSIONS[Permission.SET_HOLIDAYS])}",
    )
