"""The explorer's sentences in both languages, from the file that the browser's part is built with."""

import json
from collections.abc import Mapping
from functools import cache

from server.explorer.places import EXPLORER

PERSONA = "persona."


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Give all sentences: key → language → sentence with ``{placeholders}``."""
    read: dict[str, dict[str, str]] = json.loads(EXPLORER.joinpath("words.json").read_text(encoding="utf-8"))
    return read


def say(key: str, locale: str, **given: object) -> str:
    """Give a sentence with its placeholders filled.

    Raises:
        KeyError: there is no such sentence or language.
    """
    sentence = sentences()[key][locale]
    for name, value in given.items():
        sentence = sentence.replace("{" + name + "}", str(value))
    return sentence


def personas_said(locale: str) -> dict[str, str]:
    """Give what is to be known of each persona, in the order in which they are offered."""
    return {key.removeprefix(PERSONA): told[locale] for key, told in sentences().items() if key.startswith(PERSONA)}
