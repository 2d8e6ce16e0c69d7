"""Portions of the checked staging, small enough for memory: units, posts, people with what they hold, plans, and named appraisers."""

from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from workflows.importing.hand_set import NamedLine
from workflows.importing.lines import AssignmentLine, EmployeeLine, ExpectationLine, PositionLine, ResultLine, UnitLine
from workflows.importing.roster import StagedHolding, StagedPerson, StagedPost, StagedUnit
from workflows.importing.staging import Staging

T = TypeVar("T")
PORTION_ROWS = 100
"""How many units, posts or people are compared and written together: a server that imports answers others in between."""

_UNITS = (
    ", u.uid, (SELECT n.uid FROM unit_name n WHERE n.code = u.up), (SELECT a.uid FROM any_post a WHERE a.code = l.leader), u.placement,"
    " u.leadership, u.route FROM unit_line l JOIN unit u ON u.line = l.id JOIN place p ON p.id = l.place ORDER BY l.id"
)
_POSTS = (
    ", o.code, o.uid, (SELECT n.uid FROM unit_name n WHERE n.code = o.unit) FROM position_line l JOIN post o ON o.line = l.id"
    " JOIN place p ON p.id = l.place ORDER BY l.id"
)
_EMPLOYEES = (
    ", s.n FROM subject s JOIN employee e ON e.subject = s.subject JOIN employee_line l ON l.id = e.line JOIN place p ON p.id = l.place"
    " WHERE s.n > ? AND s.n <= ? ORDER BY l.id"
)
_HELD = (
    ", s.n, l.id, a.uid, (SELECT n.uid FROM unit_name n WHERE n.code = COALESCE((SELECT unit FROM post WHERE code = l.post),"
    " (SELECT unit FROM known_post WHERE code = l.post))) FROM subject s JOIN assignment_line l ON l.who = s.subject"
    " JOIN any_post a ON a.code = l.post JOIN place p ON p.id = l.place AND p.rejected = 0 WHERE s.n > ? AND s.n <= ? ORDER BY l.id"
)
_PLANS = (
    ", s.employee FROM subject s JOIN {table} l ON l.who = s.subject JOIN place p ON p.id = l.place AND p.rejected = 0"
    " WHERE s.n > ? AND s.n <= ? ORDER BY l.id"
)
_NAMED = (
    ", x.assignment, COALESCE((SELECT employee FROM subject WHERE subject = l.boss), l.boss), COALESCE((SELECT employee FROM subject WHERE"
    " subject = l.boss_above), l.boss_above) FROM placed x JOIN assignment_line l ON l.id = x.line JOIN place p ON p.id = l.place"
    " WHERE l.appraiser IS NOT NULL ORDER BY l.id"
)


class Portions:
    """Reads a checked staging portion by portion; each reading has a cursor of its own."""

    def __init__(self, staging: Staging) -> None:
        self.staging = staging
        self.unit_count = int(staging.value("SELECT COUNT(*) FROM unit"))
        self.post_count = int(staging.value("SELECT COUNT(*) FROM post"))
        self.person_count = int(staging.value("SELECT COUNT(*) FROM subject"))

    def units(self) -> Iterator[list[StagedUnit]]:
        """Give the units."""
        found = (
            StagedUnit(line, UUID(key), _uuid(parent), _uuid(leader), UUID(placement), UUID(leadership), UUID(route))
            for line, (key, parent, leader, placement, leadership, route) in self.staging.lines(UnitLine, _UNITS)
        )
        return _portions(found)

    def posts(self) -> Iterator[list[StagedPost]]:
        """Give the posts."""
        found = (StagedPost(line, code, UUID(key), UUID(unit)) for line, (code, key, unit) in self.staging.lines(PositionLine, _POSTS))
        return _portions(found)

    def people(self) -> Iterator[list[StagedPerson]]:
        """Give the people, each with every line about them."""
        for first in range(0, self.person_count, PORTION_ROWS):
            between = (first, first + PORTION_ROWS)
            sql = "SELECT n, subject FROM subject WHERE n > ? AND n <= ? ORDER BY n"
            people = {n: StagedPerson(n, _known(subject), [], []) for n, subject in self.staging.rows(sql, between)}
            for line, (n,) in self.staging.lines(EmployeeLine, _EMPLOYEES, between):
                people[n].lines.append(line)
            for held, (n, number, post, unit) in self.staging.lines(AssignmentLine, _HELD, between):
                people[n].held.append(StagedHolding(held, number, UUID(post), UUID(unit)))
            yield list(people.values())

    def plans(self) -> Iterator[list[tuple[ResultLine | ExpectationLine, UUID]]]:
        """Give the lines of people's plans, all of a person's together, each with the employee."""
        if not self.staging.value("SELECT EXISTS (SELECT 1 FROM result_line) OR EXISTS (SELECT 1 FROM expectation_line)"):
            return
        for first in range(0, self.person_count, PORTION_ROWS):
            between = (first, first + PORTION_ROWS)
            results = self.staging.lines(ResultLine, _PLANS.format(table="result_line"), between)
            found: list[tuple[ResultLine | ExpectationLine, UUID]] = [(line, UUID(employee)) for line, (employee,) in results]
            expectations = self.staging.lines(ExpectationLine, _PLANS.format(table="expectation_line"), between)
            found += [(line, UUID(employee)) for line, (employee,) in expectations]
            yield found

    def named(self) -> Iterator[list[NamedLine]]:
        """Give the assignments whose lines name an appraiser."""
        found = (
            NamedLine(line, UUID(assignment), UUID(appraiser), _uuid(approver))
            for line, (assignment, appraiser, approver) in self.staging.lines(AssignmentLine, _NAMED)
        )
        return _portions(found)


def _portions(found: Iterator[T]) -> Iterator[list[T]]:
    portion: list[T] = []
    for one in found:
        portion.append(one)
        if len(portion) == PORTION_ROWS:
            yield portion
            portion = []
    if portion:
        yield portion


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _known(subject: str) -> UUID | None:
    return None if subject.startswith("new ") else UUID(subject)
