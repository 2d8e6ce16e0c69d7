"""What was reached against a target, so that figures and ratings agree by the domain's guidance (domain page, section 4).

ABOVE: most results above and no main one below. MEETS: most as expected, only a small part of the main ones below. BELOW: most below.
"""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from models.vocabulary import Aspect, Rating, ResultKind
from workflows.demo.planning import Result, Target


def levels(pick: Random, results: Sequence[Result], rating: Rating) -> list[Rating]:
    """Spread an overall rating over results, in their order."""
    mains = [number for number, result in enumerate(results) if result.kind is ResultKind.MAIN]
    found = [Rating.MEETS] * len(results)
    pick.shuffle(mains)
    match rating:
        case Rating.ABOVE:
            spared = 1 if len(mains) > 2 and pick.random() < 0.5 else 0
            for number in mains[spared:]:
                found[number] = Rating.ABOVE
        case Rating.BELOW:
            spared = 1 if len(mains) > 2 and pick.random() < 0.6 else 0
            for number in mains[spared:]:
                found[number] = Rating.BELOW
        case Rating.MEETS:
            if len(mains) > 2 and pick.random() < 0.35:
                found[mains[0]] = Rating.ABOVE
            if len(mains) > 3 and pick.random() < 0.25:
                found[mains[1]] = Rating.BELOW
    for number, result in enumerate(results):
        if result.kind is ResultKind.ADDITIONAL and rating is Rating.ABOVE:
            found[number] = Rating.ABOVE
    return found


def reached(pick: Random, target: Target, level: Rating) -> Decimal:
    """Invent what was reached: exactly the target, better or worse; for TIME less is better."""
    value, measure = Decimal(target.value), target.measure
    if level is Rating.MEETS:
        return value
    better = level is Rating.ABOVE
    if measure.aspect is Aspect.TIME:
        if better:
            return Decimal(pick.randint(max(1, target.value * 6 // 10), target.value - 1)) if target.value > 1 else Decimal("0.5")
        return value + max(1, target.value * pick.randint(25, 60) // 100)
    if measure.most is not None:
        step = Decimal(pick.randint(15, 50)) / 10
        return min(Decimal(measure.most), value + step) if better else value - Decimal(pick.randint(90, 260)) / 10
    if better:
        return value + max(1, target.value * pick.randint(6, 18) // 100)
    return value - max(1, target.value * pick.randint(18, 45) // 100)
