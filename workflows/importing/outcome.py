"""What an import gives back: whether it was written, what it did to which aggregate, what was wrong with which row, and what it cost."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from models.vocabulary import ImportEffect as Effect
from models.vocabulary import ImportStage as Stage
from models.vocabulary import RowsTaken, SubjectType
from workflows.importing.problems import Place, Problem

__all__ = ["ITEMS_ROWS", "Effect", "Findings", "ImportOutcome", "Item", "Progress", "RowsTaken", "Stage"]

ITEMS_ROWS = 1_000
"""How many touched aggregates an outcome lists; the counts are always whole."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: ``done`` of ``total`` rows, people or posts held; ``total`` is None where it isn't known."""

    stage: Stage
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """One aggregate that an import touches: where the files say so, and which of its fields change (names alone, never values)."""

    effect: Effect
    subject: SubjectType
    place: Place
    fields: tuple[str, ...]


class Findings(Protocol):
    """Everything that was found about every row, however many: what a report for the files' owner is written from."""

    def of_row(self, place: Place) -> tuple[Problem, ...]:
        """Give the problems of one row, none where it has none."""
        ...

    def of_file(self, file: int) -> Iterator[tuple[Place, tuple[Problem, ...]]]:
        """Give one file's places that have problems, each with them, in the order of sheets and rows."""
        ...

    def close(self) -> None:
        """Forget everything."""
        ...


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did or, in a dry run or with a problem that stops, would do; ``written`` tells which.

    ``items`` and ``problems`` are bounded (``ITEMS_ROWS``, ``limits.IMPORT_PROBLEMS_ROWS`` each of errors and notices); ``counts``,
    ``rows``, ``rejected``, ``errors`` and ``notices`` are whole. ``rejected`` is the number of rows that are given back: with VALID those
    left out, with ALL those that have to be mended. ``locked_ms`` is how long the transaction held the writer (SQLite) or the agency's
    row (PostgreSQL). ``findings`` feeds ``write_report`` until it is closed.
    """

    written: bool
    files: tuple[str, ...]
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Mapping[tuple[SubjectType, Effect], int] = field(default_factory=Counter)
    taken: RowsTaken = RowsTaken.ALL
    rows: int = 0
    rejected: int = 0
    errors: int = 0
    notices: int = 0
    locked_ms: int = 0
    findings: Findings | None = None

    @property
    def stopped(self) -> bool:
        """Whether something has to be mended before anything is written."""
        return not self.written and self.errors > 0 and (self.taken is RowsTaken.ALL or self.rejected >= self.rows)
