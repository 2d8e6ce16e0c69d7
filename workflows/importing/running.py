"""One import from bytes to an outcome: all files or nothing, in one transaction that a dry run rolls back."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

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
from workflows.importing.outcome import Effect, ImportOutcome, Item, Progress, RowsTaken, Stage
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


class _RolledBack(Exception):
    def __init__(self, outcome: ImportOutcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class _Kept:
    """Findings in memory."""

    rows: tuple[tuple[Place, tuple[Problem, ...]], ...]

    def of_rows(self) -> Iterator[tuple[Place, tuple[Problem, ...]]]:
        yield from self.rows

    def close(self) -> None:
        pass


async def run_import(
    database: Database,
    actor: Actor,
    files: Sequence[ImportFile],
    effective: date,
    *,
    dry_run: bool = False,
    rows: RowsTaken = RowsTaken.ALL,
    progress: Callable[[Progress], None] | None = None,
) -> ImportOutcome:
    """Import files into the actor's agency in one transaction; a dry run does the same and rolls it back.

    Changes hold from ``effective`` where a row doesn't say its own day. Nothing is written if any problem stops; with VALID, rows
    that have such a problem are left out together with what refers to them, and given back.
    """
    tell = progress or (lambda _: None)
    told: list[Problem] = []
    left: set[Place] = set()
    while True:
        problems: list[Problem] = []
        sources, lines = read_files(files, problems, left)
        count = sum(source.row_count for source in sources)
        tell(Progress(Stage.READING, count, count))
        outcome = ImportOutcome(False, (), problems=_sorted(problems))
        locked = 0.0
        if not any(problem.stops for problem in problems):

            async def work(
                conn: Connection, lines: Lines = lines, problems: list[Problem] = problems, sources: list[Source] = sources
            ) -> ImportOutcome:
                tell(Progress(Stage.APPLYING, 0, len(lines.employees)))
                outcome = await import_in(conn, actor, sources, lines, effective, list(problems))
                if dry_run or not outcome.written:
                    raise _RolledBack(outcome)
                return outcome

            started = time.monotonic()
            try:
                outcome = await database.transaction(work)
            except _RolledBack as rolled_back:
                outcome = replace(rolled_back.outcome, written=False)
            locked = time.monotonic() - started
        stops = [problem for problem in outcome.problems if problem.stops]
        told += stops
        places = {problem.place for problem in stops} - left
        if rows is RowsTaken.ALL or not places or any(not source.sheets for source in sources):
            break
        left |= places
    found = [*told, *(problem for problem in outcome.problems if not problem.stops)]
    by_row: dict[Place, list[Problem]] = defaultdict(list)
    for problem in _sorted(found):
        by_row[problem.place].append(problem)
    return replace(
        outcome,
        files=tuple(file.name for file in files),
        problems=_sorted(found),
        taken=rows,
        rows=count,
        rejected=len({problem.place for problem in told}),
        errors=len(told),
        notices=len(found) - len(told),
        locked_ms=round(locked * 1000),
        findings=_Kept(tuple((place, tuple(ones)) for place, ones in by_row.items())),
    )


def read_files(files: Sequence[ImportFile], problems: list[Problem], left: Collection[Place] = ()) -> tuple[list[Source], Lines]:
    """Read all files into lines but for the rows ``left``, without a database."""
    sources = [open_source(index, file) for index, file in enumerate(files)]
    for source in sources:
        problems.extend(source.problems)
    return sources, read_lines(sources, problems, left)


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
