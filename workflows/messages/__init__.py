"""The sentences that people read, in Indonesian and English, by stable keys.

The catalogues are gettext files (``id.po``, ``en.po``) read once; a key names a code, never a sentence, e.g. ``reason.WINDOW_CLOSED``,
``reason.WINDOW_CLOSED.fix``, ``action.appraisal.SUBMIT``, ``word.AppraisalState.DRAFT``. Placeholders are ``{name}``; the head of ``en.po``
tells the kinds of keys, and which code takes which parameters.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

from models.vocabulary import Word
from workflows.messages.parameters import SHOWN_AS, Show

LOCALES = ("id", "en")
DEFAULT_LOCALE = "id"
FORMER_CODES: Mapping[str, str] = {"in": "id"}
"""Language codes that ISO 639 has withdrawn and old clients still send."""

ALIASES: Mapping[str, str] = {
    "word.AppraisalAction.": "action.appraisal.",
    "word.CycleAction.": "action.cycle.",
    "word.LineProposalAction.": "action.line_proposal.",
    "word.ActivityAction.": "action.daily_activity.",
    "word.PlanAction.": "action.plan.",
    "word.FeedbackNoteAction.": "action.feedback_note.",
    "word.FeedbackRequestAction.": "action.feedback_request.",
    "word.CoachingAction.": "action.coaching.",
    "word.EvidenceAction.": "action.evidence.",
    "word.TrainingAction.": "action.training.",
    "word.TrainingNeedAction.": "action.training_need.",
    "word.EnrolmentAction.": "action.enrolment.",
    "word.RecognitionAction.": "action.recognition.",
    "word.TemplateAction.": "action.template.",
    "action.plan_template.": "action.template.",
    "action.activity_template.": "action.template.",
    "word.EventAction.": "event.",
}
"""Words whose labels stand under another key: each is written once and answers to both."""


@cache
def _catalogue(locale: str) -> Mapping[str, str]:
    with files(__package__).joinpath(f"{locale}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale=locale) if one.id and one.string}


def _written(key: str) -> str:
    for prefix, target in ALIASES.items():
        if key.startswith(prefix):
            return target + key.removeprefix(prefix)
    return key


def keys(locale: str) -> frozenset[str]:
    """Give all keys that are written in a locale's catalogue."""
    return frozenset(_catalogue(locale))


def has_message(key: str, locale: str) -> bool:
    """Tell whether ``key`` has a sentence in ``locale``."""
    return _written(key) in _catalogue(locale)


class _Shown(dict[str, str]):
    """Parameters as they are shown; one that was not given leaves a readable stopgap instead of an error."""

    def __init__(self, shown: Iterable[tuple[str, str]], locale: str) -> None:
        super().__init__(shown)
        self.locale = locale

    def __missing__(self, name: str) -> str:
        return _catalogue(self.locale).get(f"missing.{name}", "…")


def message(key: str, locale: str, params: Mapping[str, object] | None = None) -> str:
    """Give the sentence for ``key`` with its placeholders filled, each shown as ``SHOWN_AS`` says; one that wasn't given never fails.

    Raises:
        KeyError: the catalogue of ``locale`` has no such key; the checks keep that from happening for a key that is used.
    """
    catalogue = _catalogue(locale)
    show = Show(locale, catalogue)
    return catalogue[_written(key)].format_map(
        _Shown(((name, show(SHOWN_AS.get(name), value)) for name, value in (params or {}).items() if value is not None), locale)
    )


def label(word: Word, locale: str) -> str:
    """Give a word's label.

    Raises:
        KeyError: the word has none; the checks keep that from happening.
    """
    return message(f"word.{type(word).__name__}.{word.value}", locale)


def negotiate(accept_language: str | None) -> str:
    """Choose the locale for an ``Accept-Language`` header: the supported language of the highest weight, Indonesian if there is none."""
    best, weight = DEFAULT_LOCALE, 0.0
    for part in (accept_language or "").split(","):
        tag, *options = (piece.strip().lower() for piece in part.split(";"))
        language = tag.split("-")[0]
        language = FORMER_CODES.get(language, language)
        given = next((option.removeprefix("q=") for option in options if option.startswith("q=")), "1")
        try:
            value = float(given)
        except ValueError:
            continue
        if language in LOCALES and weight < value <= 1.0:
            best, weight = language, value
    return best
