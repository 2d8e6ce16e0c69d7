"""The schema: all domains joined at the root."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

import strawberry
from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter

import schema.activities.types
import schema.agencies.types
import schema.appraisals.types
import schema.cycles.types
import schema.dialogue.types
import schema.evidence.types
import schema.guidance.types
import schema.history.types
import schema.imports.types
import schema.line_proposals.types
import schema.people.lines
import schema.people.types
import schema.plans.types
import schema.recognition.types
import schema.templates.types
import schema.training.types  # noqa: F401 - declares the types that relations lead to
from schema.activities.mutations import ActivityMutations
from schema.activities.queries import ActivityQueries
from schema.agencies.mutations import AgencyMutations
from schema.appraisals.mutations import AppraisalMutations
from schema.appraisals.queries import AppraisalQueries
from schema.context import ReadInfo
from schema.cycles.mutations import CycleMutations
from schema.cycles.queries import CycleQueries
from schema.dialogue.mutations import DialogueMutations
from schema.dialogue.queries import DialogueQueries
from schema.evidence.mutations import EvidenceMutations
from schema.evidence.queries import EvidenceQueries
from schema.figures.queries import FigureQueries
from schema.guidance.mutations import GuidanceMutations
from schema.guidance.queries import GuidanceQueries
from schema.history.queries import HistoryQueries
from schema.imports.mutations import ImportMutations
from schema.imports.queries import ImportQueries
from schema.line_proposals.mutations import LineProposalMutations
from schema.line_proposals.queries import LineProposalQueries
from schema.people.mutations import PeopleMutations
from schema.people.queries import PeopleQueries
from schema.plans.checks import PlanCheckQueries
from schema.plans.mutations import PlanMutations
from schema.plans.queries import PlanQueries
from schema.rate_limit import RateLimit, rate_limit
from schema.reads import registry
from schema.reads.declare import argument, computed, node_lookup, record
from schema.reads.readfield import ReadField
from schema.recognition.mutations import RecognitionMutations
from schema.recognition.types import RecognitionQueries
from schema.scalars import SCALARS
from schema.templates.mutations import TemplateMutations
from schema.templates.queries import TemplateQueries
from schema.training.mutations import TrainingMutations
from schema.training.queries import TrainingQueries
from schema.viewer import Viewer, viewer
from schema.vocabulary import VocabularyEnum, vocabulary


@record(None)
class Query(
    ActivityQueries,
    AppraisalQueries,
    CycleQueries,
    DialogueQueries,
    EvidenceQueries,
    FigureQueries,
    TemplateQueries,
    GuidanceQueries,
    HistoryQueries,
    ImportQueries,
    LineProposalQueries,
    PeopleQueries,
    PlanQueries,
    PlanCheckQueries,
    TrainingQueries,
    RecognitionQueries,
):
    """What can be read. Root fields are null where nothing is there that you may see, and where an error says why."""

    viewer: Viewer | None = computed(viewer, "You, with what waits for you.")
    rate_limit: RateLimit | None = computed(rate_limit, "The points that requests cost, and what is left of yours; null if nobody counts.")
    vocabulary: list[VocabularyEnum] | None = computed(vocabulary, "Every enum value's label in both languages.")
    node = node_lookup("Anything by its id; null if it is absent or you may not see it.", argument("id", strawberry.ID, "Its id."))
    nodes = node_lookup(
        "Anything by ids, in their order; null in the place of what is absent or invisible. At most 100.",
        argument("ids", list[strawberry.ID], "The ids."),
        many=True,
    )


@record(None)
class Mutation(
    AppraisalMutations,
    PlanMutations,
    CycleMutations,
    PeopleMutations,
    LineProposalMutations,
    ActivityMutations,
    EvidenceMutations,
    TemplateMutations,
    ImportMutations,
    GuidanceMutations,
    AgencyMutations,
    DialogueMutations,
    TrainingMutations,
    RecognitionMutations,
):
    """What can be done, one field an action. A refusal is data in the payload; root fields are null only where an error says why."""


class Schema(strawberry.Schema):
    """The schema with graphql-core's own beneath it, which executes."""

    @property
    def core(self) -> GraphQLSchema:
        """What graphql-core executes."""
        return self._schema


@cache
def build() -> Schema:
    """Build the schema once, after checking every declaration.

    Raises:
        DeclarationError: naming the field and what is wrong with it.
    """
    registry.check()
    made = Schema(
        query=Query,
        mutation=Mutation,
        types=[one.shown_by for one in registry.records() if one.model is not None],
        config=StrawberryConfig(scalar_map=dict(SCALARS), info_class=ReadInfo),
    )
    _shorten(made.core)
    return made


def _shorten(core: GraphQLSchema) -> None:
    # What is a plain attribute needs none of the three calls in which strawberry would read it: a page has some hundreds of such values.
    for kind in core.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for one in kind.fields.values():
                declared = one.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
                if isinstance(declared, ReadField) and declared.is_basic_field and declared.base_resolver is None:
                    one.resolve = _attribute(declared.python_name)


def _attribute(name: str) -> Callable[[Any, GraphQLResolveInfo[Any]], Any]:
    read = attrgetter(name)
    return lambda source, _: read(source)
