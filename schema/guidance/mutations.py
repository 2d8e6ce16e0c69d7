"""The command on guidance."""

from datetime import date

import strawberry

from models import limits
from models.vocabulary import GuidanceLanguage, GuidanceTopic
from schema.commands import Keyed, command, given, held_by, key_for, optional_field, text_field
from schema.context import Context
from schema.payloads import GuidancePayload, payload
from workflows.access import PERMISSIONS, Permission
from workflows.actions.guidance import EditionDraft, TextDraft, replace_guidance


@strawberry.input(description="A topic's text in one language; without title and text the standard one holds again.")
class GuidanceTextInput:
    """A text of an edition."""

    topic: GuidanceTopic = strawberry.field(description="The topic.")
    language: GuidanceLanguage = strawberry.field(description="The language.")
    title: str | None = text_field("The title.", limits.NAME_CHARS)
    text: str | None = text_field("The text; paragraphs are parted by an empty line.", limits.TEXT_CHARS)


@strawberry.input(description="Puts texts of the agency in the place of the standard ones.")
class ReplaceGuidanceInput(Keyed):
    """The input of ``replaceGuidance``."""

    texts: list[GuidanceTextInput] = strawberry.field(description="The texts; those of other topics and languages stay as they are.")
    valid_from: date | None = optional_field(
        "The first day on which they are in force, in the agency's zone; left out: today. A day that is over is warned of."
    )
    document_number: str | None = text_field("The number of the document they come from.", limits.DOCUMENT_NUMBER_CHARS)


async def _replace(context: Context, field_name: str, asked: ReplaceGuidanceInput) -> GuidancePayload:
    texts = [TextDraft(one.topic, one.language, given(one.title), given(one.text)) for one in asked.texts]
    draft = EditionDraft(texts, given(asked.valid_from), given(asked.document_number))
    outcome = await replace_guidance(context.database, context.actor, draft, key_for(field_name, asked.idempotency_key, asked))
    return payload(context, GuidancePayload, outcome, edition_id=outcome.value)


@strawberry.type
class GuidanceMutations:
    """The commands on guidance."""

    replace_guidance = command(
        ReplaceGuidanceInput,
        GuidancePayload,
        _replace,
        "Puts guidance in the agency's own words in force from a day on, such as an official text; what held before stays readable by"
        f" its day. {held_by(PERMISSIONS[Permission.EDIT_GUIDANCE])}",
    )
