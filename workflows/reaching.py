"""Whether an indicator's target is reached: the one place that says so. Pure.

A target is read by ``workflows.targets``; which figure counts, ``workflows.figures.standing`` says. It is reached

- AT_LEAST, MORE_THAN: from the bound on; AT_MOST, LESS_THAN: up to it; RANGE: within it; MORE_THAN and LESS_THAN not at the bound itself;
- a bare figure (VALUE) of quantity or quality: by that figure or more;
- a bare figure of time or cost: by exactly that. "3 hari" and "12 bulan" don't say whether less or more is better, so that any other figure
  is not judged. Whoever means one of them writes it: "maks. 3 hari".

What has no single figure, on either side, isn't judged. No rule says this; it is a choice of ours.
"""

from decimal import Decimal

from models.vocabulary import Aspect, TargetBound, TargetOutcome
from workflows.targets import Target


def outcome_of(target: Target, aspect: Aspect, figure: Decimal | None) -> TargetOutcome:
    """Judge a figure by a target, both in the indicator's unit of measure."""
    if figure is None:
        return TargetOutcome.NOT_JUDGED
    low, high, value = target.low, target.high, target.value
    match target.bound:
        case TargetBound.AT_LEAST if low is not None:
            reached = figure >= low
        case TargetBound.MORE_THAN if low is not None:
            reached = figure > low
        case TargetBound.AT_MOST if high is not None:
            reached = figure <= high
        case TargetBound.LESS_THAN if high is not None:
            reached = figure < high
        case TargetBound.RANGE if low is not None and high is not None:
            reached = low <= figure <= high
        case TargetBound.VALUE if value is not None:
            if aspect in (Aspect.TIME, Aspect.COST):
                return TargetOutcome.REACHED if figure == value else TargetOutcome.NOT_JUDGED
            reached = figure >= value
        case _:
            return TargetOutcome.NOT_JUDGED
    return TargetOutcome.REACHED if reached else TargetOutcome.MISSED
