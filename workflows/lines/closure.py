"""The closure of the unit tree: every unit with each one above it, for the days on which that holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models.vocabulary import ApprovalRoute
from workflows.lines.chain import Chains
from workflows.lines.holding import Holdings
from workflows.lines.structure import Placement, Structure
from workflows.lines.timeline import Span, merged, stored_end


@dataclass(frozen=True, slots=True)
class Pair:
    """That ``ancestor_id`` stands ``depth`` levels above ``descendant_id`` (0: itself) over ``[valid_from, valid_to)``."""

    ancestor_id: UUID
    descendant_id: UUID
    depth: int
    valid_from: date
    valid_to: date | None


def compute_closure(placements: Sequence[Placement], only: Collection[UUID] | None = None) -> list[Pair]:
    """Compute the pairs whose descendant is one of ``only``, or all; a unit has pairs on the days on which it is placed.

    Raises:
        UnitCycle: a unit stands above itself on some day.
    """
    structure = Structure(agency_route=ApprovalRoute.SUPERIOR, placements=tuple(placements))
    chains = Chains(structure, Holdings(structure))
    pairs: list[Pair] = []
    for unit_id in sorted({row.unit_id for row in placements if only is None or row.unit_id in only}):
        above: dict[tuple[UUID, int], list[Span[None]]] = {}
        for span in chains.paths(unit_id).spans:
            if len(span.value.units) == 1 and not span.value.complete:
                continue
            for depth, ancestor_id in enumerate(span.value.units):
                above.setdefault((ancestor_id, depth), []).append(Span(span.start, span.end, None))
        for (ancestor_id, depth), spans in above.items():
            pairs.extend(Pair(ancestor_id, unit_id, depth, span.start, stored_end(span.end)) for span in merged(spans))
    return pairs


def below(placements: Sequence[Placement], units: Collection[UUID]) -> set[UUID]:
    """Give these units and every one that ever stood below one of them."""
    children: dict[UUID, list[UUID]] = {}
    for row in placements:
        if row.parent_id is not None:
            children.setdefault(row.parent_id, []).append(row.unit_id)
    return _reach(children, units)


def above(placements: Sequence[Placement], units: Collection[UUID]) -> set[UUID]:
    """Give these units and every one that ever stood above one of them."""
    parents: dict[UUID, list[UUID]] = {}
    for row in placements:
        if row.parent_id is not None:
            parents.setdefault(row.unit_id, []).append(row.parent_id)
    return _reach(parents, units)


def _reach(edges: dict[UUID, list[UUID]], units: Collection[UUID]) -> set[UUID]:
    reached, waiting = set(units), list(units)
    while waiting:
        for one in edges.get(waiting.pop(), ()):
            if one not in reached:
                reached.add(one)
                waiting.append(one)
    return reached
