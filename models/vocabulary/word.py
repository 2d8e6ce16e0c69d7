"""What all words are."""

from enum import StrEnum


class Word(StrEnum):
    """A closed set of words whose stored text is the member's name."""
