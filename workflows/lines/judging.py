"""Who appraises and who approves on one day: the walk up the chain, as a pure function with every step told.

The appraiser is whoever counts in the first leading post above the highest one in which the employee stands; the approver whoever counts
in the first above the highest in which the appraiser stands. So nobody is their own appraiser or approver, the two are two people, and
neither is ever below the person they decide about. Whoever stands in the top's post has nobody above and decides alone.
"""

from dataclasses import dataclass
from uuid import UUID

from models.vocabulary import ApprovalRoute, LinePart, LineRule, LineStep
from workflows.lines.chain import Chain, Level
from workflows.lines.structure import Because, Holder, Verdict


@dataclass(frozen=True, slots=True)
class Search:
    """Where a walk up ended: the level's index and who counts there; ``index`` None when no post leads any unit above."""

    index: int | None
    holder: Holder | None
    because: tuple[Because, ...]


def highest_standing(chain: Chain, employee_id: UUID) -> int:
    """Give the index of the highest level in whose post an employee stands; -1 for none."""
    levels = chain.levels
    return next((i for i in range(len(levels) - 1, -1, -1) if (held := levels[i].holding) is not None and employee_id in held.standing), -1)


def first_superior(chain: Chain, employee_id: UUID, position_id: UUID | None, floor: int = 0) -> int:
    """Give the index of the lowest level that may be superior to an employee in a post; the chain's length when there is none."""
    leads = max(
        (i for i, level in enumerate(chain.levels) if level.position_id is not None and level.position_id == position_id), default=-1
    )
    return max(floor, leads + 1, highest_standing(chain, employee_id) + 1)


def first_led(chain: Chain, start: int) -> int:
    """Give the index of the first level at or above ``start`` that a post leads; the chain's length when there is none."""
    return next((i for i in range(start, len(chain.levels)) if chain.levels[i].position_id is not None), len(chain.levels))


def search(chain: Chain, start: int, part: LinePart) -> Search:
    """Walk up from ``start`` to the first level that a post leads, and tell who counts there."""
    index = first_led(chain, start)
    because = [Because(part, LineStep.UNIT_WITHOUT_LEADER, unit_id=level.unit_id) for level in chain.levels[start:index]]
    if index == len(chain.levels):
        return Search(None, None, tuple(because))
    level = chain.levels[index]
    holding = level.holding
    away = () if holding is None else holding.away
    counting = None if holding is None else holding.counting
    because.extend(_told(part, LineStep.HOLDER_AWAY, level, one) for one in away)
    if counting is not None:
        because.append(_told(part, LineStep.HOLDER, level, counting))
    else:
        because.append(_told(part, LineStep.NOBODY_PRESENT if away else LineStep.POST_VACANT, level))
    return Search(index, counting, tuple(because))


def judge(chain: Chain, employee_id: UUID, position_id: UUID | None, floor: int = 0) -> Verdict:
    """Find appraiser and approver of an employee in a post from the way up on one day.

    ``floor`` is the lowest level that may be superior; with it the line of an ended assignment begins where it had begun.
    """
    start = first_superior(chain, employee_id, position_id, floor)
    because = _skipped(chain, start, position_id, floor)
    found = search(chain, start, LinePart.APPRAISER)
    because.extend(found.because)
    if found.index is None:
        if start == len(chain.levels) and chain.complete:
            because.append(Because(LinePart.APPRAISER, LineStep.NOBODY_ABOVE))
            return Verdict(None, None, None, None, ApprovalRoute.SOLE_AUTHORITY, LineRule.TOP, tuple(because))
        because.append(Because(LinePart.APPRAISER, LineStep.NO_LEADER_ABOVE))
        return Verdict(None, None, None, None, chain.route, LineRule.VACANT, (*because, route_told(chain)))
    appraiser = found.holder
    rule = LineRule.VACANT if appraiser is None else LineRule.UNIT_LEADER if found.index == 0 else LineRule.PARENT_LEADER
    above, alone = approver_above(chain, found.index, None if appraiser is None else appraiser.employee_id)
    because.extend(above.because)
    because.append(Because(LinePart.ROUTE, LineStep.TOP_ALONE) if alone else route_told(chain))
    return Verdict(
        None if appraiser is None else appraiser.employee_id,
        None if appraiser is None else appraiser.assignment_id,
        None if above.holder is None else above.holder.employee_id,
        None if above.holder is None else above.holder.assignment_id,
        ApprovalRoute.SOLE_AUTHORITY if alone else chain.route,
        rule,
        tuple(because),
    )


def approver_above(chain: Chain, index: int, appraiser_id: UUID | None) -> tuple[Search, bool]:
    """Find who approves above the appraiser of level ``index``; the second value tells that nobody is above: they decide alone."""
    base = index if appraiser_id is None else max(index, highest_standing(chain, appraiser_id))
    because: list[Because] = []
    if base > index:
        because.append(_told(LinePart.APPROVER, LineStep.APPRAISER_STANDS_HIGHER, chain.levels[base]))
    found = search(chain, base + 1, LinePart.APPROVER)
    because.extend(found.because)
    alone = chain.complete and base == len(chain.levels) - 1
    if found.index is None:
        because.append(Because(LinePart.APPROVER, LineStep.NOBODY_ABOVE if alone else LineStep.NO_LEADER_ABOVE))
    return Search(found.index, found.holder, tuple(because)), alone


def route_told(chain: Chain) -> Because:
    """Tell where the route in force comes from."""
    if chain.route_unit_id is None:
        return Because(LinePart.ROUTE, LineStep.ROUTE_OF_AGENCY)
    return Because(LinePart.ROUTE, LineStep.ROUTE_OF_UNIT, unit_id=chain.route_unit_id)


def _skipped(chain: Chain, start: int, position_id: UUID | None, floor: int) -> list[Because]:
    if start <= floor:
        return []
    level = chain.levels[start - 1]
    step = LineStep.LEADS_OWN_UNIT if level.position_id == position_id else LineStep.OWN_SUPERIOR_POST
    return [_told(LinePart.APPRAISER, step, level)]


def _told(part: LinePart, step: LineStep, level: Level, holder: Holder | None = None) -> Because:
    return Because(
        part,
        step,
        unit_id=level.unit_id,
        position_id=level.position_id,
        assignment_id=None if holder is None else holder.assignment_id,
        employee_id=None if holder is None else holder.employee_id,
    )
