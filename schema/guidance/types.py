"""Guidance on a topic as it stands on a day, and the editions in which an agency puts its own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models import guidance as stored
from models.vocabulary import GuidanceTopic
from schema.context import Context
from schema.errors import RequestError
from schema.reads.cohort import given
from schema.reads.declare import Orders, column, record, to_many, to_one
from schema.reads.fields import Key, Order
from schema.reads.node import Node
from schema.reads.readfield import plain
from workflows.guidance import PLACES, guidance_on

_TEXTS = len(GuidanceTopic)


@record(None)
class Guidance:
    """What to know about a topic, in your language: the agency's own text where it has put one in force, else the standard one."""

    topic: GuidanceTopic = plain("The topic.")
    title: str = plain("Its title.")
    text: str = plain("The text; paragraphs are parted by an empty line.")
    places: list[str] = plain("Where it is needed, as fields of this schema: a form shows it there.")
    valid_from: date | None = plain("Since when the agency's own text is in force; null for the standard one.")
    edition = to_one(stored.GuidanceEdition, "edition_id", "The edition in which the agency put it in force; null for the standard text.")


@record(stored.GuidanceEdition, "gde")
class GuidanceEdition(Node):
    """Texts that the agency put in force together in the place of the standard ones. Everybody of the agency sees them."""

    valid_from = column("The first day on which they are in force.")
    document_number = column("The number of the document they come from; null if none is named.")
    recorded_at = column("When they were recorded.")
    version = column("Always 1: an edition never changes, a later one takes its place.")
    texts = to_many(stored.GuidanceText, "edition_id", "Its texts.", order=(Key("topic"), Key("language")), usual=_TEXTS)


@record(stored.GuidanceText, "gdt")
class GuidanceText(Node):
    """One topic in one language in the agency's own words."""

    topic = column("The topic.")
    language = column("The language.")
    title = column("The title; null where the standard text holds again.")
    text = column("The text; null where the standard text holds again.")
    edition = to_one(stored.GuidanceEdition, "edition_id", "The edition that it is part of.")


EDITION_ORDERS = Orders(
    "GuidanceEditionOrder",
    "Orders of editions of guidance.",
    Order("VALID_FROM_DESC", "By the day from which they are in force, the latest first.", (Key("valid_from", True),)),
    Order("VALID_FROM_ASC", "By the day from which they are in force.", (Key("valid_from"),)),
)


async def _shown(context: Context, topics: Sequence[GuidanceTopic], day: date | None) -> list[Guidance]:
    on = day or context.actor.today
    found = await context.database.read(lambda conn: guidance_on(conn, context.actor.agency_id, topics, context.locale, on))
    values = (
        {
            "topic": one.topic,
            "title": one.title,
            "text": one.text,
            "places": list(PLACES[one.topic]),
            "valid_from": one.valid_from,
            "edition_id": one.edition_id,
        }
        for one in found
    )
    return list(given(Guidance, context, values))


async def one_topic(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[Guidance]:
    """Give the guidance on one topic."""
    [found] = await _shown(context, [arguments["topic"]], arguments.get("on"))
    return [found for _ in rows]


async def every_topic(context: Context, rows: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> list[list[Guidance]]:
    """Give the guidance on all topics, or on those that are needed at a place."""
    place = arguments.get("place")
    topics = [one for one in GuidanceTopic if not place or place in PLACES[one]]
    if not topics:
        # A misspelt place would else look like one that needs no guidance, and show it nowhere.
        raise RequestError("BAD_VALUE", path="place", why="PLACE")
    found = await _shown(context, topics, arguments.get("on"))
    return [found for _ in rows]
