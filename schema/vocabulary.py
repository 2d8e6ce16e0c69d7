"""The vocabulary with the labels of its words, for forms and reports."""

from collections.abc import Mapping, Sequence
from typing import Any

from schema.context import Context
from schema.reads.declare import value
from schema.reads.readfield import plain
from schema.words import label, vocabularies


@value
class Labels:
    """One text in both languages."""

    id: str = plain("In Indonesian.")
    en: str = plain("In English.")


@value
class VocabularyWord:
    """A word with its labels."""

    value: str = plain("The enum value's name.")
    labels: Labels = plain("How people read it.")


@value
class VocabularyEnum:
    """An enum of this schema with its words in their order."""

    name: str = plain("The enum's name in this schema.")
    words: list[VocabularyWord] = plain("Its words.")


async def vocabulary(_: Context, rows: Sequence[Mapping[str, Any]], __: Mapping[str, Any]) -> list[list[VocabularyEnum]]:
    """Show every enum of the vocabulary."""
    shown = [
        VocabularyEnum(
            name=kind.__name__,
            words=[VocabularyWord(value=word.name, labels=Labels(id=label(word, "id"), en=label(word, "en"))) for word in kind],
        )
        for kind in vocabularies()
    ]
    return [shown for _ in rows]
