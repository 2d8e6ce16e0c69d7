"""Root fields that read guidance."""

from datetime import date

import strawberry

from models.guidance import GuidanceEdition
from models.vocabulary import GuidanceTopic
from schema.guidance.types import EDITION_ORDERS, Guidance, every_topic, one_topic
from schema.reads.declare import argument, computed, connection

_ON = argument("on", date | None, "The day; today in the agency's zone if not given.")


@strawberry.type
class GuidanceQueries:
    """The root fields of guidance."""

    guidance: Guidance | None = computed(
        one_topic, "What to know about a topic, in your language.", reads=1, arguments=(argument("topic", GuidanceTopic, "The topic."), _ON)
    )
    guidance_topics: list[Guidance] | None = computed(
        every_topic,
        "Guidance on all topics, or on those that are needed at one place.",
        reads=len(GuidanceTopic),
        usual=len(GuidanceTopic),
        arguments=(
            argument(
                "place",
                str | None,
                "A field of this schema, e.g. `Mutation.reviewAppraisal`; all topics if not given. One without any is a `BAD_VALUE`.",
            ),
            _ON,
        ),
    )
    guidance_editions = connection(
        GuidanceEdition, "The editions in which the agency put guidance in its own words in force, or will.", EDITION_ORDERS
    )
