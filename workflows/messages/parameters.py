"""How a sentence's parameters are shown: they come as they are stored, and people read words, dates and numbers of their language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

NONE_KEY = "none"


@dataclass(frozen=True, slots=True)
class Show:
    """Shows one locale's parameters; ``catalogue`` holds the labels of words by key."""

    locale: str
    catalogue: Mapping[str, str]

    def __call__(self, how: "How | None", value: object) -> str:
        """Show ``value`` in the way ``how``; what has no way, or doesn't fit it, is shown as given."""
        return str(value) if how is None else how(self, value)

    def words(self, families: tuple[str, ...], code: str) -> str:
        """Give the label of ``code`` from the first family of keys that has it, or the code itself."""
        return next((self.catalogue[family + code] for family in families if family + code in self.catalogue), code)


How = Callable[[Show, object], str]


def word(*families: str) -> How:
    """Show a stored word by its label, looked up under the given beginnings of keys."""
    return lambda show, value: show.words(families, str(value))


def words(separator: str, style: Literal["standard", "or"], *families: str) -> How:
    """Show several stored words, joined in one text by ``separator``, as a list; ``style`` is a list pattern of CLDR."""

    def how(show: Show, value: object) -> str:
        codes = [code.strip() for code in str(value).split(separator) if code.strip()]
        if not codes:
            return show.catalogue[NONE_KEY]
        return format_list([show.words(families, code) for code in codes], style=style, locale=show.locale)

    return how


def day(show: Show, value: object) -> str:
    """Show a date, or its ISO text, with the month's name; a text that is no date as it is."""
    try:
        on = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return format_date(on, "d MMMM y", locale=show.locale)


def number(show: Show, value: object) -> str:
    """Show a number with its language's separators; a text as it is."""
    return format_decimal(value, locale=show.locale) if isinstance(value, int | Decimal) else str(value)


def text(_: Show, value: object) -> str:
    """Show a text, a year or a code as given."""
    return str(value)


def known(show: Show, value: object) -> str:
    """Show words that a cell may hold, each as ``Kind.WORD``, by label and stored word: either is read; a text that is none as it is."""
    shown = []
    for one in str(value).split(", "):
        code = one.rpartition(".")[2]
        label = show.words(("word.",), one)
        shown.append(f"{label} ({code})" if label not in (one, code) else code)
    return ", ".join(shown)


_STATES = (
    *("word.AppraisalState.", "word.CycleState.", "word.LineProposalState.", "word.ActivityState.", "word.PlanState."),
    *("word.FeedbackNoteState.", "word.FeedbackRequestState.", "word.CoachingState.", "word.EvidenceState.", "word.TemplateState."),
    *("word.TrainingState.", "word.TrainingNeedState.", "word.EnrolmentState.", "word.RecognitionState."),
)
_ACTIONS = (
    *("action.appraisal.", "action.cycle.", "action.line_proposal.", "action.daily_activity.", "action.plan."),
    *("action.feedback_note.", "action.feedback_request.", "action.coaching.", "action.evidence.", "action.template."),
    *("action.training.", "action.training_need.", "action.enrolment.", "action.recognition."),
)

SHOWN_AS: Mapping[str, How] = {
    "role": words("|", "or", "word.Relation.", "word.Role.", "word.FeedbackSide."),
    "state": word(*_STATES),
    "needed": word("word.AppraisalState.", "word.CycleState."),
    "possible": words(",", "standard", *_ACTIONS),
    "status": word("word.LegalStatusKind."),
    "type": word("word.EmploymentType."),
    "from": day,
    "until": day,
    "count": number,
    "min": number,
    "max": number,
    "hours": number,
    "requested": number,
    "limit": word("limit."),
    "most": number,
    "length": number,
    "cells": number,
    "columns": number,
    "digits": text,
    "decimals": text,
    "year": text,
    "born": text,
    "version": text,
    "known": known,
    "found": text,
    "file": text,
    "kind": text,
    "sheet": text,
    "row": text,
    "rows": text,
    "units": text,
    "column": text,
    "requestId": text,
    "retryAfter": number,
}
"""Every parameter that a sentence may have, with the way it is shown.

``from`` is the first day on which something holds, ``until`` the first on which it no longer does; ``role`` joins relations or roles by
``|``, ``possible`` actions by a comma; ``min``, ``max`` and ``most`` are limits in the unit that the sentence names.
"""
