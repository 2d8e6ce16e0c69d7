"""How far an indicator is towards its target by a day: what counts as its value, what is expected by then, how the two stand. Pure.

The value is what daily activities add up to. A figure stated by hand in an appraisal wins over the activities of that appraisal's days;
where stated periods overlap, the longest one counts. A percentage isn't added up over periods: the latest stated one counts.

Expected by a day is the target's share of the plan's days that are over, that day included, rounded to four digits. A percentage and a
target that is to stay below a limit grow with no day, so nothing is expected of them. Both are choices of ours; no rule names one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from models.limits import FIGURE_DECIMALS
from models.vocabulary import Aspect, TargetBound, TargetOutcome, TargetStanding
from workflows.activity_sums import Total
from workflows.reaching import outcome_of
from workflows.target_words import PERCENT
from workflows.targets import Target

_DIGITS = Decimal(1).scaleb(-FIGURE_DECIMALS)
FAR_BEHIND = Decimal("0.5")
"""Below this share of what is expected an indicator is far behind."""
SETTLING_IN = Decimal("0.25")
"""Before this share of the plan's days is over, nobody is called far behind."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure stated by hand in an appraisal, for the days ``[first, end)`` of its cycle."""

    first: date
    end: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What activities add up to over some days of one month that lie together inside or outside of every stated period."""

    first: date
    total: Total


@dataclass(frozen=True)
class Progress:
    """One indicator of a plan ``[starts_on, ends_on)`` by the day ``by``; ``shares`` hold activities up to that day, by time."""

    plan_id: UUID
    employee_id: UUID
    result_id: UUID
    indicator_id: UUID
    lineage_id: UUID
    target: Target
    aspect: Aspect
    starts_on: date
    ends_on: date
    by: date
    shares: Sequence[Share] = ()
    all_stated: Sequence[Stated] = ()
    title: str = ""
    counted: Sequence[Stated] = field(init=False)

    def __post_init__(self) -> None:
        """Choose which of the stated figures count."""
        object.__setattr__(self, "counted", self._counted())

    def _counted(self) -> list[Stated]:
        if self.percentage:
            return sorted(self.all_stated, key=lambda one: (one.end, one.first))[-1:]
        kept: list[Stated] = []
        for one in sorted(self.all_stated, key=lambda held: (held.first - held.end, held.first)):
            if all(one.end <= other.first or other.end <= one.first for other in kept):
                kept.append(one)
        return kept

    @property
    def percentage(self) -> bool:
        """Whether it is measured in percent."""
        return self.target.unit is not None and PERCENT.fullmatch(self.target.unit) is not None

    @property
    def total(self) -> Total:
        """What all activities add up to."""
        return Total(sum((one.total.quantity for one in self.shares), Decimal(0)), sum(one.total.activities for one in self.shares))

    @property
    def months(self) -> Mapping[date, Total]:
        """What the activities of each month add up to, by its first day."""
        found: dict[date, Total] = {}
        for one in self.shares:
            month = one.first.replace(day=1)
            before = found.get(month, Total())
            found[month] = Total(before.quantity + one.total.quantity, before.activities + one.total.activities)
        return found

    @property
    def stated(self) -> Decimal | None:
        """What is stated by hand, all counted periods together; None without any."""
        return sum((one.value for one in self.counted), Decimal(0)) if self.counted else None

    @property
    def value(self) -> Decimal | None:
        """The figure that counts; None where nothing is stated and nothing was reported."""
        if self.percentage and self.counted:
            return self.stated
        left = [one.total for one in self.shares if not any(held.first <= one.first < held.end for held in self.counted)]
        if not self.counted and not left:
            return None
        return (self.stated or Decimal(0)) + sum((one.quantity for one in left), Decimal(0))

    @property
    def least(self) -> Decimal | None:
        """The least that reaches the target, towards which it grows by the day; None for a limit from above, and where none is said."""
        if self.target.bound is TargetBound.VALUE:
            return None if self.aspect in (Aspect.TIME, Aspect.COST) else self.target.value
        return self.target.low

    @property
    def elapsed(self) -> Decimal:
        """The share of the plan's days that are over by the day, that day included, from 0 to 1."""
        days = (self.ends_on - self.starts_on).days
        return Decimal(min(max((self.by - self.starts_on).days + 1, 0), days)) / days

    @property
    def expected(self) -> Decimal | None:
        """What is expected by the day; None for a percentage before the plan's end, for a limit from above, and for words."""
        if self.least is None or (self.percentage and self.elapsed < 1):
            return None
        return (self.least * self.elapsed).quantize(_DIGITS, ROUND_HALF_UP)

    @property
    def standing(self) -> TargetStanding:
        """How the value stands against the target and what is expected; whether it is reached, ``workflows.reaching`` says."""
        if self.target.bound is TargetBound.TEXT:
            return TargetStanding.NOT_COMPARED
        value = self.value
        if value is None:
            return TargetStanding.NOTHING_REPORTED
        outcome = outcome_of(self.target, self.aspect, value)
        if outcome is TargetOutcome.NOT_JUDGED:
            return TargetStanding.NOT_COMPARED
        if self.target.bound in (TargetBound.AT_MOST, TargetBound.LESS_THAN):
            # A limit from above is kept so far, or broken.
            kept = TargetStanding.REACHED if self.elapsed >= 1 else TargetStanding.ON_TRACK
            return kept if outcome is TargetOutcome.REACHED else TargetStanding.BEHIND
        if outcome is TargetOutcome.REACHED:
            return TargetStanding.REACHED
        if self.expected is None or self.least is None:
            return TargetStanding.NOT_COMPARED
        return TargetStanding.ON_TRACK if self.expected <= value <= self.least and self.elapsed < 1 else TargetStanding.BEHIND

    @property
    def far_behind(self) -> bool:
        """Whether it has less than half of what is expected, a quarter of the plan's days being over."""
        if self.elapsed < SETTLING_IN or not self.expected:
            return False
        return (self.value or Decimal(0)) < self.expected * FAR_BEHIND
