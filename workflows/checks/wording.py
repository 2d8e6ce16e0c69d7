"""What a title says: an activity or a result; a measure or something that people mean differently. Pure."""

import re

from models.vocabulary import TargetBound
from workflows.checks.words import (
    ACTIVE,
    CARRIED_OUT,
    CHECKABLE,
    EVENTS,
    MEASURES,
    NO_STATES,
    NO_VERBS,
    NOMINAL,
    OUTCOMES,
    SCALES,
    VAGUE,
    Activity,
)
from workflows.targets import Target

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|%")
_NUMBERING = re.compile(r"^\W*(?:(?:rhk|iki|no)\W*)?(?:(?:\d+|[a-z]|[ivx]+)[.):]\W*)*", re.IGNORECASE)
_VERB = re.compile(r"me(?:[lr][a-z]|m[abefiopuvw]|n[acdeijotuz]|ng[a-z]|ny[a-z])[a-z]{2,}")
_REACHED = re.compile(r"(?:ter|ber|me|di)[a-z]{3,}nya")
_STATE = re.compile(r"ter[a-z]{4,}")
_FIGURE = re.compile(r"\d")


def words_of(text: str) -> list[str]:
    """Give the words of a text in small letters, without the number or letter that stands before it in a list."""
    return [one.lower() for one in _WORD.findall(_NUMBERING.sub("", text, count=1))]


def says_nothing(title: str) -> bool:
    """Tell whether a title has no letter of any script: nothing, signs, figures or pictures alone."""
    return not any(char.isalpha() for char in title)


def activity_in(title: str) -> Activity | None:
    """Tell which kind of activity a result's title names in the place of a result; None if it names a result, or nothing known.

    A verb at its head does. A noun of doing does, unless words behind it say what comes of it; so does "terlaksananya rapat".
    """
    words = words_of(title)
    if not words:
        return None
    head, rest = words[0], words[1:]
    if head in ACTIVE:
        return _about(ACTIVE[head], rest)
    if _says_outcome(rest):
        return None
    if head in NOMINAL:
        return _about(NOMINAL[head], rest)
    if head in CARRIED_OUT:
        return _about(Activity.GENERAL, rest[:1]) if not rest or EVENTS.get(rest[0]) is Activity.MEETING else None
    looks_so = _VERB.fullmatch(head) is not None and head not in NO_VERBS and not head.endswith("nya")
    # A guess at a verb gives way to a state: "Melati tertanam" tells what came of it, and melati is a flower.
    looks_so = looks_so and not any(_STATE.fullmatch(one) and one not in NO_STATES for one in rest[:1])
    return _about(Activity.GENERAL, rest) if looks_so else None


def _about(kind: Activity, rest: list[str]) -> Activity:
    return next((EVENTS[one] for one in rest if one in EVENTS), kind) if kind is Activity.GENERAL else kind


def _says_outcome(words: list[str]) -> bool:
    return any(one in OUTCOMES or _REACHED.fullmatch(one) for one in words)


def is_vague(title: str) -> bool:
    """Tell whether an indicator's title names what people mean differently, and nothing that is counted or measured."""
    words = set(words_of(title))
    return bool(words & VAGUE) and not words & (MEASURES | SCALES)


def is_checkable(target: Target) -> bool:
    """Tell whether anybody could tell that a target was reached: it names a figure, a day, all or none, or yes or no."""
    if target.bound is not TargetBound.TEXT or _FIGURE.search(target.text or ""):
        return True
    words = set(words_of(target.text or ""))
    return bool(words & CHECKABLE) and not words & VAGUE


def needs_unit(title: str, target: Target) -> bool:
    """Tell whether a target is a bare figure though what its indicator counts has a unit."""
    return target.bound is not TargetBound.TEXT and target.unit is None and not set(words_of(title)) & SCALES
