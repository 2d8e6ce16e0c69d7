"""What reporting lines are computed from, and what a line is: plain values without a database.

All days are the agency's; intervals are half-open ``[valid_from, valid_to)`` and an open end is None. Only rows that are recorded as
true now take part: what a correction has closed is left out by whoever loads a structure.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models.vocabulary import ApprovalRoute, AssignmentKind, LinePart, LineRule, LineStep


@dataclass(frozen=True, slots=True)
class Placement:
    """Under which unit a unit stands; ``parent_id`` None makes it a top."""

    unit_id: UUID
    parent_id: UUID | None
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Leadership:
    """Which post leads a unit."""

    unit_id: UUID
    position_id: UUID
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """An approval route that a unit and what is under it have in place of the agency's."""

    unit_id: UUID
    route: ApprovalRoute
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A position and the unit it belongs to."""

    position_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True)
class Holder:
    """An assignment: that an employee holds a post, in what way."""

    assignment_id: UUID
    employee_id: UUID
    position_id: UUID
    kind: AssignmentKind
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which an employee can't act in any post: an absence, or a legal status outside of service."""

    employee_id: UUID
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class HandSet:
    """A line set by written delegation for one assignment; without an approver, the approver is found from the appraiser."""

    id: UUID
    assignment_id: UUID
    appraiser_id: UUID
    approver_id: UUID | None
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """Everything that the lines of some assignments depend on."""

    agency_route: ApprovalRoute
    placements: tuple[Placement, ...] = ()
    leaderships: tuple[Leadership, ...] = ()
    routes: tuple[Route, ...] = ()
    posts: tuple[Post, ...] = ()
    holders: tuple[Holder, ...] = ()
    away: tuple[Away, ...] = ()
    hand_set: tuple[HandSet, ...] = ()


@dataclass(frozen=True, slots=True)
class Because:
    """One step on the way to a line: what was found for which part, and the rows it was found in."""

    part: LinePart
    step: LineStep
    unit_id: UUID | None = None
    position_id: UUID | None = None
    assignment_id: UUID | None = None
    employee_id: UUID | None = None
    hand_set_id: UUID | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who appraises and approves on some days, on which route, by which rule, and why; the days stand beside it."""

    appraiser_id: UUID | None
    appraiser_assignment_id: UUID | None
    approver_id: UUID | None
    approver_assignment_id: UUID | None
    route: ApprovalRoute
    rule: LineRule
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The verdict for one assignment over ``[valid_from, valid_to)``.

    The lines of an assignment begin with it, follow each other without a gap, differ from their neighbours, and the last is open.
    """

    assignment_id: UUID
    employee_id: UUID
    valid_from: date
    valid_to: date | None
    verdict: Verdict
