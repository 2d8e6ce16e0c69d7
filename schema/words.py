"""The vocabulary as GraphQL enums, each with its description, and the labels of its words in both languages."""

import inspect
from collections.abc import Iterator

import strawberry

from models import vocabulary
from models.vocabulary import Word
from workflows.messages import message

# Words of the tables' actions and of events have their labels under their own keys.
_PREFIXES = {
    "AppraisalAction": "action.appraisal",
    "CycleAction": "action.cycle",
    "LineProposalAction": "action.line_proposal",
    "ActivityAction": "action.daily_activity",
    "PlanAction": "action.plan",
    "FeedbackNoteAction": "action.feedback_note",
    "FeedbackRequestAction": "action.feedback_request",
    "CoachingAction": "action.coaching",
    "EvidenceAction": "action.evidence",
    "TrainingAction": "action.training",
    "TrainingNeedAction": "action.training_need",
    "EnrolmentAction": "action.enrolment",
    "RecognitionAction": "action.recognition",
    "TemplateAction": "action.template",
    "EventAction": "event",
    "LineStep": "line",
}


def vocabularies() -> Iterator[type[Word]]:
    """Give every enum of the vocabulary by domain, as its files hold them."""
    for held in vars(vocabulary).values():
        if inspect.isclass(held) and issubclass(held, Word) and held is not Word:
            yield held


def label_key(word: Word) -> str:
    """Give the catalogue key of a word's label."""
    name = type(word).__name__
    return f"{_PREFIXES.get(name, f'word.{name}')}.{word.name}"


def label(word: Word, locale: str) -> str:
    """Give a word's label in ``locale``."""
    return message(label_key(word), locale)


def _publish(kind: type[Word]) -> None:
    strawberry.enum(kind, description=inspect.cleandoc(kind.__doc__ or ""))
    for value in kind.__strawberry_definition__.values:  # type: ignore[attr-defined]
        word = kind[value.name]
        value.description = f"{label(word, 'en')} ({label(word, 'id')})."


for _kind in vocabularies():
    _publish(_kind)
