"""From a row's cells to its lines, with every fault of the row told at once."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from models import limits
from models.vocabulary import (
    ApprovalRoute,
    Aspect,
    AssignmentKind,
    BehaviourValue,
    EmploymentType,
    FunctionalLevel,
    LegalStatusKind,
    NumberKind,
    Perspective,
    PositionKind,
    ResultKind,
    ResultOwnership,
    UnitKind,
)
from workflows.importing.cells import is_grade, parse_figure, parse_text, parse_word, parse_year
from workflows.importing.columns import Section
from workflows.importing.days import parse_day
from workflows.importing.lines import AnyLine, AssignmentLine, EmployeeLine, ExpectationLine, PositionLine, ResultLine, UnitLine
from workflows.importing.numbers import nip_birth_date, parse_number, plain_number
from workflows.importing.problems import CellError, Problem, ProblemCode
from workflows.importing.sources import SourceRow

T = TypeVar("T")


class _Row:
    """Reads one row's cells and collects its faults."""

    def __init__(self, row: SourceRow, problems: list[Problem]) -> None:
        self.headers, self.cells, self.place, self.problems = row.sheet.headers, row.cells, row.place, problems
        self.damaged = {problem.column for problem in row.problems if problem.stops}

    def fault(self, name: str, code: ProblemCode, **params: str | int) -> None:
        problem = Problem(code, self.place, self.headers.get(name), params)
        if problem.column in self.damaged:  # reading the cell told what is wrong with it
            return
        if problem not in self.problems[-12:]:  # the sections of a flat row share cells: each fault is told once
            self.problems.append(problem)

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        if name not in self.cells:
            return None
        try:
            return parse(self.cells[name])
        except CellError as error:
            self.fault(name, error.code, **error.params)
            return None

    def need(self, name: str, parse: Callable[[str], T], instead: T) -> T:
        if name not in self.cells:
            self.fault(name, ProblemCode.VALUE_MISSING)
            return instead
        value = self.read(name, parse)
        return instead if value is None else value

    def text(self, name: str, most: int) -> str | None:
        return self.read(name, lambda text: parse_text(text, most))

    def code(self, name: str) -> str | None:
        return self.text(name, limits.CODE_CHARS)

    def who(self) -> str:
        number = plain_number(self.cells.get("number", ""))
        key = number or self.code("employee_code") or ""
        if not key:
            self.fault("number" if "number" in self.headers else "employee_code", ProblemCode.VALUE_MISSING)
        return key


def read_row(row: SourceRow) -> tuple[list[AnyLine], list[Problem]]:
    """Make the lines of one row, one for each section of its sheet, with everything that is wrong with it.

    With a problem that stops there are no lines: a row is taken whole or not at all.
    """
    problems = list(row.problems)
    sections = [section for section in READERS if row.cells and section in row.sheet.sections]
    if _between_posts(row):
        sections = [section for section in sections if section not in _OF_POSTS]
    lines = [READERS[section](_Row(row, problems)) for section in sections]
    return ([] if any(problem.stops for problem in problems) else lines), problems


def _between_posts(row: SourceRow) -> bool:
    """Tell whether a row about a person says nothing of a post: unit, post and all that would be said of holding it are empty."""
    sections = row.sheet.sections
    return Section.EMPLOYEE in sections and Section.ASSIGNMENT in sections and not _POST_CELLS & row.cells.keys()


def would_say(row: SourceRow) -> list[tuple[str, str]]:
    """Tell what a row that can't be taken would have said, by kind and key, as far as its cells show: others may refer to it."""
    cells, sections = row.cells, row.sheet.sections
    said: list[tuple[str, str]] = []
    if Section.UNIT in sections:
        said += [("unit", cells.get("unit_code", "")), ("unit_name", cells.get("unit_name", "").casefold())]
    if Section.POSITION in sections:
        said += [("post", cells.get("position_code", "")), ("post_name", cells.get("position_name", "").casefold())]
    for key in (plain_number(cells.get("number", "")), cells.get("employee_code", "")):
        said += [(kind, key) for kind, section in _BY_PERSON.items() if section in sections]
    return [(kind, key) for kind, key in said if key]


def _unit(row: _Row) -> UnitLine:
    return UnitLine(
        row.place,
        row.need("unit_code", lambda text: parse_text(text, limits.CODE_CHARS), ""),
        row.need("unit_name", lambda text: parse_text(text, limits.NAME_CHARS), ""),
        row.need("unit_kind", lambda text: parse_word(UnitKind, text), UnitKind.SECTION),
        row.code("parent_code"),
        row.text("parent_name", limits.NAME_CHARS),
        row.code("leader_position"),
        row.read("route", lambda text: parse_word(ApprovalRoute, text)),
    )


def _position(row: _Row) -> PositionLine:
    kind = row.need("position_kind", lambda text: parse_word(PositionKind, text), PositionKind.EXECUTOR)
    return PositionLine(
        row.place,
        row.code("position_code"),
        row.need("position_name", lambda text: parse_text(text, limits.NAME_CHARS), ""),
        kind,
        row.read("functional_level", lambda text: parse_word(FunctionalLevel, text)),
        row.code("unit_code"),
        row.text("unit_name", limits.NAME_CHARS),
    )


def _employee(row: _Row) -> EmployeeLine:
    employment = row.need("employment_type", lambda text: parse_word(EmploymentType, text), EmploymentType.EXTERNAL)
    kind = row.read("number_kind", lambda text: parse_word(NumberKind, text))
    if kind is None:
        kind = NumberKind.NIP if "number" in row.cells else NumberKind.NONE
    number = None
    if kind is not NumberKind.NONE:
        number = row.need("number", lambda text: parse_number(text, kind, employment), "") or None
    elif "number" in row.cells:
        row.fault("number", ProblemCode.NUMBER_UNEXPECTED)
    asn = employment in (EmploymentType.PNS, EmploymentType.PPPK, EmploymentType.PPPK_PART_TIME)
    if asn and kind is not NumberKind.NIP:
        row.fault("number", ProblemCode.NUMBER_REQUIRED, type=employment.value)
    born = row.read("birth_date", parse_day)
    if born and number and kind is NumberKind.NIP and nip_birth_date(number) != born:
        row.fault("birth_date", ProblemCode.BIRTH_DATE_DIFFERS)
    if asn and "grade" in row.cells and not is_grade(row.cells["grade"]):
        row.fault("grade", ProblemCode.GRADE_UNKNOWN)
    return EmployeeLine(
        row.place,
        row.who(),
        number,
        kind,
        row.code("employee_code"),
        row.need("name", lambda text: parse_text(text, limits.NAME_CHARS), ""),
        row.text("email", limits.EMAIL_CHARS),
        employment,
        row.read("legal_status", lambda text: parse_word(LegalStatusKind, text)),
        row.code("grade"),
        row.code("siasn_id"),
        row.read("effective", parse_day),
    )


def _assignment(row: _Row) -> AssignmentLine:
    valid_from, valid_to = row.read("valid_from", parse_day), row.read("valid_to", parse_day)
    if valid_from and valid_to and valid_to <= valid_from:
        row.fault("valid_to", ProblemCode.DATE_ORDER)
    if not {"position_code", "position_name"} & row.cells.keys():
        row.fault("position_code" if "position_code" in row.headers else "position_name", ProblemCode.VALUE_MISSING)
    key = row.who()
    appraiser, approver = (row.read(name, lambda text: plain_number(text) or None) for name in ("appraiser", "approver"))
    for name, other in (("appraiser", appraiser), ("approver", approver)):
        if other is not None and other == key:
            row.fault(name, ProblemCode.LINE_TO_SELF)
    if approver and not appraiser:
        row.fault("appraiser", ProblemCode.VALUE_MISSING)
    return AssignmentLine(
        row.place,
        key,
        row.code("position_code"),
        row.text("position_name", limits.NAME_CHARS),
        row.code("unit_code"),
        row.text("unit_name", limits.NAME_CHARS),
        row.read("assignment_kind", lambda text: parse_word(AssignmentKind, text)) or AssignmentKind.DEFINITIVE,
        valid_from,
        valid_to,
        row.text("document_number", limits.DOCUMENT_NUMBER_CHARS),
        appraiser,
        approver,
        row.text("line_document", limits.DOCUMENT_NUMBER_CHARS),
        row.read("effective", parse_day),
    )


def _result(row: _Row) -> ResultLine:
    if not {"target_text", "target_value"} & row.cells.keys():
        row.fault("target_value" if "target_value" in row.headers else "target_text", ProblemCode.VALUE_MISSING)
    return ResultLine(
        row.place,
        row.who(),
        row.code("position_code"),
        row.need("year", parse_year, 0),
        row.read("result_kind", lambda text: parse_word(ResultKind, text)) or ResultKind.MAIN,
        row.read("ownership", lambda text: parse_word(ResultOwnership, text)) or ResultOwnership.INDIVIDUAL,
        row.read("perspective", lambda text: parse_word(Perspective, text)),
        row.need("result", lambda text: parse_text(text, limits.TITLE_CHARS), ""),
        row.text("assigned_by", limits.TITLE_CHARS),
        row.read("aspect", lambda text: parse_word(Aspect, text)) or Aspect.QUANTITY,
        row.need("indicator", lambda text: parse_text(text, limits.TITLE_CHARS), ""),
        row.text("target_text", limits.NAME_CHARS),
        row.read("target_value", parse_figure),
        row.read("target_high", parse_figure),
        row.text("target_unit", limits.UNIT_OF_MEASURE_CHARS),
    )


def _expectation(row: _Row) -> ExpectationLine:
    return ExpectationLine(
        row.place,
        row.who(),
        row.code("position_code"),
        row.need("year", parse_year, 0),
        row.need("behaviour_value", lambda text: parse_word(BehaviourValue, text), BehaviourValue.LOYAL),
        row.need("expectation", lambda text: parse_text(text, limits.TEXT_CHARS), ""),
    )


READERS: Mapping[Section, Callable[[_Row], AnyLine]] = {
    Section.UNIT: _unit,
    Section.POSITION: _position,
    Section.EMPLOYEE: _employee,
    Section.ASSIGNMENT: _assignment,
    Section.RESULT: _result,
    Section.EXPECTATION: _expectation,
}
"""What reads each section of a row."""

_OF_POSTS = frozenset({Section.POSITION, Section.ASSIGNMENT})
_POST_CELLS = frozenset(
    {
        *("position_code", "position_name", "position_kind", "functional_level", "unit_code", "unit_name"),
        *("valid_from", "valid_to", "document_number", "appraiser", "approver", "line_document"),
    }
)
"""What a row would say of a post; a kind of assignment alone says nothing, since the national report has one in every row."""

_BY_PERSON = {"who": Section.EMPLOYEE, "held": Section.ASSIGNMENT, "results": Section.RESULT}
