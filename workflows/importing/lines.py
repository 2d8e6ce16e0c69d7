"""Typed lines: what the rows of all files say, one kind of line for each section that a row can tell about."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
from workflows.importing.problems import Place


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit; ``parent`` and ``leader`` are codes, None for "none"."""

    place: Place
    code: str
    name: str
    kind: UnitKind
    parent: str | None
    parent_name: str | None
    leader: str | None
    route: ApprovalRoute | None


@dataclass(frozen=True, slots=True)
class PositionLine:
    """A post; without a code it is known by its unit and name, and gets a code made of them."""

    place: Place
    code: str | None
    name: str
    kind: PositionKind
    level: FunctionalLevel | None
    unit: str | None
    unit_name: str | None


@dataclass(frozen=True, slots=True)
class EmployeeLine:
    """A person in this agency; ``key`` is the number or, without one, the agency's own code. None is "the file doesn't say"."""

    place: Place
    key: str
    number: str | None
    number_kind: NumberKind
    code: str | None
    name: str
    email: str | None
    employment_type: EmploymentType
    legal_status: LegalStatusKind | None
    grade: str | None
    siasn_id: str | None
    effective: date | None


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """That an employee holds a post; ``appraiser`` and ``approver`` are numbers or codes of employees."""

    place: Place
    employee: str
    position: str | None
    position_name: str | None
    unit: str | None
    unit_name: str | None
    kind: AssignmentKind
    valid_from: date | None
    valid_to: date | None
    document: str | None
    appraiser: str | None
    approver: str | None
    line_document: str | None
    effective: date | None


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One indicator of a planned result of an employee's plan of a year; equal results of following rows are one result."""

    place: Place
    employee: str
    position: str | None
    year: int
    kind: ResultKind
    ownership: ResultOwnership
    perspective: Perspective | None
    title: str
    assigned_by: str | None
    aspect: Aspect
    indicator: str
    target_text: str | None
    target_value: Decimal | None
    target_high: Decimal | None
    target_unit: str | None


@dataclass(frozen=True, slots=True)
class ExpectationLine:
    """What a leader expects of an employee for one BerAKHLAK value in a year."""

    place: Place
    employee: str
    position: str | None
    year: int
    value: BehaviourValue
    text: str


AnyLine = UnitLine | PositionLine | EmployeeLine | AssignmentLine | ResultLine | ExpectationLine
