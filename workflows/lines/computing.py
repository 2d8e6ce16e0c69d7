"""Reporting lines of assignments over all days: the verdicts of single days, laid end to end.

A line begins with its assignment and never ends: after the assignment's last day it goes on with the posts that were superior on that
day and whoever holds them then. Deterministic: the same structure gives the same lines in the same order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from models.vocabulary import LinePart, LineRule, LineStep
from workflows.lines.by_hand import break_days, in_force, judge_by_hand
from workflows.lines.chain import Chain, Chains
from workflows.lines.holding import Holdings
from workflows.lines.judging import first_superior, judge
from workflows.lines.structure import Because, HandSet, Holder, Line, Structure, Verdict
from workflows.lines.timeline import FAR, Span, merged, stored_end


def compute_lines(structure: Structure, only: Collection[UUID] | None = None) -> list[Line]:
    """Compute the lines of the assignments ``only``, or of all; sorted by assignment and day.

    The structure must hold every post of these assignments, the placements, leaderships and routes of their units and of all above, and
    every holder of the posts that lead those, with their absences; more does no harm.

    Raises:
        UnitCycle: a unit stands above itself on some day.
        KeyError: an assignment's post is missing from the structure.
    """
    course = _Course(structure)
    chosen = [one for one in structure.holders if only is None or one.assignment_id in only]
    lines: list[Line] = []
    for holder in sorted(chosen, key=lambda one: one.assignment_id):
        lines.extend(
            Line(holder.assignment_id, holder.employee_id, span.start, stored_end(span.end), span.value) for span in course.spans(holder)
        )
    return lines


class _Course:
    """One computation: it remembers the verdicts that many assignments share."""

    def __init__(self, structure: Structure) -> None:
        self._holdings = Holdings(structure)
        self._chains = Chains(structure, self._holdings)
        self._by_hand: dict[UUID, list[HandSet]] = defaultdict(list)
        for line in structure.hand_set:
            self._by_hand[line.assignment_id].append(line)
        self._verdicts: dict[tuple[int, UUID | None, UUID | None, int], Verdict] = {}
        self._concerned: dict[int, tuple[frozenset[UUID], frozenset[UUID]]] = {}
        # Verdicts are remembered by the identity of a chain, which must therefore live as long as they do.
        self._frozen: dict[tuple[int, date], list[Span[Chain]]] = {}

    def spans(self, holder: Holder) -> list[Span[Verdict]]:
        """Give the verdicts for one assignment from its first day on."""
        unit_id = self._chains.unit_of(holder.position_id)
        chains = self._chains.of(unit_id)
        end = FAR if holder.valid_to is None else holder.valid_to
        days = [holder.valid_from, *chains.breaks(holder.valid_from, end)]
        held = [Span(day, until, chains.on(day)) for day, until in zip(days, [*days[1:], end], strict=True)]
        spans = self._judged(holder, held, holder.position_id, 0)
        if holder.valid_to is not None:
            spans.extend(self._after_end(holder, chains.on(holder.valid_to - timedelta(days=1))))
        return merged(spans)

    def _after_end(self, holder: Holder, last: Chain) -> list[Span[Verdict]]:
        assert holder.valid_to is not None
        floor = first_superior(last, holder.employee_id, holder.position_id)
        key = (id(last), holder.valid_to)
        known = self._frozen.get(key)
        if known is None:
            known = self._frozen[key] = self._chains.goes_on(last, holder.valid_to)
        ended = Because(LinePart.APPRAISER, LineStep.ENDED_ASSIGNMENT, on=holder.valid_to - timedelta(days=1))
        return [Span(span.start, span.end, _after(span.value, ended)) for span in self._judged(holder, known, None, floor)]

    def _judged(self, holder: Holder, held: Iterable[Span[Chain]], position_id: UUID | None, floor: int) -> list[Span[Verdict]]:
        by_hand = self._by_hand.get(holder.assignment_id)
        if by_hand is None:
            return [Span(span.start, span.end, self._judge(span.value, holder.employee_id, position_id, floor)) for span in held]
        breaks = break_days(by_hand, self._holdings, self._chains)
        spans: list[Span[Verdict]] = []
        for span in held:
            days = [span.start, *sorted(day for day in breaks if span.start < day < span.end)]
            for day, until in zip(days, [*days[1:], span.end], strict=True):
                line = in_force(by_hand, holder.employee_id, day)
                if line is None:
                    verdict = self._judge(span.value, holder.employee_id, position_id, floor)
                else:
                    verdict = judge_by_hand(line, span.value, holder.employee_id, position_id, floor, day, self._holdings, self._chains)
                spans.append(Span(day, until, verdict))
        return spans

    def _judge(self, chain: Chain, employee_id: UUID, position_id: UUID | None, floor: int) -> Verdict:
        standing, leading = self._concern(chain)
        key = (
            id(chain),
            employee_id if employee_id in standing else None,
            position_id if position_id in leading else None,
            floor,
        )
        known = self._verdicts.get(key)
        if known is None:
            known = self._verdicts[key] = judge(chain, employee_id, position_id, floor)
        return known

    def _concern(self, chain: Chain) -> tuple[frozenset[UUID], frozenset[UUID]]:
        """Give the employees and posts for whom the verdict of a chain differs from everybody else's."""
        known = self._concerned.get(id(chain))
        if known is None:
            standing = frozenset(one for level in chain.levels if level.holding is not None for one in level.holding.standing)
            leading = frozenset(level.position_id for level in chain.levels if level.position_id is not None)
            known = self._concerned[id(chain)] = (standing, leading)
        return known


def _after(verdict: Verdict, ended: Because) -> Verdict:
    found_by_post = verdict.rule in (LineRule.UNIT_LEADER, LineRule.PARENT_LEADER)
    return replace(verdict, rule=LineRule.PREDECESSOR_POST if found_by_post else verdict.rule, because=(ended, *verdict.because))
