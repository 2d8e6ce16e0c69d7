"""Which lines a change can touch, so that a small write recomputes few of them.

Over-reaching costs time only; a line that a change touches and that is left out would be wrong. Days are ignored: what ever stood
below a unit is below it here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from workflows.lines.closure import below
from workflows.lines.structure import HandSet, Leadership, Placement, Structure


@dataclass(frozen=True, slots=True)
class Change:
    """What a write has changed: name everything as it was before and as it is after.

    ``units``: placement, leader's post or route of these · ``positions``: who holds these · ``employees``: absences, legal status or
    assignments of these · ``assignments``: these themselves, or lines set by hand for them · ``everything``: recompute all.
    """

    units: frozenset[UUID] = frozenset()
    positions: frozenset[UUID] = frozenset()
    employees: frozenset[UUID] = frozenset()
    assignments: frozenset[UUID] = frozenset()
    everything: bool = False

    def __or__(self, other: "Change") -> "Change":
        """Join what two writes have changed."""
        return Change(
            self.units | other.units,
            self.positions | other.positions,
            self.employees | other.employees,
            self.assignments | other.assignments,
            self.everything or other.everything,
        )


def touched_units(change: Change, placements: Sequence[Placement], leaderships: Sequence[Leadership], held: Iterable[UUID]) -> set[UUID]:
    """Give the units whose lines a change can touch; ``held`` are the positions that the changed employees ever held."""
    posts = change.positions | set(held)
    led = {row.unit_id for row in leaderships if row.position_id in posts}
    return below(placements, led | change.units)


def touched_by_hand(change: Change, hand_set: Iterable[HandSet], units_of: Mapping[UUID, Iterable[UUID]], units: set[UUID]) -> set[UUID]:
    """Give the assignments whose line was set by hand and depends on a change through the appraiser.

    ``units_of`` maps an appraiser to the units of the posts they ever held; ``units`` are those of ``touched_units``.
    """
    return {
        line.assignment_id
        for line in hand_set
        if line.appraiser_id in change.employees or any(unit in units for unit in units_of.get(line.appraiser_id, ()))
    }


def touched(structure: Structure, change: Change) -> set[UUID]:
    """Give the assignments of a whole structure whose lines a change can touch."""
    if change.everything:
        return {one.assignment_id for one in structure.holders}
    unit_of = {post.position_id: post.unit_id for post in structure.posts}
    held = {one.position_id for one in structure.holders if one.employee_id in change.employees}
    units = touched_units(change, structure.placements, structure.leaderships, held)
    units_of: dict[UUID, list[UUID]] = {}
    for one in structure.holders:
        units_of.setdefault(one.employee_id, []).append(unit_of[one.position_id])
    by_hand = touched_by_hand(change, structure.hand_set, units_of, units)
    return {
        one.assignment_id
        for one in structure.holders
        if one.assignment_id in change.assignments or one.assignment_id in by_hand or unit_of[one.position_id] in units
    }
