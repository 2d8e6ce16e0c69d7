"""How far an indicator is towards its target by a day: what counts as its value, what is expected by then, how the two stand. Pure.

Three kinds of targets (``Counting``): a quantity of the whole plan is what daily activities add up to, a figure stated by hand in an
appraisal winning over the activities of that appraisal's days; where stated periods overlap, the longest one counts. A quantity per
month, quarter or the like ("310 kendaraan per triwulan") is that of the calendar period which holds the day, made in the same way; where
nothing is of that period yet, the figure stated latest. A score, a time, a cost and a percentage aren't added up over periods: the figure
stated latest counts, and without one there is no value, whatever activities add up to.

Expected by a day is the target's share of the plan's days that are over, that day included, rounded to four digits; of a target per month
or longer its share of that period's days. A score, a time, a cost, a percentage, a target per week or day and one that is to stay below a
limit grow with no day, so nothing is expected of them before the plan's end. These are choices of ours; no rule names one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from uuid import UUID

from models.limits import FIGURE_DECIMALS
from models.vocabulary import Aspect, TargetBound, TargetOutcome, TargetStanding
from workflows.activity_sums import Total
from workflows.calendar import ONE_DAY
from workflows.figures.periods import Period, named_period
from workflows.reaching import outcome_of
from workflows.target_words import PERCENT
from workflows.targets import Target

_DIGITS = Decimal(1).scaleb(-FIGURE_DECIMALS)
FAR_BEHIND = Decimal("0.5")
"""Below this share of what is expected an indicator is far behind."""
SETTLING_IN = Decimal("0.25")
"""Before this share of the plan's days is over, and of the period's that a target names, nobody is called far behind."""
GROWING = (Period.MONTH, Period.QUARTER, Period.SEMESTER)
"""Periods long enough that a share of their target may be expected while they last."""


class Counting(Enum):
    """How a target's figures of several periods make its value."""

    TOTAL = "added up over the plan"
    PERIOD = "of the period that holds the day"
    LATEST = "the one stated latest"


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
    assignment_id: UUID
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
        held = sorted(self.all_stated, key=lambda one: (one.end, one.first))
        latest = held[-1:]
        if self.counting is Counting.LATEST:
            return latest
        if self.counting is Counting.PERIOD:
            first, end = self.days
            held = [one for one in held if first <= one.first and one.end <= end]
            if not held:
                return [] if any(first <= one.first and latest and latest[0].end <= one.first for one in self.shares) else latest
        kept: list[Stated] = []
        for one in sorted(held, key=lambda held: (held.first - held.end, held.first)):
            if all(one.end <= other.first or other.end <= one.first for other in kept):
                kept.append(one)
        return kept

    @property
    def period(self) -> Period | None:
        """For which period a target of quantity is, where it names one that is shorter than the year."""
        return named_period(self.target.unit, self.target.text)

    @property
    def counting(self) -> Counting:
        """Which of the three kinds of targets it is."""
        percentage = self.target.unit is not None and PERCENT.match(self.target.unit) is not None
        if percentage or self.aspect is not Aspect.QUANTITY:
            return Counting.LATEST
        return Counting.TOTAL if self.period is None else Counting.PERIOD

    @property
    def days(self) -> tuple[date, date]:
        """The days ``[first, end)`` of which its value is: the plan's, or those of them in the period that holds the day."""
        if self.counting is not Counting.PERIOD or self.period is None:
            return self.starts_on, self.ends_on
        first, end = self.period.days_of(min(max(self.by, self.starts_on), self.ends_on - ONE_DAY))
        return max(first, self.starts_on), min(end, self.ends_on)

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
        """The figure that counts; None where nothing is stated and nothing was reported that could be added up."""
        if self.counting is Counting.LATEST:
            return self.stated
        first, end = self.days
        within = [one for one in self.shares if self.counting is Counting.TOTAL or first <= one.first < end]
        left = [one.total for one in within if not any(held.first <= one.first < held.end for held in self.counted)]
        if not self.counted and not left:
            return None
        return (self.stated or Decimal(0)) + sum((one.quantity for one in left), Decimal(0))

    @property
    def least(self) -> Decimal | None:
        """The least that reaches the target, towards which it grows by the day; None for a limit from above, and where none is said."""
        if self.target.bound is TargetBound.VALUE:
            return None if self.aspect in (Aspect.TIME, Aspect.COST) else self.target.value
        return self.target.low

    def _over(self, first: date, end: date) -> Decimal:
        days = (end - first).days
        return Decimal(min(max((self.by - first).days + 1, 0), days)) / days

    @property
    def elapsed(self) -> Decimal:
        """The share of the days of which its value is that are over by the day, that day included, from 0 to 1."""
        return self._over(*self.days)

    @property
    def expected(self) -> Decimal | None:
        """What is expected by the day; None for a limit from above and for words, and before the plan's end for what grows with no day."""
        grows = self.counting is Counting.TOTAL or (self.counting is Counting.PERIOD and self.period in GROWING)
        if self.least is None or (not grows and self._over(self.starts_on, self.ends_on) < 1):
            return None
        return (self.least * self.elapsed).quantize(_DIGITS, ROUND_HALF_UP)

    @property
    def standing(self) -> TargetStanding:
        """How the value stands against the target and what is expected; whether it is reached, ``workflows.reaching`` says."""
        if self.target.bound is TargetBound.TEXT:
            return TargetStanding.NOT_COMPARED
        value = self.value
        if value is None:
            # What was reported of a score isn't nothing, though no figure comes of it.
            return TargetStanding.NOT_COMPARED if self.counting is Counting.LATEST and self.shares else TargetStanding.NOTHING_REPORTED
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
        """Whether it has less than half of what is expected, a quarter of the plan's and of its own period's days being over."""
        if min(self.elapsed, self._over(self.starts_on, self.ends_on)) < SETTLING_IN or not self.expected:
            return False
        if self.standing is TargetStanding.NOT_COMPARED:
            return False
        return (self.value or Decimal(0)) < self.expected * FAR_BEHIND
