"""Lines set by written delegation: the named appraiser is obeyed, and an approver that was not named is found above them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from models.vocabulary import ApprovalRoute, LinePart, LineRule, LineStep
from workflows.lines.chain import Chain, Chains
from workflows.lines.holding import Holdings, by_precedence
from workflows.lines.judging import approver_above, highest_standing, judge, route_told
from workflows.lines.structure import Because, HandSet, Verdict
from workflows.lines.timeline import breakpoints, covers


def in_force(lines: Sequence[HandSet], employee_id: UUID, day: date) -> HandSet | None:
    """Give the hand-set line that holds on a day; never one that makes the employee their own superior."""
    here = [line for line in lines if covers(line, day) and employee_id not in (line.appraiser_id, line.approver_id)]
    return max(here, key=lambda line: (line.valid_from, line.id), default=None)


def break_days(lines: Sequence[HandSet], holdings: Holdings, chains: Chains) -> set[date]:
    """Give every day on which a verdict by hand may change for another reason than the employee's own chain."""
    days = set(breakpoints(lines))
    for line in lines:
        if line.approver_id is None:
            posts = holdings.of_employee(line.appraiser_id)
            days.update(breakpoints(posts))
            for post in posts:
                days.update(chains.of(chains.unit_of(post.position_id)).starts)
    return days


def judge_by_hand(
    line: HandSet, chain: Chain, employee_id: UUID, position_id: UUID | None, floor: int, day: date, holdings: Holdings, chains: Chains
) -> Verdict:
    """Give the verdict of a hand-set line on one day; the approver, if not named, stands above the appraiser and is another person."""
    named = Because(LinePart.APPRAISER, LineStep.SET_BY_HAND, employee_id=line.appraiser_id, hand_set_id=line.id)
    if line.approver_id is not None:
        approver = Because(LinePart.APPROVER, LineStep.SET_BY_HAND, employee_id=line.approver_id, hand_set_id=line.id)
        return _verdict(line, line.approver_id, None, chain.route, (named, approver, route_told(chain)))
    stands = highest_standing(chain, line.appraiser_id)
    if stands >= 0:
        above, alone = approver_above(chain, stands, line.appraiser_id)
        # The employee may hold a post above the appraiser who was named; then whoever is above the employee approves.
        if above.holder is None or above.holder.employee_id != employee_id:
            holder = above.holder
            return _verdict(
                line,
                None if holder is None else holder.employee_id,
                None if holder is None else holder.assignment_id,
                ApprovalRoute.SOLE_AUTHORITY if alone else chain.route,
                (named, *above.because, Because(LinePart.ROUTE, LineStep.TOP_ALONE) if alone else route_told(chain)),
            )
    else:
        posts = by_precedence([one for one in holdings.of_employee(line.appraiser_id) if covers(one, day)])
        if posts:
            found = _above_own_post(line, chain, employee_id, chains.of(chains.unit_of(posts[0].position_id)).on(day), posts[0].position_id)
            if found is not None:
                return found
    return _above_employee(line, chain, employee_id, position_id, floor)


def _above_own_post(line: HandSet, chain: Chain, employee_id: UUID, own_chain: Chain, own_position: UUID) -> Verdict | None:
    own = judge(own_chain, line.appraiser_id, own_position)
    if own.appraiser_id == employee_id:
        return None
    named = Because(LinePart.APPRAISER, LineStep.SET_BY_HAND, employee_id=line.appraiser_id, hand_set_id=line.id)
    superior = Because(LinePart.APPROVER, LineStep.SUPERIOR_OF_APPRAISER, employee_id=line.appraiser_id)
    steps = (_as_approver(step) for step in own.because if step.part is LinePart.APPRAISER)
    alone = own.rule is LineRule.TOP
    route = Because(LinePart.ROUTE, LineStep.TOP_ALONE) if alone else route_told(chain)
    return _verdict(
        line,
        own.appraiser_id,
        own.appraiser_assignment_id,
        ApprovalRoute.SOLE_AUTHORITY if alone else chain.route,
        (named, superior, *steps, route),
    )


def _above_employee(line: HandSet, chain: Chain, employee_id: UUID, position_id: UUID | None, floor: int) -> Verdict:
    """Find the approver above the employee: the appraiser stands in for the superior, so the next one up approves, or that superior."""
    named = Because(LinePart.APPRAISER, LineStep.SET_BY_HAND, employee_id=line.appraiser_id, hand_set_id=line.id)
    usual = judge(chain, employee_id, position_id, floor)
    approver, post, part = usual.approver_id, usual.approver_assignment_id, LinePart.APPROVER
    if approver is None or approver == line.appraiser_id:
        approver, post, part = usual.appraiser_id, usual.appraiser_assignment_id, LinePart.APPRAISER
    if approver == line.appraiser_id:
        approver, post = None, None
    steps = tuple(_as_approver(step) for step in usual.because if step.part is part)
    return _verdict(line, approver, post, chain.route, (named, *steps, route_told(chain)))


def _as_approver(step: Because) -> Because:
    return Because(
        LinePart.APPROVER, step.step, step.unit_id, step.position_id, step.assignment_id, step.employee_id, step.hand_set_id, step.on
    )


def _verdict(line: HandSet, approver: UUID | None, post: UUID | None, route: ApprovalRoute, because: tuple[Because, ...]) -> Verdict:
    return Verdict(line.appraiser_id, None, approver, post, route, LineRule.BY_HAND, because)
