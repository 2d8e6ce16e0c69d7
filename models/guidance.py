"""Guidance in an agency's own words, in the place of the standard texts that stand in the message catalogues."""

from tortoise import fields

from models import limits
from models.base import AgencyRow, BoundedText, Day, Instant, Reference, word
from models.vocabulary import GuidanceLanguage, GuidanceTopic


class GuidanceEdition(AgencyRow):
    """Texts that an agency put in force together on a day; never changed: a later one takes their place, from its own day on."""

    valid_from = Day()
    document_number = BoundedText(max_length=limits.DOCUMENT_NUMBER_CHARS, null=True)
    recorded_at = Instant()
    version = fields.IntField()

    class Meta:
        table = "guidance_edition"


class GuidanceText(AgencyRow):
    """One topic in one language as an edition has it; without title and text the standard ones hold again."""

    edition_id = Reference("guidance_edition")
    topic = word(GuidanceTopic)
    language = word(GuidanceLanguage)
    title = BoundedText(max_length=limits.NAME_CHARS, null=True)
    text = BoundedText(max_length=limits.TEXT_CHARS, null=True)

    class Meta:
        table = "guidance_text"
