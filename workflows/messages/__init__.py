"""The sentences that people read, in Indonesian and English, by stable keys.

The catalogues are gettext files (``id.po``, ``en.po``) read once at import; a key names a code, never a sentence, e.g. ``reason.WINDOW_CLOSED``,
``reason.WINDOW_CLOSED.fix``, ``action.appraisal.SUBMIT``, ``word.AppraisalState.DRAFT``. Placeholders are ``{name}``.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po

LOCALES = ("id", "en")
DEFAULT_LOCALE = "id"


@cache
def _catalogue(locale: str) -> Mapping[str, str]:
    with files(__package__).joinpath(f"{locale}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale=locale) if one.id and one.string}


def keys(locale: str) -> frozenset[str]:
    """Give all keys of a locale's catalogue."""
    return frozenset(_catalogue(locale))


def has_message(key: str, locale: str) -> bool:
    """Tell whether ``key`` has a sentence in ``locale``."""
    return key in _catalogue(locale)


def message(key: str, locale: str, params: Mapping[str, object] | None = None) -> str:
    """Give the sentence for ``key`` with its placeholders filled.

    Raises:
        KeyError: the catalogue of ``locale`` has no such key; the checks keep that from happening for a key that is used.
    """
    return _catalogue(locale)[key].format_map(params or {})


def negotiate(accept_language: str | None) -> str:
    """Choose the locale for an ``Accept-Language`` header: the supported language of the highest weight, Indonesian if there is none."""
    best, weight = DEFAULT_LOCALE, 0.0
    for part in (accept_language or "").split(","):
        tag, _, rest = part.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        quality = rest.strip().removeprefix("q=")
        try:
            value = float(quality) if quality else 1.0
        except ValueError:
            continue
        if language in LOCALES and value > weight:
            best, weight = language, value
    return best
