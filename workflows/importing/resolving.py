"""From lines to one roster without contradictions: references resolved, duplicates and conflicts told, the tree checked."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from models import limits
from models.vocabulary import AssignmentKind
from workflows.importing.lines import AssignmentLine, EmployeeLine, ExpectationLine, Lines, PositionLine, ResultLine, UnitLine
from workflows.importing.problems import Place, Problem, ProblemCode
from workflows.importing.sources import Source

L = TypeVar("L", UnitLine, PositionLine, EmployeeLine)


@dataclass(frozen=True, slots=True)
class Names:
    """What the database knows already: codes of units and posts with their names, keys of employees, and each unit's parent by code."""

    units: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str | None] = field(default_factory=dict)
    positions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    employees: frozenset[str] = frozenset()


@dataclass(slots=True)
class Roster:
    """The files' roster by codes and keys; ``unit_of`` is a post's unit, ``assignments`` come with their post's code."""

    units: dict[str, UnitLine] = field(default_factory=dict)
    parents: dict[str, str | None] = field(default_factory=dict)
    positions: dict[str, PositionLine] = field(default_factory=dict)
    unit_of: dict[str, str] = field(default_factory=dict)
    employees: dict[str, EmployeeLine] = field(default_factory=dict)
    assignments: list[tuple[AssignmentLine, str]] = field(default_factory=list)
    results: list[ResultLine] = field(default_factory=list)
    expectations: list[ExpectationLine] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)

    def key_of(self, key: str) -> str:
        """Give the key under which an employee stands here who may be named by number or by the agency's own code."""
        return self.aliases.get(key, key)


def resolve(lines: Lines, names: Names, sources: Sequence[Source], problems: list[Problem]) -> Roster:
    """Make the roster; every fault goes to ``problems``, and with one that stops the roster is not to be used."""
    return _Resolver(names, sources, problems).run(lines)


def made_code(unit: str, name: str) -> str:
    """Make the code of a post that has none of its own: its unit's code and its name, within the limit of a code."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"{unit}/{plain}"[: limits.CODE_CHARS]


class _Resolver:
    def __init__(self, names: Names, sources: Sequence[Source], problems: list[Problem]) -> None:
        self.names, self.sources, self.problems = names, sources, problems
        self.roster = Roster()
        self.units_named: dict[str, list[str]] = defaultdict(list)
        self.posts_named: dict[tuple[str, str], list[str]] = defaultdict(list)

    def fault(self, code: ProblemCode, place: Place, name: str | None, **params: str | int) -> None:
        column = self.sources[place.file].header(place, name) if name else None
        self.problems.append(Problem(code, place, column, params))

    def run(self, lines: Lines) -> Roster:
        self.collect(lines.units, self.roster.units, lambda line: line.code, "unit_code")
        for code, name in {**self.names.units, **{code: line.name for code, line in self.roster.units.items()}}.items():
            self.units_named[name.casefold()].append(code)
        self.parents()
        self.posts(lines.positions)
        self.employees(lines.employees)
        for code, unit in self.roster.units.items():
            if unit.leader and unit.leader not in self.roster.positions and unit.leader not in self.names.positions:
                self.fault(ProblemCode.UNKNOWN_POSITION, unit.place, "leader_position", value=unit.leader, unit=code)
        self.assignments(lines.assignments)
        self.plans(lines)
        return self.roster

    def collect(self, lines: Sequence[L], kept: dict[str, L], key: Callable[[L], str], column: str) -> None:
        for line in lines:
            code = key(line)
            before = kept.setdefault(code, line)
            if before is line:
                continue
            if not _same(before, line):
                self.fault(ProblemCode.CONFLICTING_ROWS, line.place, column, row=before.place.row)
            elif len(self.sources[line.place.file].sheet_of(line.place).sections) == 1:
                self.fault(ProblemCode.DUPLICATE, line.place, column, row=before.place.row)

    def parents(self) -> None:
        roster = self.roster
        for code, line in roster.units.items():
            parent = line.parent
            if parent is None and line.parent_name is not None:
                parent = self.unit(None, line.parent_name, line.place, "parent_name")
            elif parent is not None and parent not in roster.units and parent not in self.names.units:
                self.fault(ProblemCode.UNKNOWN_UNIT, line.place, "parent_code", value=parent)
            roster.parents[code] = parent
        above = {**self.names.parents, **roster.parents}
        done: set[str] = set()
        for start in roster.units:
            walked: list[str] = []
            at: str | None = start
            while at is not None and at not in done and at not in walked:
                walked.append(at)
                at = above.get(at)
            if at is not None and at in walked:
                self.fault(
                    ProblemCode.UNIT_CYCLE, roster.units[start].place, "parent_code", units=" → ".join([*walked[walked.index(at) :], at])
                )
            done.update(walked)

    def unit(self, code: str | None, name: str | None, place: Place, column: str) -> str | None:
        if code is not None:
            if code in self.roster.units or code in self.names.units:
                return code
            self.fault(ProblemCode.UNKNOWN_UNIT, place, "unit_code", value=code)
            return None
        found = self.units_named.get((name or "").casefold(), [])
        if len(found) != 1:
            wrong = ProblemCode.AMBIGUOUS_NAME if found else ProblemCode.UNKNOWN_UNIT
            self.fault(wrong, place, column, value=name or "")
            return None
        return found[0]

    def posts(self, lines: Sequence[PositionLine]) -> None:
        for code, (name, unit) in self.names.positions.items():
            self.posts_named[unit, name.casefold()].append(code)
        units: dict[Place, str] = {}
        for line in lines:
            of_line = self.unit(line.unit, line.unit_name, line.place, "unit_name")
            if of_line is not None:
                units[line.place] = of_line
        sound = [line for line in lines if line.place in units]

        def code_of(line: PositionLine) -> str:
            if line.code:
                return line.code
            known = self.posts_named.get((units[line.place], line.name.casefold()), [])
            return known[0] if len(known) == 1 else made_code(units[line.place], line.name)

        codes = {line.place: code_of(line) for line in sound}
        self.collect(sound, self.roster.positions, lambda line: codes[line.place], "position_code")
        for code, line in self.roster.positions.items():
            self.roster.unit_of[code] = units[line.place]
            here = self.posts_named[units[line.place], line.name.casefold()]
            if code not in here:
                here.append(code)

    def employees(self, lines: Sequence[EmployeeLine]) -> None:
        self.collect(lines, self.roster.employees, lambda line: line.key, "number")
        owners: dict[str, str] = {}
        for key, line in self.roster.employees.items():
            if line.code:
                self.roster.aliases[line.code] = key
                if owners.setdefault(line.code, key) != key:
                    self.fault(ProblemCode.DUPLICATE, line.place, "employee_code", row=self.roster.employees[owners[line.code]].place.row)

    def employee(self, key: str, place: Place, column: str) -> str | None:
        key = self.roster.key_of(key)
        if key in self.roster.employees or key in self.names.employees:
            return key
        self.fault(ProblemCode.UNKNOWN_EMPLOYEE, place, column)
        return None

    def assignments(self, lines: Sequence[AssignmentLine]) -> None:
        seen: dict[tuple[object, ...], Place] = {}
        definitive: Counter[str] = Counter()
        for line in lines:
            employee = self.employee(line.employee, line.place, "number")
            post = self.post(line)
            for name, other in (("appraiser", line.appraiser), ("approver", line.approver)):
                if other is not None:
                    self.employee(other, line.place, name)
            if employee is None or post is None:
                continue
            key = (employee, post, line.kind, line.valid_from)
            if seen.setdefault(key, line.place) != line.place:
                self.fault(ProblemCode.DUPLICATE, line.place, "position_code", row=seen[key].row)
                continue
            if line.kind is AssignmentKind.DEFINITIVE and line.valid_to is None:
                definitive[employee] += 1
                if definitive[employee] == 2:
                    self.fault(ProblemCode.TWO_DEFINITIVE, line.place, "position_code")
            self.roster.assignments.append((line, post))

    def post(self, line: AssignmentLine) -> str | None:
        if line.position is not None:
            if line.position in self.roster.positions or line.position in self.names.positions:
                return line.position
            self.fault(ProblemCode.UNKNOWN_POSITION, line.place, "position_code", value=line.position)
            return None
        unit = self.unit(line.unit, line.unit_name, line.place, "unit_name")
        if unit is None:
            return None
        found = self.posts_named.get((unit, (line.position_name or "").casefold()), [])
        if len(found) != 1:
            wrong = ProblemCode.AMBIGUOUS_NAME if found else ProblemCode.UNKNOWN_POSITION
            self.fault(wrong, line.place, "position_name", value=line.position_name or "")
            return None
        return found[0]

    def plans(self, lines: Lines) -> None:
        for line in lines.results:
            if self.employee(line.employee, line.place, "number"):
                self.roster.results.append(line)
        said: set[tuple[object, ...]] = set()
        for expectation in lines.expectations:
            key = (expectation.employee, expectation.position, expectation.year, expectation.value)
            if key in said:
                self.fault(ProblemCode.DUPLICATE, expectation.place, "behaviour_value", row=expectation.place.row)
            said.add(key)
            if self.employee(expectation.employee, expectation.place, "number"):
                self.roster.expectations.append(expectation)


def _same(one: Any, other: Any) -> bool:
    return all(getattr(one, each.name) == getattr(other, each.name) for each in fields(one) if each.name != "place")
