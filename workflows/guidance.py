"""Guidance on a topic as it stands on a day: the agency's own text where it has put one in force, else the standard one.

The standard texts are ours, in the catalogues (``guidance.<TOPIC>``, titled by the topic's label). An agency's texts come in editions, each
in force from its day on; of several, the one with the latest day holds, and of one day the one recorded last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models.database import Connection
from models.guidance import GuidanceEdition, GuidanceText
from models.vocabulary import GuidanceLanguage, GuidanceTopic
from workflows.messages import label, message

PLACES: Mapping[GuidanceTopic, tuple[str, ...]] = {
    GuidanceTopic.GOOD_RESULT: ("Mutation.editPlan", "Query.checkPlan", "PlannedResult.title"),
    GuidanceTopic.INDICATOR: ("Mutation.editPlan", "Query.checkPlan", "Indicator.target"),
    GuidanceTopic.DAILY_REPORT: ("Mutation.recordActivity", "Realisation.value"),
    GuidanceTopic.SELF_APPRAISAL: ("Mutation.editAppraisal", "Appraisal.selfAppraisal"),
    GuidanceTopic.RATINGS: ("Mutation.reviewAppraisal", "Appraisal.resultRating", "Appraisal.behaviourRating"),
    GuidanceTopic.PREDICATE: ("Mutation.reviewAppraisal", "Appraisal.predicate"),
    GuidanceTopic.BEHAVIOUR: ("Mutation.reviewAppraisal", "Appraisal.behaviourRating", "PerformancePlan.expectations"),
    GuidanceTopic.FEEDBACK: ("Mutation.giveFeedback", "Mutation.reviewAppraisal", "Appraisal.feedback"),
    GuidanceTopic.COACHING: ("Mutation.recordCoaching", "Mutation.reviewAppraisal"),
    GuidanceTopic.WHO_READS: (
        *("Mutation.editAppraisal", "Mutation.editPlan", "Appraisal.selfAppraisal", "Mutation.recordActivity"),
        *("Mutation.giveFeedback", "Mutation.recordCoaching", "Mutation.recordDialogue"),
    ),
    GuidanceTopic.HISTORY: ("Appraisal.history", "Query.historyEvents"),
    GuidanceTopic.RETURNED: ("Mutation.returnAppraisal",),
    GuidanceTopic.LATE: ("Appraisal.late",),
    GuidanceTopic.WRONG_APPRAISER: ("Mutation.proposeLine", "Appraisal.appraiser", "Employee.reportingLine"),
    GuidanceTopic.OBJECTION: ("Appraisal.deliveredAt", "Appraisal.predicate"),
}
"""Where each topic is needed, as fields of the schema."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """A topic in one language; ``edition_id`` and ``valid_from`` are of the agency's edition, None for the standard text."""

    topic: GuidanceTopic
    title: str
    text: str
    edition_id: UUID | None = None
    valid_from: date | None = None


def standard(topic: GuidanceTopic, locale: str) -> Guidance:
    """Give the standard text of a topic in ``locale``."""
    return Guidance(topic, label(topic, locale), message(f"guidance.{topic.value}", locale))


async def guidance_on(conn: Connection, agency_id: UUID, topics: Sequence[GuidanceTopic], locale: str, day: date) -> list[Guidance]:
    """Give the topics as they stand on ``day``, in their order; one statement."""
    rows = await conn.fetch(
        "SELECT t.topic, t.title, t.text, t.edition_id, e.valid_from FROM guidance_text t"
        " JOIN guidance_edition e ON e.agency_id = t.agency_id AND e.id = t.edition_id"
        " WHERE t.agency_id = :agency AND t.language = :language AND t.topic IN :topics AND e.valid_from <= :day"
        " ORDER BY e.valid_from DESC, e.id DESC",
        {"agency": agency_id, "language": GuidanceLanguage(locale.upper()), "topics": list(topics), "day": day},
    )
    own: dict[GuidanceTopic, Guidance | None] = {}
    for raw in rows:
        topic = GuidanceTopic(raw["topic"])
        if topic not in own:
            edition = conn.decode(GuidanceText, "edition_id", raw["edition_id"])
            since = conn.decode(GuidanceEdition, "valid_from", raw["valid_from"])
            # Without a text, the edition says that the standard one holds again.
            own[topic] = None if raw["text"] is None else Guidance(topic, str(raw["title"]), str(raw["text"]), edition, since)
    return [own.get(topic) or standard(topic, locale) for topic in topics]
