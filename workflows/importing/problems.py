"""What can be wrong with an imported file, by stable codes; the sentences stand in the catalogues as ``import.<CODE>`` and ``.fix``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ProblemCode(StrEnum):
    """Everything an import can find fault with; codes never change with the language."""

    ENCODING = "ENCODING"
    FILE_EMPTY = "FILE_EMPTY"
    HEADER_UNKNOWN = "HEADER_UNKNOWN"
    COLUMN_MISSING = "COLUMN_MISSING"
    COLUMN_TWICE = "COLUMN_TWICE"
    ROW_SHAPE = "ROW_SHAPE"
    VALUE_MISSING = "VALUE_MISSING"
    VALUE_UNKNOWN = "VALUE_UNKNOWN"
    DATE_INVALID = "DATE_INVALID"
    NUMBER_INVALID = "NUMBER_INVALID"
    CONTROL_CHARACTER = "CONTROL_CHARACTER"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    NIP_FORM = "NIP_FORM"
    NIP_BIRTH_DATE = "NIP_BIRTH_DATE"
    NIP_APPOINTMENT = "NIP_APPOINTMENT"
    NIP_KIND = "NIP_KIND"
    NIP_SEX = "NIP_SEX"
    NUMBER_REQUIRED = "NUMBER_REQUIRED"
    DUPLICATE = "DUPLICATE"
    CONFLICTING_ROWS = "CONFLICTING_ROWS"
    UNKNOWN_UNIT = "UNKNOWN_UNIT"
    UNKNOWN_POSITION = "UNKNOWN_POSITION"
    UNKNOWN_EMPLOYEE = "UNKNOWN_EMPLOYEE"
    AMBIGUOUS_NAME = "AMBIGUOUS_NAME"
    UNIT_CYCLE = "UNIT_CYCLE"
    DATE_ORDER = "DATE_ORDER"
    CHANGE_BEFORE_KNOWN = "CHANGE_BEFORE_KNOWN"
    LINE_TO_SELF = "LINE_TO_SELF"
    NO_ASSIGNMENT = "NO_ASSIGNMENT"
    TOO_MANY = "TOO_MANY"
    BIRTH_DATE_DIFFERS = "BIRTH_DATE_DIFFERS"
    TWO_DEFINITIVE = "TWO_DEFINITIVE"


WARNINGS = frozenset({ProblemCode.BIRTH_DATE_DIFFERS, ProblemCode.TWO_DEFINITIVE})
"""Codes that are told and don't stop an import."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands: the file's index in the order given, and its row as a spreadsheet counts (the first row is 1)."""

    file: int
    row: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one cell, row or file; ``column`` is the header as the file has it, ``params`` fill the message's placeholders."""

    code: ProblemCode
    place: Place
    column: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """Whether the import can't go on with it."""
        return self.code not in WARNINGS
