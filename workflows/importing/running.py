"""One import from bytes to an outcome: all files or nothing, in one transaction that a dry run rolls back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.base import Row
from models.database import Connection, Database
from models.people import (
    Assignment,
    Employee,
    EmployeeGrade,
    HandSetLine,
    LegalStatus,
    OrgUnit,
    Person,
    Position,
    UnitLeadership,
    UnitPlacement,
    UnitRoute,
)
from models.plans import BehaviourExpectation, Indicator, PerformancePlan, PlannedResult, PlanRevision
from models.vocabulary import SubjectType
from workflows.actor import Actor
from workflows.importing.files import ImportFile
from workflows.importing.hand_set import compare_lines
from workflows.importing.known import load_known
from workflows.importing.ledger import Ledger, Subject
from workflows.importing.lines import Lines, read_lines
from workflows.importing.plans import PlanChanges
from workflows.importing.problems import Place, Problem
from workflows.importing.resolving import resolve
from workflows.importing.roster import RosterChanges, names_of
from workflows.importing.sources import Source, open_source
from workflows.lines.storing import lock_structure, recompute

ORDER: tuple[type[Row], ...] = (
    Person,
    OrgUnit,
    Position,
    UnitPlacement,
    UnitLeadership,
    UnitRoute,
    Employee,
    EmployeeGrade,
    LegalStatus,
    Assignment,
    HandSetLine,
    PerformancePlan,
    PlanRevision,
    PlannedResult,
    Indicator,
    BehaviourExpectation,
)
"""The tables that an import writes, what is referred to first."""


class Effect(StrEnum):
    """What an import does to an aggregate."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class Item:
    """One aggregate that an import touches: where the files say so, and which of its fields change (names alone, never values)."""

    effect: Effect
    subject: SubjectType
    place: Place
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did or, in a dry run or with a problem that stops, would do; ``written`` tells which."""

    written: bool
    files: tuple[str, ...]
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Counter[tuple[SubjectType, Effect]] = field(default_factory=Counter)

    @property
    def stopped(self) -> bool:
        """Whether something has to be mended first."""
        return any(problem.stops for problem in self.problems)


class _RolledBack(Exception):
    def __init__(self, outcome: ImportOutcome) -> None:
        super().__init__()
        self.outcome = outcome


async def run_import(
    database: Database, actor: Actor, files: Sequence[ImportFile], effective: date, *, dry_run: bool = False
) -> ImportOutcome:
    """Import files into the actor's agency in one transaction; a dry run does the same and rolls it back.

    Changes hold from ``effective`` where a row doesn't say its own day. Nothing is written if any problem stops.
    """
    problems: list[Problem] = []
    sources, lines = read_files(files, problems)
    names = tuple(file.name for file in files)
    if any(problem.stops for problem in problems):
        return ImportOutcome(False, names, problems=_sorted(problems))

    async def work(conn: Connection) -> ImportOutcome:
        outcome = await import_in(conn, actor, sources, lines, effective, list(problems))
        if dry_run or outcome.stopped:
            raise _RolledBack(ImportOutcome(False, names, outcome.items, outcome.problems, outcome.counts))
        return outcome

    try:
        return await database.transaction(work)
    except _RolledBack as rolled_back:
        return rolled_back.outcome


def read_files(files: Sequence[ImportFile], problems: list[Problem]) -> tuple[list[Source], Lines]:
    """Read all files into lines, without a database."""
    sources = [open_source(index, file) for index, file in enumerate(files)]
    for source in sources:
        problems.extend(source.problems)
    return sources, read_lines(sources, problems)


async def import_in(
    conn: Connection, actor: Actor, sources: Sequence[Source], lines: Lines, effective: date, problems: list[Problem]
) -> ImportOutcome:
    """Compare and write inside the caller's transaction; with a problem that stops, the caller must roll back."""
    await lock_structure(conn, actor.agency_id)
    known = await load_known(conn, actor.agency_id, sorted({line.number for line in lines.employees if line.number}))
    roster = resolve(lines, names_of(known, effective), sources, problems)
    ledger = Ledger(actor, effective, sources, problems)
    by_hand: Ledger | None = None
    if _sound(problems):
        changes = RosterChanges(ledger, roster, known)
        changes.compare()
        if _sound(problems):
            await PlanChanges(ledger, roster, known).compare(conn)
        if _sound(problems):
            await ledger.write(conn, ORDER)
            if any(one.type is not SubjectType.PLAN for one in ledger.changed()):
                await recompute(conn, actor.agency_id)
            # Which lines differ from the computed ones shows only now: a line set by hand is an event of its own, the next version.
            by_hand = Ledger(actor, effective, sources, problems)
            if await compare_lines(conn, by_hand, roster, known, changes.placed):
                await by_hand.write(conn, ORDER)
                await recompute(conn, actor.agency_id)
    items = tuple(_item(one) for one in (*ledger.changed(), *(by_hand.changed() if by_hand else ())))
    counts = Counter((item.subject, item.effect) for item in items)
    return ImportOutcome(_sound(problems), tuple(source.name for source in sources), items, _sorted(problems), counts)


def _item(one: Subject) -> Item:
    effect = Effect.CREATED if one.version == 0 else Effect.ENDED if one.ended else Effect.CHANGED
    fields = tuple(sorted({change.path.partition(".")[0] for change in one.changes})) if one.version else ()
    return Item(effect, one.type, one.place, fields)


def _sound(problems: Sequence[Problem]) -> bool:
    return not any(problem.stops for problem in problems)


def _sorted(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.place.file, one.place.sheet or "", one.place.row, one.column or "", one.code)))
