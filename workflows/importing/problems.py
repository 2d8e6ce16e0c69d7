"""What can be wrong with an imported file, by stable codes; the sentences stand in the catalogues as ``import.<CODE>`` and ``.fix``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models import limits


class ProblemCode(StrEnum):
    """Everything an import can find fault with; codes never change with the language."""

    ENCODING = "ENCODING"
    FILE_EMPTY = "FILE_EMPTY"
    FILE_UNKNOWN = "FILE_UNKNOWN"
    FILE_OLD_WORKBOOK = "FILE_OLD_WORKBOOK"
    FILE_ENCRYPTED = "FILE_ENCRYPTED"
    FILE_TRUNCATED = "FILE_TRUNCATED"
    FILE_DAMAGED = "FILE_DAMAGED"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_EXPANDS = "FILE_EXPANDS"
    FILE_UNSAFE = "FILE_UNSAFE"
    QUOTE_UNCLOSED = "QUOTE_UNCLOSED"
    TOO_MANY_ROWS = "TOO_MANY_ROWS"
    TOO_MANY_COLUMNS = "TOO_MANY_COLUMNS"
    TOO_MANY_CELLS = "TOO_MANY_CELLS"
    CELL_TOO_LONG = "CELL_TOO_LONG"
    SHEET_SKIPPED = "SHEET_SKIPPED"
    SHEET_HIDDEN = "SHEET_HIDDEN"
    SHEET_EMPTY = "SHEET_EMPTY"
    HEADER_UNKNOWN = "HEADER_UNKNOWN"
    COLUMN_MISSING = "COLUMN_MISSING"
    COLUMN_TWICE = "COLUMN_TWICE"
    ROW_SHAPE = "ROW_SHAPE"
    VALUE_MISSING = "VALUE_MISSING"
    VALUE_UNKNOWN = "VALUE_UNKNOWN"
    CELL_ERROR = "CELL_ERROR"
    FORMULA_UNCOMPUTED = "FORMULA_UNCOMPUTED"
    DATE_INVALID = "DATE_INVALID"
    DATE_IMPOSSIBLE = "DATE_IMPOSSIBLE"
    DATE_AMBIGUOUS = "DATE_AMBIGUOUS"
    DATE_SERIAL = "DATE_SERIAL"
    NUMBER_INVALID = "NUMBER_INVALID"
    CONTROL_CHARACTER = "CONTROL_CHARACTER"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    NUMBER_SCIENTIFIC = "NUMBER_SCIENTIFIC"
    NUMBER_FLOAT_TAIL = "NUMBER_FLOAT_TAIL"
    NUMBER_DIGITS_LOST = "NUMBER_DIGITS_LOST"
    NUMBER_ZEROS_LOST = "NUMBER_ZEROS_LOST"
    NUMBER_CLEANED = "NUMBER_CLEANED"
    CODE_IS_DATE = "CODE_IS_DATE"
    NIP_OLD = "NIP_OLD"
    NIP_FORM = "NIP_FORM"
    NIP_BIRTH_DATE = "NIP_BIRTH_DATE"
    NIP_APPOINTMENT = "NIP_APPOINTMENT"
    NIP_KIND = "NIP_KIND"
    NIP_SEX = "NIP_SEX"
    GRADE_UNKNOWN = "GRADE_UNKNOWN"
    NUMBER_REQUIRED = "NUMBER_REQUIRED"
    NUMBER_UNEXPECTED = "NUMBER_UNEXPECTED"
    NUMBER_TAKEN = "NUMBER_TAKEN"
    DUPLICATE = "DUPLICATE"
    CONFLICTING_ROWS = "CONFLICTING_ROWS"
    UNKNOWN_UNIT = "UNKNOWN_UNIT"
    UNKNOWN_POSITION = "UNKNOWN_POSITION"
    UNKNOWN_EMPLOYEE = "UNKNOWN_EMPLOYEE"
    UNKNOWN_SUPERIOR = "UNKNOWN_SUPERIOR"
    AMBIGUOUS_NAME = "AMBIGUOUS_NAME"
    UNIT_CYCLE = "UNIT_CYCLE"
    LINE_CYCLE = "LINE_CYCLE"
    POST_TAKEN = "POST_TAKEN"
    POST_TWICE = "POST_TWICE"
    DEPENDS_ON_ROW = "DEPENDS_ON_ROW"
    DATE_ORDER = "DATE_ORDER"
    CHANGE_BEFORE_KNOWN = "CHANGE_BEFORE_KNOWN"
    LINE_TO_SELF = "LINE_TO_SELF"
    OWN_RECORD = "OWN_RECORD"
    NO_ASSIGNMENT = "NO_ASSIGNMENT"
    TOO_MANY = "TOO_MANY"
    PLAN_AGREED_HERE = "PLAN_AGREED_HERE"
    BIRTH_DATE_DIFFERS = "BIRTH_DATE_DIFFERS"
    TWO_DEFINITIVE = "TWO_DEFINITIVE"
    MORE_PROBLEMS = "MORE_PROBLEMS"
    MORE_NOTICES = "MORE_NOTICES"


WARNINGS = frozenset(
    {
        ProblemCode.BIRTH_DATE_DIFFERS,
        ProblemCode.TWO_DEFINITIVE,
        ProblemCode.GRADE_UNKNOWN,
        ProblemCode.SHEET_SKIPPED,
        ProblemCode.SHEET_HIDDEN,
        ProblemCode.SHEET_EMPTY,
        ProblemCode.DATE_SERIAL,
        ProblemCode.NUMBER_CLEANED,
        ProblemCode.NUMBER_ZEROS_LOST,
        ProblemCode.MORE_NOTICES,
    }
)
"""Codes that are told and don't stop an import."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands: the file's index in the order given, its row as the spreadsheet program shows it (the first is 1), its sheet.

    ``sheet`` is the sheet's name, None in a file that has none (CSV).
    """

    file: int
    row: int
    sheet: str | None = None


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


class CellError(ValueError):
    """A cell that can't be read; carries the problem's code and parameters."""

    def __init__(self, code: ProblemCode, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


class Problems:
    """Collects problems within a bound, so that a file wrong in every row costs no more memory than one wrong in a thousand.

    Errors and notices are bounded apart, so that notices never push out an error. The first ``limits.IMPORT_PROBLEMS_ROWS`` of each are
    kept; the rest are counted, and told by one problem (MORE_PROBLEMS, MORE_NOTICES) at the place of the first that wasn't kept.
    """

    def __init__(self, most: int = limits.IMPORT_PROBLEMS_ROWS) -> None:
        self._most = most
        self._kept: list[Problem] = []
        self._counts = {True: 0, False: 0}
        self._beyond: dict[bool, Place] = {}

    @property
    def stopped(self) -> bool:
        """Whether any of them stops the import."""
        return self._counts[True] > 0

    @property
    def errors(self) -> int:
        """How many stop the import, kept or not."""
        return self._counts[True]

    @property
    def notices(self) -> int:
        """How many are only told, kept or not."""
        return self._counts[False]

    def append(self, problem: Problem) -> None:
        """Note one."""
        self._counts[problem.stops] += 1
        if self._counts[problem.stops] <= self._most:
            self._kept.append(problem)
        else:
            self._beyond.setdefault(problem.stops, problem.place)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several."""
        for one in problems:
            self.append(one)

    def __iter__(self) -> Iterator[Problem]:
        """Give what was kept in the order in which it was noted, then what tells how many more there are."""
        yield from self._kept
        for stops, place in self._beyond.items():
            count = self._counts[stops] - self._most
            if stops:
                yield Problem(ProblemCode.MORE_PROBLEMS, place, params={"count": count})
            else:
                yield Problem(ProblemCode.MORE_NOTICES, place, params={"count": count})
