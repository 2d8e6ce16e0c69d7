"""A checked staging is compared with what is known and written portion by portion, to whatever connection it is given."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from models.base import Row
from models.database import Connection
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
from workflows.importing.conflicts import SINGLE_WORDS
from workflows.importing.hand_set import compare_lines
from workflows.importing.known import Known, load_people, load_posts, load_units
from workflows.importing.ledger import Ledger, Subject
from workflows.importing.outcome import ITEMS_ROWS, Effect, Item, Progress, Stage
from workflows.importing.plans import PlanChanges
from workflows.importing.portions import Portions
from workflows.importing.problems import Place, Problem, ProblemCode
from workflows.importing.roster import RosterChanges
from workflows.importing.staging import Staging
from workflows.lines.chain import UnitCycle
from workflows.lines.storing import rebuild, recompute_assignments

UNITS: tuple[type[Row], ...] = (OrgUnit,)
UNITS_DATED: tuple[type[Row], ...] = (UnitPlacement, UnitLeadership, UnitRoute)
POSTS: tuple[type[Row], ...] = (Position,)
PEOPLE: tuple[type[Row], ...] = (Person, Employee, EmployeeGrade, LegalStatus, Assignment)
PLANS: tuple[type[Row], ...] = (PerformancePlan, PlanRevision, PlannedResult, Indicator, BehaviourExpectation)
LINES: tuple[type[Row], ...] = (HandSetLine,)
"""The tables that each part of an import writes, what is referred to first."""

_TAKEN = (
    "SELECT a.id FROM assignment a JOIN position p ON p.agency_id = a.agency_id AND p.id = a.position_id WHERE a.agency_id = :agency"
    " AND a.recorded_from = :now AND a.recorded_to IS NULL AND a.kind = 'DEFINITIVE' AND a.id > :after AND"
    f" (p.kind IN ({SINGLE_WORDS}) OR EXISTS (SELECT 1 FROM unit_leadership l WHERE l.agency_id = a.agency_id AND l.position_id = p.id"
    " AND l.valid_to IS NULL)) AND EXISTS (SELECT 1 FROM assignment b WHERE b.agency_id = a.agency_id AND b.position_id = a.position_id"
    " AND b.employee_id <> a.employee_id AND b.recorded_to IS NULL AND b.kind = 'DEFINITIVE' AND (b.valid_to IS NULL OR b.valid_to >"
    " a.valid_from) AND (a.valid_to IS NULL OR a.valid_to > b.valid_from)) ORDER BY a.id LIMIT 1000"
)


class Applying:
    """One writing of a staging; ``items`` and ``counts`` tell what it did. Faults go to the staging: with one, roll back."""

    def __init__(self, conn: Connection, actor: Actor, staging: Staging, effective: date, tell: Callable[[Progress], None]) -> None:
        self.conn, self.actor, self.staging, self.effective, self.tell = conn, actor, staging, effective, tell
        self.portions = Portions(staging)
        self.items: list[Item] = []
        self.counts: Counter[tuple[SubjectType, Effect]] = Counter()
        self.done = 0
        self.faults = 0
        self.total = self.portions.unit_count + self.portions.post_count + self.portions.person_count
        self.lines_touched = False
        staging.run("DELETE FROM placed")
        staging.run("DELETE FROM line_changed")
        staging.run("UPDATE subject SET employee = NULL")

    async def run(self) -> None:
        """Write everything; stops at the end of the first part that has faults."""
        for part in (self._units, self._posts, self._units_dated, self._people, self._held_by_others, self._plans, self._lines):
            await part()
            if self.faults:
                return

    async def _units(self) -> None:
        for staged in self.portions.units():
            ledger = self._ledger()
            RosterChanges(ledger, await load_units(self.conn, self.actor.agency_id, [one.line.code for one in staged])).units(staged)
            # Leading posts belong to units, so they come after them; the events tell both already.
            await self._write(ledger, UNITS, len(staged))

    async def _units_dated(self) -> None:
        for staged in self.portions.units():
            ledger = self._ledger()
            RosterChanges(ledger, await load_units(self.conn, self.actor.agency_id, [one.line.code for one in staged])).units(staged)
            await ledger.write(self.conn, UNITS_DATED, events=False)

    async def _posts(self) -> None:
        for staged in self.portions.posts():
            ledger = self._ledger()
            RosterChanges(ledger, await load_posts(self.conn, self.actor.agency_id, [one.code for one in staged])).posts(staged)
            await self._write(ledger, POSTS, len(staged))

    async def _people(self) -> None:
        for staged in self.portions.people():
            ledger = self._ledger()
            employees = [one.employee_id for one in staged if one.employee_id]
            numbers = [line.number for one in staged for line in one.lines if line.number]
            changes = RosterChanges(ledger, await load_people(self.conn, self.actor.agency_id, employees, numbers))
            changes.people(staged)
            await self._write(ledger, PEOPLE, len(staged))
            self.staging.fill("INSERT OR IGNORE INTO placed VALUES (?, ?)", [(number, str(key)) for number, key in changes.placed])
            self.staging.fill("UPDATE subject SET employee = ? WHERE n = ?", [(str(key), number) for number, key in changes.employees])

    async def _held_by_others(self) -> None:
        """Find posts of one person that somebody holds whom the files leave as they are."""
        after = UUID(int=0)
        while True:
            scope = {"agency": self.actor.agency_id, "now": self.actor.now, "after": after}
            found = [self.conn.decode(Assignment, "id", row["id"]) for row in await self.conn.fetch(_TAKEN, scope)]
            if not found:
                return
            after = found[-1]
            for one in found:
                sql = (
                    "SELECT p.file, p.row, p.sheet FROM placed x JOIN assignment_line l ON l.id = x.line JOIN place p ON p.id = l.place"
                    " WHERE x.assignment = ? ORDER BY l.id DESC LIMIT 1"
                )
                for file, row, sheet in self.staging.rows(sql, (str(one),)):
                    place = Place(file, row, sheet)
                    header = self.staging.sources[file].header(place, "valid_from")
                    self._found([Problem(ProblemCode.POST_TAKEN, place, header)])

    async def _plans(self) -> None:
        for lines in self.portions.plans():
            if not lines:
                continue
            ledger = self._ledger()
            people = await load_people(self.conn, self.actor.agency_id, sorted({employee for _, employee in lines}), ())
            posts = await load_posts(self.conn, self.actor.agency_id, sorted({line.position for line, _ in lines if line.position}))
            known = Known(assignments=people.assignments, positions=posts.positions)
            await PlanChanges(ledger, known).compare(self.conn, lines)
            await self._write(ledger, PLANS, 0)
            self.tell(Progress(Stage.APPLYING, self.done, self.total))

    async def _lines(self) -> None:
        """Compute the lines; which of those named differ shows only then: a line set by hand is an event of its own, the next version."""
        if self.lines_touched:
            sql = "SELECT COUNT(*) AS n FROM assignment WHERE agency_id = :agency AND recorded_to IS NULL"
            total = int((await self.conn.fetch(sql, {"agency": self.actor.agency_id}))[0]["n"])
            self.tell(Progress(Stage.LINES, 0, total))
            try:
                await rebuild(self.conn, self.actor.agency_id, lambda done: self.tell(Progress(Stage.LINES, done, total)))
            except UnitCycle as cycle:
                self._cycle(cycle)
                return
        for named in self.portions.named():
            ledger = self._ledger()
            changed = await compare_lines(self.conn, ledger, named)
            await self._write(ledger, LINES, 0)
            self.staging.fill("INSERT INTO line_changed (assignment) VALUES (?)", [(str(one),) for one in changed])
        changed = [UUID(one) for (one,) in self.staging.rows("SELECT assignment FROM line_changed ORDER BY n LIMIT 500")]
        first = 0
        while changed:
            await recompute_assignments(self.conn, self.actor.agency_id, changed)
            first += len(changed)
            sql = "SELECT assignment FROM line_changed WHERE n > ? ORDER BY n LIMIT 500"
            changed = [UUID(one) for (one,) in self.staging.rows(sql, (first,))]

    def _cycle(self, cycle: UnitCycle) -> None:
        """Tell a circle that shows on another day than the effective one, at the unit's row or else the first unit's."""
        sql = (
            "SELECT p.file, p.row, p.sheet, u.code FROM unit u JOIN unit_line l ON l.id = u.line JOIN place p ON p.id = l.place"
            " ORDER BY u.uid <> ?, l.id LIMIT 1"
        )
        for file, row, sheet, code in self.staging.rows(sql, (str(cycle.unit_id),)):
            place = Place(file, row, sheet)
            header = self.staging.sources[file].header(place, "parent_code")
            self._found([Problem(ProblemCode.UNIT_CYCLE, place, header, {"units": f"{code} ({cycle.on.isoformat()})"})])

    def _ledger(self) -> Ledger:
        return Ledger(self.actor, self.effective, self.staging.sources, [])

    async def _write(self, ledger: Ledger, order: Sequence[type[Row]], done: int) -> None:
        self._found(ledger.problems)
        if not self.faults:
            await ledger.write(self.conn, order)
        for one in ledger.changed():
            item = item_of(one)
            self.counts[item.subject, item.effect] += 1
            if len(self.items) < ITEMS_ROWS:
                self.items.append(item)
            self.lines_touched = self.lines_touched or item.subject is not SubjectType.PLAN
        self.done += done
        if done:
            self.tell(Progress(Stage.APPLYING, self.done, self.total))

    def _found(self, problems: Sequence[Problem]) -> None:
        self.staging.note(problems)
        self.faults += sum(problem.stops for problem in problems)


def item_of(one: Subject) -> Item:
    """Tell what happened to an aggregate."""
    effect = Effect.CREATED if one.version == 0 else Effect.ENDED if one.ended else Effect.CHANGED
    fields = () if one.version == 0 else tuple(sorted({change.path.partition(".")[0] for change in one.changes}))
    return Item(effect, one.type, one.place, fields)
