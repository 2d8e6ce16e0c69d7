"""Who counts as the holder of a post on a day.

The definitive holder, or who has the post as an additional duty, if present; else, whether they are away or there is none, the interim
officer (Pj.), the acting one (Plt.), the daily acting one (Plh.), in this order, each only if present. Of several of one kind the one
appointed last counts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from uuid import UUID

from models.vocabulary import AssignmentKind
from workflows.lines.structure import Away, Holder, Structure
from workflows.lines.timeline import FAR, Dated, Span, Timeline, breakpoints, covers, merged

PRECEDENCE: Mapping[AssignmentKind, int] = {
    AssignmentKind.DEFINITIVE: 0,
    AssignmentKind.ADDITIONAL: 1,
    AssignmentKind.INTERIM: 2,
    AssignmentKind.ACTING: 3,
    AssignmentKind.DAILY_ACTING: 4,
}
LASTING = frozenset({AssignmentKind.DEFINITIVE, AssignmentKind.ADDITIONAL})


@dataclass(frozen=True, slots=True)
class Holding:
    """A post on some days: who counts, if anybody; who would come before them but is away; and everybody who stands in it.

    ``standing`` are the employees that count as superiors by this post: whoever counts today and its lasting holders, also while away.
    """

    counting: Holder | None
    away: tuple[Holder, ...]
    standing: frozenset[UUID]


VACANT = Holding(None, (), frozenset())


def by_precedence(holders: Sequence[Holder]) -> list[Holder]:
    """Sort holders of posts: lasting before acting, later appointed first, ids last so that the order is always the same."""
    return sorted(holders, key=lambda one: (PRECEDENCE[one.kind], -one.valid_from.toordinal(), one.assignment_id))


def holding_on(holders: Sequence[Holder], away: Mapping[UUID, Sequence[Away]], day: date) -> Holding:
    """Judge who counts among the holders of one post on a day."""
    here = by_precedence([one for one in holders if covers(one, day)])
    absent = tuple(takewhile(lambda one: any(covers(row, day) for row in away.get(one.employee_id, ())), here))
    counting = here[len(absent)] if len(absent) < len(here) else None
    standing = {one.employee_id for one in here if one.kind in LASTING}
    if counting is not None:
        standing.add(counting.employee_id)
    return Holding(counting, absent, frozenset(standing))


class Holdings:
    """The holders of every post of a structure, worked out once for each post that is asked for."""

    def __init__(self, structure: Structure) -> None:
        self._holders: dict[UUID, list[Holder]] = defaultdict(list)
        self._of_employee: dict[UUID, list[Holder]] = defaultdict(list)
        self._away: dict[UUID, list[Away]] = defaultdict(list)
        self._known: dict[UUID, Timeline[Holding]] = {}
        for holder in structure.holders:
            self._holders[holder.position_id].append(holder)
            self._of_employee[holder.employee_id].append(holder)
        for row in structure.away:
            self._away[row.employee_id].append(row)

    def of(self, position_id: UUID) -> Timeline[Holding]:
        """Give who counts in a post, day by day."""
        known = self._known.get(position_id)
        if known is None:
            known = self._known[position_id] = self._timeline(self._holders.get(position_id, []))
        return known

    def of_employee(self, employee_id: UUID) -> Sequence[Holder]:
        """Give every assignment of an employee in the structure."""
        return self._of_employee.get(employee_id, [])

    def _timeline(self, holders: Sequence[Holder]) -> Timeline[Holding]:
        if not holders:
            return Timeline([Span(date.min, FAR, VACANT)])
        rows: list[Dated] = [*holders]
        for employee_id in {one.employee_id for one in holders}:
            rows.extend(self._away.get(employee_id, []))
        days = breakpoints(rows)
        return Timeline(
            merged(Span(day, end, holding_on(holders, self._away, day)) for day, end in zip(days, [*days[1:], FAR], strict=True))
        )
